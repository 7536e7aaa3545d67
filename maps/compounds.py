"""Ground that people live, learn and work on, and its buildings: what may stand behind a wall with gates.

An import keeps the outlines. Whether one is walled is known from its own tags (`barrier=wall` or `fence` on the area)
or from gates that users have drawn: everywhere else one walks straight in, as before.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import osmium
import osmium.filter
import osmium.geom
import osmium.osm
import shapely
from numpy.typing import NDArray

from maps.access import blocks
from maps.degrees import DEGREE_M
from maps.errors import BadInput
from maps.speeds import Mode

F8 = NDArray[np.float64]
Shapes = NDArray[np.object_]
Tags = Mapping[str, str]

ARRAYS, WORDS = "compounds.npz", "compounds.json"
LANDUSE = frozenset({"residential", "commercial", "industrial", "retail", "education", "institutional", "military"})
AMENITY = frozenset({"school", "kindergarten", "college", "university", "hospital", "nursing_home", "social_facility"})
LARGEST_HA = {"landuse": 60.0, "amenity": 600.0}
"""A larger area of housing is a quarter with streets through it, no compound; a campus may be larger."""
WALLS = frozenset({"wall", "fence"})
GATES = frozenset({"gate", "lift_gate", "swing_gate", "sliding_gate", "entrance", "turnstile", "full-height_turnstile"})
ON_BORDER_M = 15.0
TIE_M = 1.0


@dataclass(frozen=True, slots=True)
class MapGate:
    """A gate that the map knows. `modes`: whom it lets in; `hours`: the tag as it stands."""

    lon: float
    lat: float
    name: str
    hours: str
    modes: frozenset[Mode]


@dataclass(frozen=True, eq=False)
class Compounds:
    """Outlines in WGS-84, the compounds first, then the buildings; a compound's gates are those of the map on it."""

    shapes: Shapes
    names: Sequence[str]
    levels: Sequence[int]  # storeys of a building, 0 where not tagged
    compounds: int  # how many of the shapes are compounds
    gates: Mapping[int, tuple[MapGate, ...]]  # compound → gates, for those that are tagged as walled
    uses: Sequence[str] = ()  # the value of `building`, `landuse` or `amenity`; empty where an older import kept none

    def __len__(self) -> int:
        return len(self.shapes)

    @cached_property
    def _grounds(self) -> shapely.STRtree:
        return shapely.STRtree(self.shapes[: self.compounds])

    @cached_property
    def _buildings(self) -> shapely.STRtree:
        return shapely.STRtree(self.shapes[self.compounds :])

    @cached_property
    def _areas(self) -> F8:
        return np.asarray(shapely.area(self.shapes[: self.compounds]), np.float64)

    def around(self, lon: float, lat: float) -> list[int]:
        """The compounds that a place lies in, the smallest first."""
        found = self._grounds.query(shapely.Point(lon, lat), predicate="intersects")
        return [int(one) for one in found[np.argsort(self._areas[found], kind="stable")]]

    def building_at(self, lon: float, lat: float, *, reach_m: float) -> int | None:
        """The building that a place lies in, or the nearest within `reach_m`."""
        stretch = np.array([np.cos(np.radians(lat)), 1.0])
        box = shapely.Point(lon, lat).buffer(reach_m / DEGREE_M / stretch[0])
        near = self._buildings.query(box, predicate="intersects") + self.compounds
        off_m = self._off_m(near, lon, lat)
        return int(near[np.argmin(off_m)]) if off_m.min(initial=np.inf) <= reach_m else None

    def bordering(self, lon: float, lat: float, *, reach_m: float) -> list[int]:
        """The compounds whose border lies nearest to a place, within `reach_m`: two where they share it."""
        box = shapely.Point(lon, lat).buffer(reach_m / DEGREE_M / np.cos(np.radians(lat)))
        near = self._grounds.query(box, predicate="intersects")
        off_m = self._off_m(near, lon, lat, border=True)
        within = (off_m <= reach_m) & (off_m <= off_m.min(initial=reach_m) + TIE_M)
        return [int(one) for one in near[within]]

    def _off_m(self, which: NDArray[np.int64], lon: float, lat: float, *, border: bool = False) -> F8:
        """Metres from a place to outlines, or to their borders."""
        stretch = np.array([np.cos(np.radians(lat)), 1.0])  # degrees east as long as degrees north, near the place
        shapes = np.asarray([shapely.transform(self.shapes[one], lambda xy: xy * stretch) for one in which], np.object_)
        shapes = shapely.boundary(shapes) if border else shapes
        off_m: F8 = shapely.distance(shapes, shapely.Point(lon * stretch[0], lat)) * DEGREE_M
        return off_m

    def save(self, folder: Path) -> None:
        """Write two files into an existing folder."""
        multi = [shapely.MultiPolygon(shapely.get_parts(shape).tolist()) for shape in self.shapes]
        _, lonlat, offsets = shapely.to_ragged_array(multi) if multi else (None, np.empty((0, 2)), [np.zeros(1)] * 3)
        np.savez(folder / ARRAYS, lonlat=lonlat, rings=offsets[0], polygons=offsets[1], shapes=offsets[2])
        gates = {
            str(one): [[g.lon, g.lat, g.name, g.hours, sorted(g.modes)] for g in gates]
            for one, gates in self.gates.items()
        }
        words = {"names": self.names, "levels": self.levels, "compounds": self.compounds, "gates": gates}
        words["uses"] = list(self.uses)
        (folder / WORDS).write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def open(cls, folder: Path) -> "Compounds":
        """What `save` wrote; nothing where an older import wrote none. Cost: 25 ms for 10,000 outlines."""
        if not (folder / WORDS).exists():
            return NONE
        try:
            return cls._opened(folder)
        except (OSError, EOFError, BadZipFile, ValueError, KeyError) as problem:
            raise BadInput("compounds_unreadable", folder=folder.name, reason=str(problem)) from problem

    @classmethod
    def _opened(cls, folder: Path) -> "Compounds":
        words = json.loads((folder / WORDS).read_text(encoding="utf-8"))
        with np.load(folder / ARRAYS) as kept:
            lonlat, offsets = kept["lonlat"], (kept["rings"], kept["polygons"], kept["shapes"])
        shapes: Any = []
        if len(lonlat):
            shapes = shapely.from_ragged_array(shapely.GeometryType.MULTIPOLYGON, lonlat, offsets)
        gates = {
            int(one): tuple(MapGate(lon, lat, name, hours, frozenset(map(Mode, modes)))
                            for lon, lat, name, hours, modes in listed)
            for one, listed in words["gates"].items()
        }  # fmt: skip
        uses = words.get("uses", ())
        return cls(np.asarray(shapes, np.object_), words["names"], words["levels"], words["compounds"], gates, uses)


