"""How long everyone who is placed needs to an incident: the slow part of a decision, done before the lock."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np

from dispatch.conditions.model import Conditions
from dispatch.conditions.streets import F8, Streets
from dispatch.ground.approach import Approach
from dispatch.incidents.entering import entering, way_in
from dispatch.incidents.fetching import PICK_UP_S, Fetching, by_aed
from dispatch.incidents.model import Place
from dispatch.incidents.vague import PIECES, is_vague, mean_within, pieces
from dispatch.incidents.ways import ByAed, Reaches, Way
from dispatch.people.placed import Placed
from maps.snapping import Snapped
from maps.speeds import Mode
from maps.travel import Route, Search, gather, link, search_to, times_to
from maps.travel import route as way


def reaches(
    streets: Streets,
    placed: Sequence[Placed],
    place: Place | None,
    conditions: Conditions,
    *,
    limit_s: float,
    night: bool,
    approach: Approach | None = None,
    fetch: Fetching | None = None,
) -> Reaches:
    """How everyone gets there. One reverse search a mode, for a vague place one for each of its pieces; no time beyond
    `limit_s` or for no place. With an `approach` travel ends at a gate or door, with `fetch` also past an AED."""

    def of(group: Placed) -> Way:
        if place is None:
            return _directly(np.full(len(group.volunteers), np.nan))
        if is_vague(place):
            return _around(streets, group, place, conditions, limit_s=limit_s, night=night)
        if approach is not None:
            return entering(streets, group, place, conditions, approach, limit_s=limit_s, night=night)
        search = _search(streets, (place.lon, place.lat), group.mode, conditions, limit_s, night)
        return _directly(gather(search, _links(search.weights, group.snapped, towards=True)))

    def past_aed(group: Placed, fetch: Fetching) -> ByAed:
        weights = streets.weights(group.mode, conditions, night=night)
        links = _links(weights, group.snapped, towards=True)
        return by_aed(streets, group, links, weights, conditions, fetch, onward=of, limit_s=limit_s)

    fetched = [past_aed(group, fetch) for group in placed] if fetch is not None and place is not None else []
    return Reaches.of(placed, [of(group) for group in placed], fetched)


@lru_cache(maxsize=24)
def _search(
    streets: Streets, point: tuple[float, float], mode: Mode, conditions: Conditions, limit_s: float, night: bool
) -> Search:
    """Kept for the few incidents that are looked at again and again: at every answer, every window's end."""
    weights = streets.weights(mode, conditions, night=night)
    return search_to(weights, streets.snap(np.array([point]), mode, conditions), limit_seconds=limit_s)


_links = lru_cache(maxsize=8)(link)


def _directly(travel_s: F8) -> Way:
    return Way(travel_s, np.zeros(len(travel_s)))


def _around(
    streets: Streets, group: Placed, place: Place, conditions: Conditions, *, limit_s: float, night: bool
) -> Way:
    scenes = streets.snap(pieces(place), group.mode, conditions)
    weights = streets.weights(group.mode, conditions, night=night)
    spread = np.array(
        [times_to(weights, scenes[np.array([one])], group.snapped, limit_seconds=limit_s) for one in range(PIECES)]
    )
    travel = mean_within(spread, limit_s)
    return Way(travel, np.zeros(len(travel)), np.where(np.isnan(spread), np.inf, spread).T)


def route(
    streets: Streets,
    placed: Iterable[Placed],
    volunteer: str,
    place: Place | None,
    conditions: Conditions,
    *,
    night: bool,
    approach: Approach | None = None,
    past: tuple[float, float] | None = None,
) -> Route | None:
    """The way of one volunteer to the scene, with its geometry; with an `approach` as far as the gate or door. `past`:
    where an AED hangs that they fetch first, picked up in the seconds."""
    found = next(((one, row) for one in placed if (row := one.row(volunteer)) is not None), None)
    if found is None or place is None:
        return None
    group, row = found
    weights = streets.weights(group.mode, conditions, night=night)

    def onward(here: Snapped) -> Route | None:
        if approach is not None:
            return way_in(streets, here, place, conditions, approach, night=night)
        return way(weights, here, streets.snap(np.array([[place.lon, place.lat]]), group.mode, conditions))

    if past is None:
        return onward(group.snapped[row])
    hung = streets.snap(np.array([past]), group.mode, conditions)
    first, then = way(weights, group.snapped[row], hung), onward(hung)
    if first is None or then is None:
        return None
    line = np.concatenate([first.lonlat, then.lonlat])
    return Route(first.seconds + PICK_UP_S + then.seconds, first.metres + then.metres, line)
