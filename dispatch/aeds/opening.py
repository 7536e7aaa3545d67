"""When an AED can be taken: hours by the day of the week, in OpenStreetMap's syntax or as a sign at a door has it."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from maps.hours import OPEN, Hours
from maps.hours import hours as read_hours

Spans = tuple[tuple[float, float], ...]

DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
SAID = (
    (r"24\s*(?:小时|h(?:ours?)?\b)(?:开放|营业)?|全天候?(?:开放)?|昼夜", "24/7"),
    (r"工作日", "mo-fr"),
    (r"周末|双休日", "sa-su"),
    (r"每[天日]|daily", "mo-su"),
    (r"[至到~—–―]+", "-"),
    (r"不开放|休息|关闭|关门|闭馆|closed", "off"),
    (r"[、和及]", ","),
)
"""Words for what the syntax has a sign for, in the order in which they are replaced."""
DAY_SAID = dict(zip("一二三四五六日天", (*DAYS, "su"), strict=True))
WEEK = re.compile(r"(?:周|星期|礼拜)[一二三四五六日天](?:\s*[-,]\s*(?:周|星期|礼拜)?[一二三四五六日天])*")
CLOCK = re.compile(r"(上午|早上?|凌晨|下午|晚上?|中午)?\s*(\d{1,2})(?::(\d\d)|[点时](?:(\d{1,2})分?|(半))?)")
LATE = ("下午", "晚", "晚上")
ONE_DAY = f"(?:{'|'.join(DAYS)})"
SOME_DAYS = rf"{ONE_DAY}(?:-{ONE_DAY})?(?:,{ONE_DAY}(?:-{ONE_DAY})?)*"
SPAN = r"\d\d:\d\d-\d\d:\d\d"
RULE = re.compile(rf"(?:({SOME_DAYS})\s*:?\s*)?({SPAN}(?:[,\s]+{SPAN})*|off|24/7)")
BETWEEN = re.compile(r"[;,。.\s]*")
SPACE = re.compile(r"[,\s]+")


@dataclass(frozen=True, slots=True)
class Opening:
    """`days`: the hours of Monday to Sunday; None: shut all day. What runs over midnight belongs to the day on which it
    begins."""

    days: tuple[Hours | None, ...]

    def open_at(self, local: datetime) -> bool:
        minute, day = local.hour * 60 + local.minute, local.weekday()
        today, yesterday = self.days[day], self.days[day - 1]
        if today is not None and (not today.spans or any(_begun(minute, span) for span in today.spans)):
            return True
        return yesterday is not None and any(begin > end > minute for begin, end in yesterday.spans)

    def spans_s(self, local: datetime, *, within_s: float) -> Spans:
        """From when until when it is open, in seconds from `local`; if open at the end, then without end."""
        if all(day == OPEN for day in self.days):
            return ((0.0, float("inf")),)
        return _spans_s(self, local.replace(second=0, microsecond=0), local.second + local.microsecond / 1e6, within_s)


@lru_cache(maxsize=512)
def opening(text: str | None) -> Opening | None:
    """What the text says, a later rule before an earlier one; None where there is none, or it is not understood
    (holidays, sunset)."""
    plain, at = _plain(text or ""), 0
    days: list[Hours | None] = [None] * len(DAYS)
    for rule in RULE.finditer(plain):
        hours = None if rule[2] == "off" else read_hours(SPACE.sub(",", rule[2]))
        if not BETWEEN.fullmatch(plain, at, rule.start()) or (hours is None and rule[2] != "off"):
            return None
        at = rule.end()
        for day in _days(rule[1]):
            days[day] = hours
    return Opening(tuple(days)) if at and BETWEEN.fullmatch(plain, at) else None


@lru_cache(maxsize=512)
def _spans_s(opening: Opening, minute: datetime, into_s: float, within_s: float) -> Spans:
    found: list[tuple[float, float]] = []
    for number in range(int((within_s + into_s) // 60) + 1):
        if opening.open_at(minute + timedelta(minutes=number)):
            begin, end = number * 60 - into_s, (number + 1) * 60 - into_s
            found = [*found[:-1], (found[-1][0], end)] if found and found[-1][1] == begin else [*found, (begin, end)]
    if found and found[-1][1] > within_s:
        found[-1] = (found[-1][0], float("inf"))
    return tuple(found)


def _begun(minute: int, span: tuple[int, int]) -> bool:
    begin, end = span
    return begin <= minute and (minute < end or end < begin)


def _plain(text: str) -> str:
    said = unicodedata.normalize("NFKC", text).strip().lower()
    for pattern, sign in SAID:
        said = re.sub(pattern, sign, said)
    said = WEEK.sub(lambda days: "".join(DAY_SAID.get(one, one) for one in re.sub("周|星期|礼拜", "", days[0])), said)
    return re.sub(r"\s*([-,])\s*", r"\1", CLOCK.sub(_clock, said))


def _clock(found: re.Match[str]) -> str:
    part, hour, minute = found[1], int(found[2]), int(found[3] or found[4] or (30 if found[5] else 0))
    return f"{hour + 12 if part in LATE and hour < 12 else hour:02}:{minute:02}"


def _days(said: str | None) -> Iterator[int]:
    """All of them where none is said."""
    for part in (said or f"{DAYS[0]}-{DAYS[-1]}").split(","):
        first, last = DAYS.index(part[:2]), DAYS.index(part[-2:])
        yield from ((first + step) % len(DAYS) for step in range((last - first) % len(DAYS) + 1))
