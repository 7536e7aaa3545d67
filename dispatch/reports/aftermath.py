"""What became of a drill: its calls, its people, how long the steps took, whether its goals were met, and its story.

Everything is counted from the log between its start and its end; seconds are those of the drill's own clock.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dispatch.board import Board
from dispatch.drills.events import DrillEnded, DrillPaused, DrillResumed, InjectPlayed, LessonNoted, PreEmpted
from dispatch.drills.model import Drill, DrillState, Lesson
from dispatch.incidents.events import (
    AlertAccepted,
    AlertDeclined,
    CallTaken,
    IncidentClosed,
    IncidentEvent,
    IncidentsMerged,
    PoolRanDry,
    ProgressReported,
    VolunteerAlerted,
    VolunteerAssigned,
    WaveOpened,
)
from dispatch.incidents.model import ENDED, IncidentMode, Progress
from dispatch.log.event import Recorded
from dispatch.reports.drill_goals import Reached, judged
from dispatch.reports.drill_steps import Call, Step, ToldCall, Trip, steps


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the story: what happened at which second of the drill; `told` holds ids, codes and the drill's own
    texts."""

    at_s: float
    at: datetime
    what: str
    told: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Aftermath:
    """`attended`: who answered an alert of it, yes or no: each counts as one participation. `outsiders`: who was
    alerted without being enrolled; none, or the gate is broken. `away_s`: seconds, all people together, that somebody
    was on an assignment of it; `busiest`: how many were at once."""

    drill: int
    name: str | None
    kind: str
    state: str
    simulated: bool
    speed: float
    started_at: datetime
    ended_at: datetime | None
    elapsed_s: float
    lasts_s: float
    injects: int
    played: int
    enrolled: int
    alerts: int
    alerted: int
    attended: int
    accepted: int
    arrived: int
    outsiders: tuple[str, ...]
    pre_empted: int
    away_s: float
    busiest: int
    goals: tuple[Reached, ...]
    calls: tuple[ToldCall, ...]
    steps: tuple[Step, ...]
    stations: tuple[Mapping[str, Any], ...]
    map: Mapping[str, Any]
    timeline: tuple[Moment, ...]
    lessons: tuple[Lesson, ...]


@dataclass(slots=True)
class _Tally:
    drill: Drill
    calls: dict[int, Call] = field(default_factory=dict)
    trips: dict[int, Trip] = field(default_factory=dict)
    asked: dict[int, tuple[str, float]] = field(default_factory=dict)
    answer_s: list[float] = field(default_factory=list)
    attended: set[str] = field(default_factory=set)
    accepted: set[str] = field(default_factory=set)
    pre_empted: int = 0
    story: list[Moment] = field(default_factory=list)

    def take(self, one: Recorded) -> None:
        event, at_s = one.event, self.at_s(one.when)
        if isinstance(event, CallTaken) and event.mode is IncidentMode.EXERCISE:
            place = event.particulars.place if event.particulars else None
            wanted = {need.role: need.count for need in event.response.needs}
            self.calls[event.incident] = Call(event.incident, str(event.type), event.level, at_s, wanted, place)
            self._tell(one, "call", incident=event.incident, type=event.type, level=event.level)
        elif isinstance(event, IncidentEvent) and event.incident in self.calls:
            self._take_incident(one, self.calls[event.incident], at_s)
        else:
            self._take_drill(one)

    def _take_incident(self, one: Recorded, call: Call, at_s: float) -> None:
        match one.event:
            case WaveOpened(wave=wave):
                self._tell(one, "wave", incident=call.incident, wave=wave)
            case VolunteerAlerted(alert=alert, volunteer=volunteer):
                self.asked[alert] = volunteer, at_s
                call.alerts += 1
                call.first_alert_s = call.first_alert_s if call.first_alert_s is not None else at_s - call.at_s
            case AlertAccepted(alert=alert, volunteer=volunteer):
                self._answered(alert, volunteer, at_s)
                self.accepted.add(volunteer)
                call.accepted += 1
                self._tell(one, "accepted", incident=call.incident, volunteer=volunteer)
            case AlertDeclined(alert=alert, volunteer=volunteer):
                self._answered(alert, volunteer, at_s)
            case VolunteerAssigned() as event:
                self.trips[event.assignment] = Trip(event.volunteer, event.incident, event.role, at_s)
            case ProgressReported(assignment=assignment, progress=progress) if assignment in self.trips:
                self._moved(one, call, self.trips[assignment], progress, at_s)
            case IncidentsMerged(part=part) if part in self.calls:
                self.calls[part].merged = True
            case PoolRanDry(roles=roles):
                self._tell(one, "dry", incident=call.incident, roles=list(roles))
            case IncidentClosed():
                call.closed_s = at_s
            case _:
                pass

    def _moved(self, one: Recorded, call: Call, trip: Trip, progress: Progress, at_s: float) -> None:
        trip.times.setdefault(progress, at_s)
        if progress in ENDED:
            trip.ended_s = at_s
        if progress is Progress.ON_SCENE:
            call.arrived.append((trip.role, at_s - call.at_s))
            self._tell(one, "on_scene", incident=call.incident, volunteer=trip.volunteer)

    def _answered(self, alert: int, volunteer: str, at_s: float) -> None:
        self.attended.add(volunteer)
        if alert in self.asked:
            self.answer_s.append(at_s - self.asked[alert][1])

    def _take_drill(self, one: Recorded) -> None:
        match one.event:
            case InjectPlayed(number=number, incident=None):
                inject = self.drill.injects[number] if number < len(self.drill.injects) else None
                if inject is not None:
                    self._tell(one, str(inject.kind), text=inject.text)
            case DrillPaused():
                self._tell(one, "paused")
            case DrillResumed(speed=speed):
                self._tell(one, "resumed", speed=speed)
            case PreEmpted(volunteer=volunteer):
                self.pre_empted += 1
                self._tell(one, "pre_empted", volunteer=volunteer)
            case DrillEnded(early=early):
                self._tell(one, "stopped" if early else "ended")
            case LessonNoted(particulars=text):
                self._tell(one, "lesson", text=text)
            case _:
                pass

    def _tell(self, one: Recorded, what: str, **told: Any) -> None:
        self.story.append(Moment(self.at_s(one.when), one.when, what, told))

    def at_s(self, at: datetime) -> float:
        """The drill's second, to the millisecond."""
        return round(self.drill.elapsed_s(at), 3)


