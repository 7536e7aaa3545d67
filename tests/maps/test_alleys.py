"""Alleys on a town drawn by hand: what is joined where, and that nothing else changes."""

import math

import numpy as np
import pytest
import shapely

from maps.alleys import Alley, extended, touches
from maps.isochrones import raster
from maps.refitting import fitted
from maps.roads import RoadNetwork
from maps.snapping import Snapped, snap
from maps.speeds import Conditions, Mode
from maps.travel import route, times_from, times_to, weigh
from tests.maps.five_node_town import EAST_M, METRES, NORTH_M, A, B, C, D, E, town

WALK_S_PER_M = 3.6 / 5
ALL = tuple(Mode)
# From the middle of B-C (edge 1) straight north to the middle of D-E (edge 3): 2 NORTH_M.
MIDDLE = Alley(7, ((9.002, 0.0), (9.002, 0.002)), ALL, name="无名巷")


@pytest.fixture(scope="module")
def network() -> RoadNetwork:
    return town()


def seconds(network: RoadNetwork, mode: Mode, start, goal, closed=frozenset()) -> float:
    weights = weigh(network, mode, Conditions(closed=closed))
    ends = [snap(network, np.array([place]), mode=mode) for place in (start, goal)]
    return float(times_to(weights, ends[1], ends[0], limit_seconds=np.inf)[0])


def test_roads_keep_their_numbers_and_an_alley_and_its_pieces_come_after_them(network: RoadNetwork):
    grown = extended(network, [MIDDLE])
    assert grown.base == 9
    assert grown.whole.tolist() == [-1, 1, 1, 3, 3]
    assert grown.network.edge_way[9:].tolist() == [-7, 1, 1, 3, 3]
    assert grown.network.edge_from[:9].tolist() == network.edge_from.tolist()
    assert grown.network.edge_length_m[:9].tolist() == network.edge_length_m.tolist()
    new = grown.network.edge_length_m[9:]
    assert new == pytest.approx([2 * NORTH_M, EAST_M, EAST_M, EAST_M, EAST_M], rel=1e-3)
    assert grown.network.node_count == 7


def test_an_alley_shortens_the_way_of_those_who_may_use_it(network: RoadNetwork):
    """From the middle of B-C to the middle of D-E on foot: half a street, north, half a street; now straight."""
    grown = extended(network, [MIDDLE]).network
    before = seconds(network, Mode.WALK, *MIDDLE.line)
    assert before == pytest.approx((2 * EAST_M + 2 * NORTH_M) * WALK_S_PER_M, rel=1e-3)
    assert seconds(grown, Mode.WALK, *MIDDLE.line) == pytest.approx(2 * NORTH_M * WALK_S_PER_M, rel=1e-3)
    assert seconds(grown, Mode.EBIKE, *MIDDLE.line) == pytest.approx(2 * NORTH_M * 3.6 / 18, rel=1e-3)


def test_who_may_not_use_it_goes_as_before(network: RoadNetwork):
    on_foot = Alley(7, MIDDLE.line, (Mode.WALK,))
    grown = extended(network, [on_foot]).network
    for mode in (Mode.EBIKE, Mode.CAR):
        assert seconds(grown, mode, *MIDDLE.line) == pytest.approx(seconds(network, mode, *MIDDLE.line), rel=1e-9)


def test_one_way_alleys_hold(network: RoadNetwork):
    north = Alley(7, MIDDLE.line, (Mode.WALK,), both_ways=False)
    grown = extended(network, [north]).network
    south = seconds(grown, Mode.WALK, MIDDLE.line[1], MIDDLE.line[0])
    assert seconds(grown, Mode.WALK, *MIDDLE.line) == pytest.approx(2 * NORTH_M * WALK_S_PER_M, rel=1e-3)
    assert south == pytest.approx(seconds(network, Mode.WALK, MIDDLE.line[1], MIDDLE.line[0]), rel=1e-9)


def test_who_was_snapped_before_is_never_said_to_be_nearer(network: RoadNetwork):
    """Edge numbers of the old network mean the same places on the new one: on roads that the alley does not cut the
    time is the same as if snapped anew, on those that it cuts no shorter."""
    grown = extended(network, [MIDDLE]).network
    rng = np.random.default_rng(4)
    places = np.column_stack((rng.uniform(8.999, 9.003, 200), rng.uniform(-0.001, 0.002, 200)))
    old, new = (snap(one, places, mode=Mode.WALK) for one in (network, grown))
    scene = snap(grown, np.array([MIDDLE.line[1]]), mode=Mode.WALK)
    weights = weigh(grown, Mode.WALK)
    kept, fresh = (times_to(weights, scene, one, limit_seconds=np.inf) for one in (old, new))
    here = np.isclose(old.off_m, new.off_m)
    uncut = here & ~np.isin(old.edge, [1, 3])
    assert 50 < uncut.sum() < here.sum()
    assert kept[uncut] == pytest.approx(fresh[uncut], abs=1e-6)
    assert (kept[here] >= fresh[here] - 0.01).all()


def test_a_closed_road_closes_its_pieces(network: RoadNetwork):
    grown = extended(network, [MIDDLE])
    assert grown.closed(frozenset({3})) == {3, 12, 13}
    shut = grown.closed(frozenset({3}))
    weights = weigh(grown.network, Mode.WALK, Conditions(closed=shut))
    assert not np.isfinite(weights.forward[[3, 12, 13]]).any()
    # Up the alley and no further: D-E is closed, so E is reached by its own lane.
    low = MIDDLE.line[0]
    e = (9.003, 0.002)
    assert seconds(grown.network, Mode.WALK, low, (9.00299, 0.0019), shut) == pytest.approx(
        (EAST_M + 1.9 * NORTH_M + 0.01 * EAST_M) * WALK_S_PER_M, rel=0.01
    ), e


