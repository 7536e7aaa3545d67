"""From the master plan to streets: the plan's own lines part the land, then streets part the faces between them."""

import heapq
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from maps.demo_city.districts import SITES, District, Site, district_at
from maps.demo_city.drawing import F8, XY, Drawing
from maps.demo_city.land import BORDERS, Land, Ring, Street, key
from maps.demo_city.lines import angle, compactness, crossings, halves, point_at, signed_area, straight, turn
from maps.demo_city.names import Names
from maps.demo_city.plan import Line, Plan

HECTARE = 10_000.0
GRADES = ("primary", "secondary", "tertiary", "residential", "unclassified", "living_street", "service")
TRIES, MOST_TRIES = 8, 60
RELAX_AFTER = 25  # tries; then streets may meet at sharper angles
GAP_M = 36.0  # between two junctions on a street
BARE_M = 28.0  # next to a junction a street goes straight
SAME_M = 8.0
LEAST_HA = 0.25
LEAST_COMPACT = 0.42  # of a face, unless it comes from one still worse
LEAST_ANGLE = math.radians(50)
GOES_ON = 0.5  # radians by which a street may turn at a junction and keep its name
DEAD_ENDS = 0.12  # share of the streets that may end at a fence or a dike
VERGE = 0.2  # compactness below which land along the tracks is left green

Ends = tuple[float, float]  # of a line across a face: places on its ring


@dataclass(frozen=True)
class Block:
    """Land between streets that is not parted further."""

    ring: Ring
    district: District
    site: Site | None
    use: str  # "" where nothing has decided it yet


def lay_out(plan: Plan, drawing: Drawing) -> tuple[Land, list[Ring]]:
    """The land and its faces as the plan's lines alone part them.

    Loose ends are cut off. What runs on from the last street to a shore or a fence and stops there is a border too.
    """
    land = Land(drawing)
    pieces = shapely.get_parts(shapely.node(shapely.MultiLineString([line.xy for line in plan.lines])))
    rings = [_ring(face, land) for face in shapely.get_parts(shapely.polygonize(pieces))]
    sides = {key(segment) for ring in rings for segment in pairwise([*ring, ring[0]])}
    found = [
        (line, nodes) for line, nodes in _owned(plan, list(pieces), land.vertices) if key((nodes[0], nodes[1])) in sides
    ]
    runs = Counter((line.name, end) for line, nodes in found for end in (nodes[0], nodes[-1]))
    borders = {node: line.kind for line, nodes in found if line.kind in BORDERS - {"edge"} for node in nodes}
    for line, nodes in found:
        stops = [borders[end] for end in (nodes[0], nodes[-1]) if end in borders and runs[line.name, end] == 1]
        land.add(Street(stops[0] if stops else line.kind, line.name, nodes))
    return land, rings


def _ring(face: shapely.Polygon, land: Land) -> Ring:
    ring = []
    for x, y in shapely.get_coordinates(shapely.orient_polygons(face).exterior)[:-1].tolist():
        if (x, y) not in land.vertices:
            land.vertices[x, y] = land.drawing.node((x, y))
        ring.append(land.vertices[x, y])
    return ring


def _owned(plan: Plan, pieces: Sequence[BaseGeometry], vertices: Mapping[XY, int]) -> Iterator[tuple[Line, list[int]]]:
    """The plan's line of each piece, and the piece as vertices; -1 where no face has it on its border."""
    lines = shapely.STRtree([shapely.LineString(line.xy) for line in plan.lines])
    middles = [piece.interpolate(0.5, normalized=True) for piece in pieces]
    _, owners = lines.query_nearest(middles, all_matches=False)
    for piece, owner in zip(pieces, owners.tolist(), strict=True):
        yield plan.lines[owner], [vertices.get((x, y), -1) for x, y in shapely.get_coordinates(piece).tolist()]


