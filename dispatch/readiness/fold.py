"""The only place where the room of readiness changes."""

from dataclasses import replace

from dispatch.log.event import Recorded
from dispatch.readiness.events import StationFellShort, StationRecovered
from dispatch.readiness.model import Readiness, Shortfall


def fold(readiness: Readiness, recorded: Recorded) -> Readiness:
    """`readiness` after `recorded`."""
    match recorded.event:
        case StationFellShort() as told:
            shortfall = Shortfall(told.station, recorded.when, told.lacking)
            return replace(readiness, short=readiness.short.set(told.station, shortfall))
        case StationRecovered() as told if told.station in readiness.short:
            return replace(readiness, short=readiness.short.delete(told.station))
    return readiness
