"""The tables say what the log says: as it happens, after a rebuild, and for a log that is older than they are."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from dispatch.config import Config
from dispatch.errors import Refused
from dispatch.log.contract import Entry
from dispatch.log.event import Recorded
from dispatch.log.store import SqlStore
from dispatch.opening import open_store
from dispatch.reports.model import Records
from dispatch.reports.report import Report, report
from dispatch.reports.tables import read
from dispatch.reports.told import records
from tests.incidents.night import CENTRE, night
from tests.incidents.test_intake import decide, deeds
from tests.reports.told_night import NOW, PERIOD, TEAMS, told_night


@contextmanager
def opened(folder: Path, url: str = "") -> Iterator[SqlStore]:
    store = open_store(Config(data_dir=folder, database_url=url))
    try:
        yield store
    finally:
        store.close()


def write(store: SqlStore, log: list[Recorded]) -> None:
    with store.writing() as turn:
        turn.append([Entry(one.event, one.at, one.happened_at, one.by, one.cause) for one in log])


def rows(store: SqlStore) -> Records:
    with store.engine.connect() as connection:
        return read(connection, PERIOD)


def told(found: Records) -> Report:
    return report(found, PERIOD, mode="actual", teams=TEAMS, now=NOW)


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else ""
    with opened(tmp_path, url) as found:
        yield found


def test_either_database_gives_the_report_that_the_log_gives(store):
    write(store, told_night())
    assert told(rows(store)) == told(records(told_night()))


def test_only_what_the_period_needs_is_read(store):
    write(store, told_night())
    found = rows(store)
    assert [one.incident for one in found.cases] == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
    assert len(found.turns) == 8


def test_rebuilding_changes_nothing_and_heals_what_was_altered(store):
    write(store, told_night())
    before = rows(store)
    with store.writing() as turn:
        assert turn.rebuild() == 0
    with store.changing() as connection:
        connection.execute(text("UPDATE trips SET on_scene_at = NULL"))
        connection.execute(text("DELETE FROM cases WHERE incident = 4"))
    with store.writing() as turn:
        assert turn.rebuild() == 4 * 2 + 1  # four arrivals, wrong and right; one call that was missing
    assert rows(store) == before


def test_a_log_from_before_the_tables_fills_them_when_it_is_opened(store, tmp_path):
    write(store, told_night())
    before = rows(store)
    with store.changing() as connection:
        for table in ("cases", "waves", "askings", "trips", "turns", "hours", "hour_lines"):
            connection.execute(text(f"DROP TABLE {table}"))
        connection.execute(text("DELETE FROM meta WHERE key = 'derived'"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    url = store.engine.url.render_as_string(hide_password=False)
    with opened(tmp_path, url) as again:
        assert rows(again) == before
        assert [one.event for one in again.events()] == [one.event for one in told_night()]


@settings(max_examples=25, deadline=None)
@given(st.lists(deeds, max_size=30))
def test_whatever_happens_the_tables_are_the_log(lived: list[tuple]):
    shift = night()
    with TemporaryDirectory() as folder, opened(Path(folder)) as store:
        for deed in lived:
            with suppress(Refused):
                at, events = shift.at, decide(shift, deed)
                shift.play(events)
                with store.writing() as turn:
                    turn.append([Entry(event, max(at, shift.at), None, "dispatcher:li", None) for event in events])
        live = rows(store)
        assert told(live) == told(records(store.events()))
        with store.writing() as turn:
            assert turn.rebuild() == 0
        assert rows(store) == live
    assert shift.board.incidents.last_incident == len(live.cases)
    assert CENTRE.timezone == PERIOD.timezone
