"""A month's hours, entry by entry and person by person."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dispatch.hours.counting import days, overtime, waits_for
from dispatch.hours.model import COUNTED, DayMinutes, Entry, HoursKind, HoursState, Ledger


@dataclass(frozen=True, slots=True)
class Told:
    """`days`: as approved, with the counter-entries; before, as they would be approved now; none of what was rejected.
    `waits_for`: the entry that has to be decided first. `overtime` in minutes."""

    entry: Entry
    days: tuple[DayMinutes, ...]
    overtime: int
    waits_for: int | None

    @property
    def minutes(self) -> int:
        return sum(one.minutes for one in self.days)

    @property
    def within(self) -> int:
        return sum(one.within for one in self.days)


@dataclass(frozen=True, slots=True)
class Total:
    """Minutes of one person: by kind, of all that was not rejected; `within`: of responses within duty on site, which
    are counted there. `undecided` and `posted`: how many of them are."""

    volunteer: str
    on_site: int = 0
    response: int = 0
    training: int = 0
    standby: int = 0
    within: int = 0
    undecided: int = 0
    posted: int = 0


def told(idents: Iterable[int], ledger: Ledger, timezone: ZoneInfo, *, now: datetime) -> Iterator[Told]:
    """In the order of `idents`."""
    theirs: dict[str, list[Entry]] = defaultdict(list)
    for one in ledger.entries.values():
        theirs[one.volunteer].append(one)
    counted = _counted(ledger)
    for ident in idents:
        one = ledger.entries[ident]
        around = theirs[one.volunteer]
        waits = waits_for(one, around) if one.state is HoursState.RECORDED else None
        if one.state in COUNTED:
            found = tuple(counted.get(ident, ()))
        else:
            found = () if one.state is HoursState.REJECTED else days(one, around, timezone, now=now)
        yield Told(one, found, overtime(one, around, now=now), waits.entry if waits else None)


def totals(entries: Sequence[Told], first: date, last: date) -> list[Total]:
    """By volunteer number; of the days from `first` to `last` alone."""
    found: dict[str, Total] = {}
    for one in entries:
        volunteer, kind = one.entry.volunteer, one.entry.kind
        total = found.setdefault(volunteer, Total(volunteer))
        inside = [day for day in one.days if first <= day.day <= last]
        found[volunteer] = _added(total, kind, one.entry.state, inside)
    return [found[volunteer] for volunteer in sorted(found)]


def _added(total: Total, kind: HoursKind, state: HoursState, inside: Sequence[DayMinutes]) -> Total:
    minutes = sum(day.minutes for day in inside)
    column = str(kind)
    more = {column: getattr(total, column) + minutes, "within": total.within + sum(day.within for day in inside)}
    if state is HoursState.POSTED:
        more["posted"] = total.posted + minutes
    elif state is not HoursState.APPROVED:
        more["undecided"] = total.undecided + minutes
    return replace(total, **more)


def _counted(ledger: Ledger) -> dict[int, list[DayMinutes]]:
    found: dict[int, dict[date, DayMinutes]] = defaultdict(dict)
    for line in ledger.lines:
        known = found[line.entry].get(line.day, DayMinutes(line.day, 0))
        more = replace(known, minutes=known.minutes + line.minutes, within=known.within + line.within)
        found[line.entry][line.day] = more
    return {entry: [by_day[day] for day in sorted(by_day)] for entry, by_day in found.items()}
