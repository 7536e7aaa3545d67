"""The rows of reports in the database: kept in each event's own transaction, made anew by a rebuild, read by period."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, Table, Update, bindparam, func, insert, select, update

from dispatch import tables
from dispatch.log.event import Recorded
from dispatch.reports.model import ROWS, Period, Records
from dispatch.reports.told import Change, table_of, told

TABLES: Mapping[str, Table] = {
    "cases": tables.cases,
    "waves": tables.waves,
    "askings": tables.askings,
    "trips": tables.trips,
    "turns": tables.turns,
}
AFTER = timedelta(days=1)
"""What began within the period may go on so long after it: turns of duty are read until then."""


def kept(table: Table) -> Callable[[Connection, Recorded], None]:
    """What keeps one of them."""

    def project(connection: Connection, recorded: Recorded) -> None:
        if table_of(recorded.event) != table.name:
            return
        change = told(recorded)
        if change is not None:
            _write(connection, table, change)

    return project


KEPT = {table: kept(table) for table in TABLES.values()}


def read(connection: Connection, period: Period) -> Records:
    """All about the events of which one call was reported within the period, and who was on duty in it."""
    whole = func.coalesce(tables.cases.c.part_of, tables.cases.c.incident)
    reported = tables.cases.c.reported_at
    within = select(whole).where(reported >= period.starts_at, reported < period.ends_at)
    wanted: dict[str, Select[Any]] = {"cases": select(tables.cases).where(whole.in_(within)), "turns": _turns(period)}
    incidents = select(tables.cases.c.incident).where(whole.in_(within))
    for name in ("waves", "askings", "trips"):
        wanted[name] = select(TABLES[name]).where(TABLES[name].c.incident.in_(incidents))
    return Records(
        **{
            name: tuple(ROWS[name](*row) for row in connection.execute(found.order_by(*TABLES[name].primary_key)))
            for name, found in wanted.items()
        }
    )


def _turns(period: Period) -> Select[Any]:
    """Those within the period and, of each person, the last one before it."""
    turns = tables.turns
    before = select(func.max(turns.c.seq)).where(turns.c.at < period.starts_at).group_by(turns.c.volunteer)
    within = (turns.c.at >= period.starts_at) & (turns.c.at < period.ends_at + AFTER)
    return select(turns).where(within | turns.c.seq.in_(before))


def _write(connection: Connection, table: Table, change: Change) -> None:
    if change.new:
        connection.execute(insert(table), change.values)
        return
    connection.execute(_update(table, tuple(change.values), change.once), {**change.values, "of": change.key})


@cache
def _update(table: Table, columns: tuple[str, ...], once: bool) -> Update:
    """Built once each: an event should cost its database work and no more. `once`: what is known stays."""
    [key] = table.primary_key
    new = {name: bindparam(name, type_=table.c[name].type) for name in columns}
    values = {name: func.coalesce(table.c[name], value) if once else value for name, value in new.items()}
    return update(table).where(key == bindparam("of")).values(values)
