"""What every store of the log promises; `store.py` and `memory.py` keep it, one suite of tests holds both to it."""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from sqlalchemy import Connection

from dispatch.errors import Refused
from dispatch.log.chain import Head, Row, link
from dispatch.log.codec import Codec
from dispatch.log.event import Event, Recorded


@dataclass(frozen=True, slots=True)
class Request:
    """A write that may be sent twice: `key` from the caller, `body_hash` to see that it asks for the same."""

    key: str
    body_hash: str


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """How far the store is: a board folded to the same mark is up to date. Both numbers only grow."""

    seq: int = 0
    erasures: int = 0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`body`: the pickled board as of `mark`; `fingerprint` names the code that folded it."""

    mark: Mark
    at: datetime
    fingerprint: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """An event that is about to get its place."""

    event: Event
    at: datetime
    happened_at: datetime | None
    by: str
    cause: int | None


@dataclass(frozen=True, slots=True)
class Kept:
    """What a store writes down for one entry."""

    row: Row
    body: bytes | None
    recorded: Recorded


class Reading(Protocol):
    """The log as of one moment."""

    def mark(self) -> Mark: ...

    def head(self) -> Head: ...

    def snapshot(self, fingerprint: str) -> Snapshot | None: ...

    def rows(self) -> Iterator[tuple[Row, bytes | None]]:
        """Every row from the first, with its opened particulars; a body that cannot be opened comes as b""."""
        ...

    def events(
        self, *, after: int = 0, upto: int | None = None, subject: str | None = None, limit: int | None = None
    ) -> Iterator[Recorded]: ...


class Turn(Reading, Protocol):
    """One writer at a time: the head stays where it is until the turn ends; an exception leaves no trace."""

    @property
    def tables(self) -> Connection:
        """The derived tables as of this turn, to read what is decided on them. TypeError where there are none."""
        ...

    def append(self, entries: Sequence[Entry]) -> list[Recorded]: ...

    def answered(self, by: str, request: Request) -> list[Recorded] | None:
        """What the same request was answered before; None where it is new; Refused("key_reused") for another body."""
        ...

    def remember(self, by: str, request: Request, recorded: Sequence[Recorded]) -> None:
        """Keeps the request with what it led to, if anything; dated by the head."""
        ...

    def erase(self, subject: str) -> int:
        """Deletes the subject's particulars and every snapshot; returns how many there were."""
        ...

    def keep(self, snapshot: Snapshot) -> None:
        """Replaces the snapshots by this one, unless something was erased since or a newer one is there."""
        ...

    def claim(self, facts: Mapping[str, str], renewed: Container[str]) -> None:
        """Notes the facts in `meta`, or refuses: `Refused("other_<name>", …)`; the `renewed` replace what was known."""
        ...


class Store(Protocol):
    codec: Codec
    lasting: bool
    """Whether it outlives the process: only then are snapshots of use and other processes worth listening for."""

    def mark(self) -> Mark: ...

    def reading(self) -> AbstractContextManager[Reading]: ...

    def writing(self) -> AbstractContextManager[Turn]: ...

    def events(
        self, *, after: int = 0, upto: int | None = None, subject: str | None = None, limit: int | None = None
    ) -> list[Recorded]: ...

    def forget_requests(self, before: datetime) -> int:
        """Those remembered earlier than that; how many there were. Sent again, they are new."""
        ...

    def listen(self, seconds: float) -> int:
        """The head's seq when another process may have written, at the latest after `seconds`. One thread calls it."""
        ...

    def close(self) -> None: ...


def chained(codec: Codec, head: Head, entries: Sequence[Entry], entropy: Callable[[int], bytes]) -> list[Kept]:
    """Gives each entry the next seq and its link of the chain. ValueError where time would run backwards."""
    kept: list[Kept] = []
    for entry in entries:
        if entry.at < head.at:
            raise ValueError(f"{entry.at} lies before the head, {head.at}")
        encoded = codec.encode(entry.event, ref=head.seq + 1, entropy=entropy)
        row = Row(
            head.seq + 1,
            entry.at.astimezone(UTC),
            None if entry.happened_at is None else entry.happened_at.astimezone(UTC),
            entry.by,
            entry.cause,
            encoded.subject,
            encoded.kind,
            encoded.v,
            encoded.data,
            hash="",
        )
        row = row._replace(hash=link(head.hash, row))
        head = Head(row.seq, row.at, row.hash)
        kept.append(Kept(row, encoded.body, Recorded(row.seq, row.at, row.happened_at, row.by, row.cause, entry.event)))
    return kept


def check_body(request: Request, body_hash: str) -> None:
    """A key stands for one request: it may come again, but not with another body."""
    if request.body_hash != body_hash:
        raise Refused("key_reused", key=request.key)


def unknown_facts(known: Mapping[str, str], facts: Mapping[str, str], renewed: Container[str]) -> dict[str, str]:
    """What is to be noted. One database is one centre: `Refused("other_city", known=…, asked=…)` and the like where a
    fact differs that is not `renewed`."""
    news = {name: asked for name, asked in facts.items() if known.get(name) != asked}
    for name, asked in news.items():
        if name in known and name not in renewed:
            raise Refused(f"other_{name}", known=known[name], asked=asked)
    return news
