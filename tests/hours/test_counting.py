"""What counts, against stretches drawn by hand; and against minutes that are simply painted, one by one."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from dispatch.hours.counting import days, overtime, rests_on, waits_for
from dispatch.hours.model import DayMinutes, Entry, HoursKind, HoursState

CITY = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 10, 9, tzinfo=CITY)
EVE = date(2026, 9, 30)


def entry(ident: int, kind: HoursKind, start: datetime, end: datetime | None, **more) -> Entry:
    state = HoursState.OPEN if end is None else HoursState.RECORDED
    known = {"station": None, "incident": None, "assignment": None, "state": state, **more}
    return Entry(ident, "V1", kind, started_at=start, ended_at=end, **known)


def at(hour: int, minute: int = 0, second: int = 0, *, day: int = 30) -> datetime:
    month = 9 if day == 30 else 10
    return datetime(2026, month, day, hour, minute, second, tzinfo=CITY)


ON_SITE = entry(1, HoursKind.ON_SITE, at(8), at(16), until=at(15))


def count(one: Entry, *around: Entry) -> list[tuple[date, int, int]]:
    return [(day.day, day.minutes, day.within) for day in days(one, around, CITY, now=NOW)]


def test_a_night_is_split_at_the_citys_midnight_also_into_a_holiday():
    """To the first of October, a public holiday: an hour is an hour."""
    night = entry(1, HoursKind.ON_SITE, at(20), at(8, 30, day=1))
    assert count(night) == [(EVE, 240, 0), (date(2026, 10, 1), 510, 0)]


def test_clocks_that_are_set_back_make_a_longer_day():
    zone = ZoneInfo("Europe/Rome")
    night = entry(1, HoursKind.ON_SITE, datetime(2026, 10, 24, 22, tzinfo=zone), datetime(2026, 10, 25, 6, tzinfo=zone))
    in_utc = replace(night, started_at=night.started_at.astimezone(UTC), ended_at=night.ended_at.astimezone(UTC))
    assert days(in_utc, (), zone, now=NOW) == (
        DayMinutes(date(2026, 10, 24), 120),
        DayMinutes(date(2026, 10, 25), 7 * 60),
    )


def test_moments_count_by_their_minute_so_that_days_add_up():
    night = entry(1, HoursKind.ON_SITE, at(23, 59, 59), at(0, 1, 1, day=1))
    assert count(night) == [(EVE, 1, 0), (date(2026, 10, 1), 1, 0)]


def test_a_response_within_duty_is_part_of_it_and_beyond_it_counts_by_itself():
    response = entry(2, HoursKind.RESPONSE, at(15, 30), at(16, 45))
    assert count(ON_SITE, response) == [(EVE, 480, 0)]
    assert count(response, ON_SITE) == [(EVE, 45, 30)]
    assert (overtime(ON_SITE, [response], now=NOW), overtime(response, [ON_SITE], now=NOW)) == (60, 45)


def test_a_response_is_taken_off_standby_and_an_exercise_gives_way_to_it():
    standby = entry(1, HoursKind.STANDBY, at(8), at(16))
    response = entry(2, HoursKind.RESPONSE, at(10), at(11))
    training = entry(3, HoursKind.TRAINING, at(10, 30), at(12))
    assert count(standby, response, training) == [(EVE, 360, 0)]
    assert count(training, standby, response) == [(EVE, 60, 0)]
    assert count(response, standby, training) == [(EVE, 60, 0)]
    assert overtime(response, [standby], now=NOW) == 0


def test_what_was_rejected_takes_no_minutes_and_what_was_approved_keeps_its_own():
    response = entry(2, HoursKind.RESPONSE, at(15, 30), at(16, 45))
    assert count(response, replace(ON_SITE, state=HoursState.REJECTED)) == [(EVE, 75, 0)]
    assert count(ON_SITE, replace(response, state=HoursState.POSTED)) == [(EVE, 450, 0)]
    assert count(response, replace(ON_SITE, corrected_at=at(15))) == [(EVE, 75, 0)]


def test_what_takes_minutes_off_others_is_decided_first():
    response = entry(2, HoursKind.RESPONSE, at(15, 30), at(16, 45))
    apart = entry(3, HoursKind.STANDBY, at(17), at(18))
    assert (waits_for(response, [ON_SITE, apart]), waits_for(ON_SITE, [response])) == (ON_SITE, None)
    assert waits_for(response, [entry(1, HoursKind.ON_SITE, at(8), None)]) is not None
    approved = replace(response, state=HoursState.APPROVED)
    assert (rests_on(ON_SITE, [approved]), rests_on(apart, [approved])) == (approved, None)


MINUTES = st.integers(0, 3 * 24 * 60)
KINDS = st.sampled_from(list(HoursKind))
BEGAN = at(0)


@given(st.lists(st.tuples(KINDS, MINUTES, st.integers(1, 900)), min_size=1, max_size=7))
def test_no_minute_counts_twice_and_none_is_lost(stretches):
    entries = [
        entry(ident, kind, BEGAN + timedelta(minutes=start), BEGAN + timedelta(minutes=start + length))
        for ident, (kind, start, length) in enumerate(stretches, 1)
    ]
    painted: dict[int, Entry] = {}
    for one in sorted(entries, key=lambda one: (one.kind.rank, one.entry)):
        start, end = ((moment - BEGAN) // timedelta(minutes=1) for moment in (one.started_at, one.ended_at))
        for minute in range(start, end):
            painted.setdefault(minute, one)
    expected = Counter((one.entry, (BEGAN + timedelta(minutes=minute)).date()) for minute, one in painted.items())
    found = {(one.entry, day.day): day.minutes for one in entries for day in days(one, entries, CITY, now=NOW)}
    assert {key: minutes for key, minutes in found.items() if minutes} == expected
