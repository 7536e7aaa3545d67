"""Ways that the map lacks, put onto its network: nothing that it has is renumbered, so that closures, people and
cells that name its edges still mean the same.

An alley is joined at both ends to the nearest road within `JOIN_M`. A road that it meets in the middle stays as it is
and gets its pieces beside it, from junction to junction: a point that was snapped to the whole road before is reached
as before, a point snapped anew lies on a piece and is reached by the alley too. Roads that an alley crosses without
ending there are not joined to it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import shapely

from maps.roads import F8, I4, SHORTEST_M, RoadNetwork, main_bits, part
from maps.speeds import CLASS_INDEX, Mode

JOIN_M = 25.0
JUNCTION_M = 1.0
LONGEST_M = 5000.0
"""A scribble across a whole city would hold up everybody's times for minutes."""
ALLEY_CLASS = CLASS_INDEX["footway"]
"""On foot as on any street, an e-bike likewise, a car at 10 km/h."""

LonLat = tuple[float, float]


@dataclass(frozen=True)
class Alley:
    """`ident`: positive; its edges have the way −ident."""

    ident: int
    line: tuple[LonLat, ...]
    modes: tuple[Mode, ...]
    both_ways: bool = True
    name: str = ""

    @property
    def access(self) -> int:
        bits = 0
        for mode in self.modes:
            bits |= mode.forward_bit | (mode.back_bit if self.both_ways else 0)
        return bits


@dataclass(frozen=True, eq=False)
class Extended:
    """`network`: the base network's edges first, then `whole` more: edge `base + i` is a piece of edge `whole[i]`, or
    of an alley where that is −1. `added`: these alone."""

    network: RoadNetwork
    base: int
    whole: I4
    added: RoadNetwork

    def closed(self, edges: frozenset[int]) -> frozenset[int]:
        """With the pieces of those that are closed."""
        pieces = np.flatnonzero(np.isin(self.whole, list(edges))) + self.base
        return edges.union(pieces.tolist())


@dataclass(frozen=True)
class _Foot:
    """Where an end of an alley meets a road: edge, or alley (`base + place`), and the point on it."""

    edge: int
    xy: tuple[float, float]
    end: int | None  # 0 or 1: at that end of it


def metres(network: RoadNetwork, line: Sequence[LonLat]) -> float:
    return float(shapely.length(shapely.LineString(network.project(np.array(line)))))


def touches(network: RoadNetwork, line: Sequence[LonLat], modes: Sequence[Mode]) -> bool:
    """Whether an end of the line lies by a road that one of the modes may use."""
    alley = Alley(1, tuple(line), tuple(modes))
    ends = network.project(np.array([line[0], line[-1]]))
    return any(_nearest_edge(network, shapely.Point(end), alley.access) is not None for end in ends)


def extended(network: RoadNetwork, alleys: Sequence[Alley]) -> Extended:
    """The network with the alleys. Cost on Milan: 80 ms, and the first snap for each mode builds its tree anew."""
    joined = _Joining(network, alleys)
    edges = [*joined.alleys(), *joined.pieces()]
    return joined.network_with(edges)


@dataclass(frozen=True, eq=False)
class _Edge:
    """A new edge; `like`: the edge whose class and rights it has, −1 for an alley's."""

    tail: int
    head: int
    lonlat: F8
    metres: float
    like: int
    alley: Alley | None


