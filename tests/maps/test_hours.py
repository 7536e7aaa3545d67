from datetime import datetime

import pytest

from maps.hours import OPEN, Hours, hours


def local(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-24T{clock}+08:00")


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("06:00-22:00", ((360, 1320),)),
        ("Mo-Su 6:30-23:00", ((390, 1380),)),
        ("06:00-09:00, 16:00–19:00", ((360, 540), (960, 1140))),
        ("22:00-05:00", ((1320, 300),)),
        ("06:00-24:00", ((360, 1440),)),
    ],
)
def test_spans_are_read_as_minutes_of_the_day(text: str, spans: tuple[tuple[int, int], ...]):
    assert hours(text) == Hours(spans)


@pytest.mark.parametrize("text", [None, "", "24/7", "always", "00:00-24:00"])
def test_no_hours_mean_always(text: str | None):
    assert hours(text) == OPEN
    assert OPEN.open_at(local("03:00"))
    assert OPEN.open_until(local("03:00")) is None


@pytest.mark.parametrize(
    "text", ["Mo-Fr 08:00-18:00", "sunrise-sunset", "8-18", "06:00-06:00", "06:75-22:00", "25:00-26:00"]
)
def test_what_is_not_understood_is_not_guessed(text: str):
    assert hours(text) is None


def test_a_gate_shuts_at_the_very_minute():
    day = Hours(((360, 1320),))
    assert [day.open_at(local(clock)) for clock in ("05:59", "06:00", "21:59", "22:00")] == [False, True, True, False]
    assert day.open_until(local("21:30")) == local("22:00")
    assert day.open_until(local("22:00")) is None


def test_hours_may_run_over_midnight():
    night = Hours(((1320, 300),))
    assert [night.open_at(local(clock)) for clock in ("21:59", "22:00", "02:00", "05:00")] == [False, True, True, False]
    assert night.open_until(local("23:00")) == datetime.fromisoformat("2026-11-25T05:00+08:00")
