"""Figures against published values and what a pencil says."""

from datetime import UTC, datetime

import pytest

from dispatch.reports.figures import Share, gini, wilson
from dispatch.simulate.run import Played, Story
from dispatch.simulate.score import calibration, compared, quantile, score

AT = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_that_of_newcombe_1998(successes: int, trials: int, low: float, high: float) -> None:
    """Statistics in Medicine 17, 857–872, table I, method 3."""
    assert wilson(successes, trials) == pytest.approx((low, high), abs=5e-5)


def test_of_nothing_there_is_no_interval() -> None:
    nothing = Share(0, 0)
    assert (nothing.low, nothing.high) == (None, None)


def test_who_never_came_is_infinitely_late() -> None:
    assert quantile([300.0, None, 100.0, 200.0], 0.5) == 200.0
    assert quantile([300.0, None, 100.0, 200.0], 0.9) is None
    assert quantile([], 0.5) is None


def test_gini_of_equals_is_none_and_of_one_who_has_all_is_nearly_one() -> None:
    assert gini([3, 3, 3, 3]) == 0.0
    assert gini([0, 0, 0, 8]) == 0.75
    assert gini([1, 2, 3, 4]) == pytest.approx(0.25)
    assert gini([0, 0]) is None


def test_calibration_holds_each_tenth_against_what_came() -> None:
    found = calibration([(0.05, False), (0.32, True), (0.38, False), (1.0, True)])
    assert found["count"] == 4
    assert found["brier"] == pytest.approx((0.05**2 + 0.68**2 + 0.38**2) / 4)
    bins = {one["from"]: (one["count"], one["predicted"], one["observed"]) for one in found["bins"]}
    assert bins[0.3] == (2, pytest.approx(0.35), 0.5)
    assert set(bins) == {0.0, 0.3, 0.9}


def played(*firsts: float | None, alerts: int = 2) -> Played:
    stories = [Story(number, AT, "patient", "S1", 12, alerts, first_s=first) for number, first in enumerate(firsts)]
    return Played(stories, [], {"V1": alerts * len(firsts)}, 10, "hash", 3600.0)


def test_a_policy_is_worth_what_its_stories_tell() -> None:
    found = score([played(300.0, 900.0), played(901.0, None)], ["V1", "V2"])
    assert {name: found[name] for name in ("incidents", "p15", "median_s", "p90_s", "alerts_per_incident", "gini")} == {
        "incidents": 4,
        "p15": 0.5,
        "median_s": 900.0,
        "p90_s": None,
        "alerts_per_incident": 2.0,
        "gini": 0.5,
    }
    assert (found["nobody_came"], found["by_skill"], found["by_hour"]) == (
        1,
        {"patient": {"incidents": 4, "p15": 0.5}},
        {"12": {"incidents": 4, "p15": 0.5}},
    )


def test_differences_are_paired_by_replication() -> None:
    """Differences of 1 and 0 by replication: mean .5, and t(.975, 1) = 12.7062 times .5."""
    found = compared([played(300.0), played(300.0)], [played(None, alerts=3), played(300.0, alerts=5)])
    assert found["p15"] == 0.5
    assert (found["p15_low"], found["p15_high"]) == pytest.approx((0.5 - 6.3531, 0.5 + 6.3531), abs=1e-4)
    assert found["alerts_per_incident"] == -2.0
    assert (found["only_first_kept"], found["only_second_kept"]) == (1, 0)


def test_within_one_replication_they_are_paired_by_incident() -> None:
    """Differences 1, 0, 0, 0: mean .25, standard error .25, t(.975, 3) = 3.18245."""
    found = compared([played(1.0, 1.0, 1.0, 1.0)], [played(None, 1.0, 1.0, 1.0)])
    assert (found["p15_low"], found["p15_high"]) == pytest.approx((0.25 - 0.79561, 0.25 + 0.79561), abs=1e-4)
