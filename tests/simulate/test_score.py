"""Figures against published values and what a pencil says."""

from datetime import UTC, date, datetime

import pytest

from dispatch.simulate.clusters import Mean, clustered
from dispatch.simulate.run import Played, Story
from dispatch.simulate.score import calibration, compared, filled, score

AT = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


def test_calibration_holds_each_tenth_against_what_came() -> None:
    found = calibration([(0.05, False), (0.32, True), (0.38, False), (1.0, True)])
    assert found["count"] == 4
    assert found["brier"] == pytest.approx((0.05**2 + 0.68**2 + 0.38**2) / 4)
    bins = {one["from"]: (one["count"], one["predicted"], one["observed"]) for one in found["bins"]}
    assert bins[0.3] == (2, pytest.approx(0.35), 0.5)
    assert set(bins) == {0.0, 0.3, 0.9}
    assert [one["difference"] for one in found["bins"]] == pytest.approx([-0.05, 0.15, 0.0])


NEEDS = (("patient", "medical", 1),)


def story(number: int, first: float | None, alerts: int = 2) -> Story:
    came = [] if first is None else [("patient", first)]
    return Story(number, AT, "patient", "S1", 12, alerts, first_s=first, needs=NEEDS, came=came)


def played(*firsts: float | None, alerts: int = 2) -> Played:
    stories = [story(number, first, alerts) for number, first in enumerate(firsts)]
    asked = alerts * len(firsts)
    return Played(stories, [], {"V1": asked}, 10, "hash", 3600.0, {("V1", date(2026, 11, 23)): asked})


HALF_OF_FOUR = {
    "incidents": 4,
    "p15": 0.5,
    "p15_low": pytest.approx(0.15004, abs=1e-5),
    "p15_high": pytest.approx(0.84996, abs=1e-5),
}


def test_a_policy_is_worth_what_its_stories_tell() -> None:
    found = score([played(300.0, 900.0), played(901.0, None)], ["V1", "V2"])
    assert {name: found[name] for name in ("incidents", "p15", "median_s", "p90_s", "alerts_per_incident", "gini")} == {
        "incidents": 4,
        "p15": 0.5,
        "median_s": 900.5,
        "p90_s": None,
        "alerts_per_incident": 2.0,
        "gini": 0.5,
    }
    assert (found["nobody_came"], found["by_skill"], found["by_hour"]) == (
        1,
        {"patient": HALF_OF_FOUR},
        {"12": HALF_OF_FOUR},
    )
    assert (found["by_team"], found["by_district"]) == ({"medical": HALF_OF_FOUR}, {"S1": HALF_OF_FOUR})
    assert (found["median_never"], found["p90_never"], found["most_alerted_in_a_week"]) == (False, True, 4)
    assert [found["on_scene_by_minute"][minute] for minute in (4, 5, 15, 16, 30)] == [0, 0.25, 0.5, 0.75, 0.75]


def test_a_role_is_kept_by_its_own_people_alone_and_the_shown_chance_asks_for_every_role() -> None:
    """The guide is there after ten minutes, the first-aider after sixteen."""
    both = Story(1, AT, "guide", "S1", 12, 2, first_s=600.0, shown=0.75)
    both.needs = (("guide", "liaison", 1), *NEEDS)
    both.came = [("guide", 600.0), ("patient", 960.0)]
    found = score([Played([both], [], {}, 1, "hash", 1.0)], ["V1"])
    assert found["p15"] == 1.0
    assert {name: one["p15"] for name, one in found["by_skill"].items()} == {"guide": 1.0, "patient": 0.0}
    assert not filled(both)
    [shown] = found["calibration_of_those_alerted_so_far"]["bins"]
    assert (shown["predicted"], shown["observed"]) == (0.75, 0.0)


def test_of_nothing_nothing_is_told() -> None:
    found = score([Played([], [], {}, 0, "hash", 0.0)], ["V1"])
    assert [found[name] for name in ("p15", "p15_low", "median_s", "median_never", "gini")] == [
        None,
        None,
        None,
        False,
        None,
    ]
    assert clustered([[]]) == Mean(None)
    assert clustered([[3.0]]) == Mean(3.0)


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


def test_replications_of_different_length_weigh_by_their_incidents() -> None:
    """By hand: sums less the mean .5 are 1, 0 and -1; s² = 3/2 · 2 / 6², t(.975, 2) = 4.30265."""
    found = clustered([[1, 1], [1, 0], [0, 0]])
    assert found.mean == 0.5
    assert found.high == pytest.approx(0.5 + 4.30265 * (3 / 36) ** 0.5, abs=1e-5)
    assert clustered([[2, 2, 2], [2]]) == Mean(2.0, 2.0, 2.0)
