"""The city's streets under the conditions of the board: the one place where maps and conditions meet."""

from collections.abc import Collection
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray

from dispatch.conditions.model import Conditions
from maps.cities import City
from maps.roads import RoadNetwork, cut_off, edges_within
from maps.snapping import Snapped, snap
from maps.speeds import Conditions as Travel
from maps.speeds import Mode, Weather
from maps.travel import Weights, weigh

F8 = NDArray[np.float64]


class Streets:
    """Weights are made once for each mode and state of the roads, and kept for the last few: a closure that comes or
    goes is in the next query."""

    def __init__(self, city: City) -> None:
        self.city = city
        self._weigh = lru_cache(maxsize=12)(self._weigh_anew)
        self._avoid = lru_cache(maxsize=12)(self._avoid_anew)

    def weights(self, mode: Mode, conditions: Conditions, *, night: bool = False) -> Weights:
        """Milan: about 30 ms when the conditions are new, nothing afterwards."""
        return self._weigh(mode, conditions.closed, conditions.weather, night)

    def network(self, conditions: Conditions) -> RoadNetwork:
        """The city's network."""
        return self.city.network

    def closed(self, conditions: Conditions) -> frozenset[int]:
        """Every closed edge of that network."""
        return conditions.closed

    def snap(
        self, lonlat: F8, mode: Mode, conditions: Conditions | None = None, *, avoid: Collection[int] = ()
    ) -> Snapped:
        """WGS-84 points f8[n, 2] on the streets; with `conditions`, one that is closed or cut off by closures is passed
        over for the next. `avoid`: edges not to be taken besides."""
        closed = conditions.closed if conditions else frozenset()
        shut = self._avoid(mode, closed)
        return snap(self.city.network, lonlat, mode=mode, avoid=shut.union(avoid) if len(avoid) else shut)

    def edges(self, geometry: shapely.Geometry) -> list[int]:
        """The edges that a drawn WGS-84 geometry closes."""
        return [int(edge) for edge in edges_within(self.city.network, geometry)]

    def _avoid_anew(self, mode: Mode, closed: frozenset[int]) -> frozenset[int]:
        return frozenset(cut_off(self.city.network, mode, closed).tolist()) if closed else closed

    def _weigh_anew(self, mode: Mode, closed: frozenset[int], weather: Weather, night: bool) -> Weights:
        return weigh(self.city.network, mode, Travel(closed=closed, weather=weather, night=night))
