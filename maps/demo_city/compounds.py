"""Gated compounds (小区): rows of numbered houses facing south, behind a wall with gates."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from maps.demo_city.districts import CENTRAL, EDGE, INNER, NEW, OLD, Fabric
from maps.demo_city.houses import Box, Mesh, rows
from maps.demo_city.lanes import Lanes
from maps.demo_city.lots import Lot, Town, shrunk

LANE_M, YARD_M, SPINE_M = 6.0, 11.0, 6.5  # from the wall to the lane's middle and to the houses; houses to the spine
SPINE_FROM_M = 75.0  # of a yard's width
GARDEN_FROM_M = 110.0
SMALLEST_HA = 0.55


@dataclass(frozen=True)
class Style:
    houses: Mesh
    storeys: tuple[int, int]
    private: float  # share of the compounds whose gates are shut to cars from outside


COURTS = Style(Mesh((10.5, 12.0), (22.0, 38.0), (15.0, 7.0), 0.96), (3, 5), 0.1)
WALK_UP = Style(Mesh((10.5, 12.0), (38.0, 62.0), (15.5, 8.0), 0.97), (5, 7), 0.2)
SLABS = Style(Mesh((13.0, 14.5), (30.0, 46.0), (27.0, 13.0), 0.97), (11, 18), 0.7)
TOWERS = Style(Mesh((18.0, 22.0), (24.0, 30.0), (32.0, 22.0), 0.96), (24, 33), 0.9)
STYLES: Sequence[tuple[Fabric | None, Sequence[tuple[Style, float]]]] = (
    (OLD, ((COURTS, 0.6), (WALK_UP, 0.4))),
    (INNER, ((WALK_UP, 0.55), (SLABS, 0.25), (TOWERS, 0.2))),
    (CENTRAL, ((WALK_UP, 0.1), (SLABS, 0.3), (TOWERS, 0.6))),
    (NEW, ((WALK_UP, 0.2), (SLABS, 0.42), (TOWERS, 0.38))),
    (EDGE, ((WALK_UP, 0.5), (SLABS, 0.4), (TOWERS, 0.1))),
    (None, ((WALK_UP, 1.0),)),
)


def compound(town: Town, lot: Lot) -> None:
    """A plot too small for a lane inside its wall gets houses alone."""
    name = town.names.estate()
    style = _style(town, lot.block.district.fabric)
    tags = {"landuse": "residential", "name": name}
    lane, yard = shrunk(lot.yard, LANE_M), shrunk(lot.yard, YARD_M)
    if lane is None or yard is None or lot.hectares < SMALLEST_HA:
        town.drawing.area(lot.ground, tags)
        _number(town, lot, rows(town, shrunk(lot.yard, 2) or lot.yard, style.houses), style, name)
        return
    west, south, east, north = yard.bounds
    room: BaseGeometry = yard
    spine_x = None
    if east - west > SPINE_FROM_M:
        spine_x = (west + east) / 2 + float(town.rng.uniform(-0.12, 0.12)) * (east - west)
        room = room.difference(shapely.box(spine_x - SPINE_M, south, spine_x + SPINE_M, north))
    if min(east - west, north - south) > GARDEN_FROM_M and town.chance(0.5):
        room = room.difference(_garden(town, lot, yard).buffer(6))
    built = rows(town, room, style.houses)
    _number(town, lot, built, style, name)
    edges = sorted({(low, high) for _, low, _, high in built})
    between = [(below[1] + above[0]) / 2 for below, above in pairwise(edges)]
    Lanes.inside(town, lot, lane, tags, town.chance(style.private)).draw(spine_x, between)


def _style(town: Town, fabric: Fabric) -> Style:
    styles = next(styles for known, styles in STYLES if known in (fabric, None))
    return styles[int(town.rng.choice(len(styles), p=[share for _, share in styles]))][0]


def _number(town: Town, lot: Lot, built: Sequence[Box], style: Style, name: str) -> None:
    """Houses are numbered row by row from the south-west; those of one compound are equally high but for a few."""
    low, high = style.storeys
    usual = int(town.rng.integers(low, high + 1))
    for number, (west, south, east, north) in enumerate(built, start=1):
        storeys = usual if town.chance(0.8) else int(town.rng.integers(low, high + 1))
        corners = np.array([(west, south), (east, south), (east, north), (west, north)])
        tags = {"building": "apartments", "building:levels": str(storeys), "addr:place": name,
                "addr:housenumber": f"{number}栋"}  # fmt: skip
        town.drawing.ring(lot.outward(corners).tolist(), tags)


def _garden(town: Town, lot: Lot, yard: shapely.Polygon) -> shapely.Polygon:
    """A garden in the middle of the yard, drawn; in the lot's frame."""
    west, south, east, north = yard.bounds
    garden = yard.representative_point().buffer(0.15 * min(east - west, north - south), quad_segs=4)
    town.drawing.area(shapely.transform(garden, lot.outward), {"leisure": "garden"})
    return garden
