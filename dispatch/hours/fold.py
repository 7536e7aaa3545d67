"""What the room of hours becomes after an event: the tables say the rest."""

from dataclasses import replace

from dispatch.hours.events import HoursApproved, HoursCorrected, HoursPosted, HoursRejected
from dispatch.hours.model import Hours
from dispatch.log.event import Recorded


def fold(hours: Hours, recorded: Recorded) -> Hours:
    """`hours` after `recorded`."""
    match recorded.event:
        case HoursRejected() as event:
            return replace(hours, reasons=hours.reasons.set(event.entry, event.particulars))
        case HoursApproved() as event if event.entry in hours.reasons:
            return replace(hours, reasons=hours.reasons.delete(event.entry))
        case HoursApproved() | HoursPosted() | HoursCorrected():
            return hours
        case other:
            raise TypeError(f"not an event about hours: {other}")
