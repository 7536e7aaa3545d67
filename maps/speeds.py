"""How fast each mode moves on each kind of road, in the conditions of the moment.

car by class                  `CLASSES`: OSRM, profiles/car.lua
car, limit tagged             .85 of the limit, between the .8 of OSRM and the .9 of others: volunteers have no sirens;
                              at most 1.5 times the class's own speed: nobody drives a back street at the town's limit
walk 5, e-bike 18             responders move at a median 2.3 m/s, 1.8 in dense cities
e-bike 15 by night or in rain plan figure, as stairs at 3 on foot
e-bike 12 tracks, 13 paths    OSRM, profiles/bicycle.lua
rain, light and heavy         car × .95, × .85, near the means of 26 studies (Prevedouros and Kongsil 2003, for FHWA);
                              walk and e-bike × .9, × .8: plan figure
flood                         wheels stop at .30 m (Pregnolato et al. 2017; Kramer et al. 2016: .3 m of head for cars);
                              walkers × .5 from .20 m, and stop above .50 m: plan figure

All speeds are km/h. A road of unknown class (`highway=road`) counts as unclassified.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from maps.roads import RoadNetwork

F8 = NDArray[np.float64]

WALK_KMH = 5.0
STAIRS_KMH = 3.0
EBIKE_KMH = 18.0
EBIKE_NIGHT_OR_RAIN_KMH = 15.0
LIMIT_SHARE = 0.85
LIMIT_CAP = 1.5
WHEELS_STOP_M = 0.30
WADE_M, WADE_STOP_M, WADE_FACTOR = 0.20, 0.50, 0.5


class Mode(StrEnum):
    WALK = "walk"
    EBIKE = "ebike"
    CAR = "car"

    def __init__(self, word: str) -> None:
        place = len(type(self).__members__)
        self.forward_bit = 1 << 2 * place  # of RoadNetwork.edge_access: may go from edge_from to edge_to
        self.back_bit = 2 << 2 * place  # … from edge_to to edge_from
        self.main_bit = 1 << place  # of RoadNetwork.edge_main: the edge belongs to the mode's main component


class Weather(StrEnum):
    CLEAR = "clear"
    LIGHT_RAIN = "light_rain"
    HEAVY_RAIN = "heavy_rain"


RAIN: Mapping[Weather, Mapping[Mode, float]] = {
    Weather.CLEAR: {Mode.WALK: 1.0, Mode.EBIKE: 1.0, Mode.CAR: 1.0},
    Weather.LIGHT_RAIN: {Mode.WALK: 0.9, Mode.EBIKE: 0.9, Mode.CAR: 0.95},
    Weather.HEAVY_RAIN: {Mode.WALK: 0.8, Mode.EBIKE: 0.8, Mode.CAR: 0.85},
}


@dataclass(frozen=True)
class Conditions:
    """What changes travel now: closed edges, rain, water on the road (edge → depth in metres), night."""

    closed: frozenset[int] = frozenset()
    weather: Weather = Weather.CLEAR
    flood_m: Mapping[int, float] = field(default_factory=dict)
    night: bool = False


CALM = Conditions()


@dataclass(frozen=True)
class RoadClass:
    """One value of `highway` and its speeds in clear daylight; 0 where a mode has no business whatever the tags."""

    highway: str
    car_kmh: float
    ebike_kmh: float = EBIKE_KMH
    walk_kmh: float = WALK_KMH

    def kmh(self, mode: Mode) -> float:
        return {Mode.WALK: self.walk_kmh, Mode.EBIKE: self.ebike_kmh, Mode.CAR: self.car_kmh}[mode]


# A city on disk stores positions in this tuple: append, never reorder.
CLASSES: tuple[RoadClass, ...] = (
    RoadClass("motorway", 90),
    RoadClass("motorway_link", 45),
    RoadClass("trunk", 85),
    RoadClass("trunk_link", 40),
    RoadClass("primary", 65),
    RoadClass("primary_link", 30),
    RoadClass("secondary", 55),
    RoadClass("secondary_link", 25),
    RoadClass("tertiary", 40),
    RoadClass("tertiary_link", 20),
    RoadClass("unclassified", 25),
    RoadClass("residential", 25),
    RoadClass("road", 25),
    RoadClass("living_street", 10),
    RoadClass("service", 15),
    RoadClass("track", 15, ebike_kmh=12),
    RoadClass("path", 15, ebike_kmh=13),
    RoadClass("cycleway", 15),
    RoadClass("pedestrian", 10),
    RoadClass("footway", 10),
    RoadClass("bridleway", 10, ebike_kmh=12),
    RoadClass("corridor", 0, ebike_kmh=0),
    RoadClass("platform", 0, ebike_kmh=0),
    RoadClass("busway", 40),
    RoadClass("steps", 0, ebike_kmh=0, walk_kmh=STAIRS_KMH),
)
CLASS_INDEX: Mapping[str, int] = {road.highway: index for index, road in enumerate(CLASSES)}


def edge_kmh(network: "RoadNetwork", mode: Mode, *, weather: Weather = Weather.CLEAR, night: bool = False) -> F8:
    """Speed of `mode` on each edge, km/h, f8[E], before closures and floods."""
    by_class = np.array([road.kmh(mode) for road in CLASSES])
    kmh: F8 = by_class[network.edge_class]
    if mode is Mode.CAR:
        tagged = np.minimum(LIMIT_SHARE * network.edge_maxspeed_kmh, LIMIT_CAP * kmh)
        kmh = np.where(np.isnan(tagged), kmh, tagged)
    if mode is Mode.EBIKE:
        kmh = np.fmin(kmh, network.edge_maxspeed_kmh)
    kmh = kmh * RAIN[weather][mode]
    if mode is Mode.EBIKE and (night or weather is not Weather.CLEAR):
        kmh = np.minimum(kmh, EBIKE_NIGHT_OR_RAIN_KMH)
    return kmh


def seconds(network: "RoadNetwork", mode: Mode, conditions: Conditions = CALM) -> tuple[F8, F8]:
    """Seconds along each edge, f8[E] from → to and f8[E] to → from; inf where `mode` may not or cannot go.

    Closures and water hold in both directions and for every mode. Cost: a few array passes over the edges.
    """
    kmh = edge_kmh(network, mode, weather=conditions.weather, night=conditions.night)
    if conditions.flood_m:
        flooded = np.fromiter(conditions.flood_m.keys(), np.int64)
        kmh[flooded] *= flood_factor(mode, np.fromiter(conditions.flood_m.values(), np.float64))
    if conditions.closed:
        kmh[np.fromiter(conditions.closed, np.int64)] = 0.0
    with np.errstate(divide="ignore"):
        both = np.where(kmh > 0.0, network.edge_length_m * 3.6 / kmh, np.inf)
    return (
        np.where(network.edge_access & mode.forward_bit, both, np.inf),
        np.where(network.edge_access & mode.back_bit, both, np.inf),
    )


def flood_factor(mode: Mode, depth_m: F8) -> F8:
    """What water of this depth leaves of the speed: 0 where the mode can't pass."""
    if mode is not Mode.WALK:
        return np.where(depth_m >= WHEELS_STOP_M, 0.0, 1.0)
    return np.where(depth_m > WADE_STOP_M, 0.0, np.where(depth_m >= WADE_M, WADE_FACTOR, 1.0))
