"""The duty that the roster foresees: who would be where at a later moment, if everyone came."""

from dataclasses import replace
from datetime import datetime

from immutables import Map

from dispatch.board import Board
from dispatch.duty.model import CheckIn, ShiftKind, Slot, Standby
from dispatch.people.model import Membership


def as_planned(board: Board, at: datetime) -> Board:
    """The board as it would be if whoever is planned for `at` were there and nobody else, none of them on a call. Kit
    that is carried counts; what would be taken at the station is not known yet and does not."""
    coming = {
        shift.slot.volunteer: _present(shift.slot)
        for volunteer, shifts in board.duty.shifts.items()
        for shift in shifts
        if shift.slot.covers(at) and shift.slot.kind is not ShiftKind.CLOSED and _member(board, volunteer)
    }
    incidents = replace(board.incidents, incidents=Map(), alerts=Map(), assignments=Map())
    return replace(board, duty=replace(board.duty, on_duty=Map(coming)), incidents=incidents)


def _present(slot: Slot) -> CheckIn:
    standby = Standby(slot.delay_s or 0, slot.start) if slot.kind is ShiftKind.HOME_STANDBY else None
    return CheckIn(slot.volunteer, slot.station, slot.starts_at, slot.ends_at, standby=standby)


def _member(board: Board, volunteer: str) -> bool:
    known = board.people.volunteers.get(volunteer)
    return known is not None and known.membership in {Membership.ACTIVE, Membership.PROBATION}
