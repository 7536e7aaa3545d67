"""Where hours are looked at and decided: on their tables, under the log's own lock."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import Engine

from dispatch.board import Board
from dispatch.hours import rules, tables
from dispatch.hours.model import Decider, Ledger
from dispatch.hours.rules import Wish as Wish
from dispatch.incidents.centre import Centre
from dispatch.log.contract import Request
from dispatch.log.desk import Desk
from dispatch.log.event import Event, Recorded
from dispatch.log.log import Log


class HoursDesk(Desk[Board]):
    def __init__(self, log: Log[Board], now: Callable[[], datetime], engine: Engine, centre: Centre) -> None:
        super().__init__(log, now)
        self._engine = engine
        self._centre = centre

    def approve(
        self, wishes: Sequence[Wish], decider: Decider, *, by: str, request: Request | None = None
    ) -> list[Recorded]:
        timezone = self._centre.timezone
        return self._settle(
            [wish.entry for wish in wishes],
            lambda ledger, at: rules.approve(ledger, wishes, timezone, decider, at),
            by=by,
            request=request,
        )

    def reject(
        self, entries: Sequence[int], reason: str, decider: Decider, *, by: str, request: Request | None = None
    ) -> list[Recorded]:
        return self._settle(
            entries, lambda ledger, _: rules.reject(ledger, entries, reason, decider), by=by, request=request
        )

    def post(
        self, entries: Sequence[int], decider: Decider, *, by: str, request: Request | None = None
    ) -> list[Recorded]:
        return self._settle(entries, lambda ledger, _: rules.post(ledger, entries, decider), by=by, request=request)

    def correct(
        self,
        entry: int,
        day: date,
        minutes: int,
        reason: str,
        decider: Decider,
        *,
        by: str,
        request: Request | None = None,
    ) -> list[Recorded]:
        return self._settle(
            [entry],
            lambda ledger, _: rules.correct(ledger, entry, day, minutes, reason, decider),
            by=by,
            request=request,
        )

    def month(self, first: date, *, volunteer: str | None = None) -> tuple[list[int], Ledger]:
        """The entries that touch the month that begins on this day, and all that overlaps them."""
        starts_at, ends_at = month_of(first, self._centre)
        with self._engine.connect() as connection:
            idents, found = tables.month(connection, starts_at, ends_at, volunteer=volunteer)
        return idents, belonging(found, self._log.board())

    def _settle(
        self,
        entries: Sequence[int],
        decide: Callable[[Ledger, datetime], Sequence[Event]],
        *,
        by: str,
        request: Request | None,
    ) -> list[Recorded]:
        """As `_do`, but on the ledger: the tables stand still for as long as the lock is held."""
        with self._log.writing(by=by, request=request) as tx:
            if tx.answer is not None:
                return tx.answer
            at = max(self._now(), tx.head_at)
            found = belonging(tables.ledger(tx.tables, entries), tx.board)
            return tx.append(decide(found, at), at=at)


def month_of(first: date, centre: Centre) -> tuple[datetime, datetime]:
    after = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    midnights = (datetime.combine(day, time(), centre.timezone) for day in (first, after))
    starts_at, ends_at = midnights
    return starts_at, ends_at


def belonging(found: Ledger, board: Board) -> Ledger:
    """With the stations where these people belong."""
    whom = {one.volunteer for one in found.entries.values()}
    known = board.people.volunteers
    return replace(found, belongs={who: known[who].station for who in whom if who in known})
