"""Posted hours as the record of volunteer service wants them (志愿服务记录与证明出具办法(试行), 2021): who, what, when,
where, and how many hours, the unit that the rule prescribes."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from dispatch.hours.model import Entry, HoursState, Ledger, Line
from dispatch.records.columns import Column
from dispatch.records.writing import Cell
from dispatch.words import say

COLUMNS = (
    Column("name", "志愿者姓名", "Name"),
    Column("volunteer", "志愿者编号", "Volunteer number"),
    Column("kind", "服务项目", "Activity"),
    Column("day", "服务日期", "Date"),
    Column("station", "服务地点", "Place"),
    Column("content", "服务内容", "Content"),
    Column("hours", "服务时长(小时)", "Hours"),
    Column("posted_by", "审核入账人", "Posted by"),
    Column("entry", "记录编号", "Entry"),
)
MINUTES_OF_AN_HOUR = 60


def posted_rows(
    ledger: Ledger,
    entries: Iterable[int],
    first: date,
    last: date,
    *,
    names: Mapping[str, str | None],
    stations: Mapping[str, str],
    language: str,
) -> Iterator[tuple[Cell, ...]]:
    """One for each day of an entry, and each counter-entry, from `first` to `last`; by person, then day. Hours to two
    decimals: a minute is .02 of one. `names`, `stations`: by number; nobody's name is told once it is erased."""
    wanted = {ident for ident in entries if ledger.entries[ident].state is HoursState.POSTED}
    lines = [one for one in ledger.lines if one.entry in wanted and first <= one.day <= last and one.minutes != 0]
    for line in sorted(lines, key=lambda one: (ledger.entries[one.entry].volunteer, one.day, one.seq)):
        one = ledger.entries[line.entry]
        place = ledger.station_of(one)
        yield (
            names.get(one.volunteer),
            one.volunteer,
            say(f"hours_kind.{one.kind}", language),
            line.day.isoformat(),
            stations.get(place, place) if place else None,
            _content(one, line, language),
            round(line.minutes / MINUTES_OF_AN_HOUR, 2),
            one.posted_by,
            str(one.entry),
        )


def _content(one: Entry, line: Line, language: str) -> str:
    told = say(f"hours_sheet.{one.kind}", language, incident=one.incident)
    return f"{say('hours_sheet.correction', language)}: {told}" if line.correction else told
