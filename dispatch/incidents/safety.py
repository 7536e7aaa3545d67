"""Where hazards are noted and cleared, and where people say that they are well, or are not getting on."""

from collections.abc import Callable
from datetime import datetime
from typing import Unpack

from dispatch.board import Board
from dispatch.incidents import rules
from dispatch.incidents.centre import Centre
from dispatch.incidents.hazards import Hazard, StandOff, Trouble
from dispatch.incidents.telling import TellingDesk, Told
from dispatch.log.contract import Request
from dispatch.log.event import Recorded
from dispatch.log.log import Log


class SafetyDesk(TellingDesk):
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
        acting: str | None = None,
        **told: Unpack[Told],
    ) -> list[Recorded]:
        return self._tell(
            lambda board, _: rules.check_back(board, assignment, acting=acting),
            since=self._reached_at(assignment),
            acting=acting,
            **told,
        )

    def want_companion(
        self,
        assignment: int,
        *,
        acting: str | None = None,
        **told: Unpack[Told],
    ) -> list[Recorded]:
        return self._tell(
            lambda board, _: rules.want_companion(board, assignment, acting=acting),
            since=self._reached_at(assignment),
            acting=acting,
            **told,
        )

    def report_trouble(
        self,
        assignment: int,
        trouble: Trouble,
        note: str | None = None,
        *,
        acting: str | None = None,
        **told: Unpack[Told],
    ) -> list[Recorded]:
        return self._tell(
            lambda board, _: rules.report_trouble(board, assignment, trouble, note, acting=acting),
            since=self._reached_at(assignment),
            acting=acting,
            **told,
        )
