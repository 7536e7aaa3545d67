"""The clock of a server whose wall clock is set anew."""

from datetime import UTC, datetime, timedelta

from dispatch.clock import Steady, from_head

NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)


def test_a_clock_that_is_set_back_goes_on_and_one_that_is_set_forward_is_followed() -> None:
    walls = iter([0, 10, -3590, -3580, 100, 110])
    ticks = iter([5.0, 15.0, 25.0, 35.0, 45.0, 55.0])
    clock = Steady(lambda: NOON + timedelta(seconds=next(walls)), lambda: next(ticks))
    assert [(clock() - NOON).total_seconds() for _ in range(6)] == [0, 10, 20, 30, 100, 110]


def test_a_server_that_starts_behind_its_log_goes_on_from_there_a_tenth_slower_until_it_has_caught_up() -> None:
    walls = iter([0, 0, 100, 600, 601])
    clock = from_head(NOON + timedelta(seconds=60), lambda: NOON + timedelta(seconds=next(walls)))
    assert [(clock() - NOON).total_seconds() for _ in range(4)] == [60, 150, 600, 601]


def test_a_server_that_starts_after_its_logs_last_moment_keeps_the_clock() -> None:
    wall = lambda: NOON  # noqa: E731
    assert from_head(NOON, wall) is wall
