"""The only reader of the wall clock, and the one spelling of a moment."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

CATCHING_UP = 0.9


class Steady:
    """A wall clock that never goes back. Were it set back by an hour, no alarm would fall due for an hour, since what
    was asked just before lies ahead; so it goes on from where it was, until the wall's has caught up or the program
    starts anew. `ticks`: seconds of a clock that nobody sets."""

    def __init__(self, wall: Callable[[], datetime], ticks: Callable[[], float]) -> None:
        self._wall = wall
        self._ticks = ticks
        self._began = datetime.min.replace(tzinfo=UTC)

    def __call__(self) -> datetime:
        # In this order: whoever is held up between the two reads an earlier beginning, which changes nothing.
        wall = self._wall()
        gone_by = timedelta(seconds=self._ticks())
        self._began = max(self._began, wall - gone_by)
        return self._began + gone_by


_steady = Steady(lambda: datetime.now(UTC), time.monotonic)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _steady()


def from_head(head: datetime, now: Callable[[], datetime]) -> Callable[[], datetime]:
    """`now`, but no earlier than `head`, the last moment in the log of a server whose clock was set back while it was
    off: new alerts follow that moment, and nothing of them would fall due before it. It runs a tenth slower until `now`
    has caught up."""
    began = now()
    if head <= began:
        return now
    return lambda: max(at := now(), head + (at - began) * CATCHING_UP)


def stamp(at: datetime) -> str:
    """ISO 8601 in UTC to the microsecond, 27 characters: equal moments are equal text, and text sorts as time does."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def stamped(at: datetime | None) -> str | None:
    """What has not happened yet stays None."""
    return stamp(at) if at is not None else None
