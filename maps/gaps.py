"""Where the promise fails: uncovered cells that lie together, the most people first, and what would close each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from maps.covered import F4, I8, quantile
from maps.demand.model import F8, Demand
from maps.roads import RoadNetwork
from maps.speeds import Mode

TOUCHING = 1.6
"""Cells whose people's middles are so many cell widths apart lie together: beside each other, or corner to corner."""
POINTS_APART_M = 300.0
WIDEST_M = {Mode.WALK: 1_500.0, Mode.EBIKE: 4_000.0, Mode.CAR: 8_000.0}
"""A gap is no wider than what one site could close; what hangs together further is told as several."""
CLOSED = 0.9
"""So much of a gap's people have to be reached for it to be called closed by waiting longer."""


class Means(StrEnum):
    SITE = "site"
    MODE = "mode"
    MINUTES = "minutes"


@dataclass(frozen=True, slots=True)
class Remedy:
    """`people` of the gap that it gains; `everywhere`: of the whole city. `site`: a column of the candidates; `mode`:
    instead of today's; `minutes`: as the promise would have to be for nine in ten of the gap."""

    means: Means
    people: float
    everywhere: float
    site: int | None = None
    mode: Mode | None = None
    minutes: float | None = None


@dataclass(frozen=True, eq=False)
class Gap:
    """`cells` rows of the demand; `outline` around them, WGS-84; `nearest_s`: of its middle person, None beyond the
    table. `remedies`: the most people first."""

    cells: I8
    people: float
    km2: float
    street_km: float
    lon: float
    lat: float
    outline: shapely.Geometry
    nearest_s: float | None
    remedies: tuple[Remedy, ...]


@dataclass(frozen=True, eq=False)
class Cures:
    """What may close a gap: times f4[cells, k] from candidates, f4[cells, sites] of today's sites in other modes."""

    candidates: F4 | None = None
    modes: Mapping[Mode, F4] | None = None


def gaps(
    network: RoadNetwork, demand: Demand, times: F4, limit_s: float, *, mode: Mode, cures: Cures | None = None
) -> tuple[Gap, ...]:
    """`times` f4[cells, open sites]. Cells without people are in no gap."""
    bare = ~(times <= np.float32(limit_s)).any(axis=1) & (demand.weight > 0)
    cells = np.flatnonzero(bare)
    if not len(cells):
        return ()
    xy = network.project(demand.lonlat[cells])
    group = _together(xy, TOUCHING * demand.cell_m if demand.cell_m else POINTS_APART_M)
    parts = [cells[own[part]] for own in _of(group) for part in _split(xy[own], WIDEST_M[mode])]
    nearest = times.min(axis=1, initial=np.inf).astype(np.float64)
    found = [_gap(demand, part, nearest, bare, limit_s, cures or Cures()) for part in parts]
    return tuple(sorted(found, key=lambda gap: (-gap.people, gap.cells[0])))


def _together(xy: F8, apart_m: float) -> I8:
    pairs = cKDTree(xy).query_pairs(apart_m, output_type="ndarray")
    graph = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(xy),) * 2)
    return np.asarray(connected_components(graph, directed=False)[1], np.int64)


def _of(group: I8) -> list[I8]:
    order = np.argsort(group, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(group[order])) + 1)


def _split(xy: F8, widest_m: float) -> list[I8]:
    """Halves of halves, along the longer side, until none is wider."""
    left, done = [np.arange(len(xy))], []
    while left:
        part = left.pop()
        span = np.ptp(xy[part], axis=0)
        if span.max() <= widest_m:
            done.append(part)
            continue
        axis = int(np.argmax(span))
        upper = xy[part, axis] > (xy[part, axis].min() + xy[part, axis].max()) / 2
        left += [part[~upper], part[upper]]
    return done


def _gap(demand: Demand, cells: I8, nearest: F8, bare: NDArray[np.bool_], limit_s: float, cures: Cures) -> Gap:
    weight = demand.weight[cells]
    lon, lat = np.average(demand.lonlat[cells], axis=0, weights=weight)
    return Gap(
        cells=cells,
        people=float(weight.sum()),
        km2=float(demand.area_km2[cells].sum()),
        street_km=float(demand.street_km[cells].sum()),
        lon=float(lon),
        lat=float(lat),
        outline=_outline(demand, cells),
        nearest_s=quantile(nearest[cells], weight, 0.5),
        remedies=tuple(sorted(_remedies(demand, cells, nearest, bare, limit_s, cures), key=lambda one: -one.people)),
    )


def _remedies(
    demand: Demand, cells: I8, nearest: F8, bare: NDArray[np.bool_], limit_s: float, cures: Cures
) -> Sequence[Remedy]:
    found = []
    if cures.candidates is not None and cures.candidates.shape[1]:
        near = cures.candidates <= np.float32(limit_s)
        gains = demand.weight[cells] @ near[cells]
        everywhere = (demand.weight * bare) @ near
        site = int(np.lexsort((-everywhere, -gains))[0])
        found.append(Remedy(Means.SITE, float(gains[site]), float(everywhere[site]), site=site))
    for mode, times in (cures.modes or {}).items():
        here = np.asarray((times <= np.float32(limit_s)).any(axis=1))
        own = float(demand.weight[cells][here[cells]].sum())
        found.append(Remedy(Means.MODE, own, float((demand.weight * bare)[here].sum()), mode=mode))
    needed = quantile(nearest[cells], demand.weight[cells], CLOSED)
    if needed is not None:
        minutes = float(np.ceil(needed / 60))
        now = nearest <= 60 * minutes
        within = float(demand.weight[cells][now[cells]].sum())
        found.append(Remedy(Means.MINUTES, within, float((demand.weight * bare)[now].sum()), minutes=minutes))
    return [one for one in found if one.people > 0]


def _outline(demand: Demand, cells: I8) -> shapely.Geometry:
    """A shape about the cells for the eye: their squares joined, or disks of a hundred metres about points."""
    points = shapely.points(demand.lonlat[cells])
    half = (demand.cell_m / 2 if demand.cell_m else 100.0) / 111_320.0
    stretch = 1 / np.cos(np.radians(demand.lonlat[cells][:, 1].mean()))
    lon, lat = demand.lonlat[cells].T
    if demand.cell_m:
        return shapely.unary_union(shapely.box(lon - half * stretch, lat - half, lon + half * stretch, lat + half))
    return shapely.unary_union(shapely.buffer(points, half * stretch))
