"""The live circle through the day: as it was in each of the last hours, and as the roster foresees the next ones."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from operator import is_

from dispatch.board import Board
from dispatch.duty.planned import as_planned
from dispatch.errors import Refused
from dispatch.log.log import Log
from dispatch.web.circle import Figures, LiveCircle, Question

STEP = timedelta(hours=1)
BACK, AHEAD = 24, 24
NEW_AT_ONCE = 6
"""So many hours are worked out anew for one request: it stays short, and whoever wants the rest asks again."""


@dataclass(frozen=True, slots=True)
class Mark:
    """`planned`: by the roster, else by the log. `figures` None: not worked out yet."""

    at: datetime
    planned: bool
    figures: Figures | None


class CircleDay:
    """The boards of the last hours are kept, each as of the first minute of its hour: they share nearly everything with
    today's. Those of before the start are folded from the log once somebody asks, beside everything else."""

    def __init__(self, log: Log[Board], circle: LiveCircle, now: Callable[[], datetime]) -> None:
        self._log = log
        self._circle = circle
        self._now = now
        self._past: dict[datetime, Board] = {}
        self._told: dict[tuple[Question, datetime], Figures] = {}
        self._foreseen: dict[tuple[Question, datetime], Figures] = {}
        self._foreseen_by: tuple[object, ...] = ()
        self._lock = threading.Lock()
        self._folding: threading.Thread | None = None
        self._looked_at: datetime | None = None

    def look(self) -> None:
        """Every minute: keeps the board when an hour begins while this server runs."""
        hour = hour_of(self._now())
        if self._looked_at is not None and self._looked_at < hour:
            board = self._log.board()
            with self._lock:
                self._past[hour] = board
        self._looked_at = hour

    def marks(self, question: Question) -> list[Mark]:
        """One an hour, from a day ago to a day ahead; hours in which the centre had no station yet are left out. Not
        more than `NEW_AT_ONCE` are worked out anew."""
        now, left = self._now(), [NEW_AT_ONCE]
        return [*self._behind(question, now, left), *self._ahead(question, now, left)]

    def features(self, question: Question, at: datetime) -> str:
        """GeoJSON for the hour of `at`. Refuses what lies beyond the day (`beyond_the_day`) or is not folded yet
        (`day_not_ready`)."""
        now, hour = self._now(), hour_of(at)
        if not hour_of(now) - BACK * STEP <= hour <= hour_of(now) + AHEAD * STEP:
            raise Refused("beyond_the_day", hours=BACK)
        if hour > now:
            return self._circle.features_at(question, as_planned(self._log.board(), hour), hour)
        board = self._boards(now).get(hour)
        if board is None:
            raise Refused("day_not_ready")
        return self._circle.features_at(question, board, hour)

    def wait(self) -> None:
        """Until what was asked for is folded."""
        if self._folding is not None:
            self._folding.join()

    def _behind(self, question: Question, now: datetime, left: list[int]) -> Iterator[Mark]:
        boards = self._boards(now)
        self._told = {key: told for key, told in self._told.items() if key[1] in boards}
        for back in range(BACK, -1, -1):
            hour = hour_of(now) - back * STEP
            board = boards.get(hour)
            if board is None:
                yield Mark(hour, False, None)
            elif board.duty.stations:
                yield Mark(
                    hour, False, self._figures(self._told, question, partial(boards.__getitem__, hour), hour, left)
                )

    def _ahead(self, question: Question, now: datetime, left: list[int]) -> Iterator[Mark]:
        board = self._log.board()
        judged_by = (board.duty.shifts, board.duty.stations, board.people.volunteers, board.conditions)
        if len(self._foreseen_by) != len(judged_by) or not all(map(is_, self._foreseen_by, judged_by)):
            self._foreseen, self._foreseen_by = {}, judged_by
        for ahead in range(1, AHEAD + 1):
            hour = hour_of(now) + ahead * STEP
            planned = partial(as_planned, board, hour)
            yield Mark(hour, True, self._figures(self._foreseen, question, planned, hour, left))

    def _figures(
        self,
        told: dict[tuple[Question, datetime], Figures],
        question: Question,
        board: Callable[[], Board],
        at: datetime,
        left: list[int],
    ) -> Figures | None:
        if (question, at) in told:
            return told[question, at]
        find, known = self._circle.figures_at(question, board(), at)
        if not known:
            if not left[0]:
                return None
            left[0] -= 1
        return told.setdefault((question, at), find())

    def _boards(self, now: datetime) -> dict[datetime, Board]:
        """Those of the last hours that are at hand; the others are asked for."""
        wanted = [hour_of(now) - back * STEP for back in range(BACK, -1, -1)]
        with self._lock:
            self._past = {one: board for one, board in self._past.items() if one >= wanted[0]}
            missing = [one for one in wanted if one not in self._past]
            if missing and (self._folding is None or not self._folding.is_alive()):
                self._folding = threading.Thread(target=self._fold, args=(missing,), name="circle-day", daemon=True)
                self._folding.start()
            return dict(self._past)

    def _fold(self, missing: list[datetime]) -> None:
        boards = self._log.as_of(*missing)
        with self._lock:
            self._past.update(zip(missing, boards, strict=True))


def hour_of(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)
