"""A site plan: a proposal for the stations of the city, with the question it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from immutables import Map

from dispatch.duty.model import Station
from maps.speeds import Mode, Weather


class Count(StrEnum):
    """What the minutes count: the way alone, or from the call on, with what passes before anybody moves."""

    RESPONSE = "response"
    TRAVEL = "travel"


class Demand(StrEnum):
    """Whom to reach: everyone where they live, wherever calls came from, what a file says, or places of some kinds."""

    PEOPLE = "people"
    CALLS = "calls"
    FILE = "file"
    PLACES = "places"


class Fate(StrEnum):
    """What the plan does with a site. A dropped one stays in the plan, so that what is given up is seen."""

    KEPT = "kept"
    MOVED = "moved"
    ADDED = "added"
    DROPPED = "dropped"


class Standing(StrEnum):
    DRAFT = "draft"
    PROPOSED = "proposed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Question:
    """`people`: how many live in the city, None as the city's settings say. `closures`: whether roads that are closed
    now stay closed. `hour` 0 … 167 from Monday 0:00 on: only where somebody is planned for then, who has the `skill` (a
    qualification or a team), if one is named; sites that the plan adds count as staffed. `file`, `kinds`: the id of the
    file, the kinds of place, where the demand comes from these."""

    minutes: float = 15.0
    mode: Mode = Mode.EBIKE
    count: Count = Count.RESPONSE
    demand: Demand = Demand.PEOPLE
    people: int | None = None
    night: bool = False
    weather: Weather = Weather.CLEAR
    closures: bool = False
    hour: int | None = None
    skill: str | None = None
    file: str | None = None
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """`lon`, `lat`: WGS-84. `cost`: what it costs a year, in 万元, None unknown."""

    id: str
    name: str
    lon: float
    lat: float
    fate: Fate = Fate.KEPT
    cost: float | None = None


def sites_of(stations: Mapping[str, Station]) -> tuple[Site, ...]:
    """The stations as they are, as the sites that every plan begins with."""
    return tuple(Site(one.id, one.name, one.lon, one.lat) for _, one in sorted(stations.items()))


@dataclass(frozen=True, slots=True)
class Check:
    """How the plan did in the simulator beside the stations of today, on the same calls and with the same luck.

    `before`, `after`: figures by name (`p15` a share, `median_s`, `p90_s`; None where more than the other share never
    came). `edition`: of the plan that was checked. `p15_low`, `p15_high`: the paired difference's 95 % interval."""

    edition: int
    at: datetime
    first: date
    last: date
    calls: int
    dropped: int
    people: int
    replications: int
    before: Mapping[str, float | None]
    after: Mapping[str, float | None]
    p15_low: float | None
    p15_high: float | None


@dataclass(frozen=True, slots=True)
class SitePlan:
    """`edition` rises with every save; `by`, `at`: of the last one. `check` holds for `check.edition` alone."""

    id: int
    name: str
    question: Question
    sites: tuple[Site, ...]
    notes: str
    standing: Standing
    edition: int
    by: str
    at: datetime
    check: Check | None = None

    @property
    def checked(self) -> bool:
        return self.check is not None and self.check.edition == self.edition

    @property
    def standing_sites(self) -> tuple[Site, ...]:
        """Those that the plan wants open."""
        return tuple(one for one in self.sites if one.fate is not Fate.DROPPED)


@dataclass(frozen=True, slots=True)
class Planning:
    site_plans: Map[int, SitePlan] = field(default_factory=Map)
    last_site_plan: int = 0
