"""What is written as it happens, on either database; a rebuild finds nothing to mend, and heals what was altered."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from dispatch.config import Config
from dispatch.duty.events import CheckedIn, CheckedOut
from dispatch.hours.events import HoursApproved, HoursCorrected, HoursPosted, HoursRejected
from dispatch.hours.model import DayMinutes
from dispatch.incidents.events import ProgressReported, VolunteerAssigned
from dispatch.incidents.model import IncidentMode, Progress
from dispatch.log.contract import Entry
from dispatch.log.event import Event
from dispatch.log.store import SqlStore
from dispatch.opening import open_store
from dispatch.rosters.events import HomeReached
from dispatch.tables import hour_lines, hours

EIGHT = datetime(2026, 11, 24, tzinfo=UTC)
DAY = EIGHT.date()


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else ""
    found = open_store(Config(data_dir=tmp_path, database_url=url))
    yield found
    found.close()


def after(minutes: float) -> datetime:
    return EIGHT + timedelta(minutes=minutes)


def tell(store: SqlStore, *told: tuple[float, Event], by: str = "dispatcher:li") -> None:
    for minutes, event in told:
        with store.writing() as turn:
            turn.append([Entry(event, after(minutes), None, by, None)])


def assigned(assignment: int = 1, mode: IncidentMode = IncidentMode.ACTUAL) -> Event:
    return VolunteerAssigned(7, assignment, assignment, "V1", "patient", mode)


def progress(step: Progress, assignment: int = 1) -> Event:
    return ProgressReported(7, assignment, "V1", step)


def minutes(at: datetime | None) -> int | None:
    return None if at is None else (at - EIGHT) // timedelta(minutes=1)


def rows(store: SqlStore) -> list[tuple[object, ...]]:
    with store.engine.connect() as connection:
        found = connection.execute(select(hours).order_by(hours.c.entry)).all()
    return [(one.kind, one.station, minutes(one.started_at), minutes(one.ended_at), one.state) for one in found]


def rebuilt(store: SqlStore) -> int:
    with store.writing() as turn:
        return turn.rebuild()


ON_SITE = CheckedIn("V1", "S01", after(480), ())
AT_HOME = CheckedIn("V1", "S01", after(480), (), delay_s=600)
OUT = CheckedOut("V1", "S01")


def test_going_home_on_standby_ends_one_stretch_and_begins_another(store):
    longer = CheckedIn("V1", "S01", after(500), ("K1",))
    tell(store, (0, ON_SITE), (10, longer), (60, AT_HOME), (90, AT_HOME), (480, OUT))
    assert rows(store) == [("on_site", "S01", 0, 60, "recorded"), ("standby", "S01", 60, 480, "recorded")]
    with store.engine.connect() as connection:
        assert [one.until for one in connection.execute(select(hours))] == [after(500), after(480)]
    assert rebuilt(store) == 0


def test_what_lasts_no_minute_is_nothing(store):
    tell(store, (0.2, ON_SITE), (0.8, OUT), (1, AT_HOME), (1.9, OUT))
    assert (rows(store), rebuilt(store)) == ([], 0)


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        ([(3, "en_route"), (9, "on_scene"), (50, "returning"), (70, "cleared")], [(0, 70, "recorded")]),
        ([(3, "en_route"), (9, "withdrawn")], [(0, 9, "recorded")]),
        ([(40, "en_route"), (55, "on_scene"), (70, "cleared")], [(40, 70, "recorded")]),  # "yes, in half an hour"
        ([(3, "stood_down")], []),
        ([(3, "en_route"), (40, "no_show")], []),
        ([(3, "en_route"), (9, "lost_contact")], [(0, None, "open")]),
    ],
)
def test_a_response_counts_from_the_yes_until_they_are_back(store, steps, found):
    tell(store, (0, assigned()), *((at, progress(Progress(step))) for at, step in steps))
    assert rows(store) == [("response", None, *one) for one in found]
    assert rebuilt(store) == 0


def test_the_ride_home_that_somebody_tells_of_belongs_to_it(store):
    going = [(0, assigned()), (1, progress(Progress.EN_ROUTE)), (60, progress(Progress.CLEARED))]
    tell(
        store, *going, (61, HomeReached(4, "V1", "S01", after(85))), (62, HomeReached(4, "V1", "S01", after(90), False))
    )
    assert rows(store) == [("response", None, 0, 85, "recorded")]
    assert rebuilt(store) == 0


def test_an_exercise_is_training_but_not_for_people_who_are_only_simulated(store):
    drill = [(0, assigned(1, IncidentMode.EXERCISE)), (0, assigned(2, IncidentMode.TEST))]
    tell(store, (0, ON_SITE), *drill, (5, progress(Progress.EN_ROUTE)), (30, progress(Progress.CLEARED)))
    tell(store, (31, assigned(3, IncidentMode.EXERCISE)), by="simulated:volunteer")
    tell(store, (32, progress(Progress.EN_ROUTE, 3)), (40, progress(Progress.CLEARED, 3)))
    assert rows(store) == [("on_site", "S01", 0, None, "open"), ("training", "S01", 0, 30, "recorded")]


def test_the_ledger_is_in_the_log_and_comes_back_from_it(store):
    approved = HoursApproved("V1", 1, after(400), (DayMinutes(DAY, 400),))
    tell(
        store,
        (0, ON_SITE),
        (540, CheckedOut("V1", "S01", forgotten=True)),
        (600, HoursRejected("V1", 1, "查无此人")),
        (610, approved),
        (620, HoursPosted("V1", 1)),
        (630, HoursCorrected("V1", 1, DAY, -10, "早退")),
    )
    with store.engine.connect() as connection:
        [one] = connection.execute(select(hours))
        lines = connection.execute(select(hour_lines).order_by(hour_lines.c.seq)).all()
    assert (one.forgotten, one.state, one.corrected_at, one.ended_at) == (True, "posted", after(400), after(540))
    assert (one.decided_by, one.decided_at, one.posted_at) == ("dispatcher:li", after(610), after(620))
    assert [tuple(line) for line in lines] == [(4, "2026-11-24", 1, 400, 0, False), (6, "2026-11-24", 1, -10, 0, True)]
    assert rebuilt(store) == 0
    with store.changing() as connection:
        connection.execute(text("UPDATE hours SET state = 'approved'"))
        connection.execute(text("DELETE FROM hour_lines"))
    assert rebuilt(store) == 2 + 2
    assert rebuilt(store) == 0