class _Joining:
    """Alleys on their way into a network: `ends[i]` are the junctions of alley i, `cuts` the places where roads are
    met in the middle."""

    def __init__(self, network: RoadNetwork, alleys: Sequence[Alley]) -> None:
        self._base = network
        self._alleys = alleys
        self._lines = [shapely.LineString(network.project(np.array(alley.line))) for alley in alleys]
        self._feet = [[self._foot(place, end) for end in (0, 1)] for place in range(len(alleys))]
        self._nodes: list[LonLat] = []
        self._known: dict[tuple[int, int], int] = {}
        self.cuts: dict[int, list[tuple[tuple[float, float], int]]] = {}
        self.ends = [(self._node(place, 0), self._node(place, 1)) for place in range(len(alleys))]

    def _foot(self, place: int, end: int) -> _Foot | None:
        point = shapely.get_point(self._lines[place], -end)
        edge, line = _nearest_edge(self._base, point, self._alleys[place].access), None
        if edge is not None:
            line = self._base.lines[edge]
        others = [other for other in range(len(self._alleys)) if other != place]
        off_m = shapely.distance([self._lines[other] for other in others], point) if others else np.empty(0)
        limit = JOIN_M if line is None else min(JOIN_M, float(shapely.distance(line, point)) - JUNCTION_M)
        if len(off_m) and off_m.min() <= limit:
            other = others[int(off_m.argmin())]
            edge, line = self._base.edge_count + other, self._lines[other]
        if edge is None or line is None:
            return None
        along = float(shapely.line_locate_point(line, point))
        length = float(shapely.length(line))
        at_end = 0 if along <= JUNCTION_M else 1 if along >= length - JUNCTION_M else None
        foot = shapely.line_interpolate_point(line, along)
        return _Foot(edge, (float(shapely.get_x(foot)), float(shapely.get_y(foot))), at_end)

    def _node(self, place: int, end: int) -> int:
        """The junction at an end of an alley: one that is there, or a new one."""
        if (place, end) in self._known:
            return self._known[place, end]
        foot, base = self._feet[place][end], self._base.edge_count
        self._known[place, end] = node = self._base.node_count + len(self._nodes)
        if foot is not None and foot.end is not None:
            found = (
                int((self._base.edge_from, self._base.edge_to)[foot.end][foot.edge])
                if foot.edge < base
                else self._known.get((foot.edge - base, foot.end), None)
            )
            if found is not None:
                self._known[place, end] = found
                return found
        line = self._alleys[place].line
        xy = foot.xy if foot else None
        self._nodes.append(line[-end] if xy is None else tuple(self._base.unproject(np.array([xy]))[0].tolist()))
        if foot is not None:
            self.cuts.setdefault(foot.edge, []).append((foot.xy, node))
        return node

    def alleys(self) -> Iterator[_Edge]:
        """Each in full, with the steps from its ends to the roads."""
        for place, alley in enumerate(self._alleys):
            yield self._whole(place, alley)

    def _whole(self, place: int, alley: Alley) -> _Edge:
        tail, head = self.ends[place]
        lonlat = np.array([self._at(tail), *alley.line, self._at(head)])
        metres = float(shapely.length(shapely.LineString(self._base.project(lonlat))))
        return _Edge(tail, head, lonlat, max(metres, SHORTEST_M), -1, alley)

    def pieces(self) -> Iterator[_Edge]:
        """Of every road and alley that is met in the middle, in order of their numbers."""
        base = self._base
        for edge, cuts in sorted(self.cuts.items()):
            if edge < base.edge_count:
                shape = slice(base.shape_start[edge], base.shape_start[edge + 1])
                lonlat, ends = base.shape_lonlat[shape], (int(base.edge_from[edge]), int(base.edge_to[edge]))
                metres, alley = float(base.edge_length_m[edge]), None
            else:
                whole = self._whole(edge - base.edge_count, self._alleys[edge - base.edge_count])
                lonlat, ends, metres, alley = whole.lonlat, (whole.tail, whole.head), whole.metres, whole.alley
            yield from _cut(base, edge if alley is None else -1, lonlat, ends, cuts, metres, alley)

    def _at(self, node: int) -> F8:
        place = node - self._base.node_count
        return np.array(self._nodes[place]) if place >= 0 else self._base.node_lonlat[node]

    def network_with(self, edges: Sequence[_Edge]) -> Extended:
        base = self._base
        nodes = np.array(self._nodes, np.float64).reshape(-1, 2)
        lonlat = np.concatenate([edge.lonlat for edge in edges])
        size = np.array([len(edge.lonlat) for edge in edges])
        names = (*base.names, *(alley.name for alley in self._alleys))
        first = {alley.ident: len(base.names) + place for place, alley in enumerate(self._alleys)}
        add = _added(base, edges, first)
        ends = [
            np.append(old, add[name]).astype(np.int32)
            for old, name in ((base.edge_from, "tail"), (base.edge_to, "head"))
        ]
        access = np.append(base.edge_access, add["access"]).astype(np.uint8)
        main = main_bits(ends[0], ends[1], access, base.node_count + len(nodes))
        main[[edge for edge in self.cuts if edge < base.edge_count]] = 0  # points are snapped to the pieces
        network = replace(
            base,
            names=names,
            node_lonlat=np.concatenate((base.node_lonlat, nodes)),
            node_xy=np.concatenate((base.node_xy, base.project(nodes) if len(nodes) else nodes)),
            node_osm=np.append(base.node_osm, np.zeros(len(nodes), np.int64)),
            edge_from=ends[0],
            edge_to=ends[1],
            edge_length_m=np.append(base.edge_length_m, add["metres"]),
            edge_class=np.append(base.edge_class, add["class"]).astype(np.uint8),
            edge_access=access,
            edge_main=main,
            edge_maxspeed_kmh=np.append(base.edge_maxspeed_kmh, add["limit"]).astype(np.float32),
            edge_way=np.append(base.edge_way, add["way"]).astype(np.int64),
            edge_name=np.append(base.edge_name, add["name"]).astype(np.int32),
            shape_start=np.append(base.shape_start, base.shape_start[-1] + np.cumsum(size)).astype(np.int64),
            shape_lonlat=np.concatenate((base.shape_lonlat, lonlat)),
            shape_xy=np.concatenate((base.shape_xy, base.project(lonlat))),
        )
        new = np.arange(base.edge_count, network.edge_count, dtype=np.int32)
        added = part(network, new)
        network.__dict__["lines"] = np.append(base.lines, added.lines)  # else every line would be made again
        return Extended(network, base.edge_count, np.array([edge.like for edge in edges], np.int32), added)


