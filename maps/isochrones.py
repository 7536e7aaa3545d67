"""Zones: where one can be in five, ten, fifteen minutes, as polygons drawn from the exact time field.

A city's raster is snapped once and kept with it. Each origin then costs a search, a gather at the cells, a closer look
where a band's edge passes, and one contour. Polygons are for eyes: whether a point is within the time is decided by
`times_from`, never by a polygon.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import shapely
from contourpy import ContourGenerator, FillType, contour_generator
from numpy.typing import NDArray

from maps.errors import BadInput
from maps.roads import RoadNetwork, kept_with_network
from maps.snapping import F8, I4, I8, REACH_M, Bools, Snapped, owners, shares, snap
from maps.speeds import Mode
from maps.travel import (
    OFF_ROAD_S_PER_M,
    Links,
    Search,
    Weights,
    by_end,
    link,
    search_from,
    search_to,
    within_edge,
)

F4 = NDArray[np.float32]

MARGIN_M = 100.0
GRAIN_DEG = 1e-6
"""So that a city of one straight street has a height, too."""
# How closely the edge of a zone is drawn, metres, if a quarter of a cell reaches so far: what is slow reaches little.
DRAWN_M = {Mode.WALK: 6.25, Mode.EBIKE: 50.0, Mode.CAR: 50.0}
FINEST = 4
NEVER_S = 1e6
# The twelve cells nearest to a quad, rows and columns from its lower left corner, its own four corners first.
AROUND = np.array(
    [(0, 0), (0, 1), (1, 0), (1, 1), (-1, 0), (-1, 1), (0, -1), (1, -1), (0, 2), (1, 2), (2, 0), (2, 1)]
).T[..., None]


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

    @property
    def finer(self) -> int:
        """How many times finer than the cells the edges of zones are drawn."""
        return min(int(np.ceil(self.cell_m / DRAWN_M[self.snapped.mode])), FINEST)

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
        rows, columns = window
        return Raster(self.cell_m, self.lon[columns], self.lat[rows], self.snapped[window], self.piece[window])

    @classmethod
    def open(cls, folder: Path, mode: Mode) -> "Raster":
        """The raster saved for `mode`. Cost: 10 ms."""
        try:
            with (folder / f"raster-{mode}.npz").open("rb") as file, np.load(file) as kept:
                points = Snapped(mode, kept["edge"], kept["along"], kept["off_m"])
                return cls(float(kept["cell_m"]), kept["lon"], kept["lat"], points, kept["piece"])
        except (OSError, EOFError, BadZipFile, ValueError, KeyError) as problem:
            raise BadInput("raster_unreadable", folder=folder.name, reason=str(problem)) from problem


def cell_size(area_km2: float) -> float:
    """Metres between cells: 25 up to 120 km², 50 up to 600, beyond that as many as make 250,000 cells."""
    if area_km2 <= 120.0:
        return 25.0
    return max(50.0, float(np.ceil(np.sqrt(area_km2 * 1e6 / 250_000))))


def raster(network: RoadNetwork, *, mode: Mode, cell_m: float | None = None) -> Raster:
    """Snap the cells of the network's bounding box and 100 m around it. Cost: 10 to 20 µs a cell."""
    bounds = network.shape_lonlat.min(axis=0) - GRAIN_DEG, network.shape_lonlat.max(axis=0) + GRAIN_DEG
    (west, south), (east, north) = bounds
    corner = np.array([[west, south], [east, south], [west, north]])
    origin, right, up = network.project(corner)
    width_m, height_m = np.hypot(*(right - origin)), np.hypot(*(up - origin))
    cell_m = cell_m or cell_size(width_m * height_m / 1e6)
    lon = _even(west, east, width_m, cell_m)
    lat = _even(south, north, height_m, cell_m)
    points = snap(network, np.stack(np.meshgrid(lon, lat), axis=-1).reshape(-1, 2), mode=mode)
    shape = len(lat), len(lon)
    on_grid = Snapped(mode, points.edge.reshape(shape), points.along.reshape(shape), points.off_m.reshape(shape))
    return Raster(cell_m, lon, lat, on_grid, pieces_under(network, on_grid))


def _even(low: float, high: float, length_m: float, cell_m: float) -> F8:
    """Degrees from `low` to `high` and the margin beyond both, in steps of `cell_m`."""
    step = (high - low) / length_m * cell_m
    cells = int(np.ceil((length_m + 2 * MARGIN_M) / cell_m))
    steps = np.arange(cells + 1, dtype=np.float64) - cells / 2
    return (low + high) / 2 + step * steps


