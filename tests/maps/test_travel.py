"""Times on a town small enough to do by hand, on random towns and on Chengdu beside networkx."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from maps.cities import import_city, write_network
from maps.roads import RoadNetwork
from maps.snapping import Snapped, snap
from maps.speeds import Conditions, Mode, Weather
from maps.travel import Route, route, times_from, times_to, weigh
from tests.maps.five_node_town import (
    ALL,
    EAST_M,
    FOOT,
    FOOT_BIKE,
    METRES,
    NORTH_M,
    ONE_WAY,
    ONE_WAY_BACK,
    ONE_WAY_BIKES_FREE,
    Street,
    draw,
    town,
)
from tests.maps.plain_dijkstra import PlainGraph

WALK, EBIKE, CAR = Mode.WALK, Mode.EBIKE, Mode.CAR
MAIN_AB, MAIN_BC, NORTH, UPPER, EAST, STEPS, PATH, BACK, CRESCENT = range(9)
NO_LIMIT = np.inf
# Projected metres at the central meridian of a UTM zone are .04 % short; they enter only the walk off the road.
UTM = 5e-4

Spot = tuple[float, float]
MAIN_MID: Spot = (9.0005, 0.0)
MAIN_EAST: Spot = (9.002, 0.0)
NORTH_LOW: Spot = (9.001, 0.0005)
NORTH_MID: Spot = (9.001, 0.001)
NORTH_HIGH: Spot = (9.001, 0.0015)
EAST_MID: Spot = (9.003, 0.001)
STEPS_MID: Spot = (9.0005, 0.001)
BACK_MID: Spot = (9.002, -0.0005)
CRESCENT_NORTH: Spot = (8.9995, 0.0)
CRESCENT_SOUTH: Spot = (8.9995, -0.001)
CRESCENT_EAST: Spot = (9.0, -0.0005)
NOWHERE: Spot = (9.002, 0.01)


def at(kmh: float, metres: float) -> float:
    return metres * 3.6 / kmh


def at_spots(network: RoadNetwork, mode: Mode, *spots: Spot) -> Snapped:
    return snap(network, np.array(spots), mode=mode)


def trip(mode: Mode, start: Spot, end: Spot, conditions: Conditions = Conditions()) -> float:  # noqa: B008 (frozen)
    """Seconds in the town, by the search from the start and by the one towards the end, which must agree."""
    network = town()
    weights = weigh(network, mode, conditions)
    here, there = at_spots(network, mode, start), at_spots(network, mode, end)
    (forwards,) = times_from(weights, here, there, limit_seconds=NO_LIMIT)
    (backwards,) = times_to(weights, there, here, limit_seconds=NO_LIMIT)
    assert forwards == pytest.approx(backwards, rel=1e-12, nan_ok=True)
    return float(forwards)


ROUND_BY_CAR = at(51, METRES[UPPER]) + at(25, METRES[EAST] + METRES[MAIN_BC])  # D → E → C → B


@pytest.mark.parametrize(
    ("mode", "start", "end", "expected"),
    [
        pytest.param(WALK, MAIN_MID, NORTH_MID, at(5, EAST_M / 2 + NORTH_M), id="on foot"),
        pytest.param(WALK, MAIN_MID, STEPS_MID, at(5, EAST_M / 2) + at(3, METRES[STEPS] / 2), id="up the steps"),
        pytest.param(CAR, MAIN_MID, NORTH_MID, at(25, EAST_M / 2 + NORTH_M), id="into a one-way street"),
        pytest.param(
            CAR, NORTH_MID, MAIN_MID, at(25, NORTH_M + EAST_M / 2) + ROUND_BY_CAR, id="out of it only at its far end"
        ),
        pytest.param(EBIKE, NORTH_MID, MAIN_MID, at(18, NORTH_M + EAST_M / 2), id="bicycles go against it"),
        pytest.param(
            CAR,
            MAIN_EAST,
            EAST_MID,
            at(25, EAST_M + METRES[NORTH] + NORTH_M) + at(51, METRES[UPPER]),
            id="into a street that is one-way against its drawing, only from its end",
        ),
        pytest.param(CAR, EAST_MID, MAIN_EAST, at(25, NORTH_M + EAST_M), id="and out of it at its start"),
        pytest.param(CAR, NORTH_LOW, NORTH_HIGH, at(25, NORTH_M), id="within one edge"),
        pytest.param(CAR, NORTH_HIGH, NORTH_LOW, at(25, NORTH_M) + ROUND_BY_CAR, id="within it, but the wrong way"),
        pytest.param(EBIKE, NORTH_HIGH, NORTH_LOW, at(18, NORTH_M), id="within it, free for bicycles"),
        pytest.param(CAR, NORTH_MID, NORTH_MID, 0.0, id="from a spot to itself"),
        pytest.param(CAR, CRESCENT_NORTH, MAIN_MID, at(25, EAST_M), id="out of a loop by its start"),
        pytest.param(CAR, CRESCENT_SOUTH, MAIN_MID, at(25, EAST_M + NORTH_M), id="out of a loop by its end"),
        pytest.param(CAR, CRESCENT_NORTH, CRESCENT_SOUTH, at(25, EAST_M + NORTH_M), id="along a loop"),
        pytest.param(
            CAR, CRESCENT_NORTH, CRESCENT_EAST, at(25, (EAST_M + NORTH_M) / 2), id="on a loop, across its junction"
        ),
        pytest.param(
            CAR,
            BACK_MID,
            MAIN_EAST,
            at(15, EAST_M + NORTH_M / 2) + at(25, EAST_M),
            id="from one to the other of parallel edges",
        ),
        pytest.param(
            EBIKE, MAIN_MID, EAST_MID, at(18, EAST_M / 2 + METRES[PATH] + NORTH_M), id="by the cheaper of two"
        ),
    ],
)
def test_by_hand(mode: Mode, start: Spot, end: Spot, expected: float) -> None:
    assert trip(mode, start, end) == pytest.approx(expected, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize(("mode", "kmh"), [(WALK, 5), (EBIKE, 18), (CAR, 25)])
def test_whoever_is_off_the_road_walks_there_at_both_ends(mode: Mode, kmh: float) -> None:
    off_road = at(5, 0.3 * NORTH_M) + at(5, 0.2 * NORTH_M)
    expected = at(kmh, 1.5 * EAST_M) + off_road
    assert trip(mode, (9.0005, -0.0003), (9.002, 0.0002)) == pytest.approx(expected, rel=UTM)


@pytest.mark.parametrize("mode", list(Mode))
def test_beyond_reach_there_is_no_time_and_no_route(mode: Mode) -> None:
    network = town()
    weights = weigh(network, mode)
    lost, here = at_spots(network, mode, NOWHERE), at_spots(network, mode, MAIN_MID)
    assert lost.edge.tolist() == [-1]
    assert np.isnan(trip(mode, NOWHERE, MAIN_MID))
    assert np.isnan(trip(mode, MAIN_MID, NOWHERE))
    assert np.isnan(trip(mode, NOWHERE, NOWHERE))
    assert route(weights, lost, here) is None
    assert route(weights, here, lost) is None


@pytest.mark.parametrize("times", [times_to, times_from])
@pytest.mark.parametrize("mode", list(Mode))
def test_several_places_at_once_give_the_nearest(mode: Mode, times: Callable[..., np.ndarray]) -> None:
    network = town()
    weights = weigh(network, mode)
    places = at_spots(network, mode, CRESCENT_SOUTH, NOWHERE, EAST_MID, NORTH_MID)
    points = at_spots(network, mode, MAIN_MID, MAIN_EAST, NORTH_LOW, NORTH_HIGH, BACK_MID, CRESCENT_EAST, NOWHERE)
    each = np.array([times(weights, places[number], points, limit_seconds=NO_LIMIT) for number in range(4)])
    at_once = times(weights, places, points, limit_seconds=NO_LIMIT)
    np.testing.assert_allclose(at_once[:-1], np.nanmin(each[:, :-1], axis=0), rtol=1e-12)
    assert np.isnan(at_once[-1])


def test_beyond_the_limit_there_is_no_time() -> None:
    network = town()
    weights = weigh(network, CAR)
    place, points = at_spots(network, CAR, NORTH_MID), at_spots(network, CAR, MAIN_MID, NORTH_LOW, EAST_MID)
    exact = times_to(weights, place, points, limit_seconds=NO_LIMIT)
    limit = at(25, EAST_M / 2 + NORTH_M)
    within = times_to(weights, place, points, limit_seconds=limit + 0.01)
    assert within[:2].tolist() == exact[:2].tolist()
    assert np.isnan(within[2])
    short = times_to(weights, place, points, limit_seconds=limit - 0.01)
    assert np.isnan(short).tolist() == [True, False, True]


@pytest.mark.parametrize(
    ("mode", "start", "end", "metres"),
    [
        (CAR, NORTH_MID, MAIN_MID, NORTH_M + 2 * EAST_M + 2 * NORTH_M + 2 * EAST_M + EAST_M / 2),
        (CAR, NORTH_LOW, NORTH_HIGH, NORTH_M),
        (EBIKE, NORTH_HIGH, NORTH_LOW, NORTH_M),
        (CAR, CRESCENT_NORTH, CRESCENT_EAST, (EAST_M + NORTH_M) / 2),
        (CAR, BACK_MID, MAIN_EAST, 2 * EAST_M + NORTH_M / 2),
        (EBIKE, MAIN_MID, EAST_MID, EAST_M / 2 + METRES[PATH] + NORTH_M),
    ],
)
def test_a_route_is_drawn_from_the_start_to_the_end(mode: Mode, start: Spot, end: Spot, metres: float) -> None:
    network = town()
    found = route(weigh(network, mode), at_spots(network, mode, start), at_spots(network, mode, end))
    assert found is not None
    assert found.seconds == pytest.approx(trip(mode, start, end), rel=1e-12)
    assert found.metres == pytest.approx(metres, rel=1e-5)
    assert drawn_metres(found) == pytest.approx(metres, rel=1e-5)
    assert found.lonlat[0] == pytest.approx(start, abs=1e-7)
    assert found.lonlat[-1] == pytest.approx(end, abs=1e-7)


def drawn_metres(found: Route) -> float:
    return float(pyproj.Geod(ellps="WGS84").line_length(*found.lonlat.T))


def test_a_closed_street_is_driven_round() -> None:
    closed = Conditions(closed=frozenset({MAIN_BC}))
    expected = at(25, EAST_M / 2) + at(15, METRES[BACK]) + at(25, METRES[EAST]) + at(51, EAST_M)
    assert trip(CAR, (9.002, 0.002), MAIN_MID, closed) == pytest.approx(expected, rel=1e-5)


def test_nobody_gets_to_or_away_from_a_closed_street_and_a_snap_may_avoid_it() -> None:
    network = town()
    closed = Conditions(closed=frozenset({MAIN_BC}))
    assert np.isnan(trip(CAR, MAIN_MID, MAIN_EAST, closed))
    assert np.isnan(trip(CAR, MAIN_EAST, MAIN_MID, closed))
    beside = snap(network, np.array([MAIN_EAST]), mode=CAR, avoid=closed.closed)
    assert beside.edge.tolist() == [BACK]
    assert beside.off_m[0] == pytest.approx(NORTH_M / 2, rel=UTM)
    (seconds,) = times_to(weigh(network, CAR, closed), beside, at_spots(network, CAR, MAIN_MID), limit_seconds=NO_LIMIT)
    expected = at(25, EAST_M / 2) + at(15, EAST_M + NORTH_M / 2) + at(5, NORTH_M / 2)
    assert seconds == pytest.approx(expected, rel=UTM)


@pytest.mark.parametrize(
    ("mode", "weather", "kmh"),
    [
        (WALK, Weather.HEAVY_RAIN, 4.0),
        (EBIKE, Weather.LIGHT_RAIN, 15.0),
        (CAR, Weather.LIGHT_RAIN, 23.75),
        (CAR, Weather.HEAVY_RAIN, 21.25),
    ],
)
def test_rain_slows_the_trip(mode: Mode, weather: Weather, kmh: float) -> None:
    rain = Conditions(weather=weather)
    assert trip(mode, MAIN_MID, NORTH_MID, rain) == pytest.approx(at(kmh, EAST_M / 2 + NORTH_M), rel=1e-5)


# Random towns: up to seven junctions on a grid of about 110 m, any streets between them, loops and parallels too.
KINDS = ("residential", "tertiary", "footway", "steps", "service")
ACCESS = (ALL, ALL, ALL, ONE_WAY, ONE_WAY_BACK, ONE_WAY_BIKES_FREE, FOOT, FOOT_BIKE)
few = settings(max_examples=30, derandomize=True, deadline=None)
modes = st.sampled_from(list(Mode))


def spots(start: int, stop: int) -> st.SearchStrategy[Spot]:
    return st.tuples(st.integers(start, stop), st.integers(start, stop)).map(
        lambda at: (9.0 + at[0] / 1e5, at[1] / 1e5)
    )


@st.composite
def towns(pick: st.DrawFn) -> RoadNetwork:
    grid = st.tuples(st.integers(0, 4), st.integers(0, 4))
    places = [(9.0 + x / 1000, y / 1000) for x, y in pick(st.lists(grid, min_size=2, max_size=7, unique=True))]
    junction = st.integers(0, len(places) - 1)
    streets = []
    for way in range(pick(st.integers(5, 16))):
        tail, head = pick(junction), pick(junction)
        bends = pick(st.lists(spots(-50, 450), min_size=2 if tail == head else 0, max_size=2, unique=True))
        street = Street(way, tail, head, pick(st.sampled_from(KINDS)), pick(st.sampled_from(ACCESS)), tuple(bends))
        streets.append(street)
    return draw(tuple(places), tuple(streets), crs="EPSG:32632")


points_about = st.lists(spots(-100, 500), min_size=5, max_size=12)


@few
@given(towns(), modes, spots(-100, 500), points_about, st.sampled_from(list(Weather)))
def test_times_are_those_of_networkx(
    network: RoadNetwork, mode: Mode, spot: Spot, about: list[Spot], weather: Weather
) -> None:
    conditions = Conditions(weather=weather)
    weights, plain = weigh(network, mode, conditions), PlainGraph(network, mode, conditions)
    place, points = at_spots(network, mode, spot), at_spots(network, mode, *about)
    to = [plain.seconds(points[number], place) for number in range(len(points))]
    away = [plain.seconds(place, points[number]) for number in range(len(points))]
    np.testing.assert_allclose(times_to(weights, place, points, limit_seconds=NO_LIMIT), to, rtol=0, atol=1e-6)
    np.testing.assert_allclose(times_from(weights, place, points, limit_seconds=NO_LIMIT), away, rtol=0, atol=1e-6)


@few
@given(towns(), modes, spots(-100, 500), points_about, st.data())
def test_a_closure_never_shortens_a_time(
    network: RoadNetwork, mode: Mode, spot: Spot, about: list[Spot], data: st.DataObject
) -> None:
    closed = frozenset({data.draw(st.integers(0, network.edge_count - 1))})
    place, points = at_spots(network, mode, spot), at_spots(network, mode, *about)
    before = times_to(weigh(network, mode), place, points, limit_seconds=NO_LIMIT)
    after = times_to(weigh(network, mode, Conditions(closed=closed)), place, points, limit_seconds=NO_LIMIT)
    assert not np.any(np.isnan(before) & ~np.isnan(after))
    still = ~np.isnan(after)
    assert np.all(after[still] >= before[still] - 1e-9)


@few
@given(towns(), modes, spots(-100, 500), points_about)
def test_times_towards_are_times_from_with_every_street_turned(
    network: RoadNetwork, mode: Mode, spot: Spot, about: list[Spot]
) -> None:
    access = network.edge_access
    turned = replace(network, edge_access=((access & 0b010101) << 1 | (access & 0b101010) >> 1).astype(np.uint8))
    place, points = at_spots(network, mode, spot), at_spots(network, mode, *about)
    there = times_to(weigh(network, mode), place, points, limit_seconds=NO_LIMIT)
    back = times_from(weigh(turned, mode), place, points, limit_seconds=NO_LIMIT)
    np.testing.assert_allclose(there, back, rtol=1e-12)


@few
@given(towns(), modes, points_about, st.sampled_from([30.0, 500.0]))
def test_a_point_is_snapped_to_the_nearest_edge(
    network: RoadNetwork, mode: Mode, about: list[Spot], reach_m: float
) -> None:
    snapped = snap(network, np.array(about), mode=mode, reach_m=reach_m)
    lines = np.split(network.shape_xy, network.shape_start[1:-1])
    usable = {
        edge: shapely.LineString(line) for edge, line in enumerate(lines) if network.edge_main[edge] & mode.main_bit
    }
    for number, xy in enumerate(network.project(np.array(about))):
        point = shapely.Point(xy)
        nearest_m = min((line.distance(point) for line in usable.values()), default=np.inf)
        if nearest_m > reach_m:
            assert snapped.edge[number] == -1
            continue
        line = usable[int(snapped.edge[number])]
        assert line.distance(point) == pytest.approx(nearest_m, abs=1e-6)
        assert snapped.off_m[number] == pytest.approx(nearest_m, abs=1e-6)
        foot = line.interpolate(snapped.along[number], normalized=True)
        assert foot.distance(point) == pytest.approx(nearest_m, abs=1e-6)


@pytest.fixture(scope="module")
def chengdu(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> RoadNetwork:
    root = tmp_path_factory.mktemp("cities")
    return import_city(shared_data / "chengdu.osm.pbf", name="chengdu", root=root, layers=(write_network,)).network


def scattered(network: RoadNetwork, count: int, seed: int) -> np.ndarray:
    """Points within about 100 m of junctions, lon, lat."""
    random = np.random.default_rng(seed)
    return network.node_lonlat[random.integers(network.node_count, size=count)] + random.normal(0, 5e-4, (count, 2))


@pytest.mark.parametrize("mode", list(Mode))
def test_chengdu_beside_networkx(chengdu: RoadNetwork, mode: Mode) -> None:
    weights, plain = weigh(chengdu, mode), PlainGraph(chengdu, mode)
    origins, destinations = (snap(chengdu, scattered(chengdu, 40, seed), mode=mode) for seed in (1, 2))
    expected = np.array([plain.seconds(origins[one], destinations[one]) for one in range(40)])
    to = [times_to(weights, destinations[one], origins[one], limit_seconds=NO_LIMIT)[0] for one in range(40)]
    away = [times_from(weights, origins[one], destinations[one], limit_seconds=NO_LIMIT)[0] for one in range(40)]
    assert np.isfinite(expected).sum() >= 35
    np.testing.assert_allclose(to, expected, rtol=0, atol=1e-6)
    np.testing.assert_allclose(away, expected, rtol=0, atol=1e-6)


@pytest.mark.parametrize("mode", list(Mode))
def test_chengdu_routes_take_the_times_and_are_as_long_as_they_are_drawn(chengdu: RoadNetwork, mode: Mode) -> None:
    weights = weigh(chengdu, mode)
    origins, destinations = (snap(chengdu, scattered(chengdu, 20, seed), mode=mode) for seed in (3, 4))
    for one in np.flatnonzero(origins.found & destinations.found).tolist():
        found = route(weights, origins[one], destinations[one])
        assert found is not None
        (seconds,) = times_from(weights, origins[one], destinations[one], limit_seconds=NO_LIMIT)
        assert found.seconds == seconds
        off_road_m = float(origins.off_m[one] + destinations.off_m[one])
        assert drawn_metres(found) + off_road_m == pytest.approx(found.metres, rel=1e-3)


def test_eight_threads_at_once_get_what_one_gets(chengdu: RoadNetwork) -> None:
    points = snap(chengdu, scattered(chengdu, 2_000, 5), mode=EBIKE)
    places = snap(chengdu, scattered(chengdu, 400, 6), mode=EBIKE)
    # The first search of a place more than ever before is what makes room; so the sizes go up and down.
    tasks = [places[first : first + 1 + first % 7] for first in range(0, 320, 2)]

    def answers(weights_of: RoadNetwork, threads: int) -> list[np.ndarray]:
        weights = weigh(weights_of, EBIKE)
        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(lambda place: times_to(weights, place, points, limit_seconds=600.0), tasks))

    for alone, together in zip(answers(chengdu, 1), answers(chengdu, 8), strict=True):
        np.testing.assert_array_equal(alone, together)
