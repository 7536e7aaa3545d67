"""Which streets a plan hangs on: whose closing leaves most people uncovered, exactly, with a proof that none is worse.

A cell stays covered while its quickest way does. So the people whose quickest ways go over an edge bound what its loss
can cost: edges are closed one after another, the busiest first, and searched anew, until the rest cannot be worse than
what is found. Who stands on a closed street is reached from the next open one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from maps.demand.model import Demand
from maps.snapping import F8, I8, Bools, Snapped, snap
from maps.travel import Search, Weights, barred, by_end, gather, link, search_from, within_edge

MOST_CLOSED = 400
"""Closures that are tried at most: some 30 ms each on Milan by car."""


@dataclass(frozen=True, eq=False)
class Spot:
    """Stations and cells as they stand, f8[·, 2] WGS-84, and what covers: everyone within the limit of the nearest."""

    weights: Weights
    sites: F8
    demand: Demand
    limit_s: float

    @cached_property
    def feet(self) -> Snapped:
        return snap(self.weights.network, self.sites, mode=self.weights.mode)

    @cached_property
    def cells(self) -> Snapped:
        return snap(self.weights.network, self.demand.lonlat, mode=self.weights.mode)


@dataclass(frozen=True, eq=False)
class Loss:
    """What closing one group of edges costs: `people` no longer covered, in `cells`. Groups that cost the same cells,
    such as one street's stretches, are one loss: `group` is the first, `edges` are those of all."""

    group: int
    edges: I8
    people: float
    cells: I8


@dataclass(frozen=True, eq=False)
class Losses:
    """The worst first, those that cost nobody left out. `closed`: how many were tried. `rest`: no other group's loss
    costs more people; where it is no more than the last of `worst` costs, these are proven to be the worst."""

    worst: tuple[Loss, ...]
    closed: int
    rest: float


def most_critical(
    spot: Spot, groups: Sequence[I8] | None = None, *, count: int = 10, most_closed: int = MOST_CLOSED
) -> Losses:
    """`groups` of edges that close together; else every edge by itself.

    Cost on Milan by car, every edge: .5 s for the flow and 30 ms a closure.
    """
    covered, flow = _flow(spot)
    if groups is None:
        groups = [np.array([edge]) for edge in np.flatnonzero(flow > 0)]
    bound = np.array([flow[edges].sum() for edges in groups])
    order = np.argsort(-bound, kind="stable")
    found: dict[bytes, Loss] = {}
    worst: list[Loss] = []
    tried = 0
    for group in order.tolist():
        enough = worst[count - 1].people if len(worst) >= count else 0.0
        if bound[group] <= enough or tried == most_closed:
            break
        tried += 1
        lost = np.flatnonzero(covered & ~_covered_without(spot, groups[group]))
        people = float(spot.demand.weight[lost].sum())
        if people > 0:
            same = found.get(lost.tobytes())
            edges = groups[group] if same is None else np.union1d(same.edges, groups[group])
            found[lost.tobytes()] = Loss(group if same is None else same.group, edges, people, lost)
            worst = sorted(found.values(), key=lambda one: (-one.people, one.group))
    rest = float(bound[order[tried]]) if tried < len(order) else 0.0
    return Losses(tuple(worst[:count]), tried, rest)


def without(spot: Spot, edges: I8) -> F8:
    """Seconds f8[cells] to each cell from the nearest site when some edges are closed, NaN beyond the limit."""
    sites, cells = _aside(spot, spot.feet, spot.sites, edges), _aside(spot, spot.cells, spot.demand.lonlat, edges)
    weights = barred(spot.weights, edges.astype(np.int32)) if len(edges) else spot.weights
    search = search_from(weights, sites[np.flatnonzero(sites.found)], limit_seconds=spot.limit_s)
    return gather(search, link(weights, cells, towards=False))


def _aside(spot: Spot, points: Snapped, lonlat: F8, edges: I8) -> Snapped:
    """The points, those on the edges brought to the next open street."""
    moved = np.flatnonzero(np.isin(points.edge, edges))
    if not len(moved):
        return points
    by = snap(spot.weights.network, lonlat[moved], mode=points.mode, avoid=edges.tolist())
    return _replaced(points, moved, by)


def _replaced(cells: Snapped, which: I8, by: Snapped) -> Snapped:
    edge, along, off_m = cells.edge.copy(), cells.along.copy(), cells.off_m.copy()
    edge[which], along[which], off_m[which] = by.edge, by.along, by.off_m
    return Snapped(cells.mode, edge, along, off_m)


def _covered_without(spot: Spot, edges: I8) -> Bools:
    found: Bools = without(spot, edges) <= spot.limit_s  # NaN is not within
    return found


def _flow(spot: Spot) -> tuple[Bools, F8]:
    """Who is covered, bool[cells], and the people whose quickest way goes over each edge, f8[E]."""
    network, cells = spot.weights.network, spot.cells
    sites = spot.feet[np.flatnonzero(spot.feet.found)]
    search = search_from(spot.weights, sites, limit_seconds=spot.limit_s)
    links = link(spot.weights, cells, towards=False)
    covered: Bools = gather(search, links) <= spot.limit_s
    people = np.where(covered, spot.demand.weight, 0.0)
    ways_s = by_end(search, links)
    end = ways_s.argmin(axis=0)
    stays = within_edge(search, cells) <= ways_s.min(axis=0)
    flow = np.zeros(network.edge_count)
    np.add.at(flow, cells.edge[covered], people[covered])
    comes = covered & ~stays
    junction = links.junction[end, np.arange(len(cells))][comes]
    at_junction = np.bincount(junction, people[comes], minlength=network.node_count).astype(np.float64)
    _up_the_tree(search, at_junction, flow)
    return covered, flow


def _up_the_tree(search: Search, at_junction: F8, flow: F8) -> None:
    """Each junction's people go on to the one before it, the farthest first, and at last along the station's edge."""
    arcs, start = search.weights.leaving, link(search.weights, search.origins, towards=True)
    first: dict[int, tuple[float, int]] = {}
    for end, origin in np.argwhere(np.isfinite(start.seconds)).tolist():
        junction, seconds = int(start.junction[end, origin]), float(start.seconds[end, origin])
        first[junction] = min(first.get(junction, (np.inf, -1)), (seconds, int(search.origins.edge[origin])))
    reached = np.flatnonzero(np.isfinite(search.seconds))
    for junction in reached[np.lexsort((_depth(search, reached), search.seconds[reached]))][::-1].tolist():
        people = at_junction[junction]
        if people == 0:
            continue
        before = int(search.before[junction])
        if before == arcs.junctions:
            flow[first[junction][1]] += people
        else:
            flow[arcs.cheapest(before, junction)[0]] += people
            at_junction[before] += people


def _depth(search: Search, reached: I8) -> I8:
    """Steps from the start, which orders junctions that are reached at the same moment. A barrier takes no time that
    a float shows."""
    depth = np.zeros(len(search.before), np.int64)
    at = np.where((search.before >= 0) & (search.before < len(search.before)), search.before, -1)
    while (at >= 0).any():
        depth += at >= 0
        at = np.where(at >= 0, np.where(search.before[at] < len(at), search.before[at], -1), -1)
    return depth[reached]