def pieces_under(network: RoadNetwork, points: Snapped) -> I8:
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
    pen = _pen(weights, raster, minutes, mobilisation_s, reverse)
    return [
        Zone(origin, band, polygon)
        for origin in range(len(origins))
        for band, polygon in zip(minutes, pen.around(origins[origin]), strict=True)
    ]


@dataclass(frozen=True, eq=False)
class _Pen:
    """What the zones of one question share."""

    raster: Raster
    links: Links
    levels_s: F8
    search: Callable[[Snapped], Search]

    def around(self, origins: Snapped) -> list[shapely.MultiPolygon]:
        """The polygon of each level around the nearest of the origins."""
        search = self.search(origins)
        window = _window(search, self.raster)
        links = self.links[window]
        field_s = np.minimum(np.minimum(*by_end(search, links)), within_edge(search, links.points))
        inside: Bools = field_s <= search.limit_s
        if not inside.any():
            return [shapely.MultiPolygon()] * len(self.levels_s)
        trim = _around(np.any(inside, axis=1)), _around(np.any(inside, axis=0))
        cells, field_s = self.raster[window][trim], field_s[trim]
        if cells.finer > 1:
            field_s = _sharpened(search, cells, field_s, self.levels_s)
        lon, lat = _finer(cells.lon, cells.finer), _finer(cells.lat, cells.finer)
        return outlines(lon, lat, field_s, self.levels_s, blur_s=slack_s(cells) / cells.finer)


def _pen(weights: Weights, raster: Raster, minutes: Sequence[float], mobilisation_s: float, reverse: bool) -> _Pen:
    levels_s = 60.0 * np.asarray(minutes, np.float64) - mobilisation_s
    links = link(weights, raster.snapped, towards=reverse)
    # A little further than the last band: its edge lies between a cell within the time and one beyond.
    limit_s = max(0.0, float(levels_s.max()) + slack_s(raster))
    search = partial(search_to if reverse else search_from, weights, limit_seconds=limit_s)
    return _Pen(raster, links, levels_s, search)


def slack_s(raster: Raster) -> float:
    """The most by which time differs between neighbouring cells that are walked to from the same street."""
    return raster.cell_m * OFF_ROAD_S_PER_M


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


@kept_with_network
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


def outlines(lon: F8, lat: F8, field_s: F8, levels_s: F8, *, blur_s: float) -> list[shapely.MultiPolygon]:
    """Where the field lies at or below each level.

    Between two points that differ by up to `blur_s` a line is drawn where the time passes the level; where it jumps by
    more, from a street to one that is not reached, halfway. All levels are contours of one rising function of the
    time, so that zones are nested.
    """

    def pressed(seconds: F8) -> F8:
        return sum((np.clip(seconds - level, -blur_s, blur_s) for level in levels_s), start=np.zeros_like(seconds))

    contours = contour_generator(lon, lat, pressed(field_s), fill_type=FillType.ChunkCombinedOffsetOffset)
    return [_polygons(contours, level) for level in pressed(levels_s)]


def _polygons(contours: ContourGenerator, level: float) -> shapely.MultiPolygon:
    """Contourpy gives points, ring offsets and polygon offsets, one array of each: shapely's ragged arrays."""
    chunks: Any = contours.filled(-np.inf, level)
    (points,), (rings,), (outers,) = chunks
    if points is None or rings is None or outers is None:
        return shapely.MultiPolygon()
    offsets = rings, outers, np.array([0, len(outers) - 1])
    polygon: shapely.MultiPolygon = shapely.from_ragged_array(shapely.GeometryType.MULTIPOLYGON, points, offsets)[0]
    return polygon


def _sharpened(search: Search, cells: Raster, field_s: F8, levels_s: F8) -> F8:
    """The field at finer points: looked at closely where a level passes, elsewhere as at the cell's corner."""
    finer = cells.finer
    corners = np.stack((field_s[:-1, :-1], field_s[:-1, 1:], field_s[1:, :-1], field_s[1:, 1:]))
    low_s, high_s = corners.min(axis=0), corners.max(axis=0)
    crossed = np.any([(low_s <= level) & (high_s > level) for level in levels_s], axis=0)
    row, column = np.nonzero(crossed)
    up, right = np.divmod(np.arange(finer**2), finer)
    height, width = ((size - 1) * finer + 1 for size in field_s.shape)
    fine_s = field_s.repeat(finer, axis=0).repeat(finer, axis=1)[:height, :width]
    inside_s = _inside_quads(search, cells, row, column, up / finer, right / finer)
    fine_s[row[:, None] * finer + up, column[:, None] * finer + right] = inside_s
    return fine_s


