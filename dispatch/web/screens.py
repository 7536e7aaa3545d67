"""What the live push shows, and to whom."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from dispatch.board import Board
from dispatch.clock import stamp
from dispatch.log.event import Recorded
from dispatch.log.log import Log
from dispatch.people.positions import PositionsKept
from dispatch.web.accounts import Accounts
from dispatch.web.audience import seen
from dispatch.web.principal import Principal, Role
from dispatch.web.rows import AreasOf, Row, Sheet, never, no_areas
from dispatch.web.safety_shapes import Night
from dispatch.web.touched import touched


class Screens:
    """`day` is the centre's calendar day, on which certificates run out; `areas_of`: what a place lies in, by level."""

    def __init__(
        self,
        log: Log[Board],
        accounts: Accounts,
        positions: PositionsKept,
        day: Callable[[], date],
        areas_of: AreasOf = no_areas,
        night: Night = never,
    ) -> None:
        self._log = log
        self._accounts = accounts
        self._positions = positions
        self._day = day
        self._areas_of = areas_of
        self._night = night

    def audience(self, token: str) -> Principal | None:
        """A principal less what makes no difference to what they see."""
        principal = self._accounts.principal(token)
        if principal is None or principal.role is Role.PARTNER:
            return principal
        return replace(principal, by="")

    def sheet(self, board: Board) -> Sheet:
        return Sheet(board, self._day(), self._areas_of, self._night)

    def changed(self, board: Board, recorded: Sequence[Recorded]) -> list[Row]:
        """Whole rows, as of `board`, of everything that these events changed."""
        story = lambda incident: self._log.events(subject=f"incident:{incident}")  # noqa: E731
        return list(self.sheet(board).rows(sorted(touched(recorded, board, story), key=str)))

    def seen(self, board: Board, rows: Sequence[Row], audience: Principal) -> list[Row]:
        return list(seen(rows, board, audience))

    def moved(self, version: int) -> tuple[list[Row], int]:
        fixes = self._positions.since(version)
        rows = [
            {
                "table": "positions",
                "id": fix.volunteer,
                "volunteer": fix.volunteer,
                "lon": fix.lon,
                "lat": fix.lat,
                "accuracy_m": fix.accuracy_m,
                "at": stamp(fix.at),
                "source": fix.source,
            }
            for fix in fixes
        ]
        return rows, fixes[-1].version if fixes else version
