"""Swaps: a shift is offered, a colleague takes it, an officer approves."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import count
from zoneinfo import ZoneInfo

from dispatch.board import Board
from dispatch.duty.events import ShiftConfirmed, planned
from dispatch.duty.model import DropCause, Shift, Slot
from dispatch.errors import NotFound, Refused
from dispatch.log.event import Event
from dispatch.rosters.events import SwapEnded, SwapOffered, SwapOutcome, SwapTaken
from dispatch.rosters.grid import holds, named_as, plan_of
from dispatch.rosters.model import Swap, SwapState, Terms
from dispatch.rosters.rest import day_of
from dispatch.rosters.rules.planning import drop, find_shift, require_free, require_owner
from dispatch.rosters.written import lacks


def offer(board: Board, shift: int, to: str | None, at: datetime, *, acting: str | None = None) -> list[Event]:
    """One offer a shift; the same again changes nothing."""
    found = find_shift(board, shift, at)
    require_owner(found, acting)
    if to is not None and to not in board.people.volunteers:
        raise NotFound("volunteer", to)
    if to == found.slot.volunteer:
        raise Refused("swap_with_oneself", volunteer=to)
    for one in board.rosters.swaps.values():
        if one.shift == shift:
            if one.to == to:
                return []
            raise Refused("swap_offered", volunteer=one.volunteer)
    return [SwapOffered(board.rosters.last_swap + 1, shift, found.slot.volunteer, found.slot.station, to)]


def take(
    board: Board,
    swap: int,
    volunteer: str,
    in_return: int | None,
    terms: Terms,
    timezone: ZoneInfo,
    at: datetime,
) -> list[Event]:
    """Refuses whoever it was not offered to, who is not qualified as the station needs, or would not rest enough."""
    one = find_swap(board, swap)
    if one.state is SwapState.TAKEN:
        if (one.taker, one.in_return) == (volunteer, in_return):
            return []
        raise Refused("swap_taken", volunteer=one.taker)
    if volunteer not in board.people.volunteers:
        raise NotFound("volunteer", volunteer)
    if one.to not in {None, volunteer} or volunteer == one.volunteer:
        raise Refused("not_yours", volunteer=volunteer)
    taken = replace(one, taker=volunteer, in_return=in_return)
    _exchanged(board, taken, terms, timezone, at)
    return [SwapTaken(swap, volunteer, one.station, in_return)]


def approve(board: Board, swap: int, terms: Terms, timezone: ZoneInfo, at: datetime) -> list[Event]:
    """Both are looked at once more: other shifts may have come between."""
    one = find_swap(board, swap)
    if one.state is not SwapState.TAKEN:
        raise Refused("swap_not_taken", volunteer=one.volunteer)
    events: list[Event] = [SwapEnded(swap, one.station, SwapOutcome.APPROVED, None)]
    numbers = count(board.duty.last_shift + 1)
    for old, slot in _exchanged(board, one, terms, timezone, at):
        events += [event for event in drop(board, old, DropCause.SWAPPED, None) if _of_another(event, swap)]
        shift = Shift(next(numbers), slot)
        events += [planned(shift), ShiftConfirmed(shift.id, slot.volunteer, slot.station)]
    return events


def end(
    board: Board, swap: int, outcome: SwapOutcome, reason: str | None = None, *, acting: str | None = None
) -> list[Event]:
    """An officer refuses it, or whoever offered it takes it back."""
    one = find_swap(board, swap)
    if acting is not None and one.volunteer != acting:
        raise Refused("not_yours", volunteer=acting)
    return [SwapEnded(swap, one.station, outcome, reason)]


def find_swap(board: Board, swap: int) -> Swap:
    found = board.rosters.swaps.get(swap)
    if found is None:
        raise NotFound("swap", swap)
    return found


def _exchanged(
    board: Board, swap: Swap, terms: Terms, timezone: ZoneInfo, at: datetime
) -> Sequence[tuple[Shift, Slot]]:
    """Each shift that changes hands, and the slot as it is then."""
    given = find_shift(board, swap.shift, at)
    taker = str(swap.taker)
    back = None
    if swap.in_return is not None:
        back = find_shift(board, swap.in_return, at)
        require_owner(back, taker)
    pairs = [(given, _for(given, taker)), *([(back, _for(back, swap.volunteer))] if back else [])]
    leaving = {one.id for one, _ in pairs}
    for old, slot in pairs:
        _require_as_qualified(board, old, slot.volunteer, terms, timezone)
        others = [one.slot for one in board.duty.all_shifts_of(slot.volunteer) if one.id not in leaving]
        require_free(board, slot, others, terms, timezone, at)
    return pairs


def _for(shift: Shift, volunteer: str) -> Slot:
    """Where somebody else's standby sets out from is not theirs."""
    return replace(shift.slot, volunteer=volunteer, start=None)


def _require_as_qualified(board: Board, shift: Shift, taker: str, terms: Terms, timezone: ZoneInfo) -> None:
    """What the station needs and has must not be missing afterwards."""
    day = day_of(shift.slot, timezone)
    skill = _lost(board, shift, taker, terms, timezone, day)
    if skill is not None:
        raise lacks(taker, skill)


def _lost(board: Board, shift: Shift, taker: str, terms: Terms, timezone: ZoneInfo, day: date) -> str | None:
    plan = plan_of(board, terms, timezone, day, day)
    named = named_as(shift.slot, plan.named, timezone)
    people = board.people.volunteers
    there = [one.slot.volunteer for one in plan.has((shift.slot.station, day, named)) if one.id != shift.id]
    for need in board.rosters.needs_on(shift.slot.station, terms.calendar.of(day)):
        if need.template != named or not holds(people[shift.slot.volunteer], need.skill, day):
            continue
        left = sum(holds(people[one], need.skill, day) for one in there)
        if left < need.count and not holds(people[taker], need.skill, day):
            return need.skill
    return None


def _of_another(event: Event, swap: int) -> bool:
    return not (isinstance(event, SwapEnded) and event.swap == swap)
