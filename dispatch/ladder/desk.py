"""Where attempts fall due, are handed over, and what came of them is heard."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from dispatch.board import Board
from dispatch.errors import NotFound, Refused
from dispatch.incidents.desk import IncidentDesk
from dispatch.incidents.model import AlertState
from dispatch.ladder import rules, rungs
from dispatch.ladder.model import Answer, Attempt, AttemptState, Channel, Told
from dispatch.ladder.rungs import Clock
from dispatch.ladder.timetable import Timetable
from dispatch.log.contract import Request
from dispatch.log.desk import Desk
from dispatch.log.event import Event, Recorded
from dispatch.log.log import Log

SAID_ALREADY = {Answer.ACCEPT: AlertState.ACCEPTED, Answer.DECLINE: AlertState.DECLINED}
"""Where an alert stands when the same answer was given before."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a sender did with an attempt. `reason`: it was refused for good; `handed` False: nobody knows, it will be
    tried again."""

    attempt: int
    tries: int
    handed: bool = True
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """What a receipt led to: `used` False where it carried an answer that could not count, `reason` why."""

    attempt: int
    used: bool
    reason: str | None = None


class LadderDesk(Desk[Board]):
    """`name`: of this database among all that a gateway may serve, so that its message ids are nobody else's. `real`:
    whether messages leave this machine; while they do not, nobody is tested."""

    def __init__(
        self,
        log: Log[Board],
        now: Callable[[], datetime],
        *,
        incidents: IncidentDesk,
        timetable: Callable[[], Timetable],
        name: str,
        real: bool,
    ) -> None:
        super().__init__(log, now)
        self._incidents = incidents
        self._timetable = timetable
        self._name = name
        self._real = real

    @property
    def timetable(self) -> Timetable:
        return self._timetable()

    def ident(self, attempt: int) -> str:
        """What the world calls it, for ever."""
        return f"{self._name}-{attempt}"

    def next_due(self, board: Board) -> datetime | None:
        return rungs.next_due(board, self._clock, self._now())

    def fall_due(self) -> list[Recorded]:
        """Takes no lock while there is nothing to record; under it decides again, so a second server finds nothing."""
        clock = self._clock
        if not rungs.fall_due(self._log.board(), clock, self._now()):
            return []
        return self._do(lambda board, at: rungs.fall_due(board, clock, at), by="rule:ladder")

    def record(self, outcomes: Sequence[Outcome]) -> list[Recorded]:
        """What the sender did, in one turn."""

        def decide(board: Board, _: datetime) -> list[Event]:
            return [event for one in outcomes for event in _came_of(board, one)]

        return self._do(decide, by="rule:ladder")

    def receipt(
        self,
        message: str,
        result: AttemptState,
        *,
        key: str | None = None,
        text: str | None = None,
        at: datetime | None = None,
    ) -> Heard:
        """What became of a message, as its gateway says; any number of times. An answer in it is given to the incident;
        one that cannot count is written down with the reason. NotFound for a message that is not of this centre."""
        ident = self._attempt(message)
        try:
            attempt = rules.find_attempt(self._log.board(), ident)
        except NotFound:
            raise NotFound("message", message) from None
        except Refused as refusal:
            return Heard(ident, used=False, reason=refusal.code)
        said = key is not None or bool(text and text.strip())
        if said:
            result = AttemptState.ANSWERED
        answer = rules.understood(key, text)
        if said and (attempt.incident is None or attempt.alert is None):
            answer = Answer.ACCEPT  # to a test, or of a leader who sees to it, whatever they say is a sign of life
        by = f"{attempt.channel}:{attempt.leader or attempt.volunteer}"
        happened_at = max(at, attempt.due_at) if at else None
        self._do(lambda board, _: rules.result(board, ident, result, answer=answer), by=by, happened_at=happened_at)
        if said and answer is None:
            self._do(lambda board, _: rules.unused(board, ident, None, "not_understood", text or key), by=by)
            return Heard(ident, used=False, reason="not_understood")
        if answer is None or attempt.alert is None:
            return Heard(ident, used=True)
        return self._given(attempt, answer, by=by, happened_at=happened_at)

    def heard(
        self, ident: int, outcome: AttemptState | Answer, *, by: str, request: Request | None = None
    ) -> list[Recorded]:
        """What came of the call list's telephone call, or what the station's officer says for the person. An answer
        that cannot count is written down and refused."""
        attempt = rules.find_attempt(self._log.board(), ident)
        if isinstance(outcome, AttemptState):
            return self._do(lambda board, _: rules.result(board, ident, outcome), by=by, request=request)
        if attempt.alert is None:
            raise Refused("nothing_to_answer", attempt=ident)
        accept = outcome is Answer.ACCEPT
        self._do(lambda board, _: rules.result(board, ident, AttemptState.ANSWERED, answer=outcome), by=by)
        try:
            return self._incidents.answer(attempt.alert, accept=accept, by=by, request=request)
        except Refused as refusal:
            code = refusal.code
            self._do(lambda board, _: rules.unused(board, ident, outcome, code), by=by)
            raise

    def seen(self, alert: int, *, by: str, acting: str | None = None) -> list[Recorded]:
        """The person's own page shows it to them."""

        def decide(board: Board, _: datetime) -> list[Event]:
            asked = board.incidents.alerts.get(alert)
            if asked is None:
                raise NotFound("alert", alert)
            if acting is not None and asked.volunteer != acting:
                raise Refused("not_yours")
            page = rules.page_attempt(board, alert)
            return rules.result(board, page.id, AttemptState.ANSWERED) if page else []

        return self._do(decide, by=by)

    def test_seen(self, volunteer: str, *, by: str) -> list[Recorded]:
        """The test alarm was answered on the person's own page."""

        def decide(board: Board, _: datetime) -> list[Event]:
            test = board.ladder.tests.get(volunteer)
            if test is None:
                raise NotFound("test", volunteer)
            pages = [one for one in test.attempts if board.ladder.attempts[one].channel is Channel.PAGE]
            return [
                event
                for one in pages
                for event in rules.result(board, one, AttemptState.ANSWERED, answer=Answer.ACCEPT)
            ]

        return self._do(decide, by=by)

    def tell(self, incident: int, who: Told, *, by: str, request: Request | None = None) -> list[Recorded]:
        """It was said aloud that nobody is coming."""
        return self._do(lambda board, _: rules.told(board, incident, who), by=by, request=request)

    @property
    def _clock(self) -> Clock:
        timezone = self._incidents.centre.timezone
        return Clock(self._timetable(), self._real, lambda at: at.astimezone(timezone))

    def _attempt(self, message: str) -> int:
        name, _, number = message.rpartition("-")
        if name != self._name or not (number.isascii() and number.isdigit()) or len(number) > 18:
            raise NotFound("message", message)
        return int(number)

    def _given(self, attempt: Attempt, answer: Answer, *, by: str, happened_at: datetime | None) -> Heard:
        accept = answer is Answer.ACCEPT
        alert = attempt.alert or 0
        try:
            self._incidents.answer(alert, accept=accept, happened_at=happened_at, acting=attempt.volunteer, by=by)
        except Refused as refusal:
            if refusal.code == "already_answered" and refusal.params.get("state") is SAID_ALREADY[answer]:
                return Heard(attempt.id, used=True)
            code = "incident_closed" if isinstance(refusal, NotFound) else refusal.code
            self._do(lambda board, _: rules.unused(board, attempt.id, answer, code), by=by)
            return Heard(attempt.id, used=False, reason=code)
        return Heard(attempt.id, used=True)


def _came_of(board: Board, outcome: Outcome) -> list[Event]:
    if outcome.reason is not None:
        known = board.ladder.attempts.get(outcome.attempt)
        if known is None:
            return []
        return rules.result(board, known.id, AttemptState.FAILED, reason=outcome.reason)
    if outcome.handed:
        return rules.handed(board, outcome.attempt, outcome.tries)
    return rules.delayed(board, outcome.attempt)
