"""Streets with alleys on them: closures keep their meaning, and everything is as new at once."""

from datetime import UTC, datetime

import numpy as np
import pytest
import shapely

from dispatch.board import Board
from dispatch.conditions.model import Alley, Conditions
from dispatch.conditions.rules import close_roads, draw_alley, remove_alley
from dispatch.conditions.streets import Streets
from dispatch.folds import fold
from dispatch.log.event import Event, Recorded
from maps.cities import import_city, write_cells, write_network
from maps.speeds import Mode
from maps.travel import times_to
from tests.maps.five_node_town import EAST_M, NORTH_M, write_osm

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
SOUTH, NORTH = (9.002, 0.0), (9.002, 0.002)
WALK_S_PER_M = 3.6 / 5


@pytest.fixture(scope="module")
def streets(tmp_path_factory: pytest.TempPathFactory) -> Streets:
    folder = tmp_path_factory.mktemp("town")
    source = write_osm(folder / "town.osm")
    return Streets(import_city(source, name="town", root=folder, layers=(write_network, write_cells)))


def play(board: Board, events: list[Event]) -> Board:
    for event in events:
        board = fold(board, Recorded(1, NOON, None, "dispatcher:li", None, event))
    return board


def drawn(board: Board) -> Board:
    events = draw_alley(board, None, [SOUTH, NORTH], name="", modes=[Mode.WALK], both_ways=True, crs="WGS84")
    return play(board, events)


def closed(streets: Streets, board: Board, shape: shapely.Geometry) -> Board:
    edges, text = streets.edges(shape), shapely.to_geojson(shape)
    return play(board, close_roads(board, edges, reason="积水", until=None, geometry=text, at=NOON))


def walk_s(streets: Streets, conditions: Conditions) -> float:
    """From the middle of B-C to the middle of D-E."""
    weights = streets.weights(Mode.WALK, conditions)
    ends = [streets.snap(np.array([place]), Mode.WALK, conditions) for place in (SOUTH, NORTH)]
    return float(times_to(weights, ends[1], ends[0], limit_seconds=3600)[0])


def test_an_alley_comes_and_goes(streets: Streets):
    board = Board()
    around = (2 * EAST_M + 2 * NORTH_M) * WALK_S_PER_M
    assert walk_s(streets, board.conditions) == pytest.approx(around, rel=1e-3)
    board = drawn(board)
    assert walk_s(streets, board.conditions) == pytest.approx(2 * NORTH_M * WALK_S_PER_M, rel=1e-3)
    board = play(board, remove_alley(board, 1))
    assert walk_s(streets, board.conditions) == pytest.approx(around, rel=1e-3)


def test_without_alleys_the_city_s_own_arrays_are_searched(streets: Streets):
    nothing = Conditions()
    assert streets.network(nothing) is streets.city.network
    assert streets.raster(Mode.WALK, nothing) is streets.city.rasters[Mode.WALK]
    assert streets.closed(Conditions()) == frozenset()


def test_a_closed_road_closes_its_pieces_whichever_came_first(streets: Streets):
    """D-E is edge 3; the alley's northern end is on it."""
    along = shapely.LineString([(9.0011, 0.002), (9.0029, 0.002)])
    later, before = closed(streets, drawn(Board()), along), drawn(closed(streets, Board(), along))
    for board in (later, before):
        assert board.conditions.closed == {3}
        shut = streets.closed(board.conditions)
        weights = streets.weights(Mode.WALK, board.conditions)
        assert 3 in shut
        assert len(shut) == 3
        assert np.isinf(weights.forward[sorted(shut)]).all()


def test_a_flood_closes_the_alley_that_lies_in_it(streets: Streets):
    """The water stands in the middle of the block, on no road of the map."""
    flood = shapely.box(9.00195, 0.0009, 9.0021, 0.0011)
    board = drawn(Board())
    assert streets.edges(flood) == []
    wide = shapely.box(9.00195, 0.0009, 9.0031, 0.0011)
    shut = streets.closed(closed(streets, board, wide).conditions)
    alley = streets.network(board.conditions)
    assert sorted(int(alley.edge_way[edge]) for edge in shut) == [-1, 4]


def test_zones_are_drawn_with_the_alley(streets: Streets):
    board = drawn(Board())
    before, after = (streets.raster(Mode.WALK, one) for one in (Conditions(), board.conditions))
    row, column = np.abs(after.lat - 0.001).argmin(), np.abs(after.lon - 9.002).argmin()
    assert before.snapped.off_m[row, column] > 50
    assert after.snapped.off_m[row, column] < 25
    assert isinstance(board.conditions.alleys[1], Alley)
