"""The streets of the land as ways: tags, one-ways, bridges; the ring road as two carriageways under its expressway."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely

from maps.demo_city.districts import OLD, district_at
from maps.demo_city.drawing import F8, Tags
from maps.demo_city.land import BORDERS, Street
from maps.demo_city.lanes import FOOTWAY, STEPS
from maps.demo_city.lines import cross, normals
from maps.demo_city.lots import Town
from maps.demo_city.plan import RING
from maps.demo_city.streets import GRADES

SURFACE_M, DECK_M = 25.0, 8.5  # from the middle of the ring road to its carriageways, to those of the expressway
RAMPS, FOOTBRIDGES = 11, 9
BENDS = ((2, 13.0), (4, 18.0))  # of a ramp: points of the ring past its top, metres off the ring's middle
RAMP_POINTS, WEAVE_POINTS = 6, 15  # from a ramp's top to its foot; from the top of one down to the top of one up
DRY_M = 250.0  # no ramp or footbridge nearer to the river
ONE_WAYS = 0.4  # share of the old town's lesser streets
BRIDGES = {"人民路": "南门大桥", "望江大道": "望江大桥", "江湾路": "江湾大桥"}
TAGS: Mapping[str, Tags] = {
    "primary": {"lanes": "6", "maxspeed": "60"},
    "secondary": {"lanes": "4", "maxspeed": "50"},
    "tertiary": {"lanes": "2"},
}
OVER: Tags = {"bridge": "yes", "layer": "1"}
MOTORS_ONLY: Tags = {"foot": "no", "bicycle": "no", "motorroad": "yes"}
CARRIAGEWAY: Tags = {"highway": "primary", "name": RING, "oneway": "yes", "lanes": "3", "maxspeed": "60"}
DECK: Tags = {"highway": "trunk", "name": "二环高架路", "oneway": "yes", "lanes": "3", "maxspeed": "80",
              "bridge": "yes", "layer": "2", **MOTORS_ONLY}  # fmt: skip
RAMP: Tags = {"highway": "trunk_link", "oneway": "yes", "lanes": "1", "maxspeed": "40", **OVER, **MOTORS_ONLY}


def set_one_ways(town: Town) -> None:
    """Lesser streets of the old town, by turns this way and that; dead ends stay open both ways."""
    back = False
    for street in town.land.streets:
        ends = street.nodes[0], street.nodes[-1]
        lesser = street.kind in ("residential", "living_street") and min(town.land.arms[end] for end in ends) >= 3
        if lesser and district_at(*town.drawing.places[ends[0]]).fabric is OLD and town.chance(ONE_WAYS):
            street.tags["oneway"] = "-1" if back else "yes"
            back = not back


@dataclass(eq=False)
class Roads:
    """Draws every street. Nothing may be set on the land afterwards."""

    town: Town
    sides: dict[int, tuple[int, int]] = field(default_factory=dict)  # vertex of the ring road → outer and inner node
    meeting: dict[int, list[tuple[int, Street]]] = field(default_factory=dict)  # … → the streets that meet it, by side

    def draw(self) -> None:
        land, drawing = self.town.land, self.town.drawing
        streets = [street for street in land.streets if street.kind not in BORDERS]
        lines = [land.refreshed(street.nodes) for street in streets]
        drawn = list(zip(streets, lines, self._over(lines), strict=True))
        for street, nodes, bridge in drawn:
            if street.name == RING:
                self._carriageways(nodes, bridge)
        for street, nodes, bridge in drawn:
            if street.name != RING:
                nodes = self._from_kerb(street, self._from_kerb(street, nodes)[::-1])[::-1]
                drawing.way(nodes, self._tags(street, bridge))
        for vertex, met in self.meeting.items():
            self._link(vertex, met)
        self._expressway()

    def _over(self, lines: Sequence[Sequence[int]]) -> list[bool]:
        """Which lines lead over water or tracks: the plan's own, which are parted at the banks."""
        gaps = self.town.plan.under_bridges.union(self.town.plan.tracks)
        shapely.prepare(gaps)
        middles = [shapely.LineString(self.town.drawing.at(nodes)).interpolate(0.5, normalized=True) for nodes in lines]
        return [gaps.contains(middle) for middle in middles]

    def _tags(self, street: Street, bridge: bool) -> Tags:
        name = street.name
        if bridge:
            x, y = self.town.drawing.at(street.nodes).mean(axis=0).tolist()
            if self.town.plan.river_water.contains(shapely.Point(x, y)):
                name = BRIDGES.get(name, f"{name.removesuffix('路')}{'西' if x < 0 else '东'}大桥")
        named = {"name": name} if name else {}
        return {"highway": street.kind, **TAGS.get(street.kind, {}), **street.tags, **(OVER if bridge else {}), **named}

    def _carriageways(self, nodes: list[int], bridge: bool) -> None:
        ring, xy = self.town.plan.ring, self.town.drawing.at(nodes)
        out = -normals(ring)[[int(np.hypot(*(ring - place).T).argmin()) for place in xy]]
        for vertex, place, away in zip(nodes, xy, out, strict=True):
            if vertex not in self.sides:
                outer, inner = self.town.drawing.nodes((place + away * SURFACE_M, place - away * SURFACE_M))
                self.sides[vertex] = outer, inner
        # Traffic keeps to the right: on the outer side it runs counter-clockwise.
        order = 1 if cross(out[0], xy[1] - xy[0]) > 0 else -1
        for side, step in ((0, order), (1, -order)):
            way = [self.sides[vertex][side] for vertex in nodes][::step]
            self.town.drawing.way(way, {**CARRIAGEWAY, **(OVER if bridge else {})})

    def _from_kerb(self, street: Street, nodes: list[int]) -> list[int]:
        """A street that begins on the ring road begins at the carriageway on its own side instead."""
        if nodes[0] not in self.sides:
            return nodes
        here, there, outer, inner = self.town.drawing.at([*nodes[:2], *self.sides[nodes[0]]])
        side = 0 if (there - here) @ (outer - inner) > 0 else 1
        self.meeting.setdefault(nodes[0], []).append((side, street))
        bend = len(nodes) > 2 and self.town.land.arms[nodes[1]] == 2
        behind = bend and np.hypot(*(there - here)) < 1.5 * SURFACE_M
        return [self.sides[nodes[0]][side], *nodes[2 if behind else 1 :]]

    def _link(self, vertex: int, met: Sequence[tuple[int, Street]]) -> None:
        """Joins the carriageways where a street crosses, or an important one ends."""
        best = min((street for _, street in met), key=lambda street: (*GRADES, street.kind).index(street.kind))
        both = len({side for side, _ in met}) == 2
        if best.kind in GRADES[:3] or (best.kind in GRADES and both):
            self.town.drawing.way(self.sides[vertex], self._tags(best, bridge=False))

    def _expressway(self) -> None:
        """Two decks over the ring road, ramps down to its carriageways, footbridges under the decks."""
        plan, drawing = self.town.plan, self.town.drawing
        ring, out = plan.ring[:-1], -normals(plan.ring)[:-1]
        at = {drawing.places[vertex]: vertex for vertex in self.sides}
        kerbs = [self.sides[at[x, y]] for x, y in ring.tolist()]
        near_water = plan.under_bridges.buffer(DRY_M)
        dry = [not near_water.contains(shapely.Point(place)) for place in ring]
        for side, order in ((0, 1), (1, -1)):
            away = out * (1, -1)[side]
            deck = drawing.nodes(ring + away * DECK_M)
            drawing.way([*deck, deck[0]][::order], DECK)
            for top in range(0, len(ring), len(ring) // RAMPS):
                for start, step in ((top, order), (top + WEAVE_POINTS * order, -order)):
                    run = [(start + step * k) % len(ring) for k in range(RAMP_POINTS + 1)]
                    if all(dry[k] for k in run):
                        bends = drawing.nodes(ring[run[k]] + away[run[k]] * metres for k, metres in BENDS)
                        way = [deck[run[0]], *bends, kerbs[run[-1]][side]]
                        drawing.way(way if step == order else way[::-1], RAMP)
        for k in range(len(ring) // FOOTBRIDGES // 2, len(ring), len(ring) // FOOTBRIDGES):
            if dry[k]:
                self._footbridge(ring[k], out[k], kerbs[k])

    def _footbridge(self, middle: F8, out: F8, kerbs: tuple[int, int]) -> None:
        edge, along = out * (SURFACE_M + 7), np.array((-out[1], out[0])) * 14.0
        nodes = self.town.drawing.nodes(middle + shift for shift in (edge, edge + along, along - edge, -edge))
        foot, head, far_head, far_foot = nodes
        for way, tags in (
            ((kerbs[0], foot), FOOTWAY),
            ((foot, head), STEPS),
            ((head, far_head), {**FOOTWAY, **OVER}),
            ((far_head, far_foot), STEPS),
            ((far_foot, kerbs[1]), FOOTWAY),
        ):
            self.town.drawing.way(way, tags)
