"""The simulated people: they answer, set out, move along the streets, help, and come home."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from dispatch.board import Board
from dispatch.incidents.leading import check_back_at
from dispatch.incidents.model import ANSWERABLE, Alert, Assignment, IncidentMode, Progress
from dispatch.incidents.safety import SafetyDesk
from dispatch.people.positions import Fix
from dispatch.simulate.hands import Hands
from dispatch.simulate.stage import VOLUNTEER, Stage, attempt
from dispatch.simulate.trips import Point, Trip, trip
from dispatch.simulate.volunteers import Conduct, Draws, Nature, conduct
from maps.travel import Route, route

COURTESY_S = 20.0
"""No simulated answer to what somebody real has in hand comes sooner: whoever sits at the desk can be first."""
SETTLES_S = 30.0
"""From the arrival to the patient's side, and from handing over to being clear."""
STANDING_FIX_S = 20.0
EARLY = timedelta(seconds=60)
ACCURACY_M = 8.0


@dataclass
class Journey:
    """Somebody away from their station. `trip` None: not set out, or `stuck` where there is no way at present."""

    here: Point
    trip: Trip | None = None
    to: Point | None = None
    stuck: bool = False
    told_at: datetime | None = None

    def move(self, at: datetime) -> bool:
        """Whether they are still moving."""
        if self.trip is None:
            return False
        self.here = self.trip.where(at)
        return at < self.trip.ends_at

    def arrived(self, at: datetime) -> bool:
        return self.trip is not None and at >= self.trip.ends_at


