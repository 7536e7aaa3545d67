"""`dispatch data … kit`: sets of kit with their items, from and to files."""

from pathlib import Path

from dispatch.cli.records import (
    BY,
    data,
    database,
    dry_run_flag,
    export,
    file_argument,
    import_,
    opened,
    report,
    table_in,
    template,
    write_out,
)
from dispatch.clock import now
from dispatch.config import Config
from dispatch.kits import rules
from dispatch.kits.desk import KitDesk
from dispatch.records import kits, templates

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
        if dry_run:
            events = rules.record(board, intake.things)
        else:
            events = [one.event for one in KitDesk(log, now).record(intake.things, by=BY)]
        touched = {event.subject.partition(":")[2] for event in events}
        new = sum(one not in known for one in touched)
        report(intake, new=new, changed=len(touched) - new, language=config.language)


@export.command("kit")
@file_argument
@database
def export_kits(file: Path, database_url: str | None) -> None:
    """Every set, one row an item."""
    with opened(database_url) as (config, _, log):
        known = log.board().kits.known
        rows = [row for one in sorted(known) for row in kits.kit_rows(known[one], language=config.language)]
        write_out(file, kits.COLUMNS, rows, config.language)


@template.command("kit")
@file_argument
def template_kits(file: Path) -> None:
    """A table of kit to fill in."""
    templates.write(file, "kit", language=Config.from_env().language)
