"""A drill of three hundred, sixty times as fast, against a count by hand over its log."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from dispatch.drills.events import DrillStarted
from dispatch.incidents import plans
from dispatch.incidents.events import (
    AlertAccepted,
    AlertDeclined,
    CallTaken,
    IncidentClosed,
    ProgressReported,
    VolunteerAlerted,
    VolunteerAssigned,
)
from dispatch.incidents.model import Progress
from dispatch.incidents.planbook import SHIPPED
from dispatch.log.event import Recorded
from dispatch.people.demo import fictional_roster, fictional_stations
from dispatch.simulate.rehearsal import Rehearsed, rehearse
from dispatch.simulate.ward import Crew
from maps.cities import City
from tests.web.grid import corner

MORNING = datetime(2026, 5, 12, 2, 0, tzinfo=UTC)
PEOPLE, ENROLLED, SPEED = 600, 300, 60


def script(enrolled: list[str]) -> str:
    calls = [("0:02", "flood", 1, 2, 2), ("0:10", "medical", 2, 5, 1), ("0:25", "supply", 2, 6, 6)]
    told = [
        f'[[inject]]\nat = "{at}"\nkind = "call"\ntype = "{kind}"\nlevel = {level}\n'
        f'lon = {corner(column, row)[0]}\nlat = {corner(column, row)[1]}\ncrs = "WGS84"\n'
        'needs = [{ role = "patient", team = "medical", count = 12 }, { role = "supply", team = "supply", count = 12 }]'
        for at, kind, level, column, row in calls
    ]
    return "\n".join(
        [
            'name = "三百人演练"\nkind = "flood"\nlasts = "1:00"\nasks_after_s = 20',
            f"[enrolled]\npeople = {enrolled}".replace("'", '"'),
            '[[goal]]\nkind = "first_on_scene"\nwithin_s = 900\nshare = 0.9',
            '[[goal]]\nkind = "participations"\nat_least = 60',
            *told,
        ]
    )


@pytest.fixture(scope="module")
def played(grid: City) -> Rehearsed:
    stations = fictional_stations(grid.network, seed=15, count=8)
    people = fictional_roster(stations, seed=15, day=date(2026, 5, 12), people=PEOPLE)
    enrolled = [one.id for one in people[::2]]
    return rehearse(
        grid,
        Crew(stations, people, watches=1),
        plans.load(SHIPPED),
        "drill.toml",
        script(enrolled),
        begins_at=MORNING,
        speed=SPEED,
        seed=1,
    )


def of(log: list[Recorded], kind: type) -> list[Recorded]:
    return [one for one in log if isinstance(one.event, kind)]


def test_three_hundred_play_an_hour_in_a_minute_and_nobody_else_is_alerted(played: Rehearsed) -> None:
    [started] = of(played.log, DrillStarted)
    alerted = {one.event.volunteer for one in of(played.log, VolunteerAlerted)}
    assert len(started.event.enrolled) == ENROLLED
    assert len(alerted) > 60
    assert alerted <= set(started.event.enrolled)
    assert played.aftermath.ended_at - MORNING == timedelta(minutes=1)
    assert played.aftermath.outsiders == ()


def test_the_reports_figures_equal_a_count_over_the_log(played: Rehearsed) -> None:
    told, log = played.aftermath, played.log
    [started] = of(log, DrillStarted)
    seconds = lambda at: (at - started.at).total_seconds() * SPEED  # noqa: E731
    alerts, yes, no = of(log, VolunteerAlerted), of(log, AlertAccepted), of(log, AlertDeclined)
    assert (told.alerts, told.alerted) == (len(alerts), len({one.event.volunteer for one in alerts}))
    assert told.attended == len({one.event.volunteer for one in yes + no})
    assert told.accepted == len({one.event.volunteer for one in yes})
    there = [one for one in of(log, ProgressReported) if one.event.progress is Progress.ON_SCENE]
    assert told.arrived == len({one.event.volunteer for one in there}) > 20

    calls = of(log, CallTaken)
    first: dict[int, float] = {}
    for one in there:
        first.setdefault(one.event.incident, seconds(one.at))
    assert [one.first_s for one in told.calls] == pytest.approx(
        [first[one.event.incident] - seconds(one.at) for one in calls], abs=0.002
    )
    per_call = Counter(one.event.incident for one in alerts)
    assert [one.alerts for one in told.calls] == [per_call[one.event.incident] for one in calls]

    assigned = {one.event.assignment: one for one in of(log, VolunteerAssigned)}
    done = {"cleared", "stood_down", "withdrawn", "no_show"}
    ended = {one.event.assignment: one for one in of(log, ProgressReported) if one.event.progress in done}
    away_s = sum(seconds(ended[ident].at) - seconds(one.at) for ident, one in assigned.items())
    assert told.away_s == pytest.approx(away_s, abs=0.1)
    busy = most = 0
    for one in log:
        busy += one.event.__class__ is VolunteerAssigned
        busy -= isinstance(one.event, ProgressReported) and one.event.progress in done
        most = max(most, busy)
    assert told.busiest == most

    in_time = [first[one.event.incident] - seconds(one.at) <= 900 for one in calls]
    reached, joined = told.goals
    assert (reached.hits, reached.n, reached.met) == (sum(in_time), 3, sum(in_time) >= 2.7)
    assert (joined.hits, joined.met) == (told.attended, told.attended >= 60)
    waited = {one.event.alert: one.at for one in alerts}
    answers = sorted(seconds(one.at) - seconds(waited[one.event.alert]) for one in yes + no)
    [step] = [one for one in told.steps if one.name == "answer"]
    middle = len(answers) // 2
    median_s = answers[middle] if len(answers) % 2 else (answers[middle - 1] + answers[middle]) / 2
    assert (step.n, step.median_s) == (len(answers), pytest.approx(median_s, abs=0.002))
    assert len(told.map["features"]) == 3 + len(told.stations)
    assert {one.event.disposition for one in of(log, IncidentClosed)} == {"exercise_over"}


def test_the_story_is_in_order_and_whole(played: Rehearsed) -> None:
    what = Counter(one.what for one in played.aftermath.timeline)
    assert (what["call"], what["ended"]) == (3, 1)
    assert what["accepted"] == len(of(played.log, AlertAccepted))
    assert [one.at_s for one in played.aftermath.timeline] == sorted(one.at_s for one in played.aftermath.timeline)
