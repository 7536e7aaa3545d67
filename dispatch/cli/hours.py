"""`dispatch data export hours`: posted hours as the record of volunteer service wants them."""

from datetime import date, datetime, timedelta
from pathlib import Path

import click

from dispatch.cli.records import BY, data, database, export, file_argument, opened, write_out
from dispatch.clock import now
from dispatch.hours.desk import belonging
from dispatch.hours.tables import counted
from dispatch.records.hours import COLUMNS, posted_rows
from dispatch.web.accounts import Accounts

__all__ = ["data"]

ALL = date(1900, 1, 1), date(2199, 12, 31)


@export.command("hours")
@file_argument
@click.option("--month", type=click.DateTime(["%Y-%m"]), help="As 2026-11; all months where it is left out.")
@database
def export_hours(file: Path, month: datetime | None, database_url: str | None) -> None:
    """Hours that were posted, one row a person, entry and day. That names left the house is written down."""
    first, last = _month(month) if month is not None else ALL
    with opened(database_url) as (config, store, log):
        board = log.board()
        with store.engine.connect() as connection:
            entries, ledger = counted(connection, first, last)
        Accounts(store.engine, now).note_look(BY, "hours:*", "export")
        people = board.people.volunteers
        rows = posted_rows(
            belonging(ledger, board),
            entries,
            first,
            last,
            names={ident: one.particulars.name if one.particulars else None for ident, one in people.items()},
            stations={ident: one.name for ident, one in board.duty.stations.items()},
            language=config.language,
        )
        write_out(file, COLUMNS, list(rows), config.language)


def _month(named: datetime) -> tuple[date, date]:
    first = named.date()
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
