"""Zones: where one can be in five, ten, fifteen minutes, as polygons drawn from the exact time field.

A city's raster is snapped once and kept with it. Each origin then costs a search, a gather at the cells, a closer look
where a band's edge passes, and one contour. Polygons are for eyes: whether a point is within the time is decided by
`times_from`, never by a polygon.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import shapely
from contourpy import FillType, contour_generator
from numpy.typing import NDArray

from maps.errors import BadInput
from maps.roads import RoadNetwork
from maps.snapping import F8, I4, I8, REACH_M, Bools, Snapped, owners, shares, snap
from maps.speeds import Mode
from maps.travel import OFF_ROAD_S_PER_M, Links, Search, Weights, by_end, gather, link, search_from, search_to, within_edge

F4 = NDArray[np.float32]

MARGIN_M = 100.0
# How much finer than the cells a band's edge is drawn: the slower the mode, the narrower what it reaches.
FINER = {Mode.WALK: 4, Mode.EBIKE: 2, Mode.CAR: 1}
NEVER_S = 1e6


@dataclass(frozen=True, eq=False)
class Raster:
    """Points about `cell_m` apart over a city, R rows from south to north, C columns, each snapped for one mode.

    The grid is even in degrees, so that contours come out in WGS-84; a cell's width varies by a thousandth.
    """

    cell_m: float
    lon: F8  # [C]
    lat: F8  # [R]
    snapped: Snapped  # [R, C]
    piece: I8  # [R, C] the shape point where the straight piece of road nearest to the cell begins

    def save(self, folder: Path) -> None:
        """Write `raster-MODE.npz` into an existing folder."""
        points = self.snapped
        np.savez(
            folder / f"raster-{points.mode}.npz",
            cell_m=self.cell_m,
            lon=self.lon,
            lat=self.lat,
            edge=points.edge,
            along=points.along,
            off_m=points.off_m,
            piece=self.piece,
        )

    def __getitem__(self, window: tuple[slice, slice]) -> "Raster":
        """A part of the raster, without a copy."""
        return Raster(
            self.cell_m, self.lon[window[1]], self.lat[window[0]], self.snapped[window], self.piece[window]
        )

    @classmethod
    def open(cls, folder: Path, mode: Mode) -> "Raster":
        """The raster saved for `mode`. Cost: 10 ms."""
        try:
            with np.load(folder / f"raster-{mode}.npz") as kept:
                points = Snapped(mode, kept["edge"], kept["along"], kept["off_m"])
                return cls(float(kept["cell_m"]), kept["lon"], kept["lat"], points, kept["piece"])
        except (OSError, ValueError, KeyError) as problem:
            raise BadInput("raster_unreadable", folder=folder.name, reason=str(problem)) from problem


def cell_size(area_km2: float) -> float:
    """Metres between cells: 25 up to 120 km², 50 up to 600, beyond that as many as make 250,000 cells."""
    if area_km2 <= 120.0:
        return 25.0
    return max(50.0, float(np.ceil(np.sqrt(area_km2 * 1e6 / 250_000))))


def raster(network: RoadNetwork, *, mode: Mode, cell_m: float | None = None) -> Raster:
    """Snap the cells of the network's bounding box and 100 m around it. Cost: 10 to 20 µs a cell."""
    (west, south), (east, north) = network.shape_lonlat.min(axis=0), network.shape_lonlat.max(axis=0)
    corner = np.array([[west, south], [east, south], [west, north]])
    origin, right, up = network.project(corner)
    width_m, height_m = np.hypot(*(right - origin)), np.hypot(*(up - origin))
    cell_m = cell_m or cell_size(width_m * height_m / 1e6)
    lon = _even(west, east, width_m, cell_m)
    lat = _even(south, north, height_m, cell_m)
    points = snap(network, np.stack(np.meshgrid(lon, lat), axis=-1).reshape(-1, 2), mode=mode)
    shape = len(lat), len(lon)
    on_grid = Snapped(mode, points.edge.reshape(shape), points.along.reshape(shape), points.off_m.reshape(shape))
    return Raster(cell_m, lon, lat, on_grid, _piece(network, on_grid))


def _even(low: float, high: float, length_m: float, cell_m: float) -> F8:
    """Degrees from `low` to `high` and the margin beyond both, in steps of `cell_m`."""
    step = (high - low) / length_m * cell_m
    cells = int(np.ceil((length_m + 2 * MARGIN_M) / cell_m))
    return (low + high) / 2 + step * (np.arange(cells + 1) - cells / 2)


def _piece(network: RoadNetwork, points: Snapped) -> I8:
    """The shape point at which the straight piece under each snapped point begins."""
    place = points.edge + np.minimum(points.along, 1.0 - 1e-9)
    piece: I8 = np.searchsorted(owners(network) + shares(network), place, side="right") - 1
    return np.clip(piece, 0, len(network.shape_xy) - 2)


