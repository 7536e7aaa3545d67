"""The simulated people of a drill: they answer, set out, arrive and help on the drill's own clock, fast or slow.

Unlike the crew of a demo's day they do not move on the map: their ways take as long as was foreseen when they were
asked, times how much they err. What somebody real does for them first is theirs.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial

from dispatch.board import Board
from dispatch.drills.model import Drill, DrillState
from dispatch.incidents.desk import IncidentDesk
from dispatch.incidents.model import ANSWERABLE, Alert, Assignment, IncidentMode, Progress
from dispatch.log.log import Log
from dispatch.simulate.run import NO_SHOW_S
from dispatch.simulate.stage import VOLUNTEER, attempt
from dispatch.simulate.volunteers import Conduct, Draws, Nature, conduct

SETTLES_S = 30.0
"""From the arrival to being at work, and from handing over to being clear."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody will do `at`; `key`: each is tried once, since a rule may say no."""

    at: datetime
    key: tuple[str, int, str]
    do: Callable[[], object]


class Enrolled:
    """`spared`: people whose phone somebody real may hold."""

    def __init__(
        self,
        log: Log[Board],
        incidents: IncidentDesk,
        now: Callable[[], datetime],
        *,
        nature: Nature | None = None,
        spared: Callable[[], frozenset[str]] = frozenset,
    ) -> None:
        self._log = log
        self._incidents = incidents
        self._now = now
        self._nature = nature or Nature()
        self._spared = spared
        self._tried: set[tuple[str, int, str]] = set()
        self._conduct = lru_cache(maxsize=20_000)(self._drawn)

    def next_due(self, board: Board) -> datetime | None:
        return min((one.at for one in self._deeds(board)), default=None)

    def fall_due(self) -> None:
        at = self._now()
        due = [one for one in self._deeds(self._log.board()) if one.at <= at]
        for one in sorted(due, key=lambda deed: (deed.at, deed.key)):
            self._tried.add(one.key)
            one.do()

    def _deeds(self, board: Board) -> Iterator[Deed]:
        drill = board.drills.current
        if drill is None or not drill.simulated or drill.state is not DrillState.RUNNING:
            return
        theirs = board.drills.enrolled - self._spared()
        state = board.incidents
        for alert in state.alerts.values():
            if alert.state in ANSWERABLE and alert.volunteer in theirs and _exercise(board, alert.incident):
                yield from self._answer(drill, alert)
        for one in state.assignments.values():
            if one.open and one.volunteer in theirs and _exercise(board, one.incident):
                yield from self._step(drill, one, state.alerts[one.alert])

    def _answer(self, drill: Drill, alert: Alert) -> Iterator[Deed]:
        what = self._conduct(drill.seed, alert.incident, alert.volunteer, self._night(alert.alerted_at))
        if what.accepts is not None:
            answer = partial(attempt, self._incidents.answer, alert.id, accept=what.accepts, by=VOLUNTEER)
            yield from self._deed(drill, alert.alerted_at, what.answer_s, ("alert", alert.id, ""), answer)

    def _step(self, drill: Drill, theirs: Assignment, alert: Alert) -> Iterator[Deed]:
        progress, since = theirs.times[-1]
        began_at = theirs.times[0][1]
        what = self._conduct(drill.seed, theirs.incident, theirs.volunteer, self._night(began_at))
        following = _following(progress, what, alert)
        if following is not None:
            after_s, wanted = following
            report = partial(attempt, self._incidents.report, theirs.id, wanted, by=VOLUNTEER)
            yield from self._deed(drill, since, after_s, ("assignment", theirs.id, wanted), report)

    def _deed(
        self, drill: Drill, since: datetime, after_s: float, key: tuple[str, int, str], do: Callable[[], object]
    ) -> Iterator[Deed]:
        at = drill.moment(drill.elapsed_s(since) + after_s)
        if at is not None and key not in self._tried:
            yield Deed(at, key, do)

    def _drawn(self, seed: int, incident: int, volunteer: str, night: bool) -> Conduct:
        return conduct(self._nature, Draws(seed), incident, volunteer, night=night)

    def _night(self, at: datetime) -> bool:
        return self._incidents.centre.night(at)


def _following(progress: Progress, what: Conduct, alert: Alert) -> tuple[float, Progress] | None:
    """After how many seconds of the drill which progress comes next."""
    match progress:
        case Progress.ASSIGNED if not what.shows_up:
            return NO_SHOW_S, Progress.NO_SHOW
        case Progress.ASSIGNED:
            return what.turnout_s, Progress.EN_ROUTE
        case Progress.EN_ROUTE if alert.way_s is not None:
            return alert.way_s * what.travel_factor, Progress.ON_SCENE
        case Progress.ON_SCENE:
            return SETTLES_S, Progress.ENGAGED
        case Progress.ENGAGED:
            return what.on_scene_s, Progress.HANDED_OVER
        case Progress.HANDED_OVER:
            return SETTLES_S, Progress.CLEARED
    return None


def _exercise(board: Board, incident: int) -> bool:
    return board.incidents.incidents[incident].mode is IncidentMode.EXERCISE
