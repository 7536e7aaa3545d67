"""The named things of an OpenStreetMap file, and the streets of its network."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import osmium.filter
import osmium.geom
import osmium.osm
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from maps.gazetteer.entries import Entry, House, Names
from maps.gazetteer.kinds import RANK, STOPPING, PlaceKind, Tags, kind_of
from maps.gazetteer.spelling import is_chinese, plain
from maps.gazetteer.streets import NamedStreets, as_entry, street_edges
from maps.roads import RoadNetwork
from maps.ways import Area

NAME_KEYS = (
    "name",
    "name:zh",
    "name:en",
    "alt_name",
    "old_name",
    "official_name",
    "short_name",
    "loc_name",
    "int_name",
    "reg_name",
    "alt_name:en",
    "addr:housename",
)
HOUSE = "addr:housenumber"
SAME_THING_M = 250.0
"""Things of one name and kind that lie no further apart are one, drawn twice."""
IN_PLACE_M = 1500.0
HOLDING = frozenset(
    {PlaceKind.COMPOUND, PlaceKind.SCHOOL, PlaceKind.HOSPITAL, PlaceKind.MALL, PlaceKind.PARK, PlaceKind.GOVERNMENT}
)
"""Kinds of areas that say where something inside them is."""


def read(source: Path, network: RoadNetwork, area: Area) -> Names:
    """What has a name or a house number within `area` (WGS-84), and every named street of the network.

    Two passes over the file; memory holds what is named. Cost: Chengdu .3 s, Milan 2.5 s.
    """
    drawn = _Drawn(network, area)
    wanted = osmium.filter.KeyFilter(*NAME_KEYS, HOUSE)
    for thing in osmium.FileProcessor(source).with_areas(wanted).with_filter(wanted):
        try:
            drawn.add(thing)
        except (RuntimeError, osmium.InvalidLocationError):
            continue  # a way whose nodes are outside the file, an area whose rings do not close
    places = _merged(network, drawn.places)
    edges = street_edges(network)
    around = _Around(network, places, drawn.shapes)
    streets = _told_apart([_street(network, one, drawn.aliases, around) for one in edges])
    placed = [replace(one, within=around.of(one)) for one in places]
    return Names(streets, edges, placed, tuple(dict.fromkeys(drawn.houses)))


def names_of(tags: Tags) -> tuple[str, ...]:
    """Every name, the one that is shown first; one written in two scripts is also taken apart."""
    said = [one.strip() for key in NAME_KEYS for one in tags.get(key, "").split(";")]
    return tuple(dict.fromkeys(one for whole in said if whole for one in (*_apart(whole), whole)))


def _apart(name: str) -> Iterator[str]:
    """`东城根南街 - Dongchenggen Street South` is two names."""
    one, dash, other = name.partition(" - ")
    if dash and is_chinese(one) != is_chinese(other):
        yield from (one.strip(), other.strip())


@dataclass
class _Drawn:
    """What is found as the file is read."""

    network: RoadNetwork
    area: Area
    places: list[Entry] = field(default_factory=list)
    shapes: dict[str, BaseGeometry] = field(default_factory=dict)
    houses: list[House] = field(default_factory=list)
    aliases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _geojson: Any = field(default_factory=osmium.geom.GeoJSONFactory)

    def __post_init__(self) -> None:
        shapely.prepare(self.area)

    def add(self, thing: object) -> None:
        match thing:
            case osmium.osm.Node():
                self._put(f"node/{thing.id}", dict(thing.tags), shapely.Point(thing.lon, thing.lat))
            case osmium.osm.Way():
                self._way(thing, dict(thing.tags))
            case osmium.osm.Area():
                self._surface(thing, dict(thing.tags))

    def _way(self, way: osmium.osm.Way, tags: Tags) -> None:
        """A road only gives its other names to its street; a river is a thing of its own."""
        if "highway" in tags and "name" in tags:
            known = self.aliases.get(tags["name"], ())
            self.aliases[tags["name"]] = tuple(dict.fromkeys((*known, *names_of(tags))))
        elif "waterway" in tags and not way.is_closed():
            self._put(f"way/{way.id}", tags, _shape(self._geojson.create_linestring(way)))

    def _surface(self, area: osmium.osm.Area, tags: Tags) -> None:
        if "highway" in tags and tags.get("area") != "yes":
            return  # a ring road
        shape = shapely.make_valid(_shape(self._geojson.create_multipolygon(area)))
        self._put(f"{'way' if area.from_way() else 'relation'}/{area.orig_id()}", tags, shape)

    def _put(self, ident: str, tags: Tags, shape: BaseGeometry) -> None:
        names = names_of(tags)
        if not shape.intersects(self.area):
            return
        inside = shape if shape.geom_type == "Point" else shape.intersection(self.area)
        lon, lat = (round(float(one), 7) for one in inside.representative_point().coords[0])
        if HOUSE in tags:
            street = tags.get("addr:street") or tags.get("addr:place") or ""
            numbers = tags[HOUSE].replace(";", ",").split(",")
            self.houses += [House(ident, street, number.strip(), lon, lat) for number in numbers if street]
        if names:
            self.places.append(Entry(ident, kind_of(tags), names, lon, lat, self._extent(inside)))
            if shape.area:
                self.shapes[ident] = shape

    def _extent(self, shape: BaseGeometry) -> float:
        """Radius of the circle of the area's size; half of what a line spans."""
        if shape.geom_type == "Point":
            return 0.0
        metres = shapely.transform(shape, self.network.project)
        if metres.area:
            return round(float(np.sqrt(metres.area / np.pi)), 1)
        west, south, east, north = metres.bounds
        return round(float(np.hypot(east - west, north - south)) / 2, 1)


