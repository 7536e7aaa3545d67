"""Tables written down as they would be typed."""

from collections.abc import Sequence

from dispatch.records.columns import Column, Table, find_table
from dispatch.records.intake import Remark
from dispatch.records.sheets import Sheet, Value


def table(columns: Sequence[Column], header: str, *rows: Sequence[Value], crs: str | None = None) -> Table:
    """`header`: titles with spaces between them; the first row below it is row 2."""
    written = (tuple(header.split()), *map(tuple, rows))
    return find_table([Sheet(tuple(enumerate(written, 1)), crs)], columns, "zh-CN")


def seen(remarks: Sequence[Remark]) -> list[tuple[int, str, str, str]]:
    return [(one.row, one.column, one.value, one.code) for one in remarks]
