"""Points brought onto the streets: snapped once, then every question about time is a search and a gather."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from maps.roads import RoadNetwork, kept_with_network
from maps.speeds import Mode

F8 = NDArray[np.float64]
I4 = NDArray[np.int32]
I8 = NDArray[np.int64]
Bools = NDArray[np.bool_]
Index = int | slice | tuple[slice, ...] | I8 | Bools

REACH_M = 500.0


@dataclass(frozen=True, eq=False)
class Snapped:
    """n points, each on the nearest edge of the mode's main component.

    edge i4[n], -1 where no edge lies within reach; along f8[n], the share of the edge's length that lies between
    its `edge_from` end and the point; off_m f8[n], straight metres between the point and the edge.
    """

    mode: Mode
    edge: I4
    along: F8
    off_m: F8

    def __len__(self) -> int:
        return len(self.edge)

    def __getitem__(self, which: Index) -> "Snapped":
        """Some of the points, in the order asked for; one index gives a `Snapped` of one."""
        rows = [which] if isinstance(which, int | np.integer) else which
        return Snapped(self.mode, self.edge[rows], self.along[rows], self.off_m[rows])

    @property
    def found(self) -> Bools:
        """bool[n]: which points have an edge."""
        found: Bools = self.edge >= 0
        return found


def snap(
    network: RoadNetwork, lonlat: F8, *, mode: Mode, reach_m: float = REACH_M, avoid: Collection[int] = ()
) -> Snapped:
    """Snap WGS-84 points f8[n,2] to the nearest edge that `mode` may use, within `reach_m` metres.

    `avoid` names edges not to be taken: a place on a closed street is reached from the next open one. Of edges
    equally near (a junction is nearest) one that is open both ways comes first, then the lowest number, so that
    the answer does not hang on the order of the tree. Cost: .1 ms for one point, 10 µs each for many; the first
    call for a network and mode builds a tree (Milan: .3 s). Any number of threads may snap at once.
    """
    streets = _streets(network, mode)
    shut = np.zeros(network.edge_count, np.bool_)
    shut[list(avoid)] = True
    xy = network.project(np.asarray(lonlat, np.float64).reshape(-1, 2))
    point, piece = streets.nearest(xy, reach_m, shut)
    snapped = Snapped(mode, np.full(len(xy), -1, np.int32), np.zeros(len(xy)), np.zeros(len(xy)))
    snapped.edge[point] = streets.edge[piece]
    snapped.along[point], snapped.off_m[point] = streets.foot(xy[point], piece)
    return snapped


@kept_with_network
def owners(network: RoadNetwork) -> I4:
    """The edge of each shape point, i4[P]."""
    return np.repeat(np.arange(network.edge_count, dtype=np.int32), np.diff(network.shape_start))


@kept_with_network
def shares(network: RoadNetwork) -> F8:
    """The share of its edge's length that lies before each shape point, f8[P]: 0 at `edge_from`, 1 at `edge_to`."""
    step_m = np.hypot(*np.diff(network.shape_xy, axis=0, prepend=network.shape_xy[:1]).T)
    first, last = network.shape_start[:-1], network.shape_start[1:] - 1
    step_m[first] = 0.0
    run_m = np.cumsum(step_m)
    edge = owners(network)
    share: F8 = (run_m - run_m[first][edge]) / np.maximum(run_m[last] - run_m[first], 1e-6)[edge]
    share[last] = 1.0
    return share


@dataclass(frozen=True, eq=False)
class _Streets:
    """The S straight pieces of every edge that a mode can be snapped to, the preferred first, in a tree."""

    tree: shapely.STRtree
    edge: I4  # [S] the edge a piece belongs to
    tail: F8  # [S, 2] metres
    step: F8  # [S, 2] from tail to head, metres
    share: F8  # [2, S] the share of the edge that lies before tail and head

    def nearest(self, xy: F8, reach_m: float, shut: Bools) -> tuple[I8, I8]:
        """Which points have an open edge within reach, ascending, and the piece nearest to each."""
        points = np.asarray(shapely.points(xy), np.object_)
        (point, piece), off_m = self.tree.query_nearest(points, max_distance=reach_m, return_distance=True)
        lost = np.unique(point[shut[self.edge[piece]]])
        if len(lost):
            kept = ~np.isin(point, lost)
            again, other = self.tree.query(points[lost], predicate="dwithin", distance=reach_m)
            again, other = lost[again[~shut[self.edge[other]]]], other[~shut[self.edge[other]]]
            off_m = np.append(off_m[kept], shapely.distance(points[again], self.tree.geometries[other]))
            point, piece = np.append(point[kept], again), np.append(piece[kept], other)
        order = np.lexsort((piece, off_m, point))
        best = order[np.unique(point[order], return_index=True)[1]]
        return point[best], piece[best]

    def foot(self, xy: F8, piece: I8) -> tuple[F8, F8]:
        """Where points meet their pieces: the share of the edge that lies before, and metres from point to edge."""
        from_tail, step = xy - self.tail[piece], self.step[piece]
        part = np.sum(from_tail * step, axis=1) / np.maximum(np.sum(step * step, axis=1), 1e-12)
        part = np.clip(part, 0.0, 1.0)
        before, after = self.share[:, piece]
        return before + part * (after - before), np.hypot(*(from_tail - part[:, None] * step).T)


@kept_with_network
def _streets(network: RoadNetwork, mode: Mode) -> _Streets:
    """Built once for a network and mode. Two threads that come first may both build it; either result serves."""
    edge, share = owners(network), shares(network)
    usable = (network.edge_main & mode.main_bit) != 0
    tail = np.flatnonzero((edge[:-1] == edge[1:]) & usable[edge[:-1]])
    both_ways = (network.edge_access & mode.forward_bit != 0) & (network.edge_access & mode.back_bit != 0)
    tail = tail[np.argsort(~both_ways[edge[tail]], kind="stable")]
    xy = network.shape_xy[np.stack((tail, tail + 1), axis=1)]
    tree = shapely.STRtree(np.asarray(shapely.linestrings(xy), np.object_))
    return _Streets(tree, edge[tail], xy[:, 0], xy[:, 1] - xy[:, 0], share[np.stack((tail, tail + 1))])
