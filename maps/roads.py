"""The road network: arrays in memory, the same arrays on disk."""

import hashlib
import json
import math
from collections.abc import Callable, Collection
from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import numpy as np
import pyproj
import shapely
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from maps.errors import BadInput
from maps.speeds import Mode

F8 = NDArray[np.float64]
F4 = NDArray[np.float32]
I8 = NDArray[np.int64]
I4 = NDArray[np.int32]
U1 = NDArray[np.uint8]

WGS84 = "EPSG:4326"
CLOSURE_REACH_M = 15.0
RUNS_ALONG_M = 5.0
PARALLEL = math.cos(math.radians(15.0))
JUNCTION_TIE_M = 1.0
SHORTEST_M = 0.001


@dataclass(frozen=True, eq=False)
class RoadNetwork:
    """N junctions, E edges, P shape points.

    An edge is the stretch of one way between two junctions, kept once with both directions on it; parallel edges and
    loops (`edge_from == edge_to`) are kept. Shape point `shape_start[e]` is the edge's from-end and
    `shape_start[e + 1] - 1` its to-end. `crs` is the city's projected reference system, metres; coordinates whose
    name says `lonlat` are WGS-84.
    """

    crs: str
    names: tuple[str, ...]  # of streets; names[0] is ""
    node_lonlat: F8  # [N, 2]
    node_xy: F8  # [N, 2] metres
    node_osm: I8  # [N]; 0 where the road was cut at the edge of the map
    edge_from: I4  # [E]
    edge_to: I4  # [E]
    edge_length_m: F8  # [E] along the ellipsoid, at least 1 mm
    edge_class: U1  # [E] position in maps.speeds.CLASSES
    edge_access: U1  # [E] bits of Mode.forward_bit and Mode.back_bit
    edge_main: U1  # [E] bits of Mode.main_bit: the mode may use the edge, both ends lie in its main component
    edge_maxspeed_kmh: F4  # [E] NaN where untagged
    edge_way: I8  # [E] OSM way id
    edge_name: I4  # [E] position in names
    shape_start: I8  # [E + 1] offsets into the shape points
    shape_lonlat: F8  # [P, 2]
    shape_xy: F8  # [P, 2] metres

    @property
    def node_count(self) -> int:
        return len(self.node_osm)

    @property
    def edge_count(self) -> int:
        return len(self.edge_from)

    @cached_property
    def lines(self) -> NDArray[np.object_]:
        """One shapely line an edge, in `crs`."""
        return _lines(self.shape_xy, self.shape_start)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Index of `lines`."""
        return shapely.STRtree(self.lines)

    @cached_property
    def _transformer(self) -> pyproj.Transformer:
        return _transformer(self.crs)

    def project(self, lonlat: F8) -> F8:
        """f8[n, 2] WGS-84 lon, lat → metres in `crs`."""
        return _project(self._transformer, lonlat)

    def unproject(self, xy: F8) -> F8:
        """f8[n, 2] metres in `crs` → WGS-84 lon, lat."""
        return np.column_stack(self._transformer.transform(xy[:, 0], xy[:, 1], direction="INVERSE"))

    def checksum(self) -> str:
        """SHA-256 over what the network says: ids, topology, classes, access, limits, coordinates to 1e-7 degree.

        Lengths and projected coordinates follow from these and may differ in the last bit between machines.
        """
        digest = hashlib.sha256()
        for array in (
            self.node_osm, self.edge_from, self.edge_to, self.edge_way, self.edge_class, self.edge_access,
            self.edge_maxspeed_kmh, self.shape_start, np.rint(self.shape_lonlat * 1e7).astype(np.int64),
        ):  # fmt: skip
            digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()

    def save(self, folder: Path) -> None:
        """Write one .npy file an array and `network.json` into an existing folder."""
        for name in _ARRAYS:
            np.save(folder / f"{name}.npy", getattr(self, name))
        text = json.dumps({"crs": self.crs, "names": self.names}, ensure_ascii=False)
        (folder / "network.json").write_text(text, encoding="utf-8")

    @classmethod
    def open(cls, folder: Path) -> "RoadNetwork":
        """The network saved in `folder`, memory-mapped and read-only; pages are read when they are touched."""
        try:
            words = json.loads((folder / "network.json").read_text(encoding="utf-8"))
            arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in _ARRAYS}
            return cls(crs=words["crs"], names=tuple(words["names"]), **arrays)
        except (OSError, ValueError, KeyError) as problem:
            raise BadInput("network_unreadable", folder=folder.name, reason=str(problem)) from problem


P = ParamSpec("P")
T = TypeVar("T")


def kept_with_network(make: Callable[Concatenate[RoadNetwork, P], T]) -> Callable[Concatenate[RoadNetwork, P], T]:
    """What is made once for a network and forgotten with it. Two threads that come first may both make it; either
    result serves."""

    def once(network: RoadNetwork, /, *args: P.args, **kwargs: P.kwargs) -> T:
        kept: dict[Any, T] = network.__dict__.setdefault("_kept", {})
        key = make, args
        if key not in kept:
            kept[key] = make(network, *args, **kwargs)
        return kept[key]

    return once


def part(network: RoadNetwork, edges: I4) -> RoadNetwork:
    """Those edges as a network of their own, edge i being `edges[i]`; every mode may be snapped wherever it may go."""
    size = network.shape_start[edges + 1] - network.shape_start[edges]
    start = np.concatenate(([0], np.cumsum(size)))
    shape = np.arange(start[-1]) + np.repeat(network.shape_start[edges] - start[:-1], size)
    nodes, ends = np.unique(np.stack((network.edge_from[edges], network.edge_to[edges])), return_inverse=True)
    ends = ends.reshape(2, -1).astype(np.int32)
    access, main = network.edge_access[edges], np.zeros(len(edges), np.uint8)
    for mode in Mode:
        main |= np.where(access & (mode.forward_bit | mode.back_bit), mode.main_bit, 0).astype(np.uint8)
    chosen = {
        name: getattr(network, name)[edges]
        for name in ("edge_length_m", "edge_class", "edge_maxspeed_kmh", "edge_way", "edge_name")
    }
    return replace(
        network,
        **chosen,
        node_lonlat=network.node_lonlat[nodes],
        node_xy=network.node_xy[nodes],
        node_osm=network.node_osm[nodes],
        edge_from=ends[0],
        edge_to=ends[1],
        edge_access=access,
        edge_main=main,
        shape_start=start.astype(np.int64),
        shape_lonlat=network.shape_lonlat[shape],
        shape_xy=network.shape_xy[shape],
    )


_ARRAYS = tuple(field.name for field in fields(RoadNetwork) if field.name not in ("crs", "names"))


def assemble(
    *,
    node_osm: ArrayLike,
    node_lonlat: ArrayLike,
    edge_from: ArrayLike,
    edge_to: ArrayLike,
    edge_class: ArrayLike,
    edge_access: ArrayLike,
    edge_maxspeed_kmh: ArrayLike,
    edge_way: ArrayLike,
    edge_name: ArrayLike,
    names: tuple[str, ...],
    shape_start: ArrayLike,
    shape_lonlat: ArrayLike,
    crs: str | None = None,
) -> RoadNetwork:
    """A network from what a map says; the rest is measured: lengths, projected coordinates, main components.

    Without `crs` the UTM zone of the middle of the shape points is taken.
    """
    lonlat = np.asarray(shape_lonlat, np.float64)
    start = np.asarray(shape_start, np.int64)
    nodes = np.asarray(node_lonlat, np.float64)
    ends = np.asarray(edge_from, np.int32), np.asarray(edge_to, np.int32)
    access = np.asarray(edge_access, np.uint8)
    crs = crs or utm_zone(lonlat)
    transformer = _transformer(crs)
    return RoadNetwork(
        crs=crs,
        names=names,
        node_lonlat=nodes,
        node_xy=_project(transformer, nodes),
        node_osm=np.asarray(node_osm, np.int64),
        edge_from=ends[0],
        edge_to=ends[1],
        edge_length_m=_lengths(lonlat, start),
        edge_class=np.asarray(edge_class, np.uint8),
        edge_access=access,
        edge_main=main_bits(*ends, access, len(nodes)),
        edge_maxspeed_kmh=np.asarray(edge_maxspeed_kmh, np.float32),
        edge_way=np.asarray(edge_way, np.int64),
        edge_name=np.asarray(edge_name, np.int32),
        shape_start=start,
        shape_lonlat=lonlat,
        shape_xy=_project(transformer, lonlat),
    )


def utm_zone(lonlat: F8) -> str:
    """The UTM reference system of the middle of the points, by the six-degree rule (no exceptions for Norway)."""
    west, south = lonlat.min(axis=0)
    east, north = lonlat.max(axis=0)
    zone = int((west + east) / 2 + 180) // 6 % 60 + 1
    return f"EPSG:{(32600 if south + north >= 0 else 32700) + zone}"


def _transformer(crs: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(WGS84, crs, always_xy=True)


def _project(transformer: pyproj.Transformer, lonlat: F8) -> F8:
    return np.column_stack(transformer.transform(lonlat[:, 0], lonlat[:, 1]))


def _lengths(lonlat: F8, start: I8) -> F8:
    """Length of each edge along the WGS-84 ellipsoid, metres."""
    tail, head = lonlat[:-1].T, lonlat[1:].T
    step = pyproj.Geod(ellps="WGS84").inv(*tail, *head)[2]
    run = np.concatenate(([0.0], np.cumsum(step)))
    length: F8 = run[start[1:] - 1] - run[start[:-1]]
    return np.maximum(length, SHORTEST_M)


def main_bits(edge_from: I4, edge_to: I4, access: U1, node_count: int) -> U1:
    """`RoadNetwork.edge_main`. Cost on Milan: 45 ms."""
    main = np.zeros(len(edge_from), np.uint8)
    for mode in Mode:
        inside = main_nodes(edge_from, edge_to, access, node_count, mode)
        usable = access & (mode.forward_bit | mode.back_bit) != 0
        main |= np.where(usable & inside[edge_from] & inside[edge_to], mode.main_bit, 0).astype(np.uint8)
    return main


def main_nodes(edge_from: I4, edge_to: I4, access: U1, node_count: int, mode: Mode) -> NDArray[np.bool_]:
    """bool[N]: in the largest set of junctions that all reach each other by `mode`."""
    forward, back = access & mode.forward_bit != 0, access & mode.back_bit != 0
    tail = np.concatenate((edge_from[forward], edge_to[back]))
    head = np.concatenate((edge_to[forward], edge_from[back]))
    graph = csr_array((np.ones(len(tail), np.int8), (tail, head)), shape=(node_count, node_count))
    label = connected_components(graph, directed=True, connection="strong")[1]
    touched = np.bincount(label[np.concatenate((tail, head))], minlength=node_count)
    inside: NDArray[np.bool_] = (label == touched.argmax()) & (touched.max() > 0)
    return inside


def cut_off(network: RoadNetwork, mode: Mode, closed: Collection[int]) -> I4:
    """The edges i4[k] of a mode's main component that closing `closed` takes out of it: the closed ones, and those that
    are left in a pocket from which one can't get out, or into. Cost on Milan: 15 ms."""
    access = network.edge_access.copy()
    access[list(closed)] = 0
    inside = main_nodes(network.edge_from, network.edge_to, access, len(network.node_lonlat), mode)
    left = (access != 0) & inside[network.edge_from] & inside[network.edge_to]
    lost: I4 = np.flatnonzero((network.edge_main & mode.main_bit != 0) & ~left).astype(np.int32)
    return lost


