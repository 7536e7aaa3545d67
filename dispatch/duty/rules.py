"""What may happen at the stations."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import count

from dispatch.board import Board
from dispatch.duty.events import CheckedIn, CheckedOut, ShiftPlanned, StationRecorded
from dispatch.duty.model import Slot, Standby, Station
from dispatch.errors import NotFound, Refused
from dispatch.log.event import Event
from dispatch.people.model import Membership

MEMBERS = frozenset({Membership.ACTIVE, Membership.PROBATION})
EARLY = timedelta(hours=1)
"""How long before a planned shift a check-in already counts as its beginning."""


def record_stations(board: Board, stations: Iterable[Station]) -> list[Event]:
    """One event for each station that is new or differs from the board."""
    known = board.duty.stations
    return [
        StationRecorded(one.id, one.name, one.kind, one.lon, one.lat, one.address, one.particulars)
        for one in stations
        if known.get(one.id) != one
    ]


def check_in(
    board: Board,
    volunteer: str,
    station: str,
    *,
    kit: tuple[str, ...] = (),
    until: datetime | None = None,
    standby: Standby | None = None,
    at: datetime,
) -> list[Event]:
    """Without `until`, the end of the shift planned there. Repeated at the same station it corrects `kit`, `until` and
    `standby` (at home, for that station; None: on site).

    Nobody is at two stations: a check-in elsewhere is refused by name until they are checked out there.
    """
    _require_member(board, volunteer)
    if station not in board.duty.stations:
        raise NotFound("station", station)
    present = board.duty.on_duty.get(volunteer)
    if present is not None and present.station != station:
        raise Refused("on_duty_elsewhere", volunteer=volunteer, station=present.station)
    until = until or _planned_end(board, volunteer, station, at)
    if until is not None and until <= at:
        raise Refused("ends_before_it_starts", volunteer=volunteer, station=station)
    if present is not None and (present.kit, present.until, present.standby) == (kit, until, standby):
        return []
    if standby is None:
        return [CheckedIn(volunteer, station, until, kit)]
    return [CheckedIn(volunteer, station, until, kit, standby.start, delay_s=standby.delay_s)]


def check_out(board: Board, volunteer: str, station: str) -> list[Event]:
    """Also while committed: it never ends an assignment."""
    present = board.duty.on_duty.get(volunteer)
    if present is None:
        if volunteer not in board.people.volunteers:
            raise NotFound("volunteer", volunteer)
        raise Refused("not_on_duty", volunteer=volunteer)
    if present.station != station:
        raise Refused("on_duty_elsewhere", volunteer=volunteer, station=present.station)
    return [CheckedOut(volunteer, station)]


def change_guard(board: Board, at: datetime) -> list[Event]:
    """By the plan alone: whoever's duty is over is checked out, whoever's shift covers `at` is checked in. The end of a
    shift is not the end of an assignment: who is on one stays until it ends."""
    going = {assignment.volunteer for assignment in board.incidents.assignments.values() if assignment.open}
    over = [one for one in board.duty.on_duty.values() if one.until is not None and one.until <= at]
    leaving = [one for one in over if one.volunteer not in going]
    here = set(board.duty.on_duty).difference(one.volunteer for one in leaving)
    coming = [
        shift.slot
        for volunteer, shifts in board.duty.shifts.items()
        for shift in shifts
        if shift.slot.covers(at) and volunteer not in here and _is_member(board, volunteer)
    ]
    return [
        *(CheckedOut(one.volunteer, one.station) for one in leaving),
        *(CheckedIn(slot.volunteer, slot.station, slot.ends_at, ()) for slot in coming),
    ]


def plan_shifts(board: Board, slots: Sequence[Slot]) -> list[Event]:
    """One event for each slot that is not planned yet; one that overlaps another of that person is refused."""
    planned: dict[str, list[Slot]] = {}
    events: list[Event] = []
    numbers = count(board.duty.last_shift + 1)
    for slot in slots:
        theirs = planned.setdefault(slot.volunteer, [shift.slot for shift in board.duty.shifts_of(slot.volunteer)])
        if slot in theirs:
            continue
        _require_plannable(board, slot, theirs)
        theirs.append(slot)
        events.append(ShiftPlanned(next(numbers), slot.volunteer, slot.station, slot.starts_at, slot.ends_at))
    return events


def _require_member(board: Board, volunteer: str) -> None:
    known = board.people.volunteers.get(volunteer)
    if known is None:
        raise NotFound("volunteer", volunteer)
    if known.membership not in MEMBERS:
        raise Refused("not_a_member", volunteer=volunteer, membership=known.membership)


def _is_member(board: Board, volunteer: str) -> bool:
    return board.people.volunteers[volunteer].membership in MEMBERS


def _planned_end(board: Board, volunteer: str, station: str, at: datetime) -> datetime | None:
    slots = (shift.slot for shift in board.duty.shifts_of(volunteer))
    ends = [slot.ends_at for slot in slots if slot.station == station and slot.starts_at - EARLY <= at < slot.ends_at]
    return min(ends, default=None)


def _require_plannable(board: Board, slot: Slot, theirs: Iterable[Slot]) -> None:
    _require_member(board, slot.volunteer)
    if slot.station not in board.duty.stations:
        raise NotFound("station", slot.station)
    if slot.ends_at <= slot.starts_at:
        raise Refused("ends_before_it_starts", volunteer=slot.volunteer, station=slot.station)
    if any(slot.overlaps(other) for other in theirs):
        raise Refused("shift_overlaps", volunteer=slot.volunteer, station=slot.station)
