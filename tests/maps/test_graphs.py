"""Graphs of osmnx into networks: what they keep is what the OSM file of the same town says."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import osmnx
import pytest
from numpy.typing import NDArray

from maps.cities import city_from
from maps.errors import BadInput
from maps.graphs import as_osm_file
from maps.places import NODE_TAGS, PUBLIC, WAY_TAGS
from maps.roads import RoadNetwork
from maps.snapping import snap
from maps.sources import Reading, read, sha256
from maps.speeds import Mode
from maps.travel import times_from, weigh
from tests.maps.five_node_town import OSM, PLACES, STREETS, write_osm

SPOTS = np.array([*PLACES, *((np.array(PLACES[street.tail]) * 2 + PLACES[street.head]) / 3 for street in STREETS)])


def quiet(step: str, fraction: float | None) -> None:
    """Nobody watches."""


@contextmanager
def osmnx_settings(**changes: Any) -> Iterator[None]:
    before = {name: getattr(osmnx.settings, name) for name in changes}
    vars(osmnx.settings).update(changes)
    try:
        yield
    finally:
        vars(osmnx.settings).update(before)


ALL_TAGS = {"useful_tags_node": list(NODE_TAGS), "useful_tags_way": list(WAY_TAGS)}


def saved(tmp_path: Path, text: str = OSM, *, simplify: bool = False, **kept: Any) -> Path:
    """The town as osmnx saves it."""
    file = tmp_path / "town.graphml"
    with osmnx_settings(**kept):
        graph = osmnx.graph_from_xml(write_osm(tmp_path / "town.osm", text), simplify=simplify, retain_all=True)
    osmnx.save_graphml(graph, file)
    return file


def imported(source: Path) -> Reading:
    with as_osm_file(source, PUBLIC, quiet) as file:
        return read(file, origin=source, progress=quiet)


def seconds(network: RoadNetwork, mode: Mode) -> NDArray[np.float64]:
    """Between all pairs of the town's junctions, and of points a third of the way along its streets."""
    weights = weigh(network, mode)
    points = snap(network, SPOTS, mode=mode)
    rows = [times_from(weights, snap(network, spot[None], mode=mode), points, limit_seconds=1e6) for spot in SPOTS]
    return np.array(rows)


def town_by_file(tmp_path: Path, text: str = OSM) -> RoadNetwork:
    return read(write_osm(tmp_path / "plain.osm", text), progress=quiet).network


@pytest.mark.parametrize("simplify", [False, True])
@pytest.mark.parametrize("all_oneway", [False, True])
def test_times_are_those_of_the_file(tmp_path: Path, simplify: bool, all_oneway: bool) -> None:
    network = imported(saved(tmp_path, simplify=simplify, all_oneway=all_oneway, **ALL_TAGS)).network
    assert (network.node_count, network.edge_count) == (5, 9)
    for mode in Mode:
        expected = seconds(town_by_file(tmp_path), mode)
        assert np.isfinite(expected).all()
        np.testing.assert_allclose(seconds(network, mode), expected, atol=1e-6, rtol=0, err_msg=mode)


def test_osmnx_s_own_tags_suffice_for_walkers_and_cars(tmp_path: Path) -> None:
    network = imported(saved(tmp_path)).network
    for mode in (Mode.WALK, Mode.CAR):
        np.testing.assert_allclose(seconds(network, mode), seconds(town_by_file(tmp_path), mode), atol=1e-6, rtol=0)
    # Without oneway:bicycle on North Lane and bicycle=yes on the path, e-bikes obey what is left.
    wheels = Mode.EBIKE.forward_bit | Mode.EBIKE.back_bit
    assert (network.edge_access[network.edge_way == 2] & wheels).tolist() == [Mode.EBIKE.forward_bit]
    assert (network.edge_access[network.edge_way == 6] & wheels).tolist() == [0]


def test_the_facts_are_those_of_the_graph(tmp_path: Path) -> None:
    source = saved(tmp_path)
    text = source.read_text(encoding="utf-8")
    day = osmnx.load_graphml(source).graph["created_date"]
    source.write_text(text.replace(day, "2026-03-01 10:00:00"), encoding="utf-8")
    reading = imported(source)
    assert (reading.facts.file, reading.facts.sha256) == ("town.graphml", sha256(source))
    assert reading.facts.date == date(2026, 3, 1)
    assert (reading.tally.ways, reading.tally.cut, reading.tally.outside) == (8, 0, 0)


