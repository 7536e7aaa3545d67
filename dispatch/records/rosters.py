"""The grid of duty officers, people × dates with 白, 夜 and 休, read from whatever table it stands in."""

import re
from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dispatch.board import Board
from dispatch.errors import Refused
from dispatch.records import cells
from dispatch.records.columns import Column
from dispatch.records.intake import EXAMPLE, Remark
from dispatch.records.sheets import Sheet, Value
from dispatch.rosters.model import Cell, Rule, Template, Turn
from dispatch.rosters.written import Written, refusal_of
from maps.errors import BadInput

COLUMNS = (
    Column("id", "编号", "Number", ("志愿者编号", "人员编号", "工号", "志愿者号", "volunteer", "no"), required=True),
    Column("name", "姓名", "Name", ("志愿者姓名", "志愿者")),
    Column("station", "站点", "Station", ("站点编号", "所属站点", "服务站", "值守站点")),
)
OFF = frozenset({"休", "休息", "轮休", "公休", "off", "o", "-", "—"})
KEEP = "※"
"""A shift of hours that no named shift has: whatever is planned there stays."""
HEADER_WITHIN = 20
WEEKDAY = re.compile(
    r"[(（]?(?:周|星期|礼拜)?[一二三四五六日天][)）]?|(?:mon|tue|wed|thu|fri|sat|sun)\w*", re.IGNORECASE
)
BESIDE = re.compile(r"\(.*?\)|(?:周|星期|礼拜)[一二三四五六日天]|\b(?:mon|tue|wed|thu|fri|sat|sun)\w*\b", re.IGNORECASE)
MONTH = re.compile(r"(\d{4})\s*(?:年|-|/|\.)\s*(\d{1,2})\s*(?:月|\b)")
DAY_ALONE = re.compile(r"(\d{1,2})[日号]?")
MONTH_DAY = re.compile(r"(\d{1,2})(?:月|/|-|\.)(\d{1,2})[日号]?")
BETWEEN = re.compile(r"[\s/、,,;;+]+")

