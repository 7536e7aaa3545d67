"""What stands on the lots: each use of the ground has its builder."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np
import shapely

from maps.demo_city.compounds import LANE_M, YARD_M, compound
from maps.demo_city.districts import CAMPUS, Weighted
from maps.demo_city.drawing import Tags
from maps.demo_city.houses import Mesh, boxes, build, packed, rows
from maps.demo_city.lanes import Lanes
from maps.demo_city.lots import STREET_M, Lot, Town, across, largest, shrunk
from maps.demo_city.nature import hill, park

OLD_HOUSES = Mesh((9.0, 14.0), (10.0, 24.0), (1.6, 0.8), 0.9)
FARMHOUSES = Mesh((8.0, 11.0), (9.0, 15.0), (7.0, 5.0), 0.6)
FIELDS = Mesh((60.0, 120.0), (80.0, 190.0), (5.0, 5.0), 0.95)
SHEDS = Mesh((24.0, 46.0), (42.0, 95.0), (15.0, 14.0), 0.95)
OFFICES = Mesh((24.0, 34.0), (26.0, 48.0), (22.0, 20.0), 0.85)
HALLS = Mesh((22.0, 48.0), (34.0, 90.0), (16.0, 14.0))
CLASSROOMS = Mesh((12.0, 15.0), (36.0, 64.0), (22.0, 14.0), 0.95)
WARDS = Mesh((18.0, 26.0), (45.0, 85.0), (20.0, 16.0), 0.95)
FACULTIES = Mesh((15.0, 22.0), (38.0, 76.0), (26.0, 20.0), 0.75)

SCHOOLS: Weighted = (("霁江市第{}小学", 0.55), ("霁江市第{}中学", 0.35), ("霁江市第{}实验学校", 0.1))
COLLEGES = ("霁江大学", "霁江师范学院", "霁江职业技术学院")
CROPS: Weighted = (("farmland", 2), ("orchard", 1), ("meadow", 1))
OLD_LANES: Weighted = (("footway", 0.6), ("living_street", 0.25), ("pedestrian", 0.15))
OFFICE_LANES: Weighted = (("service", 0.7), ("pedestrian", 0.3))
LANE_FROM_M = 70.0  # a lot that is narrower has no lane across
ALLEY_M = 2.2  # half the width that a lane takes
SCHOOL_SHARE = 0.52  # of the ground, from the west, that has classrooms

Builder = Callable[[Town, Lot], None]


def old_houses(town: Town, lot: Lot) -> None:
    """Low houses wall to wall, and alleys through the larger blocks."""
    town.drawing.area(lot.ground, {"landuse": "residential"})
    built = packed(town, lot.yard, OLD_HOUSES)
    for cut in lanes_across(town, lot, 0.75, OLD_LANES, named=True):
        built = [part for house in built if (part := largest(house.difference(cut))) is not None and part.area > 40]
    build(town, lot, built, {"building": "house"}, (1, 3))


def lanes_across(town: Town, lot: Lot, share: float, kinds: Weighted, *, named: bool = False) -> list[shapely.Polygon]:
    """Up to two lanes through a lot that cross each other; what they take of it, in its frame."""
    west, south, east, north = lot.yard.bounds
    x, y = (float(town.rng.uniform(-0.14, 0.14)) * size for size in (east - west, north - south))
    if not lot.yard.contains(shapely.Point(x, y)):
        return []
    node = town.drawing.node(lot.outward(np.array((x, y))))
    taken = []
    for along, size, strip in (
        (True, north - south, shapely.box(west, y - ALLEY_M, east, y + ALLEY_M)),
        (False, east - west, shapely.box(x - ALLEY_M, south, x + ALLEY_M, north)),
    ):
        if size > LANE_FROM_M and town.chance(share):
            lane = across(town, lot, (x, y), along=along, kind=town.pick(kinds), node=node)
            if lane is not None:
                lane.name = town.names.alley() if named else ""
                taken.append(strip)
    return taken


def clear(built: Sequence[shapely.Polygon], cuts: Sequence[shapely.Polygon]) -> list[shapely.Polygon]:
    """The houses that stand in no lane's way."""
    return [house for house in built if not any(house.intersects(cut) for cut in cuts)]