JOINED = """<osm version="0.6">
<node id="1" lon="9.0" lat="0.0"/><node id="2" lon="9.001" lat="0.0"/><node id="3" lon="9.002" lat="0.0"/>
<way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/><tag k="maxspeed" v="60"/></way>
<way id="2"><nd ref="2"/><nd ref="3"/><tag k="highway" v="living_street"/><tag k="maxspeed" v="20"/>
  <tag k="access" v="private"/></way>
</osm>"""


def test_an_edge_of_several_ways_is_as_open_and_as_fast_as_the_narrowest(tmp_path: Path) -> None:
    network = imported(saved(tmp_path, JOINED, simplify=True)).network
    assert network.edge_count == 1
    assert network.edge_access.tolist() == [Mode.WALK.forward_bit | Mode.WALK.back_bit]
    assert network.edge_maxspeed_kmh.tolist() == [20]
    parts = imported(saved(tmp_path, JOINED)).network
    assert (parts.edge_count, sorted(parts.edge_maxspeed_kmh)) == (2, [20, 60])


def test_a_barrier_that_was_kept_stops_cars(tmp_path: Path) -> None:
    bollard = OSM.replace(
        '<node id="5" lat="0.002" lon="9.003"/>',
        '<node id="5" lat="0.002" lon="9.003"><tag k="barrier" v="bollard"/></node>',
    )
    reading = imported(saved(tmp_path, bollard, **ALL_TAGS))
    assert (reading.tally.barriers_walk, reading.tally.barriers_ebike, reading.tally.barriers_car) == (0, 0, 1)


def test_a_city_of_a_graph_opens_with_a_base_map_of_its_roads(tmp_path: Path) -> None:
    source = saved(tmp_path, simplify=True, **ALL_TAGS)
    city = city_from(str(source), tmp_path / "cities")
    assert (city.name, city.network.edge_count) == ("town", 9)
    assert (city.folder / "base.pmtiles").stat().st_size > 0
    assert city_from(str(source), tmp_path / "cities").folder == city.folder


def test_a_projected_graph_is_refused_by_the_name_of_its_system(tmp_path: Path) -> None:
    source = saved(tmp_path)
    osmnx.save_graphml(osmnx.project_graph(osmnx.load_graphml(source)), source)
    with pytest.raises(BadInput) as refusal:
        imported(source)
    assert (refusal.value.code, refusal.value.params) == (
        "graph_projected", {"file": "town.graphml", "crs": "EPSG:32632"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("</graphml>", "", "graph_foreign"),
        ("graphml", "html", "graph_foreign"),
        ('<node id="1">', '<node id="A">', "graph_foreign"),
        ("epsg:4326", "the moon", "graph_projected"),
        ('attr.name="crs"', 'attr.name="system"', "graph_foreign"),
        ('attr.name="x"', 'attr.name="across"', "graph_foreign"),
        ('attr.name="osmid"', 'attr.name="ident"', "graph_foreign"),
        (">9.003<", ">900.3<", "coordinates_out_of_range"),
        (">9.003<", ">east<", "graph_foreign"),
        ('attr.name="highway"', 'attr.name="railway"', "source_without_roads"),
    ],
)
def test_what_is_no_street_graph_is_refused(tmp_path: Path, old: str, new: str, code: str) -> None:
    source = saved(tmp_path)
    text = source.read_text(encoding="utf-8")
    assert old in text
    source.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(BadInput) as refusal:
        imported(source)
    assert refusal.value.code == code


def test_a_graph_without_streets(tmp_path: Path) -> None:
    source = tmp_path / "empty.graphml"
    graph = osmnx.graph_from_xml(write_osm(tmp_path / "town.osm"), simplify=False)
    graph.clear_edges()
    osmnx.save_graphml(graph, source)
    with pytest.raises(BadInput, match="source_without_roads"):
        imported(source)