class Crew:
    """`hurried`: incident → the share of their time that its people need to answer and turn out. `spared`: those whose
    phone somebody real may hold."""

    def __init__(self, stage: Stage, hands: Hands, draws: Draws, nature: Nature, spared: frozenset[str]) -> None:
        self._stage = stage
        self._hands = hands
        self._draws = draws
        self._nature = nature
        self._spared = spared
        self._answered: set[int] = set()
        self._out: dict[str, Journey] = {}
        self._safety = SafetyDesk(stage.log, stage.now, centre=stage.incidents.centre)
        self._closed = stage.board.conditions.closed
        self.hurried: dict[int, float] = {}

    def step(self, at: datetime) -> None:
        self._answer(self._hands.follow(), at)
        board = self._hands.follow()
        self._redirect(board)
        for assignment in sorted(self._hands.own):
            self._proceed(board, board.incidents.assignments[assignment], at)
        self._go_home(self._hands.follow(), at)
        self._tell(at)

    def send_home(self) -> None:
        """Nobody is on the way any more: everyone counts as where they checked in."""
        for volunteer in sorted(self._out):
            self._stage.positions.drop(volunteer)
        self._out.clear()

    def _answer(self, board: Board, at: datetime) -> None:
        self._answered &= set(board.incidents.alerts)
        for alert in sorted(board.incidents.alerts.values(), key=lambda one: one.id):
            # Whether a drill's people are simulated is for the drill to say.
            real = board.incidents.incidents[alert.incident].mode is IncidentMode.ACTUAL
            asked = alert.state in ANSWERABLE and alert.id not in self._answered and real
            if asked and alert.volunteer not in self._spared:
                self._say(alert, at)

    def _say(self, alert: Alert, at: datetime) -> None:
        theirs = self._conduct(alert.incident, alert.volunteer, alert.alerted_at)
        after_s = theirs.answer_s * self.hurried.get(alert.incident, 1.0)
        if alert.incident in self._hands.touched or alert.id in self._hands.alerted:
            after_s = max(after_s, COURTESY_S)
        if at < alert.alerted_at + timedelta(seconds=after_s):
            return
        self._answered.add(alert.id)
        if theirs.accepts is not None:
            attempt(self._stage.incidents.answer, alert.id, accept=theirs.accepts, by=VOLUNTEER)

    def _proceed(self, board: Board, theirs: Assignment, at: datetime) -> None:
        """The next step of one assignment, once its time has come; what somebody real has reported is taken on."""
        journey = self._out.get(theirs.volunteer) or self._leave(board, theirs.volunteer)
        self._check_back(board, theirs, at)
        if theirs.progress is Progress.ASSIGNED and journey.to is not None:
            journey.trip = journey.to = None  # called away on the way home
        what = self._conduct(theirs.incident, theirs.volunteer, theirs.times[0][1])
        since_s = (at - theirs.times[-1][1]).total_seconds()
        match theirs.progress:
            case Progress.ASSIGNED if what.shows_up:
                if since_s >= what.turnout_s * self.hurried.get(theirs.incident, 1.0):
                    self._report(theirs, Progress.EN_ROUTE)
            case Progress.EN_ROUTE if journey.arrived(at):
                self._report(theirs, Progress.ON_SCENE)
            case Progress.EN_ROUTE if journey.trip is None and not journey.stuck:
                found = self._stage.incidents.route(theirs.id)
                self._start(journey, found, _scene(board, theirs), at, what.travel_factor)
            case Progress.ON_SCENE if since_s >= SETTLES_S and not _dangerous(board, theirs):
                self._report(theirs, Progress.ENGAGED)
            case Progress.ENGAGED if since_s >= what.on_scene_s:
                self._report(theirs, Progress.HANDED_OVER)
            case Progress.HANDED_OVER if since_s >= SETTLES_S:
                self._report(theirs, Progress.CLEARED)
            case _:
                pass

    def _check_back(self, board: Board, theirs: Assignment, at: datetime) -> None:
        """Before they are missed."""
        due_at = check_back_at(board.incidents, theirs, self._stage.night)
        if due_at is not None and at >= due_at - EARLY:
            attempt(self._safety.check_back, theirs.id, by=VOLUNTEER)

    def _conduct(self, incident: int, volunteer: str, at: datetime) -> Conduct:
        return conduct(self._nature, self._draws, incident, volunteer, night=self._stage.night(at))

    def _report(self, theirs: Assignment, progress: Progress) -> None:
        attempt(self._stage.incidents.report, theirs.id, progress, by=VOLUNTEER)

    def _leave(self, board: Board, volunteer: str) -> Journey:
        present = board.duty.on_duty.get(volunteer)
        station = board.duty.stations[present.station if present else str(board.people.volunteers[volunteer].station)]
        return self._out.setdefault(volunteer, Journey((station.lon, station.lat)))

    def _start(self, journey: Journey, found: Route | None, to: Point | None, at: datetime, factor: float) -> None:
        journey.to, journey.stuck = to, found is None or to is None
        if found is not None and to is not None:
            journey.trip = trip(found, journey.here, to, begins_at=at, factor=factor)

    def _redirect(self, board: Board) -> None:
        """A road that closes or opens, or a corrected place: everyone on the move looks for their way anew."""
        changed = board.conditions.closed != self._closed
        self._closed = board.conditions.closed
        own = [board.incidents.assignments[one] for one in self._hands.own]
        going = {one.volunteer: _scene(board, one) for one in own if one.progress is Progress.EN_ROUTE}
        for volunteer, journey in self._out.items():
            begun = journey.trip is not None or journey.stuck
            if begun and (changed or journey.to != going.get(volunteer, journey.to)):
                journey.trip, journey.stuck = None, False

    def _go_home(self, board: Board, at: datetime) -> None:
        busy = {one.volunteer: one.id for one in board.incidents.assignments.values() if one.open}
        for volunteer, journey in list(self._out.items()):
            if volunteer in busy:
                if busy[volunteer] not in self._hands.own:
                    del self._out[volunteer]
                continue
            present = board.duty.on_duty.get(volunteer)
            home = board.duty.stations[present.station] if present else None
            if home is None or (journey.to == (home.lon, home.lat) and (journey.arrived(at) or journey.stuck)):
                self._stage.positions.drop(volunteer)
                del self._out[volunteer]
            elif journey.trip is None or journey.to != (home.lon, home.lat):
                there = (home.lon, home.lat)
                self._start(journey, self._way(board, volunteer, journey.here, there, at), there, at, 1.0)

    def _way(self, board: Board, volunteer: str, here: Point, there: Point, at: datetime) -> Route | None:
        mode, streets = board.people.volunteers[volunteer].mode, self._stage.streets
        ends = streets.snap(np.array([here, there]), mode, board.conditions)
        return route(streets.weights(mode, board.conditions, night=self._stage.night(at)), ends[0], ends[1])

    def _tell(self, at: datetime) -> None:
        """Each second where those who move are; those who stand, often enough to count as known."""
        for volunteer, journey in self._out.items():
            moving = journey.move(at)
            age_s = (at - journey.told_at).total_seconds() if journey.told_at else STANDING_FIX_S
            if moving or age_s >= STANDING_FIX_S:
                journey.told_at = at
                self._stage.positions.put(Fix(volunteer, *journey.here, ACCURACY_M, at))


def _dangerous(board: Board, theirs: Assignment) -> bool:
    return bool(board.incidents.hazards(board.incidents.incidents[theirs.incident]))


def _scene(board: Board, theirs: Assignment) -> Point | None:
    place = board.incidents.incidents[theirs.incident].place
    return (place.lon, place.lat) if place else None
