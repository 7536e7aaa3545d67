"""Houses on a lot, in its own frame: in even rows, or side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from maps.demo_city.drawing import Tags
from maps.demo_city.lots import Lot, Town

FAR_M = 3000.0
SLICES = (0.005, 0.03, 0.06, 0.1, 0.15, 0.21, 0.5, 0.79, 0.85, 0.9, 0.94, 0.97, 0.995)
Box = tuple[float, float, float, float]  # west, south, east, north


@dataclass(frozen=True)
class Mesh:
    """How houses stand: depth and width between two bounds, gaps behind and beside, metres; share that is built."""

    depth: tuple[float, float]
    width: tuple[float, float]
    gap: tuple[float, float]
    built: float = 1.0


def rows(town: Town, yard: BaseGeometry, mesh: Mesh) -> list[Box]:
    """Houses in even rows from south to north, each row filled from end to end."""
    shapely.prepare(yard)
    south, north = _broad(yard)
    depth = float(town.rng.uniform(*mesh.depth))
    count = int((north - south + mesh.gap[0]) / (depth + mesh.gap[0]))
    if count < 1:
        return []
    low = (south + (north - south - depth) * (np.linspace(0, 1, count) if count > 1 else np.array([0.5]))).tolist()
    edges = [_level(y) for bottom in low for y in (bottom, bottom + depth)]
    free = list(shapely.intersection(yard, edges))
    boxes = [
        (west, bottom, east, bottom + depth)
        for bottom, below, above in zip(low, free[::2], free[1::2], strict=True)
        for stretch in _stretches(below, above)
        for west, east in _row(town, *stretch, mesh)
    ]
    fits = shapely.contains_properly(yard, [shapely.box(*box) for box in boxes])
    return [box for box, fit in zip(boxes, fits.tolist(), strict=True) if fit and town.chance(mesh.built)]


def _broad(yard: BaseGeometry) -> tuple[float, float]:
    """From where to where a yard is not much narrower than at its broadest, so that no row is lost in a corner."""
    _, south, _, north = yard.bounds
    heights = south + (north - south) * np.array(SLICES)
    breadth = shapely.length(shapely.intersection(yard, [_level(y) for y in heights.tolist()]))
    broad = heights[breadth > 0.4 * breadth.max()]
    return float(broad[0]), float(broad[-1])


def _level(y: float) -> shapely.LineString:
    return shapely.LineString([(-FAR_M, y), (FAR_M, y)])


def _stretches(below: BaseGeometry, above: BaseGeometry) -> Iterator[tuple[float, float]]:
    """From where to where both edges of a row are free."""
    if not below.is_empty and not above.is_empty:
        for one, other in product(shapely.bounds(shapely.get_parts(below)), shapely.bounds(shapely.get_parts(above))):
            yield float(max(one[0], other[0])) + 0.3, float(min(one[2], other[2])) - 0.3


def _row(town: Town, west: float, east: float, mesh: Mesh) -> Iterator[tuple[float, float]]:
    """Equal houses from end to end."""
    wish, gap = float(town.rng.uniform(*mesh.width)), mesh.gap[1]
    count = max(1, round((east - west + gap) / (wish + gap)))
    width = min((east - west - (count - 1) * gap) / count, 1.25 * mesh.width[1])
    if width > 0.6 * mesh.width[0]:
        for x in np.linspace(west, east - width, count).tolist():
            yield x, x + width


def packed(town: Town, yard: BaseGeometry, mesh: Mesh) -> list[shapely.Polygon]:
    """Houses or plots side by side, cut to fit."""
    west, south, east, north = yard.bounds
    boxes = []
    y = south
    while y < north:
        depth, x = town.rng.uniform(*mesh.depth), west - town.rng.uniform(0, mesh.width[0])
        while x < east:
            width = town.rng.uniform(*mesh.width)
            if town.chance(mesh.built):
                boxes.append(shapely.box(x, y, x + width, y + depth))
            x += width + mesh.gap[1]
        y += depth + mesh.gap[0]
    shapely.prepare(yard)
    whole = shapely.contains_properly(yard, boxes)
    cut = [box for box, inside in zip(boxes, whole.tolist(), strict=True) if not inside]
    least = 0.3 * mesh.depth[0] * mesh.width[0]
    parts = [part for part in shapely.get_parts(shapely.intersection(yard, cut)) if isinstance(part, shapely.Polygon)]
    inside = [box for box, fits in zip(boxes, whole.tolist(), strict=True) if fits]
    return inside + [part for part in parts if part.area > least and not part.interiors]


def boxes(found: Sequence[Box]) -> list[shapely.Polygon]:
    return [shapely.box(*box) for box in found]


def build(town: Town, lot: Lot, shapes: Sequence[shapely.Polygon], tags: Tags, storeys: tuple[int, int]) -> None:
    """Put houses without courtyards onto the map."""
    local, owner = shapely.get_coordinates(list(shapes), return_index=True)
    places, start = lot.outward(local).tolist(), np.searchsorted(owner, np.arange(len(shapes) + 1)).tolist()
    levels = town.rng.integers(storeys[0], storeys[1] + 1, len(shapes)).tolist()
    for k, level in enumerate(levels):
        town.drawing.ring(places[start[k] : start[k + 1] - 1], {**tags, "building:levels": str(level)})
