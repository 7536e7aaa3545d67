"""Bridges and tunnels of a city: which edges close together when one does.

An import keeps the ways that are tagged as either. A structure is all that a closure takes at once: the edges of one
kind that touch, or run beside each other, such as two carriageways and the pavement between them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import osmium
import osmium.filter
import osmium.osm
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from maps.errors import BadInput
from maps.roads import RoadNetwork

I8 = NDArray[np.int64]
FILE = "structures.npz"
BESIDE_M = 25.0
NO = (None, "no")
AWAY = {"tunnel": ("building_passage", "covered", "culvert")}
"""Tunnels that no road closure is about."""


class Kind(StrEnum):
    BRIDGE = "bridge"
    TUNNEL = "tunnel"


@dataclass(frozen=True, eq=False)
class Structures:
    """OSM ids of the ways on bridges, and in tunnels. `known`: whether the import looked for them at all."""

    bridges: I8
    tunnels: I8
    known: bool = True

    def save(self, folder: Path) -> None:
        np.savez(folder / FILE, bridges=self.bridges, tunnels=self.tunnels)

    @classmethod
    def open(cls, folder: Path) -> "Structures":
        """What `save` wrote; nothing, and not known, where an older import wrote none."""
        if not (folder / FILE).exists():
            return cls(np.empty(0, np.int64), np.empty(0, np.int64), known=False)
        try:
            with np.load(folder / FILE) as kept:
                return cls(kept["bridges"], kept["tunnels"])
        except (OSError, EOFError, BadZipFile, ValueError, KeyError) as problem:
            raise BadInput("structures_unreadable", folder=folder.name, reason=str(problem)) from problem

    def of(self, kind: Kind) -> I8:
        return self.bridges if kind is Kind.BRIDGE else self.tunnels


@dataclass(frozen=True, eq=False)
class Structure:
    """`name`: of the longest street on it, "" where none has one. `lon`, `lat`: in its middle."""

    kind: Kind
    name: str
    edges: I8
    lon: float
    lat: float


def read(source: Path) -> Structures:
    """Of an OSM file. Cost on Milan: 1 s."""
    found: dict[Kind, list[int]] = {kind: [] for kind in Kind}
    wanted = osmium.filter.KeyFilter(*(str(kind) for kind in Kind))
    for way in osmium.FileProcessor(source, osmium.osm.WAY).with_filter(wanted):
        if "highway" not in way.tags:
            continue
        for kind in Kind:
            if way.tags.get(str(kind)) not in (*NO, *AWAY.get(str(kind), ())):
                found[kind].append(way.id)
    bridges, tunnels = (np.array(sorted(found[kind]), np.int64) for kind in Kind)
    return Structures(bridges, tunnels)


def structures(network: RoadNetwork, ways: Structures) -> tuple[Structure, ...]:
    """Cost on Milan: .2 s."""
    return tuple(one for kind in Kind for one in _of_kind(network, ways.of(kind), kind))


def _of_kind(network: RoadNetwork, ways: I8, kind: Kind) -> Iterator[Structure]:
    edges = np.flatnonzero(np.isin(network.edge_way, ways))
    if not len(edges):
        return
    lines = network.lines[edges]
    one, other = shapely.STRtree(lines).query(lines, predicate="dwithin", distance=BESIDE_M)
    graph = coo_array((np.ones(len(one)), (one, other)), shape=(len(edges),) * 2)
    count, group = connected_components(graph, directed=False)
    for label in range(count):
        own = edges[group == label]
        lon, lat = network.unproject(middle(network, own))[0]
        yield Structure(kind, _name(network, own), own, float(lon), float(lat))


def middle(network: RoadNetwork, edges: I8) -> NDArray[np.float64]:
    """Of all points of some edges, f8[1, 2] metres."""
    points = np.concatenate([network.shape_xy[network.shape_start[e] : network.shape_start[e + 1]] for e in edges])
    found: NDArray[np.float64] = points.mean(axis=0, keepdims=True)
    return found


def _name(network: RoadNetwork, edges: I8) -> str:
    named = edges[network.edge_name[edges] > 0]
    return network.names[network.edge_name[named[np.argmax(network.edge_length_m[named])]]] if len(named) else ""
