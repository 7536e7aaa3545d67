"""`dispatch data … addresses`: local address lists from and to files."""

from pathlib import Path

from dispatch.cli.records import (
    BY,
    bounds,
    city_option,
    crs_option,
    data,
    database,
    dry_run_flag,
    export,
    file_argument,
    import_,
    opened,
    report,
    table_in,
    write_out,
)
from dispatch.clock import now
from dispatch.places import rules
from dispatch.places.desk import PlacesDesk
from dispatch.records import addresses

__all__ = ["data"]


@import_.command("addresses")
@file_argument
@crs_option
@city_option
@dry_run_flag
@database
def import_addresses(file: Path, crs: str | None, city: str | None, dry_run: bool, database_url: str | None) -> None:
    """Addresses that search finds beside the map's: id, name, within, kind, lon, lat, crs."""
    with opened(database_url) as (config, _, log):
        area = bounds(city, config)
        intake = addresses.read_addresses(table_in(file, addresses.COLUMNS, config), crs=crs, bounds=area)
        known = (board := log.board()).places.listed
        changed = rules.news(board, intake.things)
        if not dry_run:
            PlacesDesk(log, now, area).list_addresses(intake.things, by=BY)
        new = sum(one.id not in known for one in changed)
        report(intake, new=new, changed=len(changed) - new, language=config.language)


@export.command("addresses")
@file_argument
@database
def export_addresses(file: Path, database_url: str | None) -> None:
    """Every listed address, in WGS-84."""
    with opened(database_url) as (config, _, log):
        found = sorted(log.board().places.listed.values(), key=lambda one: one.id)
        rows = [addresses.address_row(one, language=config.language) for one in found]
        write_out(file, addresses.COLUMNS, rows, config.language)
