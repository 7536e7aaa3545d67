"""What is planned when an incident is over, what falls due, and who may do what about it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count

from dispatch.board import Board
from dispatch.errors import NotFound, Refused
from dispatch.followups.events import (
    FollowUpAnswered,
    FollowUpAsked,
    FollowUpDone,
    FollowUpDue,
    FollowUpExpired,
    FollowUpHandedBack,
    FollowUpMissed,
    FollowUpOverdue,
    FollowUpPlanned,
    FollowUpRaised,
    FollowUpTaken,
)
from dispatch.followups.model import KEPT, Feeling, FollowUp, FollowUpKind, FollowUps, FollowUpState, Missed, Said
from dispatch.incidents.model import ENDED, Assignment, Incident, IncidentMode, Progress
from dispatch.log.event import Event
from dispatch.people.catalogue import LEVEL_2_AND_ABOVE
from dispatch.people.eligibility import WILLING, unqualified
from dispatch.people.model import Membership, People, Team

WELFARE_HOURS = (24, 72)
"""After their part was over, everybody who was on scene is asked how they are."""
WELFARE_ROLE = "psychological"
ANSWER_WITHIN = timedelta(hours=12)
"""A night's sleep and a morning: who has not answered then may be unable to."""
TAKE_WITHIN = timedelta(hours=2)
TAKE_AT_ONCE = timedelta(minutes=15)
"""How long a counsellor who was asked has before the next one is; what is due at once cannot wait for a meal."""
OVERDUE_AFTER = timedelta(hours=24)
ERASED_AT_HOUR = 20
"""UTC, the small hours in China: erasing folds the whole log anew, so a day's are erased together."""
THERE = frozenset({Progress.ON_SCENE, Progress.ENGAGED, Progress.HANDED_OVER})
NOBODY_TO_COUNSEL = frozenset(
    {"false_alarm", "nobody_there", "refused_help", "duplicate", "exercise_over", "demo_ended"}
)
"""Dispositions after which there is nobody on the scene to look after; the volunteers who were there still are."""
TAKEABLE = frozenset({FollowUpState.DUE, FollowUpState.ASSIGNED, FollowUpState.OVERDUE, FollowUpState.NOT_REACHED})
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)

Pool = Callable[[Team, tuple[str, ...]], Sequence[str]]
"""Who of a team holds any one of these qualifications and may be asked today, by volunteer number."""


def pool(people: People, team: Team, kinds: tuple[str, ...], day: date) -> list[str]:
    """On duty or not: it is a telephone call, and nobody is alarmed."""
    return sorted(
        one.id
        for one in people.volunteers.values()
        if one.membership is Membership.ACTIVE
        and not one.opted_out
        and one.availability in WILLING
        and unqualified(one, team, kinds, day) is None
    )


def at_close(board: Board, incident_id: int, disposition: str, at: datetime) -> list[Event]:
    """What is owed once the incident closes: then it is known who was there and which calls were one event. A
    volunteer's hours run from when their own part was over, the scene's from now. Exercises and tests owe nothing."""
    incident = board.incidents.incidents[incident_id]
    if incident.mode is not IncidentMode.ACTUAL:
        return []
    owed = [
        *_welfare(incident, board.incidents.assignments_of(incident), at),
        *(_scene(board.followups, incident, at) if disposition not in NOBODY_TO_COUNSEL else ()),
    ]
    return _numbered(board.followups, owed)


def at_once(board: Board, left_out: Callable[[Incident], bool]) -> list[Event]:
    """What is due as soon as somebody is there, so that a false alarm calls nobody; a role that the plan asks for as an
    ordinary need is none of it."""
    owed = [
        _planned(incident, need.role, need.team, need.qualifications, 0, since)
        for incident in sorted(board.incidents.incidents.values(), key=lambda one: one.id)
        if incident.mode is IncidentMode.ACTUAL and incident.part_of is None and not left_out(incident)
        for need in incident.response.follow_ups
        if 0 in need.after_hours and not _begun(board.followups, incident, need.role)
        if (since := board.incidents.first_on_scene_at(incident)) is not None
    ]
    return _numbered(board.followups, owed)


