"""Who could come to a station that fell short: off duty or on standby elsewhere, qualified, rested, near. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dispatch.board import Board
from dispatch.incidents.model import IncidentMode
from dispatch.people.eligibility import committed
from dispatch.people.model import Team
from dispatch.readiness.judging import FIRST_AIDER, FIRST_AIDERS
from dispatch.readiness.model import Lacking
from dispatch.rosters.model import Opening, Terms
from dispatch.rosters.suggesting import Suggestion, WayS, suggest

STAY = timedelta(hours=8)
"""For so long whoever comes is taken to be there, when rest is looked at."""
EVERYBODY = 10_000


def fill(
    board: Board,
    station: str,
    lacking: Lacking,
    terms: Terms,
    timezone: ZoneInfo,
    at: datetime,
    way_s: WayS,
    *,
    limit: int = 5,
) -> list[Suggestion]:
    """The best first, as for shifts that nobody has taken."""
    busy = committed(board, IncidentMode.ACTUAL).keys()
    here = {one.volunteer for one in board.duty.on_duty.values() if one.standby is None or one.station == station}
    found: dict[str, Suggestion] = {}
    for skill in _skills(lacking.skill):
        opening = _opening(station, skill, lacking, timezone, at)
        for one in suggest(board, opening, terms, timezone, way_s, limit=EVERYBODY):
            if one.volunteer not in here and one.volunteer not in busy:
                found.setdefault(one.volunteer, one)
    return sorted(found.values(), key=_order)[:limit]


def _skills(skill: str | None) -> Sequence[str]:
    if skill is None:
        return [str(team) for team in Team]
    return FIRST_AIDERS if skill == FIRST_AIDER else (skill,)


def _opening(station: str, skill: str, lacking: Lacking, timezone: ZoneInfo, at: datetime) -> Opening:
    missing = lacking.wanted - lacking.found
    return Opening(station, at.astimezone(timezone).date(), "", skill, missing, lacking.wanted, at, at + STAY)


def _order(one: Suggestion) -> tuple[int, float, float, str]:
    """As `suggest` has it, to the minute: now it matters who is sooner there."""
    way = float("inf") if one.way_s is None else one.way_s // 60
    return len(one.soft), way, one.load_h, one.volunteer
