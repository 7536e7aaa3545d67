"""Calls that nobody made: when, what and where."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from dispatch.simulate.streams import BY_HOUR, EVEN, Arrival, Doorsteps, stream
from maps.cities import City
from maps.snapping import snap
from maps.speeds import Mode
from tests.maps.five_node_town import town

MIDNIGHT = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
CHENGDU = ZoneInfo("Asia/Shanghai")


def calls(city: City, count: int, *, seed: int = 1, by_hour: tuple[float, ...] = BY_HOUR) -> list[Arrival]:
    rng = np.random.default_rng(seed)
    doorsteps = Doorsteps.of(city.network)
    endless = stream(doorsteps, rng, begins_at=MIDNIGHT, gap_s=600, timezone=CHENGDU, by_hour=by_hour)
    return list(islice(endless, count))


def test_the_same_seed_makes_the_same_calls_and_another_others(grid: City) -> None:
    assert calls(grid, 50) == calls(grid, 50)
    assert calls(grid, 50) != calls(grid, 50, seed=2)


def test_gaps_are_exponential(grid: City) -> None:
    """Of an exponential of mean 600 s, 4,000 gaps: mean and spread within three standard errors, a median of ln 2."""
    times = [one.at for one in calls(grid, 4_001, by_hour=EVEN)]
    gaps = np.array([(after - before).total_seconds() for before, after in pairwise(times)])
    assert gaps.mean() == pytest.approx(600, abs=3 * 600 / 4_000**0.5)
    assert gaps.std() == pytest.approx(600, rel=0.1)
    assert np.median(gaps) == pytest.approx(600 * np.log(2), rel=0.06)


def test_the_evening_rush_has_its_calls_and_the_small_hours_have_few(grid: City) -> None:
    by_hour = Counter(one.at.astimezone(CHENGDU).hour for one in calls(grid, 6_000))
    # 1.88 and 0.34 of a mean of 250 an hour; three standard errors of a Poisson count.
    assert by_hour[17] == pytest.approx(470, abs=65)
    assert by_hour[4] == pytest.approx(85, abs=28)


def test_callers_stand_on_a_named_street_and_say_that_they_are_made_up(grid: City) -> None:
    told = [one.call.particulars for one in calls(grid, 200)]
    lonlat = np.array([(one.place.lon, one.place.lat) for one in told if one is not None and one.place is not None])
    found = snap(grid.network, lonlat, mode=Mode.WALK)
    assert found.off_m.max() < 0.1
    assert {one.address for one in told if one is not None} == {f"第{number}街" for number in range(1, 17)}
    callers = [one.caller for one in told if one is not None and one.caller is not None]
    assert len(callers) == 200
    assert all(str(one.name).startswith("演示·") and str(one.phone).startswith("1548") for one in callers)


def test_half_of_the_calls_are_medical(grid: City) -> None:
    kinds = Counter(one.call.type for one in calls(grid, 2_000))
    assert kinds["medical"] == pytest.approx(1_000, abs=70)
    assert all(1 <= one.call.level <= 4 for one in calls(grid, 200))


def test_long_inhabited_streets_call_most() -> None:
    """Of the five-node town only what all modes reach, is inhabited and has a name: metres times the class's share."""
    network = town()
    doorsteps = Doorsteps.of(network)
    weight = dict(zip(doorsteps.edges.tolist(), doorsteps.weight_m, strict=True))
    length = network.edge_length_m
    assert weight == pytest.approx(
        {edge: length[edge] * share for edge, share in {0: 1, 1: 1, 2: 1, 3: 0.7, 4: 1, 7: 0.3, 8: 1}.items()}
    )


def test_nothing_hangs_on_the_wall_clock(grid: City) -> None:
    first = calls(grid, 1)[0]
    assert MIDNIGHT < first.at < MIDNIGHT + timedelta(days=1)
