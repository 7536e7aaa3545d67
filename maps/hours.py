"""Opening hours of a gate, as `06:00-22:00`: the part of OpenStreetMap's `opening_hours` that gates are tagged with."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

DAY_MIN = 24 * 60
ALWAYS = frozenset({"", "24/7", "always", "00:00-24:00"})
_SPAN = re.compile(r"(\d{1,2}):(\d\d)\s*[-–~]\s*(\d{1,2}):(\d\d)")
_DAILY = re.compile(r"(mo-su|daily)\s+")


@dataclass(frozen=True, slots=True)
class Hours:
    """Every day alike: spans of minutes since midnight, one that ends before it begins runs over midnight. No spans:
    open at all hours."""

    spans: tuple[tuple[int, int], ...] = ()

    def open_at(self, local: datetime) -> bool:
        minute = local.hour * 60 + local.minute
        return not self.spans or any(_within(minute, span) for span in self.spans)

    def open_until(self, local: datetime) -> datetime | None:
        """When it shuts next; None where it is shut, or never shuts."""
        minute = local.hour * 60 + local.minute
        left = [(end - minute) % DAY_MIN for begin, end in self.spans if _within(minute, (begin, end))]
        return local.replace(second=0, microsecond=0) + timedelta(minutes=max(left)) if left else None


OPEN = Hours()


def hours(text: str | None) -> Hours | None:
    """What the text says; None where it is not understood (weekdays, holidays, sunset)."""
    plain = _DAILY.sub("", (text or "").strip().lower())
    if plain in ALWAYS:
        return OPEN
    spans = [_SPAN.fullmatch(part.strip()) for part in plain.split(",")]
    found = [_minutes(span) for span in spans if span]
    if len(found) != len(spans) or any(begin == end or max(begin, end) > DAY_MIN for begin, end in found):
        return None
    return Hours(tuple(found))


def _minutes(span: re.Match[str]) -> tuple[int, int]:
    begin_h, begin_m, end_h, end_m = map(int, span.groups())
    if max(begin_m, end_m) > 59:
        return 0, 0
    return begin_h * 60 + begin_m, end_h * 60 + end_m


def _within(minute: int, span: tuple[int, int]) -> bool:
    begin, end = span
    return begin <= minute < end if begin < end else minute >= begin or minute < end
