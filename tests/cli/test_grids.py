"""`dispatch data … roster`, from the files to the plan and back."""

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from dispatch.cli import main

STATIONS = "编号,名称,类别,经度,纬度,坐标系\nS01,一号站,社区,104.06,30.66,WGS84\n"
PEOPLE = "编号,姓名,电话,队伍,出行方式,站点\nV1,演示·甲子,15400000001,医疗救护,步行,S01\n"
GRID = "一号站 2099年12月\n编号,姓名,1日,2日,3日\n,,二,三,四\nV1,演示·甲子,白,白/夜,迟\n"


def test_a_grid_comes_in_with_its_bad_cells_named_and_goes_out_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIFTEEN_DATA", str(tmp_path))
    for name, text in (("stations", STATIONS), ("people", PEOPLE), ("grid", GRID)):
        (tmp_path / f"{name}.csv").write_bytes(text.encode("gb18030"))

    def data(*words: str) -> tuple[int, dict[str, object]]:
        result = CliRunner().invoke(main, ["data", *words, "--database-url", f"sqlite:///{tmp_path}/x.sqlite"])
        return result.exit_code, json.loads(result.stdout)

    for what in ("stations", "people"):
        assert data("import", what, str(tmp_path / f"{what}.csv"))[0] == 0
    grid = str(tmp_path / "grid.csv")
    code, said = data("import", "roster", grid, "--dry-run")
    bad = said["bad"]
    assert isinstance(bad, list)
    assert (code, said["planned"]) == (2, 1)
    assert [(one["row"], one["column"]) for one in bad] == [(4, "3日"), (4, "2日")]
    assert data("import", "roster", grid, "--override", "缺人")[1]["planned"] == 3
    out = str(tmp_path / "out.xlsx")
    assert data("export", "roster", out, "--month", "2099-12") == (0, {"file": out, "rows": 1})
    row = [one.value for one in openpyxl.load_workbook(out).worksheets[0][5]][:6]
    assert row == ["V1", "演示·甲子", "S01", "白", "白/夜", "休"]
    code, said = data("import", "roster", out)
    assert (code, said["planned"], said["dropped"], said["unchanged"]) == (0, 0, 0, 31)
