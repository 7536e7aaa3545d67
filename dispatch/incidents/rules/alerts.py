"""Who may be asked, what an answer leads to, and which windows have ended."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from itertools import count
from math import prod

from dispatch.board import Board
from dispatch.drills.events import PreEmpted
from dispatch.errors import NotFound, Refused
from dispatch.incidents.candidate import Candidate
from dispatch.incidents.centre import Centre
from dispatch.incidents.choose import candidates
from dispatch.incidents.events import (
    AlertAccepted,
    AlertDeclined,
    AlertExpired,
    AlertWithdrawn,
    VolunteerAlerted,
    VolunteerAssigned,
    WaveOpened,
)
from dispatch.incidents.model import ANSWERABLE, AWAITING, Alert, AlertState, Assignment, Incident, IncidentMode
from dispatch.incidents.rules.groups import require_whole
from dispatch.incidents.rules.progress import ending
from dispatch.incidents.rules.things import find_alert, find_incident, require_own
from dispatch.incidents.sieve import Sieve
from dispatch.incidents.waves import outlooks, welcome
from dispatch.incidents.ways import Reaches
from dispatch.log.event import Event
from dispatch.people.eligibility import Demands, Reason, unprotected


def alert(
    board: Board,
    incident_id: int,
    volunteers: Sequence[str] | None,
    reaches: Reaches,
    centre: Centre,
    at: datetime,
) -> list[Event]:
    """One wave: the people named, or whom the plan picks.

    Refuses a call that is part of another incident (`merged_into`); by name who may not be asked (the gate's own code,
    `already_asked`); and by plan when the place is unknown (`place_unknown`), when those asked are enough already
    (`enough_asked`) or nobody is left (`nobody_available`).
    """
    incident = find_incident(board, incident_id)
    require_whole(incident)
    chosen = (
        _by_plan(board, incident, reaches, centre, at)
        if volunteers is None
        else _by_hand(board, incident, volunteers, reaches, centre, at)
    )
    return wave(board, incident, chosen, centre, at, by_plan=volunteers is None)


def wave(
    board: Board, incident: Incident, chosen: Sequence[Candidate], centre: Centre, at: datetime, *, by_plan: bool
) -> list[Event]:
    """These people are asked now, together."""
    opened = board.incidents.last_wave + 1
    expires_at = at + timedelta(seconds=incident.response.answer_window_s)
    numbers = count(board.incidents.last_alert + 1)
    alerted = [
        VolunteerAlerted(
            incident=incident.id,
            wave=opened,
            alert=next(numbers),
            volunteer=candidate.volunteer,
            role=str(candidate.role),
            expires_at=expires_at,
            eta_s=candidate.eta.total_s if candidate.eta else None,
            chance=candidate.chance,
            way_s=candidate.eta.way_s if candidate.eta else None,
            acceptance=candidate.acceptance,
            aed=candidate.aed,
        )
        for candidate in chosen
    ]
    chance = chance_together(board, incident, chosen, centre, at)
    called_off = _called_off(board, {candidate.volunteer for candidate in chosen}, incident)
    return [WaveOpened(incident=incident.id, wave=opened, by_plan=by_plan, chance=chance), *alerted, *called_off]


def answer(
    board: Board,
    alert_id: int,
    centre: Centre,
    at: datetime,
    *,
    accept: bool,
    delay_s: int | None = None,
    acting: str | None = None,
) -> list[Event]:
    """`acting`: the volunteer who answers for themselves; None when somebody at a desk heard the answer.

    A no to an alert that was taken back changes nothing. Refuses another's alert (`not_yours`), a second answer
    (`already_answered`), a yes that is no longer of use (`already_covered`) or from somebody who is on another incident
    (`already_committed`).
    """
    asked = find_alert(board, alert_id)
    require_own(asked.volunteer, acting)
    if asked.state is AlertState.WITHDRAWN and not accept:
        return []
    if asked.state not in ANSWERABLE:
        raise _too_late(board, asked, centre, at, accept=accept)
    if not accept:
        return [AlertDeclined(incident=asked.incident, alert=alert_id, volunteer=asked.volunteer)]
    return _accept(board, asked, centre, at, delay_s)


def withdraw(board: Board, alert_id: int) -> list[Event]:
    """Takes back an alert that nobody has answered: the person may be asked for another call. Once more changes
    nothing."""
    asked = find_alert(board, alert_id)
    if asked.state is AlertState.WITHDRAWN:
        return []
    if asked.state not in ANSWERABLE:
        raise Refused("already_answered", alert=alert_id, volunteer=asked.volunteer, state=asked.state)
    return [AlertWithdrawn(incident=asked.incident, alert=alert_id, volunteer=asked.volunteer)]


def next_due(board: Board) -> datetime | None:
    """When the next answer window ends."""
    return min((one.expires_at for one in board.incidents.alerts.values() if one.state in AWAITING), default=None)


def fall_due(board: Board, at: datetime) -> list[Event]:
    """Answer windows that have ended."""
    return [
        AlertExpired(incident=one.incident, alert=one.id, volunteer=one.volunteer)
        for one in sorted(board.incidents.alerts.values(), key=lambda one: one.id)
        if one.state in AWAITING and one.expires_at <= at
    ]


def _by_plan(board: Board, incident: Incident, reaches: Reaches, centre: Centre, at: datetime) -> Sequence[Candidate]:
    if incident.place is None:
        raise Refused("place_unknown", incident=incident.id)
    found = candidates(board, incident, reaches, centre, at)
    if found.picked:
        return found.picked
    unmet = [role for role, wanted in board.incidents.unmet(incident).items() if wanted]
    if not unmet:
        raise Refused("needs_met", incident=incident.id)
    if found.roles.intersection(unmet):
        raise Refused("enough_asked", incident=incident.id)
    raise Refused("nobody_available", incident=incident.id, counts=dict(found.counts))


def _by_hand(
    board: Board,
    incident: Incident,
    volunteers: Sequence[str],
    reaches: Reaches,
    centre: Centre,
    at: datetime,
) -> Sequence[Candidate]:
    """The dispatcher may choose whom the plan would not ask, yet nobody who may not be sent."""
    sieve = Sieve.before(board, incident, reaches, centre, at)
    awaited = {one.volunteer for one in board.incidents.alerts_of(incident) if one.state in AWAITING}
    chosen = []
    for volunteer in dict.fromkeys(volunteers):
        if volunteer not in board.people.volunteers:
            raise NotFound("volunteer", volunteer)
        if volunteer in awaited:
            raise Refused("already_asked", volunteer=volunteer, incident=incident.id)
        role, reasons = sieve.role(volunteer)
        if Reason.COMMITTED in reasons:
            raise _committed(board, volunteer, sieve.committed[volunteer])
        if reasons:
            raise Refused(reasons[0], volunteer=volunteer, incident=incident.id)
        chosen.append(sieve.named(volunteer, role))
    if not chosen:
        raise Refused("nobody_named", incident=incident.id)
    return chosen


def chance_together(
    board: Board, incident: Incident, chosen: Sequence[Candidate], centre: Centre, at: datetime
) -> float | None:
    """That those asked now and before fill every role in time; roles taken as independent."""
    if any(one.chance is None for one in chosen):
        return None
    found = outlooks(board, incident, centre, at).items()
    return prod(its.with_asked([one.chance or 0.0 for one in chosen if one.role == role]) for role, its in found)


def _too_late(board: Board, asked: Alert, centre: Centre, at: datetime, *, accept: bool) -> Refused:
    """Whoever was let be because others come hears that, and not that they have answered."""
    if accept and asked.state is AlertState.WITHDRAWN and not welcome(board, asked, centre, at):
        return _covered(board, asked)
    return Refused("already_answered", alert=asked.id, volunteer=asked.volunteer, state=asked.state)


def _covered(board: Board, asked: Alert) -> Refused:
    whole = board.incidents.whole(board.incidents.incidents[asked.incident])
    return Refused("already_covered", alert=asked.id, incident=whole.id)


def _accept(board: Board, asked: Alert, centre: Centre, at: datetime, delay_s: int | None) -> list[Event]:
    incident = board.incidents.incidents[asked.incident]
    held = [one for one in board.incidents.assignments.values() if one.open and one.volunteer == asked.volunteer]
    kept = [one for one in held if not _gives_way(board, one, incident)]
    if kept:
        raise _committed(board, asked.volunteer, kept[0].id)
    _require_protected(board, asked.volunteer, incident, centre.day(at))
    if not welcome(board, asked, centre, at):
        raise _covered(board, asked)
    assignment = VolunteerAssigned(
        incident=incident.id,
        assignment=board.incidents.last_assignment + 1,
        alert=asked.id,
        volunteer=asked.volunteer,
        role=asked.role,
        mode=incident.mode,
    )
    accepted = AlertAccepted(incident=incident.id, alert=asked.id, volunteer=asked.volunteer, delay_s=delay_s)
    left = [event for one in held for event in (ending(one), *_pre_empted(board, one, incident))]
    return [accepted, *left, assignment, *_called_off(board, {asked.volunteer}, incident)]


def _require_protected(board: Board, volunteer: str, incident: Incident, day: date) -> None:
    """Consent may have been taken back, and insurance have run out, since they were asked."""
    record = board.people.volunteers.get(volunteer)
    if record is not None:
        born = record.particulars.birth_year if record.particulars else None
        demands = Demands(day, proof=incident.response.proof)
        for reason in unprotected(record.consented, record.insured_until, born, demands)[:1]:
            raise Refused(reason, volunteer=volunteer, incident=incident.id)


def _gives_way(board: Board, held: Assignment, incident: Incident) -> bool:
    """A real call pre-empts an exercise."""
    mode = board.incidents.incidents[held.incident].mode
    return incident.mode is IncidentMode.ACTUAL and mode is not IncidentMode.ACTUAL


def _called_off(board: Board, volunteers: Collection[str], incident: Incident) -> list[Event]:
    """No telephone rings for an exercise when its owner is asked for a real call."""
    if incident.mode is not IncidentMode.ACTUAL:
        return []
    incidents = board.incidents
    return [
        AlertWithdrawn(incident=one.incident, alert=one.id, volunteer=one.volunteer)
        for one in sorted(incidents.alerts.values(), key=lambda one: one.id)
        if one.state in AWAITING
        and one.volunteer in volunteers
        and incidents.incidents[one.incident].mode is not IncidentMode.ACTUAL
    ]


def _pre_empted(board: Board, held: Assignment, incident: Incident) -> list[Event]:
    """The drill's own story says why somebody leaves it."""
    drill = board.drills.current
    return [PreEmpted(drill.id, held.volunteer, held.id, incident.id)] if drill is not None else []


def _committed(board: Board, volunteer: str, assignment: int) -> Refused:
    incident = board.incidents.assignments[assignment].incident
    return Refused("already_committed", volunteer=volunteer, incident=incident)
