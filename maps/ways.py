"""Roads as they are drawn: cut at the border of the area, then split at junctions into a network. Pure, on arrays."""

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from maps.roads import F4, F8, I4, I8, U1, RoadNetwork, assemble
from maps.speeds import Mode

Bools = NDArray[np.bool_]
Area = shapely.Polygon | shapely.MultiPolygon

HAMLET = 100
PRECISION = 7  # decimals of a degree, as in OpenStreetMap


@dataclass(frozen=True, eq=False)
class Ways:
    """W roads with R points along them; a road that was cut in two stands in two rows with the same `way`."""

    way: I8  # [W] OSM id
    road_class: U1  # [W] position in maps.speeds.CLASSES
    access: U1  # [W] bits as in RoadNetwork.edge_access
    maxspeed_kmh: F4  # [W] NaN where untagged
    name: I4  # [W] position in names
    names: tuple[str, ...]
    owner: I8  # [R] the road of each point, ascending
    point: I8  # [R] OSM node id; a new negative one where a road is cut
    lonlat: F8  # [R, 2]; NaN where the file has no such point

    def __len__(self) -> int:
        return len(self.way)

    @property
    def joined(self) -> Bools:
        """bool[R - 1]: whether a point and the next are neighbours on one road."""
        joined: Bools = self.owner[1:] == self.owner[:-1]
        return joined

    def runs(self, joined: Bools) -> "Ways":
        """Only the stretches between neighbours that are `joined`, each a road of its own."""
        before = np.concatenate(([False], joined))
        after = np.concatenate((joined, [False]))
        rows, start = spans(np.flatnonzero(after & ~before), np.flatnonzero(before & ~after))
        road = self.owner[rows[start[:-1]]]
        return Ways(
            self.way[road],
            self.road_class[road],
            self.access[road],
            self.maxspeed_kmh[road],
            self.name[road],
            self.names,
            np.repeat(np.arange(len(road)), np.diff(start)),
            self.point[rows],
            self.lonlat[rows],
        )


def spans(first: I8, last: I8) -> tuple[I8, I8]:
    """The rows first[i]…last[i] (inclusive) laid one after the other, and the k + 1 offsets at which each begins."""
    size = last - first + 1
    start = np.concatenate(([0], np.cumsum(size)))
    rows = np.arange(start[-1]) + np.repeat(first - start[:-1], size)
    return rows, start


def reached_box(ways: Ways) -> shapely.Polygon | None:
    """The smallest box that every road reaches, for a file that does not declare its own.

    Extracts keep roads whole that enter their box, so that roads stick out but none lies outside; the smallest box
    that every road touches then is the extract's, short of it by at most the gap to the outermost road's near end.
    On Chengdu it finds the declared 104.042–104.130, 30.653–30.728 and on Milan the header's box within 40 m. Of a
    map that was not cut from a larger one it takes only the loose ends of the outermost roads. None for a hamlet of
    fewer than 100 roads, where that would be too much.
    """
    if len(ways) < HAMLET:
        return None
    start = np.searchsorted(ways.owner, np.arange(len(ways)))
    west, south = np.maximum.reduceat(ways.lonlat, start).min(axis=0)
    east, north = np.minimum.reduceat(ways.lonlat, start).max(axis=0)
    return shapely.box(west, south, east, north) if west < east and south < north else None


def clip(ways: Ways, area: Area) -> Ways:
    """What lies inside the area (WGS-84 polygons). A road that leaves it is cut at the border, and ends there in a
    point with a new negative id; one that comes back begins anew."""
    cut = _cut_at(ways, shapely.boundary(area))
    shapely.prepare(area)
    middle = (cut.lonlat[1:] + cut.lonlat[:-1]) / 2
    return cut.runs(cut.joined & shapely.intersects_xy(area, middle))


