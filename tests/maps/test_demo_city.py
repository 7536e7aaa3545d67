"""The demo city, judged by the file that it becomes and by the import that every city goes through."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import osmium
import pyproj
import pytest
import shapely

from maps import demo_city
from maps.cities import City, describe
from maps.demo_city.plan import draw_up

# UTM zone 48, in which the city lies; any even projection would do.
METRES = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:32648", always_xy=True)
CLOSED_TO_WALKERS = {"motorway", "motorway_link", "trunk", "trunk_link"}
Tags = Mapping[str, str]


@dataclass(frozen=True)
class Way:
    nodes: tuple[int, ...]
    tags: Tags
    line: shapely.LineString

    @property
    def outline(self) -> shapely.Polygon:
        return shapely.Polygon(self.line)


@dataclass(frozen=True)
class OsmFile:
    """An OSM file as any reader sees it, in metres."""

    path: Path
    header: osmium.io.Header
    signs: Mapping[int, Tags]  # nodes that have tags
    places: Mapping[int, tuple[float, float]]
    ways: tuple[Way, ...]

    @classmethod
    def read(cls, path: Path) -> "OsmFile":
        signs, lonlat, drawn = {}, {}, []
        file = osmium.FileProcessor(path)
        for thing in file:
            if thing.is_node():
                lonlat[thing.id] = (thing.lon, thing.lat)
                if thing.tags:
                    signs[thing.id] = dict(thing.tags)
            elif thing.is_way():
                drawn.append((tuple(node.ref for node in thing.nodes), dict(thing.tags)))
        x, y = METRES.transform(*np.array(list(lonlat.values())).T)
        places = dict(zip(lonlat, zip(x.tolist(), y.tolist(), strict=True), strict=True))
        ways = (Way(nodes, tags, shapely.LineString([places[node] for node in nodes])) for nodes, tags in drawn)
        return cls(path, file.header, signs, places, tuple(ways))

    def tagged(self, key: str, value: str | None = None) -> list[Way]:
        return [way for way in self.ways if key in way.tags and value in (None, way.tags[key])]

    @cached_property
    def streets(self) -> list[Way]:
        return self.tagged("highway")

    @cached_property
    def buildings(self) -> list[Way]:
        return self.tagged("building")

    @cached_property
    def river(self) -> shapely.Polygon:
        (river,) = self.tagged("water", "river")
        return river.outline


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> OsmFile:
    path = tmp_path_factory.mktemp("drawn") / "city.osm.pbf"
    demo_city.write(path)
    return OsmFile.read(path)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return demo_city.make(tmp_path_factory.mktemp("cities"))


def test_the_same_seed_gives_the_same_bytes(file: OsmFile, city: City):
    """One was drawn for the fixture, the other for the import."""
    assert city.imported.facts.sha256 == hashlib.sha256(file.path.read_bytes()).hexdigest()


def test_another_seed_gives_another_city():
    one, other = (draw_up(np.random.default_rng(seed)).river_water for seed in (15, 16))
    assert one.intersection(other).area < 0.95 * one.area


def test_everything_says_that_it_is_made_up(file: OsmFile, city: City):
    assert "fictional" in file.header.get("generator")
    assert [tags["name"] for tags in file.signs.values() if tags.get("place") == "city"] == ["演示城(虚构)"]
    assert (city.name, city.title, city.fictional, city.population) == ("demo", "演示城(虚构)", True, 600_000)
    assert "fictional" in city.licence
    assert "OpenStreetMap" not in city.licence
    assert city.timezone == "Asia/Shanghai"


def test_it_is_a_city_of_ten_by_ten_kilometres(city: City):
    west, south, east, north = city.bbox
    globe = pyproj.Geod(ellps="WGS84")
    assert globe.inv(west, south, east, south)[2] == pytest.approx(10_000, rel=0.01)
    assert globe.inv(west, south, west, north)[2] == pytest.approx(10_000, rel=0.01)
    assert 20_000 <= city.network.node_count <= 40_000


def test_nearly_every_junction_lies_in_the_main_component_of_each_mode(city: City):
    for mode, counts in describe(city)["components"].items():
        share = counts["nodes"] / (counts["nodes"] + counts["dropped_nodes"])
        assert share >= 0.95, mode


def test_the_import_writes_network_cells_and_base_map(city: City):
    assert (city.folder / "base.pmtiles").stat().st_size > 500_000
    assert {path.name for path in city.folder.glob("raster-*.npz")} == {
        f"raster-{m}.npz" for m in ("walk", "ebike", "car")
    }


def test_only_bridges_cross_the_river(file: OsmFile):
    river = file.river
    wet = [way for way in file.streets if way.line.intersects(river)]
    assert {way.tags.get("bridge") for way in wet} == {"yes"}
    assert {"南门大桥", "望江大桥", "江湾大桥"} <= {way.tags.get("name") for way in wet}
    banks = north_and_south(river)
    on_foot = [way for way in file.streets if way.tags["highway"] not in CLOSED_TO_WALKERS]
    dry = [way for way in on_foot if not way.line.intersects(river)]
    assert [shore for shore in shores(file, on_foot, banks) if shore] == [{0, 1}]
    assert sorted(shores(file, dry, banks), key=min) == [{0}, {1}]


def shores(file: OsmFile, ways: list[Way], banks: list[shapely.Polygon]) -> list[set[int]]:
    """For each piece of network that is more than a yard, the banks on which it has junctions."""
    return [
        {bank for bank, land in enumerate(banks) for node in nodes if land.contains(shapely.Point(file.places[node]))}
        for nodes in components(ways)
        if len(nodes) > 100
    ]


def north_and_south(river: shapely.Polygon) -> list[shapely.Polygon]:
    """The land on both sides; the river flows from edge to edge of the map."""
    west, south, east, north = river.bounds
    land = shapely.box(west, south - 9000, east, north + 9000).difference(river.buffer(0.5))
    banks = sorted(shapely.get_parts(land), key=lambda part: -part.area)[:2]
    for bank in banks:
        shapely.prepare(bank)
    return sorted(banks, key=lambda bank: -bank.centroid.y)


def components(ways: list[Way]) -> list[set[int]]:
    """Sets of nodes that are joined by the ways."""
    head: dict[int, int] = {}

    def find(node: int) -> int:
        while head.setdefault(node, node) != node:
            head[node] = node = head[head[node]]
        return node

    for way in ways:
        for node in way.nodes[1:]:
            head[find(node)] = find(way.nodes[0])
    groups = defaultdict(set)
    for node in list(head):
        groups[find(node)].add(node)
    return list(groups.values())


def test_no_name_is_given_twice(file: OsmFile):
    water = {"霁江", "桐溪"}  # each is an area and a line
    streets = defaultdict(list)
    for way in file.streets:
        if "name" in way.tags:
            streets[way.tags["name"]].append(way.line)
    named = [way.tags for way in file.ways if "highway" not in way.tags] + list(file.signs.values())
    things = Counter(tags["name"] for tags in named if tags.get("name", "") not in {"", *water})
    assert [name for name, count in things.items() if count > 1] == []
    assert set(things) & set(streets) == set()
    # A street is one street: its pieces follow one another, with at most a river's width between two.
    assert [
        name for name, lines in streets.items() if shapely.union_all(shapely.buffer(lines, 170)).geom_type != "Polygon"
    ] == []
    assert len(streets) > 1000


def test_buildings_are_sound_and_stand_in_nobodys_way(file: OsmFile):
    shapes = np.array([way.outline for way in file.buildings])
    assert len(shapes) > 15_000
    assert shapely.is_valid(shapes).all()
    assert shapely.area(shapes).min() > 20
    assert all(1 <= int(way.tags["building:levels"]) <= 60 for way in file.buildings)
    tree = shapely.STRtree(shapes)
    assert tree.query(shapes, predicate="overlaps").shape[1] == 0
    assert tree.query([way.line for way in file.streets], predicate="crosses").shape[1] == 0
    water = [way.outline for way in file.tagged("natural", "water")]
    assert tree.query(water, predicate="intersects").shape[1] == 0


def test_compounds_are_entered_through_gates_in_their_walls(file: OsmFile):
    gates = {node: tags for node, tags in file.signs.items() if tags.get("barrier") in ("gate", "lift_gate")}
    on_wall = Counter(node for way in file.tagged("barrier", "wall") for node in set(way.nodes) & gates.keys())
    on_street = Counter(node for way in file.streets for node in set(way.nodes) & gates.keys())
    assert len(gates) > 1000
    assert set(on_wall.values()) == {1}
    assert on_wall.keys() == on_street.keys() == gates.keys()
    assert sum("opening_hours" in tags for tags in gates.values()) > 200
    walls = shapely.STRtree([way.line for way in file.tagged("barrier", "wall")])
    inner = [way for way in file.streets if way.tags.get("service") == "driveway"]
    assert walls.query([way.line for way in inner], predicate="intersects").shape[1] == 0


@pytest.mark.parametrize(
    ("key", "value", "least"),
    [
        ("highway", "trunk", 2),
        ("highway", "trunk_link", 8),
        ("highway", "primary", 50),
        ("highway", "steps", 100),
        ("highway", "pedestrian", 10),
        ("railway", "rail", 4),
        ("railway", "station", 1),
        ("leisure", "park", 30),
        ("amenity", "school", 20),
        ("amenity", "hospital", 3),
        ("amenity", "university", 1),
        ("amenity", "community_centre", 50),
        ("amenity", "fire_station", 3),
        ("shop", "mall", 5),
        ("landuse", "industrial", 20),
        ("landuse", "farmland", 20),
        ("place", "neighbourhood", 50),
        ("emergency", "defibrillator", 50),
    ],
)
def test_it_has_what_a_city_has(file: OsmFile, key: str, value: str, least: int):
    assert len(file.tagged(key, value)) + sum(tags.get(key) == value for tags in file.signs.values()) >= least


def test_the_old_town_has_one_way_streets(file: OsmFile):
    lesser = [way for way in file.streets if way.tags["highway"] in ("residential", "living_street")]
    one_way = [way for way in lesser if "oneway" in way.tags]
    assert len(one_way) > 50
    assert shapely.MultiLineString([way.line for way in one_way]).convex_hull.area < 10e6
    assert {way.tags["oneway"] for way in one_way} == {"yes", "-1"}


def test_old_and_new_town_are_cut_differently(file: OsmFile):
    """Junctions lie far closer in the middle than at the edge, and streets run in more than one pair of directions."""
    ends = np.array([file.places[way.nodes[0]] for way in file.streets if way.tags["highway"] == "residential"])
    away = np.hypot(*(ends - ends.mean(axis=0)).T)
    assert (away < 1500).sum() / 1500**2 > 3 * ((away > 3500) & (away < 5000)).sum() / (5000**2 - 3500**2)
    step = np.vstack([np.diff(way.line.coords, axis=0) for way in file.streets if way.tags["highway"] == "tertiary"])
    turned = np.abs((np.degrees(np.arctan2(step[:, 1], step[:, 0])) + 45) % 90 - 45)
    assert (turned < 15).mean() < 0.75


def test_the_import_knows_the_compounds_and_their_gates(city: City, file: OsmFile):
    """Every gate is one of a walled compound: a fictional city leaves nothing to guess."""
    gates = [gate for listed in city.compounds.gates.values() for gate in listed]
    drawn = sum(tags.get("barrier") in ("gate", "lift_gate") for tags in file.signs.values())
    assert len({(gate.lon, gate.lat) for gate in gates}) == drawn
    assert len(city.compounds.gates) > 1000