def due(board: Board, able: Pool, at: datetime) -> list[Event]:
    """What has fallen due; those who ring are asked by turns, whoever was asked longest ago first."""
    asked = dict(board.followups.asked)
    events: list[Event] = []
    for one in _everyone(board.followups):
        for since, event in _steps(one, able, asked):
            if since <= at:
                events.append(event)
                if isinstance(event, FollowUpAsked):
                    asked[event.volunteer] = at
    return events


def next_due(followups: FollowUps, able: Pool) -> datetime | None:
    moments = (since for one in _everyone(followups) for since, _ in _steps(one, able, followups.asked))
    return min(moments, default=None)


def take(board: Board, follow_up: int, volunteer: str | None, able: Pool, acting: str | None = None) -> list[Event]:
    """`volunteer` None: the desk sees to it itself. Again by the same one, it changes nothing."""
    one = _find(board, follow_up)
    _require_held(one, acting)
    if one.state not in TAKEABLE:
        raise Refused("follow_up_over", follow_up=follow_up)
    if one.taken_at is not None and one.ended is None:
        if one.holder == volunteer:
            return []
        raise Refused("follow_up_taken", follow_up=follow_up, volunteer=one.holder or one.taken_by)
    if volunteer is not None and (volunteer == one.volunteer or volunteer not in able(one.team, one.qualifications)):
        raise Refused("follow_up_unqualified", follow_up=follow_up, volunteer=volunteer)
    return [FollowUpTaken(one.incident, one.id, volunteer)]


def hand_back(board: Board, follow_up: int, acting: str | None) -> list[Event]:
    """The next counsellor is asked at once."""
    one = _find(board, follow_up)
    if one.ended is not None:
        raise Refused("follow_up_over", follow_up=follow_up)
    _require_held(one, acting)
    if one.holder is None and one.taken_at is None:
        return []
    return [FollowUpHandedBack(one.incident, one.id, one.holder)]


def done(board: Board, follow_up: int, note: str | None, acting: str | None) -> list[Event]:
    one = _find(board, follow_up)
    _require_held(one, acting)
    if one.ended is FollowUpState.DONE:
        return []
    _require_open(one)
    return [FollowUpDone(one.incident, one.id, note)]


def not_reached(board: Board, follow_up: int, reason: Missed, note: str | None, acting: str | None) -> list[Event]:
    """Somebody may take it again later, unless they were reached and declined."""
    one = _find(board, follow_up)
    _require_held(one, acting)
    if one.ended is not None and one.missed is reason:
        return []
    _require_open(one)
    return [FollowUpMissed(one.incident, one.id, reason, note)]


def answer(board: Board, follow_up: int, said: Said, acting: str | None = None) -> list[Event]:
    """How the volunteer is. Who needs help is rung; for everybody else it is over, unless somebody has begun to see to
    it. An answer after nobody reached them still counts."""
    one = _find(board, follow_up)
    if one.volunteer is None:
        raise Refused("follow_up_asks_nobody", follow_up=follow_up)
    if acting is not None and acting != one.volunteer:
        raise Refused("not_yours")
    if one.ended not in {None, FollowUpState.NOT_REACHED}:
        raise Refused("follow_up_over", follow_up=follow_up)
    answered = FollowUpAnswered(one.incident, one.id, one.volunteer, said)
    if said.feeling is Feeling.HELP:
        raised = one.raised_at is not None and one.ended is None
        return [answered] if raised else [answered, FollowUpRaised(one.incident, one.id)]
    taken = one.taken_at is not None and one.ended is None
    return [answered] if taken else [answered, FollowUpDone(one.incident, one.id, None)]


def expires_at(one: FollowUp) -> datetime:
    """The first small hours after it was kept for long enough."""
    assert one.ended_at is not None
    until = one.ended_at.astimezone(UTC) + KEPT
    night = until.replace(hour=ERASED_AT_HOUR, minute=0, second=0, microsecond=0)
    return night if night >= until else night + timedelta(days=1)


