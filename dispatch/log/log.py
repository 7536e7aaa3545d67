"""The log as desks and screens hold it: the board as of its head, one writer at a time, whoever waits woken."""

import logging
import pickle
import threading
import zlib
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Generic, TypeVar

from sqlalchemy import Connection

from dispatch.log.chain import BEGINNING, Head, first_broken
from dispatch.log.contract import Entry, Mark, Reading, Request, Snapshot, Store, Turn
from dispatch.log.event import Event, Recorded
from dispatch.log.tail import Tail

logger = logging.getLogger(__name__)

B = TypeVar("B")
Fold = Callable[[B, Recorded], B]

SNAPSHOT_EVERY = 5_000


@dataclass(frozen=True, slots=True)
class View(Generic[B]):
    """A board and the mark it is true for; `at` is when the last event was written."""

    board: B
    mark: Mark
    at: datetime


class Writing(Generic[B]):
    """One writer's turn. `answer` is what the same request got before: then there is nothing left to decide."""

    def __init__(self, turn: Turn, view: View[B], fold: Fold[B], by: str, request: Request | None) -> None:
        self._turn = turn
        self._fold = fold
        self._by = by
        self._request = request
        self._recorded: list[Recorded] = []
        self.view = view
        self.answer = None if request is None else turn.answered(by, request)

    @property
    def board(self) -> B:
        return self.view.board

    @property
    def tables(self) -> Connection:
        """The derived tables as of this turn; TypeError for a log on a list."""
        return self._turn.tables

    @property
    def head_at(self) -> datetime:
        """When the last event was written; before any, the beginning of time."""
        return self.view.at

    def append(
        self,
        events: Sequence[Event],
        *,
        at: datetime,
        happened_at: datetime | None = None,
        by: str | None = None,
        cause: int | None = None,
    ) -> list[Recorded]:
        """Records and folds. Without a `cause` the first event is the cause of those that follow it in the batch.
        ValueError where `at` lies before the head: time never runs backwards in seq."""
        first = self.view.mark.seq + 1
        recorded = self._turn.append(
            [
                Entry(event, at, happened_at, by or self._by, first if cause is None and place else cause)
                for place, event in enumerate(events)
            ]
        )
        self._recorded += recorded
        board = reduce(self._fold, recorded, self.view.board)
        self.view = View(board, self._turn.mark(), recorded[-1].at if recorded else self.view.at)
        return recorded

    def finish(self) -> None:
        """Remembers the request, also where it was accepted and changed nothing."""
        if self._request is not None and self.answer is None:
            self._turn.remember(self._by, self._request, self._recorded)


