"""The grid of a month as a file that duty officers know, and that can be imported again."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from dispatch.board import Board
from dispatch.duty.model import Shift
from dispatch.people.model import Volunteer
from dispatch.records.columns import Column
from dispatch.records.rosters import COLUMNS, KEEP
from dispatch.records.writing import append, write
from dispatch.rosters.grid import named_as
from dispatch.rosters.model import Calendar, DayKind, Template
from dispatch.rosters.rest import day_of
from dispatch.words import say

WEEKDAYS = {"zh-CN": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
FILLS = {DayKind.DAY_OFF: "FFE8EEF4", DayKind.HOLIDAY: "FFF8DEDC"}
OFF = "休"
FIXED = len(COLUMNS)

Grid = Sequence[Sequence[str | float | None]]


def grid_of(
    board: Board,
    named: Mapping[str, Template],
    days: Sequence[date],
    timezone: ZoneInfo,
    *,
    station: str | None = None,
) -> Grid:
    """A row a person: number, name, station, and a cell a day. Whoever has a shift in that month has 休 on the days
    without; shifts at another station than the row's say which."""
    rows = []
    for volunteer in sorted(board.people.volunteers.values(), key=lambda one: (one.station or "", one.id)):
        shifts = [one for one in board.duty.all_shifts_of(volunteer.id) if day_of(one.slot, timezone) in days]
        if station is None or volunteer.station == station or any(one.slot.station == station for one in shifts):
            rows.append(_row(volunteer, shifts, named, days, timezone))
    return rows


def _row(
    volunteer: Volunteer,
    shifts: Sequence[Shift],
    named: Mapping[str, Template],
    days: Sequence[date],
    timezone: ZoneInfo,
) -> Sequence[str | None]:
    said: dict[date, list[str]] = {}
    for shift in sorted(shifts, key=lambda one: one.slot.starts_at):
        known = named.get(named_as(shift.slot, named, timezone) or "")
        mark = known.mark if known else KEEP
        elsewhere = f"@{shift.slot.station}" if known and shift.slot.station != volunteer.station else ""
        said.setdefault(day_of(shift.slot, timezone), []).append(mark + elsewhere)
    name = volunteer.particulars.name if volunteer.particulars else None
    nothing = OFF if shifts else None
    return (volunteer.id, name, volunteer.station, *("/".join(said[day]) if day in said else nothing for day in days))


def write_grid(
    path: Path,
    rows: Grid,
    days: Sequence[date],
    named: Mapping[str, Template],
    calendar: Calendar,
    *,
    language: str,
) -> None:
    """XLSX with lists to choose from and days off in colour; any other format as other tables."""
    if path.suffix.lower() == ".xlsx":
        _workbook(rows, days, named, calendar, language).save(path)
        return
    write(path, (*COLUMNS, *(_column(day) for day in days)), rows, language=language)


def _column(day: date) -> Column:
    said = day.isoformat()
    return Column(said, said, said)


def _workbook(
    rows: Grid, days: Sequence[date], named: Mapping[str, Template], calendar: Calendar, language: str
) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    month = f"{days[0]:%Y-%m}" if language == "en" else f"{days[0].year}年{days[0].month}月"
    marks = "、".join(f"{one.mark} {one.name} {one.begins:%H:%M}–{one.ends:%H:%M}" for one in named.values())
    append(sheet, [say("grid_title", language, month=month)])
    append(sheet, [say("grid_help_marks", language, marks=marks)])
    append(sheet, [*(one.title(language) for one in COLUMNS), *(_heading(day, language) for day in days)])
    append(sheet, [None] * FIXED + [WEEKDAYS[language][day.weekday()] for day in days])
    for person in rows:
        append(sheet, person)
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    for position in range(1, FIXED + len(days) + 1):
        sheet.cell(3, position).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(position)].width = 12 if position <= FIXED else 7.5
        sheet.column_dimensions[get_column_letter(position)].number_format = "@"
    for number, day in enumerate(days, FIXED + 1):
        _colour(sheet, number, FILLS.get(calendar.of(day).kind), len(rows))
    listed = DataValidation(
        type="list",
        formula1=f'"{",".join([*(one.mark for one in named.values()), OFF])}"',
        allow_blank=True,
        showErrorMessage=False,
    )
    last = get_column_letter(FIXED + len(days))
    listed.add(f"{get_column_letter(FIXED + 1)}5:{last}{max(len(rows), 200) + 4}")
    sheet.add_data_validation(listed)
    sheet.freeze_panes = f"{get_column_letter(FIXED + 1)}5"
    return book


def _heading(day: date, language: str) -> str:
    return day.isoformat() if language == "en" else f"{day.month}月{day.day}日"


def _colour(sheet: Worksheet, column: int, fill: str | None, rows: int) -> None:
    for row in range(3, rows + 5):
        square = sheet.cell(row, column)
        square.alignment = Alignment(horizontal="center")
        if fill is not None:
            square.fill = PatternFill("solid", start_color=fill)


def example(days: Sequence[date], named: Mapping[str, Template], people: Iterable[Volunteer]) -> Grid:
    """A grid to fill in: everybody, with empty days; an example, which an import passes over, where there is nobody."""
    known = [
        (one.id, one.particulars.name if one.particulars else None, one.station, *(None for _ in days))
        for one in sorted(people, key=lambda one: (one.station or "", one.id))
    ]
    if known:
        return known
    marks = [one.mark for one in named.values()] + [OFF]
    return [("示例001", "演示·甲子", "S01", *(marks[number % len(marks)] for number in range(len(days))))]
