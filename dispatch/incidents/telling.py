"""Where somebody tells what happened, perhaps from a phone whose clock is wrong."""

from collections.abc import Callable
from datetime import datetime
from typing import Required, TypedDict, Unpack

from dispatch.board import Board
from dispatch.incidents import rules
from dispatch.log.contract import Request
from dispatch.log.desk import Desk
from dispatch.log.event import Event, Recorded


class Told(TypedDict, total=False):
    """Who tells it, when it happened if not now, and how a repetition is known."""

    by: Required[str]
    happened_at: datetime | None
    request: Request | None


class TellingDesk(Desk[Board]):
    """`acting` is given when a volunteer acts for themselves, and may touch only what is theirs."""

    def _tell(
        self,
        decide: Callable[[Board, datetime], list[Event]],
        *,
        since: datetime | None,
        acting: str | None,
        **told: Unpack[Told],
    ) -> list[Recorded]:
        """What a phone tells happened no earlier than `since`, and is marked where its time cannot be. A desk may enter
        what is long past."""
        if acting is None:
            return self._do(decide, **told)
        told_at = told.get("happened_at")
        when, doubt = rules.believed(told_at, since, self._now())
        told["happened_at"] = when
        return self._do(lambda board, at: rules.doubted(decide(board, at), acting, told_at if doubt else None), **told)

    def _begun_at(self, assignment: int) -> datetime | None:
        going = self._log.board().incidents.assignments.get(assignment)
        return going.times[0][1] if going else None

    def _reached_at(self, assignment: int) -> datetime | None:
        """When the assignment got as far as it is."""
        going = self._log.board().incidents.assignments.get(assignment)
        return going.times[-1][1] if going else None
