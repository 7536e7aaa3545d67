"""The shipped files, and broken ones named."""

from datetime import date
from pathlib import Path

import pytest

from dispatch.errors import Refused
from dispatch.rosters.model import DayKind, RestRules
from dispatch.rosters.terms import RosterBook, calendar_of, load
from tests.rosters.bureau import TERMS


def test_the_shipped_shifts_rest_and_holidays_are_as_published() -> None:
    assert [(one.mark, str(one.kind), one.night, one.delay_s) for one in TERMS.templates] == [
        ("白", "on_site", False, None),
        ("夜", "on_site", True, None),
        ("备", "home_standby", True, 900),
    ]
    assert (TERMS.rest, TERMS.warn_s) == (RestRules(11, 48, 3, 6), (86400, 7200))
    kinds = {day: TERMS.calendar.of(day) for day in (date(2026, 2, 14), date(2026, 2, 23), date(2026, 12, 5))}
    assert [(one.kind, one.name, one.known) for one in kinds.values()] == [
        (DayKind.WORKDAY, "春节", True),
        (DayKind.HOLIDAY, "春节", True),
        (DayKind.DAY_OFF, None, True),
    ]


def test_of_a_year_that_nobody_has_arranged_the_weekday_decides_and_it_is_said() -> None:
    saturday = TERMS.calendar.of(date(2027, 10, 2))
    assert (saturday.kind, saturday.known) == (DayKind.DAY_OFF, False)


def test_a_centre_adds_a_year(tmp_path: Path) -> None:
    (tmp_path / "holidays").mkdir()
    (tmp_path / "holidays" / "2027.toml").write_text(
        'source="示例"\nyear=2027\n[[holiday]]\nname="元旦"\noff=[2027-01-01,2027-01-03]\nworked=[2027-01-09]\n'
    )
    calendar = RosterBook(tmp_path).terms.calendar
    assert [calendar.of(date(2027, 1, day)).kind for day in (3, 9)] == [DayKind.HOLIDAY, DayKind.WORKDAY]


SHIFT = '[[shift]]\nid="day"\nmark="白"\nname="白班"\nfrom="08:00"\nto="20:00"\n'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (SHIFT + SHIFT.replace('"day"', '"other"'), "白: of two shifts"),
        (SHIFT + 'kind="home_standby"\n', "home standby has a delay"),
        (SHIFT + "colour=1\n", "unknown field"),
        ("", "shift"),
    ],
)
def test_a_broken_file_is_named_with_the_reason(tmp_path: Path, text: str, reason: str) -> None:
    file = tmp_path / "rosters.toml"
    file.write_text(text)
    with pytest.raises(Refused) as refusal:
        load(file)
    assert refusal.value.code == "broken_rosters"
    assert reason in str(refusal.value.params["reason"])


def test_a_day_that_is_both_off_and_worked_is_refused(tmp_path: Path) -> None:
    (tmp_path / "2027.toml").write_text(
        'source="示例"\nyear=2027\n[[holiday]]\nname="元旦"\noff=[2027-01-01,2027-01-03]\nworked=[2027-01-02]\n'
    )
    with pytest.raises(Refused, match="both off and worked"):
        calendar_of(tmp_path)