def _cut_at(ways: Ways, border: shapely.Geometry) -> Ways:
    """The same roads with a point more wherever they meet the border."""
    shapely.prepare(border)
    step = np.flatnonzero(ways.joined)
    lines = np.asarray(shapely.linestrings(np.stack((ways.lonlat[step], ways.lonlat[step + 1]), axis=1)))
    meets = shapely.intersects(border, lines)
    crossing, which = shapely.get_coordinates(shapely.intersection(lines[meets], border), return_index=True)
    after = step[meets][which]
    crossing = np.round(crossing, PRECISION)
    fresh = ~((crossing == ways.lonlat[after]).all(axis=1) | (crossing == ways.lonlat[after + 1]).all(axis=1))
    crossing, after = crossing[fresh], after[fresh]
    order = np.lexsort((np.hypot(*(crossing - ways.lonlat[after]).T), after))
    crossing, after = crossing[order], after[order]
    ident = min(0, int(ways.point.min())) - 1 - np.arange(len(after))
    return replace(
        ways,
        owner=np.insert(ways.owner, after + 1, ways.owner[after]),
        point=np.insert(ways.point, after + 1, ident),
        lonlat=np.insert(ways.lonlat, after + 1, crossing, axis=0),
    )


def split(ways: Ways, barrier: I8, stops: U1) -> RoadNetwork:
    """The road network: an edge runs between two points that are ends of roads, shared by roads, or barriers.

    `stops` gives the modes that each barrier point stops (bits of `Mode.main_bit`). Such a point is taken apart: each
    road end that meets there gets a junction of its own, and an edge of one millimetre, without extent, on which the
    other modes pass.
    """
    point, index, count = np.unique(ways.point, return_inverse=True, return_counts=True)
    _, here, there = np.intersect1d(point, barrier, return_indices=True)
    stopped = np.zeros(len(point), np.uint8)
    stopped[here] = stops[there]
    inner = np.concatenate(([False], ways.joined)) & np.concatenate((ways.joined, [False]))
    end = np.flatnonzero(~inner | (count[index] > 1) | (stopped[index] > 0))
    same = ways.owner[end[1:]] == ways.owner[end[:-1]]
    first, last = end[:-1][same], end[1:][same]
    junction, at_end = np.unique(index[np.concatenate((first, last))], return_inverse=True)
    road = ways.owner[first]
    rows, start = spans(first, last)
    tail, head = at_end[: len(first)], at_end[len(first) :]
    edges = _Edges(tail, head, road, ways.access[road], start, ways.lonlat[rows])
    lonlat = np.empty((len(point), 2))
    lonlat[index] = ways.lonlat
    osm = np.maximum(point[junction], 0)
    edges, parted = _part(edges, stopped[junction], lonlat[junction])
    node = np.concatenate((np.arange(len(junction)), parted))
    return assemble(
        node_osm=osm[node],
        node_lonlat=lonlat[junction][node],
        edge_from=edges.tail,
        edge_to=edges.head,
        edge_class=ways.road_class[edges.road],
        edge_access=edges.access,
        edge_maxspeed_kmh=ways.maxspeed_kmh[edges.road],
        edge_way=ways.way[edges.road],
        edge_name=ways.name[edges.road],
        names=ways.names,
        shape_start=edges.start,
        shape_lonlat=edges.lonlat,
    )


@dataclass(frozen=True, eq=False)
class _Edges:
    tail: I8
    head: I8
    road: I8  # row in Ways
    access: U1
    start: I8  # offsets into lonlat
    lonlat: F8


def _part(edges: _Edges, stops: U1, lonlat: F8) -> tuple[_Edges, I8]:
    """Take barrier junctions apart; also, for each new junction, the one that it was parted from."""
    ends = np.concatenate((edges.tail, edges.head))
    met = np.flatnonzero(stops[ends] > 0)
    others = np.setdiff1d(met, met[np.unique(ends[met], return_index=True)[1]])
    old = ends[others]
    new = len(stops) + np.arange(len(others))
    ends[others] = new
    edge = others % len(edges.tail)
    at_tail = others < len(edges.tail)
    return _Edges(
        np.concatenate((ends[: len(edges.tail)], np.where(at_tail, old, new))),
        np.concatenate((ends[len(edges.tail) :], np.where(at_tail, new, old))),
        np.concatenate((edges.road, edges.road[edge])),
        np.concatenate((edges.access, edges.access[edge] & ~_both_ways(stops[old]))),
        np.concatenate((edges.start, edges.start[-1] + 2 * np.arange(1, len(others) + 1))),
        np.concatenate((edges.lonlat, np.repeat(lonlat[old], 2, axis=0))),
    ), old


def _both_ways(stops: U1) -> U1:
    """The access bits, both directions, of the modes in `stops`."""
    bits = np.zeros_like(stops)
    for mode in Mode:
        bits |= np.where(stops & mode.main_bit, mode.forward_bit | mode.back_bit, 0).astype(np.uint8)
    return bits
