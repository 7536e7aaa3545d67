"""OpenStreetMap objects in the making, placed in metres, and the file that they become.

The city lies in the dunes of the Badain Jaran Desert in Inner Mongolia. Nobody lives there, so that no street of ours
can be mistaken for a real one; and it is mainland China, so that Asia/Shanghai and GCJ-02 apply.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import shapely
from numpy.typing import NDArray
from osmium.osm import Box, Location
from osmium.osm.mutable import Node, Relation, Way

F8 = NDArray[np.float64]
XY = tuple[float, float]
Tags = Mapping[str, str]

MIDDLE = (102.36, 40.42)
HALF_M = 5000.0
BOX = shapely.box(-HALF_M, -HALF_M, HALF_M, HALF_M)
GENERATOR = "Fifteen demo city: fictional, no real data, CC0-1.0"
EVERY: Mapping[str, Any] = {"version": 1, "visible": True, "timestamp": datetime(2026, 1, 1, tzinfo=UTC)}

# Metres to a degree at the middle: the radii of curvature of the WGS-84 ellipsoid.
_E2 = 0.00669437999014
_W = math.sqrt(1 - _E2 * math.sin(math.radians(MIDDLE[1])) ** 2)
DEGREE_M = np.radians(6378137.0 * np.array([math.cos(math.radians(MIDDLE[1])) / _W, (1 - _E2) / _W**3]))


def lonlat(xy: F8) -> F8:
    """f8[n, 2] metres east and north of the middle → WGS-84 lon, lat. Over 5 km the scale is true to 1 : 1,500."""
    degrees: F8 = xy / DEGREE_M + MIDDLE
    return degrees


@dataclass(eq=False)
class Drawing:
    """Nodes, ways and multipolygons. Nodes count from 0; one that nothing uses is not written."""

    places: list[XY] = field(default_factory=list)
    signs: dict[int, Tags] = field(default_factory=dict)
    ways: list[tuple[Sequence[int], Tags]] = field(default_factory=list)
    multipolygons: list[tuple[Sequence[int], Tags]] = field(default_factory=list)  # their ways, the outer one first
    razed: set[int] = field(default_factory=set)  # ways that are not written

    def node(self, xy: Iterable[float], tags: Tags | None = None) -> int:
        x, y = xy
        self.places.append((float(x), float(y)))
        if tags:
            self.signs[len(self.places) - 1] = tags
        return len(self.places) - 1

    def nodes(self, xy: Iterable[Iterable[float]]) -> list[int]:
        return [self.node(place) for place in xy]

    def way(self, nodes: Sequence[int], tags: Tags) -> None:
        self.ways.append((nodes, tags))

    def ring(self, xy: Iterable[Iterable[float]], tags: Tags) -> None:
        """A closed way; the first place is not repeated."""
        nodes = self.nodes(xy)
        self.way([*nodes, nodes[0]], tags)

    def area(self, polygon: shapely.Polygon, tags: Tags) -> None:
        """A closed way, or a multipolygon where the polygon has holes."""
        rings = [shapely.get_coordinates(ring)[:-1].tolist() for ring in (polygon.exterior, *polygon.interiors)]
        if len(rings) == 1:
            self.ring(rings[0], tags)
            return
        first = len(self.ways)
        for ring in rings:
            self.ring(ring, {})
        self.multipolygons.append((range(first, len(self.ways)), tags))

    def line(self, xy: F8, tags: Tags) -> None:
        """A way, or several where the line leaves the box and comes back."""
        for part in shapely.get_parts(shapely.intersection(shapely.LineString(xy), BOX)):
            self.way(self.nodes(shapely.get_coordinates(part).tolist()), tags)

    def raze_what_streets_cross(self) -> None:
        """A house that a street came to run through is taken off the map: a handful of each city."""
        streets = [shapely.LineString(self.at(nodes)) for nodes, tags in self.ways if "highway" in tags]
        houses = [way for way, (_, tags) in enumerate(self.ways) if "building" in tags]
        outlines = [shapely.Polygon(self.at(self.ways[way][0])) for way in houses]
        _, crossed = shapely.STRtree(outlines).query(streets, predicate="crosses")
        self.razed.update(houses[house] for house in crossed.tolist())

    def at(self, nodes: Sequence[int]) -> F8:
        """f8[n, 2] metres."""
        return np.array([self.places[node] for node in nodes]).reshape(-1, 2)

    def save(self, path: Path) -> None:
        """Write the file; the same drawing gives the same bytes."""
        drawn = [(way, *one) for way, one in enumerate(self.ways, start=1) if way - 1 not in self.razed]
        used = sorted(self.signs.keys() | {node for _, nodes, _ in drawn for node in nodes})
        header = osmium.io.Header()
        header.set("generator", GENERATOR)
        (west, south), (east, north) = lonlat(np.array([(-HALF_M, -HALF_M), (HALF_M, HALF_M)])).tolist()
        header.add_box(Box(Location(west, south), Location(east, north)))
        with osmium.SimpleWriter(path, header=header, overwrite=True) as out:
            for node, place in zip(used, lonlat(self.at(used)).tolist(), strict=True):
                out.add_node(Node(id=node + 1, location=place, tags=self.signs.get(node, {}), **EVERY))
            for way, nodes, tags in drawn:
                out.add_way(Way(id=way, nodes=[node + 1 for node in nodes], tags=tags, **EVERY))
            for area, (ways, tags) in enumerate(self.multipolygons, start=1):
                members = [("w", way + 1, "inner" if place else "outer") for place, way in enumerate(ways)]
                out.add_relation(Relation(id=area, members=members, tags={"type": "multipolygon", **tags}, **EVERY))
