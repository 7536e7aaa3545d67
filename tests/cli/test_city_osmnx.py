"""`dispatch city import` of a graph of osmnx and of a place by its name, against servers on this machine."""

import socket
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import osmnx
import pytest
import shapely
from click.testing import CliRunner, Result

from dispatch.cli import main
from maps.cities import import_city, open_city, write_network
from maps.errors import BadInput
from maps.places import Servers
from maps.roads import RoadNetwork
from maps.snapping import snap
from maps.sources import read
from maps.speeds import Mode
from maps.travel import times_from, weigh
from tests.maps.five_node_town import town, write_osm
from tests.maps.osm_servers import PLACE, OsmServer, elements, found, osm_server

AROUND_TOWN = shapely.box(8.99, -0.01, 9.01, 0.01)


@pytest.fixture
def cities(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FIFTEEN_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    return tmp_path / "data" / "cities"


@pytest.fixture
def server(tmp_path: Path, cities: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OsmServer]:
    with osm_server() as server:
        server.places = found(AROUND_TOWN)
        server.overpass = {"elements": elements(write_osm(tmp_path / "town.osm"))}
        monkeypatch.setenv("FIFTEEN_NOMINATIM_URL", server.url)
        monkeypatch.setenv("FIFTEEN_OVERPASS_URL", server.url)
        yield server


def dispatch(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["city", *map(str, arguments)], catch_exceptions=False)


def test_a_graph_says_what_it_can_t_hold(tmp_path: Path, cities: Path) -> None:
    source = tmp_path / "town.graphml"
    osmnx.save_graphml(osmnx.graph_from_xml(write_osm(tmp_path / "town.osm")), source)
    done = dispatch("import", source)
    assert done.exit_code == 0
    assert done.stdout.splitlines()[:2] == ["town (town)", "network     5 junctions, 9 edges, 2.4 km"]
    assert done.stderr.splitlines()[0] == "Reading the graph"
    assert done.stderr.splitlines()[-1].startswith("“town.graphml” is a graph: there are only the roads that")
    assert open_city("town", root=cities).imported.facts.file == "town.graphml"


def test_a_place_by_its_name(server: OsmServer, cities: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    before = {name: getattr(osmnx.settings, name) for name in vars(osmnx.settings) if name.islower()}
    done = dispatch("import", PLACE)
    assert done.exit_code == 0
    assert done.stderr.splitlines()[:2] == ["Looking the place up", "Downloading roads"]
    assert done.stderr.splitlines()[-1] == (
        f"Of “{PLACE}” only the roads were downloaded: the base map shows no buildings, water or parks."
    )
    city = open_city("Five-Corners-Equator", root=cities)
    assert city.imported.facts.file == PLACE
    assert (city.folder / "base.pmtiles").stat().st_size > 0
    assert sorted(city.network.edge_way) == sorted(town().edge_way)
    assert len(server.asked) == 1
    assert not (tmp_path / "cache").exists()
    assert {name: getattr(osmnx.settings, name) for name in before} == before


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"places": []}, f"“{PLACE}” is neither a file nor a place whose outline OpenStreetMap knows."),
        ({"places": found(shapely.Point(9, 0))}, f"“{PLACE}” is neither a file nor a place whose outline"),
        ({"overpass": {"elements": []}}, f"There are no roads in “{PLACE}”."),
        ({"places": found(shapely.box(9.005, 0.001, 9.006, 0.002))}, f"There are no roads in “{PLACE}”."),
        ({"places": found(shapely.box(0, 0, 9, 9))}, f"“{PLACE}” is too large to download by its name."),
        ({"status": 429}, f"“{PLACE}”: 127.0.0.1 refused or gave up. (429 "),
        ({"status": 500}, f"“{PLACE}”: 127.0.0.1 refused or gave up. (500 "),
        (
            {"overpass": {"elements": [], "remark": "runtime error: Query timed out"}},
            f"“{PLACE}”: 127.0.0.1 refused or gave up. (runtime error: Query timed out)",
        ),
    ],
)
def test_a_place_that_can_t_be_had_is_one_sentence_and_nothing_is_left(
    server: OsmServer, cities: Path, change: dict[str, object], sentence: str
) -> None:
    vars(server).update(change)
    done = dispatch("import", PLACE)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1].startswith(sentence)
    assert not list(cities.rglob("*"))


def test_without_the_internet(cities: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    monkeypatch.setenv("FIFTEEN_NOMINATIM_URL", f"http://127.0.0.1:{port}")
    done = dispatch("import", PLACE)
    assert done.exit_code == 2
    assert done.stderr.splitlines()[-1].startswith(
        f"There is no file “{PLACE}”, and to look it up as a place 127.0.0.1"
    )


def test_a_server_that_does_not_answer(server: OsmServer, cities: Path) -> None:
    server.delay_s = 1.5
    with pytest.raises(BadInput) as refusal:
        import_city(Path(PLACE), name="town", root=cities, servers=Servers(server.url, server.url, timeout_s=0.5))
    assert (refusal.value.code, refusal.value.params["seconds"]) == ("place_timeout", 0.5)
    assert not list(cities.rglob("*"))


def test_what_looks_like_a_file_is_no_place(server: OsmServer, cities: Path) -> None:
    server.places = []
    for source in ("nowhere.graphml", "nowhere.osm.pbf", "no/where"):
        done = dispatch("import", source)
        assert (done.exit_code, done.stderr) == (2, f"There is no file {source}.\n")


def metres_by_way(network: RoadNetwork) -> dict[tuple[int, int, int], float]:
    """The length of each way, by its id, class and access."""
    metres: dict[tuple[int, int, int], float] = defaultdict(float)
    for key, length in zip(
        zip(network.edge_way.tolist(), network.edge_class.tolist(), network.edge_access.tolist(), strict=True),
        network.edge_length_m.tolist(),
        strict=True,
    ):
        metres[key] += length
    return metres


def test_chengdu_downloaded_is_chengdu_read(shared_data: Path, server: OsmServer, cities: Path) -> None:
    file = shared_data / "chengdu.osm.pbf"
    whole = shapely.box(103.5, 30.2, 104.7, 31.2)
    server.places, server.overpass = found(whole), {"elements": elements(file)}
    city = import_city(
        Path(PLACE), name="chengdu", root=cities, layers=(write_network,), servers=Servers(server.url, server.url)
    )
    expected = read(file, within=whole, progress=lambda *_: None).network
    # A ring that begins where it meets nothing has a junction there in the file alone.
    assert 0 <= expected.edge_count - city.network.edge_count <= 20
    assert metres_by_way(city.network) == pytest.approx(metres_by_way(expected), rel=1e-9)
    spots = np.random.default_rng(4).choice(expected.node_lonlat, 60)
    for mode in Mode:
        times = [
            times_from(
                weigh(network, mode),
                snap(network, spots[:1], mode=mode),
                snap(network, spots, mode=mode),
                limit_seconds=1e5,
            )
            for network in (city.network, expected)
        ]
        np.testing.assert_allclose(*times, rtol=0, atol=1e-6)
