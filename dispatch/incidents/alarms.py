"""What must not wait until somebody notices it: when an alarm is raised, and when what it is about is over.

Every alarm is foreseen with the moment from which it is due if nothing else happens; the same list says what is due
now and when to look again.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Protocol

from dispatch.board import Board
from dispatch.duty.leader import leader_of
from dispatch.errors import NotFound
from dispatch.incidents.centre import Centre
from dispatch.incidents.companions import COMPANION
from dispatch.incidents.events import AlarmAcknowledged, AlarmEnded, AlarmEscalated, AlarmRaised
from dispatch.incidents.hazards import Trouble
from dispatch.incidents.leading import check_back_at
from dispatch.incidents.model import AWAITING, Alarm, AlertState, Assignment, Concern, Incident, Place, Progress
from dispatch.ladder.wanting import nobody_coming_since
from dispatch.log.event import Event
from maps.degrees import metres

PROCESSED = {1: timedelta(seconds=60), 2: timedelta(seconds=60), 3: timedelta(seconds=180), 4: timedelta(seconds=180)}
"""By level, how soon after the report somebody is asked: NFPA 1225 has nine calls in ten processed within 60 s; what is
not grave may stand behind what is."""
TURNOUT = timedelta(seconds=180)
"""From the yes to the first step, beside the delay that was told: what 95 % of China's ambulances keep."""
STILL = timedelta(seconds=120)
"""At 1.8 m/s, the pace in dense cities, 216 m go by in this time; traffic lights take less."""
STILL_M = 30.0
"""How far the fixes of a phone that lies still wander among houses."""
ACCURATE_M = 50.0
"""A vaguer fix says that somebody is heard, not whether they move."""
ARRIVED_M = 100.0
"""So near the scene somebody may well have forgotten to say that they are there."""
SILENT = timedelta(seconds=180)
"""A phone that sends its position does so several times a minute; a lift or a cellar takes less than this."""
SILENT_THERE = timedelta(seconds=600)
"""On scene a phone is in a pocket or on a table: its silence says less, and there people check back."""
ESCALATES = timedelta(seconds=180)
"""So long may nobody see to it that somebody on scene does not check back."""
LATE = timedelta(seconds=120)
"""The foreseen arrival is a median: only what lies well past it is worth a call."""
WARNING = timedelta(seconds=60)
"""Before the promise is missed there must be time to ask somebody else."""
LOOK = timedelta(seconds=15)
"""How often positions are looked at while somebody is under way."""

WATCHED = frozenset({Progress.EN_ROUTE, Progress.ON_SCENE})
POSITIONAL = frozenset({Concern.NOT_MOVING, Concern.LOST_CONTACT})
ESCALATING = frozenset({Concern.NO_CHECK_BACK})
STUCK = {
    Trouble.CANT_FIND: Concern.CANT_FIND,
    Trouble.CANT_GET_IN: Concern.CANT_GET_IN,
    Trouble.OTHER: Concern.TROUBLE,
}

Key = tuple[int, Concern, int | None]


class Position(Protocol):
    """What is read of a fix."""

    @property
    def lon(self) -> float: ...
    @property
    def lat(self) -> float: ...
    @property
    def accuracy_m(self) -> float | None: ...
    @property
    def at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Track:
    """What somebody's fixes say: heard last at `at`; around `lon`, `lat` since `since`. `moved`: they were seen to come
    there; else they were there when first looked at."""

    lon: float
    lat: float
    since: datetime
    at: datetime
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Foreseen:
    """An alarm that is due from `at` on if nothing else happens."""

    at: datetime
    incident: int
    concern: Concern
    assignment: int | None = None
    volunteer: str | None = None
    missing: int | None = None

    @property
    def key(self) -> Key:
        return self.incident, self.concern, self.assignment


def followed(track: Track | None, fix: Position) -> Track | None:
    """The track after one more fix; None while no fix was accurate enough to say where somebody stands."""
    accurate = fix.accuracy_m is not None and fix.accuracy_m <= ACCURATE_M
    if track is None:
        return Track(fix.lon, fix.lat, fix.at, fix.at) if accurate else None
    if not accurate or metres((track.lon, track.lat), (fix.lon, fix.lat)) <= STILL_M:
        return Track(track.lon, track.lat, track.since, fix.at, track.moved)
    return Track(fix.lon, fix.lat, fix.at, fix.at, moved=True)


