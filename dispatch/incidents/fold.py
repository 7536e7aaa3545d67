"""The only place where incidents, alerts and assignments change."""

from collections.abc import Iterable
from dataclasses import replace

from dispatch.incidents.events import (
    AlertAccepted,
    AlertDeclined,
    AlertExpired,
    AlertWithdrawn,
    CallCorrected,
    CallTaken,
    IncidentClosed,
    ProgressReported,
    VolunteerAlerted,
    VolunteerAssigned,
    WaveOpened,
)
from dispatch.incidents.model import Alert, AlertState, Assignment, Incident, Incidents, Progress
from dispatch.log.event import Event, Recorded

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
        state = _leave(state, state.incidents[recorded.event.incident])
    return state


def history(log: Iterable[Recorded]) -> Incidents:
    """One incident folded from its own events, closed or not."""
    state = Incidents()
    for recorded in log:
        state = apply(state, recorded)
    return state


def apply(state: Incidents, recorded: Recorded) -> Incidents:
    match recorded.event:
        case CallTaken() as event:
            return _taken(state, recorded, event)
        case CallCorrected() as event:
            return _with(state, replace(state.incidents[event.incident], particulars=event.particulars))
        case IncidentClosed() as event:
            incident = state.incidents[event.incident]
            return _with(state, replace(incident, closed_at=recorded.when, disposition=event.disposition))
        case WaveOpened() as event:
            return replace(state, last_wave=max(state.last_wave, event.wave))
        case VolunteerAlerted() as event:
            return _alerted(state, recorded, event)
        case AlertAccepted() | AlertDeclined() | AlertExpired() | AlertWithdrawn() as event:
            return _answered(state, recorded, event)
        case VolunteerAssigned() as event:
            return _assigned(state, recorded, event)
        case ProgressReported() as event:
            return _progressed(state, recorded, event)
    return state


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
    return replace(_with(state, incident), last_incident=max(state.last_incident, event.incident))


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
    )
    incident = state.incidents[event.incident]
    state = _with(state, replace(incident, alerts=(*incident.alerts, alert.id)))
    return replace(state, alerts=state.alerts.set(alert.id, alert), last_alert=max(state.last_alert, alert.id))


def _answered(
    state: Incidents, recorded: Recorded, event: AlertAccepted | AlertDeclined | AlertExpired | AlertWithdrawn
) -> Incidents:
    alert = replace(state.alerts[event.alert], state=ANSWERED[type(event)])
    if isinstance(event, AlertAccepted | AlertDeclined):
        alert = replace(alert, answered_at=recorded.when)
    if isinstance(event, AlertAccepted):
        alert = replace(alert, delay_s=event.delay_s)
    return replace(state, alerts=state.alerts.set(alert.id, alert))


def _assigned(state: Incidents, recorded: Recorded, event: VolunteerAssigned) -> Incidents:
    assignment = Assignment(
        id=event.assignment,
        incident=event.incident,
        alert=event.alert,
        volunteer=event.volunteer,
        role=event.role,
        progress=Progress.ASSIGNED,
        times=((Progress.ASSIGNED, recorded.when),),
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
    changed = replace(assignment, progress=event.progress, times=times)
    return replace(state, assignments=state.assignments.set(changed.id, changed))


def _leave(state: Incidents, incident: Incident) -> Incidents:
    alerts, assignments = state.alerts.mutate(), state.assignments.mutate()
    for alert in incident.alerts:
        del alerts[alert]
    for assignment in incident.assignments:
        del assignments[assignment]
    return replace(
        state,
        incidents=state.incidents.delete(incident.id),
        alerts=alerts.finish(),
        assignments=assignments.finish(),
    )
