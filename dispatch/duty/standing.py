"""Whether a station is open: as somebody said, else as its hours say."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from maps.hours import hours


class StationState(StrEnum):
    """`degraded`: people may come, something is missing. `closed`: nobody checks in on site; standby at home may."""

    OPEN = "open"
    DEGRADED = "degraded"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Standing:
    """What was said of a station. `by_hours`: nobody said anything, its hours do."""

    state: StationState
    reason: str | None = None
    since: datetime | None = None
    by: str | None = None
    by_hours: bool = False


def standing_of(said: Standing | None, opening: str | None, local: datetime) -> Standing:
    """What was said goes before the hours, so a school can be opened for a night. Hours that cannot be read close
    nothing."""
    if said is not None:
        return said
    times = hours(opening)
    shut = times is not None and not times.open_at(local)
    return Standing(StationState.CLOSED if shut else StationState.OPEN, by_hours=shut)
