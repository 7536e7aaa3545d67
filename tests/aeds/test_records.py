"""`dispatch data … aed` as it is typed: good rows come in, bad ones come back, and what has no hours is never open."""

import json
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from dispatch.aeds.model import Aed, AedState, Custodian
from dispatch.aeds.opening import opening
from dispatch.aeds.shelf import Closed, against
from dispatch.cli import main
from dispatch.config import Config
from dispatch.links.crs import from_wgs84
from dispatch.opening import open_log

LON, LAT = 104.08, 30.66
GIVEN = tuple(round(one, 6) for one in from_wgs84("GCJ02", LON, LAT))
ROWS = f"""AED编号,安装位置,经度,纬度,坐标系,楼层,开放时间,保管人,电话,电极片有效期,电池,状态,取用说明
A01,虚构商场服务台,{GIVEN[0]},{GIVEN[1]},高德,1层,9:00-21:00,演示·甲,15400000001,2027-05-01,2028年3月,正常,找保安
A02,虚构学校门卫,{LON},{LAT},WGS84,,,演示·乙,15400000002,,,,
A03,虚构广场,{LON},{LAT},WGS84,,日出到日落,,,,,,
A04,虚构车站,{LAT},{LON},WGS84,,24小时,,,,,,
A05,虚构公园,{LON},{LAT},WGS84,,24小时,,12345678901234,2027-13-40,,坏,
"""


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("FIFTEEN_DATA", str(tmp_path))
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    return f"sqlite:///{tmp_path / 'centre.sqlite'}"


def data(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["data", *map(str, arguments)])


def register(database: str) -> dict[str, Aed]:
    log = open_log(Config(database_url=database, data_dir=Path(database.removeprefix("sqlite:///")).parent))
    found = dict(log.board().aeds.known)
    log.close()
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_good_rows_come_in_and_bad_ones_come_back_with_their_reasons(tmp_path: Path, database: str, encoding: str):
    file = tmp_path / "aed.csv"
    file.write_text(ROWS, encoding=encoding)
    result = data("import", "aed", file, "--database-url", database)
    told = json.loads(result.stdout)
    assert (result.exit_code, told["read"], told["good"], told["new"]) == (2, 5, 3, 3)
    assert [(one["row"], one["column"]) for one in told["bad"]] == [
        (5, "经度"), (6, "电极片有效期"), (6, "状态"), (6, "电话"),
    ]  # fmt: skip
    assert [(one["row"], one["column"], one["value"]) for one in told["doubts"]] == [
        (3, "开放时间", ""), (4, "开放时间", "日出到日落"),
    ]  # fmt: skip
    assert all(one["reason"].startswith("开放时间不明") for one in told["doubts"])
    known = register(database)
    assert known["A01"] == Aed(
        "A01", "虚构商场服务台", known["A01"].lon, known["A01"].lat, "1层", "9:00-21:00", date(2027, 5, 1),
        date(2028, 3, 31), AedState.READY, ("GCJ02", *GIVEN), Custodian("演示·甲", "15400000001", "找保安"),
    )  # fmt: skip
    assert (known["A01"].lon, known["A01"].lat) == pytest.approx((LON, LAT), abs=1e-6)
    noon = datetime.fromisoformat("2026-11-24T12:00+08:00")
    assert [against(known[one], noon) for one in sorted(known)] == [None, Closed.HOURS_UNKNOWN, Closed.HOURS_UNKNOWN]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".geojson"])
def test_an_export_comes_back_unchanged_with_phones_masked(tmp_path: Path, database: str, suffix: str):
    source, file = tmp_path / "aed.csv", tmp_path / f"again{suffix}"
    source.write_text("\n".join(ROWS.splitlines()[:4]), encoding="gb18030")
    assert data("import", "aed", source, "--database-url", database).exit_code == 0
    assert data("export", "aed", file, "--database-url", database).exit_code == 0
    assert b"15400000001" not in file.read_bytes()
    told = json.loads(data("import", "aed", file, "--database-url", database).stdout)
    assert (told["read"], told["unchanged"], told["bad"]) == (3, 3, [])


def test_the_template_names_the_columns_and_the_states(tmp_path: Path, database: str):
    file = tmp_path / "aed.xlsx"
    assert data("template", "aed", file).exit_code == 0
    sheet = openpyxl.load_workbook(file).worksheets[0]
    assert [cell.value for cell in sheet[1]][:3] == ["编号*", "名称*", "经度*"]
    assert json.loads(data("import", "aed", file, "--database-url", database).stdout)["read"] == 0


MON, SAT = "2026-11-23", "2026-11-28"


@pytest.mark.parametrize(
    ("hours", "open_at", "shut_at"),
    [
        ("9:00-21:00", [f"{SAT}T09:00", f"{MON}T20:59"], [f"{MON}T21:00", f"{MON}T08:59"]),
        ("24小时", [f"{MON}T03:00"], []),
        ("24/7", [f"{SAT}T00:00"], []),
        ("全天", [f"{SAT}T23:59"], []),
        ("Mo-Fr 08:00-18:00; Sa 10:00-16:00", [f"{MON}T08:00", f"{SAT}T15:00"], [f"{SAT}T09:00", "2026-11-29T12:00"]),
        ("周一至周五 8:00—18:00,周六9点至12点半", [f"{MON}T17:59", f"{SAT}T12:29"], [f"{SAT}T12:30"]),
        ("工作日 上午9:00-下午5:30", [f"{MON}T17:29"], [f"{MON}T17:30", f"{SAT}T10:00"]),
        ("8:00-12:00、14:00-18:00", [f"{MON}T11:00", f"{MON}T14:00"], [f"{MON}T13:00"]),
        ("Fr 22:00-06:00", ["2026-11-27T23:00", f"{SAT}T05:59"], ["2026-11-27T05:00", f"{SAT}T06:00"]),
        ("周一、周三 9:00-17:30;周日休息", ["2026-11-25T10:00"], ["2026-11-24T10:00"]),
        ("Mo-Su 09:00-21:00; We off", [f"{MON}T10:00"], ["2026-11-25T10:00"]),
    ],
)
def test_hours_as_signs_and_maps_have_them(hours: str, open_at: list[str], shut_at: list[str]):
    said = opening(hours)
    assert said is not None
    assert [one for one in open_at if not said.open_at(datetime.fromisoformat(one))] == []
    assert [one for one in shut_at if said.open_at(datetime.fromisoformat(one))] == []


@pytest.mark.parametrize("hours", [None, "", "Mo-Fr 09:00-21:00; PH off", "sunrise-sunset", "25:00-26:00", "周日"])
def test_hours_that_are_not_understood_are_none(hours: str | None):
    assert opening(hours) is None
