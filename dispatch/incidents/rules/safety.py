"""What keeps the people who come whole: hazards and where to hold, who leads, checking back, company, getting stuck."""

from dispatch.board import Board
from dispatch.errors import Refused
from dispatch.incidents.centre import Centre
from dispatch.incidents.events import (
    CheckedBack,
    CompanionWanted,
    HazardCleared,
    HazardNoted,
    LeadNamed,
    StandOffSet,
    TroubleReported,
)
from dispatch.incidents.hazards import Hazard, StandOff, Trouble
from dispatch.incidents.model import Assignment
from dispatch.incidents.rules.groups import require_whole
from dispatch.incidents.rules.things import find_assignment, find_incident, require_own
from dispatch.log.event import Event


def note_hazard(board: Board, incident_id: int, hazard: Hazard) -> list[Event]:
    """One that is open already stays as it was noted."""
    incident = find_incident(board, incident_id)
    require_whole(incident)
    known = any(one.hazard is hazard for one in board.incidents.hazards(incident))
    return [] if known else [HazardNoted(incident=incident_id, hazard=hazard)]


def clear_hazard(board: Board, incident_id: int, hazard: Hazard) -> list[Event]:
    """Of all calls about the event that brought it."""
    incident = find_incident(board, incident_id)
    require_whole(incident)
    return [
        HazardCleared(incident=each.id, hazard=hazard)
        for each in board.incidents.group(incident)
        if any(one.hazard is hazard for one in each.heed.hazards)
    ]


def set_stand_off(board: Board, incident_id: int, point: StandOff | None, centre: Centre) -> list[Event]:
    """Refuses a point far outside the city (`outside_city`)."""
    incident = find_incident(board, incident_id)
    require_whole(incident)
    if point is not None and not centre.contains(point.lon, point.lat):
        raise Refused("outside_city", lon=point.lon, lat=point.lat)
    return [] if incident.heed.stand_off == point else [StandOffSet(incident=incident_id, particulars=point)]


def name_lead(board: Board, incident_id: int, assignment_id: int | None) -> list[Event]:
    """Refuses somebody who is not, or no longer, on this incident (`not_on_incident`). None: by rule again."""
    incident = find_incident(board, incident_id)
    require_whole(incident)
    if incident.heed.lead == assignment_id:
        return []
    if assignment_id is None:
        return [LeadNamed(incident=incident_id, assignment=None, volunteer=None)]
    named = find_assignment(board, assignment_id)
    if named not in board.incidents.assignments_of(incident) or not named.open:
        raise Refused("not_on_incident", volunteer=named.volunteer, incident=incident_id)
    return [LeadNamed(incident=incident_id, assignment=named.id, volunteer=named.volunteer)]


def check_back(board: Board, assignment_id: int, *, acting: str | None = None) -> list[Event]:
    """Each time counts, also before anybody asked for it."""
    going = _on_it(board, assignment_id, acting)
    return [CheckedBack(incident=going.incident, assignment=going.id, volunteer=going.volunteer)]


def want_companion(board: Board, assignment_id: int, *, acting: str | None = None) -> list[Event]:
    """One person more, whom the plan asks like everybody; the same person's second wish changes nothing."""
    going = _on_it(board, assignment_id, acting)
    if going.wellbeing.companion_wanted:
        return []
    whole = board.incidents.whole(board.incidents.incidents[going.incident])
    return [CompanionWanted(incident=whole.id, assignment=going.id, volunteer=going.volunteer)]


def report_trouble(
    board: Board, assignment_id: int, trouble: Trouble, text: str | None, *, acting: str | None = None
) -> list[Event]:
    """Stands until the person reports to be further on; the same again, with nothing new to say, changes nothing."""
    going = _on_it(board, assignment_id, acting)
    if going.wellbeing.trouble is trouble and text is None:
        return []
    told = TroubleReported(
        incident=going.incident, assignment=going.id, volunteer=going.volunteer, trouble=trouble, particulars=text
    )
    return [told]


def _on_it(board: Board, assignment_id: int, acting: str | None) -> Assignment:
    """Refuses another's (`not_yours`) and what is over (`assignment_over`)."""
    going = find_assignment(board, assignment_id)
    require_own(going.volunteer, acting)
    if not going.open:
        raise Refused("assignment_over", assignment=assignment_id, volunteer=going.volunteer)
    return going
