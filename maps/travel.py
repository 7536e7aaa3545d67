"""Who can be where in what time: a bounded search gives seconds at junctions, a gather gives them at snapped points.

Times are exact on the network: one-way streets hold where an edge is entered and left, parallel edges and loops
count, and a trip within one edge need not touch a junction. Turn restrictions are not modelled.
"""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from maps.roads import RoadNetwork, kept_with_network
from maps.snapping import F8, I4, Bools, Snapped, shares
from maps.speeds import CALM, WALK_KMH, Conditions, Mode, seconds

OFF_ROAD_S_PER_M = 3.6 / WALK_KMH
FEW = 8
"""So many origins are sooner looked at one by one than sorted."""


@dataclass(frozen=True, eq=False)
class Weights:
    """What every edge costs one mode now: f8[E] seconds from → to and to → from (inf: not that way)."""

    network: RoadNetwork
    mode: Mode
    conditions: Conditions
    forward: F8
    back: F8
    leaving: "Arcs"
    arriving: "Arcs"


def weigh(network: RoadNetwork, mode: Mode, conditions: Conditions = CALM) -> Weights:
    """Weights for `mode` in `conditions`; a closure or rain is a new call. Cost on Milan: 10 ms."""
    return _weighed(network, mode, conditions, *seconds(network, mode, conditions))


def barred(weights: Weights, edges: I4) -> Weights:
    """The same, with some edges closed to those who ask."""
    shut = np.zeros(weights.network.edge_count, np.bool_)
    shut[edges] = True
    ways = (np.where(shut, np.inf, way) for way in (weights.forward, weights.back))
    return _weighed(weights.network, weights.mode, weights.conditions, *ways)


def _weighed(network: RoadNetwork, mode: Mode, conditions: Conditions, forward: F8, back: F8) -> Weights:
    spokes = _spokes(network)
    with_edge, against_edge = forward[spokes.edge], back[spokes.edge]
    return Weights(
        network,
        mode,
        conditions,
        forward,
        back,
        leaving=Arcs(spokes, np.where(spokes.ahead, with_edge, against_edge)),
        arriving=Arcs(spokes, np.where(spokes.ahead, against_edge, with_edge)),
    )


@dataclass(frozen=True, eq=False)
class _Spokes:
    """The edge ends at each junction: junction j has spokes `row[j]` to `row[j + 1]`."""

    row: I4  # [N + 1]
    far: I4  # [2E] the junction at the other end of the edge
    edge: I4  # [2E]
    ahead: Bools  # [2E] whether the junction is the edge's `edge_from`


@kept_with_network
def _spokes(network: RoadNetwork) -> _Spokes:
    near = np.concatenate((network.edge_from, network.edge_to))
    order = np.argsort(near, kind="stable")
    row = np.searchsorted(near[order], np.arange(network.node_count + 1)).astype(np.int32)
    far = np.concatenate((network.edge_to, network.edge_from))[order]
    return _Spokes(row, far, (order % network.edge_count).astype(np.int32), order < network.edge_count)