@dataclass(eq=False)
class Growth:
    """Parts faces until each is a block."""

    land: Land
    plan: Plan
    names: Names
    rng: np.random.Generator

    def blocks(self, rings: Sequence[Ring]) -> Iterator[Block]:
        """Every block, streets being laid on the way; the largest face is parted first."""
        heap: list[tuple[float, Ring]] = []
        for ring in rings:
            if use := self._planned(ring):
                yield Block(ring, district_at(*self.land.drawing.places[ring[0]]), None, use)
            else:
                heapq.heappush(heap, self._by_size(ring))
        while heap:
            ring = self.land.ring(heapq.heappop(heap)[1])
            face = _Face(ring, self.land.drawing.at(ring))
            site = face.site()
            enough = face.hectares < face.district.fabric.block_ha * self.rng.uniform(0.75, 1.5)
            street = None if site or enough else self._street_across(face)
            if street is None:
                yield Block(ring, face.district, site, site.use if site else "")
            else:
                for half in self.land.divide(self.land.ring(ring), street):
                    heapq.heappush(heap, self._by_size(half))

    def _by_size(self, ring: Ring) -> tuple[float, Ring]:
        return -signed_area(self.land.drawing.at(ring)), ring

    def _planned(self, ring: Ring) -> str:
        """What the plan has decided for a face; "" for land to build on."""
        xy = self.land.drawing.at(ring)
        inside = shapely.Polygon(xy).representative_point()
        if self.plan.under_bridges.contains(inside):
            return "water"
        if self.plan.tracks.contains(inside):
            return "rail"
        kinds = {self.land.street(segment).kind for segment in pairwise([*ring, ring[0]])}
        if "shore" in kinds:
            return "bank"
        return "verge" if "rail" in kinds and compactness(xy) < VERGE else ""

    def _street_across(self, face: "_Face") -> Street | None:
        """A street that parts a face in two sound ones; None where none is found."""
        fabric = face.district.fabric
        tries = TRIES * (1 + int(face.hectares / fabric.block_ha / 4))
        for attempt in range(min(tries, MOST_TRIES)):
            drawn = self._draw(face, attempt)
            if drawn is None:
                continue
            line, ends = drawn
            if face.sound(line, ends, LEAST_ANGLE if attempt < RELAX_AFTER else 0.7 * LEAST_ANGLE):
                kind, name = self._called(face, line, ends)
                first, last = (self._vertex(face.ring, end, line[k]) for end, k in zip(ends, (0, -1), strict=True))
                return Street(kind, name, [first, *self.land.drawing.nodes(line[1:-1].tolist()), last])
        return None

    def _draw(self, face: "_Face", attempt: int) -> tuple[F8, Ends] | None:
        """A line along the grain across the narrow side of a face, and where it ends: where a street from the other
        side ends, or anywhere near the middle; the later the attempt, the farther it strays."""
        xy, fabric = face.xy, face.district.fabric
        middle = xy.mean(axis=0)
        grain = self.plan.grain.at(*middle.tolist())
        axes = np.array([(math.cos(grain), math.sin(grain)), (-math.sin(grain), math.cos(grain))])
        reach = np.ptp(xy @ axes.T, axis=0) * self.rng.uniform(0.85, 1.15, 2) ** (1 + attempt)
        along, across = axes if reach[0] < reach[1] else axes[::-1]
        heading = math.atan2(along[1], along[0])
        stray = float(self.rng.normal(0, fabric.wobble))
        depth = xy @ across
        if self.rng.random() < fabric.regular and (start := self._facing(face, depth)) is not None:
            heading += math.pi * bool((middle - xy[start]) @ along < 0)
            ray = self._ray(xy, xy[start], heading, stray, skip=0.2)
            return ray and self._fit(face, ray[0], (float(start), self._anchor(face, ray[1])))
        share = self.rng.uniform(0.36, 0.64)
        aside = self.rng.uniform(-0.02, 0.02) * attempt * np.ptp(xy @ along)
        start_xy = middle + across * (depth.min() + np.ptp(depth) * share - middle @ across) + along * aside
        one, other = (self._ray(xy, start_xy, heading + about, stray, skip=0.0) for about in (0.0, math.pi))
        if one is None or other is None:
            return None
        line = np.vstack((other[0][::-1], one[0][1:]))
        return self._fit(face, line, (self._anchor(face, other[1]), self._anchor(face, one[1])))

    def _facing(self, face: "_Face", depth: F8) -> int | None:
        """A corner of the ring where a street from the other side ends, near the middle of the long side."""
        share = (depth - depth.min()) / np.ptp(depth)
        corners = [
            corner
            for corner, vertex in enumerate(face.ring)
            if 0.25 < share[corner] < 0.75 and self.land.arms[vertex] == 3 and straight(face.xy, corner)
        ]
        return int(self.rng.choice(corners)) if corners else None

    def _ray(self, ring: F8, start: F8, heading: float, stray: float, *, skip: float) -> tuple[F8, float] | None:
        """From a point along the grain to the ring: the line, and where on the ring it ends."""
        path = self.plan.grain.trace(start, heading, float(np.ptp(ring, axis=0).sum()), stray=stray)
        along, around = crossings(ring, path)
        hits = np.flatnonzero(along > skip)
        outside = skip == 0.0 and len(hits) % 2 == 0
        if len(hits) == 0 or outside:
            return None
        whole = int(along[hits[0]])
        end = path[whole] + (path[whole + 1] - path[whole]) * (along[hits[0]] - whole)
        return np.vstack((path[: whole + 1], end)), float(around[hits[0]])

    def _anchor(self, face: "_Face", place: float) -> float | None:
        """Where a line that hits the ring shall end: on the spot, or at a corner near it; None where it may not."""
        ring, side, fabric = face.ring, int(place), face.district.fabric
        away = np.hypot(*(face.xy - point_at(face.xy, place)).T)
        snap_m = 20 + 45 * fabric.regular * min(1.0, fabric.block_ha / 3)
        joints = [corner for corner in np.flatnonzero(away < snap_m).tolist() if self.land.arms[ring[corner]] >= 3]
        facing = [corner for corner in joints if straight(face.xy, corner) and self.land.arms[ring[corner]] == 3]
        if facing:
            return float(min(facing, key=lambda corner: away[corner]))
        if any(away[corner] < GAP_M for corner in joints):
            return None
        kind = self.land.street((ring[side], ring[(side + 1) % len(ring)])).kind
        if kind in ("shore", "rail") and self.rng.random() > DEAD_ENDS:
            return None
        corner = int(away.argmin())
        return float(corner) if away[corner] < SAME_M and self.land.arms[ring[corner]] == 2 else place

    def _fit(self, face: "_Face", line: F8, ends: tuple[float | None, float | None]) -> tuple[F8, Ends] | None:
        """Bend a line so that it ends where it shall, and drop its points close to the ends."""
        if ends[0] is None or ends[1] is None:
            return None
        first, last = point_at(face.xy, ends[0]), point_at(face.xy, ends[1])
        if np.hypot(*(last - first)) < 1.5 * GAP_M:
            return None
        run = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))))
        share = (run / run[-1])[:, None]
        bent = line + (1 - share) * (first - line[0]) + share * (last - line[-1])
        keep = (run > BARE_M) & (run < run[-1] - BARE_M)
        keep[[0, -1]] = True
        return bent[keep], (ends[0], ends[1])

    def _called(self, face: "_Face", line: F8, ends: Ends) -> tuple[str, str]:
        """Kind and name: by the land that the street parts, or those of the street that it carries on."""
        kind = next(kind for kind, least in face.district.fabric.ranks if face.hectares >= least)
        for end, heading in ((ends[0], line[0] - line[1]), (ends[1], line[-1] - line[-2])):
            for street in self.land.ending(face.ring[int(end)]) if end == int(end) else ():
                goes_on = turn(self.land.departure(street, face.ring[int(end)]), heading) < GOES_ON
                if street.kind in GRADES and goes_on:
                    better = min(kind, street.kind, key=GRADES.index)
                    return kind if better in ("primary", "secondary") else better, street.name
        return kind, self.names.street(kind, math.atan2(*(line[-1] - line[0])[::-1]))

    def _vertex(self, ring: Ring, end: float, xy: F8) -> int:
        side = int(end)
        return ring[side] if end == side else self.land.insert((ring[side], ring[(side + 1) % len(ring)]), xy.tolist())


