"""What changes travel: closed roads, the weather, and alleys that people know and the map lacks."""

from dataclasses import dataclass, field
from datetime import datetime

from immutables import Map

from maps.speeds import Mode, Weather


@dataclass(frozen=True, slots=True)
class Closure:
    """`edges`: indices into the city's road network; `geometry`: the GeoJSON text that the dispatcher drew, if any."""

    id: int
    edges: tuple[int, ...]
    reason: str
    at: datetime
    by: str
    until: datetime | None = None
    geometry: str | None = None


@dataclass(frozen=True, slots=True)
class Alley:
    """A way that the map lacks, as it was drawn: WGS-84 points from one end to the other, and who may use it."""

    id: int
    line: tuple[tuple[float, float], ...]
    name: str
    modes: tuple[Mode, ...]
    both_ways: bool
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Conditions:
    closures: Map[int, Closure] = field(default_factory=Map)
    weather: Weather = Weather.CLEAR
    last_closure: int = 0
    alleys: Map[int, Alley] = field(default_factory=Map)
    last_alley: int = 0

    @property
    def closed(self) -> frozenset[int]:
        """Every closed edge."""
        return frozenset(edge for closure in self.closures.values() for edge in closure.edges)
