"""Which open incidents may tell of the same event as a call: pure, offered to the dispatcher and never decided here."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter

from pyproj import Geod

from dispatch.board import Board
from dispatch.errors import Refused
from dispatch.incidents.model import Call, Incident, Place
from dispatch.people.phones import parse

NEAR_M = 300.0
RECENT = timedelta(minutes=30)
PLACE_WEIGHT, PHONE_WEIGHT, TIME_WEIGHT, TYPE_WEIGHT = 0.4, 0.3, 0.2, 0.1
_score = attrgetter("score")
EARTH = Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True)
class Duplicate:
    """`incident`: the main one. `reasons`: near, recent, same_phone, same_type, as far as they hold. `score` 0…1."""

    incident: int
    score: float
    distance_m: float | None
    minutes: float
    same_phone: bool
    reasons: tuple[str, ...]


def duplicates(board: Board, call: Call, at: datetime, *, besides: int | None = None) -> list[Duplicate]:
    """The likeliest first.

    Possible: reported within 30 minutes, and from the same phone or within 300 m (or the sum of the two radii, where
    the places are vague). Score: .4 for the place, falling to 0 at that distance, .3 for the phone, .2 for the time,
    falling to 0 at 30 minutes, .1 for the type. Every call of a merged incident is compared; the likeliest counts.
    """
    state, phone = board.incidents, _phone(call)
    rivals = (one for one in state.incidents.values() if one.part_of is None and one.id != besides)
    compared = (
        [_compared(call, phone, its, one.id, at) for its in state.group(one)] for one in rivals if one.mode is call.mode
    )
    found = (max(filter(None, calls), key=_score, default=None) for calls in compared)
    return sorted(filter(None, found), key=lambda one: (-one.score, one.incident))


def _compared(call: Call, phone: str | None, known: Incident, main: int, at: datetime) -> Duplicate | None:
    ago = at - known.reported_at
    here, there = call.particulars and call.particulars.place, known.place
    distance = _metres(here, there) if here and there else None
    near = 1 - distance / _within(here, there) if here and there and distance is not None else -1.0
    same_phone = phone is not None and phone == _phone(known)
    if ago > RECENT or (near < 0 and not same_phone):
        return None
    same_type = call.type is known.type
    score = PLACE_WEIGHT * max(near, 0) + PHONE_WEIGHT * same_phone + TIME_WEIGHT * (1 - ago / RECENT)
    holds = {"near": near >= 0, "recent": True, "same_phone": same_phone, "same_type": same_type}
    reasons = tuple(reason for reason, so in holds.items() if so)
    minutes = ago / timedelta(minutes=1)
    return Duplicate(main, score + TYPE_WEIGHT * same_type, distance, minutes, same_phone, reasons)


def _within(here: Place, there: Place) -> float:
    return max(NEAR_M, (here.uncertainty_m or 0) + (there.uncertainty_m or 0))


def _metres(here: Place, there: Place) -> float:
    return float(EARTH.inv(here.lon, here.lat, there.lon, there.lat)[2])


def _phone(call: Call | Incident) -> str | None:
    """In its one spelling; one that is none is compared as it was written."""
    caller = call.particulars.caller if call.particulars else None
    if caller is None or not caller.phone:
        return None
    try:
        return parse(caller.phone)
    except Refused:
        return caller.phone
