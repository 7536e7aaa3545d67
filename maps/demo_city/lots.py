"""A block as ground to build on: its frame, the ways in, the lanes across."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from maps.demo_city.districts import OLD, Weighted
from maps.demo_city.drawing import F8, XY, Drawing
from maps.demo_city.land import BORDERS, Land, Segment, Street
from maps.demo_city.lines import crossings
from maps.demo_city.names import Names
from maps.demo_city.plan import Plan
from maps.demo_city.streets import HECTARE, Block

# From the middle of a road to the ground behind its pavement.
STREET_M, OLD_STREET_M, AVENUE_M, RING_M = 10.0, 6.5, 16.0, 42.0
SMALLEST_M2 = 400.0
CORNER_M = 12.0  # no way in closer to a junction
WAYS_IN = {"residential": 0.0, "living_street": 0.0, "unclassified": 0.0, "service": 0.0, "tertiary": 0.4,
           "secondary": 1.2, "primary": 3.0}  # fmt: skip
"""Streets that a lot may open to; the lower the figure, the rather."""


@dataclass(frozen=True, eq=False)
class Town:
    """What every builder works with."""

    plan: Plan
    land: Land
    drawing: Drawing
    names: Names
    rng: np.random.Generator

    def chance(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    def pick(self, weighted: Weighted) -> str:
        total = np.cumsum([weight for _, weight in weighted])
        return weighted[int(np.searchsorted(total, self.rng.random() * total[-1]))][0]


@dataclass(frozen=True, eq=False)
class Lot:
    """A block and its ground behind the pavements."""

    block: Block
    ground: shapely.Polygon
    angle: float  # of its sides, radians from -π/4 to π/4: houses face south by it

    @property
    def hectares(self) -> float:
        return float(self.ground.area) / HECTARE

    @property
    def name(self) -> str:
        """As planned; "" for most lots."""
        return self.block.site.name if self.block.site else ""

    @cached_property
    def middle(self) -> XY:
        point = self.ground.representative_point()
        return float(point.x), float(point.y)

    @cached_property
    def _turn(self) -> F8:
        cosine, sine = math.cos(self.angle), math.sin(self.angle)
        return np.array([(cosine, -sine), (sine, cosine)])

    def inward(self, xy: F8) -> F8:
        """To the lot's own frame: origin in the middle, x along the side that runs more east than north."""
        local: F8 = (xy - self.middle) @ self._turn
        return local

    def outward(self, xy: F8) -> F8:
        world: F8 = xy @ self._turn.T + self.middle
        return world

    @cached_property
    def yard(self) -> shapely.Polygon:
        """The ground in the lot's own frame."""
        return shapely.transform(self.ground, self.inward)


def lots(town: Town, blocks: Sequence[Block]) -> list[Lot]:
    """The ground of every block that has any; of a block torn apart by avenues the largest piece."""
    land, drawing = town.land, town.drawing
    faces = [shapely.Polygon(drawing.at(land.ring(block.ring))) for block in blocks]
    ground = shapely.buffer(faces, [-_pavement(block) for block in blocks], join_style="mitre", mitre_limit=2)
    avenues = [shapely.LineString(drawing.at(street.nodes)) for street in land.streets if street.kind == "primary"]
    wide = shapely.union_all([*shapely.buffer(avenues, AVENUE_M), shapely.LineString(town.plan.ring).buffer(RING_M)])
    shapely.prepare(wide)
    near = shapely.intersects(wide, ground)
    ground[near] = shapely.difference(ground[near], wide)
    found = []
    for block, shape in zip(blocks, ground, strict=True):
        piece = largest(shape)
        if piece is not None and piece.area > SMALLEST_M2:
            found.append(Lot(block, piece, _angle(piece)))
    return found


def _pavement(block: Block) -> float:
    """From the middle of the street to the ground; planned green reaches under the pavement."""
    if block.use:
        return 0.0 if block.site is None else STREET_M
    return OLD_STREET_M if block.district.fabric is OLD else STREET_M


