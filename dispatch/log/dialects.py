"""What the two databases need said differently. Each guard against a known trap is one small thing with a name."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL, Connection, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from dispatch.errors import Refused

POOL: dict[str, Any] = {"pool_size": 10, "max_overflow": 30}


class Sqlite:
    """One file. WAL: readers never wait and see one moment; synchronous=FULL: what was committed survives a power cut;
    secure_delete: what was erased is overwritten; BEGIN IMMEDIATE: a writer that first reads and then writes would
    otherwise find its moment gone and fail."""

    BEGIN_WRITING = "BEGIN IMMEDIATE"
    WAIT_FOR_TURN_S = 10.0
    POLL_S = 0.05

    def __init__(self, url: URL) -> None:
        self.engine = create_engine(url, connect_args={"timeout": self.WAIT_FOR_TURN_S}, **POOL)
        event.listen(self.engine, "connect", self._set_up)
        event.listen(self.engine, "begin", self._begin)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self.engine.connect().execution_options(begin=self.BEGIN_WRITING) as connection, connection.begin():
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self.engine.connect() as connection, connection.begin():
            yield connection

    glancing = reading

    def announce(self, connection: Connection) -> None:
        """Other processes poll."""

    def listen(self, seconds: float) -> None:
        time.sleep(min(seconds, self.POLL_S))

    def resume_numbering(self, connection: Connection) -> None:
        """SQLite numbers on from the highest by itself."""

    def close(self) -> None:
        self.engine.dispose()

    @classmethod
    def _set_up(cls, connection: Any, _: Any) -> None:
        connection.isolation_level = None  # the driver must not begin transactions of its own; `_begin` does
        cls._write_ahead(connection)
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA secure_delete=ON")

    @classmethod
    def _write_ahead(cls, connection: sqlite3.Connection) -> None:
        """Of two that open a new file at once, both reading its old mode, SQLite lets neither wait for the other."""
        give_up_at = time.monotonic() + cls.WAIT_FOR_TURN_S
        done = False
        while not done:
            try:
                connection.execute("PRAGMA journal_mode=WAL")
                done = True
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > give_up_at:
                    raise
                time.sleep(cls.POLL_S)

    @staticmethod
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


class Postgres:
    """A server for several processes and machines. READ COMMITTED with the lock taken first: the tail is read after the
    lock, so it is the tail; under REPEATABLE READ it would be the tail from before the wait. Readers of more than one
    statement take REPEATABLE READ, or they would see several moments."""

    WRITERS = "READ COMMITTED"
    READERS = "REPEATABLE READ"
    LOCK = 15
    CHANNEL = "fifteen_log"
    SESSION = "-c lock_timeout=10s"
    # A writer whose machine fell off the network must not hold the lock until TCP notices.
    TAKE_TURN = text(
        "SELECT pg_advisory_xact_lock(:lock), set_config('idle_in_transaction_session_timeout', '60s', true)"
    )

    def __init__(self, url: URL) -> None:
        url = url.set(drivername="postgresql+psycopg")
        self.engine = create_engine(url, pool_pre_ping=True, connect_args={"options": self.SESSION}, **POOL)
        self._listener: psycopg.Connection[Any] | None = None

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self._begin(self.WRITERS) as connection:
            self.take_turn(connection)
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self._begin(self.READERS) as connection:
            yield connection

    @contextmanager
    def glancing(self) -> Iterator[Connection]:
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            yield connection

    def take_turn(self, connection: Connection) -> None:
        connection.execute(self.TAKE_TURN, {"lock": self.LOCK})

    def announce(self, connection: Connection) -> None:
        connection.execute(text("SELECT pg_notify(:channel, '')"), {"channel": self.CHANNEL})

    def listen(self, seconds: float) -> None:
        """A listener that was cut off is made anew the next time; until then this is a poll."""
        try:
            listener = self._listener or self._start_listening()
            for _ in listener.notifies(timeout=seconds, stop_after=1):
                return
        except (psycopg.Error, SQLAlchemyError):
            self._stop_listening()
            time.sleep(seconds)

    def resume_numbering(self, connection: Connection) -> None:
        """Rows that came with their numbers leave the counter behind."""
        connection.execute(
            text("SELECT setval(pg_get_serial_sequence('looks', 'id'), coalesce(max(id), 0) + 1, false) FROM looks")
        )

    def close(self) -> None:
        self._stop_listening()
        self.engine.dispose()

    @contextmanager
    def _begin(self, isolation: Any) -> Iterator[Connection]:
        with self.engine.connect().execution_options(isolation_level=isolation) as connection, connection.begin():
            yield connection

    def _start_listening(self) -> psycopg.Connection[Any]:
        pooled = self.engine.raw_connection()
        listener = pooled.driver_connection
        assert isinstance(listener, psycopg.Connection)
        pooled.detach()
        self._listener = listener
        listener.autocommit = True
        listener.execute(f"LISTEN {self.CHANNEL}")
        return listener

    def _stop_listening(self) -> None:
        if self._listener is not None:
            self._listener.close()
            self._listener = None


Database = Sqlite | Postgres


def open_database(url: str, *, create: bool = True) -> Database:
    """The database at an SQLAlchemy URL; `create`: an SQLite file is made where there is none. Refused:
    "unknown_database", "database_in_memory", "no_database", and "database_unreachable" with the driver's reason."""
    parsed = _parsed(url)
    database: Database
    match parsed.get_backend_name():
        case "sqlite":
            _find_file(parsed, create=create)
            database = Sqlite(parsed)
        case "postgresql":
            database = Postgres(parsed)
        case other:
            raise Refused("unknown_database", name=other)
    try:
        database.engine.connect().close()
    except DBAPIError as error:
        raise Refused("database_unreachable", reason=str(error.orig).strip()) from error
    return database


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError:
        raise Refused("unknown_database", name=url) from None


def _find_file(url: URL, *, create: bool) -> None:
    if not url.database or url.database == ":memory:":
        raise Refused("database_in_memory")
    if not create and not Path(url.database).exists():
        raise Refused("no_database", file=url.database)
    Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    Path(url.database).touch(mode=0o600)
