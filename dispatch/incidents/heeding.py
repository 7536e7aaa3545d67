"""The part of the fold that concerns people's safety; `fold.apply` hands on to it."""

from dataclasses import replace

from dispatch.incidents.companions import accompanied
from dispatch.incidents.events import (
    AlarmEscalated,
    CheckedBack,
    CompanionWanted,
    HazardCleared,
    HazardNoted,
    LeadNamed,
    StandOffSet,
    TroubleReported,
)
from dispatch.incidents.hazards import Heed, Noted, Wellbeing
from dispatch.incidents.model import Assignment, Incident, Incidents
from dispatch.log.event import Recorded


def heeded(state: Incidents, recorded: Recorded) -> Incidents:
    """The same state for every other event. In the story of one call the assignment may be of another."""
    match recorded.event:
        case HazardNoted(incident=ident, hazard=hazard):
            noted = Noted(hazard, recorded.when, recorded.by)
            heed = state.incidents[ident].heed
            return _heed(state, ident, replace(heed, hazards=(*heed.hazards, noted)))
        case HazardCleared(incident=ident, hazard=hazard):
            heed = state.incidents[ident].heed
            left = tuple(one for one in heed.hazards if one.hazard is not hazard)
            return _heed(state, ident, replace(heed, hazards=left))
        case StandOffSet(incident=ident, particulars=point):
            return _heed(state, ident, replace(state.incidents[ident].heed, stand_off=point))
        case LeadNamed(incident=ident, assignment=lead):
            return _heed(state, ident, replace(state.incidents[ident].heed, lead=lead))
        case CompanionWanted() as event:
            incident = state.incidents[event.incident]
            state = _with(state, replace(incident, response=accompanied(incident.response), dry_since=None))
            return _feels(state, event.assignment, companion_wanted=True)
        case CheckedBack(assignment=ident):
            known = state.assignments[ident].wellbeing.checked_back_at
            return _feels(state, ident, checked_back_at=max(recorded.when, known or recorded.when))
        case TroubleReported(assignment=ident, trouble=trouble):
            return _feels(state, ident, trouble=trouble, stuck_at=recorded.when)
        case AlarmEscalated(alarm=ident, particulars=leader):
            loud = replace(state.alarms[ident], escalated_at=recorded.at, leader=leader)
            return replace(state, alarms=state.alarms.set(ident, loud))
    return state


def brought(incident: Incident) -> Heed:
    """What a call of this type brings with it."""
    hazards = incident.response.care.hazards
    return Heed(tuple(Noted(one, incident.reported_at, incident.taken_by) for one in hazards))


def gets_on(assignment: Assignment) -> Wellbeing:
    """Whoever reports to be further on is stuck no longer."""
    return replace(assignment.wellbeing, trouble=None, stuck_at=None)


def _heed(state: Incidents, ident: int, heed: Heed) -> Incidents:
    return _with(state, replace(state.incidents[ident], heed=heed))


def _with(state: Incidents, incident: Incident) -> Incidents:
    return replace(state, incidents=state.incidents.set(incident.id, incident))


def _feels(state: Incidents, ident: int, **changes: object) -> Incidents:
    known = state.assignments.get(ident)
    if known is None:
        return state
    changed = replace(known, wellbeing=replace(known.wellbeing, **changes))  # type: ignore[arg-type]
    return replace(state, assignments=state.assignments.set(ident, changed))