class Arcs:
    """The arcs of one direction as a sparse matrix whose last, spare row is wherever the next search begins.

    The spare row's entries are written in place, so a search copies nothing. One lock guards them: scipy searches
    with the interpreter locked anyway, and scratch per thread would be copied afresh for each of a server's
    short-lived threads.
    """

    def __init__(self, spokes: _Spokes, cost_s: F8) -> None:
        usable = np.isfinite(cost_s)
        self.junctions = len(spokes.row) - 1
        self.edge = spokes.edge[usable]
        self.ahead = spokes.ahead[usable]
        self._row = np.append(np.append(0, np.cumsum(usable))[spokes.row], 0).astype(np.int32)
        self._head = spokes.far[usable]
        self._cost_s = cost_s[usable]
        self._lock = threading.Lock()

    def search(self, start: NDArray[np.intp], start_s: F8, limit_s: float) -> tuple[F8, I4]:
        """Seconds f8[N] at each junction when junction `start[i]` is reached at `start_s[i]`; inf beyond the limit.

        And the junction before each i4[N]: N where the search began there, negative where it did not come.
        """
        arcs, end = len(self.edge), len(self.edge) + len(start)
        with self._lock:
            if end > len(self._head):
                self._head = np.append(self._head[:arcs], np.zeros(2 * len(start), np.int32))
                self._cost_s = np.append(self._cost_s[:arcs], np.zeros(2 * len(start)))
            self._head[arcs:end], self._cost_s[arcs:end], self._row[-1] = start, start_s, end
            matrix = csr_array((self._cost_s[:end], self._head[:end], self._row), shape=(len(self._row) - 1,) * 2)
            seconds, before = dijkstra(matrix, indices=[self.junctions], limit=limit_s, return_predecessors=True)
        return seconds[0, :-1], before[0, :-1]

    def search_each(self, starts: Sequence[tuple[NDArray[np.intp], F8]], limit_s: float) -> F8:
        """Seconds f8[k, N] of k searches, each begun as one of `search`, in one call. Cost: a search each, less what
        every call costs; k rows of the network's size."""
        arcs, sizes = len(self.edge), [len(start) for start, _ in starts]
        row = np.concatenate((self._row[: self.junctions + 1], arcs + np.cumsum(sizes))).astype(np.int32)
        head = np.concatenate((self._head[:arcs], *(start for start, _ in starts))).astype(np.int32)
        cost_s = np.concatenate((self._cost_s[:arcs], *(start_s for _, start_s in starts)))
        matrix = csr_array((cost_s, head, row), shape=(len(row) - 1,) * 2)
        seconds: F8 = dijkstra(matrix, indices=self.junctions + np.arange(len(starts)), limit=limit_s)
        return seconds[:, : self.junctions]

    def cheapest(self, tail: int, head: int) -> tuple[int, bool]:
        """The edge by which the search went from `tail` to `head`, and whether from its `edge_from` end."""
        arcs = np.arange(self._row[tail], self._row[tail + 1])
        arcs = arcs[self._head[arcs] == head]
        arc = arcs[np.argmin(self._cost_s[arcs])]
        return int(self.edge[arc]), bool(self.ahead[arc])


@dataclass(frozen=True, eq=False)
class Links:
    """Points of any shape, and what lies between each and the two ends of its edge, with the walk off the road.

    Row 0 belongs to `edge_from`, row 1 to `edge_to`; seconds are inf where the edge may not be used that way.
    """

    points: Snapped
    junction: NDArray[np.intp]  # [2, …]
    seconds: F8  # [2, …]

    def __getitem__(self, which: tuple[slice, ...] | NDArray[np.intp]) -> "Links":
        """The links of a part of the points; without a copy of a window, by slices."""
        part = (which,) if isinstance(which, np.ndarray) else which
        return Links(self.points[which], self.junction[:, *part], self.seconds[:, *part])


def link(weights: Weights, points: Snapped, *, towards: bool) -> Links:
    """Points joined to the junctions: as destinations, or as the starts of trips `towards` a place.

    Cost: 1 ms for 20,000.
    """
    assert points.mode == weights.mode, "snapped for one mode, asked about another"
    edge, network = points.edge, weights.network
    ends = np.stack((network.edge_from[edge], network.edge_to[edge])).astype(np.intp)
    by_end = (weights.back, weights.forward) if towards else (weights.forward, weights.back)
    edge_s = np.stack((by_end[0][edge], by_end[1][edge]))
    part = np.stack((points.along, 1.0 - points.along))
    part_s = np.full(part.shape, np.inf)
    np.multiply(part, edge_s, out=part_s, where=np.isfinite(edge_s) & points.found)  # 0 × inf would be NaN
    return Links(points, ends, part_s + points.off_m * OFF_ROAD_S_PER_M)


@dataclass(frozen=True, eq=False)
class Search:
    """Seconds between origins and every junction: from the origins, or towards them."""

    weights: Weights
    origins: Snapped
    towards: bool
    limit_s: float
    seconds: F8  # [N], inf beyond the limit
    before: I4  # [N] the junction that the search came from: N at an origin, negative where it did not come
    extra_s: F8 | None = None  # [k] what each origin costs on top, counted in all seconds


def search_from(weights: Weights, origins: Snapped, *, limit_seconds: float) -> Search:
    """Seconds from the nearest of the origins to each junction. Cost on Milan, 15 min: .3 ms on foot, 4 by car."""
    return _search(weights, origins, False, limit_seconds)


def search_to(weights: Weights, origins: Snapped, *, limit_seconds: float, extra_s: F8 | None = None) -> Search:
    """Seconds from each junction to the nearest of the origins: the reverse search. `extra_s`: seconds on top at each
    origin, as where several gates lead to one door; the nearest is the one that is nearest with them."""
    return _search(weights, origins, True, limit_seconds, extra_s)


