"""What of the ladder is due, and when: one list says both what to do now and when to look again.

A rung begins only while the answer is still wanted. A server that was away for a while does not make up for all that it
missed at once: a call that is repeated keeps its distance.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import count

from dispatch.board import Board
from dispatch.incidents.model import Alert, Incident, IncidentMode
from dispatch.ladder.events import (
    AlarmTestBegun,
    AlarmTestUnanswered,
    AttemptDue,
    AttemptResult,
    LadderEnded,
    NobodyComing,
    NoticeEnded,
    PanicCallsEnded,
)
from dispatch.ladder.model import CARRIED, SHOWN, AlarmTest, Attempt, AttemptState, Channel
from dispatch.ladder.timetable import Step, Timetable
from dispatch.ladder.wanting import alone_since, notice_wanted, phone_of, station_of, still_wanted, unheard, wanted
from dispatch.log.event import Event
from dispatch.people.events import ContactTested
from dispatch.people.model import Channel as Contact
from dispatch.people.phones import MOBILE
from dispatch.rosters.model import Notice
from dispatch.safety.model import Panic

KEPT = timedelta(hours=1)
"""How long after an incident's last attempt a late receipt still finds it."""
TOO_OLD = timedelta(minutes=30)
"""An alert that nobody brought to anybody for so long is told by people, not by machines that have just started."""
NOT_NEEDED = "not_needed"
SOON = timedelta(hours=4)
"""A shift that begins so soon and has nobody is told aloud; before that a message does."""

Numbers = Iterator[int]
Decide = Callable[[Numbers], list[Event]]


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is to be recorded from `at` on; `order` settles what comes first of one moment."""

    at: datetime
    order: tuple[int, int, str]
    decide: Decide


@dataclass(frozen=True, slots=True)
class Clock:
    """What a rung is due by: the timetable; whether anything really leaves this machine (`real`: only then is anybody
    tested); the centre's clock."""

    timetable: Timetable
    real: bool
    local: Callable[[datetime], datetime]


def next_due(board: Board, clock: Clock, at: datetime) -> datetime | None:
    return min((one.at for one in coming(board, clock, at)), default=None)


def fall_due(board: Board, clock: Clock, at: datetime) -> list[Event]:
    """Everything that is due by `at`: on a board that already knows of it, nothing."""
    due = [one for one in coming(board, clock, at) if one.at <= at]
    numbers = count(board.ladder.last_attempt + 1)
    return [event for one in sorted(due, key=lambda one: (one.at, one.order)) for event in one.decide(numbers)]


def coming(board: Board, clock: Clock, at: datetime) -> Iterator[Due]:
    for incident in board.incidents.incidents.values():
        if incident.part_of is None:
            yield from _for_incident(board, incident, clock, at)
    for panic in board.safety.panics.values():
        if unheard(board, panic.id):
            yield from _for_panic(board, panic, clock)
    for notice in board.rosters.notices.values():
        if notice.until > at and notice.id not in board.ladder.of_notice and notice_wanted(board, notice.id):
            yield from _for_notice(board, notice, clock)
    yield from _over(board)
    if clock.real:
        yield from _tests(board, clock)


def _for_incident(board: Board, incident: Incident, clock: Clock, at: datetime) -> Iterator[Due]:
    unmet, alone = board.incidents.unmet(incident), alone_since(board, incident)
    steps = clock.timetable.steps[incident.level]
    for alert in board.incidents.alerts_of(incident):
        if wanted(incident, alert, unmet) and at - alert.alerted_at < TOO_OLD:
            yield from _for_alert(board, alert, steps, alone=alone is not None)
    if alone is not None and incident.mode is IncidentMode.ACTUAL and at - alone < TOO_OLD:
        yield from _for_nobody(board, incident, alone, clock)


def _for_alert(board: Board, alert: Alert, steps: Sequence[Step], *, alone: bool) -> Iterator[Due]:
    climbed = board.ladder.for_alert(alert.id)
    begun = {one.rung for one in climbed}
    ahead: set[Channel] = set()
    for rung, step in enumerate(steps):
        # Of one channel, the next only: how long after it the one after that may come is known when it has begun.
        if (
            rung not in begun
            and step.channel not in ahead
            and _possible(board, alert, step.channel, climbed, alone=alone)
        ):
            ahead.add(step.channel)
            due_at = alert.alerted_at + timedelta(seconds=step.after_s)
            before = [one for one in climbed if one.channel is step.channel]
            if before and before[-1].rung < len(steps):
                gap_s = max(0, step.after_s - steps[before[-1].rung].after_s)
                due_at = max(due_at, before[-1].begun_at + timedelta(seconds=gap_s))
            yield Due(due_at, (alert.id, rung, ""), partial(_attempt, alert, rung, step.channel, due_at))