def due(
    board: Board, tracks: Mapping[str, Track], centre: Centre, at: datetime, *, leader: str | None = None
) -> list[Event]:
    """What is over ends, what is due and not open is raised: a condition has one alarm until it ends. `leader`: on duty
    now, by name; None: whoever answers for the volunteer's station."""
    now = {one.key: one for one in foreseen(board, tracks, centre) if one.at <= at}
    open_now = sorted(board.incidents.alarms.values(), key=lambda alarm: alarm.id)
    ended = [
        AlarmEnded(alarm.incident, alarm.id, alarm.concern, alarm.assignment, alarm.volunteer)
        for alarm in open_now
        if key_of(alarm) not in now and not _in_the_dark(board, tracks, alarm)
    ]
    known = {key_of(alarm) for alarm in open_now}
    new = sorted((one for one in now.values() if one.key not in known), key=lambda one: one.at)
    raised = [
        AlarmRaised(one.incident, number, one.concern, one.assignment, one.volunteer, one.missing)
        for number, one in zip(count(board.incidents.last_alarm + 1), new, strict=False)
    ]
    over = {event.alarm for event in ended}
    loud = [
        AlarmEscalated(one.incident, one.id, one.concern, one.assignment, one.volunteer, _leader(board, one, leader))
        for one in open_now
        if one.id not in over and (loud_at := _escalates_at(one)) is not None and loud_at <= at
    ]
    return [*ended, *raised, *loud]


def _escalates_at(alarm: Alarm) -> datetime | None:
    """When everybody has to hear of it; None: never, or somebody sees to it, or it has been said."""
    if alarm.concern not in ESCALATING or alarm.acknowledged_at is not None or alarm.escalated_at is not None:
        return None
    return alarm.raised_at + ESCALATES


def _leader(board: Board, alarm: Alarm, named: str | None) -> str | None:
    return leader_of(board, alarm.volunteer, named) if alarm.volunteer else None


def next_due(board: Board, tracks: Mapping[str, Track], centre: Centre, looked_at: datetime) -> datetime | None:
    """When to look again: at the next alarm foreseen, at once when one is over, and now and then while fixes matter."""
    found = list(foreseen(board, tracks, centre))
    alarms = board.incidents.alarms.values()
    known, wanted = {key_of(alarm) for alarm in alarms}, {one.key for one in found}
    moments = [one.at for one in found if one.key not in known]
    moments += [at for alarm in alarms if (at := _escalates_at(alarm)) is not None]
    if any(key_of(alarm) not in wanted and not _in_the_dark(board, tracks, alarm) for alarm in alarms):
        moments.append(looked_at)
    if under_way(board):
        moments.append(looked_at + LOOK)
    return min(moments, default=None)


def acknowledge(board: Board, alarm: int) -> list[Event]:
    """A second time changes nothing: whoever was first sees to it."""
    found = board.incidents.alarms.get(alarm)
    if found is None:
        raise NotFound("alarm", alarm)
    if found.acknowledged_at is not None:
        return []
    return [AlarmAcknowledged(found.incident, alarm, found.concern, found.assignment, found.volunteer)]


def under_way(board: Board) -> frozenset[str]:
    """Whose positions are watched."""
    return frozenset(one.volunteer for one in board.incidents.assignments.values() if one.progress in WATCHED)


def foreseen(board: Board, tracks: Mapping[str, Track], centre: Centre) -> Iterator[Foreseen]:
    """Of calls about one event the main incident tells for all."""
    for incident in (one for one in board.incidents.incidents.values() if one.part_of is None):
        yield from _undispatched(board, incident)
        yield from _unanswered(board, incident)
        if (since := nobody_coming_since(board, incident)) is not None:
            missing = sum(board.incidents.unmet(incident).values())
            yield Foreseen(since, incident.id, Concern.NOBODY_COMING, missing=missing)
        for assignment in board.incidents.assignments_of(incident):
            for concern, at in _worries(board, incident, assignment, tracks.get(assignment.volunteer), centre):
                yield Foreseen(at, incident.id, concern, assignment.id, assignment.volunteer)


def key_of(alarm: Alarm) -> Key:
    return alarm.incident, alarm.concern, alarm.assignment


def _undispatched(board: Board, incident: Incident) -> Iterator[Foreseen]:
    """Somebody is wanted, and nobody has been asked, neither by the desk nor by the plan."""
    missing = sum(board.incidents.unmet(incident).values())
    if missing and not board.incidents.alerts_of(incident):
        begins = incident.activates_at or incident.reported_at
        due_at = max(begins, board.incidents.reported_at(incident) + PROCESSED[incident.level])
        yield Foreseen(due_at, incident.id, Concern.UNDISPATCHED, missing=missing)


def _unanswered(board: Board, incident: Incident) -> Iterator[Foreseen]:
    """People were asked for a role, it is still wanted, and no answer is awaited any more."""
    alerts = [one for one in board.incidents.alerts_of(incident) if one.state is not AlertState.WITHDRAWN]
    awaited = {one.role for one in alerts if one.state in AWAITING}
    missing = {role: n for role, n in board.incidents.unmet(incident).items() if n and role not in awaited}
    asked = [one for one in alerts if one.role in missing]
    if asked:
        since = max(one.answered_at or one.expires_at for one in asked)
        wanted = sum(missing[role] for role in {one.role for one in asked})
        yield Foreseen(since, incident.id, Concern.UNANSWERED, missing=wanted)