def _search(weights: Weights, origins: Snapped, towards: bool, limit_s: float, extra_s: F8 | None = None) -> Search:
    start = link(weights, origins, towards=not towards)
    start_s = start.seconds if extra_s is None else start.seconds + extra_s
    usable = np.isfinite(start_s)
    arcs = weights.arriving if towards else weights.leaving
    seconds, before = arcs.search(start.junction[usable], start_s[usable], limit_s)
    return Search(weights, origins, towards, limit_s, seconds, before, extra_s)


TOGETHER = 32
"""So many searches are made in one call: their seconds are kept for as long as they are looked at."""


def searches_from(weights: Weights, origins: Snapped, *, limit_seconds: float) -> Iterator[Search]:
    """One search from each origin by itself, for times alone: no way is kept. Cost on Milan, 15 min: 3 ms by car."""
    nowhere = np.empty(0, np.int32)
    for first in range(0, len(origins), TOGETHER):
        some = [origins[np.array([one])] for one in range(first, min(first + TOGETHER, len(origins)))]
        starts = [link(weights, one, towards=True) for one in some]
        usable = [np.isfinite(start.seconds) for start in starts]
        begun = [(start.junction[fit], start.seconds[fit]) for start, fit in zip(starts, usable, strict=True)]
        for one, found_s in zip(some, weights.leaving.search_each(begun, limit_seconds), strict=True):
            yield Search(weights, one, False, limit_seconds, found_s, nowhere)


def gather(search: Search, links: Links) -> F8:
    """Seconds at linked points, NaN beyond the search's limit; the links look the same way as the search."""
    ways = by_end(search, links)
    best: F8 = np.minimum(ways[0], ways[1], out=ways[0])
    np.minimum(best, within_edge(search, links.points), out=best)
    best[(best > search.limit_s) | np.isinf(best)] = np.nan
    return best


def by_end(search: Search, links: Links) -> F8:
    """Seconds [2, …] at linked points by way of either end of their edge, inf where there is no way."""
    ways_s: F8 = search.seconds[links.junction]
    ways_s += links.seconds
    return ways_s


def within_edge(search: Search, points: Snapped) -> F8:
    """Seconds at points that share an edge with an origin, by a trip that stays on that edge; inf elsewhere."""
    best_s = np.full(points.edge.shape, np.inf)
    for origin in _on_edges_of(search.origins, points):
        here = points.edge == search.origins.edge[origin]
        along_s = _along(search, search.origins[int(origin)], points[here])
        if search.extra_s is not None:
            along_s += search.extra_s[origin]
        best_s[here] = np.minimum(best_s[here], along_s)
    return best_s


def _on_edges_of(origins: Snapped, points: Snapped) -> NDArray[np.intp]:
    """The origins that may share an edge with a point: of many few do, and each is looked at by itself."""
    if len(origins) <= FEW:
        return np.flatnonzero(origins.found)
    return np.flatnonzero(origins.found & np.isin(origins.edge, points.edge, kind="table"))


def nearest_origin(search: Search, links: Links) -> NDArray[np.intp]:
    """Which origin each linked point is nearest to, i8[n]; -1 where `gather` says NaN. Cost: 2 ms on Milan."""
    ways_s = by_end(search, links)
    end = ways_s.argmin(axis=0)
    nearest = np.where(np.isfinite(ways_s.min(axis=0)), _roots(search)[links.junction[end, np.arange(len(end))]], -1)
    best_s = ways_s.min(axis=0)
    for origin in _on_edges_of(search.origins, links.points):
        alone = Search(
            search.weights, search.origins[int(origin)], search.towards, search.limit_s, search.seconds, search.before,
            None if search.extra_s is None else search.extra_s[[origin]],
        )  # fmt: skip
        stays_s = within_edge(alone, links.points)
        nearest[stays_s <= best_s] = origin
        best_s = np.minimum(best_s, stays_s)
    nearest[~(best_s <= search.limit_s)] = -1
    return nearest


@lru_cache(maxsize=12)
def _roots(search: Search) -> NDArray[np.intp]:
    """The origin that the search came to each junction from, i8[N]; -1 where it did not come."""
    start = link(search.weights, search.origins, towards=not search.towards)
    start_s = start.seconds if search.extra_s is None else start.seconds + search.extra_s
    junctions = len(search.before)
    first_s, first = np.full(junctions, np.inf), np.full(junctions, -1, np.intp)
    for end, origin in np.argwhere(np.isfinite(start_s)):
        junction = start.junction[end, origin]
        if start_s[end, origin] < first_s[junction]:
            first_s[junction], first[junction] = start_s[end, origin], origin
    here = np.arange(junctions, dtype=np.int32)
    root = np.where((search.before >= 0) & (search.before < junctions), search.before, here)
    while not np.array_equal(further := root[root], root):
        root = further
    return np.where(search.before >= 0, first[root], -1)


