"""Against published values and closed forms."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.reports.figures import Share, brier, gini, median, p90, quantile, reliability, wilson


# Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilsons_interval_as_published(hits: int, n: int, low: float, high: float):
    assert wilson(hits, n) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_nothing_counted_is_no_share():
    assert (Share(0, 0).share, Share(0, 0).low, Share(0, 0).high) == (None, None, None)


@given(st.integers(1, 400), st.data())
def test_an_interval_holds_its_share_and_mirrors(n: int, data: st.DataObject):
    hits = data.draw(st.integers(0, n))
    low, high = wilson(hits, n)
    assert 0 <= low <= hits / n <= high <= 1
    assert wilson(n - hits, n) == (pytest.approx(1 - high), pytest.approx(1 - low))


@pytest.mark.parametrize(
    ("values", "share", "found"),
    [
        ([1, 2, 3, 4], 0.3, 1.9),  # Microsoft's example of PERCENTILE.INC
        ([5], 0.9, 5),
        ([2, 4], 0.5, 3),
        ([60, 120, inf], 0.5, 120),
        ([60, inf, inf], 0.5, inf),
        ([60, 120, 180, inf], 0.9, inf),
    ],
)
def test_quantiles(values: list[float], share: float, found: float):
    assert quantile(values, share) == pytest.approx(found)


def test_no_values_have_no_quantile():
    assert (median([]), p90([])) == (None, None)


# R, package ineq, the example of Gini(): incomes of ten people.
INCOMES = [541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261]


@pytest.mark.parametrize(
    ("counts", "found"),
    [(INCOMES, 0.4620911), ([1, 2, 3, 4, 5], 4 / 15), ([0, 0, 0, 8], 3 / 4), ([3, 3, 3], 0)],
)
def test_gini(counts: list[float], found: float):
    assert gini(counts) == pytest.approx(found, abs=1e-7)


def test_where_nobody_was_asked_nothing_is_shared_out():
    assert (gini([0, 0]), gini([])) == (None, None)


def test_the_brier_score_is_a_mean_of_squares():
    assert brier([(0.7, True), (0.3, True), (1.0, True), (0.5, False)]) == pytest.approx((0.09 + 0.49 + 0 + 0.25) / 4)
    assert brier([]) is None


def test_reliability_goes_by_tenths_and_the_surest_belong_to_the_last():
    bins = reliability([(0.05, False), (0.1, False), (0.15, True), (0.3, True), (0.95, True), (1.0, False)])
    assert [(one.low, round(one.predicted, 4), one.observed) for one in bins] == [
        (0.0, 0.05, Share(0, 1)),
        (0.1, 0.125, Share(1, 2)),
        (0.3, 0.3, Share(1, 1)),
        (0.9, 0.975, Share(1, 2)),
    ]
