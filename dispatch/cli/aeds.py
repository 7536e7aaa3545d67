"""`dispatch data … aed`: the register of AEDs from and to files."""

from pathlib import Path

from dispatch.aeds.desk import AedDesk
from dispatch.cli.records import (
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
    take_in,
    with_phones_flag,
    write_out,
)
from dispatch.clock import now
from dispatch.records import aeds

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
        known = log.board().aeds.known
        table = table_in(file, aeds.COLUMNS, config)
        intake = aeds.read_aeds(table, known, crs=crs, bounds=bounds(city, config))
        desk = AedDesk(log, now)
        take_in(intake, known, desk.would_record, desk.record, dry_run=dry_run, language=config.language)


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
