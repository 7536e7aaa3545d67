"""What a rule tells of stations; nobody enters it."""

from dataclasses import dataclass
from typing import ClassVar

from dispatch.log.event import Event
from dispatch.readiness.model import Lacking


@dataclass(frozen=True, slots=True)
class StationFellShort(Event):
    """For a minute it has had fewer people than it must have."""

    about: ClassVar[str] = "station"
    station: str
    lacking: tuple[Lacking, ...]


@dataclass(frozen=True, slots=True)
class StationRecovered(Event):
    """For a minute it has had enough again, or is closed."""

    about: ClassVar[str] = "station"
    station: str


EVENTS: tuple[type[Event], ...] = (StationFellShort, StationRecovered)
