"""Gates and doors that users drew. They hold places, never parts of a map, so that the next map gets them too."""

from dataclasses import dataclass, field
from datetime import datetime

from immutables import Map

from maps.hours import OPEN, Hours
from maps.hours import hours as read_hours
from maps.speeds import Mode

Original = tuple[str, float, float]
"""CRS, longitude, latitude, as they were given in another system than WGS-84."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """What opens a gate, and what was noted about it: sealed, since it names people and doors."""

    code: str | None = None
    phone: str | None = None
    note: str | None = None


NOTHING = Secrets()


@dataclass(frozen=True, slots=True)
class Gate:
    """`hours` as written, "" at all hours; outside of them it opens only to who has the code or reaches the guard."""

    id: int
    lon: float
    lat: float
    name: str
    hours: str
    modes: tuple[Mode, ...]
    at: datetime
    by: str
    particulars: Secrets | None = None

    @property
    def code(self) -> bool:
        return bool(self.particulars and self.particulars.code)

    @property
    def guard(self) -> bool:
        return bool(self.particulars and self.particulars.phone)

    @property
    def open_hours(self) -> Hours:
        return read_hours(self.hours) or OPEN


@dataclass(frozen=True, slots=True)
class Entrance:
    """The door of the building that it stands at."""

    id: int
    lon: float
    lat: float
    name: str
    at: datetime
    by: str
    particulars: Secrets | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    gates: Map[int, Gate] = field(default_factory=Map)
    entrances: Map[int, Entrance] = field(default_factory=Map)
    last_gate: int = 0
    last_entrance: int = 0
