"""Where hazards are noted and cleared, and where people say that they are well, or are not getting on."""

from collections.abc import Callable
from datetime import datetime

from dispatch.board import Board
from dispatch.incidents import rules
from dispatch.incidents.centre import Centre
from dispatch.incidents.hazards import Hazard, StandOff, Trouble
from dispatch.log.contract import Request
from dispatch.log.desk import Desk
from dispatch.log.event import Event, Recorded
from dispatch.log.log import Log


class SafetyDesk(Desk[Board]):
    """`acting` is given when a volunteer acts for themselves, from a phone whose clock may be wrong."""

    def __init__(self, log: Log[Board], now: Callable[[], datetime], *, centre: Centre) -> None:
        super().__init__(log, now)
        self._centre = centre

    def note_hazard(self, incident: int, hazard: Hazard, *, by: str, request: Request | None = None) -> list[Recorded]:
        return self._do(lambda board, _: rules.note_hazard(board, incident, hazard), by=by, request=request)

    def clear_hazard(self, incident: int, hazard: Hazard, *, by: str, request: Request | None = None) -> list[Recorded]:
        return self._do(lambda board, _: rules.clear_hazard(board, incident, hazard), by=by, request=request)

    def set_stand_off(
        self, incident: int, point: StandOff | None, *, by: str, request: Request | None = None
    ) -> list[Recorded]:
        return self._do(
            lambda board, _: rules.set_stand_off(board, incident, point, self._centre), by=by, request=request
        )

    def name_lead(
        self, incident: int, assignment: int | None, *, by: str, request: Request | None = None
    ) -> list[Recorded]:
        return self._do(lambda board, _: rules.name_lead(board, incident, assignment), by=by, request=request)

    def check_back(
        self,
        assignment: int,
        *,
        happened_at: datetime | None = None,
        acting: str | None = None,
        by: str,
        request: Request | None = None,
    ) -> list[Recorded]:
        return self._tell(
            lambda board: rules.check_back(board, assignment, acting=acting),
            assignment,
            happened_at,
            acting,
            by,
            request,
        )

    def want_companion(
        self,
        assignment: int,
        *,
        happened_at: datetime | None = None,
        acting: str | None = None,
        by: str,
        request: Request | None = None,
    ) -> list[Recorded]:
        return self._tell(
            lambda board: rules.want_companion(board, assignment, acting=acting),
            assignment,
            happened_at,
            acting,
            by,
            request,
        )

    def report_trouble(
        self,
        assignment: int,
        trouble: Trouble,
        note: str | None = None,
        *,
        happened_at: datetime | None = None,
        acting: str | None = None,
        by: str,
        request: Request | None = None,
    ) -> list[Recorded]:
        return self._tell(
            lambda board: rules.report_trouble(board, assignment, trouble, note, acting=acting),
            assignment,
            happened_at,
            acting,
            by,
            request,
        )

    def _tell(
        self,
        decide: Callable[[Board], list[Event]],
        assignment: int,
        told_at: datetime | None,
        acting: str | None,
        by: str,
        request: Request | None,
    ) -> list[Recorded]:
        """A desk may enter what is long past; a phone that says what cannot be is marked."""
        going = self._log.board().incidents.assignments.get(assignment)
        when, doubt = rules.believed(told_at, going.times[-1][1] if going else None, self._now())
        if acting is None:
            when, doubt = told_at, False

        def marked(board: Board, _: datetime) -> list[Event]:
            events = decide(board)
            found = board.incidents.assignments[assignment]
            return rules.doubted(events, found.volunteer, told_at if doubt else None)

        return self._do(marked, by=by, request=request, happened_at=when)
