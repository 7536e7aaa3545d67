"""`dispatch simulate`: JSON on stdout, progress on stderr, the same output for the same seed."""

import json
import os
import re
import subprocess
from html import unescape
from pathlib import Path
from signal import SIGINT
from typing import Any

import pytest

from maps.cities import City
from tests.serving import DISPATCH
from tests.web.grid import corner

LON, LAT = corner(3, 3)
FIELDS = {"p15", "p15_low", "p15_high", "median_s", "p90_s", "alerts_per_incident", "wasted", "gini"}


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty calls, one an hour, and one that nobody can use."""
    kinds = ("EMS: FALL VICTIM", "Traffic: VEHICLE ACCIDENT -", "Fire: FIRE ALARM")
    rows = [
        f"2015-12-{10 + number // 24} {number % 24:02}:10:00,{kinds[number % 3]},{LON},{LAT}" for number in range(30)
    ]
    file = tmp_path_factory.mktemp("calls") / "calls.csv"
    file.write_text("\n".join(["at,type,lon,lat", *rows, "2015-12-11 09:00:00,Police: X,104,30"]), encoding="utf-8")
    return file


def run(city: City, *arguments: str) -> subprocess.CompletedProcess[str]:
    data = city.folder.parent.parent.parent
    env = {**os.environ, "FIFTEEN_DATA": str(data), "LANG": "en_GB.UTF-8", "LC_ALL": ""}
    command = [DISPATCH, "simulate", "--city", "grid", *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=120)


def told(found: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert found.returncode == 0, found.stderr
    answer: dict[str, Any] = json.loads(found.stdout)
    return answer


def test_policies_meet_the_same_calls_and_are_compared(grid: City, calls: Path) -> None:
    arguments = ("--calls", str(calls), "--policy", "road:1,all", "--seed", "7", "--replications", "2", "--days", "1")
    first = run(grid, *arguments)
    found = told(first)
    assert list(found["policies"]) == ["road:1", "all"]
    assert all(one.keys() >= FIELDS for one in found["policies"].values())
    assert [one["incidents"] for one in found["policies"].values()] == [48, 48]
    assert found["policies"]["road:1"]["alerts_per_incident"] == 1.0
    assert found["policies"]["all"]["alerts_per_incident"] > 5
    assert found["people"] == 1200
    assert 0 < found["policies"]["all"]["gini"] < found["policies"]["road:1"]["gini"] < 1
    assert list(found["differences"]) == ["road:1 - all"]
    assert (found["calls"]["read"], found["calls"]["used"], found["calls"]["dropped"]) == (31, 30, {"unknown_type": 1})
    told_lines = [line.split() for line in first.stderr.splitlines()]
    assert [line[2] for line in told_lines] == ["(1/4)", "(2/4)", "(3/4)", "(4/4)"]
    assert sorted(line[:2] for line in told_lines) == sorted([p, n] for p in ("road:1", "all") for n in ("1/2", "2/2"))
    assert run(grid, *arguments, "--workers", "1").stdout == first.stdout


def test_people_stations_and_truth_come_from_files(grid: City, calls: Path, tmp_path: Path) -> None:
    lon, lat = corner(4, 3)
    stations = {"id": "A1", "name": "虚构站", "kind": "community"}
    feature = {"type": "Feature", "properties": stations, "geometry": {"type": "Point", "coordinates": [lon, lat]}}
    (tmp_path / "s.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    people = [
        "编号,姓名,队伍,资质,站点",
        "M1,演示·甲,医疗救护,红十字救护员证(2027-05-01),A1",
        "L1,演示·乙,信息联络,,A1",
    ]
    (tmp_path / "p.csv").write_text("\n".join(people), encoding="utf-8")
    (tmp_path / "t.json").write_text(json.dumps({"nature": {"acceptance": 1}}))
    files = ("--stations", "s.geojson", "--people", "p.csv", "--truth", "t.json")
    paths = [str(tmp_path / one) if "." in one else one for one in files]
    page = tmp_path / "page.html"
    found = told(run(grid, "--calls", str(calls), *paths, "--watches", "1", "--policy", "road:1", "--page", str(page)))
    assert found["command"] in unescape(page.read_text(encoding="utf-8"))
    assert "--page" not in found["command"]
    assert (found["stations"], found["people"], found["watches"]) == (1, 2, 1)
    assert found["policies"]["road:1"]["p15"] == 1.0
    assert found["policies"]["road:1"]["by_skill"].keys() == {"guide", "patient"}
    assert found["calls"]["not_played"] == 0
    assert found["plans_unfillable"] == []


def test_a_plan_that_nobody_can_fill_is_named_before_it_is_played(grid: City, calls: Path, tmp_path: Path) -> None:
    lon, lat = corner(4, 3)
    stations = f"id,name,kind,lon,lat,crs\nA1,虚构站,community,{lon},{lat},WGS84\n"
    (tmp_path / "s.csv").write_text(stations, encoding="utf-8")
    (tmp_path / "p.csv").write_text("编号,姓名,队伍,资质,站点\nL1,演示·乙,信息联络,,A1\n", encoding="utf-8")
    files = ("--stations", str(tmp_path / "s.csv"), "--people", str(tmp_path / "p.csv"))
    found = run(grid, "--calls", str(calls), *files, "--policy", "all")
    short = told(found)["plans_unfillable"]
    assert [(one["type"], one["role"], one["have"]) for one in short] == [
        ("medical", "patient", 0),
        ("traffic", "patient", 0),
    ]
    assert "Response plan Medical, Level III: patient care needs 1, only 0 on record qualify" in found.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--policy", "best"), "There is no policy best"),
        (("--policy", "road:1", "--truth", "{empty}"), "JSON in"),
        (("--policy", "road:1", "--page", "{empty}.d/page.html"), "There is no folder for"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(
    grid: City, calls: Path, tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    empty = tmp_path / "empty.json"
    empty.touch()
    found = run(grid, "--calls", str(calls), *(one.format(empty=empty) for one in arguments))
    assert (found.returncode, found.stdout) == (2, "")
    assert sentence in found.stderr


def test_calls_that_nobody_can_use_are_no_simulation(grid: City, tmp_path: Path) -> None:
    file = tmp_path / "calls.csv"
    file.write_text("at,type,lon,lat\n2015-12-10 10:00:00,EMS: A,9,9\n", encoding="utf-8")
    found = run(grid, "--calls", str(file), "--policy", "all")
    assert (found.returncode, found.stdout) == (2, "")
    assert '{"outside_city": 1}' in found.stderr


def test_stopped_by_hand_it_says_how_far_it_was_and_gives_no_result(grid: City, calls: Path) -> None:
    """As a terminal does it: everybody in the group gets the signal."""
    command = [DISPATCH, "simulate", "--city", "grid", "--calls", str(calls), "--policy", "road:1"]
    env = {**os.environ, "FIFTEEN_DATA": str(grid.folder.parent.parent.parent), "LANG": "en_GB.UTF-8", "LC_ALL": ""}
    with subprocess.Popen(
        [*command, "--replications", "500", "--workers", "2"],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as running:
        assert running.stderr is not None
        assert running.stderr.readline() == "road:1 1/500 (1/500)\n"
        os.killpg(running.pid, SIGINT)
        stdout, stderr = running.communicate(timeout=30)
    assert (running.returncode, stdout) == (130, "")
    assert re.fullmatch(r"(road:1 .*\n)*Stopped: \d+ of 500 runs had ended; there is no result\n", stderr.lstrip("\n"))
