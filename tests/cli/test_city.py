"""`dispatch city`, as it is typed."""

import json
import os
import pty
import re
import sys
import termios
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dispatch.cli import main
from dispatch.cli.city import progress_shown
from maps.cities import open_city
from tests.maps.five_node_town import OSM, write_osm


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_osm(tmp_path / "town.osm")


@pytest.fixture
def cities(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FIFTEEN_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    return tmp_path / "data" / "cities"


def dispatch(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["city", *map(str, arguments)], catch_exceptions=False)


def test_import_then_list_then_show(source: Path, cities: Path) -> None:
    done = dispatch("import", source, "--name", "town", "--title", "Town", "--population", "1200")
    assert done.exit_code == 0
    assert done.stderr.splitlines()[0] == "Reading roads"
    assert done.stdout.splitlines()[:2] == ["town (Town)", "network     5 junctions, 9 edges, 2.4 km"]
    assert open_city("town", root=cities).population == 1200

    assert dispatch("list").stdout == "town             Town  5 junctions  2.4 km  map of unknown\n"
    shown = dispatch("show", "town")
    assert shown.stdout == done.stdout
    assert "by car      main network 5 junctions, 1.8 km; dropped as cut off 0 junctions, 0.0 km" in shown.stdout

    machine = json.loads(dispatch("show", "town", "--json").stdout)
    assert json.loads(dispatch("list", "--json").stdout) == [machine]
    assert (machine["nodes"], machine["edges"], machine["crs"]) == (5, 9, "EPSG:32632")


def test_the_city_takes_the_file_s_name_and_only_the_box(source: Path, cities: Path) -> None:
    assert dispatch("import", source, "--within", "8.99,-0.01,9.0005,0.01").exit_code == 0
    assert open_city("town", root=cities).network.edge_way.tolist() == [1, 5, 8]


def test_chinese_first(source: Path, cities: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    done = dispatch("import", source, "--name", "小镇")
    assert done.stderr.splitlines()[0] == "读取道路"
    assert done.stdout.splitlines()[1] == "路网  5个路口,9条路段,2.4公里"


def test_nothing_imported_yet(cities: Path) -> None:
    done = dispatch("list")
    assert (done.exit_code, done.stdout) == (
        0, "No city has been imported yet. Try: dispatch city import FILE --name NAME\n",
    )  # fmt: skip
    assert json.loads(dispatch("list", "--json").stdout) == []


@pytest.mark.parametrize(
    ("content", "options", "sentence"),
    [
        (OSM[:900], [], "“town.osm” is damaged, cut short or no OpenStreetMap file. Please fetch it again. (XML"),
        (OSM.replace("highway", "building"), [], "There are no roads in “town.osm”."),
        (OSM, ["--within", "1,1,2,2"], "“town.osm” has no roads in this area."),
        (OSM, ["--within", "here"], "“here” is no area."),
        (OSM, ["--name", "a b"], "“a b” can't be the name of a city."),
        (None, [], "There is no file "),
    ],
)
def test_bad_input_is_one_sentence_and_exit_2(
    source: Path, cities: Path, content: str | None, options: list[str], sentence: str
) -> None:
    if content is None:
        source.unlink()
    else:
        write_osm(source, content)
    done = dispatch("import", source, *options)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.splitlines()[-1].startswith(sentence)
    assert dispatch("list", "--json").stdout.strip() == "[]"


def test_a_file_of_another_kind(tmp_path: Path, cities: Path) -> None:
    (tmp_path / "roads.shp").write_bytes(b"")
    done = dispatch("import", tmp_path / "roads.shp")
    assert done.exit_code == 2
    assert done.stderr.startswith("“roads.shp” is no kind of file that can be read. These are: .osm.pbf ")


def test_an_unknown_city_names_the_known(source: Path, cities: Path) -> None:
    dispatch("import", source)
    done = dispatch("show", "city")
    assert (done.exit_code, done.stderr) == (2, "No city “city” has been imported. There are: town\n")


def test_a_broken_city_is_listed_as_broken(source: Path, cities: Path) -> None:
    dispatch("import", source)
    (cities / "town" / "city.toml").write_text("title = ", encoding="utf-8")
    done = dispatch("list")
    assert done.exit_code == 0
    assert done.stdout.startswith("town             can't be opened: The city.toml of “town” can't be read")


def test_a_person_at_a_terminal_sees_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    screen, terminal = pty.openpty()
    termios.tcsetwinsize(terminal, (24, 80))
    with os.fdopen(screen, "rb", buffering=0) as seen, os.fdopen(terminal, "w") as stderr:
        monkeypatch.setattr(sys, "stderr", stderr)
        with progress_shown("en") as progress:
            progress("reading_roads", None)
            progress("tiles", 0.5)
        shown = seen.read(10_000).decode()
    assert re.search(r"Reading roads .* 0%", shown)
    assert re.search(r"Drawing the base map .*█+.* 50%", shown)


def test_boundaries_are_kept_beside_the_map_and_stay_with_the_next(source: Path, cities: Path, tmp_path: Path) -> None:
    dispatch("import", source, "--name", "town")
    square = {"type": "Polygon", "coordinates": [[[8.9, -0.1], [9.1, -0.1], [9.1, 0.1], [8.9, 0.1], [8.9, -0.1]]]}
    feature = {"type": "Feature", "properties": {"街道": "甲街道"}, "geometry": square}
    file = tmp_path / "streets.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")

    refused = CliRunner().invoke(main, ["city", "boundaries", str(file), "--name", "town"])
    assert refused.exit_code != 0
    assert "--crs" in refused.output
    assert dispatch("boundaries", file, "--name", "town", "--crs", "WGS84").stdout == (
        "town: 1 areas of level “street” kept\n"
    )
    dispatch("import", source, "--name", "town")
    assert open_city("town", root=cities).boundaries.of(9.0, 0.0) == {"street": "甲街道"}
    assert "boundaries  0 districts, 1 streets, 0 communities" in dispatch("show", "town").stdout


def test_boundaries_of_another_system_are_turned(source: Path, cities: Path, tmp_path: Path) -> None:
    """GCJ-02 lies some 400 m off in Chengdu: a point just inside the WGS-84 border lies outside what was drawn."""
    from dispatch.links.crs import from_wgs84

    dispatch("import", source, "--name", "town")
    corners = [(104.0, 30.6), (104.1, 30.6), (104.1, 30.7), (104.0, 30.7), (104.0, 30.6)]
    shifted = [from_wgs84("GCJ02", lon, lat) for lon, lat in corners]
    feature = {
        "type": "Feature",
        "properties": {"name": "甲街道"},
        "geometry": {"type": "Polygon", "coordinates": [shifted]},
    }
    file = tmp_path / "streets.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    dispatch("boundaries", file, "--name", "town", "--crs", "GCJ02")
    found = open_city("town", root=cities).boundaries
    assert [found.of(lon, 30.65) for lon in (104.0001, 104.0999)] == [{"street": "甲街道"}] * 2
    assert [found.of(lon, 30.65) for lon in (103.9999, 104.1001)] == [{}] * 2