def _possible(board: Board, alert: Alert, channel: Channel, climbed: Sequence[Attempt], *, alone: bool) -> bool:
    if channel is Channel.PAGE:
        return True
    if channel is Channel.TABLET:
        return station_of(board, alert.volunteer) is not None
    if channel is Channel.CALL_LIST and not alone:
        return False
    strangers = any(one.state is AttemptState.WRONG_NUMBER for one in climbed)
    return phone_of(board, alert.volunteer) is not None and not strangers


def _attempt(alert: Alert, rung: int, channel: Channel, due_at: datetime, numbers: Numbers) -> list[Event]:
    return [
        AttemptDue(
            attempt=next(numbers),
            incident=alert.incident,
            alert=alert.id,
            volunteer=alert.volunteer,
            channel=channel,
            rung=rung,
            due_at=due_at,
        )
    ]


def _for_nobody(board: Board, incident: Incident, alone: datetime, clock: Clock) -> Iterator[Due]:
    """The duty leaders one after the other, until one says that they see to it; then 120 and the caller."""
    table = clock.timetable
    called = [one for one in board.ladder.for_incident(incident.id) if one.channel is Channel.LEADER]
    called = [one for one in called if one.begun_at >= alone]
    following = _next_leader(called, alone + timedelta(seconds=table.leader_s), clock)
    if following is not None:
        due_at, name = following
        yield Due(due_at, (0, len(called), ""), partial(_leader, incident, len(called), name, due_at))
    known, told_at = board.ladder.nobody.get(incident.id), alone + timedelta(seconds=table.told_s)
    if known is None or known.at < alone:
        yield Due(told_at, (0, incident.id, "nobody"), lambda _: [NobodyComing(incident.id)])


def _for_panic(board: Board, panic: Panic, clock: Clock) -> Iterator[Due]:
    """The duty leaders one after the other, until one says that they see to it, or the desk what it does."""
    called = board.ladder.for_panic(panic.id)
    following = _next_leader(called, panic.raised_at, clock)
    if following is not None:
        due_at, name = following
        begin = partial(_leader_of, panic, len(called), name, due_at)
        yield Due(due_at, (0, len(called), f"panic {panic.id}"), begin)


def _for_notice(board: Board, notice: Notice, clock: Clock) -> Iterator[Due]:
    """To the person, or to the contact of the station; where that has no number, to the duty leader."""
    station = board.duty.stations.get(notice.station)
    contact = station.particulars if station else None
    phone = phone_of(board, notice.volunteer) if notice.volunteer else contact.phone if contact else None
    leaders = clock.timetable.leaders_at(clock.local(notice.at))
    if phone is not None:
        soon = notice.volunteer is None and notice.starts_at - notice.at <= SOON
        channel = Channel.VOICE if soon or not MOBILE.fullmatch(phone) else Channel.SMS
        begin = partial(_notice, notice, channel, None)
    elif notice.volunteer is None and leaders:
        begin = partial(_notice, notice, Channel.LEADER, leaders[0].name)
    else:
        return
    yield Due(notice.at, (notice.id, 0, "notice"), begin)


def _notice(notice: Notice, channel: Channel, leader: str | None, numbers: Numbers) -> list[Event]:
    return [
        AttemptDue(
            attempt=next(numbers),
            incident=None,
            alert=None,
            volunteer=notice.volunteer,
            channel=channel,
            rung=notice.stage,
            due_at=notice.at,
            notice=notice.id,
            particulars=leader,
        )
    ]


def _next_leader(called: Sequence[Attempt], since: datetime, clock: Clock) -> tuple[datetime, str] | None:
    """(when, who); None when one has answered, or nobody is left."""
    table, due_at = clock.timetable, since
    if called:
        due_at = max(since, called[-1].begun_at + timedelta(seconds=table.next_leader_s))
    names = [one.name for one in table.leaders_at(clock.local(due_at))]
    left = [name for name in names if name not in {one.leader for one in called}]
    if not left or any(one.state is AttemptState.ANSWERED for one in called):
        return None
    return due_at, left[0]


def _leader_of(panic: Panic, rung: int, name: str, due_at: datetime, numbers: Numbers) -> list[Event]:
    who = panic.volunteer
    return [AttemptDue(next(numbers), None, None, who, Channel.LEADER, rung, due_at, panic.id, name)]


def _leader(incident: Incident, rung: int, name: str, due_at: datetime, numbers: Numbers) -> list[Event]:
    return [
        AttemptDue(
            attempt=next(numbers),
            incident=incident.id,
            alert=None,
            volunteer=None,
            channel=Channel.LEADER,
            rung=rung,
            due_at=due_at,
            particulars=name,
        )
    ]


