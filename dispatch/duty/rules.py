"""What may happen at the stations."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import count

from dispatch.board import Board
from dispatch.duty.arriving import NOTHING, Brought, HeldState, Proof
from dispatch.duty.events import CheckedIn, CheckedOut, HeldDecided, StationRecorded, planned
from dispatch.duty.model import CheckIn, Shift, ShiftKind, Slot, Standby, Station
from dispatch.duty.standing import StationState
from dispatch.errors import NotFound, Refused
from dispatch.log.event import Event
from dispatch.people.model import Membership

MEMBERS = frozenset({Membership.ACTIVE, Membership.PROBATION})
EARLY = timedelta(hours=1)
"""How long before a planned shift a check-in already counts as its beginning."""
FORGOTTEN_AFTER = timedelta(minutes=60)
"""How long after its planned end a duty that nobody ended is closed by rule."""


def record_stations(board: Board, stations: Iterable[Station]) -> list[Event]:
    """One event for each station that is new or differs from the board."""
    known = board.duty.stations
    return [
        StationRecorded(
            one.id,
            one.name,
            one.kind,
            one.lon,
            one.lat,
            one.address,
            one.particulars,
            building=one.building,
            hours=one.hours,
            radius_m=one.radius_m,
            minimum=one.minimum,
            shift_required=one.shift_required,
        )
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
    proof: Proof | None = None,
    brought: Brought = NOTHING,
    at: datetime,
) -> list[Event]:
    """Without `until`, the end of the shift planned there. Repeated at the same station it corrects `kit`, `until`,
    `standby` (at home, for that station; None: on site) and what was `brought`; the first `proof` stands.

    Nobody is at two stations: a check-in elsewhere is refused by name until they are checked out there. Nobody checks
    in on site where somebody said that it is closed. What of theirs still waits for an officer is overtaken.
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
    if standby is None:
        _require_open(board, station)
    if present is not None:
        proof, brought = present.proof or proof, _more(present.brought, brought)
        if (present.kit, present.until, present.standby, present.brought) == (kit, until, standby, brought):
            return []
    start, delay_s = (standby.start, standby.delay_s) if standby else (None, None)
    return [
        CheckedIn(volunteer, station, until, kit, start, delay_s=delay_s, proof=proof, brought=brought),
        *_overtaken(board, volunteer),
    ]


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


def close_forgotten(board: Board, at: datetime) -> list[Event]:
    """Whoever's duty was to end `FORGOTTEN_AFTER` ago is checked out, marked; whoever is on an assignment is not."""
    return [
        CheckedOut(one.volunteer, one.station, forgotten=True)
        for one in _ending(board)
        if one.until is not None and one.until + FORGOTTEN_AFTER <= at
    ]


def next_forgotten(board: Board) -> datetime | None:
    ends = min((one.until for one in _ending(board) if one.until is not None), default=None)
    return None if ends is None else ends + FORGOTTEN_AFTER


def change_guard(board: Board, at: datetime) -> list[Event]:
    """By the plan alone: whoever's duty is over is checked out, whoever's shift covers `at` is checked in. The end of a
    shift is not the end of an assignment: who is on one stays until it ends. Standby starts at home; on site nobody
    starts where somebody said that it is closed."""
    going = {assignment.volunteer for assignment in board.incidents.assignments.values() if assignment.open}
    over = [one for one in board.duty.on_duty.values() if one.until is not None and one.until <= at]
    leaving = sorted((one for one in over if one.volunteer not in going), key=lambda one: one.volunteer)
    here = set(board.duty.on_duty).difference(one.volunteer for one in leaving)
    coming = [
        shift.slot
        for volunteer, shifts in sorted(board.duty.shifts.items())
        for shift in shifts
        if shift.slot.covers(at) and volunteer not in here and _is_member(board, volunteer)
    ]
    return [
        *(CheckedOut(one.volunteer, one.station) for one in leaving),
        *(event for slot in coming if _takes(board, slot) for event in _by_plan(board, slot)),
    ]


def plan_shifts(board: Board, slots: Sequence[Slot]) -> list[Event]:
    """One event for each slot that is not planned yet; one that overlaps another of that person is refused."""
    known: dict[str, list[Slot]] = {}
    events: list[Event] = []
    numbers = count(board.duty.last_shift + 1)
    for slot in slots:
        theirs = known.setdefault(slot.volunteer, [shift.slot for shift in board.duty.shifts_of(slot.volunteer)])
        if slot in theirs:
            continue
        _require_plannable(board, slot, theirs)
        theirs.append(slot)
        events.append(planned(Shift(next(numbers), slot)))
    return events


def _takes(board: Board, slot: Slot) -> bool:
    if slot.kind is ShiftKind.HOME_STANDBY:
        return True
    said = board.duty.standings.get(slot.station)
    return slot.kind is ShiftKind.ON_SITE and (said is None or said.state is not StationState.CLOSED)


def _by_plan(board: Board, slot: Slot) -> list[Event]:
    start, delay_s = (slot.start, slot.delay_s or 0) if slot.kind is ShiftKind.HOME_STANDBY else (None, None)
    begun = CheckedIn(slot.volunteer, slot.station, slot.ends_at, (), start, delay_s=delay_s)
    return [begun, *_overtaken(board, slot.volunteer)]


def _ending(board: Board) -> Iterator[CheckIn]:
    """Duties with a planned end, of people who are on no assignment."""
    going = {one.volunteer for one in board.incidents.assignments.values() if one.open}
    present = board.duty.on_duty.values()
    return (one for one in present if one.until is not None and one.volunteer not in going)


def _more(before: Brought, now: Brought) -> Brought:
    """What was checked once stays checked."""
    seen = dict.fromkeys((*before.kit_check, *now.kit_check))
    return Brought(before.radio or now.radio, tuple(seen))


def _require_open(board: Board, station: str) -> None:
    said = board.duty.standings.get(station)
    if said is not None and said.state is StationState.CLOSED:
        raise Refused("station_closed", station=station, reason=said.reason or "")


def _overtaken(board: Board, volunteer: str) -> list[Event]:
    waiting = [one for one in board.duty.held.values() if one.volunteer == volunteer and one.open]
    return [HeldDecided(one.id, volunteer, one.station, HeldState.OVERTAKEN, None) for one in waiting]


def _require_member(board: Board, volunteer: str) -> None:
    known = board.people.volunteers.get(volunteer)
    if known is None:
        raise NotFound("volunteer", volunteer)
    if known.membership not in MEMBERS:
        raise Refused("not_a_member", volunteer=volunteer, membership=known.membership)


def _is_member(board: Board, volunteer: str) -> bool:
    return board.people.volunteers[volunteer].membership in MEMBERS


def _planned_end(board: Board, volunteer: str, station: str, at: datetime) -> datetime | None:
    slots = (shift.slot for shift in board.duty.all_shifts_of(volunteer))
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
