"""`dispatch data … kit` as it is typed: rows of one number make a set, and a bad row keeps its set out."""

import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from dispatch.cli import main
from dispatch.config import Config
from dispatch.kits.model import Item, Kit, KitState, Radio, Seal
from dispatch.opening import open_log

STATIONS = "编号,名称,类型,经度,纬度,坐标系\nS1,虚构站,社区,104.06,30.66,WGS84\n"
PEOPLE = "编号,姓名,电话,队伍\nV1,演示·甲,15400000001,医疗救护\n"
ROWS = """编号,类别,名称,站点,携带人,钥匙,物品,标准数量,现有数量,批号,有效期至,封签号,封签已拆,呼号,电量,状态
k01,急救包,虚构急救包,S1,,V1,敷料,10,10,B1,2026-11-24,F001,否,,,正常
K01,急救包,,,,,绷带,4,3,,,,,,,
K02,对讲机,,,V1,,对讲机,2,2,,,,,演示01,80%,
K03,急救包,,S9,,,敷料,10,10,,,,,,,
K04,急救包,,S1,V1,,敷料,10,10,,,,,,,
K05,飞船,,S1,,,敷料,x,10,,2026-13-01,,,,,
K06,急救包,,S1,,,敷料,10,10,B1,,,,,,
K06,急救包,,S1,,,敷料,10,5,B1,,,,,,
"""


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("FIFTEEN_DATA", str(tmp_path))
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    url = f"sqlite:///{tmp_path / 'centre.sqlite'}"
    for what, text in (("stations", STATIONS), ("people", PEOPLE)):
        (tmp_path / f"{what}.csv").write_text(text, encoding="utf-8")
        assert data("import", what, tmp_path / f"{what}.csv", "--database-url", url).exit_code == 0
    return url


def data(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["data", *map(str, arguments)])


def register(database: str) -> dict[str, Kit]:
    log = open_log(Config(database_url=database, data_dir=Path(database.removeprefix("sqlite:///")).parent))
    found = dict(log.board().kits.known)
    log.close()
    return found


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_good_sets_come_in_and_bad_rows_come_back_with_their_reasons(
    tmp_path: Path, database: str, encoding: str
) -> None:
    file = tmp_path / "kit.csv"
    file.write_text(ROWS, encoding=encoding)
    result = data("import", "kit", file, "--database-url", database)
    told = json.loads(result.stdout)
    assert (result.exit_code, told["read"], told["good"], told["new"]) == (2, 8, 2, 2)
    assert [(one["row"], one["column"]) for one in told["bad"]] == [
        (5, "站点"), (6, "站点"), (7, "类别"), (7, "标准数量"), (7, "有效期至"), (9, "物品"),
    ]  # fmt: skip
    known = register(database)
    bag = known["K01"]
    assert (bag.kind, bag.name, bag.station, bag.carrier, bag.keyholder, bag.seal, bag.radio, bag.reported) == (
        "first_aid", "虚构急救包", "S1", None, "V1", Seal("F001"), None, KitState.READY,
    )  # fmt: skip
    assert bag.items == (Item("敷料", 10, 10, "B1", date(2026, 11, 24)), Item("绷带", 4, 3))
    assert (bag.state(date(2026, 11, 24)), bag.state(date(2026, 11, 25))) == ("incomplete", "expired")
    radio = known["K02"]
    assert (radio.name, radio.carrier, radio.radio) == ("通讯装备", "V1", Radio("演示01", 80))


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_an_export_comes_back_unchanged_and_other_amounts_are_booked(
    tmp_path: Path, database: str, suffix: str
) -> None:
    source, file = tmp_path / "kit.csv", tmp_path / f"again{suffix}"
    source.write_text("\n".join(ROWS.splitlines()[:4]), encoding="utf-8")
    assert data("import", "kit", source, "--database-url", database).exit_code == 0
    assert data("export", "kit", file, "--database-url", database).exit_code == 0
    told = json.loads(data("import", "kit", file, "--database-url", database).stdout)
    assert (told["read"], told["unchanged"], told["bad"]) == (3, 2, [])
    part = tmp_path / "part.csv"
    part.write_text("编号,类别,物品,批号,现有数量\nK01,急救包,敷料,B1,8\nK01,急救包,绷带,,3\n", encoding="utf-8")
    told = json.loads(data("import", "kit", part, "--database-url", database).stdout)
    assert (told["good"], told["changed"], told["bad"]) == (1, 1, [])
    bag = register(database)["K01"]
    assert (bag.station, bag.keyholder, bag.seal, bag.items[0]) == (
        "S1", "V1", Seal("F001"), Item("敷料", 10, 8, "B1", date(2026, 11, 24)),
    )  # fmt: skip


def test_the_template_names_the_columns_and_its_example_is_passed_over(tmp_path: Path, database: str) -> None:
    file = tmp_path / "kit.xlsx"
    assert data("template", "kit", file).exit_code == 0
    sheet = openpyxl.load_workbook(file).worksheets[0]
    assert [cell.value for cell in sheet[1]][:3] == ["编号*", "类别*", "名称"]
    assert json.loads(data("import", "kit", file, "--database-url", database).stdout)["read"] == 0
