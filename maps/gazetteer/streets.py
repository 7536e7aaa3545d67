"""Streets of a road network: the edges of one name that hang together, or nearly so. Pure, on arrays."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from maps.gazetteer.entries import Entry
from maps.gazetteer.kinds import PlaceKind
from maps.roads import RoadNetwork

I8 = NDArray[np.int64]

SAME_STREET_M = 150.0
"""Carriageways of one street, and its parts on both sides of a square, lie no further apart."""
ON_STREET_M = 200.0
MEETING_M = 40.0
"""Streets that are drawn no further apart meet, though no junction of the network is on both."""
ONE_JUNCTION_M = 80.0
"""The crossings of four carriageways are one junction."""


def street_edges(network: RoadNetwork) -> list[I8]:
    """The edges of each named street, ascending; streets in the order of their first edge."""
    named = np.flatnonzero(network.edge_name > 0)
    part = _joined(network, named)
    order = np.argsort(part, kind="stable")
    parts = np.split(named[order], np.flatnonzero(np.diff(part[order])) + 1) if len(named) else []
    by_name: dict[int, list[I8]] = {}
    for edges in parts:
        by_name.setdefault(int(network.edge_name[edges[0]]), []).append(edges)
    found = (street for alike in by_name.values() for street in _merged(network, alike))
    return sorted(found, key=lambda edges: int(edges[0]))


def _joined(network: RoadNetwork, named: I8) -> I8:
    """A number for each edge: the same for edges of one name that share junctions."""
    size = len(network.names)
    ends = np.concatenate((network.edge_from[named], network.edge_to[named])).astype(np.int64)
    corner = np.unique(ends * size + np.tile(network.edge_name[named], 2), return_inverse=True)[1]
    tail, head = corner[: len(named)], corner[len(named) :]
    count = int(corner.max(initial=-1)) + 1
    graph = coo_array((np.ones(len(tail), np.int8), (tail, head)), shape=(count, count))
    label = connected_components(graph, directed=False)[1] if count else corner
    found: I8 = label[tail].astype(np.int64)
    return found


def _merged(network: RoadNetwork, alike: list[I8]) -> Iterator[I8]:
    """Parts of one name, those together that lie close to each other."""
    if len(alike) == 1:
        yield alike[0]
        return
    lines = np.array([_line(network, edges) for edges in alike], np.object_)
    one, other = shapely.STRtree(lines).query(lines, predicate="dwithin", distance=SAME_STREET_M)
    graph = coo_array((np.ones(len(one), np.int8), (one, other)), shape=(len(alike), len(alike)))
    count, label = connected_components(graph, directed=False)
    for number in range(count):
        yield np.sort(np.concatenate([alike[part] for part in np.flatnonzero(label == number)]))


def as_entry(network: RoadNetwork, edges: I8, names: tuple[str, ...], within: str | None) -> Entry:
    lon, lat = nearest_on(network, edges, None)
    west, south, east, north = shapely.total_bounds(network.lines[edges])
    extent = float(np.hypot(east - west, north - south)) / 2
    ident = f"street/{int(network.edge_way[edges].min())}"
    return Entry(ident, PlaceKind.STREET, names, lon, lat, round(extent, 1), within)


def nearest_on(network: RoadNetwork, edges: I8, near: tuple[float, float] | None) -> tuple[float, float]:
    """The point of a street nearest to `near`, without one to its own middle; WGS-84."""
    line = _line(network, edges)
    aim = line.envelope.centroid if near is None else shapely.Point(network.project(np.array([near]))[0])
    here = shapely.shortest_line(line, aim).coords[0]
    lon, lat = network.unproject(np.array([here]))[0]
    return round(float(lon), 7), round(float(lat), 7)


class NamedStreets:
    """Which named street a place lies on. Indexes every named edge (Milan: 40 ms)."""

    def __init__(self, network: RoadNetwork) -> None:
        self._network = network
        self._edges = np.flatnonzero(network.edge_name > 0)
        self._tree = shapely.STRtree(network.lines[self._edges])

    def at(self, lon: float, lat: float) -> str | None:
        """The nearest within 200 m."""
        spot = shapely.Point(self._network.project(np.array([(lon, lat)]))[0])
        near = self._tree.query_nearest(spot, max_distance=ON_STREET_M, all_matches=False)
        return self._network.names[int(self._network.edge_name[self._edges[near[0]]])] if len(near) else None


@dataclass(frozen=True, slots=True)
class Junction:
    """Where two streets meet: the middle of the crossings of their carriageways, and how far these lie from it."""

    lon: float
    lat: float
    extent_m: float


def meetings(network: RoadNetwork, ones: Sequence[I8], others: Sequence[I8]) -> Iterator[tuple[int, int, Junction]]:
    """Where any street of the one list meets any of the other, with their places in the lists: at the junctions that
    they share, else where they cross or come close to each other."""
    at: dict[int, list[int]] = {}
    for other, edges in enumerate(others):
        for node in _ends(network, edges):
            at.setdefault(node, []).append(other)
    shared: dict[tuple[int, int], list[int]] = {}
    for one, edges in enumerate(ones):
        for node in _ends(network, edges):
            for other in at.get(node, ()):
                shared.setdefault((one, other), []).append(node)
    for (one, other), nodes in shared.items():
        for group in _clusters(network.node_xy[nodes]):
            yield one, other, _junction(network, network.node_xy[nodes][group])
    for one, other, points in _near_misses(network, ones, others):
        if (one, other) not in shared:
            for group in _clusters(points):
                yield one, other, _junction(network, points[group])


def _ends(network: RoadNetwork, edges: I8) -> list[int]:
    nodes: list[int] = np.unique(np.concatenate((network.edge_from[edges], network.edge_to[edges]))).tolist()
    return nodes


def _near_misses(
    network: RoadNetwork, ones: Sequence[I8], others: Sequence[I8]
) -> Iterator[tuple[int, int, NDArray[np.float64]]]:
    here, there = (np.array([_line(network, edges) for edges in side], np.object_) for side in (ones, others))
    if not len(here) or not len(there):
        return
    pairs = shapely.STRtree(there).query(here, predicate="dwithin", distance=MEETING_M)
    for one, other in pairs.T.tolist():
        crossing = shapely.get_coordinates(shapely.intersection(here[one], there[other]))
        if not len(crossing):
            crossing = shapely.get_coordinates(shapely.centroid(shapely.shortest_line(here[one], there[other])))
        yield one, other, crossing


def _line(network: RoadNetwork, edges: I8) -> shapely.MultiLineString:
    return shapely.MultiLineString(list(network.lines[edges]))


def _clusters(points: NDArray[np.float64]) -> Sequence[I8]:
    if len(points) < 2:
        return [np.arange(len(points))] if len(points) else []
    apart = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    count, label = connected_components(apart <= ONE_JUNCTION_M, directed=False)
    groups = [np.flatnonzero(label == number) for number in range(count)]
    return sorted(groups, key=lambda group: float(points[group].mean(axis=0)[0]))


def _junction(network: RoadNetwork, points: NDArray[np.float64]) -> Junction:
    middle = points.mean(axis=0)
    lon, lat = network.unproject(middle[None])[0]
    extent = float(np.hypot(*(points - middle).T).max())
    return Junction(round(float(lon), 7), round(float(lat), 7), round(extent, 1))
