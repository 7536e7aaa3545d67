"""A city's cells on a network that alleys have been added to."""

import numpy as np
import shapely
from numpy.typing import NDArray

from maps.alleys import Extended
from maps.isochrones import Raster, pieces_under
from maps.roads import RoadNetwork
from maps.snapping import REACH_M, Bools, Snapped, snap
from maps.speeds import Mode


def fitted(cells: Raster, base: RoadNetwork, grown: Extended) -> Raster:
    """The raster of a network as it is once alleys have been added: what `raster` would snap, at a
    fraction of the cost.

    A cell on a road that was cut moves to the piece it lies on; a cell that has a new way nearer, or one that the mode
    can get to only now, is snapped anew. All others stay. Cost on Milan: 20 ms an alley.
    """
    network, mode, old = grown.network, cells.snapped.mode, cells.snapped
    moved = np.isin(old.edge, np.unique(grown.whole[grown.whole >= 0]))
    fresh = moved | _nearer(cells, network, _new_ways(base, grown, mode))
    if not fresh.any():
        return cells
    row, column = np.nonzero(fresh)
    points = snap(network, np.column_stack((cells.lon[column], cells.lat[row])), mode=mode)
    edge, along, off_m, piece = old.edge.copy(), old.along.copy(), old.off_m.copy(), cells.piece.copy()
    edge[fresh], along[fresh], off_m[fresh] = points.edge, points.along, points.off_m
    piece[fresh] = pieces_under(network, points)
    return Raster(cells.cell_m, cells.lon, cells.lat, Snapped(mode, edge, along, off_m), piece)


def _new_ways(base: RoadNetwork, grown: Extended, mode: Mode) -> NDArray[np.object_]:
    """The lines of what the mode can be snapped to now and could not before, pieces of roads aside."""
    now = grown.network.edge_main & mode.main_bit != 0
    now[: grown.base] &= base.edge_main & mode.main_bit == 0
    now[grown.base :] &= (grown.whole < 0) | (base.edge_main[grown.whole] & mode.main_bit == 0)
    lines: NDArray[np.object_] = grown.network.lines[now]
    return lines


def _nearer(cells: Raster, network: RoadNetwork, ways: NDArray[np.object_]) -> Bools:
    """bool[R, C]: which cells lie nearer to one of the lines than to what they are snapped to."""
    nearer = np.zeros(cells.snapped.edge.shape, np.bool_)
    reach_m = np.where(cells.snapped.edge < 0, REACH_M, cells.snapped.off_m)
    for way in ways:
        west, south, east, north = shapely.bounds(way)
        corners = np.array([[west - REACH_M, south - REACH_M], [east + REACH_M, north + REACH_M]])
        (west, south), (east, north) = network.unproject(corners)
        rows = slice(*np.searchsorted(cells.lat, (south, north)))
        columns = slice(*np.searchsorted(cells.lon, (west, east)))
        lonlat = np.stack(np.meshgrid(cells.lon[columns], cells.lat[rows]), axis=-1).reshape(-1, 2)
        off_m = shapely.distance(shapely.points(network.project(lonlat)), way)
        here = off_m.reshape(nearer[rows, columns].shape) <= reach_m[rows, columns]
        nearer[rows, columns] |= here
    return nearer
