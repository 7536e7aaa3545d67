"""Seconds on the hand-drawn town: the lengths have a closed form, the speeds are the published figures."""

from dataclasses import replace

import numpy as np
import pytest

from maps.speeds import CALM, Conditions, Mode, Weather, flood_factor, seconds
from tests.maps.five_node_town import METRES, town

INF = np.inf
MAIN_AB, MAIN_BC, NORTH, UPPER, EAST, STEPS, PATH, BACK, CRESCENT = range(9)


def at_kmh(*kmh: float | None) -> list[float]:
    """Seconds on each edge at these speeds; None is shut."""
    return [metres * 3.6 / speed if speed else INF for metres, speed in zip(METRES, kmh, strict=True)]


@pytest.mark.parametrize(
    ("mode", "forward", "back"),
    [
        (Mode.WALK, [5, 5, 5, 5, 5, 3, 5, 5, 5], [5, 5, 5, 5, 5, 3, 5, 5, 5]),
        (Mode.EBIKE, [18, 18, 18, 18, None, None, 18, 18, 18], [18, 18, 18, 18, 18, None, 18, 18, 18]),
        # Upper Street: .85 of its 60 km/h
        (Mode.CAR, [25, 25, 25, 51, None, None, None, 15, 25], [25, 25, None, 51, 25, None, None, 15, 25]),
    ],
)
def test_each_mode_at_its_own_speed_in_its_own_direction(
    mode: Mode, forward: list[float | None], back: list[float | None]
) -> None:
    along, against = seconds(town(), mode)
    assert along == pytest.approx(at_kmh(*forward))
    assert against == pytest.approx(at_kmh(*back))


@pytest.mark.parametrize(
    ("mode", "conditions", "kmh"),
    [
        (Mode.WALK, Conditions(night=True), 5),
        (Mode.WALK, Conditions(weather=Weather.LIGHT_RAIN), 4.5),
        (Mode.WALK, Conditions(weather=Weather.HEAVY_RAIN), 4),
        (Mode.EBIKE, Conditions(night=True), 15),
        (Mode.EBIKE, Conditions(weather=Weather.LIGHT_RAIN), 15),
        (Mode.EBIKE, Conditions(weather=Weather.HEAVY_RAIN), 14.4),
        (Mode.EBIKE, Conditions(weather=Weather.HEAVY_RAIN, night=True), 14.4),
        (Mode.CAR, Conditions(night=True), 25),
        (Mode.CAR, Conditions(weather=Weather.LIGHT_RAIN), 23.75),
        (Mode.CAR, Conditions(weather=Weather.HEAVY_RAIN), 21.25),
    ],
)
def test_rain_and_night_slow_main_street(mode: Mode, conditions: Conditions, kmh: float) -> None:
    along, against = seconds(town(), mode, conditions)
    assert along[MAIN_AB] == against[MAIN_AB] == pytest.approx(METRES[MAIN_AB] * 3.6 / kmh)


@pytest.mark.parametrize("mode", list(Mode))
def test_a_closure_holds_both_ways_for_every_mode_and_only_there(mode: Mode) -> None:
    calm, closed = seconds(town(), mode, CALM), seconds(town(), mode, Conditions(closed=frozenset({MAIN_BC})))
    for before, after in zip(calm, closed, strict=True):
        assert after[MAIN_BC] == INF
        assert np.delete(after, MAIN_BC) == pytest.approx(np.delete(before, MAIN_BC))


@pytest.mark.parametrize(
    ("mode", "factors"),
    [
        (Mode.WALK, [1, 1, 0.5, 0.5, 0.5, 0]),
        (Mode.EBIKE, [1, 1, 1, 0, 0, 0]),
        (Mode.CAR, [1, 1, 1, 0, 0, 0]),
    ],
)
def test_water_by_depth(mode: Mode, factors: list[float]) -> None:
    assert flood_factor(mode, np.array([0.0, 0.19, 0.20, 0.30, 0.50, 0.51])).tolist() == factors


def test_a_flooded_street_is_waded_and_not_driven() -> None:
    flooded = Conditions(flood_m={MAIN_AB: 0.3})
    assert seconds(town(), Mode.WALK, flooded)[0][MAIN_AB] == pytest.approx(METRES[MAIN_AB] * 3.6 / 2.5)
    assert seconds(town(), Mode.CAR, flooded)[0][MAIN_AB] == INF


def test_a_low_limit_holds_for_bicycles_and_a_high_one_is_capped_on_small_roads() -> None:
    limits = np.full(9, np.nan, np.float32)
    limits[[MAIN_AB, MAIN_BC, NORTH]] = 10, 100, 30
    network = replace(town(), edge_maxspeed_kmh=limits)
    assert seconds(network, Mode.EBIKE)[0][[MAIN_AB, MAIN_BC]] == pytest.approx(
        [METRES[MAIN_AB] * 3.6 / 10, METRES[MAIN_BC] * 3.6 / 18]
    )
    assert seconds(network, Mode.CAR)[0][[MAIN_AB, MAIN_BC, NORTH]] == pytest.approx(
        [METRES[MAIN_AB] * 3.6 / 8.5, METRES[MAIN_BC] * 3.6 / 37.5, METRES[NORTH] * 3.6 / 25.5]
    )
