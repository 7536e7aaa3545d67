"""The rows of reports in the database: kept in each event's own transaction, made anew by a rebuild, read by period."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, func, insert, select, update

from dispatch import tables
from dispatch.log.event import Recorded
from dispatch.reports.model import ROWS, Period, Records
from dispatch.reports.told import Change, told

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
        change = told(recorded)
        if change is not None and change.table == table.name:
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
        connection.execute(insert(table).values(change.values))
        return
    [key] = table.primary_key
    values = {name: _filled(table, name, value) if change.once else value for name, value in change.values.items()}
    connection.execute(update(table).where(key == change.key).values(values))


def _filled(table: Table, name: str, value: Any) -> Any:
    column = table.c[name]
    return func.coalesce(column, bindparam(None, value, type_=column.type))
