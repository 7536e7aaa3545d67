"""Stations, who is checked in where, and the shifts they were planned for."""

from dataclasses import dataclass, field
from datetime import datetime

from immutables import Map


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
class CheckIn:
    """One active check-in a person; `until` is the planned end of the shift, None where there was no plan."""

    volunteer: str
    station: str
    at: datetime
    until: datetime | None = None
    kit: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shift:
    id: int
    volunteer: str
    station: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Duty:
    """`on_duty` is keyed by volunteer: being on duty *is* having an entry here."""

    stations: Map[str, Station] = field(default_factory=Map)
    on_duty: Map[str, CheckIn] = field(default_factory=Map)
    shifts: Map[int, Shift] = field(default_factory=Map)
    last_shift: int = 0
