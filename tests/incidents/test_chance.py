import numpy as np
import pytest
from scipy.stats import norm

from dispatch.incidents.chance import (
    ANSWER_NODES,
    ANSWER_WEIGHTS,
    TRAVEL_NODES,
    TRAVEL_WEIGHTS,
    Habits,
    accepted_in_time,
    in_time,
    still_in_time,
    together,
    travels_in_time,
)

NINE = np.arange(120.0, 601.0, 60.0)
"""Nine people, two to ten minutes away."""


def test_the_worked_example_all_nine_at_once():
    """FIELD: p = .35, 840 s left, all asked at once: .9686; the nearest alone: .3492."""
    q = 0.35 * in_time(NINE, np.full(9, 840.0), Habits())
    assert together(1, q, []) == pytest.approx(0.9686, abs=5e-4)
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
    assert together(wanted, chances, []) == pytest.approx(expected)


DRAWS = 400_000


def lognormal(rng, median, spread):
    return median * np.exp(spread * rng.standard_normal(DRAWS))


@pytest.mark.parametrize("waited_s", [0.0, 30.0, 120.0, 400.0])
@pytest.mark.parametrize("travel_s", [60.0, 300.0])
def test_silence_makes_a_yes_less_likely(waited_s, travel_s):
    """Against people drawn, of whom only those are kept who have not answered by then."""
    rng, habits, p = np.random.default_rng(5), Habits(), 0.35
    answer = np.where(rng.random(DRAWS) < p, lognormal(rng, habits.answer_s, habits.answer_spread), np.inf)
    out = lognormal(rng, habits.turnout_s, habits.turnout_spread)
    out += travel_s * np.exp(habits.travel_spread * rng.standard_normal(DRAWS))
    silent = answer > waited_s
    drawn = np.mean((answer + out <= 840.0)[silent])
    one = [np.array([value]) for value in (p, travel_s, 840.0 - waited_s, waited_s)]
    assert still_in_time(*one, habits)[0] == pytest.approx(drawn, abs=5e-3)


@pytest.mark.parametrize("gone_s", [0.0, 60.0, 200.0])
def test_who_has_accepted_and_not_set_out_yet(gone_s):
    rng, habits = np.random.default_rng(6), Habits()
    turnout = lognormal(rng, habits.turnout_s, habits.turnout_spread)
    arrives = turnout + 300.0 * np.exp(habits.travel_spread * rng.standard_normal(DRAWS))
    drawn = np.mean((arrives <= gone_s + 400.0)[turnout > gone_s])
    one = [np.array([value]) for value in (300.0, 400.0, gone_s)]
    assert accepted_in_time(*one, habits)[0] == pytest.approx(drawn, abs=5e-3)


def test_who_is_under_way_arrives_by_the_median_half_of_the_time():
    way, left, gone = np.array([[300.0, 300.0, 0], [300.0, 0.0, 0], [300.0, 150, 150], [100.0, 500, 400]]).T
    chances = travels_in_time(way, left, gone, Habits())
    assert chances.tolist() == [0.5, 0.0, pytest.approx(0.5, abs=1e-3), 0.0]


def test_who_is_late_is_expected_by_what_is_left_of_the_way():
    rng, habits = np.random.default_rng(7), Habits()
    arrives = 300.0 * np.exp(habits.travel_spread * rng.standard_normal(DRAWS))
    drawn = np.mean((arrives <= 400.0)[arrives > 320.0])
    assert travels_in_time(*np.array([[300.0], [80.0], [320.0]]), habits)[0] == pytest.approx(drawn, abs=5e-3)


def test_who_declines_together_is_worth_less_than_each_alone():
    assert together(1, [], [0.2]) == pytest.approx(0.2)
    assert together(1, [], [0.2] * 10) < together(1, [0.2] * 10, [])
    assert together(1, [0.9], []) == pytest.approx(0.9)
    assert together(2, [0.9], [0.3]) == pytest.approx(0.27)


@pytest.mark.parametrize("left_s", [0.0, 60.0, 500.0, 840.0, 1800.0])
def test_the_curve_is_as_good_as_every_normal_tail(left_s):
    habits, travel_s = Habits(), np.arange(0.0, 1800.0, 13.7)
    answer_s = habits.answer_s * np.exp(habits.answer_spread * ANSWER_NODES)
    ways_s = travel_s[:, None] * np.exp(habits.travel_spread * TRAVEL_NODES)
    spare_s = np.maximum(left_s - answer_s[:, None, None] - ways_s, 1e-9)
    tails = norm.cdf(np.log(spare_s / habits.turnout_s) / habits.turnout_spread)
    exact = np.einsum("a,apt,t->p", ANSWER_WEIGHTS, tails, TRAVEL_WEIGHTS)
    assert in_time(travel_s, np.full(len(travel_s), left_s), habits) == pytest.approx(exact, abs=1e-4)
