"""Finding the header of a sheet: which column holds what, under any of the names that people give it."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dispatch.records.sheets import Sheet, Value
from maps.errors import BadInput

HEADER_WITHIN = 20
REMARKS = re.compile(r"\(.*?\)|[\s*:_-]")


@dataclass(frozen=True, slots=True)
class Column:
    """`field` is our name for it; `zh` and `en` head exports and templates; `also` are other headers met in files."""

    field: str
    zh: str
    en: str
    also: tuple[str, ...] = ()
    required: bool = False

    def title(self, language: str) -> str:
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Table:
    """The rows below a header. `place` holds the position of each field that the header has; `titles` its headers."""

    place: Mapping[str, int]
    titles: Mapping[str, str]
    ignored: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Value, ...]], ...]
    crs: str | None

    def filled_rows(self) -> Iterator[tuple[int, tuple[Value, ...]]]:
        """Rows with anything in them."""
        return ((number, cells) for number, cells in self.rows if any(cell not in (None, "") for cell in cells))


def find_table(sheets: Sequence[Sheet], columns: Sequence[Column], language: str) -> Table:
    """The first table that has the required columns, with its header among a sheet's first rows.

    Raises BadInput naming the columns that are missing or that stand there twice.
    """
    fields = {_plain(name): column for column in columns for name in (column.field, column.zh, column.en, *column.also)}
    headers = [_header(sheet, fields) for sheet in sheets]
    if not headers:
        raise BadInput("empty_file")
    held = [{fields[_plain(title)] for title in titles if _plain(title) in fields} for _, titles in headers]
    lacking = [[column for column in columns if column.required and column not in known] for known in held]
    fewest = min(lacking, key=len)
    if fewest:
        raise BadInput("missing_columns", columns="、".join(column.title(language) for column in fewest))
    chosen = lacking.index(fewest)
    return _below(sheets[chosen], *headers[chosen], fields)


def _header(sheet: Sheet, fields: Mapping[str, Column]) -> tuple[int, tuple[str, ...]]:
    """Which row, and its titles: the one with the most known, since names and remarks often stand above it."""
    known = [sum(_plain(cell) in fields for cell in cells) for _, cells in sheet.rows[:HEADER_WITHIN]]
    if not known:
        return 0, ()
    at = known.index(max(known))
    return at, tuple(str(cell or "").strip() for cell in sheet.rows[at][1])


def _below(sheet: Sheet, at: int, header: Sequence[str], fields: Mapping[str, Column]) -> Table:
    place: dict[str, int] = {}
    for position, title in enumerate(header):
        column = fields.get(_plain(title))
        if column is None:
            continue
        if column.field in place:
            raise BadInput("column_twice", first=header[place[column.field]], second=title)
        place[column.field] = position
    titles = {field: header[position] for field, position in place.items()}
    ignored = tuple(title for title in header if title and _plain(title) not in fields)
    return Table(place, titles, ignored, sheet.rows[at + 1 :], sheet.crs)


def _plain(title: object) -> str:
    """Lower case, half width, without spaces, stars and remarks in brackets: 姓 名* and 姓名(必填) are 姓名."""
    return REMARKS.sub("", unicodedata.normalize("NFKC", str(title or "")).lower())
