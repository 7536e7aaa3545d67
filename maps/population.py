"""Where people live, as a weight a cell: from the best that the city's map has, and which that was is said.

A map without a census has houses: footprint × storeys (those that are not tagged have as many as the middle one that
is). Housing is not told from offices, for the import keeps no use. Where too few houses are drawn to stand for the
city, every cell along a residential street counts the same; where there are none of those, along any street.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely

from maps.compounds import Compounds
from maps.degrees import DEGREE_M
from maps.isochrones import Raster
from maps.roads import RoadNetwork
from maps.snapping import F8, Bools
from maps.speeds import CLASS_INDEX

HOUSING = tuple(CLASS_INDEX[name] for name in ("residential", "living_street"))
ENOUGH = 0.25
"""So many cells with a house for each cell along a residential street: a map with fewer has not drawn its houses."""


class Rung(StrEnum):
    BUILDINGS = "buildings"
    RESIDENTIAL_STREETS = "residential_streets"
    STREETS = "streets"


@dataclass(frozen=True, eq=False)
class Population:
    """`weight` f8[R, C] sums to 1, unless there is nothing at all."""

    rung: Rung
    weight: F8


def population(network: RoadNetwork, compounds: Compounds, cells: Raster) -> Population:
    """`cells`: as cars travel, so that a pavement drawn beside a street does not stand for it. Cost: 1 µs a house."""
    street = cells.snapped.found & (cells.snapped.off_m <= cells.cell_m / 2)
    housing = street & np.isin(network.edge_class[cells.snapped.edge], HOUSING)
    houses = _houses(compounds, cells)
    if np.count_nonzero(houses) > ENOUGH * np.count_nonzero(housing):
        return _shared(Rung.BUILDINGS, houses)
    return _shared(Rung.RESIDENTIAL_STREETS, housing) if housing.any() else _shared(Rung.STREETS, street)


def _shared(rung: Rung, weight: F8 | Bools) -> Population:
    return Population(rung, weight / max(float(weight.sum()), 1e-9))


def floors(compounds: Compounds) -> tuple[F8, F8]:
    """The middle of each house, lon, lat [n, 2], and the square metres of its floors [n]."""
    shapes = compounds.shapes[compounds.compounds :]
    if not len(shapes):
        return np.empty((0, 2)), np.empty(0)
    storeys = np.array(compounds.levels[compounds.compounds :], np.float64)
    storeys[storeys == 0] = np.median(storeys[storeys > 0]) if storeys.any() else 1.0
    west, south, east, north = shapely.bounds(shapes).T
    lonlat = np.column_stack(((west + east) / 2, (south + north) / 2))
    square_m = shapely.area(shapes) * DEGREE_M**2 * np.cos(np.radians(lonlat[:, 1]))
    return lonlat, square_m * storeys


def _houses(compounds: Compounds, cells: Raster) -> F8:
    """Square metres of floor by cell, each house in the cell nearest to its middle."""
    found = np.zeros((len(cells.lat), len(cells.lon)))
    lonlat, floor = floors(compounds)
    column = np.rint((lonlat[:, 0] - cells.lon[0]) / (cells.lon[1] - cells.lon[0])).astype(np.intp)
    row = np.rint((lonlat[:, 1] - cells.lat[0]) / (cells.lat[1] - cells.lat[0])).astype(np.intp)
    inside = (row >= 0) & (row < len(cells.lat)) & (column >= 0) & (column < len(cells.lon))
    np.add.at(found, (row[inside], column[inside]), floor[inside])
    return found
