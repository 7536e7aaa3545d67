"""`dispatch times`, `reach`, `zones` on the hand-drawn town, as they are typed."""

import json
from pathlib import Path

import pytest
import shapely
from click.testing import CliRunner, Result

from dispatch.cli import main
from maps.cities import import_city
from tests.maps.five_node_town import EAST_M, NORTH_M, write_osm

WALK_M_S = 5 / 3.6
CAR_M_S = 25 / 3.6  # residential
STATIONS = """id,name,kind,lon,lat,crs
S1,West,school,9.0,0.0,WGS84
S2,东站,mall,9.003,0.0,WGS84
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("travel")
    import_city(write_osm(folder / "town.osm"), name="town", root=folder / "data" / "cities")
    return folder / "data"


@pytest.fixture(autouse=True)
def at_home(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIFTEEN_DATA", str(data))
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


def dispatch(*arguments: str | Path, typed: str | None = None) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)), input=typed, catch_exceptions=False)


def times(typed: str, *, to: str = "9.001,0.0", mode: str = "walk", limit: float = 900) -> Result:
    return dispatch("times", "--city", "town", "--to", to, "--mode", mode, "--limit-seconds", limit, typed=typed)


def test_times_keep_the_order_and_leave_out_what_is_too_far() -> None:
    """To B: from A and C along Main Street; D reaches it by North Lane on foot; a point 10 km off has no street."""
    done = times("id,lon,lat\nC,9.003,0\nA,9.0,0\nD,9.001,0.002\nfar,9.1,0\n")
    lines = [line.split(",") for line in done.stdout.splitlines()]
    assert [line[0] for line in lines] == ["id", "C", "A", "D", "far"]
    expected = [2 * EAST_M / WALK_M_S, EAST_M / WALK_M_S, 2 * NORTH_M / WALK_M_S]
    assert [float(line[1]) for line in lines[1:4]] == pytest.approx(expected, abs=0.01)
    assert lines[4] == ["far", ""]


def test_the_limit_is_a_limit() -> None:
    done = times("id,lon,lat\nC,9.003,0\nA,9.0,0\n", limit=100)
    assert done.stdout.splitlines()[1] == "C,"
    assert done.stdout.splitlines()[2].startswith("A,80.1")


def test_wheels_heed_the_one_way() -> None:
    """North Lane runs B→D only: by car D reaches B by Upper Street (60 × .85), East Lane and Main Street."""
    done = times("id,lon,lat\nD,9.001,0.002\n", mode="car")
    by_hand = 2 * EAST_M / (60 * 0.85 / 3.6) + 2 * NORTH_M / CAR_M_S + 2 * EAST_M / CAR_M_S
    assert float(done.stdout.splitlines()[1].split(",")[1]) == pytest.approx(by_hand, abs=0.01)


def test_no_points_are_no_times() -> None:
    assert times("id,lon,lat\n").stdout == "id,seconds\n"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("id,lon\nA,9\n", "The table lacks lat"),
        ("", "The table lacks id, lat, lon"),
        ("id,lon,lat\nA,9.0,0\nB,east,0\n", "Line 3: “east, 0”"),
        ("id,lon,lat\nA,nan,0\n", "A: nan,0"),
        ("id,lon,lat\nA,9.0\n", "Line 2"),
        ("id,lon,lat\nA,900,0\n", "A: 900,0"),
    ],
)
def test_rubbish_on_standard_input_is_named_and_nothing_printed(typed: str, sentence: str) -> None:
    done = times(typed)
    assert (done.exit_code, done.stdout) == (2, "")
    assert sentence in done.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--from", "9.001"), "“9.001” is no place"),
        (("--from", "0.0,9.001"), "lies outside of town"),
        (("--from", "9.001,91"), "beyond the range"),
        (("--minutes", "0"), "“0” is no list of minutes"),
        (("--minutes", "5,x"), "“5,x” is no list of minutes"),
        (("--minutes", "inf"), "“inf” is no list of minutes"),
        (("--mode", "fly"), "'fly' is not one of"),
        (("--city", "none"), "No city “none” has been imported"),
    ],
)
def test_bad_options_are_named(arguments: tuple[str, str], sentence: str) -> None:
    given = {"--city": "town", "--from": "9.001,0.0", "--minutes": "5", "--mode": "walk"} | dict([arguments])
    done = dispatch("reach", *(part for option in given.items() for part in option))
    assert (done.exit_code, done.stdout) == (2, "")
    assert sentence in done.stderr


def test_reach_gives_nested_bands() -> None:
    done = dispatch("reach", "--city", "town", "--from", "9.001,0.0", "--minutes", "2,1", "--mode", "walk")
    features = json.loads(done.stdout)["features"]
    assert [one["properties"] for one in features] == [
        {"minutes": band, "mode": "walk", "count": "travel", "reverse": False} for band in (1, 2)
    ]
    one, two = (shapely.geometry.shape(feature["geometry"]) for feature in features)
    assert two.covers(one)
    # a minute on foot is 83 m, A lies 111 m to the west
    assert (one.contains(shapely.Point(9.0005, 0)), one.contains(shapely.Point(9.0, 0))) == (True, False)
    assert two.contains(shapely.Point(9.0, 0))


def test_whence_a_place_is_reached_differs_where_streets_are_one_way() -> None:
    """By car D is 32 s from B, and B 101 s from D: North Lane is one-way."""
    north = shapely.Point(9.001, 0.00195)
    for options, inside in (((), True), (("--reverse",), False)):
        done = dispatch("reach", "--city", "town", "--from", "9.001,0", "--minutes", "0.7", "--mode", "car", *options)
        zone = shapely.geometry.shape(json.loads(done.stdout)["features"][0]["geometry"])
        assert zone.contains(north) is inside


def test_zones_of_stations_from_any_table(tmp_path: Path) -> None:
    file = tmp_path / "stations.csv"
    file.write_text(STATIONS, encoding="utf-8")
    done = dispatch("zones", "--city", "town", "--stations", file, "--minutes", "1,2", "--mode", "walk")
    assert [feature["properties"] for feature in json.loads(done.stdout)["features"]] == [
        {"station": station, "name": name, "minutes": minutes, "mode": "walk", "count": "travel"}
        for station, name in (("S1", "West"), ("S2", "东站"))
        for minutes in (1, 2)
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (STATIONS.replace("9.003", "9.9"), "row 3"),
        (STATIONS.replace(",crs", "").replace(",WGS84", ""), "coordinate"),
        (STATIONS.splitlines()[0] + "\n", "There are no stations"),
    ],
)
def test_stations_that_cannot_be_used_are_named(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "stations.csv"
    file.write_text(text, encoding="utf-8")
    done = dispatch("zones", "--city", "town", "--stations", file, "--mode", "walk")
    assert (done.exit_code, done.stdout) == (2, "")
    assert sentence in done.stderr
