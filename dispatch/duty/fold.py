"""What the room of duty becomes after an event."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from immutables import Map

from dispatch.duty.arriving import CODES_KEPT, HELD_KEPT, Handover, Held, Left
from dispatch.duty.events import (
    CheckedIn,
    CheckedOut,
    CheckInHeld,
    HandoverNoted,
    HeldDecided,
    HeldLeft,
    ShiftConfirmed,
    ShiftDropped,
    ShiftPlanned,
    StationPaired,
    StationRecorded,
    StationStateSet,
)
from dispatch.duty.model import SHIFTS_KEPT, CheckIn, Duty, Shift, Slot, Standby, Station
from dispatch.duty.standing import Standing
from dispatch.log.event import Recorded


def fold(duty: Duty, recorded: Recorded) -> Duty:
    """`duty` after `recorded`."""
    match recorded.event:
        case StationRecorded() as event:
            return replace(duty, stations=duty.stations.set(event.station, _as_recorded(event)))
        case StationStateSet() as event:
            return replace(duty, standings=_stood(duty, event, recorded))
        case StationPaired() as event:
            return replace(duty, pairings=duty.pairings.set(event.station, event.pairing))
        case CheckedIn() as event:
            known = duty.on_duty.get(event.volunteer)
            check_in = as_checked_in(event, known.at if known else recorded.when)
            used = _used(duty, event.volunteer, event.station, event.proof.step if event.proof else None)
            return replace(duty, on_duty=duty.on_duty.set(event.volunteer, check_in), used=used)
        case CheckInHeld() as event:
            return _waiting(duty, event, recorded)
        case HeldLeft() as event:
            one = duty.held[event.held]
            gone = replace(one, left_at=recorded.when, note=event.particulars or one.note)
            return replace(duty, held=duty.held.set(one.id, gone))
        case HeldDecided() as event:
            step = duty.held[event.held].proof.step
            used = _used(duty, event.volunteer, event.station, step)
            return replace(duty, held=_decided(duty, event, recorded), used=used)
        case HandoverNoted() as event:
            note = Handover(event.volunteer, recorded.when, event.particulars)
            return replace(duty, handovers=duty.handovers.set(event.station, note))
        case CheckedOut() as event:
            return _left(duty, event, recorded)
        case ShiftPlanned() as event:
            return _planned(duty, event, recorded)
        case ShiftConfirmed() as event:
            return _confirmed(duty, event, recorded.at)
        case ShiftDropped() as event:
            return _dropped(duty, event)
        case other:
            raise TypeError(f"not an event about duty: {other}")


def as_checked_in(event: CheckedIn, since: datetime) -> CheckIn:
    standby = None if event.delay_s is None else Standby(event.delay_s, event.particulars)
    return CheckIn(event.volunteer, event.station, since, event.until, event.kit, standby, event.proof, event.brought)


def _as_recorded(event: StationRecorded) -> Station:
    return Station(
        event.station,
        event.name,
        event.kind,
        event.lon,
        event.lat,
        event.address,
        event.particulars,
        building=event.building,
        hours=event.hours,
        radius_m=event.radius_m,
        minimum=event.minimum,
        shift_required=event.shift_required,
    )


def _stood(duty: Duty, event: StationStateSet, recorded: Recorded) -> Map[str, Standing]:
    if event.state is None:
        return duty.standings.delete(event.station) if event.station in duty.standings else duty.standings
    said = Standing(event.state, event.reason, recorded.at, recorded.by)
    return duty.standings.set(event.station, said)


def _used(duty: Duty, volunteer: str, station: str, step: int | None) -> Map[str, tuple[tuple[str, int], ...]]:
    theirs = duty.used.get(volunteer, ())
    if step is None or (station, step) in theirs:
        return duty.used
    return duty.used.set(volunteer, (*theirs, (station, step))[-CODES_KEPT:])


def _waiting(duty: Duty, event: CheckInHeld, recorded: Recorded) -> Duty:
    """Those decided long ago make room."""
    held = Held(
        event.held,
        event.volunteer,
        event.station,
        recorded.when,
        recorded.at,
        event.doubts,
        event.proof,
        event.until,
        event.kit,
        event.brought,
        event.particulars,
    )
    kept = duty.held
    for one in duty.held.values():
        if one.decided_at is not None and one.decided_at < recorded.at - HELD_KEPT:
            kept = kept.delete(one.id)
    return replace(duty, held=kept.set(held.id, held), last_held=max(duty.last_held, held.id))


def _decided(duty: Duty, event: HeldDecided, recorded: Recorded) -> Map[int, Held]:
    decided = replace(
        duty.held[event.held],
        state=event.state,
        decided_at=recorded.at,
        decided_by=recorded.by,
        reason=event.particulars,
    )
    return duty.held.set(event.held, decided)


def _left(duty: Duty, event: CheckedOut, recorded: Recorded) -> Duty:
    """By rule or by plan nobody was seen to leave, and who was at home was not at the station."""
    present, left = duty.on_duty.get(event.volunteer), duty.left
    if present is not None and present.standby is None and not recorded.by.startswith("rule:"):
        left = left.set(event.volunteer, Left(event.station, recorded.when))
    gone = replace(duty, on_duty=duty.on_duty.delete(event.volunteer), left=left)
    return _over(gone, event.volunteer, recorded.when, recorded.at)


def _planned(duty: Duty, event: ShiftPlanned, recorded: Recorded) -> Duty:
    slot = Slot(
        event.volunteer,
        event.station,
        event.starts_at,
        event.ends_at,
        event.kind,
        event.template,
        event.delay_s,
        event.particulars,
    )
    gone = _ended(duty, event.volunteer, recorded.at)
    theirs = (*gone.shifts_of(event.volunteer), Shift(event.shift, slot))
    return replace(gone, shifts=gone.shifts.set(event.volunteer, theirs), last_shift=event.shift)


def _confirmed(duty: Duty, event: ShiftConfirmed, at: datetime) -> Duty:
    theirs = tuple(
        replace(one, confirmed_at=one.confirmed_at or at) if one.id == event.shift else one
        for one in duty.shifts_of(event.volunteer)
    )
    return replace(duty, shifts=duty.shifts.set(event.volunteer, theirs))


def _dropped(duty: Duty, event: ShiftDropped) -> Duty:
    theirs = tuple(one for one in duty.shifts_of(event.volunteer) if one.id != event.shift)
    return replace(duty, shifts=duty.shifts.set(event.volunteer, theirs))


def _over(duty: Duty, volunteer: str, left_at: datetime, at: datetime) -> Duty:
    """Those that had begun when they left are over."""
    return _moved(duty, volunteer, lambda one: one.slot.starts_at <= left_at, at)


def _ended(duty: Duty, volunteer: str, at: datetime) -> Duty:
    return _moved(duty, volunteer, lambda one: one.slot.ends_at <= at, at)


def _moved(duty: Duty, volunteer: str, over: Callable[[Shift], bool], at: datetime) -> Duty:
    """Theirs that are over stand among the past, until they are too old."""
    theirs = duty.shifts_of(volunteer)
    gone = tuple(one for one in theirs if over(one))
    if not gone:
        return duty
    kept = tuple(one for one in duty.past.get(volunteer, ()) if one.slot.ends_at > at - SHIFTS_KEPT)
    ahead = tuple(one for one in theirs if not over(one))
    return replace(duty, shifts=duty.shifts.set(volunteer, ahead), past=duty.past.set(volunteer, (*kept, *gone)))
