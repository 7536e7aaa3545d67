"""What may become of a site plan: nothing goes before a committee that was not tried on calls that were."""

from collections import Counter
from collections.abc import Sequence

from dispatch.board import Board
from dispatch.errors import NotFound, Refused
from dispatch.log.event import Event
from dispatch.planning.events import (
    SitePlanChecked,
    SitePlanProposed,
    SitePlanRenamed,
    SitePlanSaved,
    SitePlanWithdrawn,
)
from dispatch.planning.model import Check, Fate, Question, Site, SitePlan, Standing

MOST_SITES = 200


def draw_up(board: Board, name: str, question: Question, sites: Sequence[Site], notes: str) -> list[Event]:
    """A new one, edition 1."""
    _require_sites(sites)
    return [SitePlanSaved(board.planning.last_site_plan + 1, 1, name, question, tuple(sites), notes)]


def save(
    board: Board, ident: int, edition: int, name: str, question: Question, sites: Sequence[Site], notes: str
) -> list[Event]:
    """`edition`: the one that was changed. Refuses where somebody saved meanwhile (`site_plan_changed`); what is so
    already is not saved again."""
    known = _open(board, ident)
    if known.edition != edition:
        raise Refused("site_plan_changed", site_plan=ident, edition=known.edition, by=known.by)
    _require_sites(sites)
    if (known.question, known.sites) == (question, tuple(sites)) and (known.name, known.notes) == (name, notes):
        return []
    return [SitePlanSaved(ident, edition + 1, name, question, tuple(sites), notes)]


def rename(board: Board, ident: int, name: str) -> list[Event]:
    known = find(board, ident)
    return [] if known.name == name else [SitePlanRenamed(ident, name)]


def note_check(board: Board, ident: int, check: Check) -> list[Event]:
    """One of an older edition stays with the plan, and counts for nothing."""
    _open(board, ident)
    return [SitePlanChecked(ident, check)]


def propose(board: Board, ident: int) -> list[Event]:
    known = find(board, ident)
    if known.standing is Standing.PROPOSED:
        return []
    _open(board, ident)
    if not known.checked:
        raise Refused("site_plan_unchecked", site_plan=ident)
    return [SitePlanProposed(ident)]


def withdraw(board: Board, ident: int) -> list[Event]:
    known = find(board, ident)
    return [] if known.standing is Standing.WITHDRAWN else [SitePlanWithdrawn(ident)]


def find(board: Board, ident: int) -> SitePlan:
    known = board.planning.site_plans.get(ident)
    if known is None:
        raise NotFound("site_plan", ident)
    return known


def _open(board: Board, ident: int) -> SitePlan:
    """What was proposed or withdrawn stays as it was read: a copy of it can be changed."""
    known = find(board, ident)
    if known.standing is not Standing.DRAFT:
        raise Refused("site_plan_fixed", site_plan=ident, standing=known.standing)
    return known


def _require_sites(sites: Sequence[Site]) -> None:
    if len(sites) > MOST_SITES:
        raise Refused("too_many_sites", count=len(sites), most=MOST_SITES)
    ident, times = next(iter(Counter(one.id for one in sites).most_common(1)), ("", 0))
    if times > 1:
        raise Refused("site_twice", site=ident)
    if all(one.fate is Fate.DROPPED for one in sites):
        raise Refused("no_site_left")
