"""The log on a list: for simulation and for tests. Nothing is sealed, nothing outlives the process."""

import secrets
import threading
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any

from sqlalchemy import Connection

from dispatch.log.chain import Head, Row
from dispatch.log.codec import Codec
from dispatch.log.contract import Entry, Mark, Request, Snapshot, chained, check_body, unknown_facts
from dispatch.log.event import Recorded


class MemoryReading:
    """Rows are only ever added at the end of the list, so its length is a moment."""

    def __init__(self, store: "MemoryStore") -> None:
        self._store = store
        self._mark = store.mark()

    def mark(self) -> Mark:
        return self._mark

    def head(self) -> Head:
        if self._mark.seq == 0:
            return Head()
        last = self._store.kept[self._mark.seq - 1]
        return Head(last.seq, last.at, last.hash)

    def snapshot(self, fingerprint: str) -> Snapshot | None:
        return None

    def rows(self) -> Iterator[tuple[Row, bytes | None]]:
        for row in self._store.kept[: self._mark.seq]:
            yield row, self._store.bodies.get(row.seq)

    def events(
        self, *, after: int = 0, upto: int | None = None, subject: str | None = None, limit: int | None = None
    ) -> Iterator[Recorded]:
        end = self._mark.seq if upto is None else min(upto, self._mark.seq)
        wanted = (row for row in self._store.kept[after:end] if subject is None or row.subject == subject)
        for row in islice(wanted, limit):
            yield self._store.codec.decode(row, self._store.bodies.get(row.seq))


class MemoryTurn(MemoryReading):
    """Writes beyond the length that readers see; `undo` takes everything back when the turn fails."""

    def __init__(self, store: "MemoryStore") -> None:
        super().__init__(store)
        self._undo: list[Callable[[], Any]] = []

    @property
    def tables(self) -> Connection:
        raise TypeError("the log on a list has no tables")

    def append(self, entries: Sequence[Entry]) -> list[Recorded]:
        store = self._store
        added = chained(store.codec, self.head(), entries, store.entropy)
        for one in added:
            store.kept.append(one.row)
            self._undo.append(store.kept.pop)
            if one.body is not None:
                self._put(store.bodies, one.row.seq, one.body)
        self._mark = Mark(self._mark.seq + len(added), self._mark.erasures)
        return [one.recorded for one in added]

    def answered(self, by: str, request: Request) -> list[Recorded] | None:
        known = self._store.requests.get((by, request.key))
        if known is None:
            return None
        body_hash, first, last, _ = known
        check_body(request, body_hash)
        return [] if first is None else list(self.events(after=first - 1, upto=last))

    def remember(self, by: str, request: Request, recorded: Sequence[Recorded]) -> None:
        first, last = (recorded[0].seq, recorded[-1].seq) if recorded else (None, None)
        self._put(self._store.requests, (by, request.key), (request.body_hash, first, last, self.head().at))

    def erase(self, subject: str) -> int:
        refs = [row.seq for row, body in self.rows() if row.subject == subject and body is not None]
        for ref in refs:
            self._undo.append(partial(self._store.bodies.__setitem__, ref, self._store.bodies.pop(ref)))
        self._mark = Mark(self._mark.seq, self._mark.erasures + 1)
        return len(refs)

    def keep(self, snapshot: Snapshot) -> None:
        raise TypeError("the log on a list keeps no snapshots")

    def claim(self, facts: Mapping[str, str], renewed: Container[str]) -> None:
        for name, value in unknown_facts(self._store.facts, facts, renewed).items():
            self._put(self._store.facts, name, value)

    def undo(self) -> None:
        while self._undo:
            self._undo.pop()()

    def _put(self, table: dict[Any, Any], key: Any, value: Any) -> None:
        self._undo.append(lambda: table.pop(key))
        table[key] = value


class MemoryStore:
    """`entropy` salts the hashes of particulars: with a seeded one the log is the same to the byte each time."""

    lasting = False

    def __init__(self, codec: Codec, *, entropy: Callable[[int], bytes] = secrets.token_bytes) -> None:
        self.codec = codec
        self.entropy = entropy
        self.kept: list[Row] = []
        self.bodies: dict[int, bytes] = {}
        self.requests: dict[tuple[str, str], tuple[str, int | None, int | None, datetime]] = {}
        self.facts: dict[str, str] = {}
        self._mark = Mark()
        self._turn = threading.Lock()

    def mark(self) -> Mark:
        return self._mark

    @contextmanager
    def reading(self) -> Iterator[MemoryReading]:
        yield MemoryReading(self)

    @contextmanager
    def writing(self) -> Iterator[MemoryTurn]:
        with self._turn:
            turn = MemoryTurn(self)
            try:
                yield turn
            except BaseException:
                turn.undo()
                raise
            self._mark = turn.mark()

    def events(
        self, *, after: int = 0, upto: int | None = None, subject: str | None = None, limit: int | None = None
    ) -> list[Recorded]:
        return list(MemoryReading(self).events(after=after, upto=upto, subject=subject, limit=limit))

    def forget_requests(self, before: datetime) -> int:
        with self._turn:
            old = [key for key, (*_, at) in self.requests.items() if at < before]
            for key in old:
                del self.requests[key]
        return len(old)

    def listen(self, seconds: float) -> int:
        return self._mark.seq

    def close(self) -> None:
        """There is nothing to give back."""
