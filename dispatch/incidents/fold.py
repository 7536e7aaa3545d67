"""The only place where incidents, alerts and assignments change."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from math import log1p

import numpy as np
from immutables import Map

from dispatch.incidents.acceptance import with_answers
from dispatch.incidents.chance import Habits, answered_within
from dispatch.incidents.events import (
    AlarmAcknowledged,
    AlarmEnded,
    AlarmRaised,
    AlertAccepted,
    AlertDeclined,
    AlertExpired,
    AlertReached,
    AlertWithdrawn,
    AmbulanceReported,
    CallCorrected,
    CallTaken,
    CorrectionRead,
    Escalated,
    IncidentClosed,
    IncidentParted,
    IncidentsMerged,
    PoolRanDry,
    ProgressReported,
    VolunteerAlerted,
    VolunteerAssigned,
    WaveOpened,
    WavesHeld,
)
from dispatch.incidents.heeding import brought, gets_on, heeded
from dispatch.incidents.model import (
    WEEK,
    Alarm,
    Alert,
    AlertState,
    Ambulance,
    Answers,
    Assignment,
    CallParticulars,
    Incident,
    IncidentMode,
    Incidents,
    Progress,
)
from dispatch.log.event import Event, Recorded

SAID = frozenset({AlertState.ACCEPTED, AlertState.DECLINED})

ANSWERED: dict[type[Event], AlertState] = {
    AlertAccepted: AlertState.ACCEPTED,
    AlertDeclined: AlertState.DECLINED,
    AlertExpired: AlertState.EXPIRED,
    AlertWithdrawn: AlertState.WITHDRAWN,
}


def fold(state: Incidents, recorded: Recorded) -> Incidents:
    """The open incidents after one more event: a closed one leaves the board with all that belongs to it."""
    state = apply(state, recorded)
    if isinstance(recorded.event, IncidentClosed):
        state = _leave(state, state.incidents[recorded.event.incident], recorded.at)
    return state


def history(log: Iterable[Recorded]) -> Incidents:
    """One incident (and its parts) folded from their own events, closed or not."""
    state = Incidents()
    for recorded in log:
        state = apply(state, recorded)
    return state


def apply(state: Incidents, recorded: Recorded) -> Incidents:
    match recorded.event:
        case CallTaken() as event:
            return _taken(state, recorded, event)
        case CallCorrected() as event:
            return _with(state, _corrected(state.incidents[event.incident], recorded, event))
        case AmbulanceReported() as event:
            return _with(state, _notified(state.incidents[event.incident], recorded, event))
        case IncidentsMerged(main=main, part=part):
            return _linked(state, main, part, joined=True)
        case IncidentParted(main=main, part=part):
            return _linked(state, main, part, joined=False)
        case IncidentClosed() as event:
            incident = state.incidents[event.incident]
            return _with(state, replace(incident, closed_at=recorded.when, disposition=event.disposition))
        case WaveOpened() as event:
            opened = replace(state.incidents[event.incident], by_plan=event.by_plan, dry_since=None)
            return replace(_with(state, opened), last_wave=max(state.last_wave, event.wave))
        case WavesHeld(incident=ident, held=held):
            return _with(state, replace(state.incidents[ident], held=held))
        case Escalated() as event:
            return _escalated(state, event)
        case PoolRanDry(incident=ident):
            return _with(state, replace(state.incidents[ident], dry_since=recorded.at))
        case VolunteerAlerted() as event:
            return _alerted(state, recorded, event)
        case AlertReached() as event:
            return _reached(state, event)
        case AlertAccepted() | AlertDeclined() | AlertExpired() | AlertWithdrawn() as event:
            return _answered(state, recorded, event)
        case VolunteerAssigned() as event:
            return _assigned(state, recorded, event)
        case ProgressReported() as event:
            return _progressed(state, recorded, event)
        case CorrectionRead(assignment=ident, correction=seq):
            read = replace(state.assignments[ident], read_seq=max(seq, state.assignments[ident].read_seq))
            return replace(state, assignments=state.assignments.set(ident, read))
        case AlarmRaised() as event:
            return _raised(state, recorded, event)
        case AlarmAcknowledged(alarm=ident):
            seen = replace(state.alarms[ident], acknowledged_at=recorded.at, acknowledged_by=recorded.by)
            return replace(state, alarms=state.alarms.set(ident, seen))
        case AlarmEnded(alarm=ident):
            return replace(state, alarms=state.alarms.delete(ident))
    return heeded(state, recorded)


def _with(state: Incidents, incident: Incident) -> Incidents:
    return replace(state, incidents=state.incidents.set(incident.id, incident))


def _taken(state: Incidents, recorded: Recorded, event: CallTaken) -> Incidents:
    incident = Incident(
        id=event.incident,
        type=event.type,
        level=event.level,
        mode=event.mode,
        reported_at=recorded.when,
        response=event.response,
        taken_by=recorded.by,
        occurred_at=event.occurred_at,
        particulars=event.particulars,
    )
    incident = replace(incident, heed=brought(incident))
    return replace(_with(state, incident), last_incident=max(state.last_incident, event.incident))


def _corrected(incident: Incident, recorded: Recorded, event: CallCorrected) -> Incident:
    known, told = incident.particulars or CallParticulars(), event.particulars or CallParticulars()
    moved = (known.place, known.address, known.tail) != (told.place, told.address, told.tail)
    return replace(incident, particulars=event.particulars, moved_seq=recorded.seq if moved else incident.moved_seq)


def _notified(incident: Incident, recorded: Recorded, event: AmbulanceReported) -> Incident:
    since = (event.told_at or recorded.when) if event.notified else None
    return replace(incident, ambulance=Ambulance(event.notified, since, event.particulars))


def _linked(state: Incidents, main: int, part: int, *, joined: bool) -> Incidents:
    """The same again changes nothing; in the story of one incident the other may be missing."""
    if main in state.incidents:
        whole = state.incidents[main]
        others = tuple(one for one in whole.parts if one != part)
        state = _with(state, replace(whole, parts=(*others, part) if joined else others))
    if part in state.incidents:
        state = _with(state, replace(state.incidents[part], part_of=main if joined else None))
    return state


def _escalated(state: Incidents, event: Escalated) -> Incidents:
    incident = state.incidents[event.incident]
    response = replace(incident.response, limit_s=event.limit_s)
    escalated = (*incident.escalated, event.step)
    return _with(state, replace(incident, response=response, escalated=escalated, dry_since=None))


def _alerted(state: Incidents, recorded: Recorded, event: VolunteerAlerted) -> Incidents:
    alert = Alert(
        id=event.alert,
        incident=event.incident,
        wave=event.wave,
        volunteer=event.volunteer,
        role=event.role,
        state=AlertState.QUEUED,
        alerted_at=recorded.at,
        expires_at=event.expires_at,
        eta_s=event.eta_s,
        chance=event.chance,
        way_s=event.way_s,
        acceptance=event.acceptance,
        aed=event.aed,
    )
    incident = state.incidents[event.incident]
    state = _with(state, replace(incident, alerts=(*incident.alerts, alert.id)))
    return replace(
        state,
        alerts=state.alerts.set(alert.id, alert),
        answers=_alerted_lately(state.answers, event.volunteer, recorded.at),
        last_alert=max(state.last_alert, alert.id),
    )


def _reached(state: Incidents, event: AlertReached) -> Incidents:
    """Whatever comes late changes nothing."""
    alert = state.alerts[event.alert]
    if not alert.is_short_of(event.state):
        return state
    return replace(state, alerts=state.alerts.set(alert.id, replace(alert, state=event.state)))


def _alerted_lately(answers: Map[str, Answers], volunteer: str, at: datetime) -> Map[str, Answers]:
    known = answers.get(volunteer, Answers())
    week = [one for one in known.lately if one > at - WEEK]
    return answers.set(volunteer, replace(known, lately=(*week, at)))


def _answered(
    state: Incidents, recorded: Recorded, event: AlertAccepted | AlertDeclined | AlertExpired | AlertWithdrawn
) -> Incidents:
    before = state.alerts[event.alert]
    alert = replace(before, state=ANSWERED[type(event)])
    if isinstance(event, AlertAccepted | AlertDeclined):
        alert = replace(alert, answered_at=recorded.when)
    if isinstance(event, AlertAccepted):
        alert = replace(alert, delay_s=event.delay_s)
    if state.incidents[event.incident].mode is IncidentMode.ACTUAL:  # what somebody says in a drill tells little
        state = _counted(state, before, alert, recorded.at)
    return replace(state, alerts=state.alerts.set(alert.id, alert))


def _counted(state: Incidents, before: Alert, after: Alert, at: datetime) -> Incidents:
    """What an alert says of the person: an answer everything, silence as much of a no as there was time to say it; less
    what was counted when the window ended. `at`: when it was taken back, or its incident was closed."""
    until = after.expires_at if after.state is AlertState.EXPIRED else at
    says = 1.0 if after.state in SAID else _heard(after, until)
    counted = _heard(before, before.expires_at) if before.state is AlertState.EXPIRED else 0.0
    known = state.answers.get(after.volunteer, Answers())
    accepted = known.accepted + (after.state is AlertState.ACCEPTED)
    told = replace(known, asked=known.asked + says - counted, accepted=accepted)
    evidence = with_answers(state.evidence, known, told)
    return replace(state, answers=state.answers.set(after.volunteer, told), evidence=evidence)


def _heard(alert: Alert, by: datetime) -> float:
    """How much of a no silence is until then: of those who would say yes a share h has done so, and 1 − p·h stay
    silent, as many as (1 − p) to the power of what is returned. Of p the published mean is taken."""
    habits = Habits()
    answered = float(answered_within(np.array((by - alert.alerted_at).total_seconds()), habits))
    return log1p(-habits.acceptance * answered) / log1p(-habits.acceptance)


def _assigned(state: Incidents, recorded: Recorded, event: VolunteerAssigned) -> Incidents:
    assignment = Assignment(
        id=event.assignment,
        incident=event.incident,
        alert=event.alert,
        volunteer=event.volunteer,
        role=event.role,
        progress=Progress.ASSIGNED,
        times=((Progress.ASSIGNED, recorded.when),),
        read_seq=recorded.seq,
    )
    incident = state.incidents[event.incident]
    state = _with(state, replace(incident, assignments=(*incident.assignments, assignment.id)))
    return replace(
        state,
        assignments=state.assignments.set(assignment.id, assignment),
        last_assignment=max(state.last_assignment, assignment.id),
    )


def _progressed(state: Incidents, recorded: Recorded, event: ProgressReported) -> Incidents:
    assignment = state.assignments[event.assignment]
    times = (*assignment.times, (event.progress, recorded.when))
    changed = replace(assignment, progress=event.progress, times=times, wellbeing=gets_on(assignment))
    return replace(state, assignments=state.assignments.set(changed.id, changed))


def _raised(state: Incidents, recorded: Recorded, event: AlarmRaised) -> Incidents:
    alarm = Alarm(
        id=event.alarm,
        incident=event.incident,
        concern=event.concern,
        assignment=event.assignment,
        volunteer=event.volunteer,
        missing=event.missing,
        raised_at=recorded.at,
    )
    return replace(state, alarms=state.alarms.set(alarm.id, alarm), last_alarm=max(state.last_alarm, alarm.id))


def _leave(state: Incidents, incident: Incident, at: datetime) -> Incidents:
    alerts, assignments = state.alerts.mutate(), state.assignments.mutate()
    taken = [assignments[one] for one in incident.assignments]
    last_yes = {one.role: one.times[0][1] for one in sorted(taken, key=lambda one: one.times[0][1])}
    for ident in incident.alerts:
        alert = alerts.pop(ident)
        if alert.state is AlertState.EXPIRED and incident.mode is IncidentMode.ACTUAL:
            until = max(last_yes.get(alert.role, at), alert.expires_at)  # after it a yes may have been turned away
            state = _counted(state, alert, replace(alert, state=AlertState.WITHDRAWN), until)
    for assignment in incident.assignments:
        del assignments[assignment]
    return replace(
        state,
        incidents=state.incidents.delete(incident.id),
        alerts=alerts.finish(),
        assignments=assignments.finish(),
        alarms=Map((ident, one) for ident, one in state.alarms.items() if one.incident != incident.id),
    )
