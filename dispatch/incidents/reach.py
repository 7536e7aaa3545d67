"""How long everyone who is placed needs to an incident: the slow part of a decision, done before the lock."""

from collections.abc import Iterable

import numpy as np

from dispatch.conditions.model import Conditions
from dispatch.conditions.streets import Streets
from dispatch.incidents.choose import Reach
from dispatch.incidents.model import Place
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
) -> dict[str, Reach]:
    """Volunteer → how they get there. One reverse search a mode; `travel_s` None beyond `limit_s` or for no place."""
    found: dict[str, Reach] = {}
    for group in placed:
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


def route(
    streets: Streets,
    placed: Iterable[Placed],
    volunteer: str,
    place: Place | None,
    conditions: Conditions,
    *,
    night: bool,
) -> Route | None:
    """The way of one volunteer to the scene, with its geometry."""
    group = next((one for one in placed if volunteer in one.volunteers), None)
    if group is None or place is None:
        return None
    here = group.snapped[group.volunteers.index(volunteer)]
    scene = streets.snap(np.array([[place.lon, place.lat]]), group.mode, conditions)
    return way(streets.weights(group.mode, conditions, night=night), here, scene)
