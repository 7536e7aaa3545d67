"""Every figure of a told day, counted by hand (`told_night`)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from dispatch.errors import Refused
from dispatch.reports.activation import Activated, Spread, spread
from dispatch.reports.figures import Share
from dispatch.reports.model import Period, Records
from dispatch.reports.promise import Group
from dispatch.reports.report import Report, days, report
from dispatch.reports.told import records
from tests.reports.told_night import CITY, DAY, LI, NOW, PERIOD, TEAMS, clock, told_night


@pytest.fixture(scope="module")
def day() -> Report:
    return report(records(told_night()), PERIOD, mode="actual", teams=TEAMS, now=NOW, reader=LI)


def shares(groups: tuple[Group, ...]) -> dict[str | None, tuple[int, int]]:
    return {one.name: (one.kept.hits, one.kept.n) for one in groups}


class TestThePromise:
    def test_merged_calls_are_one_and_what_is_not_counted_is_said(self, day):
        assert (day.incidents, day.merged, day.excluded, day.promise.running) == (9, 1, {"exercise": 1}, 1)

    def test_it_is_shown_from_the_report_and_from_the_occurrence(self, day):
        assert day.promise.from_report == Share(2, 8)
        assert (day.promise.from_occurrence, day.promise.occurrence_unknown) == (Share(1, 2), 6)

    def test_each_way_to_fail_is_counted(self, day):
        assert day.promise.failures == {
            "late": 2,  # one of them only from the earlier of the two calls that were merged
            "nobody_came": 1,
            "nobody_accepted": 1,
            "nobody_asked": 1,
            "nobody_on_duty": 1,
        }
        assert (day.promise.closed_early, day.promise.limits_s) == (1, (900,))

    def test_by_whose_station_hour_team_type_and_level(self, day):
        assert shares(day.promise.by_station) == {"S01": (1, 4), "S02": (1, 2), None: (0, 2)}
        assert shares(day.promise.by_hour) == {
            "10": (2, 2),
            "11": (0, 1),
            "12": (0, 1),
            "13": (0, 1),
            "14": (0, 1),
            "15": (0, 1),
            "23": (0, 1),
        }
        assert shares(day.promise.by_team) == {"liaison": (0, 1), "medical": (2, 8)}
        assert shares(day.promise.by_type) == {"medical": (2, 7), "psychological": (0, 1)}
        assert shares(day.promise.by_level) == {"1": (1, 1), "2": (1, 4), "3": (0, 2), "4": (0, 1)}

    def test_first_arrivals_by_minute(self, day):
        arrivals = day.promise.arrivals
        assert {minute: n for minute, n in enumerate(arrivals.minutes) if n} == {10: 1, 14: 1, 15: 1, 16: 1}
        assert (arrivals.later, arrivals.never) == (0, 4)


# name: known, missing, median, p90, within the standard
INTERVALS = {
    "handling": (6, 0, 75, 105, Share(3, 6)),  # 30 40 60 90 90 120
    "answer": (5, 0, 20, 66, Share(3, 5)),  # 10 20 20 60 70
    "turnout": (4, 1, 95, 141, Share(4, 4)),  # 70 70 120 150, and one without "en route"
    "travel": (3, 1, 540, 708, None),  # 420 540 750
    "access": (2, 2, 60, 84, None),  # 30 90, two cleared without "at the patient"
    "response": (4, 0, 885, 979, Share(2, 4)),  # 600 840 930 1000
}


def test_intervals_count_the_taps_that_are_missing(day):
    found = {
        one.name: (one.n, one.missing, pytest.approx(one.median_s), pytest.approx(one.p90_s), one.within)
        for one in day.intervals
    }
    assert found == INTERVALS


def test_a_step_before_the_one_that_it_follows_is_no_time(day):
    rows = records(told_night())
    [first, *others] = rows.trips
    turned = replace(first, on_scene_at=first.en_route_at, en_route_at=first.on_scene_at)
    again = report(replace(rows, trips=(turned, *others)), PERIOD, mode="actual", teams=TEAMS, now=NOW)
    [travel] = [one for one in again.intervals if one.name == "travel"]
    assert (travel.n, travel.missing) == (2, 2)


class TestCalibration:
    def test_each_persons_chance_against_their_arrival(self, day):
        people = day.calibration.people
        assert (people.n, people.without_chance, people.let_be) == (7, 1, 1)
        assert people.brier == pytest.approx((0.16 + 0.09 + 0.25 + 0.16 + 0.16 + 0.09 + 0.81) / 7)
        assert [(one.low, one.predicted, one.observed) for one in people.bins] == [
            (0.3, pytest.approx(0.3), Share(0, 2)),
            (0.4, pytest.approx(0.4), Share(0, 2)),
            (0.5, pytest.approx(0.5), Share(1, 1)),
            (0.6, pytest.approx(0.6), Share(1, 1)),
            (0.9, pytest.approx(0.9), Share(0, 1)),
        ]

    def test_a_waves_chance_against_every_role_filled(self, day):
        waves = day.calibration.waves
        assert (waves.n, waves.without_chance) == (5, 1)
        assert waves.brier == pytest.approx((0.64 + 0.25 + 0.49 + 0.09 + 0.81) / 5)


class TestActivation:
    def test_of_those_that_somebody_could_have_been_alerted_for(self, day):
        found = day.activation
        assert (found.total.alerted, found.total.after_s, found.not_eligible) == (Share(6, 7), 75, 2)
        assert found.automatic == Share(4, 6)

    def test_by_desk_without_names_and_by_hour(self, day):
        found = day.activation
        assert [(one.name, one.alerted, one.after_s, one.own) for one in found.by_desk] == [
            ("1", Share(3, 3), 90, True),
            ("2", Share(3, 4), 60, False),
        ]
        assert [(one.name, one.alerted) for one in found.by_hour] == [
            ("10", Share(2, 2)),
            ("11", Share(1, 1)),
            ("12", Share(1, 1)),
            ("13", Share(1, 1)),
            ("14", Share(0, 1)),
            ("15", Share(1, 1)),
        ]

    def test_the_spread_is_between_the_desks_that_had_five_or_more(self, day):
        """A third desk asked in one of four: too few to say anything of it."""
        often, seldom = Activated("1", Share(9, 9), None), Activated("2", Share(2, 5), None)
        few = Activated("3", Share(1, 4), None)
        assert spread([often, seldom, few]) == Spread(least=seldom, most=often)
        assert spread([often, few]) is None
        assert day.activation.spread is None

    def test_what_was_picked_by_hand_is_listed_the_latest_first(self, day):
        assert day.activation.overridden == 2
        assert [(one.incident, one.after_s, one.desk, one.asked) for one in day.activation.overrides] == [
            (6, 120, 1, 1),
            (3, 90, 1, 2),
        ]


def test_the_load_on_people_counts_those_who_were_never_asked(day):
    # M1 and M2 four alerts each, L1 one, P1 none.
    load = day.load
    assert (load.people, load.alerts, load.person_weeks) == (4, 9, 4)
    assert (load.weekly_median, load.weekly_p90, load.weekly_max) == (2.5, 4, 4)
    assert load.gini == pytest.approx(15 / 36)
    assert (load.accepted, load.unanswered) == (Share(5, 8), 1)
    assert {one.name: (one.yes.hits, one.yes.n) for one in load.by_hour} == {
        "10": (2, 3),
        "11": (1, 2),
        "12": (0, 1),
        "13": (1, 1),
        "15": (1, 1),
    }
    assert load.wasted == Share(1, 4)


def test_an_exercise_has_a_report_of_its_own():
    drill = report(records(told_night()), PERIOD, mode="exercise", teams=TEAMS, now=NOW)
    assert (drill.incidents, drill.excluded) == (1, {"actual": 9})


def test_a_period_without_anything_has_no_shares():
    quiet = report(Records(), PERIOD, mode="actual", teams={}, now=NOW)
    assert quiet.promise.from_report == Share(0, 0)
    assert [(one.n, one.median_s) for one in quiet.intervals] == [(0, None)] * 6
    assert (quiet.calibration.people.brier, quiet.load.gini, quiet.load.weekly_max) == (None, None, None)


def test_the_days_are_the_centres(day):
    """Until eight in the morning the centre's day is another than Greenwich's."""
    night = clock("00:30:00")
    assert [Period(DAY, DAY, CITY).holds(night + timedelta(hours=shift)) for shift in (-1, 0, 23, 24)] == [
        False,
        True,
        True,
        False,
    ]


def test_weeks_begin_on_monday():
    assert Period(DAY, DAY, CITY).week(clock("00:30:00")) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        (None, None, (date(2026, 10, 26), DAY)),
        (date(2026, 11, 1), None, (date(2026, 11, 1), DAY)),
        (None, date(2026, 11, 10), (date(2026, 10, 12), date(2026, 11, 10))),
    ],
)
def test_thirty_days_unless_asked_otherwise(first, last, found):
    assert days(first, last, DAY) == found


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [(DAY, DAY - timedelta(days=1), "period_backwards"), (DAY - timedelta(days=400), DAY, "period_too_long")],
)
def test_a_period_that_is_none_is_refused(first, last, code):
    with pytest.raises(Refused) as refusal:
        days(first, last, DAY)
    assert refusal.value.code == code
