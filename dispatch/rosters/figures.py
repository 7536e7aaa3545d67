"""Hours that a plan gives somebody: on site, at home on standby, and how many of them fall on a holiday. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from dispatch.duty.model import ShiftKind, Slot
from dispatch.rosters.model import Calendar, DayKind

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """`holiday`: of both, those that fall on a day off of a holiday."""

    on_site: float = 0.0
    standby: float = 0.0
    holiday: float = 0.0


def hours_by(slots: Iterable[Slot], calendar: Calendar, timezone: ZoneInfo) -> Hours:
    """A shift belongs to the day it begins; its hours are a holiday's where they fall on it, also past midnight."""
    on_site = standby = holiday = 0.0
    for slot in slots:
        hours = (slot.ends_at - slot.starts_at) / HOUR
        if slot.kind is ShiftKind.ON_SITE:
            on_site += hours
        else:
            standby += hours
        holiday += _on_holiday(slot, calendar, timezone)
    return Hours(round(on_site, 2), round(standby, 2), round(holiday, 2))


def _on_holiday(slot: Slot, calendar: Calendar, timezone: ZoneInfo) -> float:
    hours, day = 0.0, slot.starts_at.astimezone(timezone).date()
    while (begins := datetime.combine(day, time(0), timezone)) < slot.ends_at:
        if calendar.of(day).kind is DayKind.HOLIDAY:
            ends = datetime.combine(day + DAY, time(0), timezone)
            hours += max((min(ends, slot.ends_at) - max(begins, slot.starts_at)) / HOUR, 0.0)
        day += DAY
    return hours
