"""`dispatch data … addresses` as it is typed, and that search finds what came in."""

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from dispatch.cli import main
from dispatch.config import Config
from dispatch.opening import open_log
from dispatch.places.finding import Finder
from maps.cities import open_city
from tests.web.grid import corner, import_grid

WEST, SOUTH = corner(1, 1)
LIST = f"""名称,所属小区,类型,经度,纬度,坐标系
3栋,演示花园,楼栋,{WEST},{SOUTH},WGS84
4号楼,演示花园,,{WEST},{SOUTH},WGS84
3栋2单元1802,演示花园,,{WEST},{SOUTH},WGS84
3栋,演示花园,楼栋,{WEST},{SOUTH},WGS84
演示花园东门,,出入口,{SOUTH},{WEST},WGS84
"""


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("FIFTEEN_DATA", str(tmp_path))
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    return f"sqlite:///{tmp_path / 'centre.sqlite'}"


def data(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["data", *map(str, arguments)])


def counts(result: Result) -> list[int]:
    told = json.loads(result.stdout)
    return [told[name] for name in ("read", "good", "new", "changed", "unchanged")]


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    file = tmp_path / "addresses.csv"
    file.write_text(LIST, encoding="gb18030")
    return file


def test_good_rows_come_in_and_homes_doubles_and_swapped_coordinates_come_back(listed: Path, database: str) -> None:
    result = data("import", "addresses", listed, "--database-url", database)
    assert (result.exit_code, counts(result)) == (2, [5, 2, 2, 0, 0])
    assert [(bad["row"], bad["reason"]) for bad in json.loads(result.stdout)["bad"]] == [
        (4, "标记只到小区或楼栋,名称里不要写单元、楼层、房号"),
        (5, "编号与第 2 行重复"),
        (6, "经度与纬度填反了"),
    ]
    again = data("import", "addresses", listed, "--database-url", database)
    assert counts(again) == [5, 2, 0, 0, 2]


def test_a_dry_run_changes_nothing(listed: Path, database: str) -> None:
    dry = data("import", "addresses", listed, "--dry-run", "--database-url", database)
    assert data("import", "addresses", listed, "--database-url", database).stdout == dry.stdout


def test_what_came_in_is_found(listed: Path, database: str, tmp_path: Path) -> None:
    data("import", "addresses", listed, "--database-url", database)
    city = open_city("grid", root=import_grid(tmp_path))
    log = open_log(Config(data_dir=tmp_path, database_url=database))
    finder = Finder(city)
    try:
        for typed in ("演示花园3栋", "演示花园三栋2单元1802", "yanshihuayuan3dong", "演示花园3号楼"):
            best = finder.find(log.board().places, typed, limit=3).results[0]
            assert (best.source, best.kind, best.name, best.within) == ("list", "building", "3栋", "演示花园")
            assert (best.lon, best.lat) == (WEST, SOUTH)
    finally:
        log.close()


def test_what_was_exported_comes_in_unchanged(listed: Path, database: str, tmp_path: Path) -> None:
    data("import", "addresses", listed, "--database-url", database)
    for name in ("a.xlsx", "b.csv", "c.geojson"):
        out = data("export", "addresses", tmp_path / name, "--database-url", database)
        assert (out.exit_code, json.loads(out.stdout)["rows"]) == (0, 2)
        back = data("import", "addresses", tmp_path / name, "--database-url", database)
        assert (back.exit_code, counts(back)) == (0, [2, 2, 0, 0, 2])


def test_a_template_is_written_and_imports_as_nothing(tmp_path: Path, database: str) -> None:
    assert data("template", "addresses", tmp_path / "a.xlsx").exit_code == 0
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames == ["Sheet", "说明"]
    result = data("import", "addresses", tmp_path / "a.xlsx", "--database-url", database)
    assert (result.exit_code, counts(result)[0]) == (0, 0)
