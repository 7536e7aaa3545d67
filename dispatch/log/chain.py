"""The chain: each row's hash covers the hash before it and every other column to the byte."""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from dispatch.clock import stamp

GENESIS = "0" * 64
AS_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
BEGINNING = datetime.min.replace(tzinfo=UTC)


class Row(NamedTuple):
    """One event as it lies in the store; `data` is the exact text that was hashed. A tuple: replays make many."""

    seq: int
    at: datetime
    happened_at: datetime | None
    by: str
    cause: int | None
    subject: str
    kind: str
    v: int
    data: str
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """The last row's place: what one notes down elsewhere to prove later that nothing was cut off."""

    seq: int = 0
    at: datetime = BEGINNING
    hash: str = GENESIS


def link(previous: str, row: Row) -> str:
    """SHA-256, in hex, that `row` must bear when it follows the row whose hash is `previous`."""
    happened_at = None if row.happened_at is None else stamp(row.happened_at)
    columns = [previous, row.seq, stamp(row.at), happened_at, row.by, row.cause, row.subject, row.kind, row.v, row.data]
    return hashlib.sha256(AS_JSON.encode(columns).encode()).hexdigest()


def first_broken(rows: Iterable[tuple[Row, bytes | None]], holds: Callable[[Row, bytes], bool]) -> int | None:
    """The first seq, counted from 1, that is missing, was altered or does not follow; None where all is whole.

    A row comes with its particulars, None once erased; `holds` says whether they are the ones the event was written
    with. A log cut off at its end is whole: only a head noted elsewhere shows it.
    """
    previous = GENESIS
    for expected, (row, body) in enumerate(rows, start=1):
        if row.seq != expected or link(previous, row) != row.hash or not (body is None or holds(row, body)):
            return expected
        previous = row.hash
    return None
