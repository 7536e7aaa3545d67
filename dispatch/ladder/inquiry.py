"""Receipts get lost: of a message that nothing was heard of for a while, the gateway is asked what it knows."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from dispatch.board import Board
from dispatch.errors import Refused
from dispatch.incidents.model import ANSWERABLE
from dispatch.ladder.desk import LadderDesk
from dispatch.ladder.http_gateway import Known
from dispatch.ladder.model import CARRIED, Attempt, AttemptState
from dispatch.ladder.senders import Unreachable
from dispatch.log.log import Log

logger = logging.getLogger(__name__)

FIRST = timedelta(seconds=30)
"""A call rings out within 45 s, most answers come sooner, and a lost yes costs minutes of the fifteen."""
INQUIRY_S = 5.0
LAST = timedelta(hours=1)
THREADS = 8


class Knows(Protocol):
    def known(self, message_id: str) -> Known | None:
        """What it knows of a message; None where it never took it. Raises Unreachable."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """How often, and when again."""

    times: int
    again_at: datetime


class Inquiry:
    """`look` is for a chore of some seconds. Asks 30 s after a message was handed over, then 60, 120, … s later, for an
    hour. Every server does it: what is heard twice changes nothing."""

    def __init__(self, log: Log[Board], desk: LadderDesk, gateway: Knows, now: Callable[[], datetime]) -> None:
        self._log = log
        self._desk = desk
        self._gateway = gateway
        self._now = now
        self._asked: dict[int, Asked] = {}

    def look(self) -> int:
        """Asks about all that is overdue, and writes down what is new; about how many it asked."""
        at = self._now()
        silent = _silent(self._log.board(), at)
        ids = {one.id for one in silent}
        self._asked = {ident: asked for ident, asked in self._asked.items() if ident in ids}
        overdue = [one for one in silent if one.id not in self._asked or self._asked[one.id].again_at <= at]
        if overdue:
            with ThreadPoolExecutor(THREADS, thread_name_prefix="inquiry") as pool:
                list(pool.map(self._ask, overdue))
        return len(overdue)

    def _ask(self, attempt: Attempt) -> None:
        times = self._asked[attempt.id].times if attempt.id in self._asked else 0
        self._asked[attempt.id] = Asked(times, self._now() + FIRST)  # soon again, where this one fails
        message = self._desk.ident(attempt.id)
        try:
            known = self._gateway.known(message)
            news = known is not None and (not attempt.open or known.state not in {AttemptState.HANDED, attempt.state})
            if known is not None and news:
                self._desk.receipt(message, known.state, key=known.key, text=known.text, at=known.at)
            self._asked[attempt.id] = Asked(times + 1, self._now() + FIRST * 2 ** (times + 1))
        except (Unreachable, Refused) as problem:
            logger.warning("Nothing was learnt of message %s: %s", message, problem)


def _silent(board: Board, at: datetime) -> list[Attempt]:
    """What was handed over a while ago and is not known for good."""
    return [
        one
        for one in sorted(board.ladder.attempts.values(), key=lambda one: one.id)
        if one.channel in CARRIED
        and (since := one.handed_at or one.result_at) is not None
        and FIRST <= at - since <= LAST
        and (one.open or _half_told(board, one))
    ]


def _half_told(board: Board, attempt: Attempt) -> bool:
    """It brought an answer that its alert does not know of: a server was killed between writing down the two, and no
    receipt came again."""
    alert = board.incidents.alerts.get(attempt.alert or 0)
    return attempt.answer is not None and attempt.unused is None and alert is not None and alert.state in ANSWERABLE
