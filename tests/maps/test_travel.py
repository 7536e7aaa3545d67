"""Times and routes: by hand on the five-node town, against networkx on random networks and on real Chengdu."""

from itertools import pairwise
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maps.roads import RoadNetwork
from maps.snapping import Snapped, snap
from maps.sources import read
from maps.speeds import Conditions, Mode, Weather
from maps.travel import Weights, route, times_from, times_to, weigh
from tests.maps.five_node_town import ALL, EAST_M, NORTH_M, ONE_WAY, ONE_WAY_BACK, PLACES, Street, draw, town

WALK = 5 / 3.6
EBIKE = 18 / 3.6
CAR = 25 / 3.6  # residential
EVER = 1e7


def at(mode: Mode, *places: tuple[int, float] | tuple[int, float, float]) -> Snapped:
    """Points given as edge, share of its length and metres off it."""
    rows = [(*place, 0.0)[:3] for place in places]
    return Snapped(mode, *(np.array(column, kind) for column, kind in zip(zip(*rows), (np.int32, float, float))))  # noqa: B905


def oracle(weights: Weights, origin: Snapped, points: Snapped) -> list[float]:
    """Seconds by networkx on a MultiDiGraph whose edges are split at the points; no array of ours but the weights."""
    graph, network = nx.MultiDiGraph(), weights.network
    stops: dict[int, list[tuple[float, object]]] = {}
    for name, one in (("o", origin), *((i, points[i]) for i in range(len(points)))):
        if one.edge[0] >= 0:
            graph.add_edge(("off", name), ("on", name), s=one.off_m[0] * 3.6 / 5)
            graph.add_edge(("on", name), ("off", name), s=one.off_m[0] * 3.6 / 5)
            stops.setdefault(int(one.edge[0]), []).append((float(one.along[0]), ("on", name)))
    for edge in range(network.edge_count):
        ends = (0.0, int(network.edge_from[edge])), (1.0, int(network.edge_to[edge]))
        chain = [ends[0], *sorted(stops.get(edge, []), key=lambda stop: stop[0]), ends[1]]
        for (here, tail), (there, head) in pairwise(chain):
            for start, stop, whole in ((tail, head, weights.forward[edge]), (head, tail, weights.back[edge])):
                if np.isfinite(whole) or here == there:
                    graph.add_edge(start, stop, s=0.0 if here == there else (there - here) * whole)
    found = nx.single_source_dijkstra_path_length(graph, ("off", "o"), weight="s") if ("off", "o") in graph else {}
    return [found.get(("off", i), np.nan) for i in range(len(points))]


def test_the_town_on_foot_by_hand() -> None:
    """From the middle of Main Street A-B: to A, to B, to D by North Lane, to a door 30 m off Back Lane's middle."""
    weights = weigh(town(), Mode.WALK)
    points = at(Mode.WALK, (0, 0.0), (0, 1.0), (2, 1.0), (6 + 1, 0.5, 30.0))
    metres = [EAST_M / 2, EAST_M / 2, EAST_M / 2 + 2 * NORTH_M, EAST_M / 2 + (2 * EAST_M + NORTH_M) / 2 + 30]
    found = times_from(weights, at(Mode.WALK, (0, 0.5)), points, limit_seconds=EVER)
    assert found == pytest.approx([metre / WALK for metre in metres], abs=1e-4)


def test_one_way_streets_hold_where_an_edge_is_entered_and_left() -> None:
    """North Lane runs B→D. From its middle by car: ahead to D; back to its own quarter only all the way round."""
    weights = weigh(town(), Mode.CAR)
    round_m = 2 * EAST_M / (60 * 0.85) * 25 + 2 * NORTH_M + 2 * EAST_M  # Upper Street at 51 km/h, as metres at 25
    found = times_from(weights, at(Mode.CAR, (2, 0.5)), at(Mode.CAR, (2, 0.75), (2, 0.25)), limit_seconds=EVER)
    by_hand = [NORTH_M / 2 / CAR, (NORTH_M + round_m + NORTH_M / 2) / CAR]
    assert found == pytest.approx(by_hand, abs=1e-4)
    backwards = times_to(weights, at(Mode.CAR, (2, 0.5)), at(Mode.CAR, (2, 0.75), (2, 0.25)), limit_seconds=EVER)
    assert backwards == pytest.approx([(NORTH_M / 2 + round_m + NORTH_M) / CAR, NORTH_M / 2 / CAR], abs=1e-4)


def test_a_loop_is_left_by_the_nearer_end_and_walked_within() -> None:
    weights, length = weigh(town(), Mode.WALK), 2 * EAST_M + 2 * NORTH_M
    found = times_from(weights, at(Mode.WALK, (8, 0.9)), at(Mode.WALK, (8, 0.1), (8, 0.7)), limit_seconds=EVER)
    assert found == pytest.approx([0.2 * length / WALK, 0.2 * length / WALK], abs=1e-4)


def test_several_origins_are_one_search_and_the_limit_a_limit() -> None:
    weights, here = weigh(town(), Mode.WALK), at(Mode.WALK, (0, 0.0), (1, 1.0))
    found = times_from(weights, here, at(Mode.WALK, (0, 0.1), (1, 0.9), (2, 0.9)), limit_seconds=60)
    assert found[:2] == pytest.approx([0.1 * EAST_M / WALK, 0.2 * EAST_M / WALK], abs=1e-4)
    assert np.isnan(found[2])


