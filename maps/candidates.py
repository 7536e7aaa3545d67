"""Where a station could stand when nobody has listed premises: communities, schools, malls of the map, else junctions
as far apart as can be."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from maps.gazetteer.entries import Entry
from maps.gazetteer.kinds import PlaceKind
from maps.roads import RoadNetwork
from maps.snapping import F8
from maps.speeds import Mode

PREMISES = (PlaceKind.COMMUNITY, PlaceKind.SCHOOL, PlaceKind.MALL, PlaceKind.HOSPITAL, PlaceKind.CLINIC)
FEWEST = 40
"""A map with fewer premises is filled up with junctions."""
MOST = 500
APART_M = 100.0


@dataclass(frozen=True, slots=True)
class Place:
    """A station or a place for one. WGS-84. `cost`: in whatever unit the planner uses, None unknown."""

    id: str
    name: str
    kind: str
    lon: float
    lat: float
    cost: float | None = None
    capacity: float | None = None


def of_the_map(
    network: RoadNetwork, places: Sequence[Entry], *, mode: Mode, most: int = MOST, taken: Sequence[Place] = ()
) -> tuple[Place, ...]:
    """`taken`: what is there already; nothing is proposed within `APART_M` of it. Cost on Milan: 1 s for 500."""
    premises = sorted((one for one in places if one.kind in PREMISES), key=lambda one: PREMISES.index(one.kind))
    xy = [network.project(np.array([[one.lon, one.lat]]))[0] for one in taken]
    found: list[Place] = []
    low, high = network.shape_lonlat.min(axis=0), network.shape_lonlat.max(axis=0)
    inside = [one for one in premises if (low <= (one.lon, one.lat)).all() and ((one.lon, one.lat) <= high).all()]
    where = network.project(np.array([(one.lon, one.lat) for one in inside]).reshape(-1, 2))
    for one, here in zip(inside, where, strict=True):
        if len(found) < most and (not xy or np.hypot(*(np.array(xy) - here).T).min() >= APART_M):
            found.append(Place(one.id, one.names[0], str(one.kind), one.lon, one.lat))
            xy.append(here)
    if len(found) < min(FEWEST, most):
        found += _junctions(network, mode, most - len(found), np.array(xy).reshape(-1, 2))
    return tuple(found)


def _junctions(network: RoadNetwork, mode: Mode, count: int, known: F8) -> list[Place]:
    """Farthest from all that is chosen, one after another (Gonzalez 1985)."""
    main = np.flatnonzero(network.edge_main & mode.main_bit != 0)
    nodes = np.unique(np.concatenate((network.edge_from[main], network.edge_to[main])))
    xy = np.asarray(network.node_xy[nodes])
    if not len(nodes):
        return []
    apart = np.full(len(nodes), np.inf)
    for here in known:
        np.minimum(apart, np.hypot(*(xy - here).T), out=apart)
    if not len(known):
        apart = -np.hypot(*(xy - xy.mean(axis=0)).T) + 1e9  # begins in the middle
    found = []
    for _ in range(min(count, len(nodes))):
        node = int(np.argmax(apart))
        if apart[node] < APART_M:
            break
        lon, lat = network.node_lonlat[nodes[node]]
        found.append(Place(f"J{nodes[node]}", "", "junction", float(lon), float(lat)))
        if len(found) == 1 and not len(known):
            apart = np.full(len(nodes), np.inf)
        np.minimum(apart, np.hypot(*(xy - xy[node]).T), out=apart)
    return found
