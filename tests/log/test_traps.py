"""Each guard against a known trap: with it all is well; taken away, by a variant of the test's own, the trap snaps.

Two stores on one database are two processes. What matters is in which order their statements come, so most tests put
them in that order by hand instead of hoping that threads will.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, make_url
from sqlalchemy.exc import IntegrityError, OperationalError

from dispatch import tables
from dispatch.errors import Refused
from dispatch.log import backup, tail
from dispatch.log.contract import Entry, Mark, Request
from dispatch.log.dialects import Postgres, Sqlite
from dispatch.log.event import Recorded
from dispatch.log.log import Log, View
from dispatch.log.store import SqlReading, SqlStore, SqlTurn
from dispatch.migrations import LATEST
from tests.log.toy import START, Counted, Counter, Tally, fold, tally_log

plain_mark = SqlReading.mark
ONE = [Entry(Counted("beds", 1), START, None, "x", None)]


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'log.sqlite'}"


def write_while_another_waits(first: SqlStore, second: SqlStore) -> list[Exception]:
    """`first` has its turn and has written; `second` asks for its own; then `first` ends. What went wrong for whom."""
    failures: list[Exception] = []
    asking = threading.Event()

    def write() -> None:
        try:
            asking.set()
            with second.writing() as turn:
                turn.append(ONE)
        except (IntegrityError, OperationalError) as failure:
            failures.append(failure)

    other = threading.Thread(target=write)
    with first.writing() as turn:
        turn.append(ONE)
        other.start()
        asking.wait()
        time.sleep(0.2)  # for the other's first statement to reach the server, where it has to wait
    other.join()
    return failures


class TestSqliteWritersBeginImmediate:
    """A deferred transaction reads, another commits, and then it may not write any more: no timeout helps."""

    class Deferred(Sqlite):
        BEGIN_WRITING = "BEGIN"

    def test_without(self, open_sql, sqlite_url):
        store, other = open_sql(self.Deferred(make_url(sqlite_url))), open_sql(sqlite_url)
        with pytest.raises(OperationalError, match="database is locked"), store.writing() as turn:  # noqa: PT012
            with other.writing() as another_turn:
                another_turn.append(ONE)
            turn.append(ONE)

    def test_with(self, open_sql, sqlite_url):
        store, other = open_sql(sqlite_url), open_sql(sqlite_url)
        assert write_while_another_waits(store, other) == []
        assert [recorded.seq for recorded in store.events()] == [1, 2]


class TestSqliteWritersWaitForTheirTurn:
    class Impatient(Sqlite):
        WAIT_FOR_TURN_S = 0.0

    def test_without(self, open_sql, sqlite_url):
        store, other = open_sql(sqlite_url), open_sql(self.Impatient(make_url(sqlite_url)))
        (failure,) = write_while_another_waits(store, other)
        assert "database is locked" in str(failure)


class TestSqliteReadersDoNotHoldUpWriters:
    """In SQLite's own journal mode a commit has to wait until every reader is done."""

    class Journal(Sqlite):
        WAIT_FOR_TURN_S = 0.1

        @staticmethod
        def _set_up(connection, record) -> None:
            Sqlite._set_up(connection, record)
            connection.execute("PRAGMA journal_mode=DELETE")

    def test_without(self, open_sql, sqlite_url):
        store = open_sql(self.Journal(make_url(sqlite_url)))
        with store.reading() as reading:
            reading.mark()
            with pytest.raises(OperationalError, match="database is locked"), store.writing() as turn:
                turn.append(ONE)

    def test_with(self, open_sql, sqlite_url):
        store = open_sql(sqlite_url)
        with store.reading() as reading:
            reading.mark()
            with store.writing() as turn:
                turn.append(ONE)


def test_sqlite_waits_for_the_disk_at_each_commit(open_sql, sqlite_url):
    """With less than FULL (2), a power cut takes back what was acknowledged: WAL alone does not wait."""
    with open_sql(sqlite_url).writing() as turn:
        assert turn._connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2


