"""Stations, who is checked in where, and the shifts they were planned for."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from immutables import Map

SHIFTS_KEPT = timedelta(days=40)
"""A month and what its first week looks back at."""


@dataclass(frozen=True, slots=True)
class Contact:
    """The named contact of a station: personal content, sealed in the log."""

    name: str
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Station:
    """`lon`, `lat`: WGS-84, the entrance where routing starts."""

    id: str
    name: str
    kind: str
    lon: float
    lat: float
    address: str | None = None
    particulars: Contact | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """Where somebody on standby sets out from, WGS-84: mostly their home, so sealed in the log."""

    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Standby:
    """Home standby: ready `delay_s` after an alert; `start` None: placed by fresh fixes alone."""

    delay_s: int
    start: Start | None = None


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One active check-in a person; `until` is the planned end of the shift, None where there was no plan. `standby`
    None: on site."""

    volunteer: str
    station: str
    at: datetime
    until: datetime | None = None
    kit: tuple[str, ...] = ()
    standby: Standby | None = None

    @property
    def delay_s(self) -> int:
        return self.standby.delay_s if self.standby else 0

    @property
    def axis(self) -> str:
        return "on_call" if self.standby else "on_duty"


class ShiftKind(StrEnum):
    """`home_standby`: at home, ready some time after an alert. `closed`: the station is; nobody is planned."""

    ON_SITE = "on_site"
    HOME_STANDBY = "home_standby"
    CLOSED = "closed"


class DropCause(StrEnum):
    """Why a planned shift is not any more: the plan changed, whoever had it cannot come, or a colleague took it."""

    REPLANNED = "replanned"
    DROPPED_OUT = "dropped_out"
    SWAPPED = "swapped"


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of duty at one station that somebody is asked to fill. `template`: the named shift it comes from.
    `delay_s`, `start`: of home standby, how long after an alert they are ready, and where; None: as it is on record."""

    volunteer: str
    station: str
    starts_at: datetime
    ends_at: datetime
    kind: ShiftKind = ShiftKind.ON_SITE
    template: str | None = None
    delay_s: int | None = None
    start: Start | None = None

    def overlaps(self, other: "Slot") -> bool:
        """One that ends as the other starts does not."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def covers(self, at: datetime) -> bool:
        return self.starts_at <= at < self.ends_at


@dataclass(frozen=True, slots=True)
class Shift:
    """A slot that was planned. `confirmed_at`: whoever is to fill it has said that they will."""

    id: int
    slot: Slot
    confirmed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """`on_duty` is keyed by volunteer: being on duty *is* having an entry here. `shifts`: each volunteer's, as planned;
    a check-out ends the one under way, and those that are over leave when the next is planned. `past`: those that left,
    for `SHIFTS_KEPT`; rest rules and the month's grid look back at them."""

    stations: Map[str, Station] = field(default_factory=Map)
    on_duty: Map[str, CheckIn] = field(default_factory=Map)
    shifts: Map[str, tuple[Shift, ...]] = field(default_factory=Map)
    past: Map[str, tuple[Shift, ...]] = field(default_factory=Map)
    last_shift: int = 0

    def shifts_of(self, volunteer: str) -> tuple[Shift, ...]:
        return self.shifts.get(volunteer, ())

    def all_shifts_of(self, volunteer: str) -> tuple[Shift, ...]:
        """With those that are over, as long as they are kept."""
        return (*self.past.get(volunteer, ()), *self.shifts.get(volunteer, ()))
