"""One stretch of calls under one policy: what the desks do is theirs, what people do is drawn, and time jumps from one
thing that happens to the next."""

import heapq
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count

from dispatch.incidents.choose import candidates
from dispatch.incidents.events import (
    AlertAccepted,
    AlertDeclined,
    AlertExpired,
    IncidentEvent,
    VolunteerAlerted,
    VolunteerAssigned,
    WaveOpened,
)
from dispatch.incidents.model import ANSWERABLE, AWAITING, SERVED, Alert, Assignment, Incident, Progress
from dispatch.log.event import Recorded
from dispatch.simulate.policies import Policy
from dispatch.simulate.stage import DISPATCHER, VOLUNTEER, attempt
from dispatch.simulate.streams import Arrival
from dispatch.simulate.volunteers import Conduct, Draws, Nature, conduct
from dispatch.simulate.ward import Ward

NO_SHOW_S = 300.0
"""After so long without setting out somebody counts as not turning up."""


@dataclass(slots=True)
class Story:
    """What became of one incident. `first_s`: from the report to the first arrival; `wasted`: people who set out and
    were not needed; `turned_away`: who said yes when enough had; `shown`: the chance of the first wave; `came`: the
    role of each who came, and when after the report. Told by the trial: `needs` (role, team, count) and `district`."""

    incident: int
    at: datetime
    role: str
    station: str | None
    hour: int
    alerts: int = 0
    accepted: int = 0
    turned_away: int = 0
    wasted: int = 0
    first_s: float | None = None
    shown: float | None = None
    needs: tuple[tuple[str, str, int], ...] = ()
    came: list[tuple[str, float]] = field(default_factory=list)
    district: str | None = None


@dataclass(frozen=True, slots=True)
class Played:
    """`foreseen`: for everyone alerted, the chance that was foreseen and whether they came, or would have, in time.
    `weekly`: (volunteer, Monday of the week) → alerts."""

    stories: Sequence[Story]
    foreseen: Sequence[tuple[float, bool]]
    alerts: Mapping[str, int]
    events: int
    log: str
    simulated_s: float
    weekly: Mapping[tuple[str, date], int] = field(default_factory=dict)


