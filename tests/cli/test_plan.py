"""`dispatch plan` on real streets of Chengdu, as it is typed."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from dispatch.cli import main
from maps.cities import import_city, write_compounds, write_names, write_network


@pytest.fixture(scope="module")
def data(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plan")
    layers = (write_network, write_compounds, write_names)
    import_city(shared_data / "chengdu.osm.pbf", name="chengdu", root=folder / "data" / "cities", layers=layers)
    return folder / "data"


@pytest.fixture(autouse=True)
def at_home(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIFTEEN_DATA", str(data))
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


@pytest.fixture
def stations(shared_data: Path) -> Path:
    return shared_data / "chengdu-stations.geojson"


def plan(stations: Path, *options: str | Path) -> Result:
    given = ["plan", "--city", "chengdu", "--stations", str(stations), *map(str, options)]
    return CliRunner().invoke(main, given, catch_exceptions=False)


def told(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_three_more_stations_for_past_calls(stations: Path, shared_data: Path) -> None:
    """What each plan says agrees: objective, cover, bound, and that calls outside the city are named."""
    calls = shared_data / "chengdu-calls.csv"
    done = plan(stations, "--demand", calls, "--minutes", "15", "--mode", "walk", "--add", "3", "--model", "mclp")
    found = told(done)
    assert (found["status"], found["gap"], found["bound"]) == ("optimal", 0.0, found["objective"])
    assert found["after"]["covered"] == found["objective"] > found["before"]["covered"]
    assert found["before"]["people"] == found["after"]["people"] == found["demand"]["people"] == 9223
    assert [len(found["sites"]), len(found["added"]), found["dropped"]] == [23, 3, []]
    assert [site["id"] for site in found["sites"] if not site["existing"]] == found["added"]
    assert found["before"]["covered_share"] == pytest.approx(0.66, abs=0.02)
    reports = {one["code"]: one for one in found["reports"]}
    assert reports["demand_outside"]["count"] == 3
    assert "outside the city" in reports["demand_outside"]["text"]
    assert found["gaps"][0]["people"] >= found["gaps"][1]["people"]
    assert "Times from 112 sites" in done.stderr


@pytest.mark.parametrize("model", ["lscp", "mclp", "backup", "pmedian", "pcentre", "mexclp"])
def test_without_a_file_people_live_where_the_map_says(stations: Path, model: str) -> None:
    options = ("--mode", "ebike", "--minutes", "5", "--add", "2", "--total-people", "500000", "--model", model)
    found = told(plan(stations, *options))
    assert (found["model"], found["status"], found["demand"]["source"]) == (model, "optimal", "residential_land")
    assert found["demand"]["people"] == pytest.approx(500_000)
    assert "housing land" in found["demand"]["weakness"]
    assert found["p"] == len(found["sites"])
    assert model == "lscp" or len(found["added"]) == 2
    assert found["after"]["covered"] >= found["before"]["covered"]


def test_stations_may_be_given_up_for_premises_of_a_list(stations: Path, tmp_path: Path) -> None:
    premises = tmp_path / "premises.csv"
    premises.write_text(
        "id,name,lon,lat,crs\nX1,甲,104.108,30.716,WGS84\nX2,乙,104.073,30.720,WGS84\nX2,again,104.08,30.70,WGS84\n"
        "X3,far,100,20,WGS84\nX4,丙,104.058,30.725,WGS84\nX5,,104.0,x,WGS84\n",
        encoding="utf-8",
    )
    found = told(plan(stations, "--candidates", premises, "--mode", "walk", "--add", "0", "--movable"))
    assert found["candidates"] == 3
    assert len(found["added"]) == len(found["dropped"]) > 0
    assert {one["code"]: one["count"] for one in found["reports"]} == {
        "site_unreadable": 2,
        "site_outside": 1,
        "demand_unscaled": 1,
        "demand_out_of_reach": found["reports"][-1]["count"],
    }


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--mode", "walk", "--add", "500"), "500 sites can't be added: there are 92 candidates"),
        (("--mode", "walk", "--total-people", "-1"), "can't come to -1"),
        (("--mode", "walk", "--minutes", "0"), "minutes"),
        (("--mode", "walk", "--minutes", "0.001"), "in reach of any site"),
        (("--mode", "walk", "--cell-m", "1"), "at least 10"),
    ],
)
def test_what_cannot_be_planned_is_said(stations: Path, options: tuple[str, ...], words: str) -> None:
    done = plan(stations, *options)
    assert (done.exit_code, done.stdout) == (2, "")
    assert words in done.stderr


def test_demand_may_come_as_a_workbook(stations: Path, tmp_path: Path) -> None:
    file, book = tmp_path / "独居老人.xlsx", openpyxl.Workbook()
    assert book.active is not None
    for row in (
        ("名称", "经度", "纬度", "人数", "坐标系"),
        ("甲", 104.08, 30.67, 3, "WGS84"),
        ("乙", 104.09, 30.69, 2, "GCJ02"),
    ):
        book.active.append(row)
    book.save(file)
    found = told(plan(stations, "--demand", file, "--mode", "walk"))
    assert (found["demand"]["cells"], found["demand"]["people"], found["reports"]) == (2, 5.0, [])


def test_a_demand_file_of_rubbish_is_refused_by_name(stations: Path, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("id,lon,lat,weight\na,104.08,30.67,-5\nb,10,10,5\n")
    done = plan(stations, "--demand", file, "--mode", "walk")
    assert done.exit_code == 2
    assert "None of the 2 rows" in done.stderr
