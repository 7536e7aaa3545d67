"""Administrative boundaries of a city: district 区, street 街道, community 社区.

They are imported apart from the map and lie beside its imports, a file a level, so that a new map keeps them:

    ROOT/NAME/boundaries/LEVEL.geojson      as imported, WGS-84
    ROOT/NAME/import-…/boundaries.geojson   what the map itself has, for levels that were not imported
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import osmium.filter
import osmium.geom
import osmium.osm
import shapely

from maps.errors import BadInput
from maps.roads import F8, WGS84

FOLDER, OF_THE_MAP = "boundaries", "boundaries.geojson"
SUFFIXES = (".geojson", ".json", ".gpkg", ".shp")
WITHOUT_CRS = (".geojson", ".json")
"""GeoJSON is WGS-84 by its standard, and GCJ-02 as often as not by what is offered in China: so it has to be said."""

Convert = Callable[[F8], F8]
"""f8[n, 2] of a file → WGS-84 lon, lat."""


class Level(StrEnum):
    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"


OSM_LEVELS: Mapping[str, Level] = {"6": Level.DISTRICT, "8": Level.STREET, "10": Level.COMMUNITY}
"""`admin_level` in China."""
COLUMNS: Mapping[Level, Sequence[str]] = {
    Level.DISTRICT: ("区县", "区县名称", "区", "行政区", "district", "county"),
    Level.STREET: ("街道", "街道名称", "街镇", "乡镇", "乡镇街道", "乡镇名称", "street", "town", "subdistrict"),
    Level.COMMUNITY: ("社区", "社区名称", "村居", "村社区", "居委会", "community", "village"),
}
NAMES = ("名称", "name", "NAME", "Name", "XZQMC", "MC", "NAME_CHN")
ENDINGS: Mapping[Level, tuple[str, ...]] = {
    Level.COMMUNITY: ("社区", "村", "居委会", "村委会"),
    Level.STREET: ("街道", "镇", "乡", "街道办事处"),
    Level.DISTRICT: ("区", "县", "市", "新区"),
}


@dataclass(frozen=True, eq=False)
class Boundaries:
    """Named areas, all levels, in WGS-84."""

    levels: tuple[Level, ...]
    names: tuple[str, ...]
    shapes: Any  # [n] shapely areas

    def __len__(self) -> int:
        return len(self.names)

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.shapes)

    def of(self, lon: float, lat: float) -> Mapping[str, str]:
        """The names of the areas that a place lies in, the largest level first."""
        found = {self.levels[one]: self.names[one] for one in self._tree.query(shapely.Point(lon, lat), "intersects")}
        return {str(level): found[level] for level in Level if level in found}

    def count(self, level: Level) -> int:
        return self.levels.count(level)

    def save(self, folder: Path) -> None:
        """Those of the map, into an import's folder."""
        (folder / OF_THE_MAP).write_text(json.dumps(self.geojson(), ensure_ascii=False), encoding="utf-8")

    def geojson(self, level: Level | None = None) -> dict[str, Any]:
        rows = zip(self.levels, self.names, self.shapes, strict=True)
        return {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {"level": str(own), "name": name},
                    "geometry": json.loads(shapely.to_geojson(shape)),
                }
                for own, name, shape in rows
                if level in (None, own)
            ],
        }


NONE = Boundaries((), (), np.empty(0, np.object_))


def _of_features(features: Sequence[Mapping[str, Any]]) -> Boundaries:
    shapes = np.empty(len(features), np.object_)
    shapes[:] = [shapely.from_geojson(json.dumps(one["geometry"])) for one in features]
    told = [one["properties"] for one in features]
    return Boundaries(tuple(Level(one["level"]) for one in told), tuple(one["name"] for one in told), shapes)


def open_boundaries(home: Path, folder: Path) -> Boundaries:
    """Of a city's home and its import: each level as it was imported, else as the map has it."""
    own = {level: home / FOLDER / f"{level}.geojson" for level in Level}
    features = [one for path in own.values() for one in _features(path)]
    features += [one for one in _features(folder / OF_THE_MAP) if not own[Level(one["properties"]["level"])].exists()]
    return _of_features(features) if features else NONE


