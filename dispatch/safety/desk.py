"""Where panics are heard, answered and ended."""

from collections.abc import Callable
from datetime import datetime

from dispatch.board import Board
from dispatch.errors import NotFound
from dispatch.log.contract import Request
from dispatch.log.desk import Desk
from dispatch.log.event import Recorded
from dispatch.log.log import Log
from dispatch.safety import rules
from dispatch.safety.events import PanicEvent
from dispatch.safety.fold import history
from dispatch.safety.model import Panic, Spot


class PanicDesk(Desk[Board]):
    """`leader`: who is on duty then, by name; None: whoever answers for the volunteer's station."""

    def __init__(
        self, log: Log[Board], now: Callable[[], datetime], *, leader: Callable[[datetime], str | None] = lambda _: None
    ) -> None:
        super().__init__(log, now)
        self._leader = leader

    def raise_on(
        self,
        assignment: int,
        spot: Spot | None = None,
        *,
        happened_at: datetime | None = None,
        acting: str | None = None,
        by: str,
        request: Request | None = None,
    ) -> list[Recorded]:
        return self._do(
            lambda board, at: rules.raise_on(board, assignment, spot, self._leader(at), acting=acting),
            by=by,
            request=request,
            happened_at=happened_at,
        )

    def raise_for(
        self,
        volunteer: str,
        spot: Spot | None = None,
        *,
        happened_at: datetime | None = None,
        by: str,
        request: Request | None = None,
    ) -> list[Recorded]:
        return self._do(
            lambda board, at: rules.raise_for(board, volunteer, spot, self._leader(at)),
            by=by,
            request=request,
            happened_at=happened_at,
        )

    def answer(self, panic: int, text: str, *, by: str, request: Request | None = None) -> list[Recorded]:
        return self._do(lambda board, _: rules.answer(board, panic, text), by=by, request=request)

    def end(self, panic: int, reason: str, *, by: str, request: Request | None = None) -> list[Recorded]:
        return self._do(lambda board, _: rules.end(board, panic, reason), by=by, request=request)

    def panic(self, recorded: list[Recorded], *, of: str | None = None, ident: int | None = None) -> Panic:
        """As it was right after these events; where there are none, the open one of that volunteer, or of that id."""
        told = next((one.event for one in recorded if isinstance(one.event, PanicEvent)), None)
        if told is not None:
            return history(self._log.events(subject=told.subject, upto=recorded[-1].seq)).panics[told.panic]
        panics = self._log.board().safety.panics
        found = [one for one in panics.values() if one.volunteer == of or one.id == ident]
        if not found:
            raise NotFound("panic", ident)
        return found[0]
