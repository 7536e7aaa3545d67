"""Where drills begin, are paused and end, and where what they play falls due."""

from collections.abc import Callable
from datetime import datetime

from dispatch.board import Board
from dispatch.drills import rules
from dispatch.drills.cover import Cover, cover
from dispatch.drills.events import DrillEnded
from dispatch.drills.model import Scenario
from dispatch.incidents.centre import Centre
from dispatch.incidents.plans import Plans
from dispatch.log.contract import Request
from dispatch.log.desk import Desk
from dispatch.log.event import Recorded
from dispatch.log.log import Log
from dispatch.people.demo import is_fictional

BY = "rule:drill"


class DrillDesk(Desk[Board]):
    def __init__(self, log: Log[Board], now: Callable[[], datetime], *, centre: Centre, plans: Plans) -> None:
        super().__init__(log, now)
        self._centre = centre
        self._plans = plans

    def start(
        self,
        scenario: Scenario,
        *,
        speed: float = 1.0,
        simulated: bool = False,
        seed: int = 1,
        by: str,
        request: Request | None = None,
    ) -> list[Recorded]:
        return self._do(
            lambda board, _: rules.start(
                board, scenario, speed=speed, simulated=simulated, seed=seed, fictional=is_fictional
            ),
            by=by,
            request=request,
        )

    def pause(self, drill: int, *, by: str, request: Request | None = None) -> list[Recorded]:
        return self._do(lambda board, _: rules.pause(board, drill), by=by, request=request)

    def resume(
        self, drill: int, speed: float | None = None, *, by: str, request: Request | None = None
    ) -> list[Recorded]:
        return self._do(lambda board, _: rules.resume(board, drill, speed), by=by, request=request)

    def stop(self, drill: int, *, by: str, request: Request | None = None) -> list[Recorded]:
        return self._do(lambda board, _: rules.stop(board, drill), by=by, request=request)

    def note_lesson(self, drill: int, text: str, *, by: str, request: Request | None = None) -> list[Recorded]:
        return self._do(lambda board, _: rules.note_lesson(board, drill, text), by=by, request=request)

    def cover(self, drill: int) -> Cover:
        """What it costs now; no lock, no write."""
        board = self._log.board()
        return cover(board, rules.find(board, drill))

    def next_due(self, board: Board) -> datetime | None:
        return rules.next_due(board)

    def fall_due(self) -> list[Recorded]:
        """Any server may call it: each inject is played once, with the call that it brings, or not at all."""
        recorded: list[Recorded] = []
        while more := self._do(lambda board, at: rules.fall_due(board, self._plans, self._centre, at), by=BY):
            recorded += more
            if isinstance(more[-1].event, DrillEnded):
                break
        return recorded