def _steps(one: FollowUp, able: Pool, asked: Mapping[str, datetime]) -> Iterator[tuple[datetime, Event]]:
    """What happens to it by itself, each with the moment from which it is due if nothing else happens."""
    if one.ended is not None:
        yield expires_at(one), FollowUpExpired(one.incident, one.id)
        return
    if one.came_due_at is None:
        yield one.due_at, FollowUpDue(one.incident, one.id)
        return
    if one.overdue_at is None:
        yield one.came_due_at + OVERDUE_AFTER, FollowUpOverdue(one.incident, one.id)
    if not one.wants_counsellor:
        if one.answered_at is None:
            yield one.came_due_at + ANSWER_WITHIN, FollowUpRaised(one.incident, one.id)
        return
    if one.taken_at is None and (counsellor := _next(one, able, asked)) is not None:
        yield _asks_from(one), FollowUpAsked(one.incident, one.id, counsellor)


def _asks_from(one: FollowUp) -> datetime:
    if one.asked_at is not None:
        return one.asked_at + (TAKE_AT_ONCE if one.after_hours == 0 else TAKE_WITHIN)
    assert one.came_due_at is not None
    return one.raised_at or one.came_due_at


def _next(one: FollowUp, able: Pool, asked: Mapping[str, datetime]) -> str | None:
    left = [who for who in able(one.team, one.qualifications) if who not in one.tried and who != one.volunteer]
    return min(left, key=lambda who: (asked.get(who, LONG_AGO), who), default=None)


def _everyone(followups: FollowUps) -> list[FollowUp]:
    maps = (followups.planned, followups.open, followups.over)
    return sorted((one for part in maps for one in part.values()), key=lambda one: one.id)


def _welfare(incident: Incident, assignments: Iterable[Assignment], at: datetime) -> Iterator[FollowUpPlanned]:
    left: dict[str, datetime] = {}
    for one in assignments:
        if any(progress in THERE for progress, _ in one.times):
            over = one.times[-1][1] if one.progress in ENDED else at
            left[one.volunteer] = max(over, left.get(one.volunteer, over))
    for volunteer, since in sorted(left.items()):
        for hours in WELFARE_HOURS:
            yield _planned(
                incident, WELFARE_ROLE, Team.PSYCHOLOGICAL, LEVEL_2_AND_ABOVE, hours, since, volunteer=volunteer
            )


def _scene(followups: FollowUps, incident: Incident, at: datetime) -> Iterator[FollowUpPlanned]:
    for need in incident.response.follow_ups:
        for hours in need.after_hours:
            if hours > 0 or not _begun(followups, incident, need.role):
                yield _planned(incident, need.role, need.team, need.qualifications, hours, at)


def _begun(followups: FollowUps, incident: Incident, role: str) -> bool:
    """Whether those who are due at once were asked for, as an ordinary need or before."""
    ordinary = {need.role for need in incident.response.needs}
    return role in ordinary or role in followups.begun.get(incident.id, ())


def _planned(
    incident: Incident,
    role: str,
    team: Team,
    kinds: tuple[str, ...],
    hours: int,
    since: datetime,
    *,
    volunteer: str | None = None,
) -> FollowUpPlanned:
    """Not yet numbered."""
    return FollowUpPlanned(
        incident=incident.id,
        follow_up=0,
        type=incident.type,
        level=incident.level,
        task=FollowUpKind.WELFARE if volunteer else FollowUpKind.PSYCHOLOGICAL,
        role=role,
        team=team,
        qualifications=kinds,
        volunteer=volunteer,
        after_hours=hours,
        due_at=since + timedelta(hours=hours),
    )


def _numbered(followups: FollowUps, owed: Iterable[FollowUpPlanned]) -> list[Event]:
    return [
        replace(one, follow_up=number) for number, one in zip(count(followups.last_follow_up + 1), owed, strict=False)
    ]


def _find(board: Board, follow_up: int) -> FollowUp:
    found = board.followups.find(follow_up)
    if found is None:
        raise NotFound("follow_up", follow_up)
    if found.came_due_at is None:
        raise Refused("follow_up_not_due", follow_up=follow_up)
    return found


def _require_held(one: FollowUp, acting: str | None) -> None:
    if acting is not None and acting != one.holder:
        raise Refused("not_yours")


def _require_open(one: FollowUp) -> None:
    if one.ended is not None:
        raise Refused("follow_up_over", follow_up=one.id)
