"""`dispatch roster fill` as it is typed, over a small office's files."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dispatch.cli import main
from dispatch.clock import now
from dispatch.config import Config
from dispatch.log.contract import Entry
from dispatch.opening import open_store
from dispatch.rosters.events import NeedsRecorded
from dispatch.rosters.model import Need

STATIONS = "编号,名称,类别,经度,纬度,坐标系\nS01,一号站,社区,104.06,30.66,WGS84\n"
PEOPLE = "编号,姓名,电话,队伍,出行方式,站点\n" + "".join(
    f"V{n},演示·{n},1540000000{n},医疗救护,步行,S01\n" for n in range(1, 6)
)
LEAVE = "编号,起,止\nV1,2099-12-01,2099-12-31\n"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FIFTEEN_DATA", str(tmp_path))
    for name, text in (("stations", STATIONS), ("people", PEOPLE), ("leave", LEAVE)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8-sig")
    for what in ("stations", "people"):
        assert dispatch(tmp_path, "data", "import", what, str(tmp_path / f"{what}.csv"))[0] == 0
    store = open_store(Config(data_dir=tmp_path, database_url=f"sqlite:///{tmp_path}/x.sqlite"))
    told = NeedsRecorded("S01", (Need("day", "medical", 1),), ())
    with store.writing() as turn:
        turn.append([Entry(told, now(), None, "officer:wu", None)])
    store.close()
    return tmp_path


def dispatch(office: Path, *words: str) -> tuple[int, dict[str, Any]]:
    ended = CliRunner().invoke(main, [*words, "--database-url", f"sqlite:///{office}/x.sqlite"])
    return ended.exit_code, json.loads(ended.stdout) if ended.stdout else {}


def fill(office: Path, *more: str) -> tuple[int, dict[str, Any]]:
    return dispatch(office, "roster", "fill", "--month", "2099-12", "--seconds", "5", "--workers", "1", *more)


def test_a_month_is_filled_once_and_exits_tell_how_it_went(office: Path) -> None:
    code, said = fill(office, "--dry-run")
    assert (code, said["missing"], said["planned"], said["refused"]) == (0, 0, 31, 0)
    leave = str(office / "leave.csv")
    code, said = fill(office, "--leave", leave)
    assert (code, said["missing"], said["planned"], said["refused"]) == (0, 0, 31, 0)
    assert {one["volunteer"] for one in said["turns"]} == {"V2", "V3", "V4", "V5"}
    assert said["bound"] <= said["cost"]
    assert fill(office)[1]["posts"] == 0
    assert dispatch(office, "roster", "fill", "--month", "2099")[0] == 2


def test_a_month_with_too_few_people_exits_1_and_names_them(office: Path) -> None:
    everybody = "编号,起,止\n" + "".join(f"V{n},2099-12-24,2099-12-24\n" for n in range(1, 6))
    (office / "leave.csv").write_text(everybody, encoding="utf-8-sig")
    code, said = fill(office, "--leave", str(office / "leave.csv"))
    assert (code, said["missing"], said["planned"]) == (1, 1, 30)
    assert [(one["day"], one["kept"]) for one in said["gaps"]] == [("2099-12-24", {"leave": 5})]