@dataclass(frozen=True, eq=False)
class _Face:
    ring: Ring
    xy: F8  # of its vertices

    @cached_property
    def hectares(self) -> float:
        return signed_area(self.xy) / HECTARE

    @cached_property
    def district(self) -> District:
        return district_at(*self.xy.mean(axis=0).tolist())

    def site(self) -> Site | None:
        """The planned place that this face is just large enough for."""
        (west, south), (east, north) = self.xy.min(axis=0).tolist(), self.xy.max(axis=0).tolist()
        for site in SITES:
            x, y = site.at
            if self.hectares <= site.most_ha and west < x < east and south < y < north:
                along, _ = crossings(self.xy, np.array([site.at, (x + 1e5, y + 17.0)]))
                if len(along) % 2:
                    return site
        return None

    def sound(self, line: F8, ends: Ends, least_angle: float) -> bool:
        """Whether a line stays inside, meets the ring at open angles and leaves two faces worth having."""
        along, _ = crossings(self.xy, line)
        if ((along > 0.05) & (along < len(line) - 1.05)).any():
            return False
        if min(angle(self.xy, ends[0], line[1] - line[0]), angle(self.xy, ends[1], line[-2] - line[-1])) < least_angle:
            return False
        least = min(LEAST_COMPACT, 0.9 * compactness(self.xy))
        return all(
            signed_area(half) > LEAST_HA * HECTARE and compactness(half) > least for half in halves(self.xy, line, ends)
        )
