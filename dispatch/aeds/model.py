"""An AED as the centre has it on record."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from immutables import Map


class AedState(StrEnum):
    READY = "ready"
    INCOMPLETE = "incomplete"
    EXPIRED = "expired"
    IN_USE = "in_use"
    OUT_OF_SERVICE = "out_of_service"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Custodian:
    """Who keeps it, and how one gets at it (`access`: whom to ask, which door): personal content, sealed in the log."""

    name: str | None = None
    phone: str | None = None
    access: str | None = None


NOBODY = Custodian()
Original = tuple[str, float, float]
"""Reference system, longitude and latitude as they were given."""


@dataclass(frozen=True, slots=True)
class Aed:
    """`lon`, `lat`: WGS-84. `hours` as written; what cannot be read counts as never open. `state` as reported; what
    pads and battery make of it is `standing`. `original`: None where it was given in WGS-84."""

    id: str
    name: str
    lon: float
    lat: float
    floor: str | None = None
    hours: str | None = None
    pads_until: date | None = None
    battery_until: date | None = None
    state: AedState = AedState.READY
    original: Original | None = None
    particulars: Custodian | None = None

    def standing(self, day: date) -> AedState:
        """What it is worth on `day`."""
        if self.state is AedState.READY and any(last < day for last in (self.pads_until, self.battery_until) if last):
            return AedState.EXPIRED
        return self.state


@dataclass(frozen=True, slots=True)
class Aeds:
    known: Map[str, Aed] = field(default_factory=Map)
