"""What one person's shifts go against: hard where they cannot be, soft where they should not. Pure."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dispatch.duty.model import ShiftKind, Slot
from dispatch.rosters.model import SMALL_HOURS, Conflict, RestRules, Rule

WEEK_DAYS = 7
DAY = timedelta(days=1)


def against(slot: Slot, others: Sequence[Slot], rest: RestRules, timezone: ZoneInfo) -> list[Conflict]:
    """What `slot` goes against beside `others` of the same person, the hard ones first."""
    overlap = next((one for one in others if slot.overlaps(one)), None)
    found = [Conflict(Rule.OVERLAP, slot, overlap)] if overlap is not None else []
    if slot.kind is not ShiftKind.ON_SITE:
        return found
    worked = [one for one in others if one.kind is ShiftKind.ON_SITE]
    return [*found, *_resting(slot, worked, rest, timezone)]


def _resting(slot: Slot, worked: Sequence[Slot], rest: RestRules, timezone: ZoneInfo) -> Iterator[Conflict]:
    if rest.rest_h is not None:
        yield from _too_close(slot, worked, rest.rest_h)
    if rest.week_h is not None:
        hours = _most_in_a_week(slot, worked, timezone)
        if hours > rest.week_h:
            yield Conflict(Rule.WEEK, slot, None, hours, rest.week_h)
    if rest.nights_in_row is not None and is_night(slot, timezone):
        nights = _in_row(slot, worked, timezone, lambda one: is_night(one, timezone))
        if nights > rest.nights_in_row:
            yield Conflict(Rule.NIGHTS, slot, None, nights, rest.nights_in_row)
    if rest.days_in_row is not None:
        days = _in_row(slot, worked, timezone, lambda one: True)
        if days > rest.days_in_row:
            yield Conflict(Rule.DAYS, slot, None, days, rest.days_in_row)


def day_of(slot: Slot, timezone: ZoneInfo) -> date:
    """A shift belongs to the day on which it begins, also where it goes past midnight."""
    return slot.starts_at.astimezone(timezone).date()


def hours_of(slot: Slot) -> float:
    return (slot.ends_at - slot.starts_at) / timedelta(hours=1)


def is_night(slot: Slot, timezone: ZoneInfo) -> bool:
    """It takes in some of the small hours."""
    first = day_of(slot, timezone)
    begins, ends = SMALL_HOURS
    for day in (first, first + DAY):
        small = datetime.combine(day, begins, timezone), datetime.combine(day, ends, timezone)
        if slot.starts_at < small[1] and small[0] < slot.ends_at:
            return True
    return False


def _too_close(slot: Slot, worked: Sequence[Slot], rest_h: float) -> Iterator[Conflict]:
    """The nearest before and after; one that overlaps is another matter."""
    gaps = [(gap_h(slot, one), one) for one in worked if not slot.overlaps(one)]
    for gap, other in sorted(gaps, key=lambda pair: pair[0])[:1]:
        if gap < rest_h:
            yield Conflict(Rule.REST, slot, other, round(gap, 2), rest_h)


def gap_h(slot: Slot, other: Slot) -> float:
    """Hours from the end of the earlier to the start of the later."""
    gap = other.starts_at - slot.ends_at if other.starts_at >= slot.ends_at else slot.starts_at - other.ends_at
    return gap / timedelta(hours=1)


def _most_in_a_week(slot: Slot, worked: Sequence[Slot], timezone: ZoneInfo) -> float:
    """In whichever seven days in a row with this one hold the most hours."""
    day = day_of(slot, timezone)
    by_day = [0.0] * (2 * WEEK_DAYS - 1)
    for one in (slot, *worked):
        place = (day_of(one, timezone) - day).days + WEEK_DAYS - 1
        if 0 <= place < len(by_day):
            by_day[place] += hours_of(one)
    return max(round(sum(by_day[first : first + WEEK_DAYS]), 2) for first in range(WEEK_DAYS))


def _in_row(slot: Slot, worked: Sequence[Slot], timezone: ZoneInfo, counts: Callable[[Slot], bool]) -> int:
    """How many days in a row, with this one, such a shift begins on."""
    day = day_of(slot, timezone)
    days = {day_of(one, timezone) for one in worked if counts(one)} | {day}
    first = last = day
    while first - DAY in days:
        first -= DAY
    while last + DAY in days:
        last += DAY
    return (last - first).days + 1
