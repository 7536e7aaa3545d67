"""The only place where the ladder changes."""

from dataclasses import replace

from dispatch.ladder.events import (
    AlarmTestBegun,
    AlarmTestUnanswered,
    AnswerUnused,
    AttemptDelayed,
    AttemptDue,
    AttemptHanded,
    AttemptResult,
    LadderEnded,
    NobodyComing,
    NobodyComingTold,
    NoticeEnded,
    PanicCallsEnded,
)
from dispatch.ladder.model import CARRIED, SHOWN, AlarmTest, Attempt, AttemptState, Ladder, Nobody
from dispatch.log.event import Recorded


def fold(ladder: Ladder, recorded: Recorded) -> Ladder:
    match recorded.event:
        case AttemptDue() as event:
            return _due(ladder, recorded, event)
        case AttemptDelayed(attempt=ident):
            return _with(ladder, ident, delayed=True)
        case AttemptHanded() as event:
            return _with(ladder, event.attempt, state=AttemptState.HANDED, handed_at=recorded.at, tries=event.tries)
        case AttemptResult() as event:
            return _result(ladder, recorded, event)
        case AnswerUnused() as event:
            return _with(ladder, event.attempt, unused=event.reason)
        case AlarmTestBegun(volunteer=volunteer):
            return _tested(ladder, volunteer, AlarmTest(recorded.at))
        case AlarmTestUnanswered(volunteer=volunteer):
            ended = replace(ladder.tests[volunteer], ended_at=recorded.at)
            return replace(ladder, tests=ladder.tests.set(volunteer, ended))
        case NobodyComing(incident=incident):
            return replace(ladder, nobody=ladder.nobody.set(incident, Nobody(recorded.at)))
        case NobodyComingTold(incident=incident, told=told):
            known = ladder.nobody[incident]
            heard = replace(known, told=tuple(sorted({*known.told, told})))
            return replace(ladder, nobody=ladder.nobody.set(incident, heard))
        case LadderEnded(incident=incident):
            return _ended(ladder, incident)
        case PanicCallsEnded(panic=panic):
            ladder = _without(ladder, ladder.of_panic.get(panic, ()))
            return replace(ladder, of_panic=ladder.of_panic.delete(panic))
        case NoticeEnded(notice=notice):
            ladder = _without(ladder, ladder.of_notice.get(notice, ()))
            return replace(ladder, of_notice=ladder.of_notice.delete(notice))
        case other:
            raise TypeError(f"not an event of the ladder: {other}")


def _due(ladder: Ladder, recorded: Recorded, event: AttemptDue) -> Ladder:
    carried = event.channel in CARRIED
    attempt = Attempt(
        id=event.attempt,
        channel=event.channel,
        rung=event.rung,
        state=AttemptState.DUE if carried else AttemptState.HANDED,
        due_at=event.due_at,
        begun_at=recorded.at,
        incident=event.incident,
        alert=event.alert,
        volunteer=event.volunteer,
        leader=event.particulars,
        panic=event.panic,
        notice=event.notice,
        handed_at=None if carried else recorded.at,
    )
    ladder = replace(_put(ladder, attempt), last_attempt=max(ladder.last_attempt, attempt.id))
    if event.alert is not None:
        theirs = (*ladder.of_alert.get(event.alert, ()), attempt.id)
        ladder = replace(ladder, of_alert=ladder.of_alert.set(event.alert, theirs))
    if event.incident is not None:
        theirs = (*ladder.of_incident.get(event.incident, ()), attempt.id)
        return replace(ladder, of_incident=ladder.of_incident.set(event.incident, theirs))
    if event.panic is not None:
        theirs = (*ladder.of_panic.get(event.panic, ()), attempt.id)
        return replace(ladder, of_panic=ladder.of_panic.set(event.panic, theirs))
    if event.notice is not None:
        theirs = (*ladder.of_notice.get(event.notice, ()), attempt.id)
        return replace(ladder, of_notice=ladder.of_notice.set(event.notice, theirs))
    test = ladder.tests[str(event.volunteer)]
    test = replace(test, attempts=(*test.attempts, attempt.id))
    return replace(ladder, tests=ladder.tests.set(str(event.volunteer), test))


def _result(ladder: Ladder, recorded: Recorded, event: AttemptResult) -> Ladder:
    ladder = _with(
        ladder,
        event.attempt,
        state=event.result,
        result_at=recorded.when,
        answer=event.answer,
        reason=event.reason,
    )
    attempt = ladder.attempts[event.attempt]
    is_test = event.incident is None and attempt.panic is None and attempt.notice is None
    if not is_test or event.answer is None:
        return ladder
    tests = ladder.tests
    if (test := tests.get(str(event.volunteer))) is not None:
        tests = tests.set(str(event.volunteer), replace(test, answered_at=recorded.when))
    return replace(ladder, tests=tests, proven=ladder.proven.set(event.channel, recorded.when))


def _tested(ladder: Ladder, volunteer: str, test: AlarmTest) -> Ladder:
    """Of the test before nothing is kept."""
    before = ladder.tests.get(volunteer)
    ladder = _without(ladder, before.attempts if before else ())
    return replace(ladder, tests=ladder.tests.set(volunteer, test))


def _ended(ladder: Ladder, incident: int) -> Ladder:
    theirs = ladder.of_incident.get(incident, ())
    of_alert = ladder.of_alert.mutate()
    for attempt in (ladder.attempts[one] for one in theirs):
        if attempt.alert is not None:
            of_alert.pop(attempt.alert, None)
    of_incident = ladder.of_incident.delete(incident) if incident in ladder.of_incident else ladder.of_incident
    nobody = ladder.nobody.delete(incident) if incident in ladder.nobody else ladder.nobody
    return replace(_without(ladder, theirs), of_alert=of_alert.finish(), of_incident=of_incident, nobody=nobody)


def _with(ladder: Ladder, ident: int, **changes: object) -> Ladder:
    return _put(ladder, replace(ladder.attempts[ident], **changes))  # type: ignore[arg-type]


def _put(ladder: Ladder, attempt: Attempt) -> Ladder:
    waiting, shown, ident = ladder.waiting, ladder.shown, attempt.id
    if attempt.state is AttemptState.DUE:
        waiting = waiting.set(ident, None)
    elif ident in waiting:
        waiting = waiting.delete(ident)
    if attempt.open and attempt.channel in SHOWN:
        shown = shown.set(ident, None)
    elif ident in shown:
        shown = shown.delete(ident)
    return replace(ladder, attempts=ladder.attempts.set(ident, attempt), waiting=waiting, shown=shown)


def _without(ladder: Ladder, gone: tuple[int, ...]) -> Ladder:
    attempts, waiting, shown = ladder.attempts.mutate(), ladder.waiting.mutate(), ladder.shown.mutate()
    for ident in gone:
        attempts.pop(ident, None)
        waiting.pop(ident, None)
        shown.pop(ident, None)
    return replace(ladder, attempts=attempts.finish(), waiting=waiting.finish(), shown=shown.finish())
