"""What the room of duty becomes after an event."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from dispatch.duty.events import CheckedIn, CheckedOut, ShiftConfirmed, ShiftDropped, ShiftPlanned, StationRecorded
from dispatch.duty.model import SHIFTS_KEPT, CheckIn, Duty, Shift, Slot, Standby, Station
from dispatch.log.event import Recorded


def fold(duty: Duty, recorded: Recorded) -> Duty:
    """`duty` after `recorded`."""
    match recorded.event:
        case StationRecorded() as event:
            station = Station(
                event.station, event.name, event.kind, event.lon, event.lat, event.address, event.particulars
            )
            return replace(duty, stations=duty.stations.set(station.id, station))
        case CheckedIn() as event:
            known = duty.on_duty.get(event.volunteer)
            check_in = as_checked_in(event, known.at if known else recorded.when)
            return replace(duty, on_duty=duty.on_duty.set(event.volunteer, check_in))
        case CheckedOut() as event:
            on_duty = duty.on_duty.delete(event.volunteer)
            return _over(replace(duty, on_duty=on_duty), event.volunteer, recorded.when, recorded.at)
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
    return CheckIn(event.volunteer, event.station, since, event.until, event.kit, standby)


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
