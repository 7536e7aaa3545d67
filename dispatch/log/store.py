"""All SQL of the log."""

import secrets
import threading
import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Engine, Select, Table, bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from dispatch.errors import Refused
from dispatch.log.chain import Head, Row
from dispatch.log.codec import Codec
from dispatch.log.contract import Entry, Mark, Request, Snapshot, chained, check_body, unknown_facts
from dispatch.log.dialects import Database
from dispatch.log.event import Recorded
from dispatch.log.sealing import Seal
from dispatch.migrations import LATEST, upgrade
from dispatch.tables import events, meta, particulars, requests, snapshots

Projection = Callable[[Connection, Recorded], None]
"""Writes to another table, in the transaction of the event."""

CHUNK = 5_000
ROWS = select(*(events.c[name] for name in Row._fields), particulars.c.body).select_from(
    events.outerjoin(particulars, particulars.c.ref == events.c.seq)
)
ERASURES = select(meta.c.value).where(meta.c.key == "erasures").scalar_subquery()
MARK = select(select(func.max(events.c.seq)).scalar_subquery(), ERASURES)
HEAD = select(events.c.seq, events.c.at, events.c.hash).order_by(events.c.seq.desc()).limit(1)
LAST = HEAD.add_columns(ERASURES.label("erasures"))
ANSWERED = select(requests).where(requests.c.by == bindparam("sender"), requests.c.key == bindparam("sent_key"))


class SqlReading:
    """The log through one connection: as of one moment where that connection's transaction sees one."""

    def __init__(self, connection: Connection, codec: Codec, seal: Seal) -> None:
        self._connection = connection
        self._codec = codec
        self._seal = seal

    def mark(self) -> Mark:
        seq, erasures = self._connection.execute(MARK).one()
        return Mark(seq or 0, int(erasures or 0))

    def head(self) -> Head:
        last = self._connection.execute(HEAD).one_or_none()
        return Head() if last is None else Head(*last)

    def snapshot(self, fingerprint: str) -> Snapshot | None:
        found = self._connection.execute(
            select(snapshots.c.seq, events.c.at, snapshots.c.body)
            .join(events, events.c.seq == snapshots.c.seq)
            .where(snapshots.c.fingerprint == fingerprint)
            .order_by(snapshots.c.seq.desc())
            .limit(1)
        ).one_or_none()
        body = self._seal.open(found.body) if found else None
        if found is None or body is None:
            return None
        return Snapshot(Mark(found.seq, self.mark().erasures), found.at, fingerprint, body)

    def rows(self) -> Iterator[tuple[Row, bytes | None]]:
        for row, sealed in self._chunks(ROWS, 0):
            yield row, None if sealed is None else self._seal.open(sealed) or b""

    def events(
        self, *, after: int = 0, upto: int | None = None, subject: str | None = None, limit: int | None = None
    ) -> Iterator[Recorded]:
        wanted = ROWS
        if upto is not None:
            wanted = wanted.where(events.c.seq <= upto)
        if subject is not None:
            wanted = wanted.where(events.c.subject == subject)
        for row, sealed in self._chunks(wanted, after, limit):
            yield self._codec.decode(row, None if sealed is None else self._seal.open(sealed))

    def _chunks(self, wanted: Select[Any], after: int, limit: int | None = None) -> Iterator[tuple[Row, bytes | None]]:
        """A long log comes in pieces: the whole of it must not lie in memory at once."""
        while limit is None or limit > 0:
            size = CHUNK if limit is None else min(CHUNK, limit)
            chunk = self._connection.execute(
                wanted.where(events.c.seq > after).order_by(events.c.seq).limit(size)
            ).all()
            for record in chunk:
                yield Row._make(record[:-1]), record[-1]
            if len(chunk) < size:
                return
            after = chunk[-1].seq
            limit = None if limit is None else limit - size


