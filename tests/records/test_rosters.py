"""The grid as duty officers write it, and back."""

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from dispatch.records.roster_sheet import grid_of, write_grid
from dispatch.records.rosters import Grid, came_of, read_grid
from dispatch.records.sheets import Sheet, Value, parse, read
from dispatch.rosters.model import Cell, Turn
from maps.errors import BadInput
from tests.rosters.bureau import DECEMBER, TERMS, ZONE, Bureau

NAMED = {one.id: one for one in TERMS.templates}


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


def taken(bureau: Bureau, *rows: tuple[Value, ...], month: tuple[int, int] | None = (2026, 12)) -> Grid:
    return read_grid([Sheet(tuple(enumerate(rows, 1)))], bureau.post.board, NAMED, month=month)


def said(grid: Grid) -> list[tuple[str, int, list[str]]]:
    return [(one.volunteer, one.day.day, [f"{t.template}@{t.station}" for t in one.turns]) for one in grid.cells]


def wrong(grid: Grid) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.code) for one in grid.bad]


@pytest.mark.parametrize(
    "header",
    [1, "1", "1日", "1号(周二)", "12月1日", "12/1", "2026-12-01", "2026年12月1日", date(2026, 12, 1), 46357],
)  # fmt: skip
def test_a_date_is_read_as_it_is_written(bureau: Bureau, header: Value) -> None:
    assert said(taken(bureau, ("编号", header), ("V1", "白"))) == [("V1", 1, ["day@S1"])]


@pytest.mark.parametrize(
    ("cell", "turns"),
    [
        ("白", ["day@S1"]),
        ("d", ["day@S1"]),
        ("白/夜", ["day@S1", "night@S1"]),
        ("白夜", ["day@S1", "night@S1"]),
        ("N@S2", ["night@S2"]),
        ("备@西门学校站", ["standby@S2"]),
        ("休", []),
        (None, []),
    ],
)
def test_a_cell_is_read_as_duty_officers_write_it(bureau: Bureau, cell: Value, turns: list[str]) -> None:
    assert said(taken(bureau, ("编号", "1"), ("V1", cell))) == [("V1", 1, turns)]


def test_blank_speaks_of_the_own_station_and_off_of_all_unless_the_person_has_two_rows(bureau: Bureau) -> None:
    grid = taken(bureau, ("编号", "站点", "1", "2"), ("V1", "S1", "休", None))
    assert [one.at for one in grid.cells] == [None, ("S1",)]
    grid = taken(bureau, ("编号", "站点", "1"), ("V1", "S1", "休"), ("V1", "S2", "夜"))
    assert [one.at for one in grid.cells] == [("S1",), ("S2",)]


def test_titles_weekdays_remarks_and_examples_are_passed_over_and_the_month_is_found(bureau: Bureau) -> None:
    grid = taken(
        bureau,
        ("东门商场站 2026年12月 值班表",),
        ("志愿者编号*", "姓名", "1日", "2日", "备注"),
        (None, None, "二", "三", None),
        ("示例001", "演示·甲子", "白", "夜", None),
        ("V1", "演示·甲", "白", None, "新人"),
        ("制表:演示·站长", None, None, None, None),
        month=None,
    )
    assert (said(grid), wrong(grid)) == ([("V1", 1, ["day@S1"]), ("V1", 2, [])], [])
    assert (grid.read, grid.ignored) == (1, ("备注",))


