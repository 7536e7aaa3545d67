"""The plan read off the board: who has which named shift on which day, and where somebody is still wanted. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dispatch.board import Board
from dispatch.duty.model import Shift, ShiftKind, Slot
from dispatch.people.catalogue import BY_CODE
from dispatch.people.model import Membership, Team, Volunteer
from dispatch.rosters.model import Opening, Template, Terms
from dispatch.rosters.rest import day_of

MEMBERS = frozenset({Membership.ACTIVE, Membership.PROBATION})
Key = tuple[str, date, str | None]
"""Station, day, named shift."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is planned: the named shifts in use, and by station, day and named shift who has it."""

    named: Mapping[str, Template]
    taken: Mapping[Key, Sequence[Shift]]

    def has(self, opening: Key) -> Sequence[Shift]:
        return self.taken.get(opening, ())


def holds(volunteer: Volunteer, skill: str, day: date) -> bool:
    """Of that team, or with a certificate of that kind that is valid on the day."""
    if skill in set(Team):
        return volunteer.team == skill
    return any(one.kind == skill and one.valid_on(day) for one in volunteer.qualifications)


def is_skill(skill: str) -> bool:
    return skill in set(Team) or skill in BY_CODE


def is_member(board: Board, volunteer: str) -> bool:
    known = board.people.volunteers.get(volunteer)
    return known is not None and known.membership in MEMBERS


def named_as(slot: Slot, named: Mapping[str, Template], timezone: ZoneInfo) -> str | None:
    """The named shift that it is: as planned, else the one of its very hours."""
    if slot.template is not None:
        return slot.template
    day = day_of(slot, timezone)
    for one in named.values():
        if one.kind is slot.kind and one.span(day, timezone) == (slot.starts_at, slot.ends_at):
            return one.id
    return None


def all_shifts(board: Board) -> Iterator[Shift]:
    for shifts in board.duty.past.values():
        yield from shifts
    for shifts in board.duty.shifts.values():
        yield from shifts


def plan_of(board: Board, terms: Terms, timezone: ZoneInfo, first: date, last: date) -> Plan:
    """Of the shifts that begin from `first` to `last`."""
    named = board.rosters.named(terms)
    taken: defaultdict[Key, list[Shift]] = defaultdict(list)
    for shift in all_shifts(board):
        day = day_of(shift.slot, timezone)
        if first <= day <= last:
            taken[shift.slot.station, day, named_as(shift.slot, named, timezone)].append(shift)
    return Plan(named, taken)


def openings(
    board: Board, terms: Terms, timezone: ZoneInfo, days: Iterable[date], stations: Iterable[str] | None = None
) -> list[Opening]:
    """Where somebody is still wanted in the shifts that begin on these days, the soonest first. A shift of other hours
    counts where it takes in the whole."""
    span = sorted(days)
    if not span:
        return []
    plan = plan_of(board, terms, timezone, span[0] - timedelta(days=1), span[-1])
    wanted = board.rosters.needs if stations is None else [one for one in stations if one in board.rosters.needs]
    found = [
        opening
        for station in wanted
        if station in board.duty.stations
        for day in span
        for opening in _openings_of(board, terms, timezone, plan, station, day)
    ]
    return sorted(found, key=lambda one: (one.starts_at, one.station, one.skill))


def _openings_of(
    board: Board, terms: Terms, timezone: ZoneInfo, plan: Plan, station: str, day: date
) -> Iterator[Opening]:
    for need in board.rosters.needs_on(station, terms.calendar.of(day)):
        template = plan.named.get(need.template)
        if template is None or template.kind is ShiftKind.CLOSED or is_closed(board, station, template):
            continue
        starts_at, ends_at = template.span(day, timezone)
        there = {one.slot.volunteer for one in plan.has((station, day, template.id))}
        for before in (day - timedelta(days=1), day):
            whole = plan.has((station, before, None))
            there |= {one.slot.volunteer for one in whole if _takes_in(one.slot, template, (starts_at, ends_at))}
        missing = need.count - sum(_counts(board, one, need.skill, day) for one in there)
        if missing > 0:
            yield Opening(
                station,
                day,
                template.id,
                need.skill,
                missing,
                need.count,
                starts_at,
                ends_at,
                template.kind,
                template.delay_s,
            )


def is_closed(board: Board, station: str, template: Template) -> bool:
    """Nobody can be on site there then; at home on standby for it they may be."""
    return template.kind is ShiftKind.ON_SITE and template.id in board.rosters.closed.get(station, ())


def _takes_in(slot: Slot, template: Template, span: tuple[datetime, datetime]) -> bool:
    return slot.kind is template.kind and slot.starts_at <= span[0] and span[1] <= slot.ends_at


def _counts(board: Board, volunteer: str, skill: str, day: date) -> bool:
    known = board.people.volunteers.get(volunteer)
    return known is not None and known.membership in MEMBERS and holds(known, skill, day)
