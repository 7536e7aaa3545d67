"""The ways of walled ground: gates through the wall, a lane along it, a lane through, paths between the houses."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely

from maps.demo_city.drawing import F8, Tags
from maps.demo_city.land import Street
from maps.demo_city.lines import crossings, nearest, point_at
from maps.demo_city.lots import Lot, Town, entrances, threaded

SIDES = ("东门", "东北门", "北门", "西北门", "西门", "西南门", "南门", "东南门")
SLOPES = frozenset({"河坊", "江湾", "柳荫", "栖云山"})  # districts where some paths have steps
FAR_M = 2000.0
STEPS_M, SHORTEST_M = 11.0, 30.0  # a flight of steps; a path
CLEAR_M = 9.0  # from a path to where the lane through meets the lane around
FOOTWAY: Tags = {"highway": "footway"}
STEPS: Tags = {"highway": "steps"}
WALL: Tags = {"barrier": "wall"}
SHUT: Tags = {"motor_vehicle": "private"}


@dataclass(frozen=True)
class _Meeting:
    """Where a path meets the lane: x, y, and the place on the lane."""

    x: float
    y: float
    place: float


@dataclass(eq=False)
class Lanes:
    """The ways of one piece of walled ground, in the lot's frame."""

    town: Town
    lot: Lot
    lane: F8  # the ring inside the wall; [n, 2]
    wall: F8  # [n, 2]
    name: str
    private: bool
    ground: Tags = field(default_factory=dict)  # of the ground, where the wall is its border
    beads: list[tuple[float, int]] = field(default_factory=list)  # nodes set on the lane

    @classmethod
    def inside(cls, town: Town, lot: Lot, lane: shapely.Polygon, tags: Tags, private: bool) -> "Lanes":
        """`tags` are the ground's: it is drawn here, so that its wall and its gates are on one ring."""
        ring, wall = (shapely.get_coordinates(shape.exterior)[:-1] for shape in (lane, lot.yard))
        if lot.ground.interiors:
            town.drawing.area(lot.ground, {**tags, **WALL})
        return cls(town, lot, ring, wall, tags["name"], private, {} if lot.ground.interiors else tags)

    def draw(self, spine_x: float | None = None, rows: Sequence[float] = ()) -> None:
        """Everything; `spine_x` is where a lane runs through the middle, `rows` where paths run across."""
        spine = None if spine_x is None else self._chord(np.array([(spine_x, -FAR_M), (spine_x, FAR_M)]), 0.5)
        low, high = (spine[0].y + CLEAR_M, spine[1].y - CLEAR_M) if spine else (math.inf, -math.inf)
        crossed = [self._path(row, spine_x if low < row < high else None) for row in rows]
        self._gates()
        car = {"highway": "service", "service": "driveway", **(SHUT if self.private else {})}
        if spine:
            inner = [node for node in crossed if node is not None]
            self.town.drawing.way([self._bead(spine[0]), *inner, self._bead(spine[1])], car)
        self.town.drawing.way(threaded(self.town.drawing, self.lot.outward(self.lane), self.beads), car)

    def _path(self, row: float, spine_x: float | None) -> int | None:
        """A path behind a row of houses; its node on the lane through the middle."""
        x = float(self.lane[:, 0].mean()) if spine_x is None else spine_x
        chord = self._chord(np.array([(-FAR_M, row), (FAR_M, row)]), (x + FAR_M) / (2 * FAR_M))
        if chord is None or chord[1].x - chord[0].x < SHORTEST_M:
            return None
        ends = [self._bead(end) for end in chord]
        if spine_x is None:
            self.town.drawing.way(ends, FOOTWAY)
            return None
        middle = self._node(x, row)
        for node, end in zip(ends, chord, strict=True):
            sloping = self.lot.block.district.name in SLOPES and abs(end.x - x) > 2 * STEPS_M
            if sloping and self.town.chance(0.35):
                foot = self._node(x + math.copysign(STEPS_M, end.x - x), row)
                self.town.drawing.way([node, foot], FOOTWAY)
                self.town.drawing.way([foot, middle], STEPS)
            else:
                self.town.drawing.way([node, middle], FOOTWAY)
        return middle

    def _gates(self) -> None:
        """The wall, and through its gates the ways to the streets: the first gate is for cars, the others on foot."""
        gates: list[tuple[float, int]] = []
        named: set[str] = set()
        for vertex, spot in entrances(self.town, self.lot, 1 + min(3, int(self.lot.hectares / 1.3))):
            outside = self.lot.inward(np.array(spot))
            place = nearest(self.lane, outside)
            goal = point_at(self.lane, place)
            share, around = crossings(self.wall, np.array([outside, goal]))
            if len(share) != 1:
                continue
            x, y = (outside + (goal - outside) * share[0]).tolist()
            side = SIDES[round(math.atan2(y, x) / (math.pi / 4)) % 8]
            gate = self._node(x, y, self._gate(main=not gates, name="" if side in named else self.name + side))
            inside = self._bead(_Meeting(float(goal[0]), float(goal[1]), place))
            kind, tags = ("footway", {}) if gates else ("service", dict(SHUT) if self.private else {})
            self.town.land.add(Street(kind, "", [vertex, gate, inside], tags))
            gates.append((float(around[0]), gate))
            named.add(side)
        self.town.drawing.way(threaded(self.town.drawing, self.lot.outward(self.wall), gates), {**self.ground, **WALL})

    def _gate(self, *, main: bool, name: str) -> Tags:
        named = {"name": name} if name else {}
        if main:
            return {"barrier": "lift_gate", **SHUT, **named} if self.private else {"barrier": "gate", **named}
        if self.town.chance(0.6):
            return {"barrier": "gate", "opening_hours": "06:00-23:00", **named}
        return {"barrier": "gate", **({"access": "private"} if self.private else {}), **named}

    def _chord(self, path: F8, at: float) -> tuple[_Meeting, _Meeting] | None:
        """Where a path enters and leaves the ground inside the lane around its share `at`."""
        shares, around = crossings(self.lane, path)
        before, after = np.flatnonzero(shares < at)[-1:], np.flatnonzero(shares > at)[:1]
        if len(before) == 0 or len(after) == 0:
            return None
        xy = path[0] + (path[1] - path[0]) * shares[:, None]
        one, other = (_Meeting(float(xy[k, 0]), float(xy[k, 1]), float(around[k])) for k in (before[0], after[0]))
        return one, other

    def _bead(self, end: _Meeting) -> int:
        node = self._node(end.x, end.y)
        self.beads.append((end.place, node))
        return node

    def _node(self, x: float, y: float, tags: Tags | None = None) -> int:
        return self.town.drawing.node(self.lot.outward(np.array((x, y))).tolist(), tags)