@dataclass
class Run:
    """`begins_s`: from the report to the first alert, what a call takes at the desk."""

    ward: Ward
    policy: Policy
    natures: Mapping[str, Nature]
    draws: Draws
    begins_s: float
    _due: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    _numbers: count = field(default_factory=count)  # type: ignore[type-arg]
    _stories: dict[int, Story] = field(default_factory=dict)
    _foreseen: list[tuple[float, bool]] = field(default_factory=list)
    _alerts: Counter[str] = field(default_factory=Counter)
    _weekly: Counter[tuple[str, date]] = field(default_factory=Counter)
    _watch_ends: datetime | None = None

    def play(self, arrivals: Sequence[Arrival]) -> Played:
        begin = self.ward.at
        self._watch_ends = self.ward.change_watch()
        for arrival in arrivals:
            self._at(arrival.at, lambda arrival=arrival: self._take(arrival))  # type: ignore[misc]
        left = len(arrivals)
        while self._due and (left or self.ward.board.incidents.incidents):
            by_rule = self._due_by_rule()
            if by_rule is not None and by_rule <= self._due[0][0]:
                self._go_to(max(self.ward.at, by_rule))
                self._fall_due()
                continue
            at, _, act = heapq.heappop(self._due)
            self._go_to(at)
            act()
            left = len(arrivals) - len(self._stories)
        head = self.ward.log.head()
        simulated_s = (self.ward.at - begin).total_seconds()
        return Played(
            list(self._stories.values()), self._foreseen, self._alerts, head.seq, head.hash, simulated_s, self._weekly
        )

    # What a policy may ask of the desk

    def soonest(self, incident: int) -> Sequence[str]:
        return [volunteer for _, volunteer in self._left(incident, by_road=True)]

    def nearest(self, incident: int) -> Sequence[tuple[float, str]]:
        return self._left(incident, by_road=False)

    def alert(self, incident: int, volunteers: Sequence[str]) -> None:
        if volunteers:
            self._follow(attempt(self.ward.incidents.alert, incident, volunteers, by=DISPATCHER))

    def quiet(self, incident: int) -> bool:
        state = self.ward.board.incidents
        found = state.incidents[incident]
        awaiting = any(one.state in AWAITING for one in state.alerts_of(found))
        return not awaiting and not any(one.fills_need for one in state.assignments_of(found))

    def accepted(self, incident: int) -> bool:
        return self._stories[incident].accepted > 0

    def keep_soonest(self, ident: int) -> None:
        """Of those who were asked only they who will be there first are left: nobody else is busy with it."""
        state = self.ward.board.incidents
        asked = state.alerts_of(state.incidents[ident])
        theirs = {one.id: self._conduct(ident, one.volunteer, one.alerted_at) for one in asked}
        coming = sorted(
            (_there_s(theirs[one.id], one.way_s), one.id, one.role) for one in asked if _comes(theirs[one.id])
        )
        wanted = Counter(self.ward.wanted(state.incidents[ident]))
        kept: set[int] = set()
        for _, alert, role in coming:
            if wanted[role] > 0:
                wanted[role] -= 1
                kept.add(alert)
        self._call_off([one for one in asked if one.id not in kept])

    def later(self, seconds: float, incident: int, act: Callable[[int], None]) -> None:
        def still_wanted() -> None:
            if self._wanted(incident) is not None:
                act(incident)

        self._at(self.ward.at + timedelta(seconds=seconds), still_wanted)

    # What happens

    def _take(self, arrival: Arrival) -> None:
        [recorded, *_] = self.ward.incidents.take_call(arrival.call, by=DISPATCHER)
        incident = self.ward.board.incidents.last_incident
        place = arrival.call.particulars.place if arrival.call.particulars else None
        found = self.ward.board.incidents.incidents[incident]
        self._stories[incident] = Story(
            incident,
            recorded.at,
            found.response.needs[0].role,
            self.ward.station_near(place) if place else None,
            recorded.at.astimezone(self.ward.timezone).hour,
        )
        self.later(self.begins_s, incident, lambda ident: self.policy.begin(self, ident))
        self.later(found.response.limit_s, incident, self._tidy)

    def _follow(self, recorded: Sequence[Recorded]) -> None:
        """What people do about it, and what the policy does about what they did."""
        for one in recorded:
            if not isinstance(one.event, IncidentEvent):
                continue
            story = self._stories[one.event.incident]
            match one.event:
                case WaveOpened(chance=chance) if story.shown is None:
                    story.shown = chance
                case VolunteerAlerted() as event:
                    self._asked(event, story, one.at)
                case AlertAccepted():
                    story.accepted += 1
                case VolunteerAssigned(assignment=assignment):
                    self._sets_out(assignment)
                case AlertDeclined(incident=incident) | AlertExpired(incident=incident):
                    self._unanswered(incident)

    def _asked(self, event: VolunteerAlerted, story: Story, at: datetime) -> None:
        theirs = self._conduct(event.incident, event.volunteer, at)
        story.alerts += 1
        self._alerts[event.volunteer] += 1
        day = at.astimezone(self.ward.timezone).date()
        self._weekly[event.volunteer, day - timedelta(days=day.weekday())] += 1
        promise_s = self.ward.board.incidents.incidents[event.incident].response.promise_s
        in_time = _comes(theirs) and (at - story.at).total_seconds() + _there_s(theirs, event.way_s) <= promise_s
        if event.chance is not None:
            self._foreseen.append((event.chance, in_time))
        if theirs.accepts is not None:
            answer = lambda: self._answer(event.alert, accept=theirs.accepts is True)  # noqa: E731
            self._at(at + timedelta(seconds=theirs.answer_s), answer)

    def _answer(self, alert: int, *, accept: bool) -> None:
        state = self.ward.board.incidents
        if alert not in state.alerts:
            return
        recorded = attempt(self.ward.incidents.answer, alert, accept=accept, by=VOLUNTEER)
        if accept and not recorded:
            self._stories[state.alerts[alert].incident].turned_away += 1
        self._follow(recorded)

    def _sets_out(self, assignment: int) -> None:
        theirs = self.ward.board.incidents.assignments[assignment]
        what = self._conduct(theirs.incident, theirs.volunteer, theirs.times[0][1])
        if what.shows_up:
            self._after(what.turnout_s, assignment, lambda one: self._goes(one, what))
        else:
            self._after(NO_SHOW_S, assignment, self._is_missed)

    def _goes(self, theirs: Assignment, what: Conduct) -> None:
        self._report(theirs, Progress.EN_ROUTE)
        way_s = self.ward.board.incidents.alerts[theirs.alert].way_s or 0.0
        self._after(way_s * what.travel_factor, theirs.id, lambda one: self._arrives(one, what, way_s))

    def _arrives(self, theirs: Assignment, what: Conduct, way_s: float) -> None:
        story, state = self._stories[theirs.incident], self.ward.board.incidents
        if story.first_s is None:
            story.first_s = (self.ward.at - story.at).total_seconds()
        story.came.append((theirs.role, (self.ward.at - story.at).total_seconds()))
        self._report(theirs, Progress.ON_SCENE)
        incident = state.incidents[theirs.incident]
        same = [one for one in state.assignments_of(incident) if one.role == theirs.role and one.id != theirs.id]
        there = 1 + sum(map(_came, same))
        wanted = self.ward.wanted(incident)
        story.wasted += there > wanted[theirs.role]
        if there >= wanted[theirs.role]:
            self._stand_down([one for one in same if one.open and not _came(one)], story)
            self._call_off([one for one in state.alerts_of(incident) if one.role == theirs.role])
        if self.policy.target is not None and there == sum(wanted.values()):
            self._follow(attempt(self.ward.incidents.hold, incident.id, held=True, by=DISPATCHER))
        self._after(what.on_scene_s, theirs.id, lambda one: self._returns(one, way_s))

    def _stand_down(self, surplus: Sequence[Assignment], story: Story) -> None:
        """Enough are there: whoever is still coming may turn round."""
        for one in surplus:
            story.wasted += one.progress is Progress.EN_ROUTE
            self._follow(attempt(self.ward.incidents.report, one.id, Progress.STOOD_DOWN, by=DISPATCHER))

    def _call_off(self, asked: Sequence[Alert]) -> None:
        """Enough are there: nobody need answer any more."""
        for one in asked:
            if one.state in ANSWERABLE:
                self._follow(attempt(self.ward.incidents.withdraw, one.id, by=DISPATCHER))

    def _returns(self, theirs: Assignment, way_s: float) -> None:
        self._report(theirs, Progress.RETURNING)
        self._after(way_s, theirs.id, self._is_back)

    def _is_back(self, theirs: Assignment) -> None:
        self._report(theirs, Progress.CLEARED)
        self.ward.relieve()
        self._tidy(theirs.incident)

    def _is_missed(self, theirs: Assignment) -> None:
        self._report(theirs, Progress.NO_SHOW)
        self._unanswered(theirs.incident)

    def _report(self, theirs: Assignment, progress: Progress) -> None:
        self._follow(attempt(self.ward.incidents.report, theirs.id, progress, by=VOLUNTEER))

    def _tidy(self, incident: int) -> None:
        """Closes what is over: somebody has come and all are back; or nobody is on the way and the limit is past."""
        state = self.ward.board.incidents
        found = state.incidents[incident]
        theirs = state.assignments_of(found)
        past = self.ward.at >= found.reported_at + timedelta(seconds=found.response.limit_s)
        helped = Counter(one.role for one in theirs if one.fills_need)
        served = all(helped[role] >= count for role, count in self.ward.wanted(found).items())
        if (served or past) and not any(one.open for one in theirs):
            disposition = "resolved" if any(one.progress in SERVED for one in theirs) else "nobody_came"
            self._follow(attempt(self.ward.incidents.close, incident, disposition, by=DISPATCHER))
            self.ward.incidents.forget(incident)

    def _unanswered(self, incident: int) -> None:
        if self._wanted(incident) is not None:
            self.policy.unanswered(self, incident)

    # Clockwork

    def _wanted(self, ident: int) -> Incident | None:
        """The incident, as long as it is open."""
        return self.ward.board.incidents.incidents.get(ident)

    def _at(self, at: datetime, act: Callable[[], None]) -> None:
        heapq.heappush(self._due, (at, next(self._numbers), act))

    def _after(self, seconds: float, assignment: int, act: Callable[[Assignment], None]) -> None:
        """Unless the assignment has ended by then."""

        def still_open() -> None:
            found = self.ward.board.incidents.assignments.get(assignment)
            if found is not None and found.open:
                act(found)

        self._at(self.ward.at + timedelta(seconds=seconds), still_open)

    def _due_by_rule(self) -> datetime | None:
        board = self.ward.board
        due = [self.ward.incidents.next_due(board)]
        if self.policy.target is not None:
            due.append(self.ward.top_up.next_due(board))
        return min((at for at in due if at is not None), default=None)

    def _fall_due(self) -> None:
        due_at = self.ward.incidents.next_due(self.ward.board)
        if due_at is not None and due_at <= self.ward.at:
            self._follow(self.ward.incidents.fall_due())
        if self.policy.target is not None:
            self._follow(self.ward.top_up.fall_due())

    def _go_to(self, at: datetime) -> None:
        """The watch is changed at the first thing that happens in it: years without a call cost nothing."""
        self.ward.at = at
        if self._watch_ends is not None and at >= self._watch_ends:
            self._watch_ends = self.ward.change_watch()

    def _conduct(self, incident: int, volunteer: str, at: datetime) -> Conduct:
        return conduct(self.natures[volunteer], self.draws, incident, volunteer, night=self.ward.centre.night(at))

    def _left(self, ident: int, *, by_road: bool) -> list[tuple[float, str]]:
        incident, board = self.ward.board.incidents.incidents[ident], self.ward.board
        reaches = self.ward.incidents.reaches(board, incident, self.ward.at)
        ranked = candidates(board, incident, reaches, self.ward.centre, self.ward.at).ranked
        timed = [(one.eta.way_s, one.volunteer) for one in ranked if one.eta is not None]
        if by_road:
            return sorted(timed)
        assert incident.place is not None
        metres = self.ward.metres_to(incident.place)
        return sorted((metres[board.duty.on_duty[volunteer].station], volunteer) for _, volunteer in timed)


def _came(theirs: Assignment) -> bool:
    return any(progress is Progress.ON_SCENE for progress, _ in theirs.times)


def _comes(theirs: Conduct) -> bool:
    return theirs.accepts is True and theirs.shows_up


def _there_s(theirs: Conduct, way_s: float | None) -> float:
    """From the alert to the arrival of somebody who comes."""
    travel_s = float("inf") if way_s is None else way_s * theirs.travel_factor
    return theirs.answer_s + theirs.turnout_s + travel_s
