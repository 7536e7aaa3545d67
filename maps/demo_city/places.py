"""What a map names beside streets: districts and communities, posts, shops, defibrillators."""

from collections.abc import Iterator, Sequence

import numpy as np
import shapely

from maps.demo_city.districts import COUNTRY, DISTRICTS
from maps.demo_city.drawing import XY, Tags
from maps.demo_city.lines import normals
from maps.demo_city.lots import Lot, Town

TITLE = "演示城(虚构)"
TITLE_AT = (-700.0, 650.0)
COMMUNITY_M = 480.0
SHOP_M = 12.0  # from the middle of the street
# Ending of the name, tags, least distance between two, on lots of which uses.
POSTS: Sequence[tuple[str, Tags, float, frozenset[str]]] = (
    ("消防救援站", {"amenity": "fire_station"}, 2600, frozenset({"offices", "shops", "works", "garden"})),
    ("派出所", {"amenity": "police"}, 1500, frozenset({"offices", "shops", "compound", "lots"})),
    ("卫生服务中心", {"amenity": "clinic", "healthcare": "clinic"}, 1100, frozenset({"offices", "compound", "lots"})),
    ("养老院", {"amenity": "social_facility", "social_facility": "nursing_home"}, 2000, frozenset({"compound"})),
    ("幼儿园", {"amenity": "kindergarten"}, 560, frozenset({"compound"})),
    ("菜市场", {"amenity": "marketplace"}, 850, frozenset({"lots", "shops", "compound"})),
    ("图书馆", {"amenity": "library"}, 3500, frozenset({"offices", "garden"})),
    ("影剧院", {"amenity": "theatre"}, 3000, frozenset({"offices", "shops"})),
    ("公交总站", {"amenity": "bus_station"}, 2200, frozenset({"fallow", "garden", "shops"})),
    ("宾馆", {"tourism": "hotel"}, 900, frozenset({"offices", "shops"})),
)
SHOPS: Sequence[tuple[str, Tags]] = (
    ("便利店", {"shop": "convenience"}),
    ("超市", {"shop": "supermarket"}),
    ("水果店", {"shop": "greengrocer"}),
    ("五金店", {"shop": "hardware"}),
    ("理发店", {"shop": "hairdresser"}),
    ("书店", {"shop": "books"}),
    ("面馆", {"amenity": "restaurant"}),
    ("酒楼", {"amenity": "restaurant"}),
    ("茶楼", {"amenity": "cafe"}),
    ("大药房", {"amenity": "pharmacy"}),
    ("诊所", {"amenity": "doctors"}),
    ("银行", {"amenity": "bank"}),
)
STREET_SHOPS = {"secondary": 0.5, "tertiary": 0.5, "residential": 0.35, "living_street": 0.3, "pedestrian": 1.0}
PUBLIC = frozenset({"school", "shops", "hospital", "stadium", "square"})


def draw_places(town: Town, built: Sequence[tuple[str, Lot]]) -> None:
    drawing = town.drawing
    drawing.node(TITLE_AT, {"place": "city", "name": TITLE, "fictional": "yes"})
    for district in DISTRICTS:
        kind, ending = ("town", "镇") if district.fabric is COUNTRY else ("suburb", "街道")
        drawing.node(district.at, {"place": kind, "name": district.name + ending})
    for lot in _apart(town, [lot for use, lot in built if use in ("compound", "lots")], COMMUNITY_M):
        name = town.names.of(("社区",))
        drawing.node(lot.middle, {"place": "neighbourhood", "name": name})
        drawing.node(_spot(town, lot), {"amenity": "community_centre", "name": f"{name}服务中心"})
        drawing.node(_spot(town, lot), {"emergency": "defibrillator", "indoor": "yes"})
    for ending, tags, apart_m, uses in POSTS:
        for lot in _apart(town, [lot for use, lot in built if use in uses], apart_m):
            drawing.node(_spot(town, lot), {**tags, "name": town.names.of((ending,))})
    for use, lot in built:
        if use in PUBLIC:
            drawing.node(_spot(town, lot), {"emergency": "defibrillator"})
    _draw_shops(town)


def _apart(town: Town, lots: Sequence[Lot], apart_m: float) -> Iterator[Lot]:
    """Lots in random order, none nearer than `apart_m` to one before it."""
    taken = np.empty((0, 2))
    for index in town.rng.permutation(len(lots)).tolist():
        middle = np.array(lots[index].middle)
        if not (np.hypot(*(taken - middle).T) < apart_m).any():
            taken = np.vstack((taken, middle))
            yield lots[index]


def _spot(town: Town, lot: Lot) -> XY:
    """Somewhere on a lot."""
    west, south, east, north = lot.ground.bounds
    for _ in range(8):
        spot = float(town.rng.uniform(west, east)), float(town.rng.uniform(south, north))
        if lot.ground.contains(shapely.Point(spot)):
            return spot
    return lot.middle


def _draw_shops(town: Town) -> None:
    """Shops along the streets, behind the pavement."""
    for street in town.land.streets:
        if len(street.nodes) > 2 and town.chance(STREET_SHOPS.get(street.kind, 0.0)):
            xy = town.drawing.at(street.nodes)
            side = xy + normals(xy) * (SHOP_M if town.chance(0.5) else -SHOP_M)
            ending, tags = SHOPS[int(town.rng.integers(len(SHOPS)))]
            place = 1 + int(town.rng.integers(len(xy) - 2))
            town.drawing.node(side[place], {**tags, "name": town.names.of((ending,))})
