from datetime import UTC, datetime, timedelta

import pytest

from dispatch.board import Board
from dispatch.conditions.events import RoadClosed, RoadReopened, WeatherChanged
from dispatch.conditions.rules import change_weather, close_roads, fall_due, next_due, reopen
from dispatch.errors import NotFound, Refused
from dispatch.folds import fold
from dispatch.log.event import Event, Recorded
from maps.speeds import Weather

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def play(board: Board, *events: Event) -> Board:
    for event in events:
        board = fold(board, Recorded(1, NOON, None, "dispatcher:li", None, event))
    return board


def closed(board: Board, *edges: int, until: datetime | None = None) -> list[Event]:
    return close_roads(board, edges, reason="积水", until=until, geometry=None, at=NOON)


def test_a_closure_names_each_edge_once():
    assert closed(Board(), 7, 3, 7) == [RoadClosed(1, (3, 7), "积水", None, None)]


def test_closures_overlap_and_are_lifted_one_by_one():
    board = play(Board(), *closed(Board(), 3, 7))
    board = play(board, *closed(board, 7, 9))
    assert board.conditions.closed == {3, 7, 9}
    board = play(board, *reopen(board, 1))
    assert board.conditions.closed == {7, 9}
    with pytest.raises(NotFound):
        reopen(board, 1)


def test_what_closes_nothing_is_refused():
    with pytest.raises(Refused, match="no_road_there"):
        closed(Board())
    with pytest.raises(Refused, match="until_in_past"):
        closed(Board(), 3, until=NOON)


def test_a_closure_opens_again_when_its_time_has_come():
    board = play(Board(), *closed(Board(), 3, until=NOON + 2 * HOUR))
    board = play(board, *closed(board, 5, until=NOON + HOUR))
    board = play(board, *closed(board, 7))
    assert next_due(board) == NOON + HOUR
    assert fall_due(board, NOON + HOUR) == [RoadReopened(2)]
    assert fall_due(board, NOON + 3 * HOUR) == [RoadReopened(1), RoadReopened(2)]


def test_the_same_weather_is_no_news():
    assert change_weather(Board(), Weather.CLEAR) == []
    board = play(Board(), *change_weather(Board(), Weather.HEAVY_RAIN))
    assert board.conditions.weather is Weather.HEAVY_RAIN
    assert WeatherChanged(Weather.CLEAR).subject == "weather"
