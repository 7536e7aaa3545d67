"""The one write shell: every desk decides in data, and here it is done."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Generic, TypeVar

from dispatch.log.contract import Request
from dispatch.log.event import Event, Recorded
from dispatch.log.log import Log

B = TypeVar("B")


class Desk(Generic[B]):
    """Base of the rooms' desks. `now` is the clock: the wall's in a server, its own in a simulation."""

    def __init__(self, log: Log[B], now: Callable[[], datetime]) -> None:
        self._log = log
        self._now = now

    def _do(
        self,
        decide: Callable[[B, datetime], Sequence[Event]],
        *,
        by: str,
        request: Request | None = None,
        cause: int | None = None,
        happened_at: datetime | None = None,
    ) -> list[Recorded]:
        """Decides under the lock and records; what the rule refuses leaves no trace. A request that was answered before
        gets the same answer and nothing is decided again. A phone whose clock runs ahead says that it happens now. Slow
        work belongs before the call, not into `decide`.
        """
        with self._log.writing(by=by, request=request) as tx:
            if tx.answer is not None:
                return tx.answer
            at = max(self._now(), tx.head_at)
            happened_at = happened_at and min(happened_at, at)
            return tx.append(decide(tx.board, at), at=at, happened_at=happened_at, cause=cause)
