"""The hours as tables: kept in each event's own transaction, made anew by a rebuild, read by month."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Update, bindparam, delete, insert, select, update

from dispatch.duty.events import CheckedIn, CheckedOut
from dispatch.hours.events import HoursApproved, HoursCorrected, HoursPosted, HoursRejected
from dispatch.hours.model import DUTY, GOING, Entry, HoursKind, HoursState, Ledger, Line
from dispatch.incidents.events import ProgressReported, VolunteerAssigned
from dispatch.incidents.model import ENDED, IncidentMode, Progress
from dispatch.log.event import Recorded
from dispatch.rosters.events import HomeReached
from dispatch.tables import hour_lines, hours

SIMULATED = "simulated:"
"""So begins whoever acts for people who are only simulated: in a drill nobody was there."""
UNDER_WAY = frozenset({Progress.EN_ROUTE, Progress.ON_SCENE, Progress.ENGAGED})
LATE = timedelta(minutes=30)
"""Who sets out so long after their yes counts from then: "yes, in two hours" is no service yet."""
KINDS = {IncidentMode.ACTUAL: HoursKind.RESPONSE, IncidentMode.EXERCISE: HoursKind.TRAINING}
RIDE = timedelta(hours=3)
"""Longer than anybody rides home: what is told later is of another day."""
CHUNK = 500
# Built once each: an event should cost its database work and no more.
OPEN_DUTY = select(hours).where(
    hours.c.ended_at.is_(None),
    hours.c.volunteer == bindparam("of"),
    hours.c.kind.in_([str(kind) for kind in sorted(DUTY)]),
)
OPEN_GOING = select(hours).where(hours.c.ended_at.is_(None), hours.c.assignment == bindparam("of"))
NEW = insert(hours)
NEW_LINE = insert(hour_lines)


def project(connection: Connection, recorded: Recorded) -> None:
    """Keeps `hours`."""
    match recorded.event:
        case CheckedIn() as event:
            _check_in(connection, event, recorded)
        case CheckedOut() as event:
            known = _open(connection, OPEN_DUTY, event.volunteer)
            if known is not None:
                _end(connection, known, recorded.when, forgotten=event.forgotten)
        case VolunteerAssigned() as event:
            _assigned(connection, event, recorded)
        case ProgressReported() as event:
            _progress(connection, event, recorded.when)
        case HomeReached() as event if event.told:
            _home(connection, event.volunteer, event.home_at)
        case HoursApproved() as event:
            _set(connection, event.entry, state=HoursState.APPROVED, corrected_at=event.ends_at, **_decided(recorded))
        case HoursRejected() as event:
            _set(connection, event.entry, state=HoursState.REJECTED, **_decided(recorded))
        case HoursPosted() as event:
            _set(connection, event.entry, state=HoursState.POSTED, posted_at=recorded.at, posted_by=recorded.by)
        case _:
            pass


def project_lines(connection: Connection, recorded: Recorded) -> None:
    """Keeps `hour_lines`: an approval replaces the lines of an earlier one, a counter-entry stands beside them."""
    match recorded.event:
        case HoursApproved() as event:
            _forget_lines(connection, event.entry)
            for one in event.days:
                _write_line(connection, Line(recorded.seq, one.day, event.entry, one.minutes, one.within, False))
        case HoursRejected() as event:
            _forget_lines(connection, event.entry)
        case HoursCorrected() as event:
            _write_line(connection, Line(recorded.seq, event.day, event.entry, event.minutes, 0, True))
        case _:
            pass


KEPT = {hours: project, hour_lines: project_lines}


def ledger(connection: Connection, wanted: Sequence[int]) -> Ledger:
    """Those entries, what overlaps them of the same people, and their lines."""
    found = _entries(connection, hours.c.entry, wanted)
    return Ledger(_with_others(connection, found), tuple(_lines(connection, wanted)))


def month(
    connection: Connection, starts_at: datetime, ends_at: datetime, *, volunteer: str | None = None
) -> tuple[list[int], Ledger]:
    """The entries that touch the month, in the order in which they began, and all that overlaps them."""
    touching: list[ColumnElement[bool]] = [
        hours.c.started_at < ends_at,
        hours.c.ended_at.is_(None) | (hours.c.ended_at >= starts_at),
    ]
    if volunteer is not None:
        touching.append(hours.c.volunteer == volunteer)
    found = _read(connection, *touching)
    idents = [one.entry for one in sorted(found, key=lambda one: (one.started_at, one.entry))]
    return idents, Ledger(_with_others(connection, found), tuple(_lines(connection, idents)))


def counted(connection: Connection, first: date, last: date) -> tuple[list[int], Ledger]:
    """The entries that have lines on these days."""
    within = hour_lines.c.day.between(first.isoformat(), last.isoformat())
    idents = list(connection.scalars(select(hour_lines.c.entry).where(within).distinct().order_by(hour_lines.c.entry)))
    return idents, ledger(connection, idents)


def _with_others(connection: Connection, found: Sequence[Entry]) -> dict[int, Entry]:
    if not found:
        return {}
    whom = sorted({one.volunteer for one in found})
    first = min(one.started_at for one in found)
    last = None if any(one.ended_at is None for one in found) else max(one.ended_at for one in found if one.ended_at)
    around: list[ColumnElement[bool]] = [hours.c.ended_at.is_(None) | (hours.c.ended_at >= first)]
    if last is not None:
        around.append(hours.c.started_at <= last)
    others = _entries(connection, hours.c.volunteer, whom, *around)
    return {one.entry: one for one in (*found, *others)}


def _entries(
    connection: Connection, column: ColumnElement[Any], values: Iterable[Any], *around: ColumnElement[bool]
) -> list[Entry]:
    """Asked in pieces: a database takes only so many parameters."""
    wanted = list(values)
    pieces = (wanted[at : at + CHUNK] for at in range(0, len(wanted), CHUNK))
    return [one for piece in pieces for one in _read(connection, column.in_(piece), *around)]


def _read(connection: Connection, *which: ColumnElement[bool]) -> list[Entry]:
    return [_entry(row) for row in connection.execute(select(hours).where(*which))]


def _entry(row: Any) -> Entry:
    known = row._asdict()
    return Entry(**{**known, "kind": HoursKind(known["kind"]), "state": HoursState(known["state"])})


def _lines(connection: Connection, entries: Sequence[int]) -> Iterable[Line]:
    for at in range(0, len(entries), CHUNK):
        wanted = hour_lines.c.entry.in_(entries[at : at + CHUNK])
        for row in connection.execute(select(hour_lines).where(wanted).order_by(hour_lines.c.seq, hour_lines.c.day)):
            yield Line(**{**row._asdict(), "day": date.fromisoformat(row.day)})


def _check_in(connection: Connection, event: CheckedIn, recorded: Recorded) -> None:
    """Going home on standby, or coming in from it, ends one stretch and begins another."""
    kind = HoursKind.ON_SITE if event.delay_s is None else HoursKind.STANDBY
    known = _open(connection, OPEN_DUTY, event.volunteer)
    if known is not None and (known.kind, known.station) == (kind, event.station):
        _set(connection, known.entry, until=event.until)
        return
    if known is not None:
        _end(connection, known, recorded.when, forgotten=False)
    begun = Entry(recorded.seq, event.volunteer, kind, event.station, None, None, recorded.when, until=event.until)
    _begin(connection, begun)


def _assigned(connection: Connection, event: VolunteerAssigned, recorded: Recorded) -> None:
    kind = KINDS.get(event.mode)
    if kind is None or (kind is HoursKind.TRAINING and recorded.by.startswith(SIMULATED)):
        return
    duty = _open(connection, OPEN_DUTY, event.volunteer)
    station = duty.station if duty else None
    going = (event.incident, event.assignment)
    _begin(connection, Entry(recorded.seq, event.volunteer, kind, station, *going, recorded.when))


def _progress(connection: Connection, event: ProgressReported, when: datetime) -> None:
    """Until they are home again. Who never set out, or never came, gave no time."""
    known = _open(connection, OPEN_GOING, event.assignment)
    if known is None:
        return
    if event.progress in ENDED:
        if known.set_out_at is None or event.progress is Progress.NO_SHOW:
            connection.execute(delete(hours).where(hours.c.entry == known.entry))
        else:
            _end(connection, known, when, forgotten=False)
    elif event.progress in UNDER_WAY and known.set_out_at is None:
        late = when - known.started_at > LATE
        _set(connection, known.entry, set_out_at=when, **({"started_at": when} if late else {}))


def _home(connection: Connection, volunteer: str, home_at: datetime) -> None:
    """The ride home after a shift belongs to the response, if they say when it was over and nobody has decided."""
    theirs = hours.c.volunteer == volunteer, hours.c.kind.in_([str(kind) for kind in sorted(GOING)])
    recent = hours.c.ended_at <= home_at, hours.c.ended_at > home_at - RIDE
    last = select(hours).where(*theirs, *recent).order_by(hours.c.ended_at.desc(), hours.c.entry.desc()).limit(1)
    found = connection.execute(last).first()
    if found is not None and found.state == HoursState.RECORDED:
        _set(connection, found.entry, ended_at=home_at)


def _open(connection: Connection, which: Select[Any], of: str | int) -> Entry | None:
    found = connection.execute(which, {"of": of}).first()
    return None if found is None else _entry(found)


def _begin(connection: Connection, one: Entry) -> None:
    values = {name: getattr(one, name) for name in Entry.__dataclass_fields__}
    connection.execute(NEW, {**values, "kind": str(one.kind), "state": str(one.state)})


def _end(connection: Connection, one: Entry, when: datetime, *, forgotten: bool) -> None:
    """What did not last into another minute is nothing to decide about."""
    if _minute(when) <= _minute(one.started_at):
        connection.execute(delete(hours).where(hours.c.entry == one.entry))
        return
    _set(connection, one.entry, ended_at=when, forgotten=forgotten, state=HoursState.RECORDED)


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _decided(recorded: Recorded) -> dict[str, Any]:
    return {"decided_at": recorded.at, "decided_by": recorded.by}


def _set(connection: Connection, entry: int, **values: Any) -> None:
    if "state" in values:
        values["state"] = str(values["state"])
    connection.execute(
        _update(tuple(values)), {**{f"new_{name}": value for name, value in values.items()}, "of": entry}
    )


@cache
def _update(columns: tuple[str, ...]) -> Update:
    new = {name: bindparam(f"new_{name}", type_=hours.c[name].type) for name in columns}
    return update(hours).where(hours.c.entry == bindparam("of")).values(new)


def _forget_lines(connection: Connection, entry: int) -> None:
    connection.execute(delete(hour_lines).where(hour_lines.c.entry == entry))


def _write_line(connection: Connection, line: Line) -> None:
    values = {name: getattr(line, name) for name in Line.__dataclass_fields__}
    connection.execute(NEW_LINE, {**values, "day": line.day.isoformat()})
