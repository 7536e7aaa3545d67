"""The log beside what it stands on: an append beside the disk's own fsync, a replay beside a bare SELECT."""

import os
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from dispatch.board import Board
from dispatch.config import Config
from dispatch.duty.events import CheckedIn, CheckedOut
from dispatch.log.contract import Entry, Request
from dispatch.log.dialects import open_database
from dispatch.log.event import Event
from dispatch.log.log import Log
from dispatch.log.sealing import Seal
from dispatch.log.store import SqlStore
from dispatch.opening import KEY_FILE, codec, open_log
from dispatch.people.events import VolunteerRecorded
from dispatch.people.model import Membership, Person, Qualification, Team
from maps.speeds import Mode

NAME = "log"

SERVER = os.environ.get("FIFTEEN_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")
START = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)
EVENTS = 200_000
PEOPLE = 20_000
BATCH = 5_000
APPENDS = 300
TAILED = 100


def main() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder, postgres() as url:
        return {
            "one command, one commit": appends(Path(folder), url),
            "from the commit to another process's reader": tails(Path(folder), url),
            f"{EVENTS:,} events, {PEOPLE:,} people": replays(Path(folder)),
        }


@contextmanager
def postgres() -> Iterator[str]:
    server = sa.create_engine(SERVER, isolation_level="AUTOCOMMIT")
    name = f"fifteen_bench_{os.getpid()}"
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
        try:
            yield server.url.set(database=name).render_as_string(hide_password=False)
        finally:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    server.dispose()


@contextmanager
def opened(folder: Path, url: str = "") -> Iterator[Log[Board]]:
    log = open_log(Config(data_dir=folder, database_url=url))
    try:
        yield log
    finally:
        log.close()


def seconds(of: Callable[[], Any]) -> float:
    started = time.perf_counter()
    of()
    return time.perf_counter() - started


def spread(milliseconds: list[float]) -> dict[str, float]:
    return {"p50 ms": statistics.median(milliseconds), "p99 ms": statistics.quantiles(milliseconds, n=100)[-1]}


def times(what: str, of: Callable[[int], Any]) -> dict[str, Any]:
    return {"what": what, **spread([1000 * seconds(partial(of, number)) for number in range(APPENDS)])}


def appends(folder: Path, url: str) -> list[dict[str, Any]]:
    rows = [times("4 KiB and fsync", bare_fsync(folder)), times("sqlite3 alone, as durable", bare_commits(folder))]
    for name, where in {"SQLite": "", "PostgreSQL": url}.items():
        with opened(folder / name, where) as log:
            rows.append(times(f"the log on {name}", partial(append_one, log)))
            rows.append(times(f"board() on {name}, nothing new", partial(read_one, log)))
    return rows


def append_one(log: Log[Board], number: int) -> None:
    with log.writing(by="bench", request=Request(str(number), "body")) as tx:
        tx.append([CheckedIn("V00001", "S01", None, ())], at=max(START, tx.head_at))


def read_one(log: Log[Board], _: int) -> None:
    log.board()


def bare_fsync(folder: Path) -> Callable[[int], Any]:
    file = os.open(folder / "bare", os.O_CREAT | os.O_WRONLY)

    def write(_: int) -> None:
        os.write(file, b"x" * 4096)
        os.fsync(file)

    return write


def bare_commits(folder: Path) -> Callable[[int], Any]:
    """An event and a request by the standard library."""
    connection = sqlite3.connect(folder / "bare.sqlite", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE events (seq INTEGER PRIMARY KEY, data TEXT)")
    connection.execute("CREATE TABLE requests (key TEXT PRIMARY KEY)")

    def commit(number: int) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO events (data) VALUES (?)", ("x" * 300,))
        connection.execute("INSERT INTO requests VALUES (?)", (str(number),))
        connection.execute("COMMIT")

    return commit


def tails(folder: Path, url: str) -> list[dict[str, Any]]:
    """Two logs on one database stand for two processes; they share this interpreter, which makes it no faster."""
    rows = []
    for name, where in {"SQLite": "", "PostgreSQL": url}.items():
        with opened(folder / name, where) as log, opened(folder / name, where) as reader:
            reader.wait(reader.view()[1], timeout=0.5)
            rows.append({"what": f"the tail on {name}", **spread([tail_ms(log, reader) for _ in range(TAILED)])})
    return rows


def tail_ms(log: Log[Board], reader: Log[Board]) -> float:
    committed: list[float] = []

    def write() -> None:
        append_one(log, time.perf_counter_ns())
        committed.append(time.perf_counter())

    _, seq = reader.view()
    writer = threading.Thread(target=write)
    writer.start()
    reader.wait(seq, timeout=5)
    heard = time.perf_counter()
    writer.join()
    return 1000 * max(0.0, heard - committed[0])


def replays(folder: Path) -> list[dict[str, Any]]:
    config = Config(data_dir=folder / "long")
    fill(config)
    rows = [
        {"what": "bare SELECT of the rows", "s": seconds(lambda: bare_select(folder / "long" / "fifteen.sqlite"))},
        {"what": "opened and folded from the first", "s": opening_s(config)},
    ]
    with opened(folder / "long") as log:
        rows += [
            {"what": "every hash verified", "s": seconds(log.verify)},
            {"what": "folded, without opening", "s": seconds(log.rebuilt)},
        ]
    rows.append({"what": "opened at the snapshot", "s": opening_s(config)})
    return [row | {"events/s": round(EVENTS / row["s"]), "× bare": row["s"] / rows[0]["s"]} for row in rows]


def fill(config: Config) -> None:
    """By the log, without what else is done with an event."""
    store = SqlStore(open_database(config.url), codec(), Seal.from_file(config.data_dir / KEY_FILE))
    store.prepare()
    events = history()
    with store.writing() as turn:
        while batch := list(islice(events, BATCH)):
            turn.append([Entry(event, START, None, "bench", None) for event in batch])
    store.close()


def history() -> Iterator[Event]:
    """Everyone is recorded, then they check in and out in turn."""
    qualified = (Qualification("first_aid"), Qualification("doctor"))
    for number in range(PEOPLE):
        person = Person("王琳", "13800001234")
        yield VolunteerRecorded(
            f"V{number:05}", Team.MEDICAL, Mode.EBIKE, "S01", Membership.ACTIVE, qualified, False, person
        )
    for number in range((EVENTS - PEOPLE) // 2):
        yield CheckedIn(f"V{number % PEOPLE:05}", "S01", START + timedelta(hours=12), ("aed", "oxygen"))
        yield CheckedOut(f"V{number % PEOPLE:05}", "S01")


def bare_select(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("SELECT * FROM events LEFT JOIN particulars ON ref = seq ORDER BY seq").fetchall()
    connection.close()


def opening_s(config: Config) -> float:
    """From nothing to the board. A full fold leaves a snapshot behind; closing waits for it, beyond the clock."""
    started = time.perf_counter()
    with opened(config.data_dir) as log:
        log.board()
        return time.perf_counter() - started