class SqlTurn(SqlReading):
    """One writer's transaction; it alone moves the head."""

    def __init__(self, connection: Connection, store: "SqlStore") -> None:
        super().__init__(connection, store.codec, store.seal)
        self._store = store
        last = connection.execute(LAST).one_or_none()
        self._head = Head(last.seq, last.at, last.hash) if last else Head()
        self._mark = Mark(last.seq, int(last.erasures or 0)) if last else super().mark()

    @property
    def tables(self) -> Connection:
        return self._connection

    def mark(self) -> Mark:
        return self._mark

    def head(self) -> Head:
        return self._head

    def append(self, entries: Sequence[Entry]) -> list[Recorded]:
        if not entries:
            return []
        kept = chained(self._codec, self._head, entries, self._store.entropy)
        self._insert(events, [one.row._asdict() for one in kept])
        self._insert(
            particulars,
            [
                {"ref": one.row.seq, "subject": one.row.subject, "body": self._seal.close(one.body)}
                for one in kept
                if one.body is not None
            ],
        )
        for one in kept:
            self._project([*self._store.derived.values(), *self._store.consequences], one.recorded)
        last = kept[-1].row
        self._head = Head(last.seq, last.at, last.hash)
        self._mark = Mark(last.seq, self._mark.erasures)
        return [one.recorded for one in kept]

    def answered(self, by: str, request: Request) -> list[Recorded] | None:
        known = self._connection.execute(ANSWERED, {"sender": by, "sent_key": request.key}).one_or_none()
        if known is None:
            return None
        check_body(request, known.body_hash)
        return [] if known.first_seq is None else list(self.events(after=known.first_seq - 1, upto=known.last_seq))

    def remember(self, by: str, request: Request, recorded: Sequence[Recorded]) -> None:
        first, last = (recorded[0].seq, recorded[-1].seq) if recorded else (None, None)
        row = {"by": by, "key": request.key, "body_hash": request.body_hash, "first_seq": first, "last_seq": last}
        self._insert(requests, [{**row, "at": self._head.at}])

    def erase(self, subject: str) -> int:
        erased = self._connection.execute(delete(particulars).where(particulars.c.subject == subject)).rowcount
        self._connection.execute(delete(snapshots))
        self._mark = Mark(self._mark.seq, self._mark.erasures + 1)
        self.note("erasures", str(self._mark.erasures))
        return erased

    def keep(self, snapshot: Snapshot) -> None:
        newest = select(func.max(snapshots.c.seq)).where(snapshots.c.fingerprint == snapshot.fingerprint)
        if snapshot.mark.erasures != self._mark.erasures:
            return
        if (self._connection.scalar(newest) or 0) >= snapshot.mark.seq:
            return
        self._connection.execute(delete(snapshots))
        row = {"seq": snapshot.mark.seq, "fingerprint": snapshot.fingerprint, "body": self._seal.close(snapshot.body)}
        self._insert(snapshots, [row])

    def claim(self, facts: Mapping[str, str], renewed: Container[str]) -> None:
        known = {row.key: row.value for row in self._connection.execute(select(meta))}
        for name, value in unknown_facts(known, facts, renewed).items():
            self.note(name, value)

    def rebuild(self) -> int:
        """Makes the derived tables anew from the log and drops the snapshots; how many rows were wrong or missing."""
        self._connection.execute(delete(snapshots))
        before = self._derived_rows()
        for table in self._store.derived:
            self._connection.execute(delete(table))
        for recorded in self.events():
            self._project(self._store.derived.values(), recorded)
        return len(before ^ self._derived_rows())

    def _derived_rows(self) -> set[tuple[Any, ...]]:
        return {(table.name, *row) for table in self._store.derived for row in self._connection.execute(select(table))}

    def note(self, key: str, value: str) -> None:
        if not self._connection.execute(update(meta).where(meta.c.key == key).values(value=value)).rowcount:
            self._insert(meta, [{"key": key, "value": value}])

    def _insert(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            self._connection.execute(insert(table), rows)

    def _project(self, projections: Iterable[Projection], recorded: Recorded) -> None:
        try:
            for project in projections:
                project(self._connection, recorded)
        except IntegrityError:
            # A rule let pass what the database knows to be impossible: better refused than committed.
            event = recorded.event
            raise Refused("impossible_record", kind=type(event).__name__, subject=event.subject) from None


class SqlStore:
    """The log in SQLite or PostgreSQL. `engine` serves the other tables of the same database, too.

    `derived`: tables that say again, for the database's own checks, what the log says, each with the projection that
    keeps it; they can be rebuilt. `consequences` are done once, with the event, and never again.
    """

    lasting = True

    def __init__(
        self,
        database: Database,
        codec: Codec,
        seal: Seal,
        *,
        derived: Mapping[Table, Projection] = MappingProxyType({}),
        consequences: Sequence[Projection] = (),
        entropy: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        self.codec = codec
        self.seal = seal
        self.derived = derived
        self.consequences = consequences
        self.entropy = entropy
        self.name = ""
        self._database = database
        # Threads of one process queue here: a fair and instant lock, and none of them holds a connection meanwhile.
        self._turn = threading.Lock()

    def prepare(self) -> None:
        """Brings the tables up to date; Refused("wrong_particulars_key") for a key that is not this database's. After
        any failure the database is closed again."""
        try:
            self._prepare()
        except BaseException:
            self.close()
            raise

    @property
    def engine(self) -> Engine:
        return self._database.engine

    @contextmanager
    def changing(self) -> Iterator[Connection]:
        """A transaction on the other tables that may read first and then write."""
        with self._turn, self._database.writing() as connection:
            yield connection

    def mark(self) -> Mark:
        with self._database.glancing() as connection:
            return self._reading(connection).mark()

    def fact(self, name: str) -> str | None:
        """What the first claim of this database noted under that name."""
        with self._database.glancing() as connection:
            return connection.scalar(select(meta.c.value).where(meta.c.key == name))

    @contextmanager
    def reading(self) -> Iterator[SqlReading]:
        with self._database.reading() as connection:
            yield self._reading(connection)

    @contextmanager
    def writing(self) -> Iterator[SqlTurn]:
        with self._turn, self._database.writing() as connection:
            turn = SqlTurn(connection, self)
            before = turn.mark()
            yield turn
            if turn.mark() != before:
                self._database.announce(connection)

    def events(
        self, *, after: int = 0, upto: int | None = None, subject: str | None = None, limit: int | None = None
    ) -> list[Recorded]:
        with self._database.glancing() as connection:
            return list(self._reading(connection).events(after=after, upto=upto, subject=subject, limit=limit))

    def forget_requests(self, before: datetime) -> int:
        """Looks first, outside the turn: mostly there is nothing to wait for."""
        old = requests.c.at < before
        with self._database.glancing() as connection:
            if connection.execute(select(requests.c.key).where(old).limit(1)).first() is None:
                return 0
        with self.changing() as connection:
            return connection.execute(delete(requests).where(old)).rowcount

    def listen(self, seconds: float) -> int:
        """While the database does not answer, 0."""
        try:
            self._database.listen(seconds)
            return self.mark().seq
        except SQLAlchemyError:
            time.sleep(seconds)
            return 0

    def close(self) -> None:
        self._database.close()

    def _prepare(self) -> None:
        with self._turn, self._database.writing() as connection:
            upgrade(connection)
            probe = connection.scalar(select(meta.c.value).where(meta.c.key == "seal"))
            if probe is None:
                sealed = self.seal.close(b"fifteen").decode()
                connection.execute(insert(meta).values(key="seal", value=sealed))
            elif self.seal.open(probe.encode()) is None:
                raise Refused("wrong_particulars_key")
            self.name = self._named(connection)
            self._fill_derived(connection)

    @staticmethod
    def _named(connection: Connection) -> str:
        """What tells this database from every other, given once. A restored one gets a name of its own: what was
        numbered since the backup has been said to others under the old one."""
        known = connection.scalar(select(meta.c.value).where(meta.c.key == "database"))
        if known is None:
            known = secrets.token_hex(4)
            connection.execute(insert(meta).values(key="database", value=known))
        return str(known)

    def _fill_derived(self, connection: Connection) -> None:
        """Tables that an older version, or the backup of one, did not have are made from the log, once."""
        known = connection.scalar(select(meta.c.value).where(meta.c.key == "derived"))
        if self.derived and known != LATEST:
            turn = SqlTurn(connection, self)
            turn.rebuild()
            turn.note("derived", LATEST)

    def _reading(self, connection: Connection) -> SqlReading:
        return SqlReading(connection, self.codec, self.seal)
