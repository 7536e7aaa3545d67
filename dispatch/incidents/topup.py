"""Where the next people are asked by rule: looks again whenever something has changed that the chance depends on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch.board import Board
from dispatch.incidents import rules
from dispatch.incidents.centre import Centre
from dispatch.incidents.model import Incident
from dispatch.incidents.waves import outlooks
from dispatch.incidents.ways import Reaches
from dispatch.log.desk import Desk
from dispatch.log.event import Recorded
from dispatch.log.log import Log

LOOK_AGAIN = timedelta(seconds=30)
"""Silence alone lowers the chance, and people move: also when nothing was recorded."""


@dataclass(frozen=True, slots=True)
class Look:
    """What an incident was when it was last looked at."""

    at: datetime
    seen: tuple[object, ...]


class TopUp(Desk[Board]):
    """Every server has one: the rule decides again under the lock, and a second finds nothing to do. What it remembers
    only saves looking twice."""

    def __init__(
        self,
        log: Log[Board],
        now: Callable[[], datetime],
        *,
        centre: Centre,
        reaches: Callable[[Board, Incident, datetime], Reaches],
    ) -> None:
        super().__init__(log, now)
        self._centre = centre
        self._reaches = reaches
        self._looks: dict[int, Look] = {}

    def next_due(self, board: Board) -> datetime | None:
        due = (self._due_at(board, incident) for incident in board.incidents.incidents.values())
        return min((at for at in due if at is not None), default=None)

    def fall_due(self) -> list[Recorded]:
        board, at = self._log.board(), self._now()
        open_now = board.incidents.incidents
        self._looks = {ident: look for ident, look in self._looks.items() if ident in open_now}
        recorded: list[Recorded] = []
        for incident in self._in_turn(board, [one for one in open_now.values() if self._is_due(board, one, at)], at):
            self._looks[incident.id] = Look(at, _state(board, incident))
            recorded += self._look_at(board, incident, at)
        return recorded

    def _is_due(self, board: Board, incident: Incident, at: datetime) -> bool:
        due_at = self._due_at(board, incident)
        return due_at is not None and due_at <= at

    def _in_turn(self, board: Board, due: list[Incident], at: datetime) -> list[Incident]:
        """The gravest has the choice; among equals whichever is least likely to be reached, where the same person adds
        most."""
        if len(due) < 2:
            return due

        def chance(incident: Incident) -> float:
            return min((its.chance for its in outlooks(board, incident, self._centre, at).values()), default=1.0)

        return sorted(due, key=lambda one: (one.level, chance(one), one.id))

    def _look_at(self, board: Board, incident: Incident, at: datetime) -> list[Recorded]:
        if not rules.needs_tending(board, incident, self._centre, at):
            return []
        reaches = self._reaches(board, incident, at)
        by = "rule:top_up" if incident.by_plan else "rule:activation"
        return self._do(lambda board, at: rules.top_up(board, incident.id, reaches, self._centre, at), by=by)

    def _due_at(self, board: Board, incident: Incident) -> datetime | None:
        begins, look = rules.tended_from(incident), self._looks.get(incident.id)
        if begins is None or look is None or look.seen != _state(board, incident):
            return begins
        return look.at + LOOK_AGAIN


def _state(board: Board, incident: Incident) -> tuple[object, ...]:
    """What was recorded that the chance depends on."""
    incidents = board.incidents
    told = *incidents.alerts_of(incident), *incidents.assignments_of(incident)
    return incident, told, board.duty, board.conditions
