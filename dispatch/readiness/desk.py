"""Where stations are looked at by the minute. What has not lasted yet is known to this process only."""

from collections.abc import Callable
from datetime import datetime, timedelta
from operator import is_
from threading import Lock

from dispatch.board import Board
from dispatch.incidents.centre import Centre
from dispatch.log.desk import Desk
from dispatch.log.event import Recorded
from dispatch.log.log import Log
from dispatch.readiness import rules
from dispatch.readiness.judging import lacking_of, standings
from dispatch.readiness.model import Standing

BY = "rule:readiness"
LOOK = timedelta(minutes=1)
REST = timedelta(seconds=1)
"""Between two looks, however much happens."""


class ReadinessDesk(Desk[Board]):
    """Every server has one: of those that see a station fall short the second finds it told. After a start it takes a
    minute as anew."""

    def __init__(
        self,
        log: Log[Board],
        now: Callable[[], datetime],
        *,
        centre: Centre,
        proof: Callable[[], bool] = lambda: False,
    ) -> None:
        """`proof`: whether plans ask for insurance, consent and age."""
        super().__init__(log, now)
        self._centre = centre
        self._proof = proof
        self._lock = Lock()
        self._since: dict[str, datetime] = {}
        self._seen: tuple[object, ...] = ()
        self._looked_at: datetime | None = None

    def board(self) -> list[Standing]:
        """Every station now, the worst first."""
        return standings(self._log.board(), self._now().astimezone(self._centre.timezone), proof=self._proof())

    def next_due(self, board: Board) -> datetime | None:
        if not board.duty.stations:
            return None
        if self._looked_at is None:
            return self._now()
        if not all(map(is_, _inputs(board), self._seen)):
            return self._looked_at + REST
        return min([self._looked_at + LOOK, *(begun + rules.STEADY for begun in self._since.values())])

    def fall_due(self) -> list[Recorded]:
        """Takes no lock while nothing has lasted."""
        with self._lock:
            board, at = self._log.board(), self._now()
            if self._looked_at is not None and at < (self.next_due(board) or at):
                return []
            self._look(board, at)
            since, proof = dict(self._since), self._proof()
            if not rules.due(board, since, at, self._centre.timezone, proof=proof):
                return []
            recorded = self._do(
                lambda board, at: rules.due(board, since, at, self._centre.timezone, proof=proof), by=BY
            )
            self._look(self._log.board(), at)
            return recorded

    def _look(self, board: Board, at: datetime) -> None:
        """Which stations are other than was told of them, and since when."""
        lacking = lacking_of(board, at.astimezone(self._centre.timezone), proof=self._proof())
        other = lacking.keys() ^ set(board.readiness.short)
        self._since = {one: self._since.get(one, at) for one in other}
        self._seen, self._looked_at = _inputs(board), at


def _inputs(board: Board) -> tuple[object, ...]:
    """What standings are made of, to be told apart by identity: comparing contents costs more than looking again."""
    duty = board.duty
    looked = (duty.on_duty, duty.stations, duty.standings, board.people.volunteers, board.kits.known)
    return (*looked, board.incidents.assignments, board.readiness.short)