def _over(board: Board) -> Iterator[Due]:
    """What nobody needs any more is not brought to anybody; what belongs to incidents that have ended, leaves."""
    ladder = board.ladder
    for attempt in (ladder.attempts[one] for one in ladder.waiting):
        if not still_wanted(board, attempt):
            yield Due(attempt.due_at, (attempt.id, 0, "over"), partial(_drop, attempt))
    for incident in ladder.of_incident:
        if incident not in board.incidents.incidents:
            last = max(one.due_at for one in ladder.for_incident(incident))
            yield Due(last + KEPT, (incident, 0, "ended"), partial(_end, incident))
    for panic in ladder.of_panic:
        if panic not in board.safety.panics:
            last = max(one.due_at for one in ladder.for_panic(panic))
            yield Due(last + KEPT, (panic, 0, "panic ended"), partial(_end_panic, ladder.for_panic(panic)[-1]))
    for ident, theirs in ladder.of_notice.items():
        if ident not in board.rosters.notices:
            last = max(ladder.attempts[one].due_at for one in theirs)
            yield Due(last + KEPT, (ident, 0, "notice ended"), partial(_end_notice, ident))
    for incident, nobody in ladder.nobody.items():
        if incident not in board.incidents.incidents and incident not in ladder.of_incident:
            yield Due(nobody.at + KEPT, (incident, 0, "ended"), partial(_end, incident))


def _drop(attempt: Attempt, _: Numbers) -> list[Event]:
    return [ended(attempt, AttemptState.FAILED, reason=NOT_NEEDED)]


def _end_panic(attempt: Attempt, _: Numbers) -> list[Event]:
    return [PanicCallsEnded(str(attempt.volunteer), attempt.panic or 0)]


def _end_notice(notice: int, _: Numbers) -> list[Event]:
    return [NoticeEnded(notice)]


def _end(incident: int, _: Numbers) -> list[Event]:
    return [LadderEnded(incident)]


def ended(attempt: Attempt, result: AttemptState, *, reason: str | None = None) -> AttemptResult:
    return AttemptResult(
        attempt=attempt.id,
        incident=attempt.incident,
        alert=attempt.alert,
        volunteer=attempt.volunteer,
        channel=attempt.channel,
        result=result,
        reason=reason,
    )


def _tests(board: Board, clock: Clock) -> Iterator[Due]:
    """Everyone who checks in is tested, unless they answered a test lately."""
    tests, lasts = board.ladder.tests, timedelta(seconds=clock.timetable.test_every_s)
    for volunteer, check_in in board.duty.on_duty.items():
        test = tests.get(volunteer)
        lately = test is not None and test.answered_at is not None and check_in.at - test.answered_at < lasts
        if test is None or (test.began_at < check_in.at and not lately):
            yield Due(check_in.at, (0, 0, volunteer), partial(_begin_test, volunteer))
    for volunteer, test in tests.items():
        if test.running:
            yield from _for_test(board, volunteer, test, clock.timetable)


def _begin_test(volunteer: str, _: Numbers) -> list[Event]:
    return [AlarmTestBegun(volunteer)]


def _for_test(board: Board, volunteer: str, test: AlarmTest, table: Timetable) -> Iterator[Due]:
    begun = {board.ladder.attempts[one].rung for one in test.attempts}
    for rung, step in enumerate(table.test):
        if rung not in begun and (step.channel is Channel.PAGE or phone_of(board, volunteer) is not None):
            due_at = test.began_at + timedelta(seconds=step.after_s)
            yield Due(due_at, (0, rung, volunteer), partial(_test_attempt, volunteer, rung, step.channel, due_at))
    ends_at = test.began_at + timedelta(seconds=table.window_s)
    yield Due(ends_at, (1, 0, volunteer), partial(_not_contactable, board, volunteer))


def _test_attempt(volunteer: str, rung: int, channel: Channel, due_at: datetime, numbers: Numbers) -> list[Event]:
    return [AttemptDue(next(numbers), None, None, volunteer, channel, rung, due_at)]


def _not_contactable(board: Board, volunteer: str, _: Numbers) -> list[Event]:
    record = board.people.volunteers.get(volunteer)
    known = record.unanswered if record else tuple(Contact)
    return [
        AlarmTestUnanswered(volunteer),
        *(ContactTested(volunteer, channel, answered=False) for channel in Contact if channel not in known),
    ]


def to_hand(board: Board) -> list[Attempt]:
    """What a sender has yet to take and is still wanted, in the order in which it fell due."""
    waiting = (board.ladder.attempts[one] for one in board.ladder.waiting)
    return sorted(
        (one for one in waiting if one.channel in CARRIED and still_wanted(board, one)),
        key=lambda one: (one.due_at, one.id),
    )


def shown(board: Board) -> list[Attempt]:
    """What a tablet or the call list holds and is still wanted."""
    held = (board.ladder.attempts[one] for one in board.ladder.shown)
    return sorted((one for one in held if one.channel in SHOWN and still_wanted(board, one)), key=lambda one: one.id)