Month = tuple[int, int]
Where = tuple[str, date]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a cell stands in the file."""

    row: int
    column: str
    value: str


@dataclass(frozen=True, slots=True)
class Grid:
    """`read` rows of people. `cells` that could be read, and where each stands."""

    read: int
    cells: tuple[Cell, ...]
    spots: Mapping[Where, Spot]
    bad: tuple[Remark, ...]
    ignored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Head:
    """`places` of the fields, and by column the date."""

    at: int
    titles: tuple[str, ...]
    places: Mapping[str, int]
    dates: Mapping[int, date]


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    values: tuple[Value, ...]
    volunteer: str
    station: str | None
    alone: bool


def read_grid(
    sheets: Sequence[Sheet], board: Board, named: Mapping[str, Template], *, month: Month | None = None
) -> Grid:
    """Blank: nothing at the row's own station; 休: nothing at all. 白/夜 is both, 白@S03 at another station. `month`:
    of headers that say the day alone. Raises BadInput where no sheet holds such a grid."""
    head, sheet = _find(sheets, month)
    bad: list[Remark] = []
    rows = list(_rows(sheet, head, board, bad))
    read = _marks(named)
    found: list[Cell] = []
    spots: dict[Where, Spot] = {}
    for row in rows:
        for position, day in head.dates.items():
            spot = Spot(row.number, head.titles[position], _shown(row.values, position))
            try:
                cell = _cell(row, day, spot.value, read, board)
            except Refused as refusal:
                bad.append(Remark(spot.row, spot.column, spot.value, refusal.code, refusal.params))
                continue
            if cell is not None:
                found.append(cell)
                spots[cell.volunteer, day] = spot
    known = {*head.places.values(), *head.dates}
    ignored = tuple(title for position, title in enumerate(head.titles) if title and position not in known)
    people = len({row.number for row in rows} | {one.row for one in bad})
    return Grid(people, tuple(found), spots, tuple(bad), ignored)


def _find(sheets: Sequence[Sheet], month: Month | None) -> tuple[_Head, Sheet]:
    """The header with the most dates; what is wrong with the nearest, where there is none."""
    best: tuple[_Head, Sheet] | None = None
    monthless = False
    for sheet in sheets:
        title = month
        for at, (_, values) in enumerate(sheet.rows[:HEADER_WITHIN]):
            places = _fields(values)
            if "id" in places:
                dates, unsaid = _dates(values, set(places.values()), title)
                monthless |= unsaid
                if dates and (best is None or len(dates) > len(best[0].dates)):
                    titles = tuple(cells.text(one) if one is not None else "" for one in values)
                    best = _Head(at, titles, places, dates), sheet
            elif month is None:
                title = _month_in(values) or title
    if best is None:
        raise BadInput("grid_month_needed" if monthless else "not_a_grid")
    return best


def _fields(values: Sequence[Value]) -> dict[str, int]:
    names = {_plain(name): one.field for one in COLUMNS for name in (one.field, one.zh, one.en, *one.also)}
    found: dict[str, int] = {}
    for position, value in enumerate(values):
        field = names.get(_plain(value))
        if field is not None:
            found.setdefault(field, position)
    return found


def _plain(value: Value) -> str:
    return re.sub(r"[\s*:_]", "", cells.plain(value if value is not None else "")).lower()


def _month_in(values: Sequence[Value]) -> Month | None:
    for value in values:
        if isinstance(value, datetime | date):
            return value.year, value.month
        found = MONTH.search(cells.plain(value)) if isinstance(value, str) else None
        if found and 1 <= int(found[2]) <= 12:
            return int(found[1]), int(found[2])
    return None


def _dates(values: Sequence[Value], taken: set[int], month: Month | None) -> tuple[dict[int, date], bool]:
    """By column; and whether days stand there whose month nobody says. Raises BadInput for a date that stands twice."""
    found: dict[int, date] = {}
    unsaid = False
    for position, value in enumerate(values):
        if position in taken or cells.is_blank(value):
            continue
        try:
            day = _date(value, month)
        except Refused:
            unsaid |= month is None and bool(_alone(value))
            continue
        if day in found.values():
            first = next(other for other, known in found.items() if known == day)
            told = (cells.text(values[first]), cells.text(value))
            raise BadInput("date_twice", day=day, first=told[0], second=told[1])
        found[position] = day
    return found, unsaid


def _alone(value: Value) -> re.Match[str] | None:
    written = BESIDE.sub("", cells.plain(value)).strip()
    return DAY_ALONE.fullmatch(written) or MONTH_DAY.fullmatch(written)


def _date(value: Value, month: Month | None) -> date:
    """A date of any kind; a day, or month and day, of the month that is spoken of."""
    if isinstance(value, datetime | date):
        return cells.day(value)
    written = BESIDE.sub("", cells.plain(value)).strip()
    day_alone, month_day = DAY_ALONE.fullmatch(written), MONTH_DAY.fullmatch(written)
    if not day_alone and not month_day:
        if re.fullmatch(r"\d{4}\D+\d{1,2}\D?", written):
            raise Refused("not_a_date")  # a month, whose last day `cells.day` would take
        return cells.day(written)
    if month is None:
        raise Refused("grid_month_needed")
    if month_day:
        number, day = int(month_day[1]), int(month_day[2])
        year = month[0] + (number < month[1] - 6) - (number > month[1] + 6)
    else:
        assert day_alone is not None
        year, number, day = month[0], month[1], int(day_alone[1])
    try:
        return date(year, number, day)
    except ValueError:
        raise BadInput("not_in_month", month=f"{year}-{number:02}", day=day) from None


def _rows(sheet: Sheet, head: _Head, board: Board, bad: list[Remark]) -> Iterator[_Row]:
    """Each person's row; what is wrong with its beginning goes to `bad`."""
    below = sheet.rows[head.at + 1 :]
    spoken = [(number, values) for number, values in below if _speaks(values, head, board.people.volunteers)]
    numbers = Counter(_ident(values, head) for _, values in spoken)
    seen: dict[tuple[str, str | None], int] = {}
    for number, values in spoken:
        ident = _ident(values, head)
        if ident.lower().startswith(EXAMPLE):
            continue
        try:
            station = _whose(values, head, board, seen)
        except _Wrong as wrong:
            position = head.places[wrong.field]
            shown = _shown(values, position)
            bad.append(Remark(number, head.titles[position], shown, wrong.code, wrong.params))
            continue
        seen[ident, station] = number
        yield _Row(number, values, ident, station, numbers[ident] == 1)


class _Wrong(Refused):
    """What is wrong with one field of a row."""

    def __init__(self, field: str, code: str, **params: object) -> None:
        super().__init__(code, **params)
        self.field = field


