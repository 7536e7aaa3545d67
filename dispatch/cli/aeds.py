"""`dispatch data … aed`: the register of AEDs from and to files."""

from pathlib import Path

from dispatch.aeds import rules
from dispatch.aeds.desk import AedDesk
from dispatch.cli.records import (
    BY,
    answer,
    bounds,
    city_option,
    crs_option,
    data,
    database,
    dry_run_flag,
    export,
    file_argument,
    import_,
    note_look,
    opened,
    table_in,
    template,
    with_phones_flag,
    write_out,
)
from dispatch.clock import now
from dispatch.config import Config
from dispatch.records import aeds, templates

__all__ = ["data"]


@import_.command("aed")
@file_argument
@crs_option
@city_option
@dry_run_flag
@database
def import_aeds(file: Path, crs: str | None, city: str | None, dry_run: bool, database_url: str | None) -> None:
    """AEDs: id, name, lon, lat, crs, floor, hours, custodian, phone, pads and battery, state, access. Those without
    readable hours come in, and are never counted as open."""
    with opened(database_url) as (config, _, log):
        known = (board := log.board()).aeds.known
        table = table_in(file, aeds.COLUMNS, config)
        intake = aeds.read_aeds(table, known, crs=crs, bounds=bounds(city, config))
        if dry_run:
            events = rules.record(board, intake.things)
        else:
            events = [one.event for one in AedDesk(log, now).record(intake.things, by=BY)]
        answer(intake, known, events, config.language)


@export.command("aed")
@file_argument
@with_phones_flag
@database
def export_aeds(file: Path, with_phones: bool, database_url: str | None) -> None:
    """Every AED, in WGS-84."""
    with opened(database_url) as (config, store, log):
        if with_phones:
            note_look(store, "aed:*")
        found = sorted(log.board().aeds.known.values(), key=lambda one: one.id)
        rows = [aeds.aed_row(one, language=config.language, with_phones=with_phones) for one in found]
        write_out(file, aeds.COLUMNS, rows, config.language)


@template.command("aed")
@file_argument
def template_aeds(file: Path) -> None:
    """A table of AEDs to fill in."""
    templates.write(file, "aed", language=Config.from_env().language)