def test_closing_main_street_leaves_back_lane() -> None:
    network, place, b = town(), at(Mode.EBIKE, (1, 1.0)), at(Mode.EBIKE, (0, 1.0))
    open_s = times_to(weigh(network, Mode.EBIKE), at(Mode.EBIKE, (3, 1.0)), b, limit_seconds=EVER)
    assert np.isfinite(open_s[0])
    closed = weigh(network, Mode.EBIKE, Conditions(closed=frozenset({1})))
    back_lane = times_to(closed, at(Mode.EBIKE, (7, 1.0)), b, limit_seconds=EVER)
    assert back_lane == pytest.approx([(2 * EAST_M + NORTH_M) / EBIKE], abs=1e-4)
    assert np.isnan(times_to(closed, place, b, limit_seconds=EVER)[0])


def test_rain_slows_the_next_question() -> None:
    heavy = weigh(town(), Mode.WALK, Conditions(weather=Weather.HEAVY_RAIN))
    found = times_from(heavy, at(Mode.WALK, (0, 0.0)), at(Mode.WALK, (0, 1.0)), limit_seconds=EVER)
    assert found == pytest.approx([EAST_M / WALK / 0.8], abs=1e-4)


def test_a_route_is_drawn_along_the_streets() -> None:
    found = route(weigh(town(), Mode.WALK), at(Mode.WALK, (0, 0.5, 10.0)), at(Mode.WALK, (7, 0.5)))
    assert found is not None
    assert found.metres == pytest.approx(10 + EAST_M / 2 + (2 * EAST_M + NORTH_M) / 2, abs=1e-3)
    assert found.seconds == pytest.approx(found.metres / WALK, abs=1e-4)
    assert found.lonlat[[0, -1]] == pytest.approx(np.array([(9.0005, 0), (9.002, -0.0005)]), abs=1e-6)


def test_what_has_no_street_has_no_time() -> None:
    network = town()
    far = snap(network, np.array([(9.2, 0.0)]), mode=Mode.WALK)
    assert not far.found[0]
    weights = weigh(network, Mode.WALK)
    assert np.isnan(times_to(weights, at(Mode.WALK, (0, 0.5)), far, limit_seconds=EVER)).all()
    assert route(weights, far, at(Mode.WALK, (0, 0.5))) is None


def test_a_point_takes_the_nearest_street_of_its_mode_and_leaves_out_closed_ones() -> None:
    """Just north of Main Street: by car the footway B-E does not count; with Main Street closed Back Lane is next."""
    network, place = town(), np.array([(9.002, 0.0001)])
    assert snap(network, place, mode=Mode.CAR).edge.tolist() == [1]
    assert snap(network, place, mode=Mode.CAR, avoid={1}).edge.tolist() == [7]
    found = snap(network, place, mode=Mode.CAR)
    assert (found.along[0], found.off_m[0]) == pytest.approx((0.5, 0.1 * NORTH_M), abs=0.01)


PLACE = st.tuples(st.integers(0, 9), st.floats(0, 1), st.floats(0, 50))
STREETS = st.lists(
    st.builds(Street, way=st.just(1), tail=st.integers(0, 4), head=st.integers(0, 4),
              highway=st.sampled_from(["residential", "tertiary", "steps"]),
              access=st.sampled_from([ALL, ONE_WAY, ONE_WAY_BACK]), via=st.just(((9.0021, 0.0013),))),
    min_size=10, max_size=14,
)  # fmt: skip
CASES = {"streets": STREETS, "start": PLACE, "ends": st.lists(PLACE, min_size=1, max_size=6),
         "mode": st.sampled_from(Mode), "shut": st.integers(0, 9)}  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(**CASES)
def test_times_on_any_network(
    streets: list[Street], start: tuple[int, float, float], ends: list[tuple[int, float, float]], mode: Mode, shut: int
) -> None:
    """They are networkx's; the reverse search is the forward one with its ends exchanged; routes take as long; and
    closing an edge never shortens a time."""
    network = draw(PLACES, tuple(streets))
    weights, origin, points = weigh(network, mode), at(mode, start), at(mode, *ends)
    forth = times_from(weights, origin, points, limit_seconds=EVER)
    np.testing.assert_allclose(forth, oracle(weights, origin, points), atol=1e-6, rtol=0)
    back = [times_to(weights, points[i], origin, limit_seconds=EVER)[0] for i in range(len(points))]
    np.testing.assert_allclose(forth, back, atol=1e-6, rtol=0)
    ways = [route(weights, origin, points[i]) for i in range(len(points))]
    np.testing.assert_allclose(forth, [np.nan if way is None else way.seconds for way in ways], atol=1e-6, rtol=0)
    closed = weigh(network, mode, Conditions(closed=frozenset({shut})))
    later = times_from(closed, origin, points, limit_seconds=EVER)
    assert np.all(np.nan_to_num(later, nan=np.inf) >= np.nan_to_num(forth, nan=np.inf) - 1e-9)


@pytest.fixture(scope="module")
def chengdu(shared_data: Path) -> RoadNetwork:
    return read(shared_data / "chengdu.osm.pbf", progress=lambda _step, _fraction: None).network


@pytest.mark.parametrize("mode", list(Mode))
def test_real_chengdu_agrees_with_networkx(chengdu: RoadNetwork, mode: Mode) -> None:
    rng = np.random.default_rng(3)
    low, high = chengdu.shape_lonlat.min(axis=0), chengdu.shape_lonlat.max(axis=0)
    origin, points = (snap(chengdu, rng.uniform(low, high, (n, 2)), mode=mode) for n in (1, 300))
    weights = weigh(chengdu, mode)
    found = times_from(weights, origin, points, limit_seconds=EVER)
    np.testing.assert_allclose(found, oracle(weights, origin, points), atol=1e-6, rtol=0)
