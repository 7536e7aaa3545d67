"""The way to a place behind a wall or a known door: travel ends at the gate, the rest is access."""

from functools import lru_cache

import numpy as np

from dispatch.conditions.model import Conditions
from dispatch.conditions.streets import F8, Streets
from dispatch.ground.approach import Approach
from dispatch.incidents.model import Place
from dispatch.incidents.ways import Way
from dispatch.people.placed import Placed
from maps.snapping import Snapped
from maps.speeds import Mode
from maps.travel import Route, Weights, barred, gather, link, nearest_origin, route, search_to, times_to
from maps.yards import Yard


def entering(
    streets: Streets,
    group: Placed,
    place: Place,
    conditions: Conditions,
    approach: Approach,
    *,
    limit_s: float,
    night: bool,
) -> Way:
    """How everyone of one mode gets in: one bounded search to all the gates, each with the seconds behind it.

    Who is behind the wall already goes straight to the place.
    """
    weights = streets.weights(group.mode, conditions, night=night)
    scene = streets.snap(np.array([[place.lon, place.lat]]), group.mode, conditions)
    if not len(approach.goals):
        travel = times_to(weights, scene, group.snapped, limit_seconds=limit_s)
        return Way(travel, np.full(len(travel), approach.floor_s))
    goals, behind = _goals(streets, approach, group.mode, conditions)
    outside = _outside(weights, approach.yard)
    search = search_to(outside, goals, limit_seconds=limit_s, extra_s=behind)
    links = link(outside, group.snapped, towards=True)
    total, gate = gather(search, links), nearest_origin(search, links)
    access = np.where(gate >= 0, np.append(behind, 0.0)[gate], 0.0)
    inside = np.isin(group.snapped.edge, approach.inside)
    if inside.any():
        direct = times_to(weights, scene, group.snapped[inside], limit_seconds=limit_s) + approach.floor_s
        sooner = np.zeros(len(total), np.bool_)
        sooner[inside] = ~(direct >= total[inside])
        access[sooner] = approach.floor_s
        total[sooner] = direct[sooner[inside]]
    return Way(total - access, access)


def way_in(
    streets: Streets,
    here: Snapped,
    place: Place,
    conditions: Conditions,
    approach: Approach,
    *,
    night: bool,
) -> Route | None:
    """The way of one person to the gate or door that is best for them; to the place itself from behind its wall."""
    weights = streets.weights(here.mode, conditions, night=night)
    scene = streets.snap(np.array([[place.lon, place.lat]]), here.mode, conditions)
    if not len(approach.goals) or np.isin(here.edge, approach.inside).any():
        return route(weights, here, scene)
    goals, behind = _goals(streets, approach, here.mode, conditions)
    outside = _outside(weights, approach.yard)
    search = search_to(outside, goals, limit_seconds=np.inf, extra_s=behind)
    [gate] = nearest_origin(search, link(outside, here, towards=True))
    return route(outside, here, goals[int(gate)]) if gate >= 0 else None


@lru_cache(maxsize=16)
def _outside(weights: Weights, yard: Yard | None) -> Weights:
    """Nobody comes to a gate through the compound that it is in."""
    return weights if yard is None else barred(weights, yard.edges)


def _goals(streets: Streets, approach: Approach, mode: Mode, conditions: Conditions) -> tuple[Snapped, F8]:
    """Where travel ends, on streets outside, and the seconds from there on."""
    behind = approach.access_s[mode]
    usable = np.isfinite(behind)
    return streets.snap(approach.goals[usable], mode, conditions, avoid=approach.inside), behind[usable]
