"""The way by an AED: whoever brings one without carrying it goes to where it hangs first, and only while it is open.

One bounded search to all AEDs at once, each with the seconds from there to the patient, gives everybody their quickest
total and which AED that is. The seconds of the second leg are found as those of people who stand there, so gates,
doors and vague places count in them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dispatch.aeds.model import Aed, AedState
from dispatch.aeds.shelf import Shelf, shelves
from dispatch.board import Board
from dispatch.conditions.model import Conditions
from dispatch.conditions.streets import Streets
from dispatch.incidents.centre import Centre
from dispatch.incidents.model import Assignment, Incident, Progress
from dispatch.incidents.ways import F8, ByAed, Way
from dispatch.people.placed import Objects, Placed, objects
from maps.snapping import Snapped
from maps.speeds import Mode
from maps.travel import Links, Search, Weights, gather, nearest_origin, search_to

AED = "aed"
"""The kind of kit that the register holds."""
PICK_UP_S = 60.0
"""To find it at its place, open the box and take it."""


@dataclass(frozen=True, slots=True)
class Fetching:
    """What may be fetched for one incident: groups of AEDs that are open alike, and when whoever is asked sets out."""

    shelves: tuple[Shelf, ...]
    ready_s: float

    @property
    def aeds(self) -> tuple[Aed, ...]:
        return tuple(aed for shelf in self.shelves for aed in shelf.aeds)


def fetching(board: Board, incident: Incident, centre: Centre, at: datetime) -> Fetching | None:
    """None where no AED is asked for or none is on record; then nothing more is looked at."""
    if not board.aeds.known or not any(need.kit == AED for need in incident.response.needs):
        return None
    local = at.astimezone(centre.timezone)
    found = shelves(board.aeds.known, local, within_s=incident.response.limit_s, taken=taken(board))
    return Fetching(found, centre.mobilisation.answer_s + centre.turnout_s(at))


def taken(board: Board) -> set[str]:
    """Those that somebody who said yes is fetching."""
    incidents = board.incidents
    fetched = (incidents.alerts[one.alert].aed for one in incidents.assignments.values() if one.open)
    return {aed for aed in fetched if aed is not None}


def still_there(board: Board, aed: str, day: date) -> bool:
    known = board.aeds.known.get(aed)
    return known is not None and known.standing(day) is AedState.READY and aed not in taken(board)


def still_to_fetch(board: Board, assignment: Assignment, day: date) -> tuple[float, float] | None:
    """Where the AED hangs that somebody is yet to take: nobody has told that it is taken, or gone."""
    aed = board.aeds.known.get(board.incidents.alerts[assignment.alert].aed or "")
    under_way = assignment.progress in (Progress.ASSIGNED, Progress.EN_ROUTE)
    return (aed.lon, aed.lat) if aed and under_way and aed.standing(day) is AedState.READY else None


def by_aed(
    streets: Streets,
    group: Placed,
    links: Links,
    weights: Weights,
    conditions: Conditions,
    fetch: Fetching,
    *,
    onward: Callable[[Placed], Way],
    limit_s: float,
) -> ByAed:
    """Everyone of one mode by the AED that is the quickest for them of those that are open when they get there.

    `onward`: the way of people to the patient. An AED that opens or shuts meanwhile is only ever counted on when it is
    open; who would come too late for the one that is quickest looks at those with other hours, not at the next one with
    the same. Cost: a search for each group of AEDs, mostly one.
    """
    aeds = fetch.aeds
    ids = objects([one.id for one in aeds])
    hanging = _snapped(streets, tuple((one.lon, one.lat) for one in aeds), group.mode, conditions)
    # As if people stood where they hang; no gate looks at these.
    rest = onward(Placed(group.mode, ids, hanging, ids, np.zeros(len(ids), np.int32), group.profiles))
    rest_s = PICK_UP_S + rest.travel_s + rest.access_s
    best_s, best = np.full(len(group.volunteers), np.nan), np.zeros(len(group.volunteers), np.intp)
    leaves_s = fetch.ready_s + group.profiles.delays_s(group.alike)
    begin = 0
    for shelf in fetch.shelves:
        rows = np.arange(begin, begin + len(shelf.aeds))
        begin += len(rows)
        near = rows[rest_s[rows] <= limit_s]
        if len(near):
            search = _search(weights, hanging, near.tobytes(), rest_s[near].tobytes(), limit_s)
            total_s, which = gather(search, links), near[nearest_origin(search, links)]
            usable = shelf.open_at(leaves_s + total_s - rest_s[which]) & ~(best_s <= total_s)
            best_s[usable], best[usable] = total_s[usable], which[usable]
    return _ways(best_s, best, ids, rest, rest_s)


def _ways(best_s: F8, best: NDArray[np.intp], ids: Objects, rest: Way, rest_s: F8) -> ByAed:
    """By row the quickest total and the AED of it, where there is a total."""
    found = ~np.isnan(best_s)
    aed = np.full(len(best_s), None, np.object_)
    aed[found] = ids[best[found]]
    access_s = np.zeros(len(best_s))
    access_s[found] = rest.access_s[best[found]]
    spread = None
    if rest.spread is not None:
        spread = np.full((len(best_s), rest.spread.shape[1]), np.inf)
        spread[found] = (best_s - rest_s[best] + PICK_UP_S)[found, None] + rest.spread[best[found]]
    return ByAed(Way(best_s - access_s, access_s, spread), aed)


@lru_cache(maxsize=12)
def _search(weights: Weights, hanging: Snapped, near: bytes, rest_s: bytes, limit_s: float) -> Search:
    """Kept for the few incidents that are looked at again and again."""
    rows = np.frombuffer(near, np.intp)
    return search_to(weights, hanging[rows], limit_seconds=limit_s, extra_s=np.frombuffer(rest_s, np.float64))


@lru_cache(maxsize=12)
def _snapped(streets: Streets, points: tuple[tuple[float, float], ...], mode: Mode, conditions: Conditions) -> Snapped:
    """The register changes seldom: its places are snapped once for each state of the roads."""
    return streets.snap(np.array(points, np.float64).reshape(-1, 2), mode, conditions)
