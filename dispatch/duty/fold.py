"""What the room of duty becomes after an event."""

from dataclasses import replace
from datetime import datetime

from dispatch.duty.events import CheckedIn, CheckedOut, ShiftPlanned, StationRecorded
from dispatch.duty.model import CheckIn, Duty, Shift, Slot, Standby, Station
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
            ahead = tuple(one for one in duty.shifts_of(event.volunteer) if one.slot.starts_at > recorded.when)
            shifts = duty.shifts.set(event.volunteer, ahead)
            return replace(duty, on_duty=duty.on_duty.delete(event.volunteer), shifts=shifts)
        case ShiftPlanned() as event:
            return _planned(duty, event, recorded)
        case other:
            raise TypeError(f"not an event about duty: {other}")


def as_checked_in(event: CheckedIn, since: datetime) -> CheckIn:
    standby = None if event.delay_s is None else Standby(event.delay_s, event.particulars)
    return CheckIn(event.volunteer, event.station, since, event.until, event.kit, standby)


def _planned(duty: Duty, event: ShiftPlanned, recorded: Recorded) -> Duty:
    slot = Slot(event.volunteer, event.station, event.starts_at, event.ends_at)
    ahead = (shift for shift in duty.shifts_of(event.volunteer) if shift.slot.ends_at > recorded.at)
    theirs = (*ahead, Shift(event.shift, slot))
    return replace(duty, shifts=duty.shifts.set(event.volunteer, theirs), last_shift=event.shift)
