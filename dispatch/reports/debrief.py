"""Where drills are looked back on."""

from collections.abc import Callable
from datetime import datetime

from dispatch.board import Board
from dispatch.drills.model import Drill
from dispatch.errors import NotFound
from dispatch.log.log import Log
from dispatch.reports.aftermath import Aftermath, aftermath


class Debrief:
    def __init__(self, log: Log[Board], now: Callable[[], datetime]) -> None:
        self._log = log
        self._now = now
        self._kept: dict[tuple[int, int], Aftermath] = {}

    def of(self, drill: int) -> Aftermath:
        """What became of it, so far or in all. Costs a read of the log from its beginning to its end; that of one that
        is over is kept."""
        board = self._log.board()
        found = board.drills.drills.get(drill)
        if found is None:
            raise NotFound("drill", drill)
        key = drill, len(found.lessons)
        if key in self._kept:
            return self._kept[key]
        told = aftermath(found, self._log.events(after=found.started_seq - 1, upto=found.ended_seq), board, self._now())
        if found.ended_seq is not None:
            self._kept[key] = told
        return told

    def participations(self, year: int, year_of: Callable[[Drill], int]) -> int:
        """Person × drill, of those that began in that year."""
        drills = self._log.board().drills.drills.values()
        return sum(self.of(one.id).attended for one in drills if year_of(one) == year)
