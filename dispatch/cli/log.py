"""Care for the log: is it whole, where does it end, what does it say; backup, restore, rebuild."""

import getpass
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError

from dispatch.board import Board
from dispatch.clock import now, stamp
from dispatch.config import Config
from dispatch.errors import Refused
from dispatch.log.backup import Backup, check, note
from dispatch.log.backup import backup as write_backup
from dispatch.log.backup import restore as read_backup
from dispatch.log.chain import Row
from dispatch.log.dialects import Database, open_database
from dispatch.log.log import Log
from dispatch.log.store import SqlStore
from dispatch.opening import KEY_FILE, board_log, open_store
from dispatch.tables import looks
from dispatch.words import say

database_url = click.option("--database-url", default="", help="SQLAlchemy URL; default a file under data/.")


def config_for(url: str) -> Config:
    config = Config.from_env()
    return replace(config, database_url=url) if url else config


@contextmanager
def existing_store(url: str) -> Iterator[SqlStore]:
    store = open_store(config_for(url), create=False)
    try:
        yield store
    finally:
        store.close()


def tell(code: str, **params: object) -> None:
    click.echo(say(code, Config.from_env().language, **params), err=True)


@click.group()
def log() -> None:
    """The event log: verify, head, export."""


@log.command()
@database_url
def verify(database_url: str) -> None:
    """Check every hash of the chain and of the particulars; exit 2 with the first broken event.

    A log cut off at its end still holds together: compare `dispatch log head` with one noted before.
    """
    with existing_store(database_url) as store:
        whole_log = board_log(store)
        broken = whole_log.verify()
        if broken is not None:
            raise Refused("log_broken", seq=broken)
        tell("log_whole", count=whole_log.head().seq)


@log.command()
@database_url
def head(database_url: str) -> None:
    """Print the last event's seq, time and hash. Noted down elsewhere, they prove later that nothing was cut off."""
    with existing_store(database_url) as store, store.reading() as reading:
        last = reading.head()
        click.echo(f"{last.seq} {stamp(last.at)} {last.hash}")


@log.command()
@database_url
@click.option("--with-particulars", is_flag=True, help="With names, phones, places and notes; the look is recorded.")
def export(database_url: str, *, with_particulars: bool) -> None:
    """Print every event as a line of JSON; `data` is the exact text under the hash."""
    with existing_store(database_url) as store:
        if with_particulars:
            _record_look(store)
        with store.reading() as reading:
            for row, body in reading.rows():
                particulars = {"particulars": json.loads(store.codec.content(body))} if body else {}
                line = _public(row) | (particulars if with_particulars else {})
                click.echo(json.dumps(line, ensure_ascii=False))


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@database_url
def backup(file: Path, database_url: str) -> None:
    """Write the whole database to FILE as of one moment, while servers go on; read it back, and note that it is whole.

    Names, phones and notes stay sealed in it. Keep the key (particulars.key in the data folder, or
    FIFTEEN_PARTICULARS_KEY) in another place: without it nobody can read them, with both anybody can.
    """
    database = open_database(config_for(database_url).url, create=False)
    try:
        at = now()
        counts = write_backup(database, file)
        check(file)
        _note(database, Backup(at, file.name, counts.get("events", 0)))
    finally:
        database.close()
    click.echo(json.dumps(counts))
    tell("backed_up", file=file.name, count=counts.get("events", 0))


def _note(database: Database, made: Backup) -> None:
    """A database that takes no more writes is one whose backup matters most."""
    try:
        note(database, made)
    except DBAPIError as error:
        tell("backup_unnoted", reason=str(error.orig).strip())


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@database_url
def restore(file: Path, database_url: str) -> None:
    """Fill an empty database, SQLite or PostgreSQL, from the backup FILE, and verify the log.

    Put the key of the backed up database in its place first: particulars.key in the data folder, or
    FIFTEEN_PARTICULARS_KEY.
    """
    config = config_for(database_url)
    database = open_database(config.url)
    try:
        counts = read_backup(database, file)
    finally:
        database.close()
    click.echo(json.dumps(counts))
    tell("restored", file=file.name, count=counts.get("events", 0))
    if config.particulars_key or (config.data_dir / KEY_FILE).exists():
        with existing_store(database_url) as store:
            broken = board_log(store).verify()
        if broken is not None:
            raise Refused("log_broken", seq=broken)
    else:
        tell("key_missing", file=KEY_FILE)


@click.command()
@database_url
def rebuild(database_url: str) -> None:
    """Make everything that is derived from the log anew; exit 2 when it was not as the log says."""
    with existing_store(database_url) as store:
        board = board_log(store)
        wrong = _differences(board)
        with store.writing() as turn:
            rows = turn.rebuild()
        tell("rebuilt", count=board.seq)
    if wrong or rows:
        raise Refused("rebuild_differed", rooms=", ".join(wrong) or "-", rows=rows)


def _differences(log: Log[Board]) -> list[str]:
    """The rooms of the board in which a snapshot says something else than the log."""
    live, seq = log.view()
    again = log.rebuilt(upto=seq)
    return [room for room in Board.__dataclass_fields__ if getattr(live, room) != getattr(again, room)]


def _record_look(store: SqlStore) -> None:
    look = {"at": now(), "by": f"cli:{getpass.getuser()}", "subject": "log", "what": "export --with-particulars"}
    with store.changing() as connection:
        connection.execute(insert(looks).values(look))


def _public(row: Row) -> dict[str, Any]:
    return {
        "seq": row.seq,
        "at": stamp(row.at),
        "happened_at": None if row.happened_at is None else stamp(row.happened_at),
        "by": row.by,
        "cause": row.cause,
        "subject": row.subject,
        "kind": row.kind,
        "v": row.v,
        "data": row.data,
        "hash": row.hash,
    }
