"""How long everyone who is placed needs to an incident: the slow part of a decision, done before the lock."""

from collections.abc import Iterable

import numpy as np

from dispatch.conditions.model import Conditions
from dispatch.conditions.streets import Streets
from dispatch.ground.approach import Approach
from dispatch.incidents.choose import Reach
from dispatch.incidents.entering import entering, way_in
from dispatch.incidents.model import Place
from dispatch.incidents.vague import PIECES, is_vague, mean_within, pieces
from dispatch.people.whereabouts import Placed
from maps.travel import Route, times_to
from maps.travel import route as way


def reaches(
    streets: Streets,
    placed: Iterable[Placed],
    place: Place | None,
    conditions: Conditions,
    *,
    limit_s: float,
    night: bool,
    approach: Approach | None = None,
) -> dict[str, Reach]:
    """Volunteer → how they get there. One reverse search a mode, for a vague place one for each of its pieces;
    `travel_s` None beyond `limit_s` or for no place. With an `approach` travel ends at a gate or door."""
    found: dict[str, Reach] = {}
    for group in placed:
        if place is not None and is_vague(place):
            found |= _around(streets, group, place, conditions, limit_s=limit_s, night=night)
            continue
        if place is not None and approach is not None:
            found |= entering(streets, group, place, conditions, approach, limit_s=limit_s, night=night)
            continue
        travel = _travel(streets, group, place, conditions, limit_s=limit_s, night=night)
        found |= {
            volunteer: Reach(group.mode, placed_by, seconds)
            for volunteer, placed_by, seconds in zip(group.volunteers, group.placed_by, travel, strict=True)
        }
    return found


def _travel(
    streets: Streets, group: Placed, place: Place | None, conditions: Conditions, *, limit_s: float, night: bool
) -> list[float | None]:
    if place is None:
        return [None] * len(group.volunteers)
    scene = streets.snap(np.array([[place.lon, place.lat]]), group.mode, conditions)
    weights = streets.weights(group.mode, conditions, night=night)
    seconds = times_to(weights, scene, group.snapped, limit_seconds=limit_s)
    return [None if np.isnan(one) else float(one) for one in seconds]


def _around(
    streets: Streets, group: Placed, place: Place, conditions: Conditions, *, limit_s: float, night: bool
) -> dict[str, Reach]:
    scenes = streets.snap(pieces(place), group.mode, conditions)
    weights = streets.weights(group.mode, conditions, night=night)
    spread = np.array(
        [times_to(weights, scenes[np.array([one])], group.snapped, limit_seconds=limit_s) for one in range(PIECES)]
    )
    means, spread = mean_within(spread, limit_s), np.where(np.isnan(spread), np.inf, spread)
    return {
        volunteer: Reach(group.mode, placed_by, None if np.isnan(mean) else float(mean), spread=tuple(own.tolist()))
        for volunteer, placed_by, mean, own in zip(group.volunteers, group.placed_by, means, spread.T, strict=True)
    }


def route(
    streets: Streets,
    placed: Iterable[Placed],
    volunteer: str,
    place: Place | None,
    conditions: Conditions,
    *,
    night: bool,
    approach: Approach | None = None,
) -> Route | None:
    """The way of one volunteer to the scene, with its geometry; with an `approach` as far as the gate or door."""
    group = next((one for one in placed if volunteer in one.volunteers), None)
    if group is None or place is None:
        return None
    here = group.snapped[group.volunteers.index(volunteer)]
    if approach is not None:
        return way_in(streets, here, place, conditions, approach, night=night)
    scene = streets.snap(np.array([[place.lon, place.lat]]), group.mode, conditions)
    return way(streets.weights(group.mode, conditions, night=night), here, scene)