def edges_within(network: RoadNetwork, geometry: shapely.Geometry) -> I4:
    """The edges that a WGS-84 geometry means, i4[k], ascending: what to close when someone draws it.

    A polygon means every edge that it meets. A line means the edges within 15 m that it runs along, not those it
    only crosses. A point means the nearest edge within 15 m; at a junction, all the roads that meet there.
    """
    parts = shapely.get_parts(shapely.transform(geometry, network.project))
    found = [_edges_at(network, part) for part in parts]
    edges: I4 = np.unique(np.concatenate([np.empty(0, np.int32), *found]))
    return edges


def _edges_at(network: RoadNetwork, part: shapely.Geometry) -> I4:
    if isinstance(part, shapely.Point):
        return _edges_nearest(network, part)
    if isinstance(part, shapely.LineString):
        return _edges_along(network, part)
    return network.tree.query(part, predicate="intersects").astype(np.int32)


def _edges_nearest(network: RoadNetwork, point: shapely.Point) -> I4:
    near = network.tree.query(point, predicate="dwithin", distance=CLOSURE_REACH_M)
    if not len(near):
        return near.astype(np.int32)
    distance = shapely.distance(network.lines[near], point)
    nearest: I4 = near[distance <= distance.min() + JUNCTION_TIE_M].astype(np.int32)
    return nearest


