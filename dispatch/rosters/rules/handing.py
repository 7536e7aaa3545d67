"""The end of a shift: what is still open is handed over one by one, and the way home is followed."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

from dispatch.board import Board
from dispatch.duty.model import Shift
from dispatch.errors import NotFound, Refused
from dispatch.incidents.model import Assignment
from dispatch.log.event import Event
from dispatch.rosters.events import (
    HandoverAccepted,
    HandoverOffered,
    HandoverOver,
    HomeReached,
    OvertimeBegan,
    OvertimeCleared,
    SwapEnded,
    SwapOutcome,
)
from dispatch.rosters.grid import is_member
from dispatch.rosters.model import Handover, LeaderChange, Overtime, Terms, handover_key, overtime_key

LOOKS_BACK = timedelta(days=1)
"""A shift that ended longer ago has been handed over, or nobody was there to ask."""


def fall_due(board: Board, changes: Sequence[LeaderChange], terms: Terms, at: datetime) -> list[Event]:
    numbers = count(board.rosters.last_handover + 1)
    offered = [replace(one, handover=next(numbers)) for one in _offers(board, changes, at)]
    return [*_swaps_over(board, at), *_over(board), *offered, *_overtime(board, terms, at)]


def next_due(board: Board, changes: Sequence[LeaderChange], terms: Terms, at: datetime) -> datetime | None:
    """At once where something is due; else when the next shift ends with somebody still out, or a ride home is over."""
    if fall_due(board, changes, terms, at):
        return at
    moments = [shift.slot.ends_at for one in _going(board) for shift in _ends(board, one) if shift.slot.ends_at > at]
    moments += [_home_by(one, terms) for one in board.rosters.overtime.values() if one.cleared_at is not None]
    moments += [one.at for one in changes if one.at > at and board.incidents.incidents]
    moments += [one for swap in board.rosters.swaps.values() if (one := _begins(board, swap.shift)) is not None]
    return min(moments, default=None)


def accept(
    board: Board, handover: int, successor: str | None, name: str | None, *, acting: str | None = None
) -> list[Event]:
    """By whoever answers for it from now on. A volunteer accepts for themselves; desks name who has accepted."""
    one = board.rosters.handovers.get(handover)
    if one is None:
        raise NotFound("handover", handover)
    if acting is not None and successor not in {None, acting}:
        raise Refused("not_yours", volunteer=acting)
    successor = successor or acting
    if successor is None and not name:
        raise Refused("successor_needed", handover=handover)
    if successor is not None:
        _require_successor(board, one, successor)
    if one.outgoing is not None and name == one.outgoing:
        raise Refused("handover_to_oneself", volunteer=name)
    return [HandoverAccepted(handover, one.incident, one.station, one.assignment, successor, name)]


def home(board: Board, shift: int, at: datetime, *, acting: str | None = None) -> list[Event]:
    one = board.rosters.overtime.get(shift)
    if one is None:
        raise NotFound("overtime", shift)
    if acting is not None and one.volunteer != acting:
        raise Refused("not_yours", volunteer=acting)
    if one.cleared_at is None:
        raise Refused("still_going", volunteer=one.volunteer)
    return [HomeReached(shift, one.volunteer, one.station, max(at, one.cleared_at))]


def _require_successor(board: Board, one: Handover, successor: str) -> None:
    if successor not in board.people.volunteers:
        raise NotFound("volunteer", successor)
    if successor == one.volunteer:
        raise Refused("handover_to_oneself", volunteer=successor)
    if not is_member(board, successor):
        raise Refused("roster_not_member", volunteer=successor)


def _going(board: Board) -> Iterator[Assignment]:
    return (one for one in board.incidents.assignments.values() if one.open)


def _ends(board: Board, going: Assignment) -> Iterator[Shift]:
    """Their shifts that end while they are out, unless the next one takes it up."""
    began_at = going.times[0][1]
    shifts = board.duty.all_shifts_of(going.volunteer)
    for shift in shifts:
        ends_at = shift.slot.ends_at
        if ends_at > began_at and not any(one.slot.covers(ends_at) for one in shifts):
            yield shift


def _offers(board: Board, changes: Sequence[LeaderChange], at: datetime) -> Iterator[HandoverOffered]:
    for going in _going(board):
        for shift in _ends(board, going):
            told = (going.incident, shift.slot.station, going.id, going.volunteer, shift.id, None)
            key = handover_key(going.incident, going.id, shift.id, None)
            if at - LOOKS_BACK < shift.slot.ends_at <= at and key not in board.rosters.told:
                yield HandoverOffered(0, *told)
    for change in changes:
        for incident in board.incidents.incidents.values():
            key = handover_key(incident.id, None, None, change.outgoing)
            began = incident.part_of is None and incident.reported_at < change.at <= at
            if began and key not in board.rosters.told:
                yield HandoverOffered(0, incident.id, None, None, None, None, change.outgoing)


def _over(board: Board) -> Iterator[Event]:
    for one in board.rosters.handovers.values():
        assignment = board.incidents.assignments.get(one.assignment or 0)
        going = assignment is not None and assignment.open
        if not going if one.assignment is not None else one.incident not in board.incidents.incidents:
            yield HandoverOver(one.id, one.incident)


def _overtime(board: Board, terms: Terms, at: datetime) -> Iterator[Event]:
    begun = set()
    for going in _going(board):
        for shift in _ends(board, going):
            fresh = at - LOOKS_BACK < shift.slot.ends_at <= at and overtime_key(shift.id) not in board.rosters.told
            if fresh and shift.id not in begun:
                begun.add(shift.id)
                whose = (shift.id, going.volunteer, shift.slot.station)
                yield OvertimeBegan(*whose, going.id, going.incident, shift.slot.ends_at)
    for one in board.rosters.overtime.values():
        if one.cleared_at is not None and _home_by(one, terms) <= at:
            yield HomeReached(one.shift, one.volunteer, one.station, _home_by(one, terms), told=False)
        if one.cleared_at is None and not any(other.volunteer == one.volunteer for other in _going(board)):
            ended = board.incidents.assignments.get(one.assignment)
            cleared_at = ended.times[-1][1] if ended is not None else at
            yield OvertimeCleared(one.shift, one.volunteer, one.station, max(cleared_at, one.ends_at))


def _home_by(one: Overtime, terms: Terms) -> datetime:
    assert one.cleared_at is not None
    return one.cleared_at + timedelta(seconds=terms.home_s)


def _swaps_over(board: Board, at: datetime) -> Iterator[Event]:
    """What nobody took or approved before the shift began came to nothing."""
    for swap in board.rosters.swaps.values():
        begins = _begins(board, swap.shift)
        if begins is None or begins <= at:
            yield SwapEnded(swap.id, swap.station, SwapOutcome.LAPSED, None)


def _begins(board: Board, shift: int) -> datetime | None:
    for theirs in board.duty.shifts.values():
        for one in theirs:
            if one.id == shift:
                return one.slot.starts_at
    return None
