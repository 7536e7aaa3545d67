"""An OpenStreetMap file becomes a road network."""

import hashlib
import json
import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast

import numpy as np
import osmium
import shapely
from osmium.osm import NODE, WAY

from maps.access import PRIVATE, Road, blocks, road
from maps.errors import BadInput
from maps.roads import F8, I8, U1, RoadNetwork
from maps.speeds import Mode
from maps.ways import Area, Ways, clip, reached_box, split

OSM_SUFFIXES = (".osm.pbf", ".osm", ".osm.gz", ".osm.bz2")
GRAPH_SUFFIX = ".graphml"
SUFFIXES = (*OSM_SUFFIXES, GRAPH_SUFFIX)
DEGREE = 10_000_000  # in osmium's unit of coordinates
NO_PLACE = 2**31 - 1
UNSTAMPED = 1970
_BOX = re.compile(r"\s*-?[\d.]+(\s*,\s*-?[\d.]+){3}\s*")

Progress = Callable[[str, float | None], None]


@dataclass(frozen=True)
class Facts:
    """Where a network comes from: the file's name without its folder, its SHA-256, the date of the map in it."""

    file: str
    sha256: str
    date: date | None


@dataclass(frozen=True)
class Tally:
    """What was left out of a network, or let in with a thought: ways of the file, and barriers on its roads."""

    ways: int  # that have a `highway` tag
    no_road: int  # under construction, planned, gone, or nothing to travel on
    closed: int  # to every mode
    private: int  # open to walkers only because an emergency calls them in
    broken: int  # some of their points are not in the file
    outside: int  # of the area, all of it
    cut: int  # at the border of the area
    barriers_walk: int  # barriers that stop walkers
    barriers_ebike: int
    barriers_car: int


@dataclass(frozen=True, eq=False)
class Reading:
    """A road network out of a file, and the area it was cut to (None: nothing was cut)."""

    network: RoadNetwork
    area: Area | None
    facts: Facts
    tally: Tally


def read(source: Path, *, origin: Path | None = None, within: Area | None = None, progress: Progress) -> Reading:
    """The roads of an OSM file (.osm.pbf, .osm, .osm.gz, .osm.bz2), cut to an area and split at junctions.

    The area is `within` (WGS-84), else the box that the file declares, else the box that all its roads reach.
    `origin` is what the file was made from, and what facts and refusals name; by default the file itself. Raises
    BadInput where the file is missing, damaged, of another kind, or has no road in that area. Two passes over the
    file; nodes that belong to no road never leave C++ (Milan: 58,000 roads in 5 s).
    """
    if not source.is_file():
        raise BadInput("source_missing", file=str(source))
    if not source.name.endswith(OSM_SUFFIXES):
        raise BadInput("source_unknown", file=source.name, suffixes=" ".join(SUFFIXES))
    try:
        return _read(source, origin or source, within, progress)
    except osmium.InvalidLocationError as problem:
        raise BadInput("coordinates_unreadable", file=source.name, reason=str(problem)) from problem
    except RuntimeError as problem:
        raise BadInput("source_damaged", file=source.name, reason=str(problem)) from problem


def _read(source: Path, origin: Path, within: Area | None, progress: Progress) -> Reading:
    progress("reading_roads", None)
    file = osmium.FileProcessor(source, WAY).with_filter(osmium.filter.KeyFilter("highway"))
    box, day = _declared(file.header)
    if origin != source and origin.is_file() and origin.name.endswith(OSM_SUFFIXES):
        day = _declared(osmium.FileProcessor(origin).header)[1]  # which a cut file has lost
    drawn = _Drawn()
    for way in cast("Iterable[osmium.osm.Way]", file):
        drawn.add(way)
    progress("placing_points", None)
    places = _places(source, drawn.points)
    whole = drawn.ways(places)
    if not len(whole):
        raise BadInput("source_without_roads", file=origin.name)
    progress("cutting", None)
    area = within or box or reached_box(whole)
    kept = clip(whole, area) if area else whole
    if not len(kept):
        raise BadInput("area_without_roads", file=origin.name)
    progress("joining", None)
    barrier = places.stops > 0
    here = places.stops[barrier & np.isin(places.point, kept.point)]
    tally = Tally(
        **drawn.count,
        outside=len(np.setdiff1d(whole.way, kept.way)),
        cut=len(np.unique(kept.way[kept.owner[kept.point < min(0, whole.point.min())]])),
        **{f"barriers_{mode}": int(np.count_nonzero(here & mode.main_bit)) for mode in Mode},
    )
    network = split(kept, places.point[barrier], places.stops[barrier])
    digest = sha256(origin if origin.is_file() else source)
    return Reading(network, area, Facts(origin.name, digest, day or drawn.newest), tally)


def _declared(header: osmium.io.Header) -> tuple[Area | None, date | None]:
    """The box and the day that the file says it is of."""
    box = header.box()
    corners = (box.bottom_left.lon, box.bottom_left.lat, box.top_right.lon, box.top_right.lat) if box.valid() else None
    stamp = header.get("osmosis_replication_timestamp") or header.get("timestamp")
    day = date.fromisoformat(stamp[:10]) if re.match(r"\d{4}-\d\d-\d\d", stamp) else None
    return shapely.box(*corners) if corners else None, day


