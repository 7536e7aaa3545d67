"""Where rosters are planned, signed up for, swapped and handed over, and where what falls due is recorded."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dispatch.board import Board
from dispatch.log.contract import Request
from dispatch.log.desk import Desk
from dispatch.log.event import Event, Recorded
from dispatch.log.log import Log
from dispatch.rosters import suggesting
from dispatch.rosters.events import SwapOutcome
from dispatch.rosters.grid import openings
from dispatch.rosters.model import Cell, LeaderChange, Need, Opening, Template, Terms
from dispatch.rosters.rules import handing, notices, planning, swaps, wanting
from dispatch.rosters.suggesting import Suggestion, WayS
from dispatch.rosters.written import Written

BY = "rule:rosters"
LOOK = timedelta(hours=1)
"""How long what is foreseen of the plan holds while the plan stays as it is."""

LeaderChanges = Callable[[datetime], Sequence[LeaderChange]]
"""The changes of duty leaders of the day before that moment, and the next."""


def no_changes(at: datetime) -> Sequence[LeaderChange]:
    """Of a centre without duty leaders."""
    return ()


Ways = Callable[[Board, str], WayS]
"""How far people have it to a station."""


def nowhere(board: Board, station: str) -> WayS:
    """Of a centre without a map."""
    return lambda volunteer: None


class RosterDesk(Desk[Board]):
    """`reminding`: messages leave this machine, so people are reminded of their shifts."""

    def __init__(
        self,
        log: Log[Board],
        now: Callable[[], datetime],
        timezone: ZoneInfo,
        terms: Callable[[], Terms],
        *,
        changes: LeaderChanges = no_changes,
        ways: Ways = nowhere,
        reminding: bool = False,
    ) -> None:
        super().__init__(log, now)
        self.timezone = timezone
        self._terms = terms
        self._changes = changes
        self._ways = ways
        self._reminding = reminding
        self._foreseen: tuple[datetime, tuple[object, ...], list[notices.Coming]] | None = None

    @property
    def terms(self) -> Terms:
        return self._terms()

    def write_cells(
        self, cells: Sequence[Cell], *, reason: str | None = None, by: str, request: Request | None = None
    ) -> Written:
        """What came of it. A repeated request is answered by what stands now: then its cells are there already."""
        written: list[Written] = []

        def decide(board: Board, at: datetime) -> Sequence[Event]:
            written.append(planning.write_cells(board, cells, self.terms, self.timezone, at, reason=reason))
            return written[0].events

        recorded = self._do(decide, by=by, request=request)
        if written:
            return written[0]
        again = self.would_write(cells, reason=reason)
        return Written(tuple(one.event for one in recorded), again.unchanged, again.kept, again.warned)

    def would_write(self, cells: Sequence[Cell], *, reason: str | None = None) -> Written:
        return planning.write_cells(self._log.board(), cells, self.terms, self.timezone, self._now(), reason=reason)

    def record_template(self, template: Template, *, by: str, request: Request | None = None) -> list[Recorded]:
        return self._do(lambda board, _: wanting.record_template(board, template, self.terms), by=by, request=request)

    def retire_template(self, template: str, *, by: str, request: Request | None = None) -> list[Recorded]:
        return self._do(lambda board, _: wanting.retire_template(board, template, self.terms), by=by, request=request)

    def record_needs(
        self,
        station: str,
        needs: Sequence[Need],
        closed: Sequence[str],
        *,
        by: str,
        request: Request | None = None,
    ) -> list[Recorded]:
        return self._do(
            lambda board, _: wanting.record_needs(board, station, needs, closed, self.terms), by=by, request=request
        )

    def sign_up(
        self, volunteer: str, station: str, day: date, template: str, *, by: str, request: Request | None = None
    ) -> list[Recorded]:
        return self._do(
            lambda board, at: planning.sign_up(board, volunteer, station, day, template, self.terms, self.timezone, at),
            by=by,
            request=request,
        )

    def confirm(
        self, shift: int, *, acting: str | None = None, by: str, request: Request | None = None
    ) -> list[Recorded]:
        return self._do(lambda board, at: planning.confirm(board, shift, at, acting=acting), by=by, request=request)

    def drop_out(
        self, shift: int, reason: str, *, acting: str | None = None, by: str, request: Request | None = None
    ) -> list[Recorded]:
        return self._do(
            lambda board, at: planning.drop_out(board, shift, reason, at, acting=acting), by=by, request=request
        )

    def offer_swap(
        self, shift: int, to: str | None, *, acting: str | None = None, by: str, request: Request | None = None
    ) -> list[Recorded]:
        return self._do(lambda board, at: swaps.offer(board, shift, to, at, acting=acting), by=by, request=request)

    def take_swap(
        self, swap: int, volunteer: str, in_return: int | None, *, by: str, request: Request | None = None
    ) -> list[Recorded]:
        return self._do(
            lambda board, at: swaps.take(board, swap, volunteer, in_return, self.terms, self.timezone, at),
            by=by,
            request=request,
        )

    def approve_swap(self, swap: int, *, by: str, request: Request | None = None) -> list[Recorded]:
        return self._do(
            lambda board, at: swaps.approve(board, swap, self.terms, self.timezone, at), by=by, request=request
        )

    def end_swap(
        self,
        swap: int,
        outcome: SwapOutcome,
        reason: str | None = None,
        *,
        acting: str | None = None,
        by: str,
        request: Request | None = None,
    ) -> list[Recorded]:
        return self._do(lambda board, _: swaps.end(board, swap, outcome, reason, acting=acting), by=by, request=request)

    def accept(
        self,
        handover: int,
        successor: str | None,
        name: str | None = None,
        *,
        acting: str | None = None,
        by: str,
        request: Request | None = None,
    ) -> list[Recorded]:
        return self._do(
            lambda board, _: handing.accept(board, handover, successor, name, acting=acting), by=by, request=request
        )

    def home(
        self,
        shift: int,
        *,
        acting: str | None = None,
        happened_at: datetime | None = None,
        by: str,
        request: Request | None = None,
    ) -> list[Recorded]:
        return self._do(
            lambda board, at: handing.home(board, shift, min(happened_at or at, at), acting=acting),
            by=by,
            request=request,
            happened_at=happened_at,
        )

    def open_slots(
        self, stations: Sequence[str] | None, *, days: int, suggest: int
    ) -> list[tuple[Opening, list[Suggestion]]]:
        """Where somebody is still wanted from now on, and who could; the soonest first."""
        board, at = self._log.board(), self._now()
        found = openings(board, self.terms, self.timezone, self._ahead(at, days), stations)
        return [
            (
                one,
                suggesting.suggest(
                    board, one, self.terms, self.timezone, self._ways(board, one.station), limit=suggest
                ),
            )
            for one in found
            if one.ends_at > at
        ]

    def open_to(self, volunteer: str, *, days: int = 14) -> list[Opening]:
        """What they could sign up for as things stand, one of each shift."""
        board, at = self._log.board(), self._now()
        found: dict[tuple[str, date, str], Opening] = {}
        for one in openings(board, self.terms, self.timezone, self._ahead(at, days)):
            if one.key not in found and planning.may_sign_up(board, volunteer, one, self.terms, self.timezone, at):
                found[one.key] = one
        return list(found.values())

    def _ahead(self, at: datetime, days: int) -> list[date]:
        today = at.astimezone(self.timezone).date()
        return [today + timedelta(days=ahead) for ahead in range(-1, days)]

    def next_due(self, board: Board) -> datetime | None:
        at = self._now()
        ahead = [one.at for one in self._coming(board, at)[:1]]
        handing_at = handing.next_due(board, self._changes(at), self.terms, at)
        return min([*ahead, *([handing_at] if handing_at else []), at + LOOK])

    def fall_due(self) -> list[Recorded]:
        """Takes no lock while there is nothing to record; under it decides again, so a second server finds nothing."""
        at = self._now()
        board = self._log.board()
        if not self._due(board, at, self._coming(board, at)):
            return []

        def decide(board: Board, at: datetime) -> Sequence[Event]:
            coming = notices.coming(board, self.terms, self.timezone, at, reminding=self._reminding)
            return self._due(board, at, coming)

        return self._do(decide, by=BY)

    def _due(self, board: Board, at: datetime, coming: Sequence[notices.Coming]) -> list[Event]:
        return [
            *notices.fall_due(board, coming, at),
            *handing.fall_due(board, self._changes(at), self.terms, at),
        ]

    def _coming(self, board: Board, at: datetime) -> list[notices.Coming]:
        """Worked out anew only when the plan is another: every call and answer asks for it."""
        on = (board.duty.shifts, board.duty.stations, board.rosters, board.people.volunteers, self.terms)
        kept = self._foreseen
        if kept is not None and at - kept[0] < LOOK and all(a is b for a, b in zip(kept[1], on, strict=True)):
            return kept[2]
        coming = notices.coming(board, self.terms, self.timezone, at, reminding=self._reminding)
        self._foreseen = (at, on, coming)
        return coming
