"""What is reported about roads and weather."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from dispatch.log.event import Event
from maps.speeds import Mode, Weather


@dataclass(frozen=True, slots=True)
class RoadClosed(Event):
    about: ClassVar[str] = "closure"
    closure: int
    edges: tuple[int, ...]
    reason: str
    until: datetime | None
    geometry: str | None


@dataclass(frozen=True, slots=True)
class RoadReopened(Event):
    about: ClassVar[str] = "closure"
    closure: int


@dataclass(frozen=True, slots=True)
class WeatherChanged(Event):
    weather: Weather

    @property
    def subject(self) -> str:
        return "weather"


@dataclass(frozen=True, slots=True)
class AlleyDrawn(Event):
    """Drawing again under the same id corrects it, whole."""

    about: ClassVar[str] = "alley"
    alley: int
    line: tuple[tuple[float, float], ...]
    name: str
    modes: tuple[Mode, ...]
    both_ways: bool
    crs: str


@dataclass(frozen=True, slots=True)
class AlleyRemoved(Event):
    about: ClassVar[str] = "alley"
    alley: int


EVENTS: tuple[type[Event], ...] = (RoadClosed, RoadReopened, WeatherChanged, AlleyDrawn, AlleyRemoved)
