"""What is reported about roads and weather."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from dispatch.log.event import Event
from maps.speeds import Weather


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


EVENTS: tuple[type[Event], ...] = (RoadClosed, RoadReopened, WeatherChanged)