class TestPostgresWritersTakeTheLock:
    class Unlocked(Postgres):
        def take_turn(self, connection: Connection) -> None:
            """Goes ahead at once."""

    def test_without(self, open_sql, postgres_url):
        """Both read the same head and both want the next seq: but for the primary key there would be two of it."""
        first, second = (open_sql(self.Unlocked(make_url(postgres_url))) for _ in range(2))
        (failure,) = write_while_another_waits(first, second)
        assert "duplicate key" in str(failure)

    def test_with(self, open_sql, postgres_url):
        first, second = open_sql(postgres_url), open_sql(postgres_url)
        assert write_while_another_waits(first, second) == []
        assert [recorded.seq for recorded in first.events()] == [1, 2]


class TestPostgresNumbersAreGivenUnderTheLock:
    """A sequence gives out numbers in another order than they commit: a tail that has seen 2 never asks for 1 again."""

    @staticmethod
    @contextmanager
    def numbered(store: SqlStore, seq: int) -> Iterator[None]:
        """A writer without the lock whose number came from a sequence."""
        row = {"at": START, "by": "x", "subject": "counter:beds", "kind": "Counted", "v": 1, "hash": "0" * 64}
        with store.engine.begin() as connection:
            connection.execute(tables.events.insert(), row | {"seq": seq, "data": '{"counter":"beds","by_how_much":1}'})
            yield

    def test_without(self, open_sql, postgres_url):
        store, seen = open_sql(postgres_url), []
        with self.numbered(store, 1):
            with self.numbered(store, 2):
                pass
            seen += [recorded.seq for recorded in store.events(after=0)]
        seen += [recorded.seq for recorded in store.events(after=seen[-1])]
        assert seen == [2]

    def test_with(self, open_sql, postgres_url):
        store, other, seen = open_sql(postgres_url), open_sql(postgres_url), []
        with store.writing() as turn:
            turn.append(ONE)
            later = threading.Thread(target=Counter(tally_log(other)).count)
            later.start()
            time.sleep(0.2)
            seen += [recorded.seq for recorded in store.events(after=0)]
        later.join()
        seen += [recorded.seq for recorded in store.events(after=0)]
        assert seen == [1, 2]


class TestPostgresLockIsTheFirstStatement:
    """Who reads the head and then waits for the lock has read the head of before the wait."""

    def test_without(self, open_sql, postgres_url):
        store, late = open_sql(postgres_url), open_sql(postgres_url)
        with late.engine.begin() as connection:
            turn = SqlTurn(connection, late)
            with store.writing() as other:
                other.append(ONE)
            Postgres.take_turn(late._database, connection)
            with pytest.raises(IntegrityError, match="duplicate key"):
                turn.append(ONE)


class TestPostgresWritersReadCommitted:
    """Under REPEATABLE READ the first statement fixes what is seen, and that is the wait for the lock."""

    class Repeatable(Postgres):
        WRITERS = "REPEATABLE READ"

    def test_without(self, open_sql, postgres_url):
        first, second = open_sql(postgres_url), open_sql(self.Repeatable(make_url(postgres_url)))
        (failure,) = write_while_another_waits(first, second)
        assert "duplicate key" in str(failure)


class TestReadersSeeOneMoment:
    """A board is loaded by several statements: how far, from where, and what happened since."""

    class Torn(Postgres):
        READERS = "READ COMMITTED"

    @staticmethod
    def totals_when_another_writes_during_the_load(store: SqlStore, other: SqlStore, monkeypatch) -> list[int]:
        """One bed is counted before the load, one in the middle of it."""
        counter = Counter(tally_log(other))
        counter.count()
        interruptions = iter([counter.count])

        def mark_and_be_interrupted(reading: SqlReading) -> Mark:
            mark = plain_mark(reading)
            for interrupt in interruptions:
                interrupt()
            return mark

        log = tally_log(store)
        with monkeypatch.context() as patch:
            patch.setattr(store, "mark", lambda: Mark(1))
            patch.setattr(SqlReading, "mark", mark_and_be_interrupted)
            loaded = log.board().total
        return [loaded, log.board().total]

    def test_without(self, open_sql, postgres_url, monkeypatch):
        torn, other = open_sql(self.Torn(make_url(postgres_url))), open_sql(postgres_url)
        assert self.totals_when_another_writes_during_the_load(torn, other, monkeypatch) == [2, 3]

    def test_with(self, open_sql, url, monkeypatch):
        totals = self.totals_when_another_writes_during_the_load(open_sql(url), open_sql(url), monkeypatch)
        assert totals == [1, 2]