def test_what_cannot_be_read_comes_back_with_row_column_and_reason(bureau: Bureau) -> None:
    grid = taken(
        bureau,
        ("编号", "姓名", "站点", "1", "2"),
        ("V9", None, None, "白", None),
        ("V1", "别人", None, "白", None),
        ("V2", None, "S9", "白", None),
        ("V3", None, "S1", "迟", "休白"),
        ("V3", None, "S1", "白", None),
        ("V2", None, "S2", "白@S9", 5),
    )
    assert wrong(grid) == [
        (2, "编号", "unknown_volunteer"),
        (3, "姓名", "grid_other_name"),
        (4, "站点", "unknown_station"),
        (6, "编号", "id_twice"),
        (5, "1", "not_a_shift"),
        (5, "2", "not_a_shift"),
        (7, "1", "unknown_station"),
        (7, "2", "not_a_shift"),
    ]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([("编号", "1"), ("V1", "白")], "grid_month_needed"),
        ([("姓名", "2026-12-01"), ("演示·甲", "白")], "not_a_grid"),
        ([("编号", "2026-12-01", "12月1日"), ("V1", "白", "白")], "not_a_grid"),
        ([], "not_a_grid"),
    ],
)
def test_a_file_that_is_no_grid_is_refused(bureau: Bureau, rows: list[tuple[Value, ...]], code: str) -> None:
    if code == "not_a_grid" and len(rows) and len(rows[0]) == 3:
        with pytest.raises(BadInput, match="date_twice"):
            taken(bureau, *rows)
        return
    with pytest.raises(BadInput, match=code):
        taken(bureau, *rows, month=None)


def test_a_day_that_the_month_has_not_is_refused(bureau: Bureau) -> None:
    with pytest.raises(BadInput, match="not_in_month"):
        taken(bureau, ("编号", "31"), ("V1", "白"), month=(2026, 11))


def test_cells_that_the_rules_refuse_come_back_where_they_stand(bureau: Bureau) -> None:
    bureau.post.at = datetime(2026, 12, 2, 12, tzinfo=ZONE)
    grid = taken(bureau, ("编号", "1", "3", "4"), ("V1", "白", "白/夜", "白"))
    bad, past = came_of(grid, bureau.desk.would_write(grid.cells), ZONE)
    assert [(one.row, one.column, one.value, one.code) for one in bad] == [(2, "3", "白/夜", "roster_rest")]
    assert [(one.column, one.code) for one in past] == [("1", "grid_past")]


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_what_goes_out_comes_in_again_and_changes_nothing(bureau: Bureau, tmp_path: Path, suffix: str) -> None:
    bureau.plan("V1", 1, "day")
    bureau.plan("V1", 2, "night", station="S2")
    bureau.plan("V2", 1, "standby", station="S2")
    rows = grid_of(bureau.post.board, NAMED, DECEMBER, ZONE)
    assert [row[:6] for row in rows] == [
        ("V1", "演示·甲", "S1", "白", "夜@S2", "休"),
        ("V3", "演示·丙", "S1", None, None, None),
        ("V2", "演示·乙", "S2", "备", "休", "休"),
    ]
    file = tmp_path / f"grid{suffix}"
    write_grid(file, rows, DECEMBER, NAMED, TERMS.calendar, language="zh-CN")
    grid = read_grid(read(file), bureau.post.board, NAMED)
    written = bureau.desk.write_cells(grid.cells, by="officer:wu")
    assert (grid.bad, written.events, written.unchanged) == ((), (), 93)


def test_the_workbook_offers_the_marks_and_colours_days_off(bureau: Bureau, tmp_path: Path) -> None:
    file = tmp_path / "grid.xlsx"
    write_grid(file, [("V1", "演示·甲", "S1", *([None] * 31))], DECEMBER, NAMED, TERMS.calendar, language="zh-CN")
    sheet = openpyxl.load_workbook(file).worksheets[0]
    (offered,) = sheet.data_validations.dataValidation
    assert offered.formula1 == '"白,夜,备,休"'
    assert [sheet.cell(3, column).value for column in (1, 4, 34)] == ["编号", "12月1日", "12月31日"]
    filled = [sheet.cell(3, 3 + day).fill.start_color.rgb for day in (4, 5)]
    assert filled == ["00000000", "FFE8EEF4"]


def test_an_office_sends_gb18030(bureau: Bureau) -> None:
    content = "编号,姓名,2026-12-01\nV1,演示·甲,白\n".encode("gb18030")
    grid = read_grid(parse(content, "值班.csv"), bureau.post.board, NAMED)
    assert grid.cells == (Cell("V1", date(2026, 12, 1), (Turn("day", "S1"),), ("S1",)),)