@dataclass(frozen=True, eq=False)
class Zone:
    """Where one can be within `minutes` of an origin, WGS-84; nested in the origin's zones of more minutes."""

    origin: int
    minutes: float
    polygon: shapely.MultiPolygon


def zones(
    weights: Weights,
    raster: Raster,
    origins: Snapped,
    *,
    minutes: Sequence[float] = (5, 10, 15),
    mobilisation_s: float = 0.0,
    reverse: bool = False,
) -> list[Zone]:
    """The zones of each origin, one for each of `minutes` in the order given; whence it is reached if `reverse`.

    `mobilisation_s` is taken off every band first. Empty where nothing is left, or the origin has no edge.
    Cost for 20 origins and three bands on Milan at 50 m: .1 s on foot, .2 by car.
    """
    levels_s = 60.0 * np.asarray(minutes, np.float64) - mobilisation_s
    limit_s = max(0.0, levels_s.max() + _slack_s(raster))
    spread = search_to if reverse else search_from
    links = link(weights, raster.snapped, towards=reverse)
    found = []
    for origin in range(len(origins)):
        search = spread(weights, origins[origin], limit_seconds=limit_s)
        polygons = _bands(search, raster, links, levels_s)
        found += [Zone(origin, band, polygon) for band, polygon in zip(minutes, polygons, strict=True)]
    return found


def _slack_s(raster: Raster) -> float:
    """The most by which time differs between neighbouring cells that are walked to from the same street."""
    return raster.cell_m * OFF_ROAD_S_PER_M


def _bands(search: Search, raster: Raster, links: Links, levels_s: F8) -> list[shapely.MultiPolygon]:
    window = _window(search, raster)
    field_s = np.nan_to_num(gather(search, links[window]), nan=NEVER_S)
    inside = field_s <= search.limit_s
    if not inside.any():
        return [shapely.MultiPolygon()] * len(levels_s)
    trim = _around(inside.any(axis=1)), _around(inside.any(axis=0))
    cells, field_s, finer = raster[window][trim], field_s[trim], FINER[raster.snapped.mode]
    if finer > 1:
        field_s = _sharpened(search, cells, field_s, levels_s, finer)
    lon, lat = _finer(cells.lon, finer), _finer(cells.lat, finer)
    return _outlines(lon, lat, field_s, levels_s, blur_s=_slack_s(cells) / finer)


def _window(search: Search, raster: Raster) -> tuple[slice, slice]:
    """The rows and columns that hold every cell whose edge the search has touched."""
    network, own = search.weights.network, search.origins.edge[search.origins.found]
    reached = np.concatenate((np.flatnonzero(search.before >= 0), network.edge_from[own], network.edge_to[own]))
    if not len(reached):
        return slice(0), slice(0)
    boxes, pad = _boxes(network)[reached], int(REACH_M / raster.cell_m) + 1
    west, south = np.searchsorted(raster.lon, boxes[:, 0].min()), np.searchsorted(raster.lat, boxes[:, 1].min())
    east, north = np.searchsorted(raster.lon, boxes[:, 2].max()), np.searchsorted(raster.lat, boxes[:, 3].max())
    return slice(max(south - pad, 0), north + pad), slice(max(west - pad, 0), east + pad)


@lru_cache(maxsize=4)
def _boxes(network: RoadNetwork) -> F8:
    """West, south, east, north of all the edges that meet at each junction, f8[N, 4]."""
    first = network.shape_start[:-1]
    low, high = np.minimum.reduceat(network.shape_lonlat, first), np.maximum.reduceat(network.shape_lonlat, first)
    boxes = np.hstack((network.node_lonlat, network.node_lonlat))
    for end in (network.edge_from, network.edge_to):
        np.minimum.at(boxes[:, :2], end, low)
        np.maximum.at(boxes[:, 2:], end, high)
    return boxes


def _around(flags: Bools) -> slice:
    """From one before the first that is true to one after the last."""
    at = np.flatnonzero(flags)
    return slice(max(at[0] - 1, 0), at[-1] + 2)


def _finer(even: F8, finer: int) -> F8:
    return np.linspace(even[0], even[-1], (len(even) - 1) * finer + 1)


