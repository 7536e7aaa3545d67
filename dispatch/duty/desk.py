"""Where stations are recorded, shifts planned, and people check in and out."""

from collections.abc import Sequence
from datetime import datetime

from dispatch.board import Board
from dispatch.duty import rules
from dispatch.duty.model import Slot, Standby, Station
from dispatch.log.contract import Request
from dispatch.log.desk import Desk
from dispatch.log.event import Event, Recorded


class DutyDesk(Desk[Board]):
    def record_stations(
        self, stations: Sequence[Station], *, by: str, request: Request | None = None
    ) -> list[Recorded]:
        """All of them in one transaction; those that the board already knows so are passed over."""
        return self._do(lambda board, _: rules.record_stations(board, stations), by=by, request=request)

    def would_record(self, stations: Sequence[Station]) -> list[Event]:
        return rules.record_stations(self._log.board(), stations)

    def check_in(
        self,
        volunteer: str,
        station: str,
        *,
        by: str,
        kit: tuple[str, ...] = (),
        until: datetime | None = None,
        standby: Standby | None = None,
        happened_at: datetime | None = None,
        request: Request | None = None,
    ) -> list[Recorded]:
        return self._do(
            lambda board, at: rules.check_in(board, volunteer, station, kit=kit, until=until, standby=standby, at=at),
            by=by,
            request=request,
            happened_at=happened_at,
        )

    def check_out(
        self,
        volunteer: str,
        station: str,
        *,
        by: str,
        happened_at: datetime | None = None,
        request: Request | None = None,
    ) -> list[Recorded]:
        return self._do(
            lambda board, _: rules.check_out(board, volunteer, station),
            by=by,
            request=request,
            happened_at=happened_at,
        )

    def change_guard(self, *, by: str) -> list[Recorded]:
        """Takes no lock while everyone is where the plan wants them."""
        if not rules.change_guard(self._log.board(), self._now()):
            return []
        return self._do(rules.change_guard, by=by)

    def plan_shifts(self, slots: Sequence[Slot], *, by: str, request: Request | None = None) -> list[Recorded]:
        return self._do(lambda board, _: rules.plan_shifts(board, slots), by=by, request=request)
