"""What is drawn and taken away. Drawing again under the same id corrects it, whole."""

from dataclasses import dataclass
from typing import ClassVar

from dispatch.ground.model import Original, Secrets
from dispatch.log.event import Event
from maps.speeds import Mode


@dataclass(frozen=True, slots=True)
class GateDrawn(Event):
    about: ClassVar[str] = "gate"
    gate: int
    lon: float
    lat: float
    name: str
    hours: str
    modes: tuple[Mode, ...]
    original: Original | None
    particulars: Secrets | None


@dataclass(frozen=True, slots=True)
class GateRemoved(Event):
    about: ClassVar[str] = "gate"
    gate: int


@dataclass(frozen=True, slots=True)
class EntranceDrawn(Event):
    about: ClassVar[str] = "entrance"
    entrance: int
    lon: float
    lat: float
    name: str
    original: Original | None
    particulars: Secrets | None


@dataclass(frozen=True, slots=True)
class EntranceRemoved(Event):
    about: ClassVar[str] = "entrance"
    entrance: int


EVENTS: tuple[type[Event], ...] = (GateDrawn, GateRemoved, EntranceDrawn, EntranceRemoved)
