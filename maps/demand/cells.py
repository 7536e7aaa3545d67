"""Cells in which people live, from the best that the city's map has: floor space, else housing land, else streets.

A cell stands where its people do, in the mean of its houses, not in the middle of its square.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from maps.compounds import Compounds
from maps.demand.living import living, street_pieces
from maps.demand.model import F8, Demand, Grid, Remark, Source
from maps.errors import BadInput
from maps.roads import RoadNetwork

SIZES_M = (100.0, 150.0, 200.0, 250.0, 300.0, 400.0, 500.0, 700.0, 1000.0, 2000.0)
MOST = 5_000
"""Cells that a plan is made for unless their size is given."""
UNSCALED = 1_000.0


def of_the_map(
    network: RoadNetwork, compounds: Compounds, *, total: float | None = None, cell_m: float | None = None
) -> Demand:
    """`total`: the people to share out; without it weights are thousandths of the city, and a remark says so.

    Cost on Chengdu: 50 ms.
    """
    if total is not None and not (np.isfinite(total) and total > 0):
        raise BadInput("demand_total", value=total)
    source, lonlat, weight = living(network, compounds)
    remarks = () if total is not None else (Remark("demand_unscaled", 1),)
    scaled = weight * (UNSCALED if total is None else total) / weight.sum()
    return replace(gathered(network, source, lonlat, scaled, cell_m=cell_m), remarks=remarks)


def gathered(network: RoadNetwork, source: Source, lonlat: F8, weight: F8, *, cell_m: float | None = None) -> Demand:
    """Places joined to cells. Without a size the finest of `SIZES_M` that makes no more than `MOST` of them."""
    if cell_m is not None and not (np.isfinite(cell_m) and cell_m >= 10):
        raise BadInput("demand_cell", value=cell_m)
    for size in (cell_m,) if cell_m else SIZES_M:
        grid = Grid(network, size)
        cells, of = np.unique(grid.cell(lonlat), axis=0, return_inverse=True)
        if len(cells) <= MOST:
            break
    of = of.ravel()
    sums: F8 = np.bincount(of, weight).astype(np.float64)
    share = np.where(sums[of] > 0, weight / np.where(sums > 0, sums, 1)[of], 1 / np.bincount(of)[of])
    middle: F8 = np.column_stack([np.bincount(of, share * lonlat[:, axis]) for axis in (0, 1)]).astype(np.float64)
    names = tuple(f"{column}:{row}" for column, row in cells.tolist())
    area = np.full(len(cells), grid.area_km2)
    return Demand(source, middle, sums, area, _street_km(grid, cells), names, cell_m=size)


def _street_km(grid: Grid, cells: NDArray[np.int64]) -> F8:
    """Kilometres of street in each cell."""
    middle, metres = street_pieces(grid.network)
    all_cells = np.concatenate((cells, grid.cell(middle)))
    _, of = np.unique(all_cells, axis=0, return_inverse=True)
    of = of.ravel()
    by = np.bincount(of[len(cells) :], metres, minlength=int(of.max(initial=-1)) + 1)
    km: F8 = by[of[: len(cells)]] / 1000
    return km
