"""What a grid changes in the plan, who may sign up, and who may drop out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from zoneinfo import ZoneInfo

from dispatch.board import Board
from dispatch.duty.events import ShiftConfirmed, ShiftDropped, planned
from dispatch.duty.model import DropCause, Shift, ShiftKind, Slot
from dispatch.errors import NotFound, Refused
from dispatch.log.event import Event
from dispatch.rosters.events import RestPassedOver, SwapEnded, SwapOutcome
from dispatch.rosters.grid import holds, is_closed, is_member, named_as, openings
from dispatch.rosters.model import Cell, Conflict, Opening, Rule, Template, Terms, Turn
from dispatch.rosters.rest import against, day_of
from dispatch.rosters.written import Kept, Written, lacks, refusal_of


@dataclass
class _Desktop:
    """The plan while a grid is laid over it: each cell sees what the cells before it did."""

    board: Board
    terms: Terms
    timezone: ZoneInfo
    at: datetime
    reason: str | None
    named: dict[str, Template] = field(init=False)
    theirs: dict[str, list[Shift]] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    warned: list[Conflict] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.named = self.board.rosters.named(self.terms)
        self._numbers = count(self.board.duty.last_shift + 1)

    def shifts(self, volunteer: str) -> list[Shift]:
        if volunteer not in self.theirs:
            self.theirs[volunteer] = list(self.board.duty.all_shifts_of(volunteer))
        return self.theirs[volunteer]

    def slot(self, cell: Cell, turn: Turn) -> Slot:
        template = self.named[turn.template]
        starts_at, ends_at = template.span(cell.day, self.timezone)
        return Slot(
            cell.volunteer, turn.station, starts_at, ends_at, template.kind, template.id, delay_s=template.delay_s
        )

    def turn(self, shift: Shift) -> Turn | None:
        named = named_as(shift.slot, self.named, self.timezone)
        return Turn(named, shift.slot.station) if named is not None else None

    def take(self, dropped: Sequence[Shift], slots: Sequence[Slot], soft: Sequence[Conflict]) -> None:
        for shift in dropped:
            self.shifts(shift.slot.volunteer).remove(shift)
            self.events += drop(self.board, shift, DropCause.REPLANNED, None)
        for slot in slots:
            shift = Shift(next(self._numbers), slot)
            self.shifts(slot.volunteer).append(shift)
            self.events.append(planned(shift))
            passed = tuple(dict.fromkeys(one.rule for one in soft if one.slot == slot))
            if passed:
                told = (shift.id, slot.volunteer, slot.station, passed)
                self.events.append(RestPassedOver(*told, particulars=self.reason))


def write_cells(
    board: Board, cells: Iterable[Cell], terms: Terms, timezone: ZoneInfo, at: datetime, *, reason: str | None = None
) -> Written:
    """Only what differs is dropped and planned, and nothing that has begun is dropped. A cell goes whole or not at all.
    `reason`: why rules of rest are passed over; without one, a cell against them is kept as it was."""
    desk = _Desktop(board, terms, timezone, at, reason)
    unchanged, kept = 0, []
    for cell in cells:
        try:
            result = _write(desk, cell)
        except Refused as refusal:
            kept.append(Kept(cell, refusal=refusal))
            continue
        if isinstance(result, Kept):
            kept.append(result)
        unchanged += result is None
    return Written(tuple(desk.events), unchanged, tuple(kept), tuple(desk.warned))


def _write(desk: _Desktop, cell: Cell) -> Kept | bool | None:
    """None: it says what is planned already. Refuses what names somebody or something that there is not."""
    if cell.volunteer not in desk.board.people.volunteers:
        raise NotFound("volunteer", cell.volunteer)
    for turn in cell.turns:
        _require_turn(desk, turn)
    spoken = [one for one in desk.shifts(cell.volunteer) if _spoken_of(desk, cell, one)]
    standing = [one for one in spoken if desk.turn(one) in cell.turns]
    gone = [one for one in spoken if one not in standing]
    known = {desk.turn(one) for one in standing}
    slots = [desk.slot(cell, turn) for turn in dict.fromkeys(cell.turns) if turn not in known]
    if not gone and not slots:
        return None
    found = list(_conflicts(desk, gone, slots))
    hard = [one for one in found if one.rule.hard]
    if hard or (found and desk.reason is None):
        return Kept(cell, tuple(hard or found))
    desk.warned += found
    desk.take(gone, slots, found)
    return True


def _require_turn(desk: _Desktop, turn: Turn) -> None:
    if turn.station not in desk.board.duty.stations:
        raise NotFound("station", turn.station)
    if turn.template not in desk.named:
        raise NotFound("template", turn.template)


def _spoken_of(desk: _Desktop, cell: Cell, shift: Shift) -> bool:
    return day_of(shift.slot, desk.timezone) == cell.day and (cell.at is None or shift.slot.station in cell.at)


def _conflicts(desk: _Desktop, gone: Sequence[Shift], slots: Sequence[Slot]) -> Iterator[Conflict]:
    for shift in gone:
        if shift.slot.starts_at <= desk.at:
            yield Conflict(Rule.BEGUN, shift.slot, shift=shift.id)
    for number, slot in enumerate(slots):
        others = [one.slot for one in desk.shifts(slot.volunteer) if one not in gone]
        yield from conflicts_of(
            desk.board, slot, [*others, *slots[:number]], desk.terms, desk.timezone, desk.at, named=desk.named
        )


def conflicts_of(
    board: Board,
    slot: Slot,
    others: Sequence[Slot],
    terms: Terms,
    timezone: ZoneInfo,
    at: datetime,
    *,
    named: dict[str, Template] | None = None,
) -> list[Conflict]:
    """All that a new slot goes against, the hard ones first."""
    template = (named if named is not None else board.rosters.named(terms)).get(slot.template or "")
    found = []
    if slot.ends_at <= at:
        found.append(Conflict(Rule.BEGUN, slot))
    if not is_member(board, slot.volunteer):
        found.append(Conflict(Rule.NOT_MEMBER, slot))
    if slot.kind is ShiftKind.CLOSED or (template is not None and is_closed(board, slot.station, template)):
        found.append(Conflict(Rule.CLOSED, slot))
    return [*found, *against(slot, others, terms.rest, timezone)]


def drop(board: Board, shift: Shift, cause: DropCause, reason: str | None) -> list[Event]:
    """With the swaps that were to give it away."""
    slot = shift.slot
    ended: list[Event] = [
        SwapEnded(one.id, one.station, SwapOutcome.LAPSED, None)
        for one in board.rosters.swaps.values()
        if shift.id in {one.shift, one.in_return}
    ]
    return [ShiftDropped(shift.id, slot.volunteer, slot.station, cause, reason), *ended]


def find_shift(board: Board, shift: int, at: datetime) -> Shift:
    """One that has not begun. Refuses `roster_begun`."""
    for theirs in board.duty.shifts.values():
        for one in theirs:
            if one.id == shift:
                if one.slot.starts_at <= at:
                    raise Refused("roster_begun", volunteer=one.slot.volunteer)
                return one
    raise NotFound("shift", shift)


def require_owner(shift: Shift, acting: str | None) -> None:
    """`acting`: the volunteer who does it themselves; None: a desk."""
    if acting is not None and shift.slot.volunteer != acting:
        raise Refused("not_yours", volunteer=acting)


def drop_out(board: Board, shift: int, reason: str, at: datetime, *, acting: str | None = None) -> list[Event]:
    """The slot is open again, and is warned of when nobody takes it."""
    found = find_shift(board, shift, at)
    require_owner(found, acting)
    return drop(board, found, DropCause.DROPPED_OUT, reason)


def confirm(board: Board, shift: int, at: datetime, *, acting: str | None = None) -> list[Event]:
    """A second time changes nothing."""
    found = find_shift(board, shift, at)
    require_owner(found, acting)
    if found.confirmed_at is not None:
        return []
    return [ShiftConfirmed(shift, found.slot.volunteer, found.slot.station)]


def sign_up(
    board: Board,
    volunteer: str,
    station: str,
    day: date,
    template: str,
    terms: Terms,
    timezone: ZoneInfo,
    at: datetime,
) -> list[Event]:
    """A volunteer takes an open shift, and so confirms it. Refuses by name who is not qualified, is planned elsewhere
    at that time, or would not rest enough."""
    known = board.people.volunteers.get(volunteer)
    if known is None:
        raise NotFound("volunteer", volunteer)
    if station not in board.duty.stations:
        raise NotFound("station", station)
    if template not in board.rosters.named(terms):
        raise NotFound("template", template)
    theirs = board.duty.all_shifts_of(volunteer)
    found = [one for one in openings(board, terms, timezone, [day], [station]) if one.template == template]
    if not found:
        had = [one.slot for one in theirs if one.slot.station == station and one.slot.template == template]
        if any(day_of(one, timezone) == day for one in had):
            return []  # they have it
        raise Refused("roster_not_open", station=station, day=day, template=template)
    if not any(holds(known, one.skill, day) for one in found):
        raise lacks(volunteer, found[0].skill)
    slot = found[0].slot(volunteer)
    require_free(board, slot, [one.slot for one in theirs], terms, timezone, at)
    shift = Shift(board.duty.last_shift + 1, slot)
    return [planned(shift), ShiftConfirmed(shift.id, volunteer, station)]


def may_sign_up(board: Board, volunteer: str, opening: Opening, terms: Terms, timezone: ZoneInfo, at: datetime) -> bool:
    known = board.people.volunteers.get(volunteer)
    if known is None or opening.starts_at <= at or not holds(known, opening.skill, opening.day):
        return False
    theirs = [one.slot for one in board.duty.all_shifts_of(volunteer)]
    return not conflicts_of(board, opening.slot(volunteer), theirs, terms, timezone, at)


def require_free(
    board: Board, slot: Slot, others: Sequence[Slot], terms: Terms, timezone: ZoneInfo, at: datetime
) -> None:
    """Refuses by the first rule that it goes against."""
    found = conflicts_of(board, slot, others, terms, timezone, at)
    if slot.starts_at <= at:
        found.insert(0, Conflict(Rule.BEGUN, slot))
    if found:
        raise refusal_of(found[0], timezone)
