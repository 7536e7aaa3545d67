"""What is planned against a rule, as the plan stands. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from dispatch.board import Board
from dispatch.duty.model import ShiftKind
from dispatch.rosters.grid import is_closed, is_member
from dispatch.rosters.model import Conflict, Rule, Terms
from dispatch.rosters.rest import against, day_of


def conflicts_in(
    board: Board, volunteer: str, terms: Terms, timezone: ZoneInfo, days: Sequence[date]
) -> list[Conflict]:
    """Of that person's shifts that begin on these days, each beside those before it: of two too close the later is
    named. Plans made by other means than the grid, people who left and stations that closed are seen here."""
    shifts = sorted(board.duty.all_shifts_of(volunteer), key=lambda one: one.slot.starts_at)
    named = board.rosters.named(terms)
    found = []
    for number, shift in enumerate(shifts):
        if day_of(shift.slot, timezone) not in days:
            continue
        slot, before = shift.slot, [one.slot for one in shifts[:number]]
        against_it = against(slot, before, terms.rest, timezone)
        template = named.get(slot.template or "")
        if slot.kind is ShiftKind.ON_SITE and template is not None and is_closed(board, slot.station, template):
            against_it.insert(0, Conflict(Rule.CLOSED, slot))
        if not is_member(board, volunteer):
            against_it.insert(0, Conflict(Rule.NOT_MEMBER, slot))
        passed = board.rosters.passed_over.get(shift.id, ())
        found += [replace(one, shift=shift.id, passed_over=one.rule in passed) for one in against_it]
    return found
