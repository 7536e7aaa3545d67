"""Where people live, from the best that a city's map has, and which that was.

buildings            footprint × storeys, those of another use and those on ground of another use left out
residential_land     the area of housing land
residential_streets  the length of residential streets
streets              the length of all streets but motorways

A rung counts only where it stands for the city: where it is found in a quarter of the cells that have housing land or
residential streets.
"""

import numpy as np
import shapely
from numpy.typing import NDArray

from maps.compounds import Compounds
from maps.degrees import DEGREE_M
from maps.demand.model import F8, Grid, Source
from maps.errors import BadInput
from maps.population import ENOUGH, HOUSING, floors
from maps.roads import RoadNetwork, kept_with_network
from maps.speeds import CLASS_INDEX

LIVED_IN = frozenset({
    "yes", "residential", "apartments", "house", "detached", "terrace", "semidetached_house", "bungalow", "dormitory",
    "farm", "cabin", "ger", "houseboat", "static_caravan", "block", "tower", "mixed", "nursing_home",
})  # fmt: skip
"""Values of `building`; every other is a use without a bed."""
BEDS = frozenset({"residential", "nursing_home", "social_facility"})
"""Uses of land and of compounds on which people live."""
FAST = tuple(CLASS_INDEX[name] for name in ("motorway", "motorway_link", "trunk", "trunk_link"))
MEASURE_M, SAMPLE_M = 200.0, 50.0

Bools = NDArray[np.bool_]
Weighted = tuple[F8, F8]
"""Places, lon, lat [k, 2], and their weights [k]."""


def living(network: RoadNetwork, compounds: Compounds) -> tuple[Source, F8, F8]:
    """What the weight was taken from, then places [k, 2] and weights [k], unscaled. Cost on Chengdu: 50 ms."""
    housing = street_pieces(network, np.isin(network.edge_class, HOUSING))
    land = _land(compounds)
    wanted = ENOUGH * _cells(network, np.concatenate((housing[0], land[0])))
    for source, (lonlat, weight) in (
        (Source.BUILDINGS, _houses(compounds)),
        (Source.RESIDENTIAL_LAND, land),
        (Source.RESIDENTIAL_STREETS, housing),
    ):
        inside = within(network, lonlat) & (weight > 0)
        if inside.any() and _cells(network, lonlat) >= wanted:
            return source, lonlat[inside], weight[inside]
    lonlat, weight = street_pieces(network, ~np.isin(network.edge_class, FAST))
    if not weight.sum() > 0:
        raise BadInput("demand_no_streets")
    return Source.STREETS, lonlat, weight


def within(network: RoadNetwork, lonlat: F8) -> Bools:
    """bool[k]: whether places lie in the box of the streets."""
    low, high = network.shape_lonlat.min(axis=0), network.shape_lonlat.max(axis=0)
    return np.asarray(((lonlat >= low) & (lonlat <= high)).all(axis=1))


def street_pieces(network: RoadNetwork, which: Bools | None = None) -> Weighted:
    """The middle of each straight piece of street, and its metres; of some of the edges."""
    middle, metres, edge = _pieces(network)
    chosen = slice(None) if which is None else which[edge]
    return middle[chosen], metres[chosen]


@kept_with_network
def _pieces(network: RoadNetwork) -> tuple[F8, F8, NDArray[np.int64]]:
    owner = np.repeat(np.arange(network.edge_count), np.diff(network.shape_start))
    tail = np.flatnonzero(owner[:-1] == owner[1:])
    middle = (network.shape_lonlat[tail] + network.shape_lonlat[tail + 1]) / 2
    metres = np.hypot(*(network.shape_xy[tail + 1] - network.shape_xy[tail]).T)
    return middle, metres, owner[tail]


def _cells(network: RoadNetwork, lonlat: F8) -> int:
    lonlat = lonlat[within(network, lonlat)]
    return len(np.unique(Grid(network, MEASURE_M).cell(lonlat), axis=0)) if len(lonlat) else 0


def _houses(compounds: Compounds) -> Weighted:
    lonlat, floor = floors(compounds)
    if not compounds.uses:
        return lonlat, floor
    uses = compounds.uses
    lived = np.array([use in LIVED_IN for use in uses[compounds.compounds :]], np.bool_)
    other = [one for one in range(compounds.compounds) if uses[one] not in BEDS]
    said = np.array([use != "yes" for use in uses[compounds.compounds :]], np.bool_)
    if other and len(lonlat):
        tree = shapely.STRtree(compounds.shapes[other])
        house, _ = tree.query(shapely.points(lonlat), predicate="intersects")
        on_other = np.zeros(len(lonlat), np.bool_)
        on_other[house] = True
        lived &= said | ~on_other  # a house that is said to be one is one wherever it stands
    return lonlat[lived], floor[lived]


def _land(compounds: Compounds) -> Weighted:
    """Housing land as places about `SAMPLE_M` apart, each with its part of the area in m²."""
    chosen = [one for one in range(compounds.compounds) if compounds.uses and compounds.uses[one] == "residential"]
    places, weights = [np.empty((0, 2))], [np.empty(0)]
    for shape in compounds.shapes[chosen]:
        lonlat = sampled(shape)
        south, north = shapely.bounds(shape)[[1, 3]]
        area = shapely.area(shape) * DEGREE_M**2 * np.cos(np.radians((south + north) / 2))
        places.append(lonlat)
        weights.append(np.full(len(lonlat), area / len(lonlat)))
    return np.concatenate(places), np.concatenate(weights)


def sampled(shape: shapely.Geometry, step_m: float = SAMPLE_M) -> F8:
    """Places in a shape, lon, lat [k, 2], on an even grid; a place in it where it is smaller than the grid."""
    west, south, east, north = shapely.bounds(shape)
    up = step_m / DEGREE_M
    across = up / np.cos(np.radians((south + north) / 2))
    lon, lat = np.arange(west + across / 2, east, across), np.arange(south + up / 2, north, up)
    grid = np.stack(np.meshgrid(lon, lat), axis=-1).reshape(-1, 2)
    grid = grid[shapely.contains_xy(shape, *grid.T)] if len(grid) else grid
    return grid if len(grid) else np.array(shapely.point_on_surface(shape).coords)
