"""The only place where rosters change."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from immutables import Map

from dispatch.log.event import Recorded
from dispatch.rosters.events import (
    HandoverAccepted,
    HandoverOffered,
    HandoverOver,
    HomeReached,
    NeedsRecorded,
    NoticeDue,
    OvertimeBegan,
    OvertimeCleared,
    RestPassedOver,
    SwapEnded,
    SwapOffered,
    SwapTaken,
    TemplateRecorded,
    TemplateRetired,
)
from dispatch.rosters.model import (
    Handover,
    Notice,
    Overtime,
    Rosters,
    Swap,
    Template,
    handover_key,
    overtime_key,
    told_key,
)

T = TypeVar("T")

KEPT = timedelta(days=2)
"""How long it is remembered that something was handed over."""
SWEPT_EVERY = timedelta(hours=6)
"""What nobody needs any more is looked for so often: at each event it would make an old log slow to open."""


def fold(state: Rosters, recorded: Recorded) -> Rosters:
    match recorded.event:
        case TemplateRecorded() as event:
            template = Template(
                event.template,
                event.mark,
                event.name,
                event.begins,
                event.ends,
                event.kind,
                event.delay_s,
                event.also,
            )
            return replace(state, templates=state.templates.set(event.template, template))
        case TemplateRetired(template=ident):
            return replace(state, templates=state.templates.set(ident, None))
        case NeedsRecorded(station=station, needs=needs, closed=closed):
            return replace(state, needs=state.needs.set(station, needs), closed=state.closed.set(station, closed))
        case RestPassedOver(shift=shift, rules=rules):
            return replace(state, passed_over=state.passed_over.set(shift, rules))
        case SwapOffered() | SwapTaken() | SwapEnded():
            return _swapped(state, recorded)
        case NoticeDue() as event:
            return _noticed(_swept(state, recorded.at), event, recorded.at)
        case HandoverOffered() as event:
            return _offered(state, event, recorded.at)
        case HandoverAccepted(handover=ident) | HandoverOver(handover=ident):
            return replace(state, handovers=_without(state.handovers, ident))
        case OvertimeBegan() | OvertimeCleared() | HomeReached():
            return _overtime(state, recorded)
    return state


def _swapped(state: Rosters, recorded: Recorded) -> Rosters:
    match recorded.event:
        case SwapOffered() as event:
            swap = Swap(event.swap, event.shift, event.volunteer, event.station, recorded.at, event.to)
            return replace(state, swaps=state.swaps.set(swap.id, swap), last_swap=max(state.last_swap, swap.id))
        case SwapTaken() as event:
            taken = replace(
                state.swaps[event.swap],
                taker=event.volunteer,
                in_return=event.in_return,
                taken_at=recorded.at,
            )
            return replace(state, swaps=state.swaps.set(taken.id, taken))
        case SwapEnded(swap=ident):
            return replace(state, swaps=_without(state.swaps, ident))
    return state


def _noticed(state: Rosters, event: NoticeDue, at: datetime) -> Rosters:
    notice = Notice(
        event.notice,
        event.notice_kind,
        event.station,
        event.day,
        event.template,
        event.stage,
        at,
        event.until,
        event.starts_at,
        event.volunteer,
        event.shift,
        event.missing,
        event.begins,
        event.called,
    )
    return replace(
        state,
        notices=state.notices.set(notice.id, notice),
        told=state.told.set(told_key(notice), event.until),
        last_notice=max(state.last_notice, notice.id),
    )


def _swept(state: Rosters, at: datetime) -> Rosters:
    if state.swept_at is not None and at - state.swept_at < SWEPT_EVERY:
        return state
    return replace(
        state,
        notices=Map({ident: one for ident, one in state.notices.items() if one.until > at}),
        told=Map({key: until for key, until in state.told.items() if until > at}),
        swept_at=at,
    )


def _offered(state: Rosters, event: HandoverOffered, at: datetime) -> Rosters:
    one = Handover(
        event.handover,
        event.incident,
        event.station,
        at,
        event.assignment,
        event.volunteer,
        event.shift,
        event.particulars,
    )
    return replace(
        _swept(state, at),
        handovers=state.handovers.set(one.id, one),
        told=state.told.set(handover_key(event.incident, event.assignment, event.shift, event.particulars), at + KEPT),
        last_handover=max(state.last_handover, event.handover),
    )


def _overtime(state: Rosters, recorded: Recorded) -> Rosters:
    match recorded.event:
        case OvertimeBegan() as event:
            one = Overtime(event.shift, event.volunteer, event.station, event.ends_at, event.assignment)
            told = state.told.set(overtime_key(event.shift), recorded.at + KEPT)
            return replace(state, overtime=state.overtime.set(event.shift, one), told=told)
        case OvertimeCleared(shift=shift, cleared_at=cleared_at):
            return replace(
                state, overtime=state.overtime.set(shift, replace(state.overtime[shift], cleared_at=cleared_at))
            )
        case HomeReached(shift=shift):
            return replace(state, overtime=_without(state.overtime, shift))
    return state


def _without(things: Map[int, T], ident: int) -> Map[int, T]:
    return things.delete(ident) if ident in things else things