def _features(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    try:
        found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["features"]
    except (OSError, ValueError, KeyError) as problem:
        raise BadInput("boundaries_unreadable", file=path.name, reason=str(problem)) from problem
    return found


def read(source: Path, *, level: Level | None = None, convert: Convert | None = None) -> Boundaries:
    """The areas of a GeoJSON, GeoPackage or Shapefile.

    `convert` says what its coordinates are; a GeoPackage or Shapefile that names its own system needs none. Without a
    `level` each area's is told by its columns or the end of its name. Raises BadInput for what cannot be told.
    """
    import geopandas  # type: ignore[import-untyped]  # takes half a second to load, and few commands need it

    if not source.is_file():
        raise BadInput("source_missing", file=str(source))
    if source.suffix.lower() not in SUFFIXES:
        raise BadInput("boundaries_unknown", file=source.name, suffixes=" ".join(SUFFIXES))
    try:
        table = geopandas.read_file(source)
    except Exception as problem:  # pyogrio's own kinds, and GDAL's
        raise BadInput("boundaries_unreadable", file=source.name, reason=str(problem)) from problem
    shapes = _in_wgs84(table, source, convert)
    rows = [(*_told(table, row, level, source), shape) for row, shape in enumerate(shapes) if _is_area(shape)]
    if not rows:
        raise BadInput("boundaries_empty", file=source.name)
    levels, names, areas = zip(*rows, strict=True)
    kept = np.empty(len(areas), np.object_)
    kept[:] = areas
    west, south, east, north = shapely.total_bounds(kept)
    if west < -180 or south < -90 or east > 180 or north > 90:
        raise BadInput("boundaries_off_earth", file=source.name)
    return Boundaries(levels, names, kept)


def _in_wgs84(table: Any, source: Path, convert: Convert | None) -> Any:
    if convert is not None:
        return shapely.make_valid(shapely.transform(shapely.force_2d(table.geometry.to_numpy()), convert))
    if table.crs is None or source.suffix.lower() in WITHOUT_CRS:
        raise BadInput("boundaries_without_crs", file=source.name)
    return shapely.make_valid(shapely.force_2d(table.to_crs(WGS84).geometry.to_numpy()))


def _is_area(shape: shapely.Geometry | None) -> bool:
    return shape is not None and shapely.get_dimensions(shape) == 2 and not shapely.is_empty(shape)


def _told(table: Any, row: int, level: Level | None, source: Path) -> tuple[Level, str]:
    """The level and name of one area."""
    for own in (level,) if level else (Level.COMMUNITY, Level.STREET, Level.DISTRICT):
        for column in COLUMNS[own]:
            if name := _text(table, column, row):
                return own, name
    name = next((text for column in NAMES if (text := _text(table, column, row))), "")
    if not name:
        raise BadInput(
            "boundary_without_name", file=source.name, row=row + 1, columns=", ".join(map(str, table.columns))
        )
    found = level or next((own for own, ends in ENDINGS.items() if name.endswith(ends)), None)
    if found is None:
        raise BadInput("boundary_level_unknown", file=source.name, row=row + 1, name=name)
    return found, name


def _text(table: Any, column: str, row: int) -> str:
    value = table[column].iloc[row] if column in table.columns else None
    return value.strip() if isinstance(value, str) else ""


def keep(home: Path, found: Boundaries) -> dict[Level, int]:
    """Put each level that the boundaries have in place of what the city had of it; how many areas of each."""
    folder = home / FOLDER
    counts = {level: found.count(level) for level in Level if found.count(level)}
    try:
        folder.mkdir(exist_ok=True)
        for level in counts:
            fresh = folder / f"{level}.geojson.new"
            fresh.write_text(json.dumps(found.geojson(level), ensure_ascii=False), encoding="utf-8")
            fresh.replace(folder / f"{level}.geojson")
    except OSError as problem:
        raise BadInput("disk_refused", reason=problem.strerror or str(problem)) from problem
    return counts


def of_the_map(source: Path, bounds: tuple[float, float, float, float]) -> Boundaries:
    """Those of an OSM file that are whole in it and touch `bounds`."""
    wanted = osmium.filter.TagFilter(("boundary", "administrative"))
    box = shapely.box(*bounds)
    found = list(_areas(source, wanted, box))
    shapes = np.empty(len(found), np.object_)
    shapes[:] = [shape for _, _, shape in found]
    return Boundaries(tuple(level for level, _, _ in found), tuple(name for _, name, _ in found), shapes)


def _areas(
    source: Path, wanted: osmium.filter.TagFilter, box: shapely.Polygon
) -> Iterator[tuple[Level, str, shapely.Geometry]]:
    geojson = osmium.geom.GeoJSONFactory()
    for thing in osmium.FileProcessor(source).with_areas(wanted).with_filter(wanted):
        if not isinstance(thing, osmium.osm.Area):
            continue
        level, name = OSM_LEVELS.get(thing.tags.get("admin_level") or ""), thing.tags.get("name")
        if level is None or not name:
            continue
        try:
            shape = shapely.make_valid(shapely.from_geojson(geojson.create_multipolygon(thing)))
        except (RuntimeError, osmium.InvalidLocationError):
            continue
        if shapely.intersects(shape, box):
            yield level, name, shape
