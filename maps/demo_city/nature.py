"""Water, green and rails: the river with its promenades, the stream, the railway, parks and the hill."""

import math
from collections.abc import Sequence
from itertools import groupby, pairwise

import numpy as np
import shapely
from scipy.ndimage import uniform_filter1d

from maps.demo_city.drawing import BOX, F8, HALF_M, XY, Tags
from maps.demo_city.land import Street
from maps.demo_city.lanes import FOOTWAY, STEPS
from maps.demo_city.lines import ribbon, shifted
from maps.demo_city.lots import Lot, Town, entrances, largest
from maps.demo_city.plan import EMBANKMENT_M, RAILSIDE_M, STATION_X

RIVER, STREAM, STATION = "霁江", "桐溪", "霁江站"
PROMENADE_M = 9.0  # from the waterline
STAIRS_EVERY = 6  # points of the promenade, 45 m apart
PLATFORM_M = 210.0  # to each side of the station's middle
HALL_M, DOOR_M = 17.0, 32.0  # from the fence to the middle of the hall, to its doors


def draw_water(town: Town) -> None:
    plan, drawing = town.plan, town.drawing
    stream = plan.stream_water.difference(plan.river_water)
    for name, kind, water, line in (
        (RIVER, "river", plan.river_water, plan.river),
        (STREAM, "stream", stream, plan.stream),
    ):
        area = largest(water.intersection(BOX))
        assert area is not None
        drawing.area(area, {"natural": "water", "water": kind, "name": name})
        drawing.line(line, {"waterway": kind, "name": name})
    banks = plan.under_bridges.buffer(12).difference(plan.river_water.union(plan.stream_water).buffer(1))
    for bank in shapely.get_parts(banks.intersection(BOX)):
        drawing.area(bank, {"landuse": "grass"})


