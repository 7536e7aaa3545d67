"""The ways inside a wall: how long it is from its gates to a door."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import shapely

from maps.roads import F8, I4, RoadNetwork, part
from maps.snapping import snap
from maps.speeds import Conditions, Mode
from maps.travel import OFF_ROAD_S_PER_M, gather, link, search_to, weigh

DETOUR = 1.3
"""Ways on foot to straight lines: 1.2 to 1.4 in studies of towns; used where the map has no way inside."""
GATE_REACH_M = 40.0
DOOR_REACH_M = 120.0


@dataclass(frozen=True, eq=False)
class Yard:
    """`edges`: the network's edges that lie inside; `ways`: these alone, None where there are none."""

    network: RoadNetwork
    edges: I4
    ways: RoadNetwork | None

    def seconds(self, mode: Mode, gates: F8, doors: F8, conditions: Conditions) -> F8:
        """From each of the gates f8[k, 2] to the nearest of the doors f8[m, 2], f8[k], inf where wheels have no way.

        Walkers take the ways inside where these lead there, else a straight line times `DETOUR`.
        """
        on_ways = self._along_ways(mode, gates, doors, conditions)
        if mode is not Mode.WALK:
            return on_ways
        step = self.network.project(gates)[:, None] - self.network.project(doors)[None]
        straight = np.hypot(step[..., 0], step[..., 1]).min(axis=1) * DETOUR * OFF_ROAD_S_PER_M
        return np.where(np.isfinite(on_ways), on_ways, straight)

    def _along_ways(self, mode: Mode, gates: F8, doors: F8, conditions: Conditions) -> F8:
        if self.ways is None:
            return np.full(len(gates), np.inf)
        weights = weigh(self.ways, mode, self._inside(conditions))
        reached = snap(self.ways, doors, mode=mode, reach_m=DOOR_REACH_M)
        left = snap(self.ways, gates, mode=mode, reach_m=GATE_REACH_M)
        search = search_to(weights, reached, limit_seconds=np.inf)
        found = gather(search, link(weights, left, towards=True))
        return np.where(np.isnan(found), np.inf, found)

    def _inside(self, conditions: Conditions) -> Conditions:
        closed = np.flatnonzero(np.isin(self.edges, list(conditions.closed)))
        return Conditions(frozenset(closed.tolist()), conditions.weather, night=conditions.night)


def yard(network: RoadNetwork, outline: shapely.Geometry, *, without: Collection[int] = ()) -> Yard:
    """The yard inside a WGS-84 outline: the edges whose middle it holds, less those `without`."""
    ground = shapely.transform(outline, network.project)
    near = network.tree.query(ground, predicate="intersects")
    middle = shapely.line_interpolate_point(network.lines[near], 0.5, normalized=True)
    inside = shapely.contains_xy(ground, shapely.get_x(middle), shapely.get_y(middle))
    edges = np.setdiff1d(near[inside], np.fromiter(without, np.int64)).astype(np.int32)
    return Yard(network, edges, part(network, edges) if len(edges) else None)
