"""What is told of AEDs."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from dispatch.aeds.model import AedState, Custodian, Original
from dispatch.log.event import Event


@dataclass(frozen=True, slots=True)
class AedRecorded(Event):
    """The whole record, new or corrected."""

    about: ClassVar[str] = "aed"
    aed: str
    name: str
    lon: float
    lat: float
    floor: str | None
    hours: str | None
    pads_until: date | None
    battery_until: date | None
    state: AedState
    original: Original | None
    particulars: Custodian | None


@dataclass(frozen=True, slots=True)
class AedReported(Event):
    """Somebody took it, brought it back, or found it gone or unfit."""

    about: ClassVar[str] = "aed"
    aed: str
    state: AedState


EVENTS: tuple[type[Event], ...] = (AedRecorded, AedReported)