def test_an_end_at_a_junction_takes_the_junction(network: RoadNetwork):
    """From A straight to E: no road is cut."""
    grown = extended(network, [Alley(2, ((9.0, 0.0), (9.003, 0.002)), (Mode.WALK,))])
    assert grown.whole.tolist() == [-1]
    assert (grown.network.edge_from[9], grown.network.edge_to[9]) == (A, E)
    assert grown.network.edge_length_m[9] == pytest.approx(math.hypot(3 * EAST_M, 2 * NORTH_M), rel=1e-3)


def test_an_end_short_of_a_road_is_led_to_it(network: RoadNetwork):
    """8 m short of D-E in the north; the gap is walked on the alley."""
    gap = 8 / NORTH_M / 1000
    grown = extended(network, [Alley(7, ((9.002, 0.0), (9.002, 0.002 - gap)), (Mode.WALK,))])
    assert grown.network.edge_length_m[9] == pytest.approx(2 * NORTH_M, rel=1e-3)


def test_a_dead_end_is_a_way_in(network: RoadNetwork):
    """60 m into the block from the south: who is called at its end is reached through it."""
    inward = 60 / NORTH_M / 1000
    grown = extended(network, [Alley(7, ((9.002, 0.0), (9.002, inward)), (Mode.WALK,))])
    assert grown.whole.tolist() == [-1, 1, 1]
    start = (9.002, 0.0)
    assert seconds(grown.network, Mode.WALK, start, (9.002, inward)) == pytest.approx(60 * WALK_S_PER_M, rel=1e-3)


def test_two_alleys_on_one_road_cut_it_in_three(network: RoadNetwork):
    other = Alley(8, ((9.0025, 0.0), (9.0025, 0.001)), (Mode.WALK,))
    grown = extended(network, [MIDDLE, other])
    assert grown.whole.tolist() == [-1, -1, 1, 1, 1, 3, 3]
    thirds = grown.network.edge_length_m[grown.base + np.flatnonzero(grown.whole == 1)]
    assert thirds == pytest.approx([EAST_M, 0.5 * EAST_M, 0.5 * EAST_M], rel=1e-3)


def test_an_alley_may_begin_on_another(network: RoadNetwork):
    """A branch from the middle of the first to the middle of C-E."""
    branch = Alley(9, ((9.002, 0.001), (9.003, 0.001)), (Mode.WALK,))
    grown = extended(network, [MIDDLE, branch]).network
    there = seconds(grown, Mode.WALK, (9.002, 0.0), (9.003, 0.001))
    assert there == pytest.approx(min(EAST_M + NORTH_M, NORTH_M + EAST_M) * WALK_S_PER_M, rel=1e-3)
    by_both = seconds(grown, Mode.WALK, (9.002, 0.0002), (9.003, 0.001))
    assert by_both == pytest.approx((0.8 * NORTH_M + EAST_M) * WALK_S_PER_M, rel=1e-3)


def test_an_alley_that_touches_nothing_is_known(network: RoadNetwork):
    assert touches(network, MIDDLE.line, (Mode.WALK,))
    assert not touches(network, ((9.0017, 0.001), (9.0021, 0.0012)), (Mode.WALK,))
    # Edge 5 is a flight of steps: no road to a car.
    steps = ((9.0005, 0.001), (9.0003, 0.0012))
    assert touches(network, steps, (Mode.WALK,))
    assert not touches(network, steps, (Mode.CAR,))


def test_routes_run_through_it(network: RoadNetwork):
    grown = extended(network, [MIDDLE]).network
    weights = weigh(grown, Mode.WALK)
    ends = [snap(grown, np.array([place]), mode=Mode.WALK) for place in MIDDLE.line]
    way = route(weights, *ends)
    assert way is not None
    assert way.metres == pytest.approx(2 * NORTH_M, rel=1e-3)
    assert np.abs(way.lonlat[:, 0] - 9.002).max() < 1e-6


@pytest.mark.parametrize("mode", Mode)
def test_cells_are_refitted_as_if_snapped_anew(network: RoadNetwork, mode: Mode):
    """What zones are drawn from: each cell's time equals that of a raster made from the whole new network."""
    dead_end = Alley(8, ((9.0012, 0.0), (9.0013, 0.0008)), ALL)
    grown = extended(network, [MIDDLE, dead_end])
    cells = raster(network, mode=mode, cell_m=10)
    quick = fitted(cells, network, grown)
    lonlat = np.stack(np.meshgrid(cells.lon, cells.lat), axis=-1).reshape(-1, 2)
    whole = snap(grown.network, lonlat, mode=mode)
    assert _flat(quick.snapped).off_m == pytest.approx(whole.off_m, abs=1e-6)
    origin = snap(grown.network, np.array([[9.0, 0.0]]), mode=mode)
    weights = weigh(grown.network, mode)
    times = [times_from(weights, origin, one, limit_seconds=np.inf) for one in (_flat(quick.snapped), whole)]
    assert times[0] == pytest.approx(times[1], abs=1e-3, nan_ok=True)
    changed = quick.snapped.edge != cells.snapped.edge
    assert 0 < changed.sum() < changed.size / 2


def _flat(points: Snapped) -> Snapped:
    return Snapped(points.mode, points.edge.ravel(), points.along.ravel(), points.off_m.ravel())


def test_lines_come_with_the_network(network: RoadNetwork):
    grown = extended(network, [MIDDLE]).network
    assert len(grown.lines) == grown.edge_count
    assert shapely.length(grown.lines[9]) == pytest.approx(2 * NORTH_M, rel=2e-3)
    assert METRES[1] == 2 * EAST_M
    assert (B, C, D) == (1, 2, 3)