class Log(Generic[B]):
    """`fold(board, recorded)` is pure; `empty` is the board before the first event. `fingerprint` names the code that
    folds: a snapshot by other code is not used; without one, none is kept."""

    def __init__(
        self, store: Store, fold: Fold[B], empty: B, *, fingerprint: str = "", snapshot_every: int = SNAPSHOT_EVERY
    ) -> None:
        self.store = store
        self._fold = fold
        self._empty = empty
        self._fingerprint = fingerprint if store.lasting else ""
        self._snapshot_every = snapshot_every
        self._snapshot_seq = 0
        self._snapshot_thread: threading.Thread | None = None
        self._view = View(empty, Mark(), BEGINNING)
        self._catching_up = threading.Lock()
        self._publishing = threading.Lock()
        self._tail = Tail(store.listen if store.lasting else None)

    def board(self) -> B:
        """The board as of the head: every reader catches up first. Costs one small query when nothing is new."""
        return self._caught_up().board

    def view(self) -> tuple[B, int]:
        """The board and the seq that it is true for."""
        view = self._caught_up()
        return view.board, view.mark.seq

    @property
    def seq(self) -> int:
        """How far this process has read; costs nothing."""
        return self._view.mark.seq

    def head(self) -> Head:
        with self.store.reading() as reading:
            return reading.head()

    def events(
        self, *, after: int = 0, subject: str | None = None, upto: int | None = None, limit: int | None = None
    ) -> list[Recorded]:
        """In order of seq, those beyond `after`, up to and with `upto`."""
        return self.store.events(after=after, upto=upto, subject=subject, limit=limit)

    @contextmanager
    def writing(self, *, by: str, request: Request | None = None) -> Iterator[Writing[B]]:
        """Waits for its turn, then catches up. What was appended is committed at the end and only then shown to anyone;
        an exception leaves no trace, so that a refused request may be tried again.
        """
        if self._view.mark.seq == 0:
            self._caught_up()  # a long log is folded before the turn, not while everyone waits
        with self.store.writing() as turn:
            view = self._followed(self._view, turn)
            self._publish(view)
            tx = Writing(turn, view, self._fold, by, request)
            yield tx
            tx.finish()
        self._publish(tx.view)

    def wake(self) -> None:
        """Lets everyone who waits go, as when a server stops; a write does it by itself."""
        self._tail.wake()

    def wait(self, after: int, timeout: float) -> int:
        """The head's seq, as soon as it lies beyond `after`, or as it is after `timeout` seconds or when woken."""
        return self._tail.wait(after, timeout)

    def claim(self, *, renewed: Container[str] = (), **facts: str) -> None:
        """One database is one centre with one city: the first claim is kept, a different one later is refused, unless
        it is of a fact that is `renewed`."""
        with self.store.writing() as turn:
            turn.claim(facts, renewed)

    def erase(self, *subjects: str) -> int:
        """Deletes the particulars of everything about `subjects`, for good; how many there were. The chain still holds.
        Every server drops its board and folds anew before it answers the next read."""
        with self.store.writing() as turn:
            erased = sum([turn.erase(subject) for subject in subjects])
        self._caught_up()
        if self._fingerprint:
            self._keep_snapshot(self._view)
        return erased

    def rebuilt(self, upto: int | None = None) -> B:
        """The board as of now or of `upto`, folded from the first event: what the live one must equal."""
        with self.store.reading() as reading:
            return reduce(self._fold, reading.events(upto=upto), self._empty)

    def as_of(self, *moments: datetime) -> list[B]:
        """The board as it was at each of the moments, which rise: one fold of the whole log up to the last of them."""
        boards: list[B] = []
        board = self._empty
        with self.store.reading() as reading:
            for recorded in reading.events():
                while len(boards) < len(moments) and moments[len(boards)] < recorded.at:
                    boards.append(board)
                if len(boards) == len(moments):
                    return boards
                board = self._fold(board, recorded)
        return boards + [board] * (len(moments) - len(boards))

    def verify(self) -> int | None:
        """The first seq that is missing or altered, by the chain and the particulars' hashes; None where all holds."""
        with self.store.reading() as reading:
            return first_broken(reading.rows(), self.store.codec.holds)

    def close(self) -> None:
        self._tail.close()
        if self._snapshot_thread is not None:
            self._snapshot_thread.join()
        self.store.close()

    def _caught_up(self) -> View[B]:
        view = self._view
        if self.store.mark() == view.mark:
            return view
        with self._catching_up, self.store.reading() as reading:
            self._publish(self._followed(self._view, reading))
        return self._view

    def _followed(self, view: View[B], reading: Reading) -> View[B]:
        mark = reading.mark()
        if view.mark == mark:
            return view
        if view.mark.seq == 0 or view.mark.erasures != mark.erasures:
            view = self._start(reading, mark.erasures)
        board, at = view.board, view.at
        for recorded in reading.events(after=view.mark.seq):
            board, at = self._fold(board, recorded), recorded.at
        return View(board, mark, at)

    def _start(self, reading: Reading, erasures: int) -> View[B]:
        """Where a full fold begins: at the snapshot, or before the first event where there is none of any use."""
        nothing = View(self._empty, Mark(0, erasures), BEGINNING)
        snapshot = reading.snapshot(self._fingerprint) if self._fingerprint else None
        if snapshot is None:
            return nothing
        try:
            # The store opened it with the key that sealed it, so nobody else wrote this pickle.
            board = pickle.loads(zlib.decompress(snapshot.body))  # noqa: S301
        except Exception:
            logger.exception("The snapshot cannot be used, as after another library's update; the log is folded whole")
            return nothing
        self._snapshot_seq = snapshot.mark.seq
        return View(board, snapshot.mark, snapshot.at)

    def _publish(self, view: View[B]) -> None:
        with self._publishing:
            if view.mark <= self._view.mark:
                return
            self._view = view
            if self._fingerprint and view.mark.seq - self._snapshot_seq >= self._snapshot_every:
                self._snapshot_seq = view.mark.seq
                self._snapshot_thread = threading.Thread(target=self._keep_snapshot, args=(view,), daemon=True)
                self._snapshot_thread.start()
        self._tail.reach(view.mark.seq)

    def _keep_snapshot(self, view: View[B]) -> None:
        body = zlib.compress(pickle.dumps(view.board), level=1)
        with self.store.writing() as turn:
            turn.keep(Snapshot(view.mark, view.at, self._fingerprint, body))
