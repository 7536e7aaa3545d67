"""Who is planned for each hour of the week, with a skill: at the stations of a site plan, and at home for them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch.board import Board
from dispatch.duty.model import ShiftKind, Slot
from dispatch.planning.model import Site
from dispatch.rosters.grid import holds, is_member

WEEK_HOURS = 168


@dataclass(frozen=True, slots=True)
class Home:
    """Where somebody on standby sets out from, WGS-84, so long after an alert."""

    lon: float
    lat: float
    delay_s: int


@dataclass(frozen=True, slots=True)
class Present:
    """One hour, as it comes next: who is planned on site at each site, from where others would come, and how many are
    planned at stations that the plan does not keep."""

    at: datetime
    on_site: tuple[int, ...]
    homes: tuple[Home, ...]
    elsewhere: int


def next_time(hour: int, local: datetime) -> datetime:
    """When an hour of the week, from Monday 0:00 on, comes next; the one under way counts as next."""
    monday = local.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=local.weekday())
    at = monday + timedelta(hours=hour)
    return at if at > local - timedelta(hours=1) else at + timedelta(days=7)


def present(board: Board, sites: Sequence[Site], skill: str | None, at: datetime) -> Present:
    """Of members who hold the skill on that day; None: any member. Everybody counts once an hour."""
    places = {site.id: place for place, site in enumerate(sites)}
    on_site, homes, elsewhere = [0] * len(sites), [], 0
    for slot in _slots(board, skill, at):
        place = places.get(slot.station)
        if place is None:
            elsewhere += 1
        elif slot.kind is ShiftKind.HOME_STANDBY:
            start = slot.start or sites[place]
            homes.append(Home(round(start.lon, 6), round(start.lat, 6), slot.delay_s or 0))
        else:
            on_site[place] += 1
    ordered = sorted(homes, key=lambda one: (one.lon, one.lat, one.delay_s))
    return Present(at, tuple(on_site), tuple(ordered), elsewhere)


def _slots(board: Board, skill: str | None, at: datetime) -> Iterator[Slot]:
    for volunteer, shifts in board.duty.shifts.items():
        known = board.people.volunteers.get(volunteer)
        if known is None or not is_member(board, volunteer):
            continue
        if skill is not None and not holds(known, skill, at.date()):
            continue
        under_way = [one.slot for one in shifts if one.slot.covers(at) and one.slot.kind is not ShiftKind.CLOSED]
        yield from under_way[:1]
