"""A day that moves: simulated calls, a simulated dispatcher and simulated people, at the real desks of a demo.

Whatever somebody real does by hand is left to them. Each step is decided by the board, the seed and the clock alone;
who calls `tick` about once a second, and when, is not known here.
"""

import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from threading import Lock

import numpy as np

from dispatch.board import Board
from dispatch.errors import Refused
from dispatch.incidents.events import CallTaken
from dispatch.incidents.model import AWAITING, SERVED, Assignment, Incident, Incidents, Progress
from dispatch.incidents.safety import SafetyDesk
from dispatch.people.demo import is_fictional
from dispatch.simulate.crew import Crew
from dispatch.simulate.hands import Hands
from dispatch.simulate.stage import DISPATCHER, Stage, attempt
from dispatch.simulate.streams import EVEN, Arrival, Doorsteps, stream
from dispatch.simulate.volunteers import Draws, Nature

logger = logging.getLogger(__name__)

TICK_S = 1.0
ENDED = "demo_ended"
GAP_S = 45.0
MOST_OPEN = 8
OPENING = tuple(timedelta(seconds=after) for after in (2, 5, 9, 14))
"""When the first calls come. They are not kept waiting and their people are quick: a newcomer soon sees somebody set
out."""
HURRY = 0.25
WAIT_S = 25.0
"""How long a call is left to whoever sits at the desk."""
PATIENCE_S = 120.0
"""How long an incident is left alone after somebody real did something about it."""
RETRY_S = 15.0
NO_SHOW_S = 300.0
GIVE_UP_S = 900.0
TIDY_S = 15.0
HOLD_S = 45.0
DISPOSITIONS = (("resolved", 0.5), ("hospital", 0.85), ("handed_over", 1.0))
"""Each up to its share of the draws."""
COMING = frozenset({Progress.ASSIGNED, Progress.EN_ROUTE})
ARRIVED = frozenset({Progress.ON_SCENE, Progress.ENGAGED, Progress.HANDED_OVER, Progress.RETURNING})


def require_fictional(board: Board, *, demo: bool) -> None:
    """Refuses with `play_needs_fictional` unless this is a demo and everybody in it is made up."""
    if not demo or not all(map(is_fictional, board.people.volunteers.values())):
        raise Refused("play_needs_fictional")


class Play:
    """`spared`: people whose phone somebody real may hold. Safe to call from several threads."""

    def __init__(
        self, stage: Stage, *, demo: bool, seed: int, spared: Callable[[], frozenset[str]] = frozenset
    ) -> None:
        self._stage = stage
        self._demo = demo
        self._seed = seed
        self._spared = spared
        self._lock = Lock()
        self._show: Show | None = None
        self._changed: Callable[[dict[str, bool]], object] = lambda _: None
        self._offered = False

    @property
    def state(self) -> dict[str, bool]:
        """`offered`: it has run since the server started, or what an earlier one left is still open, so consoles show
        its switch."""
        offered = self._offered or (self._demo and _left(self._stage.board))
        return {"running": self._show is not None, "offered": offered}

    def tell(self, changed: Callable[[dict[str, bool]], object]) -> None:
        """Calls `changed` with the state whenever the play begins or ends."""
        self._changed = changed

    def begin(self) -> None:
        """What an earlier play left is closed first. Nothing happens where it is running."""
        with self._lock:
            require_fictional(self._stage.board, demo=self._demo)
            if self._show is None:
                clear(self._stage, by=DISPATCHER)
                self._show = Show(self._stage, self._seed, self._spared())
                self._offered = True
        self._changed(self.state)

    def end(self, *, by: str) -> None:
        """Closes its incidents and takes its people off the others; nothing more happens."""
        with self._lock:
            show, self._show = self._show, None
            if self._demo:
                clear(self._stage, by=by)
            if show is not None:
                show.crew.send_home()
        self._changed(self.state)

    def tick(self) -> None:
        with self._lock:
            if self._show is None:
                return
            try:
                require_fictional(self._stage.board, demo=self._demo)
            except Refused:
                logger.warning("Somebody real is in the database: the play ends")
            else:
                self._show.step(self._stage.now())
                return
        self.end(by=DISPATCHER)