def _angle(ground: shapely.Polygon) -> float:
    a, b, c = shapely.get_coordinates(shapely.oriented_envelope(ground))[:3]
    step = b - a if np.hypot(*(b - a)) > np.hypot(*(c - b)) else c - b
    return (math.atan2(step[1], step[0]) + math.pi / 4) % (math.pi / 2) - math.pi / 4


def largest(shape: BaseGeometry, *, holes: bool = False) -> shapely.Polygon | None:
    """The largest polygon in a shape, its holes filled unless wanted; None where there is none."""
    parts = [part for part in shapely.get_parts(shape) if isinstance(part, shapely.Polygon) and not part.is_empty]
    if not parts:
        return None
    best = max(parts, key=lambda part: float(part.area))
    return best if holes or not best.interiors else shapely.Polygon(best.exterior)


def shrunk(shape: shapely.Polygon, by_m: float) -> shapely.Polygon | None:
    return largest(shape.buffer(-by_m, join_style="mitre", mitre_limit=2))


def entrances(town: Town, lot: Lot, most: int) -> Iterator[tuple[int, XY]]:
    """New vertices on the streets around a lot, the quiet streets first, well apart from one another."""
    ring = town.land.ring(lot.block.ring)
    sides: list[tuple[float, Segment]] = []
    for a, b in pairwise([*ring, ring[0]]):
        rank = WAYS_IN.get(town.land.street((a, b)).kind)
        if rank is not None and math.dist(town.drawing.places[a], town.drawing.places[b]) > 2 * CORNER_M:
            sides.append((rank + town.rng.random(), (a, b)))
    apart = max(45.0, 0.16 * lot.ground.length)
    chosen: list[XY] = []
    for _, (a, b) in sorted(sides):
        (ax, ay), (bx, by) = town.drawing.places[a], town.drawing.places[b]
        share = 0.4 + 0.2 * town.rng.random()
        spot = (ax + (bx - ax) * share, ay + (by - ay) * share)
        if len(chosen) < most and all(math.dist(spot, other) > apart for other in chosen):
            chosen.append(spot)
            yield town.land.insert((a, b), spot), spot


def across(town: Town, lot: Lot, through: XY, *, along: bool, kind: str, node: int) -> Street | None:
    """A nameless lane from street to street through a node in the lot, along its x or its y.

    `through` is where the node stands in the lot's frame. None where there is no room.
    """
    ring = town.land.ring(lot.block.ring)
    step = np.array((3000.0, 0.0) if along else (0.0, 3000.0))
    path = lot.outward(np.array([through - step, through + step]))
    shares, around = crossings(town.drawing.at(ring), path)
    before, after = np.flatnonzero(shares < 0.5)[-1:], np.flatnonzero(shares > 0.5)[:1]
    ends: list[tuple[Segment, F8]] = []
    for hit in (*before.tolist(), *after.tolist()):
        side = int(around[hit])
        segment = ring[side], ring[(side + 1) % len(ring)]
        spot = path[0] + (path[1] - path[0]) * shares[hit]
        near_corner = np.hypot(*(town.drawing.at(segment) - spot).T).min() < CORNER_M / 2
        if town.land.street(segment).kind not in BORDERS and not near_corner:
            ends.append((segment, spot))
    if len(ends) < 2 or ends[0][0] == ends[1][0]:
        return None
    first, last = (town.land.insert(segment, spot.tolist()) for segment, spot in ends)
    return town.land.add(Street(kind, "", [first, node, last]))


def threaded(drawing: Drawing, ring: F8, beads: Sequence[tuple[float, int]]) -> list[int]:
    """The nodes of a closed way around a ring, with nodes set on it at places along it."""
    corners = [(float(place), node) for place, node in enumerate(drawing.nodes(ring.tolist()))]
    nodes = [node for _, node in sorted([*corners, *beads])]
    return [*nodes, nodes[0]]
