"""`dispatch data`: stations and people from and to files, and what the other kinds of record need for that."""

import json
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from dispatch.board import Board
from dispatch.clock import now
from dispatch.config import Config
from dispatch.duty.desk import DutyDesk
from dispatch.links.crs import Crs
from dispatch.log.event import Event, Recorded
from dispatch.log.log import Log
from dispatch.log.store import SqlStore
from dispatch.opening import board_log, open_store
from dispatch.people.desk import PeopleDesk
from dispatch.records import people, stations, templates, writing
from dispatch.records.columns import Column, Table, find_table
from dispatch.records.entrances import reaches
from dispatch.records.intake import Intake, Remark
from dispatch.records.sheets import read
from dispatch.web.accounts import Accounts
from dispatch.words import say
from maps import cities

T = TypeVar("T")

BY = "cli"

file_argument = click.argument("file", type=click.Path(path_type=Path))
database = click.option("--database-url", metavar="URL", help="SQLAlchemy URL; by default a file under data/.")
crs_option = click.option(
    "--crs", type=click.Choice([crs.value for crs in Crs], case_sensitive=False), help="Of the coordinates."
)
city_option = click.option("--city", help="Places outside this imported city are refused.")
dry_run_flag = click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
with_phones_flag = click.option(
    "--with-phones", is_flag=True, help="In full; that they were taken out is written down."
)


@click.group()
def data() -> None:
    """Stations, people, AEDs and addresses from and to XLSX, CSV and GeoJSON files."""


@data.group("import")
def import_() -> None:
    """Take in the good rows of a file. Bad rows come back with their reasons, and exit 2."""


@data.group()
def export() -> None:
    """Write what is on record to a file that can be imported again."""


@data.group()
def template() -> None:
    """Write a file to fill in: .xlsx with lists to choose from, or .csv."""


@import_.command("stations")
@file_argument
@crs_option
@city_option
@dry_run_flag
@database
def import_stations(file: Path, crs: str | None, city: str | None, dry_run: bool, database_url: str | None) -> None:
    """Stations: id, name, kind, lon, lat, crs, address, contact, phone."""
    with opened(database_url) as (config, _, log):
        known = log.board().duty.stations
        table = table_in(file, stations.COLUMNS, config)
        intake = stations.read_stations(table, known, crs=crs, **within(city, config))
        desk = DutyDesk(log, now)
        take_in(intake, known, desk.would_record, desk.record_stations, dry_run=dry_run, language=config.language)


@import_.command("people")
@file_argument
@dry_run_flag
@database
def import_people(file: Path, dry_run: bool, database_url: str | None) -> None:
    """Volunteers: id, name, phone, team, qualifications, travel mode, station, membership. Stations come first."""
    with opened(database_url) as (config, _, log):
        known = (board := log.board()).people.volunteers
        intake = people.read_people(table_in(file, people.COLUMNS, config), known, board.duty.stations)
        desk = PeopleDesk(log, now)
        take_in(intake, known, desk.would_record, desk.record, dry_run=dry_run, language=config.language)


@export.command("stations")
@file_argument
@with_phones_flag
@database
def export_stations(file: Path, with_phones: bool, database_url: str | None) -> None:
    """Every station, in WGS-84."""
    with opened(database_url) as (config, store, log):
        if with_phones:
            note_look(store, "station:*")
        found = sorted(log.board().duty.stations.values(), key=lambda station: station.id)
        rows = [stations.station_row(one, language=config.language, with_phones=with_phones) for one in found]
        write_out(file, stations.COLUMNS, rows, config.language)


@export.command("people")
@file_argument
@with_phones_flag
@database
def export_people(file: Path, with_phones: bool, database_url: str | None) -> None:
    """Every volunteer, but for those whose personal data were erased."""
    with opened(database_url) as (config, store, log):
        if with_phones:
            note_look(store, "volunteer:*")
        found = sorted(log.board().people.volunteers.values(), key=lambda volunteer: volunteer.id)
        named = [volunteer for volunteer in found if volunteer.particulars is not None]
        rows = [people.volunteer_row(one, language=config.language, with_phones=with_phones) for one in named]
        write_out(file, people.COLUMNS, rows, config.language)


def _to_fill_in(kind: str, of: str) -> click.Command:
    @file_argument
    def write(file: Path) -> None:
        templates.write(file, kind, language=Config.from_env().language)

    return click.command(kind, help=f"A table of {of} to fill in.")(write)


for _kind, _of in {
    "stations": "stations",
    "people": "volunteers",
    "aed": "AEDs",
    "addresses": "addresses",
    "kit": "kit",
}.items():
    template.add_command(_to_fill_in(_kind, _of))


@contextmanager
def opened(database_url: str | None) -> Iterator[tuple[Config, SqlStore, Log[Board]]]:
    config = Config.from_env()
    if database_url:
        config = replace(config, database_url=database_url)
    store = open_store(config)
    try:
        yield config, store, board_log(store)
    finally:
        store.close()


def table_in(file: Path, columns: Sequence[Column], config: Config) -> Table:
    return find_table(read(file), columns, config.language)


def within(city: str | None, config: Config) -> dict[str, Any]:
    """Where stations may be, and whether streets reach them."""
    if city is None:
        return {"bounds": bounds(None, config)}
    opened_city = cities.open_city(city, root=config.cities_dir)
    return {"bounds": opened_city.bbox, "reached": reaches(opened_city)}


def bounds(city: str | None, config: Config) -> stations.Bounds:
    """Where stations may be."""
    if city is None:
        click.echo(say("area_unchecked", config.language), err=True)
        return stations.EARTH
    return cities.open_city(city, root=config.cities_dir).bbox


def take_in(
    intake: Intake[T],
    known: Container[str],
    preview: Callable[[Sequence[T]], Sequence[Event]],
    record: Callable[..., Sequence[Recorded]],
    *,
    dry_run: bool,
    language: str,
) -> None:
    """Records what was read, or looks what that would change, and says which things are new and which are changed."""
    events = preview(intake.things) if dry_run else [one.event for one in record(intake.things, by=BY)]
    touched = {event.subject.partition(":")[2] for event in events}
    new = sum(one not in known for one in touched)
    report(intake, new=new, changed=len(touched) - new, language=language)


def report(intake: Intake[Any], *, new: int, changed: int, language: str) -> None:
    """As JSON on stdout; exit 2 where a row was bad."""
    good = len(intake.things)
    summary = {
        "read": intake.read,
        "good": good,
        "bad": [told(remark, language) for remark in intake.bad],
        "new": new,
        "changed": changed,
        "unchanged": good - new - changed,
        "doubts": [told(remark, language) for remark in intake.doubts],
        "ignored_columns": intake.ignored,
    }
    click.echo(json.dumps(summary, ensure_ascii=False, indent=2))
    if intake.bad:
        click.echo(say("rows_refused", language, good=good, refused=intake.read - good), err=True)
        click.get_current_context().exit(2)


def told(remark: Remark, language: str) -> dict[str, object]:
    reason = say(remark.code, language, **remark.params)
    return {"row": remark.row, "column": remark.column, "value": remark.value, "reason": reason}


def write_out(file: Path, columns: Sequence[Column], rows: Sequence[Sequence[writing.Cell]], language: str) -> None:
    writing.write(file, columns, rows, language=language)
    click.echo(json.dumps({"file": str(file), "rows": len(rows)}, ensure_ascii=False))


def note_look(store: SqlStore, subject: str) -> None:
    """That phones leave in full is written down before they do."""
    Accounts(store.engine, now).note_look(BY, subject, "export with phones")
