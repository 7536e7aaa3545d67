import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.incidents.schedule import Asked, Lognormal, Schedule, chance_in_time, expected_alerts

ANSWER, TURNOUT = Lognormal(45, 0.8), Lognormal(105, 0.6)


def schedule(alert_at_s, p=(0.35,) * 9, limit_s=840.0, travel_sigma=0.2):
    people = [
        Asked(chance, 60.0 * (2 + place), at) for place, (chance, at) in enumerate(zip(p, alert_at_s, strict=True))
    ]
    return Schedule(limit_s, ANSWER, TURNOUT, travel_sigma, people)


@pytest.mark.parametrize(
    ("alert_at_s", "chance", "alerts"),
    [([0] * 9, 0.9686, 9.0), ([0, 0, 0, 60, 60, 60, 120, 120, 120], 0.9513, 4.858)],
)
def test_the_published_example(alert_at_s, chance, alerts):
    example = schedule(alert_at_s)
    assert chance_in_time(example) == pytest.approx(chance, abs=5e-4)
    assert expected_alerts(example) == pytest.approx(alerts, abs=5e-4)


def test_the_nearest_alone():
    alone = Schedule(840.0, ANSWER, TURNOUT, 0.2, [Asked(0.35, 120.0)])
    assert chance_in_time(alone) == pytest.approx(0.3492, abs=5e-4)
    assert expected_alerts(alone) == 1.0


@pytest.mark.parametrize(
    ("alert_at_s", "p"),
    [
        ([0, 0, 0, 60, 60, 60, 120, 120, 120], (0.35,) * 9),
        ([0, 20, 40, 60, 80, 100, 120, 140, 160], (0.9, 0.1, 0.5, 0.2, 0.7, 0.05, 0.3, 0.6, 0.4)),
        ([0, 0, 300, 300, 600, 600, 830, 900, 900], (0.2,) * 9),
    ],
)
def test_it_agrees_with_drawing_two_hundred_thousand_nights(alert_at_s, p):
    example = schedule(alert_at_s, p)
    chance, alerts = drawn(example, np.random.default_rng(15), 200_000)
    assert chance_in_time(example) == pytest.approx(chance, abs=4e-3)  # 3.5 standard errors
    assert expected_alerts(example) == pytest.approx(alerts, abs=2.5e-2)


def drawn(example, rng, nights):
    """The same schedule played out: a wave goes out unless somebody has accepted before it."""
    count = len(example.people)
    at = np.array([one.alert_at_s for one in example.people])
    accepts = rng.random((nights, count)) < [one.p for one in example.people]
    answer = example.answer.median_s * np.exp(example.answer.sigma * rng.standard_normal((nights, count)))
    turnout = example.turnout.median_s * np.exp(example.turnout.sigma * rng.standard_normal((nights, count)))
    noise = np.exp(example.travel_sigma * rng.standard_normal((nights, count)))
    accepted_at = np.where(accepts, at + answer, np.inf)
    arrives_at = accepted_at + turnout + noise * [one.travel_s for one in example.people]
    first = np.full(nights, np.inf)
    alerts, best = np.zeros(nights), np.full(nights, np.inf)
    for start in np.unique(at):
        sent = first > start
        wave = at == start
        alerts += sent * wave.sum()
        best = np.where(sent, np.minimum(best, arrives_at[:, wave].min(axis=1)), best)
        first = np.where(sent, np.minimum(first, accepted_at[:, wave].min(axis=1)), first)
    return (best <= example.limit_s).mean(), alerts.mean()


def test_without_any_spread_it_is_plain_arithmetic():
    """Answers at 45 s, out at 150, there at 270: in time for 300 s when alerted by 29 s, not when alerted at 31."""
    step = {"answer": Lognormal(45, 0), "turnout": Lognormal(105, 0), "travel_sigma": 0.0}
    early = Schedule(300.0, people=[Asked(1.0, 120.0), Asked(0.5, 120.0, 29.0)], **step)
    late = Schedule(300.0, people=[Asked(0.0, 120.0), Asked(0.5, 120.0, 31.0)], **step)
    assert chance_in_time(early) == pytest.approx(1.0, abs=1e-6)
    assert expected_alerts(early) == pytest.approx(2.0)
    assert chance_in_time(late) == pytest.approx(0.0, abs=1e-6)


def test_nobody_comes_when_nobody_is_asked():
    nobody = Schedule(840.0, ANSWER, TURNOUT, 0.2, [])
    assert (chance_in_time(nobody), expected_alerts(nobody)) == (0.0, 0)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1200), st.floats(0, 1000)), min_size=1, max_size=6))
def test_one_more_person_never_makes_it_worse(people):
    """Asked last of all: the earlier waves are what they were."""
    asked = [Asked(*one) for one in sorted(people, key=lambda one: one[2])]
    less = Schedule(840.0, ANSWER, TURNOUT, 0.2, asked[:-1])
    more = Schedule(840.0, ANSWER, TURNOUT, 0.2, asked)
    assert chance_in_time(more) >= chance_in_time(less) - 1e-6
    assert expected_alerts(more) >= expected_alerts(less) - 1e-9
