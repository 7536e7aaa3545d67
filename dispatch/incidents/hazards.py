"""What can hurt the people who come to an incident, and what is done so that they come home."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Hazard(StrEnum):
    """What people keep away from until the desk says that it is over."""

    FIRE = "fire"
    GAS = "gas"
    ELECTRICITY = "electricity"
    WATER = "water"
    VIOLENCE = "violence"
    TRAFFIC = "traffic"
    INFECTION = "infection"
    COLLAPSE = "collapse"
    CHEMICAL = "chemical"
    OTHER = "other"


class Trouble(StrEnum):
    """Why somebody who was sent stands somewhere and gets no further."""

    CANT_FIND = "cant_find"
    CANT_GET_IN = "cant_get_in"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class StandOff:
    """Where people hold while a hazard is open: WGS-84, sealed in the log. `original`: (crs, lon, lat) as it came."""

    lon: float
    lat: float
    address: str | None = None
    original: tuple[str, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """A hazard that is open: who said so, and when. Those that the type brings are noted with the call."""

    hazard: Hazard
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Care:
    """What a response plan asks for the people's own sake; by default nothing, as in the logs of before.

    `pairs_at_night`: nobody is sent alone. `check_back_s`: how often whoever is on scene says that they are well, None:
    never; `check_back_soon_s` at night and while a hazard is open. `hazards` that the type brings, and how many metres
    to keep away (`stand_off_m`) until the desk names a point.
    """

    pairs_at_night: bool = False
    check_back_s: int | None = None
    check_back_soon_s: int | None = None
    hazards: tuple[Hazard, ...] = ()
    stand_off_m: int | None = None


@dataclass(frozen=True, slots=True)
class Heed:
    """What an incident demands of those who come. `lead`: the assignment that the desk named; None: by rule."""

    hazards: tuple[Noted, ...] = ()
    stand_off: StandOff | None = None
    lead: int | None = None


@dataclass(frozen=True, slots=True)
class Wellbeing:
    """How somebody on an assignment is: when they last checked back, whether they asked for company, and where they are
    stuck (since `stuck_at`, until they get on)."""

    checked_back_at: datetime | None = None
    companion_wanted: bool = False
    trouble: Trouble | None = None
    stuck_at: datetime | None = None


CARELESS, HEEDLESS, WELL = Care(), Heed(), Wellbeing()