NONE = Compounds(np.empty(0, np.object_), (), (), 0, {})


@dataclass(frozen=True, slots=True)
class _Area:
    shape: shapely.Geometry
    name: str
    levels: int
    building: bool
    walled: bool
    use: str


def read(source: Path, bounds: tuple[float, float, float, float]) -> Compounds:
    """The compounds and buildings of an OSM file that touch `bounds`. One pass over relations, one over everything."""
    keys = osmium.filter.KeyFilter("landuse", "amenity", "building", "barrier", "entrance")
    areas: list[_Area] = []
    gates: list[MapGate] = []
    box = shapely.box(*bounds)
    geojson = osmium.geom.GeoJSONFactory()
    for thing in osmium.FileProcessor(source).with_areas(keys).with_filter(keys):
        if isinstance(thing, osmium.osm.Node):
            gates += _gate(thing)
        elif isinstance(thing, osmium.osm.Area):
            areas += _area(thing, geojson, box)
    areas.sort(key=lambda one: one.building)
    shapes = np.empty(len(areas), np.object_)
    shapes[:] = [one.shape for one in areas]
    compounds = sum(not one.building for one in areas)
    names, levels, uses = [one.name for one in areas], [one.levels for one in areas], [one.use for one in areas]
    found = Compounds(shapes, names, levels, compounds, {}, uses)
    walled = {place for place, one in enumerate(areas) if one.walled and not one.building}
    on: dict[int, tuple[MapGate, ...]] = {}
    for gate in gates if walled else ():
        for one in walled.intersection(found.bordering(gate.lon, gate.lat, reach_m=ON_BORDER_M)):
            on[one] = (*on.get(one, ()), gate)
    return Compounds(found.shapes, found.names, found.levels, found.compounds, on, uses)


def _gate(node: osmium.osm.Node) -> Iterator[MapGate]:
    tags = dict(node.tags)
    if tags.get("barrier") not in GATES and "entrance" not in tags:
        return
    stopped = blocks(tags) if "barrier" in tags else Mode.EBIKE.main_bit | Mode.CAR.main_bit
    modes = frozenset(mode for mode in Mode if not stopped & mode.main_bit)
    if modes:
        yield MapGate(node.lon, node.lat, tags.get("name", ""), tags.get("opening_hours", ""), modes)


def _area(area: osmium.osm.Area, geojson: osmium.geom.GeoJSONFactory, box: shapely.Polygon) -> Iterator[_Area]:
    tags = dict(area.tags)
    building = tags.get("building") not in (None, "no")
    if not building and tags.get("landuse") not in LANDUSE and tags.get("amenity") not in AMENITY:
        return
    try:
        shape = shapely.make_valid(shapely.from_geojson(geojson.create_multipolygon(area)))
    except (RuntimeError, osmium.InvalidLocationError):
        return  # its rings do not close, or its points are outside the file
    parts = [part for part in shapely.get_parts(shape) if isinstance(part, shapely.Polygon)]
    if not parts or not shape.intersects(box) or (not building and _hectares(shape) > _largest(tags)):
        return
    levels = tags.get("building:levels", "")
    yield _Area(
        shapely.MultiPolygon(parts),
        tags.get("name", ""),
        int(levels) if levels.isdecimal() else 0,
        building,
        tags.get("barrier") in WALLS,
        tags["building"] if building else _use(tags),
    )


def _use(tags: Tags) -> str:
    return tags["amenity"] if tags.get("amenity") in AMENITY else tags["landuse"]


def _largest(tags: Tags) -> float:
    return LARGEST_HA["amenity" if tags.get("amenity") in AMENITY else "landuse"]


def _hectares(shape: shapely.Geometry) -> float:
    _, south, _, north = shapely.bounds(shape)
    return float(shapely.area(shape)) * DEGREE_M**2 * float(np.cos(np.radians((south + north) / 2))) / 10_000