def _along(search: Search, origin: Snapped, points: Snapped) -> F8:
    """Seconds [n] between one origin and points of its own edge, inf against a one-way street."""
    step = points.along - origin.along
    with_edge = step < 0 if search.towards else step > 0
    edge_s = np.where(with_edge, search.weights.forward[origin.edge], search.weights.back[origin.edge])
    trip_s = np.zeros(len(step))
    np.multiply(np.abs(step), edge_s, out=trip_s, where=step != 0)  # 0 × inf would be NaN
    return trip_s + (origin.off_m + points.off_m) * OFF_ROAD_S_PER_M


# The same people are asked about at every incident: what is snapped once need be linked once for the same weights.
_links = lru_cache(maxsize=8)(link)


def times_from(weights: Weights, place: Snapped, points: Snapped, *, limit_seconds: float) -> F8:
    """Seconds f8[n] from the place (the nearest of several) to each point, NaN where not within the limit."""
    search = search_from(weights, place, limit_seconds=limit_seconds)
    return gather(search, _links(weights, points, towards=False))


def times_to(weights: Weights, place: Snapped, points: Snapped, *, limit_seconds: float) -> F8:
    """Seconds f8[n] from each point to the place (the nearest of several), NaN where not within the limit."""
    search = search_to(weights, place, limit_seconds=limit_seconds)
    return gather(search, _links(weights, points, towards=True))


@dataclass(frozen=True, eq=False)
class Route:
    """A trip: seconds and metres with the walks to and from the road; lonlat f8[k,2] of the part on the road."""

    seconds: float
    metres: float
    lonlat: F8


@dataclass(frozen=True)
class _Leg:
    """A stretch of one edge, from one share of its length to another; backwards where it ends below its start."""

    edge: int
    start: float
    stop: float


def route(weights: Weights, origin: Snapped, destination: Snapped) -> Route | None:
    """The quickest way from one point to another, None where there is none.

    Its seconds are those of `times_to` and `times_from`. Cost: a search of all the city, 15 ms by car on Milan.
    """
    search = search_from(weights, origin, limit_seconds=np.inf)
    arrival = link(weights, destination, towards=False)
    seconds = float(gather(search, arrival)[0])
    if np.isnan(seconds):
        return None
    legs = _legs(search, arrival)
    network = weights.network
    on_road_m = sum(abs(leg.stop - leg.start) * network.edge_length_m[leg.edge] for leg in legs)
    off_road_m = origin.off_m[0] + destination.off_m[0]
    return Route(seconds, float(on_road_m + off_road_m), np.concatenate([_drawn(network, leg) for leg in legs]))


def _legs(search: Search, arrival: Links) -> list[_Leg]:
    """The stretches from the origin to the one linked point, which the search has reached."""
    origin, point = search.origins, arrival.points
    edge, along = int(point.edge[0]), float(point.along[0])
    ways_s = by_end(search, arrival)[:, 0]
    if within_edge(search, point)[0] <= ways_s.min():
        return [_Leg(edge, float(origin.along[0]), along)]
    end = int(ways_s.argmin())
    legs = [_Leg(edge, float(end), along)]
    junction = int(arrival.junction[end, 0])
    arcs = search.weights.leaving
    while (before := int(search.before[junction])) != arcs.junctions:
        edge, ahead = arcs.cheapest(before, junction)
        legs.append(_Leg(edge, 1.0 - ahead, float(ahead)))
        junction = before
    start = link(search.weights, origin, towards=True)
    end = int(np.where(start.junction[:, 0] == junction, start.seconds[:, 0], np.inf).argmin())
    legs.append(_Leg(int(origin.edge[0]), float(origin.along[0]), float(end)))
    return legs[::-1]


def _drawn(network: RoadNetwork, leg: _Leg) -> F8:
    """The leg's part of its edge's line, f8[k,2] lon, lat, in the direction of travel."""
    shape = slice(network.shape_start[leg.edge], network.shape_start[leg.edge + 1])
    lonlat, share = network.shape_lonlat[shape], shares(network)[shape]
    low, high = sorted((leg.start, leg.stop))
    stops = np.concatenate(([low], share[(share > low) & (share < high)], [high]))
    line = np.column_stack((np.interp(stops, share, lonlat[:, 0]), np.interp(stops, share, lonlat[:, 1])))
    return line if leg.start <= leg.stop else line[::-1]
