"""What laying a grid over the plan comes to, and how what it goes against is said."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from dispatch.duty.events import ShiftDropped, ShiftPlanned
from dispatch.errors import Refused
from dispatch.log.event import Event
from dispatch.people.model import Team
from dispatch.rosters.model import Cell, Conflict
from dispatch.rosters.rest import day_of


@dataclass(frozen=True, slots=True)
class Kept:
    """A cell that was not taken over, and what it goes against; `refusal`: what it names that there is not."""

    cell: Cell
    conflicts: tuple[Conflict, ...] = ()
    refusal: Refused | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What a grid comes to: `events` to record, cells that say what is planned already, and those not taken over."""

    events: tuple[Event, ...]
    unchanged: int
    kept: tuple[Kept, ...]
    warned: tuple[Conflict, ...]

    @property
    def planned(self) -> int:
        return sum(isinstance(one, ShiftPlanned) for one in self.events)

    @property
    def dropped(self) -> int:
        return sum(isinstance(one, ShiftDropped) for one in self.events)


def refusal_of(conflict: Conflict, timezone: ZoneInfo) -> Refused:
    """What it goes against, in words."""
    other = conflict.other
    return Refused(
        f"roster_{conflict.rule}",
        volunteer=conflict.slot.volunteer,
        station=conflict.slot.station,
        day=day_of(conflict.slot, timezone),
        other_station=other.station if other else None,
        other_day=day_of(other, timezone) if other else None,
        found=_plain(conflict.found),
        allowed=_plain(conflict.allowed),
    )


def lacks(volunteer: str, skill: str) -> Refused:
    """They do not hold what is wanted."""
    if skill in set(Team):
        return Refused("roster_other_team", volunteer=volunteer, team=skill)
    return Refused("roster_unqualified", volunteer=volunteer, qualification=skill)


def _plain(number: float | None) -> float | int | None:
    return int(number) if number is not None and number == int(number) else number