class TestBackupsSeeOneMoment:
    """Tables are read one after the other: a request whose events are missing is not what was ever there."""

    @staticmethod
    def back_up_while_another_writes(store: SqlStore, other: SqlStore) -> list[str]:
        """The tables of the rows that come after the first event."""
        Counter(tally_log(other)).count(request=Request("k1", "body"))
        with store._database.reading() as connection:
            lines = backup._lines(connection)
            assert [next(lines)["revision"], next(lines)[0]] == [LATEST, "events"]
            Counter(tally_log(other)).count(request=Request("k2", "body"))
            return [line[0] for line in lines]

    def test_without(self, open_sql, postgres_url):
        torn = open_sql(TestReadersSeeOneMoment.Torn(make_url(postgres_url)))
        assert self.back_up_while_another_writes(torn, open_sql(postgres_url)) == [
            "meta",
            "meta",
            "requests",
            "requests",
        ]

    def test_with(self, open_sql, url):
        assert self.back_up_while_another_writes(open_sql(url), open_sql(url)) == ["meta", "meta", "requests"]


class TestReadersCatchUpFirst:
    class Stale(Log[Tally]):
        def _caught_up(self) -> View[Tally]:
            return self._view

    def test_without(self, open_sql, url):
        stale = self.Stale(open_sql(url), fold, Tally())
        Counter(tally_log(open_sql(url))).count()
        assert stale.board().total == 0

    def test_with(self, open_sql, url):
        log = tally_log(open_sql(url))
        Counter(tally_log(open_sql(url))).count()
        assert log.board().total == 1


class TestPostgresTellsOtherProcesses:
    """Who misses the word finds the event by asking again, later: here not before the test is over."""

    class Silent(Postgres):
        def announce(self, connection: Connection) -> None:
            """Says nothing."""

    @staticmethod
    def heard(store: SqlStore, other: SqlStore, *, timeout: float = 0.7) -> int:
        log = tally_log(store)
        store.listen(0.01)  # from here on it hears
        threading.Timer(0.1, Counter(tally_log(other)).count).start()
        seq = log.wait(0, timeout=timeout)
        log.close()
        return seq

    def test_without(self, open_sql, postgres_url, monkeypatch):
        monkeypatch.setattr(tail, "LISTEN_S", 1.5)
        assert self.heard(open_sql(postgres_url), open_sql(self.Silent(make_url(postgres_url)))) == 0

    def test_with(self, open_sql, postgres_url, monkeypatch):
        monkeypatch.setattr(tail, "LISTEN_S", 8.0)
        assert self.heard(open_sql(postgres_url), open_sql(postgres_url), timeout=7.0) == 1


class TestTheTableStandsBehindTheRule:
    """Here a rule that has gone wrong assigns one volunteer twice; the partial unique index does not have it."""

    @staticmethod
    def assign(connection: Connection, recorded: Recorded) -> None:
        row = {"assignment": recorded.seq, "incident": 1, "volunteer": "V1", "mode": "actual"}
        connection.execute(tables.commitments.insert(), row)

    def test_without(self, open_sql, url):
        log = tally_log(open_sql(url))
        for _ in range(2):
            Counter(log).count()
        assert log.seq == 2

    def test_with(self, open_sql, url):
        log = tally_log(open_sql(url, derived={tables.commitments: self.assign}))
        Counter(log).count()
        with pytest.raises(Refused) as refusal:
            Counter(log).count(request=Request("k1", "body"))
        assert refusal.value.code == "impossible_record"
        assert [recorded.seq for recorded in log.events()] == [1]