def _worries(
    board: Board, incident: Incident, assignment: Assignment, track: Track | None, centre: Centre
) -> Iterator[tuple[Concern, datetime]]:
    since = assignment.times[-1][1]
    if assignment.progress is Progress.LOST_CONTACT:
        yield Concern.LOST_CONTACT, since
    if assignment.progress is Progress.ASSIGNED:
        yield Concern.NOT_MOVING, since + _delay(board, assignment) + _turnout(centre, since)
    if assignment.progress in WATCHED and track is not None and track.at >= assignment.times[0][1]:
        there = assignment.progress is Progress.ON_SCENE
        yield Concern.LOST_CONTACT, max(track.at, since) + (SILENT_THERE if there else SILENT)
    yield from _wellbeing(board, incident, assignment, centre)
    if assignment.progress is Progress.EN_ROUTE:
        yield Concern.LATE, _late_at(board, incident, assignment)
        still_since = max(track.since, since) if track else since
        if track is not None and track.at - still_since >= STILL and not _near(track, incident.place):
            yield Concern.NOT_MOVING, still_since + STILL


def _wellbeing(
    board: Board, incident: Incident, assignment: Assignment, centre: Centre
) -> Iterator[tuple[Concern, datetime]]:
    """What people say of themselves, and what they do not say; and whoever is at the patient where a hazard is open."""
    state, told = board.incidents, assignment.wellbeing
    check_back = check_back_at(state, assignment, centre.night)
    if check_back is not None:
        yield Concern.NO_CHECK_BACK, check_back
    if assignment.open and told.trouble is not None and told.stuck_at is not None:
        yield STUCK[told.trouble], told.stuck_at
    if assignment.open and told.companion_wanted and _nobody_joins(board, incident):
        yield Concern.NO_COMPANION, assignment.times[0][1]
    hazards = state.hazards(incident)
    if assignment.progress is Progress.ENGAGED and hazards:
        yield Concern.IN_DANGER, max(assignment.times[-1][1], hazards[0].at)


def _nobody_joins(board: Board, incident: Incident) -> bool:
    """A companion is wanted and nobody is being asked: the desk picked people by hand, or nobody is left."""
    awaited = any(one.role == COMPANION and one.state in AWAITING for one in board.incidents.alerts_of(incident))
    return board.incidents.unmet(incident).get(COMPANION, 0) > 0 and not awaited


def _delay(board: Board, assignment: Assignment) -> timedelta:
    """What the volunteer asked for when they accepted."""
    return timedelta(seconds=board.incidents.alerts[assignment.alert].delay_s or 0)


def _turnout(centre: Centre, at: datetime) -> timedelta:
    night_s = centre.mobilisation.night_turnout_s if centre.night(at) else 0
    return TURNOUT + timedelta(seconds=night_s)


def _late_at(board: Board, incident: Incident, assignment: Assignment) -> datetime:
    """Well past the foreseen arrival; before that when the promise hangs on it: nobody is there and it ends soon."""
    eta_s = board.incidents.alerts[assignment.alert].eta_s
    promised = board.incidents.reported_at(incident) + timedelta(seconds=incident.response.promise_s)
    if eta_s is None:
        return promised - WARNING
    asked_by = board.incidents.incidents[assignment.incident]
    arrival = asked_by.reported_at + timedelta(seconds=eta_s) + _delay(board, assignment)
    alone = board.incidents.first_on_scene_at(incident) is None
    if alone and arrival <= promised:
        return min(arrival + LATE, max(arrival, promised - WARNING))
    return arrival + LATE


def _near(track: Track, place: Place | None) -> bool:
    """Also where the scene is not known: then nobody can say that somebody should still be moving."""
    if place is None:
        return True
    return metres((track.lon, track.lat), (place.lon, place.lat)) <= ARRIVED_M + (place.uncertainty_m or 0)


def _in_the_dark(board: Board, tracks: Mapping[str, Track], alarm: Alarm) -> bool:
    """Whether this server has not yet seen what would end it: after a restart, or where another server raised it."""
    assignment = board.incidents.assignments.get(alarm.assignment or 0)
    if alarm.concern not in POSITIONAL or assignment is None:
        return False
    if board.incidents.whole(board.incidents.incidents[assignment.incident]).id != alarm.incident:
        return False
    if assignment.progress not in WATCHED or assignment.times[-1][1] >= alarm.raised_at:
        return False
    track = tracks.get(assignment.volunteer)
    return track is None or (alarm.concern is Concern.NOT_MOVING and not track.moved)


def kept(tracks: Mapping[str, Track], wanted: Iterable[str]) -> dict[str, Track]:
    """Those of the people who are still watched: nobody else's way is remembered."""
    return {volunteer: tracks[volunteer] for volunteer in wanted if volunteer in tracks}
