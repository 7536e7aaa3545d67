"""The city's streets under the conditions of the board: the one place where maps and conditions meet."""

from collections.abc import Collection
from functools import lru_cache

import numpy as np
import shapely
from immutables import Map
from numpy.typing import NDArray

from dispatch.conditions.model import Alley, Closure, Conditions
from maps.alleys import Alley as Drawn
from maps.alleys import Extended, extended
from maps.cities import City
from maps.isochrones import Raster
from maps.refitting import fitted
from maps.roads import RoadNetwork, cut_off, edges_within
from maps.snapping import Snapped, snap
from maps.speeds import Conditions as Travel
from maps.speeds import Mode, Weather
from maps.travel import Weights, weigh

F8 = NDArray[np.float64]


class Streets:
    """Weights are made once for each mode and state of the roads, and kept for the last few: a closure or an alley that
    comes or goes is in the next query.

    Where alleys were drawn, the network that is searched is the city's with them at its end: the city's own edges keep
    their numbers, which closures name.
    """

    def __init__(self, city: City) -> None:
        self.city = city
        self._grow = lru_cache(maxsize=2)(self._grow_anew)
        self._shut = lru_cache(maxsize=12)(self._shut_anew)
        self._weigh = lru_cache(maxsize=12)(self._weigh_anew)
        self._avoid = lru_cache(maxsize=12)(self._avoid_anew)
        self._fit = lru_cache(maxsize=6)(self._fit_anew)

    def weights(self, mode: Mode, conditions: Conditions, *, night: bool = False) -> Weights:
        """Milan: about 30 ms when the conditions are new, nothing afterwards."""
        return self._weigh(mode, conditions.alleys, self.closed(conditions), conditions.weather, night)

    def network(self, conditions: Conditions) -> RoadNetwork:
        """What is searched: the city's network with the alleys."""
        return self._network(conditions.alleys)

    def closed(self, conditions: Conditions) -> frozenset[int]:
        """Every closed edge of that network: of a road that an alley meets its pieces too, and alleys that lie in what
        was drawn as closed."""
        return self._shut(conditions.alleys, conditions.closures) if conditions.alleys else conditions.closed

    def snap(
        self, lonlat: F8, mode: Mode, conditions: Conditions | None = None, *, avoid: Collection[int] = ()
    ) -> Snapped:
        """WGS-84 points f8[n, 2] on the streets; with `conditions`, one that is closed or cut off by closures is passed
        over for the next. `avoid`: edges not to be taken besides."""
        if conditions is None:
            return snap(self.city.network, lonlat, mode=mode, avoid=avoid)
        shut = self._avoid(mode, conditions.alleys, self.closed(conditions))
        return snap(self.network(conditions), lonlat, mode=mode, avoid=shut.union(avoid) if len(avoid) else shut)

    def edges(self, geometry: shapely.Geometry) -> list[int]:
        """The city's own edges that a drawn WGS-84 geometry closes."""
        return [int(edge) for edge in edges_within(self.city.network, geometry)]

    def raster(self, mode: Mode, conditions: Conditions) -> Raster:
        """The city's cells, snapped to the network that is searched."""
        return self._fit(mode, conditions.alleys)

    def make_ready(self, conditions: Conditions) -> None:
        """Whatever takes long is done now, so that the next who asks need not wait. Milan: 1 to 2 s."""
        nowhere = np.empty((0, 2))
        for mode in Mode:
            self.snap(nowhere, mode, conditions)
            self.raster(mode, conditions)
            self.weights(mode, conditions)

    def _network(self, alleys: Map[int, Alley]) -> RoadNetwork:
        return self._grow(alleys).network if alleys else self.city.network

    def _grow_anew(self, alleys: Map[int, Alley]) -> Extended:
        drawn = (alleys[ident] for ident in sorted(alleys))
        return extended(
            self.city.network,
            [Drawn(one.id, one.line, one.modes, both_ways=one.both_ways, name=one.name) for one in drawn],
        )

    def _shut_anew(self, alleys: Map[int, Alley], closures: Map[int, Closure]) -> frozenset[int]:
        grown = self._grow(alleys)
        shut = grown.closed(frozenset(edge for closure in closures.values() for edge in closure.edges))
        for closure in closures.values():
            if closure.geometry is not None:
                met = edges_within(grown.added, shapely.from_geojson(closure.geometry))
                shut = shut.union((met[grown.whole[met] < 0] + grown.base).tolist())
        return shut

    def _avoid_anew(self, mode: Mode, alleys: Map[int, Alley], closed: frozenset[int]) -> frozenset[int]:
        return frozenset(cut_off(self._network(alleys), mode, closed).tolist()) if closed else closed

    def _weigh_anew(
        self, mode: Mode, alleys: Map[int, Alley], closed: frozenset[int], weather: Weather, night: bool
    ) -> Weights:
        return weigh(self._network(alleys), mode, Travel(closed=closed, weather=weather, night=night))

    def _fit_anew(self, mode: Mode, alleys: Map[int, Alley]) -> Raster:
        cells = self.city.rasters[mode]
        return fitted(cells, self.city.network, self._grow(alleys)) if alleys else cells
