"""`dispatch drill`: files checked and played, and a past day played again."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dispatch.cli import main
from tests.web.grid import Clock, GridCentre, call, corner, import_grid

LON, LAT = corner(3, 3)
SCRIPT = f"""
name = "命令行演练"
kind = "flood"
lasts = "0:40"
asks_after_s = 20
[enrolled]
teams = ["medical"]
[[goal]]
kind = "participations"
at_least = 1
[[inject]]
at = "0:01"
kind = "call"
type = "medical"
level = 2
lon = {LON}
lat = {LAT}
crs = "WGS84"
needs = [{{ role = "patient", team = "medical", count = 4 }}]
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drill")
    import_grid(folder)
    return folder


def run(data: Path, *arguments: str) -> Result:
    """In this process: starting one costs more than what it does."""
    return CliRunner(env={"FIFTEEN_DATA": str(data), "LANG": "zh_CN.UTF-8", "LC_ALL": ""}).invoke(
        main, ["drill", *arguments]
    )


def test_a_file_is_checked_then_played(data: Path) -> None:
    file = data / "block.toml"
    file.write_text(SCRIPT, encoding="utf-8")
    checked = run(data, "check", str(file), "--city", "grid")
    assert (checked.exit_code, json.loads(checked.stdout)["enrolled"]) == (0, 60)
    played = [run(data, "run", str(file), "--city", "grid", "--seed", "3") for _ in range(2)]
    assert played[0].stdout == played[1].stdout
    told = json.loads(played[0].stdout)
    assert (told["state"], told["elapsed_s"], told["enrolled"], told["outsiders"]) == ("ended", 2400.0, 60, [])
    assert told["alerted"] >= told["attended"] > 0
    file.write_text(SCRIPT.replace('at = "0:01"', 'at = "25:00"'), encoding="utf-8")
    refused = run(data, "check", str(file), "--city", "grid")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr.strip() == "脚本第 1 条的时间 25:00 永远不会到来（演练时长 0:40）"


@pytest.fixture
def centre(tmp_path: Path, data: Path) -> Iterator[GridCentre]:
    opened = GridCentre(
        tmp_path / "centre", data / "cities", people=12, now=Clock(datetime(2026, 3, 10, 4, 0, tzinfo=UTC))
    )
    yield opened
    opened.close()


def test_a_past_day_is_played_again_with_its_calls_and_people(centre: GridCentre) -> None:
    """On 10 March: three real calls, of which one is moved and one merged; an exercise; on the 11th another."""
    clock = centre.office.now
    assert isinstance(clock, Clock)
    desk = centre.hand()
    first, second, third = (desk.post("/incidents", call(column)).json["id"] for column in (1, 3, 5))
    moved = {"location": {"lon": LON, "lat": LAT, "crs": "WGS84"}}
    assert desk.put(f"/incidents/{second}/call", moved).status_code == 200
    assert desk.post(f"/incidents/{third}/merge", {"into": first}).status_code == 200
    desk.post("/incidents", call(2, mode="exercise"))
    clock.forward(86_400)
    desk.post("/incidents", call(2))
    data = centre.office.config.data_dir
    base = ("replay", "--city", "grid", "--policy", "road:1", "--watches", "1")
    again = run(data, *base, "--day", "2026-03-10")
    assert again.exit_code == 0, again.stderr
    told = json.loads(again.stdout)
    assert (told["read"], told["used"], told["dropped"], told["people"]) == (3, 2, {"merged": 1}, 12)
    assert told["policies"]["road:1"]["incidents"] == 2
    nothing = run(data, *base, "--day", "2026-03-09")
    assert (nothing.exit_code, nothing.stdout) == (2, "")
    assert "2026-03-09" in nothing.stderr
