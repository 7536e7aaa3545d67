"""Every table in one file, and back, on either database: text to the byte, seals unopened.

A gzipped JSON text a line: what it is and the columns of each table, then each row as [table, values…], last the count
and the SHA-256 of all that came before. Snapshots stay out: they are made again.
"""

import base64
import gzip
import hashlib
import json
import os
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, TableClause, column, insert, inspect, select, table

from dispatch import migrations
from dispatch.clock import stamp
from dispatch.errors import Refused
from dispatch.log.dialects import Database

FORMAT = 1
LEFT_OUT = {"alembic_version", "snapshots"}
BATCH = 1_000
META = table("meta", column("key"), column("value"))
NOTE = "backup"
"""Under which `meta` keeps what the last backup was."""


@dataclass(frozen=True, slots=True)
class Backup:
    """The last one that was written, read back and found whole; `file` is its name, `events` how many are in it."""

    at: datetime
    file: str
    events: int


def note(database: Database, made: Backup) -> None:
    text = json.dumps({"at": stamp(made.at), "file": made.file, "events": made.events}, ensure_ascii=False)
    with database.writing() as connection:
        connection.execute(META.delete().where(META.c.key == NOTE))
        connection.execute(META.insert().values(key=NOTE, value=text))


def last_backup(engine: Engine) -> Backup | None:
    with engine.connect() as connection:
        noted = connection.scalar(select(META.c.value).where(META.c.key == NOTE))
    if noted is None:
        return None
    known = json.loads(noted)
    return Backup(datetime.fromisoformat(known["at"]), known["file"], known["events"])


def backup(database: Database, path: Path) -> dict[str, int]:
    """Writes all tables as of one moment, while others go on writing. Rows by table. The file appears when it is whole,
    readable by its owner alone; Refused("no_tables") for a database that is not ours."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    try:
        with database.reading() as connection, draft.open("wb") as raw:
            with gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=6, mtime=0) as file:
                counts = _write(_lines(connection), file)
            raw.flush()
            os.fsync(raw.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return counts


def restore(database: Database, path: Path) -> dict[str, int]:
    """Fills an empty database, all or nothing. Rows by table. Refused: "backup_damaged" where the file is not whole,
    "backup_unknown" where it is none of ours, "database_not_empty", "newer_database" where it comes from a later
    version of this program."""
    check(path)
    rows = _rows(path)
    header = next(rows)
    with database.writing() as connection:
        migrations.upgrade(connection, header["revision"])
        tables = {name: _plain(name, columns) for name, columns in header["tables"].items()}
        _refuse_if_used(connection, tables)
        counts = Counter[str]()
        for name, of_table in groupby(rows, key=lambda row: row[0]):
            counts[name] = _fill(connection, tables[name], of_table)
        migrations.upgrade(connection)
        connection.execute(META.delete().where(META.c.key == "database"))  # the next to open it names it anew
        database.resume_numbering(connection)
    return dict(counts)


def check(path: Path) -> None:
    """Reads the file through, before anything is touched."""
    digest, lines, last = hashlib.sha256(), 0, b""
    try:
        with gzip.open(path, "rb") as file:
            for line in file:
                digest.update(last)
                last, lines = line, lines + 1
        promised = json.loads(last)
    except (EOFError, gzip.BadGzipFile, zlib.error, ValueError) as error:
        raise Refused("backup_damaged", file=path.name) from error
    if promised != {"rows": lines - 2, "sha256": digest.hexdigest()}:
        raise Refused("backup_damaged", file=path.name)


def _lines(connection: Connection) -> Iterator[list[Any] | dict[str, Any]]:
    inspector = inspect(connection)
    names = sorted(set(inspector.get_table_names()) - LEFT_OUT)
    revision = migrations.revision(connection)
    if revision is None:
        raise Refused("no_tables")
    columns = {name: [found["name"] for found in inspector.get_columns(name)] for name in names}
    yield {"fifteen_backup": FORMAT, "revision": revision, "tables": columns}
    for name in names:
        source = _plain(name, columns[name])
        for row in connection.execute(select(source), execution_options={"yield_per": BATCH}):
            yield [name, *map(_packed, row)]


def _write(lines: Iterable[list[Any] | dict[str, Any]], file: gzip.GzipFile) -> dict[str, int]:
    digest, counts = hashlib.sha256(), Counter[str]()
    for line in lines:
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        digest.update(text)
        file.write(text)
        if isinstance(line, list):
            counts[line[0]] += 1
    file.write(json.dumps({"rows": counts.total(), "sha256": digest.hexdigest()}).encode() + b"\n")
    return dict(counts)


def _rows(path: Path) -> Iterator[Any]:
    """The header, then the rows; the last line was for `check`."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        header = json.loads(next(file))
        if not isinstance(header, dict) or header.get("fifteen_backup") != FORMAT:
            raise Refused("backup_unknown", file=path.name)
        yield header
        for line in file:
            row = json.loads(line)
            if isinstance(row, list):
                yield row


def _fill(connection: Connection, target: TableClause, rows: Iterator[list[Any]]) -> int:
    names = [found.name for found in target.columns]
    count = 0
    while batch := [dict(zip(names, map(_unpacked, row[1:]), strict=True)) for row in islice(rows, BATCH)]:
        connection.execute(insert(target), batch)
        count += len(batch)
    return count


def _refuse_if_used(connection: Connection, tables: dict[str, TableClause]) -> None:
    """A database that was opened and never used has noted its key and its city: those make room."""
    for name, target in tables.items():
        if name == "meta":
            connection.execute(target.delete())
        elif connection.execute(select(target).limit(1)).first() is not None:
            raise Refused("database_not_empty", table=name)


def _plain(name: str, columns: Iterable[str]) -> TableClause:
    """Without types: values pass as the database keeps them."""
    return table(name, *map(column, columns))


def _packed(value: Any) -> Any:
    return {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def _unpacked(value: Any) -> Any:
    return base64.b64decode(value["base64"]) if isinstance(value, dict) else value