def _inside_quads(search: Search, cells: Raster, row: I8, column: I8, up: F8, right: F8) -> F4:
    """Seconds [Q, k] at k places in quads of cells, each `up` and `right` of the lower left corner by parts of a cell.

    A place takes the nearest of the pieces of road that the cells around the quad are snapped to.
    """
    x, y = (cells.cell_m * right).astype(np.float32), (cells.cell_m * up).astype(np.float32)
    nearest_m2 = np.full((len(row), len(x)), np.inf, np.float32)
    seconds = np.full(nearest_m2.shape, NEVER_S, np.float32)
    for road in _roads(search, cells, row, column):
        off_m2, on_road_s = road.at(x, y)
        closer = off_m2 < nearest_m2[road.quad]
        nearest_m2[road.quad] = np.where(closer, off_m2, nearest_m2[road.quad])
        seconds[road.quad] = np.where(closer, on_road_s, seconds[road.quad])
    seconds += np.sqrt(nearest_m2) * np.float32(OFF_ROAD_S_PER_M)
    return seconds


@dataclass(frozen=True, eq=False)
class _Road:
    """A straight piece of road near each of n quads."""

    quad: I8  # [n]
    tail: F4  # [2, n, 1] metres from the quad's lower left corner
    step: F4  # [2, n, 1] metres from tail to head
    tail_s: F4  # [3, n, 1] seconds at the tail: by either end of its edge, and without leaving the edge
    head_s: F4  # [3, n, 1]

    def at(self, x: F4, y: F4) -> tuple[F4, F4]:
        """Square metres to the road and seconds where it is met, [n, k], from k places in every quad."""
        from_x, from_y = x - self.tail[0], y - self.tail[1]
        step_x, step_y = self.step
        share = (from_x * step_x + from_y * step_y) / np.maximum(step_x**2 + step_y**2, np.float32(1e-6))
        np.clip(share, 0, 1, out=share)
        ways_s = (start + share * (stop - start) for start, stop in zip(self.tail_s, self.head_s, strict=True))
        return (from_x - share * step_x) ** 2 + (from_y - share * step_y) ** 2, reduce(np.minimum, ways_s)


def _roads(search: Search, cells: Raster, row: I8, column: I8) -> Iterator[_Road]:
    """The pieces of road under the cells around quads, no piece twice for the same quad."""
    network, (rows, columns) = search.weights.network, cells.piece.shape
    around = np.clip(row + AROUND[0], 0, rows - 1), np.clip(column + AROUND[1], 0, columns - 1)
    piece, edge = cells.piece[around], cells.snapped.edge[around]
    fresh = np.stack([np.all(piece[:turn] != piece[turn], axis=0) for turn in range(len(piece))])
    turn, quad = np.nonzero(fresh & (edge >= 0))
    piece, edge = piece[turn, quad], edge[turn, quad]
    metres = cells.cell_m / np.array([cells.lon[1] - cells.lon[0], cells.lat[1] - cells.lat[0]])
    tail, head = network.shape_lonlat[piece], network.shape_lonlat[piece + 1]
    from_corner = (tail - np.stack((cells.lon[column], cells.lat[row]), axis=1)[quad]) * metres
    ends_s = (_on_road(search, edge, shares(network)[end]) for end in (piece, piece + 1))
    parts = [part.astype(np.float32)[..., None] for part in (from_corner.T, ((head - tail) * metres).T, *ends_s)]
    for first, last in pairwise(np.searchsorted(turn, np.arange(len(fresh) + 1))):
        yield _Road(quad[first:last], *(part[:, first:last] for part in parts))


def _on_road(search: Search, edge: I4, share: F8) -> F8:
    """Seconds [3, n] at places on edges: by either end, and without leaving the edge."""
    points = Snapped(search.weights.mode, edge, share, np.zeros(len(edge)))
    ends_s = by_end(search, link(search.weights, points, towards=search.towards))
    return np.minimum(np.vstack((ends_s, within_edge(search, points))), NEVER_S)