def _shape(geojson: str) -> BaseGeometry:
    return shapely.from_geojson(geojson)


def _merged(network: RoadNetwork, places: Iterable[Entry]) -> list[Entry]:
    """Each thing once, though it is drawn as a node and an area, or as platforms on both sides of a street."""
    by_name: dict[tuple[str, str], list[Entry]] = {}
    for one in sorted(places, key=lambda one: (RANK[one.kind], -one.extent_m, one.id)):
        family = "stopping" if one.kind in STOPPING else one.kind
        by_name.setdefault((plain(one.names[0]), family), []).append(one)
    return [one for alike in by_name.values() for one in _far_apart(network, alike)]


def _far_apart(network: RoadNetwork, alike: list[Entry]) -> list[Entry]:
    """The first of those that lie close to each other, with the names of all."""
    if len(alike) == 1:
        return alike
    xy = network.project(np.array([(one.lon, one.lat) for one in alike]))
    kept: list[int] = []
    names: dict[int, tuple[str, ...]] = {}
    for at, one in enumerate(alike):
        apart = np.hypot(*(xy[kept] - xy[at]).T) if kept else np.empty(0)
        if len(apart) and apart.min() <= SAME_THING_M + alike[kept[int(apart.argmin())]].extent_m:
            whole = kept[int(apart.argmin())]
            names[whole] = tuple(dict.fromkeys((*names[whole], *one.names)))
        else:
            kept.append(at)
            names[at] = one.names
    return [replace(alike[at], names=names[at]) for at in kept]


def _street(
    network: RoadNetwork,
    edges: NDArray[np.int64],
    aliases: Mapping[str, tuple[str, ...]],
    around: "_Around",
) -> Entry:
    name = network.names[int(network.edge_name[edges[0]])]
    entry = as_entry(network, edges, aliases.get(name) or (*_apart(name), name), None)
    return replace(entry, within=around.place_of(entry))


def _told_apart(streets: list[Entry]) -> list[Entry]:
    """A way that leaves the area and comes back far away is two streets of one id."""
    seen: Counter[str] = Counter()
    found = []
    for one in streets:
        seen[one.id] += 1
        found.append(replace(one, id=f"{one.id}-{seen[one.id]}") if seen[one.id] > 1 else one)
    return found


class _Around:
    """What is said of where a thing is: the area that it lies in, else the street it lies on, else the place nearby."""

    def __init__(self, network: RoadNetwork, places: list[Entry], shapes: Mapping[str, BaseGeometry]) -> None:
        self._network = network
        self._holders = [one for one in places if one.kind in HOLDING and one.id in shapes]
        self._areas = shapely.STRtree([shapes[one.id] for one in self._holders])
        self._places = [one for one in places if one.kind is PlaceKind.PLACE]
        spots = self._project(self._places) if self._places else np.empty((0, 2))
        self._spots = shapely.STRtree([shapely.Point(spot) for spot in spots])
        self._streets = NamedStreets(network)

    def of(self, one: Entry) -> str | None:
        holders = self._areas.query(shapely.Point(one.lon, one.lat), predicate="intersects")
        around = [self._holders[at] for at in holders if self._holders[at].names[0] != one.names[0]]
        if around:
            return str(min(around, key=lambda holder: holder.extent_m).names[0])
        return self._streets.at(one.lon, one.lat) or self.place_of(one)

    def place_of(self, one: Entry) -> str | None:
        """The nearest place of another name."""
        spot = shapely.Point(self._project([one])[0])
        near = self._spots.query(spot, predicate="dwithin", distance=IN_PLACE_M)
        others = [at for at in near if self._places[at].names[0] != one.names[0]]
        if not others:
            return None
        nearest = min(others, key=lambda at: float(spot.distance(self._spots.geometries[at])))
        return str(self._places[int(nearest)].names[0])

    def _project(self, entries: list[Entry]) -> NDArray[np.float64]:
        return self._network.project(np.array([(one.lon, one.lat) for one in entries]))
