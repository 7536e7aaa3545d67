"""Who could fill a shift that nobody has taken: qualified, rested, near and with least to do, and why. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dispatch.board import Board
from dispatch.duty.model import Slot
from dispatch.people.model import Availability, Membership, Volunteer
from dispatch.rosters.grid import holds
from dispatch.rosters.model import Conflict, Opening, Terms
from dispatch.rosters.rest import against, gap_h, hours_of

LOAD = timedelta(days=14)
"""Before and after: what somebody has done lately and is planned for soon counts as their load."""
NEAR_STEP_S = 600.0
"""Who is ten minutes nearer goes before who has less to do."""

WayS = Callable[[Volunteer], float | None]
"""Seconds to the station from where they belong; None: not known."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`soft`: rules of rest that it would go against. `rested_h`: hours to the nearest other shift; None: there is none
    within two weeks. `way_s`: None where it is not known. `load_h`: hours of shifts within two weeks."""

    volunteer: str
    skill: str
    station: str | None
    soft: tuple[Conflict, ...]
    rested_h: float | None
    way_s: float | None
    load_h: float


def suggest(
    board: Board, opening: Opening, terms: Terms, timezone: ZoneInfo, way_s: WayS, *, limit: int = 5
) -> list[Suggestion]:
    """The best first: rested, then near, then least loaded. Who would overlap is not named at all."""
    found = []
    for volunteer in board.people.volunteers.values():
        if willing(volunteer) and holds(volunteer, opening.skill, opening.day):
            slots = [one.slot for one in board.duty.all_shifts_of(volunteer.id)]
            conflicts = against(opening.slot(volunteer.id), slots, terms.rest, timezone)
            if not any(one.rule.hard for one in conflicts):
                found.append(_suggestion(volunteer, opening, slots, conflicts, way_s))
    return sorted(found, key=_order)[:limit]


def willing(volunteer: Volunteer) -> bool:
    """Who is on probation practises beside others, and is not asked to fill a gap."""
    return (
        volunteer.membership is Membership.ACTIVE
        and volunteer.availability is not Availability.UNAVAILABLE
        and not volunteer.opted_out
    )


def _suggestion(
    volunteer: Volunteer, opening: Opening, slots: Sequence[Slot], soft: Sequence[Conflict], way_s: WayS
) -> Suggestion:
    slot = opening.slot(volunteer.id)
    near = [one for one in slots if _near(one, opening.starts_at)]
    rested = min((gap_h(slot, one) for one in near), default=None)
    load = round(sum(hours_of(one) for one in near), 2)
    return Suggestion(volunteer.id, opening.skill, volunteer.station, tuple(soft), rested, way_s(volunteer), load)


def _near(slot: Slot, at: datetime) -> bool:
    return at - LOAD < slot.starts_at < at + LOAD


def _order(one: Suggestion) -> tuple[int, float, float, str]:
    step = float("inf") if one.way_s is None else one.way_s // NEAR_STEP_S
    return len(one.soft), step, one.load_h, one.volunteer
