"""Stations, who is checked in where, and the shifts they were planned for."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from immutables import Map

from dispatch.duty.arriving import NOTHING, Brought, Handover, Held, Left, Proof
from dispatch.duty.minimum import Minimum
from dispatch.duty.standing import Standing

RADIUS_M = 150.0
"""How far from a station somebody may be and still be taken to be there, where its record says nothing."""
SHIFTS_KEPT = timedelta(days=40)
"""A month and what its first week looks back at."""


@dataclass(frozen=True, slots=True)
class Contact:
    """The named contact of a station, and further numbers there: personal content, sealed in the log."""

    name: str
    phone: str | None = None
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Station:
    """`lon`, `lat`: WGS-84, the entrance where routing starts; `building`: the place of the house, where that is told
    apart. `hours`: as in OpenStreetMap; outside them the station is closed. `minimum`: who must be on site.
    `shift_required`: without a planned shift there, the officer confirms a check-in."""

    id: str
    name: str
    kind: str
    lon: float
    lat: float
    address: str | None = None
    particulars: Contact | None = None
    building: tuple[float, float] | None = None
    hours: str | None = None
    radius_m: float = RADIUS_M
    minimum: tuple[Minimum, ...] = ()
    shift_required: bool = False


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
    None: on site. `proof` None: from a plan, or from before proofs were kept."""

    volunteer: str
    station: str
    at: datetime
    until: datetime | None = None
    kit: tuple[str, ...] = ()
    standby: Standby | None = None
    proof: Proof | None = None
    brought: Brought = NOTHING

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
    for `SHIFTS_KEPT`; rest rules and the month's grid look back at them. `standings`: stations of which somebody said
    that they are open or not. `pairings`: how often a station's tablets were paired; of which round its codes are.
    `held`: check-ins that wait, and those decided lately. `used`: each person's last codes (station, step), but for
    what still waits. `left`: where each checked out last. `handovers`: the last note of each station."""

    stations: Map[str, Station] = field(default_factory=Map)
    on_duty: Map[str, CheckIn] = field(default_factory=Map)
    shifts: Map[str, tuple[Shift, ...]] = field(default_factory=Map)
    past: Map[str, tuple[Shift, ...]] = field(default_factory=Map)
    last_shift: int = 0
    standings: Map[str, Standing] = field(default_factory=Map)
    pairings: Map[str, int] = field(default_factory=Map)
    held: Map[int, Held] = field(default_factory=Map)
    last_held: int = 0
    used: Map[str, tuple[tuple[str, int], ...]] = field(default_factory=Map)
    left: Map[str, Left] = field(default_factory=Map)
    handovers: Map[str, Handover] = field(default_factory=Map)

    def shifts_of(self, volunteer: str) -> tuple[Shift, ...]:
        return self.shifts.get(volunteer, ())

    def all_shifts_of(self, volunteer: str) -> tuple[Shift, ...]:
        """With those that are over, as long as they are kept."""
        return (*self.past.get(volunteer, ()), *self.shifts.get(volunteer, ()))
