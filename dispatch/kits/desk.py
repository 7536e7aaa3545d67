"""Where kit is recorded, moved, checked and reported."""

from collections.abc import Sequence
from datetime import datetime

from dispatch.board import Board
from dispatch.kits import rules
from dispatch.kits.model import Check, Entry, Kit, KitState
from dispatch.log.contract import Request
from dispatch.log.desk import Desk
from dispatch.log.event import Event, Recorded


class KitDesk(Desk[Board]):
    def record(self, kits: Sequence[Kit], *, by: str, request: Request | None = None) -> list[Recorded]:
        """All of them in one transaction; those that the board already knows so are passed over."""
        return self._do(lambda board, _: rules.record(board, kits), by=by, request=request)

    def would_record(self, kits: Sequence[Kit]) -> list[Event]:
        return rules.record(self._log.board(), kits)

    def enter(self, kit: str, entries: Sequence[Entry], *, by: str, request: Request | None = None) -> list[Recorded]:
        return self._do(lambda board, _: rules.enter(board, kit, entries), by=by, request=request)

    def correct(self, kit: str, movement: int, *, by: str, request: Request | None = None) -> list[Recorded]:
        return self._do(lambda board, _: rules.correct(board, kit, movement), by=by, request=request)

    def check(
        self,
        kit: str,
        found: Check,
        *,
        by: str,
        happened_at: datetime | None = None,
        request: Request | None = None,
    ) -> list[Recorded]:
        return self._do(
            lambda board, _: rules.check(board, kit, found), by=by, request=request, happened_at=happened_at
        )

    def place(
        self,
        kit: str,
        *,
        by: str,
        station: str | None = None,
        carrier: str | None = None,
        request: Request | None = None,
    ) -> list[Recorded]:
        return self._do(
            lambda board, _: rules.place(board, kit, station=station, carrier=carrier), by=by, request=request
        )

    def report(
        self,
        kit: str,
        state: KitState,
        *,
        by: str,
        incident: int | None = None,
        happened_at: datetime | None = None,
        request: Request | None = None,
    ) -> list[Recorded]:
        return self._do(
            lambda board, _: rules.report(board, kit, state, incident=incident),
            by=by,
            request=request,
            happened_at=happened_at,
        )