def _edges_along(network: RoadNetwork, line: shapely.LineString) -> I4:
    """An edge runs along the line where the stretch inside the line's strip advances with it, at 15° or less.

    The strip ends flat, so that the next street in the same direction stays open.
    """
    strip = line.buffer(CLOSURE_REACH_M, cap_style="flat")
    near = network.tree.query(strip, predicate="intersects")
    pieces, owner = shapely.get_parts(shapely.intersection(network.lines[near], strip), return_index=True)
    pieces, owner = pieces[shapely.length(pieces) > 0], owner[shapely.length(pieces) > 0]
    advance = np.abs(
        shapely.line_locate_point(line, shapely.get_point(pieces, -1))
        - shapely.line_locate_point(line, shapely.get_point(pieces, 0))
    )
    along = np.where(advance >= shapely.length(pieces) * PARALLEL, advance, 0.0)
    total = np.bincount(owner, weights=along, minlength=len(near))
    enough = np.minimum(RUNS_ALONG_M, shapely.length(network.lines[near]) / 2)
    return near[total >= np.maximum(enough, SHORTEST_M)].astype(np.int32)


def _lines(points: F8, start: I8) -> NDArray[np.object_]:
    owner = np.repeat(np.arange(len(start) - 1), np.diff(start))
    return np.asarray(shapely.linestrings(points, indices=owner), np.object_)