def aftermath(drill: Drill, log: Iterable[Recorded], board: Board, at: datetime) -> Aftermath:
    """`log`: everything recorded from its start to its end or until now; `board`: for where people belong."""
    tally = _Tally(drill)
    for one in log:
        tally.take(one)
    ended = drill.state is DrillState.ENDED
    now_s = tally.at_s(drill.ended_at if drill.ended_at is not None else at)
    calls = tuple(one for one in tally.calls.values() if not one.merged)
    trips = list(tally.trips.values())
    asked = [volunteer for volunteer, _ in tally.asked.values()]
    return Aftermath(
        drill=drill.id,
        name=drill.particulars.name if drill.particulars else None,
        kind=drill.kind,
        state=drill.state,
        simulated=drill.simulated,
        speed=drill.speed,
        started_at=drill.started_at,
        ended_at=drill.ended_at,
        elapsed_s=now_s,
        lasts_s=drill.lasts_s,
        injects=len(drill.injects),
        played=drill.played,
        enrolled=len(drill.enrolled),
        alerts=len(asked),
        alerted=len(set(asked)),
        attended=len(tally.attended),
        accepted=len(tally.accepted),
        arrived=len({one.volunteer for one in trips if Progress.ON_SCENE in one.times}),
        outsiders=tuple(sorted(set(asked) - set(drill.enrolled))),
        pre_empted=tally.pre_empted,
        away_s=sum((now_s if one.ended_s is None else one.ended_s) - one.assigned_s for one in trips),
        busiest=_busiest(trips, now_s),
        goals=tuple(judged(goal, calls, len(tally.attended), now_s, over=ended) for goal in drill.goals),
        calls=tuple(map(ToldCall.of, calls)),
        steps=tuple(steps(calls, trips, tally.answer_s)),
        stations=tuple(_stations(trips, board)),
        map=_map(calls, trips, board),
        timeline=tuple(tally.story),
        lessons=drill.lessons,
    )


def _busiest(trips: Sequence[Trip], now_s: float) -> int:
    """Who ends as another begins makes room first."""
    ends = [(now_s if one.ended_s is None else one.ended_s, -1) for one in trips]
    busy = most = 0
    for _, change in sorted([*((one.assigned_s, 1) for one in trips), *ends]):
        busy += change
        most = max(most, busy)
    return most


def _stations(trips: Sequence[Trip], board: Board) -> list[Mapping[str, Any]]:
    """How many people of each station went, and how many came on scene."""
    found: dict[str, list[set[str]]] = {}
    for one in trips:
        record = board.people.volunteers.get(one.volunteer)
        if record is not None and record.station is not None:
            went, came = found.setdefault(record.station, [set(), set()])
            went.add(one.volunteer)
            if Progress.ON_SCENE in one.times:
                came.add(one.volunteer)
    return [{"station": one, "went": len(found[one][0]), "came": len(found[one][1])} for one in sorted(found)]


def _map(calls: Sequence[Call], trips: Sequence[Trip], board: Board) -> Mapping[str, Any]:
    """GeoJSON: a point for each call, and for each station whose people went, WGS-84."""
    points = [
        _point(one.place.lon, one.place.lat, {"what": "call", "incident": one.incident, "first_s": one.first_s})
        for one in calls
        if one.place is not None
    ]
    for one in _stations(trips, board):
        station = board.duty.stations.get(one["station"])
        if station is not None:
            points.append(_point(station.lon, station.lat, {"what": "station", "name": station.name, **one}))
    return {"type": "FeatureCollection", "features": points}


def _point(lon: float, lat: float, about: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": dict(about),
    }