def walled(
    town: Town, lot: Lot, name: str, mesh: Mesh, tags: Tags, building: str, storeys: tuple[int, int], share: float = 1.0
) -> None:
    """Ground with a wall, gates, and houses on its western share: works, a school, a hospital."""
    tags = {**tags, "name": name}
    lane, yard = shrunk(lot.yard, LANE_M), shrunk(lot.yard, YARD_M)
    if lane is None or yard is None:
        town.drawing.area(lot.ground, tags)
        return
    west, south, east, north = yard.bounds
    part = largest(yard.intersection(shapely.box(west, south, west + share * (east - west), north)))
    build(town, lot, boxes(rows(town, part or yard, mesh)), {"building": building}, storeys)
    Lanes.inside(town, lot, lane, tags, private=True).draw()


def school(town: Town, lot: Lot) -> None:
    """Classrooms in the west, the running track in the east."""
    name = town.names.numbered(town.pick(SCHOOLS))
    walled(town, lot, name, CLASSROOMS, {"amenity": "school"}, "school", (3, 5), SCHOOL_SHARE)
    west, south, east, north = lot.yard.bounds
    x, y = west + (1 + SCHOOL_SHARE) / 2 * (east - west), (south + north) / 2
    for size in (1.0, 0.8, 0.62, 0.45):
        track = shapely.LineString([(x, y - 42 * size), (x, y + 42 * size)]).buffer(36 * size, quad_segs=6)
        if lot.yard.buffer(-10).contains(track):
            town.drawing.area(shapely.transform(track, lot.outward), {"leisure": "track", "sport": "running"})
            return


def hospital(town: Town, lot: Lot) -> None:
    tags = {"amenity": "hospital", "emergency": "yes", "healthcare": "hospital"}
    walled(town, lot, lot.name, WARDS, tags, "hospital", (5, 16))


def works(town: Town, lot: Lot) -> None:
    walled(town, lot, town.names.works(), SHEDS, {"landuse": "industrial"}, "industrial", (1, 3))


def faculty(town: Town, lot: Lot) -> None:
    """A part of a campus; the campus as a whole is drawn apart."""
    cuts = lanes_across(town, lot, 0.9, (("footway", 1.0),))
    build(town, lot, clear(boxes(rows(town, lot.yard, FACULTIES)), cuts), {"building": "university"}, (4, 8))


def draw_campuses(town: Town, built: Sequence[tuple[str, Lot]]) -> None:
    """Faculties that only campus roads part are one university; what lies apart from the largest are colleges."""
    inside = [lot.ground for use, lot in built if use in ("faculty", "garden") and lot.block.district.fabric is CAMPUS]
    whole = shapely.union_all(shapely.buffer(inside, STREET_M + 1, join_style="mitre")).buffer(-STREET_M - 1)
    parts = [part for part in shapely.get_parts(whole) if isinstance(part, shapely.Polygon)]
    for place, part in enumerate(sorted(parts, key=lambda part: -float(part.area))):
        name = COLLEGES[place] if place < len(COLLEGES) else town.names.numbered("霁江第{}职业学校")
        amenity = "college" if place else "university"
        town.drawing.area(shapely.Polygon(part.exterior), {"amenity": amenity, "name": name})


def offices(town: Town, lot: Lot) -> None:
    town.drawing.area(lot.ground, {"landuse": "commercial"})
    towers = boxes(rows(town, shrunk(lot.yard, 4) or lot.yard, OFFICES))
    for tower in clear(towers, lanes_across(town, lot, 0.6, OFFICE_LANES)):
        named = {"name": town.names.of(("大厦", "中心", "国际", "商务楼"))} if town.chance(0.4) else {}
        build(town, lot, [tower], {"building": "office", **named}, (9, 42))


def shops(town: Town, lot: Lot) -> None:
    """Large halls; the largest has a name."""
    town.drawing.area(lot.ground, {"landuse": "retail"})
    halls = boxes(rows(town, shrunk(lot.yard, 7) or lot.yard, HALLS))
    halls.sort(key=lambda hall: -float(hall.area))
    for hall in halls[:1]:
        mall = bool(lot.name) or hall.area > 2500
        name = lot.name or town.names.of(("商城", "购物中心", "百货") if mall else ("超市",))
        build(
            town, lot, [hall], {"building": "retail", "shop": "mall" if mall else "supermarket", "name": name}, (3, 7)
        )
    build(town, lot, halls[1:], {"building": "retail"}, (2, 5))


