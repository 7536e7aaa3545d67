"""`dispatch data … kit`: sets of kit with their items, from and to files."""

from pathlib import Path

from dispatch.cli.records import (
    data,
    database,
    dry_run_flag,
    export,
    file_argument,
    import_,
    opened,
    table_in,
    take_in,
    write_out,
)
from dispatch.clock import now
from dispatch.kits.desk import KitDesk
from dispatch.records import kits

__all__ = ["data"]


@import_.command("kit")
@file_argument
@dry_run_flag
@database
def import_kits(file: Path, dry_run: bool, database_url: str | None) -> None:
    """Kit, one row an item: id, kind, name, station or carrier, key holder, item, par level, amount, batch, expiry,
    seal, call sign, battery, state. Amounts that differ from the record become movements of the ledger."""
    with opened(database_url) as (config, _, log):
        board = log.board()
        known, places = board.kits.known, kits.Places(board.duty.stations, board.people.volunteers)
        intake = kits.read_kits(table_in(file, kits.COLUMNS, config), known, places)
        desk = KitDesk(log, now)
        take_in(intake, known, desk.would_record, desk.record, dry_run=dry_run, language=config.language)


@export.command("kit")
@file_argument
@database
def export_kits(file: Path, database_url: str | None) -> None:
    """Every set, one row an item."""
    with opened(database_url) as (config, _, log):
        known = log.board().kits.known
        rows = [row for one in sorted(known) for row in kits.kit_rows(known[one], language=config.language)]
        write_out(file, kits.COLUMNS, rows, config.language)
