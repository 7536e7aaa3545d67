import numpy as np
import pytest

from dispatch.incidents.chance import Habits, at_least, in_time

NINE = np.arange(120.0, 601.0, 60.0)
"""Nine people, two to ten minutes away."""


def test_the_worked_example_all_nine_at_once():
    """FIELD: p = .35, 840 s left, all asked at once: .9686; the nearest alone: .3492."""
    q = 0.35 * in_time(NINE, np.full(9, 840.0), Habits())
    assert at_least(1, q) == pytest.approx(0.9686, abs=5e-4)
    assert q[0] == pytest.approx(0.3492, abs=5e-4)


def test_it_agrees_with_drawing_the_times():
    rng = np.random.default_rng(20261124)
    habits, draws = Habits(), 400_000
    answer = habits.answer_s * np.exp(habits.answer_spread * rng.standard_normal(draws))
    turnout = habits.turnout_s * np.exp(habits.turnout_spread * rng.standard_normal(draws))
    noise = np.exp(habits.travel_spread * rng.standard_normal(draws))
    drawn = [np.mean(answer + turnout + travel * noise <= 840) for travel in NINE]
    assert in_time(NINE, np.full(9, 840.0), habits) == pytest.approx(drawn, abs=4e-3)


def test_no_time_left_is_no_chance():
    assert in_time(np.array([0.0, 100.0]), np.array([0.0, -5.0]), Habits()).tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    ("wanted", "chances", "expected"),
    [
        (0, [], 1.0),
        (1, [], 0.0),
        (1, [0.5, 0.5], 0.75),
        (2, [0.5, 0.5], 0.25),
        (2, [0.5, 0.5, 0.5], 0.5),
        (1, [1.0], 1.0),
    ],
)
def test_at_least_so_many_arrive(wanted, chances, expected):
    assert at_least(wanted, chances) == pytest.approx(expected)
