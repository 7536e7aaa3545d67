"""Where AEDs are recorded and their state is reported."""

from collections.abc import Sequence
from datetime import datetime

from dispatch.aeds import rules
from dispatch.aeds.model import NOBODY, Aed, AedState, Custodian
from dispatch.board import Board
from dispatch.errors import Refused
from dispatch.log.contract import Request
from dispatch.log.desk import Desk
from dispatch.log.event import Event, Recorded


class AedDesk(Desk[Board]):
    def record(self, aeds: Sequence[Aed], *, by: str, request: Request | None = None) -> list[Recorded]:
        """All of them in one transaction; those that the board already knows so are passed over."""
        return self._do(lambda board, _: rules.record(board, aeds), by=by, request=request)

    def would_record(self, aeds: Sequence[Aed]) -> list[Event]:
        return rules.record(self._log.board(), aeds)

    def report(
        self,
        aed: str,
        state: AedState,
        *,
        acting: str | None = None,
        happened_at: datetime | None = None,
        by: str,
        request: Request | None = None,
    ) -> list[Recorded]:
        return self._do(
            lambda board, _: rules.report(board, aed, state, acting=acting),
            by=by,
            request=request,
            happened_at=happened_at,
        )

    def custodian(self, aed: str, *, acting: str | None = None) -> Custodian:
        """Who keeps it and how one gets at it; a volunteer is told once they are on their way to fetch it."""
        board = self._log.board()
        known = rules.find(board, aed)
        if acting is not None and rules.fetching(board, aed, acting) is None:
            raise Refused("not_yours", volunteer=acting)
        return known.particulars or NOBODY