@dataclass(frozen=True, eq=False)
class _Places:
    """Where points are, by ascending id, and the modes that each stops (bits of `Mode.main_bit`)."""

    point: I8
    degrees: F8  # [n, 2] lon, lat
    stops: U1

    def lonlat(self, point: I8) -> F8:
        """f8[k, 2], NaN where the file has no such point."""
        lonlat = np.full((len(point), 2), np.nan)
        if len(self.point):
            at = np.minimum(np.searchsorted(self.point, point), len(self.point) - 1)
            known = self.point[at] == point
            lonlat[known] = self.degrees[at[known]]
        return lonlat


def _places(source: Path, wanted: osmium.IdTracker) -> _Places:
    point, x, y, stops = array("q"), array("i"), array("i"), array("B")
    file = osmium.FileProcessor(source, NODE).with_filter(wanted.id_filter())
    for node in cast("Iterable[osmium.osm.Node]", file):
        place = node.location
        if place.x == NO_PLACE:
            continue
        if not place.valid():
            raise BadInput("coordinates_out_of_range", point=node.id, lon=place.x / DEGREE, lat=place.y / DEGREE)
        point.append(node.id)
        x.append(place.x)
        y.append(place.y)
        stops.append(blocks(dict(node.tags)) if "barrier" in node.tags else 0)
    order = np.argsort(np.array(point, np.int64), kind="stable")
    degrees = np.column_stack((x, y)) / DEGREE
    return _Places(np.array(point, np.int64)[order], degrees[order], np.array(stops, np.uint8)[order])


class _Drawn:
    """The roads of a file as they are read: tags understood, points by id only."""

    def __init__(self) -> None:
        self.points = osmium.IdTracker()
        self.newest: date | None = None
        self.count = Counter(ways=0, no_road=0, closed=0, private=0, broken=0)
        self._rows: list[tuple[int, Road]] = []
        self._names = {"": 0}
        self._owner, self._point = array("q"), array("q")

    def add(self, way: osmium.osm.Way) -> None:
        tags = dict(way.tags)
        found = road(tags)
        self.count["ways"] += 1
        if found is None or not found.access:
            self.count["closed" if found else "no_road"] += 1
            return
        self.count["private"] += tags.get("foot", tags.get("access")) in PRIVATE
        self._owner.extend([len(self._rows)] * len(way.nodes))
        self._point.extend(node.ref for node in way.nodes)
        self.points.add_references(way)
        self._rows.append((way.id, found))
        self._names.setdefault(found.name, len(self._names))
        if way.timestamp.year > UNSTAMPED:
            self.newest = max(self.newest or date.min, way.timestamp.date())

    def ways(self, places: _Places) -> Ways:
        """The roads with their points placed, parted where a point is missing; a point repeated at once counts once."""
        owner, point = np.array(self._owner, np.int64), np.array(self._point, np.int64)
        again = np.append(False, (owner[1:] == owner[:-1]) & (point[1:] == point[:-1]))[: len(owner)]
        owner, point = owner[~again], point[~again]
        lonlat = places.lonlat(point)
        here = ~np.isnan(lonlat[:, 0])
        self.count["broken"] = len(np.unique(owner[~here]))
        ways = Ways(
            way=np.array([way for way, _ in self._rows], np.int64),
            road_class=np.array([road.road_class for _, road in self._rows], np.uint8),
            access=np.array([road.access for _, road in self._rows], np.uint8),
            maxspeed_kmh=np.array([road.maxspeed_kmh for _, road in self._rows], np.float32),
            name=np.array([self._names[road.name] for _, road in self._rows], np.int32),
            names=tuple(self._names),
            owner=owner,
            point=point,
            lonlat=lonlat,
        )
        return ways.runs(ways.joined & here[1:] & here[:-1])


def sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def area_of(text: str) -> Area:
    """The area that `--within` names: `W,S,E,N` in degrees, or a GeoJSON file of polygons, joined."""
    area = _box(text) if _BOX.fullmatch(text) else _polygons(text)
    west, south, east, north = area.bounds
    if area.is_empty or west < -180 or south < -90 or east > 180 or north > 90:
        raise BadInput("area_unreadable", text=text)
    return area


def _box(text: str) -> Area:
    west, south, east, north = (float(part) for part in text.split(","))
    return shapely.box(west, south, east, north) if west < east and south < north else shapely.Polygon()


def _polygons(file: str) -> Area:
    try:
        text = Path(file).read_text(encoding="utf-8")
        drawn = shapely.from_geojson(text)
    except (OSError, ValueError, shapely.GEOSException) as problem:
        raise BadInput("area_unreadable", text=file) from problem
    named = _named_crs(text)
    if named is not None and not named.endswith(("CRS84", "4326", "WGS84", "WGS 84")):
        raise BadInput("area_crs", file=Path(file).name, crs=named)
    parts = shapely.get_parts(shapely.get_parts(drawn))
    return cast("Area", shapely.union_all(parts[shapely.get_dimensions(parts) == 2]))


def _named_crs(text: str) -> str | None:
    """What a GeoJSON file of the older standard says that its coordinates are."""
    crs = json.loads(text).get("crs")
    return (
        str(crs["properties"].get("name", crs)) if isinstance(crs, dict) and "properties" in crs else crs and str(crs)
    )