class Show:
    """One run of the play, from its first call on."""

    def __init__(self, stage: Stage, seed: int, spared: frozenset[str]) -> None:
        board = stage.board
        centre, began_at = stage.incidents.centre, stage.now()
        rng = np.random.default_rng([seed, board.incidents.last_incident])
        doorsteps = Doorsteps.of(stage.streets.city.network)
        self._stage = stage
        self._safety = SafetyDesk(stage.log, stage.now, centre=centre)
        self._draws = Draws(seed)
        self._hands = Hands(stage)
        calls = partial(stream, doorsteps, rng, begins_at=began_at, gap_s=GAP_S, timezone=centre.timezone, by_hour=EVEN)
        self._opening = [Arrival(began_at + after, next(calls()).call) for after in OPENING]
        self._calls = calls()
        self._next = next(self._calls)
        self._tried_at: dict[int, datetime] = {}
        self.crew = Crew(stage, self._hands, self._draws, Nature(), spared)

    def step(self, at: datetime) -> None:
        self._take_calls(at)
        state = self._hands.follow().incidents
        for incident in sorted(state.incidents.values(), key=lambda one: one.id):
            if incident.taken_by == DISPATCHER and not self._in_hand(incident, at):
                self._direct(state, incident, at)
        self.crew.step(at)

    def _take_calls(self, at: datetime) -> None:
        while self._opening and self._opening[0].at <= at:
            for one in self._take(self._opening.pop(0)):
                self.crew.hurried[one] = HURRY
        while self._next.at <= at:
            if sum(one.taken_by == DISPATCHER for one in self._stage.board.incidents.incidents.values()) < MOST_OPEN:
                self._take(self._next)
            self._next = next(self._calls)

    def _take(self, arrival: Arrival) -> list[int]:
        recorded = attempt(self._stage.incidents.take_call, arrival.call, by=DISPATCHER)
        return [one.event.incident for one in recorded if isinstance(one.event, CallTaken)]

    def _in_hand(self, incident: Incident, at: datetime) -> bool:
        touched_at = self._hands.touched.get(incident.id)
        return touched_at is not None and (at - touched_at).total_seconds() < PATIENCE_S

    def _direct(self, state: Incidents, incident: Incident, at: datetime) -> None:
        """What the simulated dispatcher does about one of the play's own incidents."""
        going = [one for one in state.assignments_of(incident) if one.open]
        for one in going:
            if one.id in self._hands.own and _missing(one, at):
                attempt(self._stage.incidents.report, one.id, Progress.NO_SHOW, by=DISPATCHER)
        self._recall(state, incident)
        self._declare_safe(state, incident, at)
        awaiting = any(one.state in AWAITING for one in state.alerts_of(incident))
        if not going and not awaiting and self._over(state, incident, at):
            self._close(incident)
        elif not awaiting and any(state.unmet(incident).values()):
            self._alert(incident, at)

    def _recall(self, state: Incidents, incident: Incident) -> None:
        """Where enough are there, its own people who are still coming may turn round."""
        theirs = state.assignments_of(incident)
        there = Counter(one.role for one in theirs if one.progress in ARRIVED or one.progress in SERVED)
        enough = {need.role for need in incident.response.needs if there[need.role] >= need.count}
        for one in theirs:
            if one.role in enough and one.progress in COMING and one.id in self._hands.own:
                attempt(self._stage.incidents.report, one.id, Progress.STOOD_DOWN, by=DISPATCHER)

    def _declare_safe(self, state: Incidents, incident: Incident, at: datetime) -> None:
        """Whoever is there first looks, and holds until the desk says that it is over."""
        first_at = state.first_on_scene_at(incident)
        if first_at is not None and (at - first_at).total_seconds() >= HOLD_S:
            for noted in state.hazards(incident):
                attempt(self._safety.clear_hazard, incident.id, noted.hazard, by=DISPATCHER)

    def _alert(self, incident: Incident, at: datetime) -> None:
        wait = timedelta(seconds=0.0 if incident.id in self.crew.hurried else WAIT_S)
        tried_at = self._tried_at.get(incident.id, incident.reported_at + wait - timedelta(seconds=RETRY_S))
        if at - tried_at >= timedelta(seconds=RETRY_S):
            self._tried_at[incident.id] = at
            attempt(self._stage.incidents.alert, incident.id, by=DISPATCHER)

    def _over(self, state: Incidents, incident: Incident, at: datetime) -> bool:
        """Everybody who was wanted has come and gone; or nobody comes, and the ambulance is there by now."""
        if (at - incident.reported_at).total_seconds() >= GIVE_UP_S:
            return True
        ended_at = max((one.times[-1][1] for one in state.assignments_of(incident)), default=None)
        met = not any(state.unmet(incident).values())
        return met and ended_at is not None and (at - ended_at).total_seconds() >= TIDY_S

    def _close(self, incident: Incident) -> None:
        share = self._draws.share(incident.id, "", "disposition")
        disposition = next(code for code, upto in DISPOSITIONS if share < upto)
        attempt(self._stage.incidents.close, incident.id, disposition, by=DISPATCHER)


def _missing(theirs: Assignment, at: datetime) -> bool:
    return theirs.progress is Progress.ASSIGNED and (at - theirs.times[-1][1]).total_seconds() >= NO_SHOW_S


def _left(board: Board) -> bool:
    return any(one.taken_by == DISPATCHER for one in board.incidents.incidents.values())


def clear(stage: Stage, *, by: str) -> None:
    """Closes every open incident that a play brought, and ends what its people do on the others."""
    state = stage.board.incidents
    for incident in sorted(state.incidents.values(), key=lambda one: one.id):
        if incident.taken_by == DISPATCHER:
            attempt(stage.incidents.close, incident.id, ENDED, by=by)
    hands = Hands(stage)
    state = hands.follow().incidents
    for theirs in sorted(hands.own):
        progress = Progress.CLEARED if state.assignments[theirs].progress in ARRIVED else Progress.STOOD_DOWN
        attempt(stage.incidents.report, theirs, progress, by=by)
