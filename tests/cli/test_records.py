"""`dispatch data` as it is typed."""

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import create_engine, select

from dispatch.cli import main
from dispatch.tables import looks
from maps.cities import import_city
from tests.maps.five_node_town import write_osm

PEOPLE = """编号,姓名,电话,队伍,资质
V1,甲,13800001234,医疗,护士(2027-05-01)
V2,乙,1380000123,医疗,
V3,丙,,后勤,
"""


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("FIFTEEN_DATA", str(tmp_path))
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    return f"sqlite:///{tmp_path / 'centre.sqlite'}"


def data(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["data", *map(str, arguments)])


def counts(result: Result) -> dict[str, int]:
    told = json.loads(result.stdout)
    return {name: told[name] for name in ("read", "good", "new", "changed", "unchanged")}


def test_the_real_stations_of_chengdu_come_in_as_they_are(shared_data: Path, database: str):
    file = shared_data / "chengdu-stations.geojson"
    first = data("import", "stations", file, "--database-url", database)
    assert (first.exit_code, counts(first)) == (0, {"read": 20, "good": 20, "new": 20, "changed": 0, "unchanged": 0})
    again = data("import", "stations", file, "--database-url", database)
    assert (again.exit_code, counts(again)) == (0, {"read": 20, "good": 20, "new": 0, "changed": 0, "unchanged": 20})


def test_good_rows_come_in_bad_rows_come_back_and_the_exit_says_so(tmp_path: Path, database: str):
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="gb18030")
    result = data("import", "people", tmp_path / "people.csv", "--database-url", database)
    assert result.exit_code == 2
    assert counts(result) == {"read": 3, "good": 1, "new": 1, "changed": 0, "unchanged": 0}
    assert json.loads(result.stdout)["bad"] == [
        {"row": 3, "column": "电话", "value": "138****", "reason": "不是有效的电话号码"},
        {
            "row": 4,
            "column": "队伍",
            "value": "后勤",
            "reason": "应为其中之一:医疗救护、物资转运、心理干预、信息联络",
        },
    ]
    assert result.stderr == "已导入 1 行,2 行有误未导入\n"


def test_a_dry_run_says_the_same_and_changes_nothing(tmp_path: Path, database: str):
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    arguments = ("import", "people", tmp_path / "people.csv", "--database-url", database)
    dry = data(*arguments, "--dry-run")
    assert (dry.exit_code, counts(dry)["new"]) == (2, 1)
    assert data(*arguments).stdout == dry.stdout


def test_a_changed_row_is_counted_as_changed(tmp_path: Path, database: str):
    file = tmp_path / "people.csv"
    file.write_text("id,name,team\nV1,甲,medical\nV2,乙,supply\n", encoding="utf-8")
    data("import", "people", file, "--database-url", database)
    file.write_text("id,name,team\nV1,甲,liaison\nV2,乙,supply\nV3,丙,supply\n", encoding="utf-8")
    result = data("import", "people", file, "--database-url", database)
    assert counts(result) == {"read": 3, "good": 3, "new": 1, "changed": 1, "unchanged": 1}


def test_what_was_exported_comes_in_unchanged(tmp_path: Path, database: str):
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    data("import", "people", tmp_path / "people.csv", "--database-url", database)
    for name, *flags in (("a.xlsx",), ("b.csv", "--with-phones")):
        out = data("export", "people", tmp_path / name, *flags, "--database-url", database)
        assert (out.exit_code, json.loads(out.stdout)["rows"]) == (0, 1)
        back = data("import", "people", tmp_path / name, "--database-url", database)
        assert (back.exit_code, counts(back)["unchanged"]) == (0, 1)


def test_that_phones_were_taken_out_is_written_down(tmp_path: Path, database: str):
    data("export", "people", tmp_path / "a.csv", "--database-url", database)
    data("export", "stations", tmp_path / "b.csv", "--with-phones", "--database-url", database)
    data("export", "people", tmp_path / "c.csv", "--with-phones", "--database-url", database)
    engine = create_engine(database)
    with engine.connect() as connection:
        noted = connection.execute(select(looks.c.by, looks.c.subject, looks.c.what)).all()
    engine.dispose()
    assert [tuple(row) for row in noted] == [
        ("cli", "station:*", "export with phones"),
        ("cli", "volunteer:*", "export with phones"),
    ]


def test_a_template_is_written_and_imports_as_nothing(tmp_path: Path, database: str):
    assert data("template", "people", tmp_path / "a.xlsx").exit_code == 0
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames == ["Sheet", "说明"]
    result = data("import", "people", tmp_path / "a.xlsx", "--database-url", database)
    assert (result.exit_code, counts(result)["read"]) == (0, 0)


def test_a_file_without_what_is_needed_is_refused_by_name(tmp_path: Path, database: str):
    (tmp_path / "a.csv").write_text("编号,电话\nV1,120\n", encoding="utf-8")
    result = data("import", "people", tmp_path / "a.csv", "--database-url", database)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", "缺少列:姓名、队伍\n")


def test_coordinates_without_a_reference_system_are_refused_unless_it_is_said(tmp_path: Path, database: str):
    (tmp_path / "a.csv").write_text("编号,名称,经度,纬度\nS1,甲,104.08,30.66\n", encoding="utf-8")
    refused = data("import", "stations", tmp_path / "a.csv", "--database-url", database)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "坐标没有坐标系" in refused.stderr
    taken = data("import", "stations", tmp_path / "a.csv", "--crs", "gcj02", "--database-url", database)
    assert (taken.exit_code, counts(taken)["new"]) == (0, 1)


def test_stations_outside_the_named_city_are_refused(tmp_path: Path, database: str):
    import_city(write_osm(tmp_path / "town.osm"), name="town", root=tmp_path / "cities")
    rows = "编号,名称,经度,纬度,坐标系\nS1,甲,9.001,0.001,WGS84\nS2,乙,0.001,9.001,WGS84\nS3,丙,104.08,30.66,WGS84\n"
    (tmp_path / "a.csv").write_text(rows, encoding="utf-8")
    result = data("import", "stations", tmp_path / "a.csv", "--city", "town", "--database-url", database)
    assert (result.exit_code, counts(result)["new"]) == (2, 1)
    assert [(bad["row"], bad["reason"]) for bad in json.loads(result.stdout)["bad"]] == [
        (3, "经度与纬度填反了"),
        (4, "位置 104.08, 30.66 不在本城范围内,请核对坐标及坐标系"),
    ]


def test_an_unknown_city_is_refused(tmp_path: Path, database: str):
    (tmp_path / "a.csv").write_text("编号,名称,经度,纬度\nS1,甲,104.08,30.66\n", encoding="utf-8")
    result = data("import", "stations", tmp_path / "a.csv", "--city", "atlantis", "--database-url", database)
    assert result.exit_code == 2
