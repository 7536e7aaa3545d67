"""Which street's closing costs most: against closing each in turn, by networkx, on drawn grids and the town."""

import numpy as np
import pytest

from maps.compounds import NONE
from maps.criticality import Losses, Spot, most_critical, without
from maps.demand.cells import of_the_map
from maps.demand.model import Demand, Source
from maps.roads import RoadNetwork
from maps.robust import Trial, tried
from maps.snapping import snap
from maps.speeds import CALM, Conditions, Mode, Weather
from maps.structures import Kind, Structures, structures
from maps.travel import weigh
from tests.maps.five_node_town import PLACES, Street, draw, town
from tests.maps.plain_dijkstra import PlainGraph

STEP_DEG = 0.002


def grid(seed: int, size: int = 4) -> RoadNetwork:
    """Crossings on a grid, a third of the streets between them missing, some one-way, and two spurs."""
    rng = np.random.default_rng(seed)
    places = [(9 + STEP_DEG * x, STEP_DEG * y) for y in range(size) for x in range(size)]
    pairs = [(at, at + 1) for at in range(size * size) if at % size < size - 1]
    pairs += [(at, at + size) for at in range(size * (size - 1))]
    kept = [pair for pair in pairs if rng.random() < 0.7]
    streets = [Street(way, *pair, access=0b010111 if rng.random() < 0.2 else 0b111111) for way, pair in enumerate(kept)]
    return draw(tuple(places), tuple(streets))


def spot(network: RoadNetwork, mode: Mode, limit_s: float, seed: int) -> Spot:
    rng = np.random.default_rng(seed)
    lonlat = network.shape_lonlat[rng.choice(len(network.shape_lonlat), 2)] + rng.normal(0, 1e-4, (2, 2))
    low, high = network.shape_lonlat.min(axis=0), network.shape_lonlat.max(axis=0)
    cells = rng.uniform(low, high, (25, 2))
    people = rng.integers(0, 50, 25).astype(float)
    nothing = np.zeros(25)
    demand = Demand(Source.FILE, cells, people, nothing, nothing, tuple(map(str, range(25))))
    return Spot(weigh(network, mode), lonlat, demand, limit_s)


def plainly(one: Spot, edge: int | None) -> np.ndarray:
    """Which cells are covered when an edge is closed, by networkx; those on it are reached from the next open one."""
    network, mode = one.weights.network, one.weights.mode
    shut = [] if edge is None else [edge]
    plain = PlainGraph(network, mode, Conditions(closed=frozenset(shut)))
    sites = snap(network, one.sites, mode=mode, avoid=shut)
    cells = snap(network, one.demand.lonlat, mode=mode, avoid=shut)
    seconds = [[plain.seconds(sites[at], cells[to]) for at in range(len(sites))] for to in range(len(cells))]
    return np.asarray((np.array(seconds) <= one.limit_s).any(axis=1))


@pytest.mark.parametrize("mode", [Mode.WALK, Mode.CAR])
@pytest.mark.parametrize("seed", range(4))
def test_the_worst_are_those_that_closing_each_in_turn_finds(mode: Mode, seed: int) -> None:
    one = spot(grid(seed), mode, 400.0 if mode is Mode.WALK else 80.0, seed)
    before = plainly(one, None)
    costs = [one.demand.weight[before & ~plainly(one, edge)].sum() for edge in range(one.weights.network.edge_count)]
    found = most_critical(one, count=100)
    alone: dict[int, float] = {edge: loss.people for loss in found.worst for edge in loss.edges.tolist()}
    assert alone == {edge: cost for edge, cost in enumerate(costs) if cost > 0}
    first = most_critical(one, count=1)
    assert [loss.people for loss in first.worst] == [cost for cost in [max(costs)] if cost > 0]
    assert first.rest <= max(costs)
    assert first.closed <= found.closed


def test_a_search_that_is_cut_short_says_how_bad_the_rest_may_be() -> None:
    one = spot(grid(1), Mode.WALK, 400.0, 1)
    whole, short = most_critical(one, count=100), most_critical(one, count=100, most_closed=1)
    assert short.closed == 1
    assert short.rest >= max(loss.people for loss in whole.worst if loss.group != short.worst[0].group)


def bridged(known: tuple[int, ...]) -> Losses:
    """The town, with a station at A; ways 1 and 7 lead east."""
    network = town()
    one = Spot(weigh(network, Mode.CAR), np.array([PLACES[0]]), of_the_map(network, NONE, total=100, cell_m=50), 120.0)
    found = structures(network, Structures(np.array(known), np.array([4])))
    outcomes, losses = tried(one, found)
    shares = {outcome.trial: outcome.figures.share for outcome in outcomes}
    assert list(shares) == [Trial.TODAY, Trial.NIGHT, Trial.HEAVY_RAIN, Trial.FLOOD, Trial.CLOSED]
    assert shares[Trial.NIGHT] <= shares[Trial.TODAY]
    assert shares[Trial.FLOOD] <= shares[Trial.HEAVY_RAIN] <= shares[Trial.TODAY]
    closed = outcomes[-1]
    assert closed.structure is found[losses.worst[0].group]
    assert closed.edges.tolist() == found[losses.worst[0].group].edges.tolist()
    return losses


def test_the_worst_bridge_is_closed_with_all_that_lies_on_it() -> None:
    assert bridged((1,)).worst[0].edges.tolist() == [0, 1]
    assert bridged((2,)).worst[0].edges.tolist() == [2, 4]  # the tunnel costs the same people


def test_a_structure_is_what_lies_together_and_has_its_streets_name() -> None:
    """Main Street A-B and B-C touch; Upper Street is 200 m off; East Lane is a tunnel."""
    found = structures(town(), Structures(np.array([1, 3]), np.array([4])))
    assert [(one.kind, one.name, one.edges.tolist()) for one in found] == [
        (Kind.BRIDGE, "Main Street", [0, 1]),
        (Kind.BRIDGE, "Upper Street", [3]),
        (Kind.TUNNEL, "East Lane", [4]),
    ]


def test_nothing_closed_is_as_always_and_rain_is_kept() -> None:
    network = town()
    demand = of_the_map(network, NONE, total=100, cell_m=50)
    calm = Spot(weigh(network, Mode.WALK, CALM), np.array([PLACES[0]]), demand, 1000.0)
    wet = Spot(weigh(network, Mode.WALK, Conditions(weather=Weather.HEAVY_RAIN)), np.array([PLACES[0]]), demand, 1000.0)
    nothing = np.empty(0, np.int64)
    plain = PlainGraph(network, Mode.WALK)
    expected = [plain.seconds(calm.feet, calm.cells[at]) for at in range(len(demand))]
    np.testing.assert_allclose(without(calm, nothing), expected, rtol=1e-9)
    assert (without(wet, nothing) >= without(calm, nothing)).all()