def _added(base: RoadNetwork, edges: Sequence[_Edge], names: dict[int, int]) -> dict[str, list[float]]:
    """The columns of the new edges."""
    rows: dict[str, list[float]] = {
        key: [] for key in ("tail", "head", "metres", "class", "access", "limit", "way", "name")
    }
    for edge in edges:
        alley, like = edge.alley, edge.like
        row = (
            (edge.tail, edge.head, edge.metres, ALLEY_CLASS, alley.access, np.nan, -alley.ident, names[alley.ident])
            if alley is not None
            else (
                edge.tail,
                edge.head,
                edge.metres,
                base.edge_class[like],
                base.edge_access[like],
                base.edge_maxspeed_kmh[like],
                base.edge_way[like],
                base.edge_name[like],
            )
        )
        for column, value in zip(rows.values(), row, strict=True):
            column.append(value)
    return rows


def _cut(
    base: RoadNetwork,
    like: int,
    lonlat: F8,
    ends: tuple[int, int],
    cuts: Sequence[tuple[tuple[float, float], int]],
    metres: float,
    alley: Alley | None,
) -> Iterator[_Edge]:
    """The pieces of a line between its ends and the places where it is met."""
    xy = base.project(lonlat)
    run = np.append(0.0, np.cumsum(np.hypot(*np.diff(xy, axis=0).T)))
    share = run / max(float(run[-1]), 1e-6)
    line = shapely.LineString(xy)
    met = sorted(
        (float(shapely.line_locate_point(line, shapely.Point(at), normalized=True)), node) for at, node in cuts
    )
    stops = [(0.0, ends[0]), *met, (1.0, ends[1])]
    for (low, tail), (high, head) in pairwise(stops):
        places = np.concatenate(([low], share[(share > low) & (share < high)], [high]))
        drawn = np.column_stack([np.interp(places, share, lonlat[:, axis]) for axis in (0, 1)])
        yield _Edge(tail, head, drawn, max((high - low) * metres, SHORTEST_M), like, alley)


def _nearest_edge(network: RoadNetwork, point: shapely.Geometry, access: int) -> int | None:
    near = network.tree.query(point, predicate="dwithin", distance=JOIN_M)
    near = near[(network.edge_access[near] & _both_ways(access) != 0) & (network.edge_length_m[near] > SHORTEST_M)]
    if not len(near):
        return None
    return int(near[np.lexsort((near, shapely.distance(network.lines[near], point)))[0]])


def _both_ways(access: int) -> int:
    """A road that a mode may use in one direction only is a road to it."""
    bits = 0
    for mode in Mode:
        both = mode.forward_bit | mode.back_bit
        bits |= both if access & both else 0
    return bits
