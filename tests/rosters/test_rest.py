"""What one person's shifts go against, from the figures of the rules themselves."""

from datetime import date, datetime, time, timedelta

import pytest

from dispatch.duty.model import ShiftKind, Slot
from dispatch.rosters.figures import Hours, hours_by
from dispatch.rosters.model import RestRules
from dispatch.rosters.rest import against, day_of, is_night
from tests.rosters.bureau import TERMS, ZONE

REST = RestRules(11, 48, 3, 6)


def slot(day: int, begins: int, hours: float, *, month: int = 12, kind: ShiftKind = ShiftKind.ON_SITE) -> Slot:
    starts_at = datetime.combine(date(2026, month, day), time(begins), ZONE)
    return Slot("V1", "S1", starts_at, starts_at + timedelta(hours=hours), kind)


def rules(one: Slot, *others: Slot) -> list[tuple[str, float | None]]:
    return [(str(found.rule), found.found) for found in against(one, others, REST, ZONE)]


def test_shifts_overlap_also_past_midnight_and_one_that_ends_as_the_other_starts_does_not() -> None:
    night = slot(1, 20, 12)
    assert rules(slot(2, 7, 4), night)[0][0] == "overlap"
    assert rules(slot(2, 8, 4), night) == [("rest", 0)]


@pytest.mark.parametrize(("begins", "found"), [(6, [("rest", 10)]), (7, [])])
def test_eleven_hours_lie_between_two_shifts(begins: int, found: list[tuple[str, float]]) -> None:
    assert rules(slot(2, begins, 4), slot(1, 12, 8)) == found


def test_the_worst_seven_days_count_and_standby_is_rest() -> None:
    days = [slot(day, 8, 12) for day in (1, 3, 5, 7)]
    assert rules(slot(8, 8, 12), *days) == []  # of 2 to 8, and of 1 to 7, 48 hours
    assert rules(slot(6, 20, 12), slot(1, 8, 12), slot(3, 8, 12), slot(4, 8, 12), slot(7, 20, 12)) == [("week", 60)]
    assert rules(slot(8, 20, 12, kind=ShiftKind.HOME_STANDBY), *days, slot(8, 8, 12)) == []


def test_nights_and_days_in_a_row_are_counted_on_both_sides() -> None:
    nights = [slot(day, 22, 6) for day in (1, 2, 4)]
    assert rules(slot(3, 22, 6), *nights) == [("nights", 4)]
    days = [slot(day, 9, 4) for day in (1, 2, 3, 5, 6, 7)]
    assert rules(slot(4, 9, 4), *days) == [("days", 7)]


def test_a_shift_across_midnight_belongs_to_the_day_it_begins_and_its_hours_to_the_day_they_fall_on() -> None:
    eve = slot(30, 20, 12, month=9)  # into 1 October, the first day off of National Day
    assert (day_of(eve, ZONE), is_night(eve, ZONE)) == (date(2026, 9, 30), True)
    worked_in_exchange = slot(10, 8, 12, month=10)  # a Saturday of 调休
    standby = slot(1, 20, 12, month=10, kind=ShiftKind.HOME_STANDBY)
    assert hours_by([eve, worked_in_exchange, standby], TERMS.calendar, ZONE) == Hours(24.0, 12.0, 8 + 12)
