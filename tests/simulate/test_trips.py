"""Where somebody is on the way: an L of 100 m east and 300 m north on the equator, drawn by hand."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from dispatch.simulate.trips import trip
from maps.travel import Route

AT = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
WAY = Route(seconds=80.0, metres=400.0, lonlat=np.array([(9.0, 0.0), (9.001, 0.0), (9.001, 0.003)]))


def after(seconds: float, factor: float = 1.0) -> tuple[float, float]:
    journey = trip(WAY, (9.0, 0.0), (9.001, 0.003), begins_at=AT, factor=factor)
    return journey.where(AT + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("seconds", "there"),
    [(0, (9.0, 0.0)), (10, (9.0005, 0.0)), (20, (9.001, 0.0)), (50, (9.001, 0.0015)), (80, (9.001, 0.003))],
)
def test_a_quarter_of_the_time_goes_east_and_the_rest_north(seconds: float, there: tuple[float, float]) -> None:
    assert after(seconds) == pytest.approx(there, abs=1e-7)


def test_slower_is_later_and_the_end_is_the_end() -> None:
    assert after(40, factor=2.0) == pytest.approx((9.001, 0.0), abs=1e-7)
    assert after(1_000) == (9.001, 0.003)


def test_the_steps_to_and_from_the_road_are_gone_too() -> None:
    journey = trip(WAY, (9.0, -0.001), (9.002, 0.003), begins_at=AT)
    assert journey.where(AT) == (9.0, -0.001)
    assert journey.where(AT + timedelta(seconds=80)) == (9.002, 0.003)
    assert journey.ends_at == AT + timedelta(seconds=80)


def test_who_is_there_already_need_not_go() -> None:
    here = Route(0.0, 0.0, np.array([(9.0, 0.0), (9.0, 0.0)]))
    assert trip(here, (9.0, 0.0), (9.0, 0.0), begins_at=AT).where(AT) == (9.0, 0.0)