def square(town: Town, lot: Lot) -> None:
    town.drawing.area(lot.ground, {"place": "square", "name": lot.name})
    lanes_across(town, lot, 1.0, (("pedestrian", 1.0),))


def stadium(town: Town, lot: Lot) -> None:
    """A bowl around its pitch, in a park."""
    park(town, lot, lot.name + "公园", water=0)
    bowl = shapely.Point(lot.middle).buffer(95, quad_segs=12)
    if lot.ground.buffer(-20).contains(bowl):
        pitch = shapely.Point(lot.middle).buffer(58, quad_segs=8)
        stands = largest(bowl.difference(pitch), holes=True)
        assert stands is not None
        town.drawing.area(stands, {"building": "stadium", "building:levels": "4"})
        town.drawing.area(pitch, {"leisure": "pitch", "sport": "soccer"})
        town.drawing.node(lot.middle, {"leisure": "stadium", "name": lot.name})


def garden(town: Town, lot: Lot) -> None:
    if lot.hectares > 0.8:
        park(town, lot, town.names.of(("公园", "绿地", "游园")), groves=3)
    else:
        town.drawing.area(lot.ground, {"leisure": "garden"})
        lanes_across(town, lot, 0.7, (("footway", 1.0),))


def fields(town: Town, lot: Lot) -> None:
    _crops(town, lot, lot.yard)
    lanes_across(town, lot, 0.5, (("track", 1.0),))


def village(town: Town, lot: Lot) -> None:
    """Farmhouses around the middle of the lot, fields around them."""
    reach = float(town.rng.uniform(90, 130))
    core = largest(lot.yard.intersection(shapely.box(-reach, -reach, reach, reach).buffer(20, quad_segs=2)))
    if core is None:
        return
    for rest in shapely.get_parts(lot.yard.difference(core.buffer(6))):
        if isinstance(rest, shapely.Polygon):
            _crops(town, lot, rest)
    town.drawing.area(shapely.transform(core, lot.outward), {"landuse": "residential"})
    town.drawing.node(lot.middle, {"place": "village", "name": town.names.village()})
    cuts = lanes_across(town, lot, 1.0, (("unclassified", 1.0),))
    build(town, lot, clear(packed(town, core, FARMHOUSES), cuts), {"building": "house"}, (1, 3))


def _crops(town: Town, lot: Lot, yard: shapely.Polygon) -> None:
    for plot in packed(town, yard, FIELDS):
        town.drawing.area(shapely.transform(plot, lot.outward), {"landuse": town.pick(CROPS)})


def plain(tags: Tags, town: Town, lot: Lot) -> None:
    town.drawing.area(lot.ground, tags)


BUILDERS: Mapping[str, Builder] = {
    "compound": compound,
    "lots": old_houses,
    "school": school,
    "hospital": hospital,
    "works": works,
    "faculty": faculty,
    "offices": offices,
    "shops": shops,
    "square": square,
    "stadium": stadium,
    "garden": garden,
    "fields": fields,
    "village": village,
    "hill": lambda town, lot: hill(town, lot, lot.name),
    "park": lambda town, lot: park(town, lot, lot.name),
    "lake": lambda town, lot: park(town, lot, lot.name, water=0.34, groves=9),
    "bank": partial(plain, {"leisure": "park"}),
    "wood": partial(plain, {"natural": "wood"}),
    "fallow": partial(plain, {"landuse": "grass"}),
    "verge": partial(plain, {"landuse": "grass"}),
    "rail": partial(plain, {"landuse": "railway"}),
}
ROOM_HA: Mapping[str, tuple[float, float]] = {
    "compound": (0.35, 30), "school": (1.1, 7), "works": (1.2, 40), "offices": (0.3, 8), "shops": (0.4, 2.6),
    "village": (2.0, 60), "fields": (1.0, 90), "garden": (0.0, 12), "faculty": (0.5, 30),
}  # fmt: skip
"""The least and the most ground that a use asks for."""


def use_of(town: Town, lot: Lot) -> str:
    """What a lot becomes: as planned, else drawn from its district's uses, among those that it has room for."""
    if lot.block.use:
        return lot.block.use
    for _ in range(6):
        use = town.pick(lot.block.district.fabric.uses)
        least, most = ROOM_HA.get(use, (0.0, 90.0))
        if least <= lot.hectares <= most:
            return use
    return "garden" if lot.hectares < 1 else "compound" if lot.hectares < 12 else "fields"
