"""Hands over what is due: outside the lock, by several threads, and writes down what came of it.

The hand-over comes first and its record after it. Whoever dies between the two hands over once more, under the same
id, and so does a second server that works at the same time: the gateway takes each id once.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch.board import Board
from dispatch.errors import Refused
from dispatch.ladder.desk import LadderDesk, Outcome
from dispatch.ladder.model import Attempt
from dispatch.ladder.rungs import to_hand
from dispatch.ladder.senders import Message, Sender, Unreachable
from dispatch.ladder.texts import AreasOf, message
from dispatch.log.log import Log

logger = logging.getLogger(__name__)

THREADS = 128
"""They wait most of the time: of 1,000 messages that fall due together, eighty may be answered only after 4 s, and
all others are to be on their way meanwhile."""
LONGEST_SLEEP_S = 1.0
RETRY_S = 1.0
LONGEST_BACKOFF_S = 5.0
"""What fails two times in five comes through, but for one in a hundred, by the fifth try: after 12 s."""
LOOK_S = 0.1
"""A slow hand-over must not keep what falls due meanwhile."""
GATHER_S = 0.02
"""How long the first outcome waits for others, so that one turn of the log writes down many."""


@dataclass(frozen=True, slots=True)
class Retry:
    tries: int
    at: datetime


class Sending:
    """A thread of every server, and the few that carry. `step` does one round, for tests that hold the clock."""

    def __init__(
        self,
        log: Log[Board],
        desk: LadderDesk,
        sender: Sender,
        now: Callable[[], datetime],
        *,
        areas_of: AreasOf,
        callback: str | None = None,
        threads: int = THREADS,
    ) -> None:
        self._log = log
        self._desk = desk
        self._sender = sender
        self._now = now
        self._areas_of = areas_of
        self._callback = callback
        self._retries: dict[int, Retry] = {}
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="hand over")
        self._under_way: dict[Future[Outcome], int] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sending", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """What is being handed over is finished and written down."""
        self._stopping.set()
        self._log.wake()
        self._thread.join()
        self._pool.shutdown()

    def step(self) -> int:
        """Hands over everything that is ready now and writes it down; how many."""
        board = self._log.board()
        self._begin(board, self._ready(board))
        done = 0
        while self._under_way:
            done += self._finish()
        return done

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._round()
            except Exception:
                # The database may be away for a while; a loop that ended here would leave everybody unalarmed.
                logger.exception("Handing over failed and is tried again")
                self._stopping.wait(RETRY_S)
        while self._under_way:
            self._finish()

    def _round(self) -> None:
        board, seq = self._log.view()
        ready = self._ready(board)
        self._begin(board, ready)
        if self._under_way:
            self._finish()
            return
        soonest = min((one.at for one in self._retries.values()), default=None)
        left = LONGEST_SLEEP_S if soonest is None else (soonest - self._now()).total_seconds()
        self._log.wait(seq, min(max(left, 0.01), LONGEST_SLEEP_S))

    def _ready(self, board: Board) -> list[Attempt]:
        waiting, at, busy = to_hand(board), self._now(), set(self._under_way.values())
        ids = {one.id for one in waiting}
        self._retries = {ident: retry for ident, retry in self._retries.items() if ident in ids}
        return [
            one
            for one in waiting
            if one.id not in busy and (one.id not in self._retries or self._retries[one.id].at <= at)
        ]

    def _begin(self, board: Board, ready: list[Attempt]) -> None:
        for attempt in ready:
            tries = self._retries[attempt.id].tries + 1 if attempt.id in self._retries else 1
            self._under_way[self._pool.submit(self._hand_over, board, attempt, tries)] = attempt.id

    def _hand_over(self, board: Board, attempt: Attempt, tries: int) -> Outcome:
        try:
            self._sender.send(self._message(board, attempt))
        except Unreachable as problem:
            logger.warning("Message %s was not taken: %s", self._desk.ident(attempt.id), problem)
            return Outcome(attempt.id, tries, handed=False)
        except Refused as refusal:
            return Outcome(attempt.id, tries, reason=refusal.code)
        except Exception:
            logger.exception("Message %s was not taken", self._desk.ident(attempt.id))
            return Outcome(attempt.id, tries, handed=False)
        return Outcome(attempt.id, tries)

    def _message(self, board: Board, attempt: Attempt) -> Message:
        ident = self._desk.ident(attempt.id)
        return message(board, attempt, self._desk.timetable, self._areas_of, ident=ident, callback=self._callback)

    def _finish(self) -> int:
        """Writes down what has come back, after a moment in which more may."""
        wait(self._under_way, timeout=LOOK_S, return_when=FIRST_COMPLETED)
        wait(self._under_way, timeout=GATHER_S)
        outcomes = [one.result() for one in self._under_way if one.done()]
        if not outcomes:
            return 0
        self._desk.record(outcomes)
        for one in outcomes:
            if one.handed or one.reason:
                self._retries.pop(one.attempt, None)
            else:
                self._retries[one.attempt] = Retry(one.tries, self._now() + _back_off(one.tries))
        done = {one.attempt for one in outcomes}
        self._under_way = {future: ident for future, ident in self._under_way.items() if ident not in done}
        return len(outcomes)


def _back_off(tries: int) -> timedelta:
    """1, 2, 4, 5, 5, … s."""
    return timedelta(seconds=min(LONGEST_BACKOFF_S, 2.0 ** (tries - 1)))