def _outlines(lon: F8, lat: F8, field_s: F8, levels_s: F8, *, blur_s: float) -> list[shapely.MultiPolygon]:
    """Where the field lies at or below each level.

    Between two points that differ by up to `blur_s` a line is drawn where the time passes the level; where it jumps by
    more, from a street to one that is not reached, halfway. Pressing all levels into one rising function of the
    time keeps the zones nested.
    """

    def pressed(seconds: F8) -> F8:
        return np.sum([np.clip(seconds - level, -blur_s, blur_s) for level in levels_s], axis=0)

    contours = contour_generator(lon, lat, pressed(field_s), fill_type=FillType.ChunkCombinedOffsetOffset)
    return [_polygon(*contours.filled(-np.inf, level)) for level in pressed(levels_s[:, None])[:, 0]]


def _polygon(points: list[F8 | None], rings: list[I4 | None], outers: list[I4 | None]) -> shapely.MultiPolygon:
    """One chunk of contourpy's filled contours, whose offsets are the ragged arrays of shapely."""
    if points[0] is None:
        return shapely.MultiPolygon()
    offsets = rings[0], outers[0], [0, len(outers[0]) - 1]
    return shapely.from_ragged_array(shapely.GeometryType.MULTIPOLYGON, points[0], offsets)[0]


def _sharpened(search: Search, cells: Raster, field_s: F8, levels_s: F8, finer: int) -> F8:
    """The field at `finer` points a cell: looked at closely near the levels, elsewhere as at the cell's corner."""
    corners = np.stack((field_s[:-1, :-1], field_s[:-1, 1:], field_s[1:, :-1], field_s[1:, 1:]))
    low_s, high_s = corners.min(axis=0), corners.max(axis=0)
    near = np.zeros(low_s.shape, np.bool_)
    for level_s in levels_s:
        near |= (low_s <= level_s + _slack_s(cells)) & (high_s >= level_s - _slack_s(cells))
    row, column = np.nonzero(near)
    height, width = ((size - 1) * finer + 1 for size in field_s.shape)
    fine_s = field_s.repeat(finer, axis=0).repeat(finer, axis=1)[:height, :width]
    inner = np.arange(finer)
    fine_row, fine_column = row[:, None, None] * finer + inner[:, None], column[:, None, None] * finer + inner
    fine_s[fine_row, fine_column] = _inside_quads(search, cells, row, column, finer)
    return fine_s


def _inside_quads(search: Search, cells: Raster, row: I8, column: I8, finer: int) -> F4:
    """Seconds at `finer` × `finer` points of each quad of cells, [Q, finer, finer], from the quad's lower left.

    A point takes the nearest of the four pieces of road that the quad's corners are snapped to.
    """
    network = search.weights.network
    corner = row + np.array([[0], [0], [1], [1]]), column + np.array([[0], [1], [0], [1]])
    piece, edge = cells.piece[corner], cells.snapped.edge[corner]
    metres = cells.cell_m / np.array([cells.lon[1] - cells.lon[0], cells.lat[1] - cells.lat[0]])
    tail = ((network.shape_lonlat[piece] - np.stack((cells.lon[column], cells.lat[row]), axis=1)) * metres)[..., None]
    step = ((network.shape_lonlat[piece + 1] - network.shape_lonlat[piece]) * metres)[..., None]
    y, x = np.array(np.divmod(np.arange(finer**2), finer)) * (cells.cell_m / finer)
    from_x, from_y = (x - tail[:, :, 0]).astype(np.float32), (y - tail[:, :, 1]).astype(np.float32)
    step_x, step_y = step[:, :, 0].astype(np.float32), step[:, :, 1].astype(np.float32)
    share = np.clip((from_x * step_x + from_y * step_y) / np.maximum(step_x**2 + step_y**2, 1e-6), 0, 1)
    off_2 = (from_x - share * step_x) ** 2 + (from_y - share * step_y) ** 2
    off_2[edge < 0] = np.inf
    best = off_2.argmin(axis=0)
    share, off_2 = (np.take_along_axis(each, best[None], axis=0)[0] for each in (share, off_2))
    tail_s, head_s = _piece_seconds(search, piece, edge)
    quad = np.arange(len(row))[:, None]
    on_road_s = (tail_s[:, best, quad] + share * (head_s - tail_s)[:, best, quad]).min(axis=0)
    return (on_road_s + np.sqrt(off_2) * np.float32(OFF_ROAD_S_PER_M)).reshape(-1, finer, finer)


def _piece_seconds(search: Search, piece: I8, edge: I4) -> tuple[F4, F4]:
    """Seconds [3, …] at the tail and the head of pieces of road: by either end of the edge, and without leaving it."""
    share = shares(search.weights.network)
    both = []
    for end in (piece, piece + 1):
        points = Snapped(search.weights.mode, edge, share[end], np.zeros(edge.shape))
        ways_s = by_end(search, link(search.weights, points, towards=search.towards))
        all_s = np.concatenate((ways_s, within_edge(search, points)[None]))
        both.append(np.minimum(all_s, NEVER_S).astype(np.float32))
    return both[0], both[1]