def draw_promenades(town: Town) -> None:
    """A footway along each bank that passes under the bridges, with steps up to the embankment road every 270 m."""
    plan, drawing = town.plan, town.drawing
    for side in (1, -1):
        edge = side * plan.river_width / 2
        walk, road = (shifted(plan.river, edge + side * metres) for metres in (PROMENADE_M, EMBANKMENT_M))
        here = np.flatnonzero((np.abs(walk) < HALF_M - 20).all(axis=1)).tolist()
        nodes = dict(zip(here, drawing.nodes(walk[here].tolist()), strict=True))
        over = [plan.stream_water.intersects(shapely.LineString(step)) for step in pairwise(walk)]
        for bridge, steps in groupby(pairwise(here), key=lambda step: over[step[0]]):
            first, *rest = steps
            tags = {"bridge": "yes", "layer": "1"} if bridge else {}
            drawing.way([nodes[k] for k in (*first, *(step[1] for step in rest))], {**FOOTWAY, **tags})
        for k in here[STAIRS_EVERY // 2 :: STAIRS_EVERY]:
            vertex = _vertex(town, road[k])
            wet = plan.stream_water.intersects(shapely.LineString((walk[k], road[k])))
            if vertex is not None and not wet:
                high, low = drawing.nodes((walk[k] + (road[k] - walk[k]) * share).tolist() for share in (0.55, 0.25))
                town.land.add(Street("footway", "", [vertex, high]))
                drawing.way([high, low], STEPS)
                drawing.way([low, nodes[k]], FOOTWAY)


def draw_railway(town: Town) -> None:
    """Four tracks that spread for the station, its platforms, and its hall on the town's side."""
    plan, drawing = town.plan, town.drawing
    fence = -plan.rail_width / 2
    for metres in (-7.5, -2.5, 2.5, 7.5):
        drawing.line(shifted(plan.railway, metres * plan.rail_width / 40), {"railway": "rail", "gauge": "1435"})
    stop = np.flatnonzero(np.abs(plan.railway[:, 0] - STATION_X) < PLATFORM_M)
    for metres in (-15.0, 15.0):
        platform = ribbon(shifted(plan.railway, metres)[stop], 7.0)
        drawing.area(platform, {"railway": "platform", "public_transport": "platform"})
    middle = stop[len(stop) // 2]
    drawing.node(plan.railway[middle], {"railway": "station", "public_transport": "station", "name": STATION})
    hall = ribbon(shifted(plan.railway, fence - HALL_M)[middle - 2 : middle + 3], 26.0)
    drawing.area(hall, {"building": "train_station", "building:levels": "3"})
    road, door = shifted(plan.railway, fence - RAILSIDE_M), shifted(plan.railway, fence - DOOR_M)
    for k in range(middle - 1, middle + 2):
        vertex = _vertex(town, road[k])
        if vertex is not None:
            town.land.add(Street("footway", "", [vertex, drawing.node(door[k])]))


def _vertex(town: Town, xy: F8) -> int | None:
    """The vertex that a point of one of the plan's lines has become; None where it was cut off."""
    return town.land.vertices.get((float(xy[0]), float(xy[1])))


def park(town: Town, lot: Lot, name: str, *, water: float = 0.12, groves: int = 4) -> None:
    """Lawns with a pond of that share of the ground, groves, a way around and one around the pond."""
    town.drawing.area(lot.ground, {"leisure": "park", "name": name})
    size = math.sqrt(lot.ground.area)
    way = _smooth(lot.ground, 14)
    if way is None:
        return
    rings = [way]
    if water and lot.hectares > 2:
        pond = _blob(town.rng, lot.middle, size * math.sqrt(water / math.pi))
        pond_here = largest(pond.intersection(lot.ground.buffer(-45)))
        if pond_here is not None:
            town.drawing.area(pond_here, {"natural": "water", "water": "pond"})
            rings.append(pond_here.buffer(9))
    west, south, east, north = lot.ground.bounds
    for _ in range(groves):
        grove = _blob(town.rng, (town.rng.uniform(west, east), town.rng.uniform(south, north)), size * 0.1)
        if way.contains(grove) and not any(grove.intersects(ring) for ring in rings[1:]):
            town.drawing.area(grove, {"natural": "wood"})
    _trails(town, lot, rings, 3 + int(size / 200), FOOTWAY)


def hill(town: Town, lot: Lot, name: str) -> None:
    """Wooded, with ways around at several heights, stairs between them and a lookout."""
    town.drawing.area(lot.ground, {"leisure": "park", "name": name})
    top = shapely.maximum_inscribed_circle(lot.ground)
    wood = _smooth(lot.ground, 60)
    if wood is not None:
        town.drawing.area(wood, {"natural": "wood"})
    rings = [_smooth(lot.ground, top.length * share) for share in (0.09, 0.33, 0.55, 0.74)]
    _trails(town, lot, [ring for ring in rings if ring is not None], 9, STEPS, stray_m=38.0)
    x, y = shapely.get_coordinates(top)[0].tolist()
    town.drawing.node((x, y), {"tourism": "viewpoint", "name": "望霁亭"})
    town.drawing.node((x + 60, y + 40), {"natural": "peak", "name": name.removesuffix("公园")})


def _blob(rng: np.random.Generator, middle: XY, radius_m: float) -> shapely.Polygon:
    """A pond, a grove: round, dented."""
    angle = np.linspace(0, 2 * np.pi, 28, endpoint=False)
    dents = np.sum([rng.uniform(0.03, 0.16) * np.sin(k * angle + rng.uniform(0, 6)) for k in (2, 3, 5)], axis=0)
    return shapely.Polygon(np.column_stack((np.cos(angle), np.sin(angle))) * (radius_m * (1 + dents))[:, None] + middle)


def _smooth(ground: shapely.Polygon, inside_m: float) -> shapely.Polygon | None:
    ring = largest(ground.buffer(-inside_m - 25).buffer(25))
    return ring if ring is not None and ring.area > 1500 else None


def _trails(
    town: Town, lot: Lot, rings: Sequence[shapely.Polygon], spokes: int, between: Tags, stray_m: float = 0.0
) -> None:
    """Ways around, from the outermost inwards, links from each to the next, and from the streets to the first."""
    loops: list[tuple[F8, list[int]]] = []
    for ring in rings:
        xy = shapely.get_coordinates(ring.simplify(2).segmentize(40))[:-1]
        xy = xy + uniform_filter1d(town.rng.normal(0, stray_m, xy.shape), 4, axis=0, mode="wrap")
        loops.append((xy, town.drawing.nodes(xy.tolist())))
        town.drawing.way([*loops[-1][1], loops[-1][1][0]], FOOTWAY)
    for (outer_xy, outer), (inner_xy, inner) in pairwise(loops):
        for k in np.linspace(0, len(inner), spokes, endpoint=False, dtype=int).tolist():
            town.drawing.way([_nearest(outer_xy, outer, inner_xy[k]), inner[k]], between)
    for vertex, spot in entrances(town, lot, spokes if loops else 0):
        town.land.add(Street("footway", "", [vertex, _nearest(*loops[0], np.array(spot))]))


def _nearest(xy: F8, nodes: Sequence[int], spot: F8) -> int:
    return nodes[int(np.hypot(*(xy - spot).T).argmin())]
