"""Travel times by networkx on a graph whose edges are cut where a trip starts and ends: slow, plain, and not ours."""

import math
from itertools import pairwise

import networkx as nx

from maps.roads import RoadNetwork
from maps.snapping import Snapped
from maps.speeds import CALM, Conditions, Mode, seconds

OFF_ROAD_S_PER_M = 3.6 / 5
Node = int | str


class PlainGraph:
    """The streets of one mode as a multigraph: parallel edges and loops are arcs like any other."""

    def __init__(self, network: RoadNetwork, mode: Mode, conditions: Conditions = CALM) -> None:
        forward, back = seconds(network, mode, conditions)
        self.ends = list(zip(network.edge_from.tolist(), network.edge_to.tolist(), strict=True))
        self.costs = list(zip(forward.tolist(), back.tolist(), strict=True))
        self.graph: nx.MultiDiGraph[Node] = nx.MultiDiGraph()
        self.graph.add_nodes_from(range(network.node_count))
        for (tail, head), (along, against) in zip(self.ends, self.costs, strict=True):
            self._arc(tail, head, along)
            self._arc(head, tail, against)

    def seconds(self, origin: Snapped, destination: Snapped) -> float:
        """Between two snapped points with the walks off the road; NaN where there is no way."""
        if not (origin.found[0] and destination.found[0]):
            return math.nan
        trip = {"origin": origin, "destination": destination}
        self.graph.add_nodes_from(trip)
        for edge in {int(point.edge[0]) for point in trip.values()}:
            self._cut(edge, {name: float(point.along[0]) for name, point in trip.items() if point.edge[0] == edge})
        try:
            on_road = nx.dijkstra_path_length(self.graph, "origin", "destination")
        except nx.NetworkXNoPath:
            return math.nan
        finally:
            self.graph.remove_nodes_from(trip)
        return float(on_road + sum(point.off_m[0] for point in trip.values()) * OFF_ROAD_S_PER_M)

    def _cut(self, edge: int, stops: dict[str, float]) -> None:
        """Beside the edge, which costs the same in one piece, its pieces from stop to stop."""
        tail, head = self.ends[edge]
        along, against = self.costs[edge]
        inner: list[tuple[Node, float]] = sorted(stops.items(), key=lambda stop: stop[1])
        chain: list[tuple[Node, float]] = [(tail, 0.0), *inner, (head, 1.0)]
        for (near, low), (far, high) in pairwise(chain):
            self._arc(near, far, (high - low) * along if high > low or math.isfinite(along) else math.inf)
            self._arc(far, near, (high - low) * against if high > low or math.isfinite(against) else math.inf)
        if len(inner) == 2 and inner[0][1] == inner[1][1]:
            self._arc(inner[0][0], inner[1][0], 0.0)
            self._arc(inner[1][0], inner[0][0], 0.0)

    def _arc(self, tail: Node, head: Node, cost_s: float) -> None:
        if math.isfinite(cost_s):
            self.graph.add_edge(tail, head, weight=cost_s)
