"""What a month asks for, and of whom, in plain numbers: no board, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

HOUR = 3600


@dataclass(frozen=True, slots=True)
class Stretch:
    """Time on duty: [starts, ends) in seconds of one count; it belongs to `day`, on which it begins by the centre's
    clock. `into`: the next day, where it goes on into it. `night`: a night's; `off`: on a weekend day or a holiday.
    `standby`: at home, which tires nobody: it only must not overlap."""

    starts: int
    ends: int
    day: date
    night: bool = False
    off: bool = False
    into: date | None = None
    standby: bool = False

    @property
    def lasts(self) -> int:
        return self.ends - self.starts

    def near(self, other: "Stretch", rest: int) -> bool:
        """They overlap, or lie less than `rest` seconds apart, both on site."""
        apart = 0 if self.standby or other.standby else rest
        return self.starts < other.ends + apart and other.starts < self.ends + apart


@dataclass(frozen=True, slots=True)
class Post:
    """A shift at a station that is not filled yet: `wanted`, by skill, how many who hold it are missing. Whoever holds
    several counts for each."""

    station: str
    template: str
    when: Stretch
    wanted: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Person:
    """`skills`: until which day each is valid, None: for good. `reaches`: minutes to the stations that they may serve
    besides their `home`. `leave`: days on which they are not there. `fixed`: what they are planned for already."""

    id: str
    home: str | None
    skills: Mapping[str, date | None]
    reaches: Mapping[str, int] = field(default_factory=dict)
    leave: frozenset[date] = frozenset()
    fixed: tuple[Stretch, ...] = ()

    def holds(self, skill: str, day: date) -> bool:
        return skill in self.skills and ((until := self.skills[skill]) is None or day <= until)

    def serves(self, station: str) -> bool:
        return station == self.home or station in self.reaches


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds between two shifts on site, and of them in any seven days in a row; nights, and days, in a row. A shift
    counts on the day on which it begins. None: no limit."""

    rest: int | None = 11 * HOUR
    week: int | None = 60 * HOUR
    nights: int | None = 3
    days: int | None = 6


@dataclass(frozen=True, slots=True)
class Question:
    posts: tuple[Post, ...]
    people: tuple[Person, ...]
    limits: Limits = Limits()
