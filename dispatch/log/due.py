"""What falls due by itself. Every server runs it: the rule decides again under the lock, so no leader is needed."""

import logging
import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Generic, TypeVar

from dispatch.log.log import Log

logger = logging.getLogger(__name__)

B = TypeVar("B")

LONGEST_SLEEP_S = 1.0  # a wall clock may be set anew meanwhile
RETRY_S = 1.0


def all_of(parts: Iterable[Callable[[], object]]) -> None:
    """Calls each in turn, also where one before it fails: what can not be done must not keep alarms waiting behind it.
    Raises the first failure afterwards."""
    failures: list[Exception] = []
    for part in parts:
        try:
            part()
        except Exception as failure:
            logger.exception("A part of what falls due failed; the others go on")
            failures.append(failure)
    if failures:
        raise failures[0]


class DueLoop(Generic[B]):
    """A thread that sleeps until the next due moment or until the log grows. `fall_due()` records what is due now; of
    servers that call it together the second finds nothing to do. `retry_s`: how long it rests when what was due
    recorded nothing."""

    def __init__(
        self,
        log: Log[B],
        next_due: Callable[[B], datetime | None],
        fall_due: Callable[[], object],
        now: Callable[[], datetime],
        *,
        retry_s: float = RETRY_S,
    ) -> None:
        self._log = log
        self._next_due = next_due
        self._fall_due = fall_due
        self._now = now
        self._retry_s = retry_s
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="due", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._log.wake()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._step()
            except Exception:
                # The database may be away for a while; a loop that ended here would let every later alert hang.
                logger.exception("What falls due failed and is tried again")
                self._stopping.wait(RETRY_S)

    def _step(self) -> None:
        board, seq = self._log.view()
        due_at = self._next_due(board)
        if due_at is None:
            self._log.wait(seq, LONGEST_SLEEP_S)
            return
        left = (due_at - self._now()).total_seconds()
        if left > 0:
            self._log.wait(seq, min(left, LONGEST_SLEEP_S))
            return
        self._fall_due()
        # Returns at once when that, or another server, recorded something; else does not spin.
        self._log.wait(seq, self._retry_s)