def _whose(
    values: Sequence[Value], head: _Head, board: Board, seen: Mapping[tuple[str, str | None], int]
) -> str | None:
    """The station that the row is about: the one it names, else where the person belongs."""
    ident = _ident(values, head)
    known = board.people.volunteers.get(ident)
    if known is None:
        raise _Wrong("id", "unknown_volunteer", volunteer=ident)
    name = _at(values, head, "name")
    if name and known.particulars is not None and cells.name(name) != known.particulars.name:
        raise _Wrong("name", "grid_other_name", volunteer=ident)
    said = _at(values, head, "station")
    station = _station(said, board) if said else known.station
    if said and station is None:
        raise _Wrong("station", "unknown_station", station=said)
    if (ident, station) in seen:
        raise _Wrong("id", "id_twice", row=seen[ident, station])
    return station


def _speaks(values: Sequence[Value], head: _Head, people: Container[str]) -> bool:
    """Not an empty row, nor the one of weekdays below the dates, nor a remark below the grid."""
    if _ident(values, head) in people:
        return True
    said = [cells.plain(values[one]) for one in head.dates if one < len(values) and not cells.is_blank(values[one])]
    return any(not WEEKDAY.fullmatch(one) for one in said)


def _ident(values: Sequence[Value], head: _Head) -> str:
    position = head.places["id"]
    return cells.plain(values[position]) if position < len(values) and not cells.is_blank(values[position]) else ""


def _at(values: Sequence[Value], head: _Head, field: str) -> str:
    position = head.places.get(field)
    return _shown(values, position) if position is not None else ""


def _shown(values: Sequence[Value], position: int) -> str:
    return cells.text(values[position]) if position < len(values) and not cells.is_blank(values[position]) else ""


def _station(said: str, board: Board) -> str | None:
    """By its id, or its name."""
    if said in board.duty.stations:
        return said
    return next((one.id for one in board.duty.stations.values() if one.name == said), None)


def _marks(named: Mapping[str, Template]) -> Callable[[str], list[str]]:
    """Reads what stands for one or several named shifts, also without anything between."""
    by_mark = {mark.casefold(): one.id for one in named.values() for mark in one.marks}
    known = "、".join([*(one.mark for one in named.values()), "休"])

    def read(said: str) -> list[str]:
        folded = said.casefold()
        if folded in by_mark:
            return [by_mark[folded]]
        if folded and all(letter in by_mark for letter in folded):
            return [by_mark[letter] for letter in folded]
        raise Refused("not_a_shift", said=said, known=known)

    return read


def _cell(row: _Row, day: date, said: str, read: Callable[[str], list[str]], board: Board) -> Cell | None:
    """None: nothing is said of that day."""
    written = cells.plain(said)
    parts = [part for part in BETWEEN.split(written) if part] if written else []
    if KEEP in parts or (not parts and row.station is None):
        return None
    own = () if row.station is None else (row.station,)
    if parts and all(part.casefold() in OFF for part in parts):
        return Cell(row.volunteer, day, (), None if row.alone else own)
    if any(part.casefold() in OFF for part in parts):
        raise Refused("off_and_shift", said=said)
    turns = [turn for part in parts for turn in _turns(part, row.station, read, board)]
    return Cell(row.volunteer, day, tuple(turns), tuple(dict.fromkeys([*own, *(one.station for one in turns)])))


def _turns(part: str, station: str | None, read: Callable[[str], list[str]], board: Board) -> Iterator[Turn]:
    mark, at, elsewhere = part.partition("@")
    where = _station(elsewhere, board) if at else station
    if where is None:
        raise Refused("unknown_station", station=elsewhere)
    for template in read(mark):
        yield Turn(template, where)


def came_of(grid: Grid, written: Written, timezone: ZoneInfo) -> tuple[list[Remark], list[Remark]]:
    """Cells that were not taken over, each with where it stands: those that go against a rule, and (the second list)
    those of days that are over, which nobody expects to change."""
    bad: list[Remark] = []
    past: list[Remark] = []
    for kept in written.kept:
        spot = grid.spots[kept.cell.volunteer, kept.cell.day]
        over = bool(kept.conflicts) and all(one.rule is Rule.BEGUN for one in kept.conflicts)
        refusals = [kept.refusal] if kept.refusal else [refusal_of(one, timezone) for one in kept.conflicts[:1]]
        for refusal in refusals:
            code, params = ("grid_past", {"day": kept.cell.day}) if over else (refusal.code, refusal.params)
            (past if over else bad).append(Remark(spot.row, spot.column, spot.value, code, params))
    return bad, past
