"""The only place where follow-ups change."""

from dataclasses import replace
from datetime import datetime

from immutables import Map

from dispatch.followups.events import (
    FollowUpAnswered,
    FollowUpAsked,
    FollowUpDone,
    FollowUpDue,
    FollowUpEvent,
    FollowUpExpired,
    FollowUpHandedBack,
    FollowUpMissed,
    FollowUpOverdue,
    FollowUpPlanned,
    FollowUpRaised,
    FollowUpTaken,
)
from dispatch.followups.model import FollowUp, FollowUps, FollowUpState, Missed
from dispatch.log.event import Recorded


def fold(state: FollowUps, recorded: Recorded) -> FollowUps:
    match recorded.event:
        case FollowUpPlanned() as event:
            return _owed(state, event)
        case FollowUpExpired(incident=incident, follow_up=ident):
            begun = state.begun.delete(incident) if incident in state.begun else state.begun
            return replace(state, over=state.over.delete(ident), begun=begun)
        case FollowUpAsked(volunteer=counsellor) as event:
            asked = state.asked.set(counsellor, recorded.at)
            return _with(replace(state, asked=asked), _changed(state, recorded, event))
        case FollowUpEvent() as event:
            return _with(state, _changed(state, recorded, event))
    return state


def _owed(state: FollowUps, event: FollowUpPlanned) -> FollowUps:
    begun = state.begun
    if event.after_hours == 0:
        begun = begun.set(event.incident, (*begun.get(event.incident, ()), event.role))
    return replace(
        state,
        planned=state.planned.set(event.follow_up, _planned(event)),
        begun=begun,
        last_follow_up=max(state.last_follow_up, event.follow_up),
    )


def _planned(event: FollowUpPlanned) -> FollowUp:
    return FollowUp(
        id=event.follow_up,
        incident=event.incident,
        type=event.type,
        level=event.level,
        kind=event.task,
        role=event.role,
        team=event.team,
        qualifications=event.qualifications,
        volunteer=event.volunteer,
        after_hours=event.after_hours,
        due_at=event.due_at,
    )


def _changed(state: FollowUps, recorded: Recorded, event: FollowUpEvent) -> FollowUp:
    one = state.find(event.follow_up)
    assert one is not None, f"event {recorded.seq} is about a follow-up that is not there"
    match event:
        case FollowUpDue():
            return replace(one, came_due_at=recorded.at)
        case FollowUpRaised():
            return replace(_reopened(one), raised_at=recorded.at)
        case FollowUpOverdue():
            return replace(one, overdue_at=recorded.at)
        case FollowUpAsked(volunteer=counsellor):
            tried = (*one.tried, counsellor)
            return replace(one, holder=counsellor, asked_at=recorded.at, taken_at=None, taken_by=None, tried=tried)
        case FollowUpTaken(volunteer=holder):
            return replace(_reopened(one), holder=holder, taken_at=recorded.when, taken_by=recorded.by)
        case FollowUpHandedBack():
            tried = one.tried if one.holder is None or one.holder in one.tried else (*one.tried, one.holder)
            return replace(one, holder=None, asked_at=None, taken_at=None, taken_by=None, tried=tried)
        case FollowUpAnswered(particulars=said):
            return replace(one, said=said, answered_at=_when(one, recorded))
        case FollowUpDone(particulars=note):
            return _over(replace(one, note=note or one.note), FollowUpState.DONE, _when(one, recorded))
        case FollowUpMissed(reason=reason, particulars=note):
            end = FollowUpState.DECLINED if reason is Missed.DECLINED else FollowUpState.NOT_REACHED
            return _over(replace(one, missed=reason, note=note or one.note), end, _when(one, recorded))
    return one


def _reopened(one: FollowUp) -> FollowUp:
    """Nobody was reached; now somebody is to try again."""
    if one.ended is None:
        return one
    return replace(
        one, ended=None, ended_at=None, missed=None, holder=None, asked_at=None, taken_at=None, taken_by=None
    )


def _when(one: FollowUp, recorded: Recorded) -> datetime:
    """Nobody answers before they are asked: what is kept for a month is not over by a phone's clock of 1970."""
    return recorded.at if one.came_due_at is None or recorded.when < one.came_due_at else recorded.when


def _over(one: FollowUp, end: FollowUpState, at: datetime) -> FollowUp:
    return replace(one, ended=end, ended_at=at)


def _with(state: FollowUps, one: FollowUp) -> FollowUps:
    """It stands in the one map that its state belongs to."""
    state = replace(
        state,
        planned=_without(state.planned, one.id),
        open=_without(state.open, one.id),
        over=_without(state.over, one.id),
    )
    if one.ended is not None:
        return replace(state, over=state.over.set(one.id, one))
    if one.came_due_at is not None:
        return replace(state, open=state.open.set(one.id, one))
    return replace(state, planned=state.planned.set(one.id, one))


def _without(follow_ups: Map[int, FollowUp], ident: int) -> Map[int, FollowUp]:
    return follow_ups.delete(ident) if ident in follow_ups else follow_ups
