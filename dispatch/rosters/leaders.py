"""When one duty leader gives way to the next, read off the hours that the centre gives them."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from dispatch.rosters.model import LeaderChange

DAY = timedelta(days=1)

LeadersAt = Callable[[datetime], Sequence[str]]
"""Who leads at that moment of the centre's clock, by name, in the order in which they are called."""


def changes(hours: Iterable[time], leaders_at: LeadersAt, timezone: ZoneInfo, at: datetime) -> list[LeaderChange]:
    """Of the day before `at`, and of the day after it. `hours`: at which anybody's duty begins or ends."""
    local = at.astimezone(timezone)
    moments = {
        datetime.combine(local.date() + DAY * ahead, hour, timezone) for hour in set(hours) for ahead in (-1, 0, 1)
    }
    found = []
    for moment in sorted(one for one in moments if at - DAY < one <= at + DAY):
        before, after = leaders_at(moment - timedelta(seconds=1)), leaders_at(moment)
        if before and after and before[0] != after[0]:
            found.append(LeaderChange(moment, before[0], after[0]))
    return found
