"""From rows to records: what could be read, and what could not and why."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from dispatch.errors import Refused
from dispatch.people.phones import mask, redact
from dispatch.records import cells
from dispatch.records.columns import Table
from dispatch.records.sheets import Value

T = TypeVar("T")
D = TypeVar("D")

EXAMPLE = ("示例", "example")
"""How the id of a template's worked example begins; such rows are passed over."""
PRIVATE = frozenset({"phone", "phones", "birth_year", "badge"})
"""Fields of whose cells no more than the beginning is shown, even where they hold no proper number."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about one cell; `value` never shows a whole private number."""

    row: int
    column: str
    value: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Intake(Generic[T]):
    """`read` rows with anything in them: `things` from the good ones, `bad` cells of the others (a row may have
    several), and `doubts` about good rows."""

    read: int
    things: tuple[T, ...]
    bad: tuple[Remark, ...]
    doubts: tuple[Remark, ...]
    ignored: tuple[str, ...]


class Row:
    """One row of a table while it is read: `take` gives what a cell says and remembers what is wrong with it."""

    def __init__(self, table: Table, number: int, values: Sequence[Value]) -> None:
        self.number = number
        self.bad: list[Remark] = []
        self.doubts: list[Remark] = []
        self._table = table
        self._values = values

    @property
    def fields(self) -> Set[str]:
        """Those that the table has a column for."""
        return self._table.place.keys()

    def value(self, field: str) -> Value:
        """None where the cell is blank or the table has no such column."""
        position = self._table.place.get(field)
        if position is None or position >= len(self._values) or cells.is_blank(self._values[position]):
            return None
        return self._values[position]

    def take(self, field: str, parse: Callable[[Value], T], *, blank: D, absent: D) -> T | D:
        """`blank` for an empty cell, `absent` where the table has no such column: a partial file leaves the rest."""
        value = self.value(field)
        if value is None:
            return blank if field in self._table.place else absent
        try:
            return parse(value)
        except Refused as refusal:
            self.refuse(field, refusal.code, **refusal.params)
            return absent

    def require(self, field: str, parse: Callable[[Value], T]) -> T | None:
        """As `take`, but a blank cell is refused."""
        if self.value(field) is None:
            self.refuse(field, "blank")
        return self.take(field, parse, blank=None, absent=None)

    def refuse(self, field: str, code: str, **params: object) -> None:
        self.bad.append(self._remark(field, code, params))

    def doubt(self, field: str, code: str, **params: object) -> None:
        self.doubts.append(self._remark(field, code, params))

    def _remark(self, field: str, code: str, params: Mapping[str, object]) -> Remark:
        shown = redact(cells.text(self.value(field) or ""))
        if field in PRIVATE and shown:
            shown = f"{shown[:3]}****"
        return Remark(self.number, self._table.titles.get(field, field), shown, code, params)


def take_in(table: Table, make: Callable[[Row], T | None]) -> Intake[T]:
    """Every row through `make`, which gives None after refusing a cell. An id that stands in two rows counts once."""
    read = 0
    things: list[T] = []
    bad: list[Remark] = []
    doubts: list[Remark] = []
    seen: dict[str, int] = {}
    for number, values in table.filled_rows():
        row = Row(table, number, values)
        ident = cells.plain(row.value("id") or "")
        if ident.lower().startswith(EXAMPLE):
            continue
        read += 1
        if ident and ident in seen:
            row.refuse("id", "id_twice", row=seen[ident])
        seen.setdefault(ident, number)
        thing = make(row)
        bad.extend(row.bad)
        if thing is not None and not row.bad:
            things.append(thing)
            doubts.extend(row.doubts)
    return Intake(read, tuple(things), tuple(bad), tuple(doubts), table.ignored)


def phone_or(known: str | None, parse: Callable[[Value], str] = cells.phone) -> Callable[[Value], str]:
    """A parser of phone numbers; the mask of the known one, as exports show it, stands for that."""

    def parse_or_known(value: Value) -> str:
        said = cells.text(value)
        if "*" not in said:
            return parse(value)
        if known is None or said != mask(known):
            raise Refused("masked_phone")
        return known

    return parse_or_known
