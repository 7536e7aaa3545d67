"""Where follow-ups are planned, fall due, are taken and answered."""

from collections.abc import Callable
from datetime import date, datetime
from threading import Lock

from dispatch.board import Board
from dispatch.errors import NotFound
from dispatch.followups import rules
from dispatch.followups.events import FollowUpExpired
from dispatch.followups.fold import fold
from dispatch.followups.model import FollowUp, FollowUps, Missed, Said
from dispatch.incidents.centre import Centre
from dispatch.incidents.model import Incident
from dispatch.log.contract import Request
from dispatch.log.desk import Desk
from dispatch.log.event import Event, Recorded
from dispatch.log.log import Log
from dispatch.people.model import People, Team

RULE = "rule:follow_up"


class FollowUpDesk(Desk[Board]):
    """`left_out`: incidents that owe nothing, such as a demo's own. Volunteers act for themselves (`acting`)."""

    def __init__(
        self,
        log: Log[Board],
        now: Callable[[], datetime],
        centre: Centre,
        *,
        left_out: Callable[[Incident], bool] = lambda _: False,
    ) -> None:
        super().__init__(log, now)
        self._centre = centre
        self._left_out = left_out
        self._lock = Lock()
        self._able: tuple[People, date, rules.Pool] | None = None
        self._next: tuple[FollowUps, rules.Pool, datetime | None] | None = None

    def at_close(self, board: Board, incident: int, disposition: str, at: datetime) -> list[Event]:
        """What the desk of incidents records along with a closing."""
        if self._left_out(board.incidents.incidents[incident]):
            return []
        return rules.at_close(board, incident, disposition, at)

    def take(
        self,
        follow_up: int,
        volunteer: str | None,
        *,
        acting: str | None = None,
        by: str,
        request: Request | None = None,
    ) -> list[Recorded]:
        return self._do(
            lambda board, at: rules.take(board, follow_up, volunteer, self._pool(board, at), acting),
            by=by,
            request=request,
        )

    def hand_back(
        self, follow_up: int, *, acting: str | None = None, by: str, request: Request | None = None
    ) -> list[Recorded]:
        return self._do(lambda board, _: rules.hand_back(board, follow_up, acting), by=by, request=request)

    def done(
        self,
        follow_up: int,
        note: str | None = None,
        *,
        acting: str | None = None,
        by: str,
        request: Request | None = None,
    ) -> list[Recorded]:
        return self._do(lambda board, _: rules.done(board, follow_up, note, acting), by=by, request=request)

    def not_reached(
        self,
        follow_up: int,
        reason: Missed,
        note: str | None = None,
        *,
        acting: str | None = None,
        by: str,
        request: Request | None = None,
    ) -> list[Recorded]:
        return self._do(
            lambda board, _: rules.not_reached(board, follow_up, reason, note, acting), by=by, request=request
        )

    def answer(
        self,
        follow_up: int,
        said: Said,
        *,
        happened_at: datetime | None = None,
        acting: str | None = None,
        by: str,
        request: Request | None = None,
    ) -> list[Recorded]:
        return self._do(
            lambda board, _: rules.answer(board, follow_up, said, acting),
            by=by,
            request=request,
            happened_at=happened_at,
        )

    def next_due(self, board: Board) -> datetime | None:
        """Follow-ups are looked through again only after one of them, or the people, changed."""
        now = self._now()
        able = self._pool(board, now)
        with self._lock:
            kept = self._next
        if kept is None or kept[0] is not board.followups or kept[1] is not able:
            kept = board.followups, able, rules.next_due(board.followups, able)
            with self._lock:
                self._next = kept
        if rules.at_once(board, self._left_out):
            return now
        return kept[2]

    def fall_due(self) -> list[Recorded]:
        """Any server may call it. What is erased goes first: a server that dies in between erases it again."""
        board, at = self._log.board(), self._now()
        events = self._due(board, at)
        if not events:
            return []
        expired = [event.follow_up for event in events if isinstance(event, FollowUpExpired)]
        if expired:
            self._log.erase(*(f"follow_up:{one}" for one in expired))
        return self._do(self._due, by=RULE)

    def follow_up(self, follow_up: int, *, upto: int | None = None) -> FollowUp:
        """As it is now, or as of `upto`: a repeated request is answered by that."""
        now = self._log.board().followups.find(follow_up)
        if now is None:
            raise NotFound("follow_up", follow_up)
        if upto is None:
            return now
        story = [
            *self._log.events(subject=f"incident:{now.incident}", upto=upto),
            *self._log.events(subject=f"follow_up:{follow_up}", upto=upto),
        ]
        state = FollowUps()
        for recorded in sorted(story, key=lambda one: one.seq):
            if getattr(recorded.event, "follow_up", None) == follow_up:
                state = fold(state, recorded)
        return state.find(follow_up) or now

    def _due(self, board: Board, at: datetime) -> list[Event]:
        begun = rules.at_once(board, self._left_out)
        return [*begun, *rules.due(board, self._pool(board, at), at)]

    def _pool(self, board: Board, at: datetime) -> rules.Pool:
        """Who may be asked today; of thousands each kind of need is looked through once while the people stay."""
        people, day = board.people, self._centre.day(at)
        with self._lock:
            if self._able is not None and self._able[0] is people and self._able[1] == day:
                return self._able[2]
            found: dict[tuple[Team, tuple[str, ...]], list[str]] = {}

            def able(team: Team, kinds: tuple[str, ...]) -> list[str]:
                if (team, kinds) not in found:
                    found[team, kinds] = rules.pool(people, team, kinds, day)
                return found[team, kinds]

            self._able = people, day, able
            return able
