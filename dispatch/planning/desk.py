"""Where site plans are saved, checked, proposed and withdrawn."""

from collections.abc import Sequence

from dispatch.board import Board
from dispatch.log.contract import Request
from dispatch.log.desk import Desk
from dispatch.log.event import Recorded
from dispatch.planning import rules
from dispatch.planning.model import Check, Question, Site, SitePlan


class PlanningDesk(Desk[Board]):
    def find(self, ident: int) -> SitePlan:
        return rules.find(self._log.board(), ident)

    def draw_up(
        self,
        name: str,
        question: Question,
        sites: Sequence[Site],
        notes: str,
        *,
        by: str,
        request: Request | None = None,
    ) -> list[Recorded]:
        return self._do(lambda board, _: rules.draw_up(board, name, question, sites, notes), by=by, request=request)

    def save(
        self,
        ident: int,
        edition: int,
        name: str,
        question: Question,
        sites: Sequence[Site],
        notes: str,
        *,
        by: str,
        request: Request | None = None,
    ) -> list[Recorded]:
        return self._do(
            lambda board, _: rules.save(board, ident, edition, name, question, sites, notes), by=by, request=request
        )

    def rename(self, ident: int, name: str, *, by: str, request: Request | None = None) -> list[Recorded]:
        return self._do(lambda board, _: rules.rename(board, ident, name), by=by, request=request)

    def note_check(self, ident: int, check: Check, *, by: str) -> list[Recorded]:
        return self._do(lambda board, _: rules.note_check(board, ident, check), by=by)

    def propose(self, ident: int, *, by: str, request: Request | None = None) -> list[Recorded]:
        return self._do(lambda board, _: rules.propose(board, ident), by=by, request=request)

    def withdraw(self, ident: int, *, by: str, request: Request | None = None) -> list[Recorded]:
        return self._do(lambda board, _: rules.withdraw(board, ident), by=by, request=request)
