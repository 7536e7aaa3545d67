"""Positions under one contract in memory, SQLite and PostgreSQL, and what only several writers can show."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from dispatch.config import Config
from dispatch.duty.events import CheckedOut
from dispatch.incidents.events import ProgressReported, VolunteerAssigned
from dispatch.incidents.model import IncidentMode, Progress
from dispatch.incidents.tables import project
from dispatch.log.event import Event, Recorded
from dispatch.log.store import SqlStore
from dispatch.opening import open_store
from dispatch.people.positions import Fix, MemoryPositions, Positions, PositionsKept, forget
from tests.duty.post import MIDNIGHT

FIX = Fix("V1", 104.08, 30.66, 12.0, MIDNIGHT)
LATER = replace(FIX, lon=104.09, at=MIDNIGHT + timedelta(seconds=10))
WRITERS, FIXES_EACH = 4, 60


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else ""
    opened = open_store(Config(data_dir=tmp_path, database_url=url, particulars_key=Fernet.generate_key().decode()))
    yield opened
    opened.close()


class Clock:
    at = MIDNIGHT + timedelta(minutes=1)

    def __call__(self):
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def positions(request: pytest.FixtureRequest, clock: Clock, tmp_path: Path) -> Iterator[PositionsKept]:
    if request.param == "memory":
        yield MemoryPositions(clock)
        return
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else ""
    store = open_store(Config(data_dir=tmp_path, database_url=url))
    yield Positions(store.engine, clock)
    store.close()


def test_the_newest_fix_of_each_is_kept(positions: PositionsKept):
    other = Fix("V2", 104.0, 30.6, None, MIDNIGHT, "live")
    positions.put(FIX)
    positions.put(other)
    positions.put(LATER)
    assert positions.since(0) == [replace(other, version=2), replace(LATER, version=3)]
    assert positions.since(2) == [replace(LATER, version=3)]
    assert positions.since(3) == []


def test_a_fix_that_was_overtaken_on_its_way_is_passed_over(positions: PositionsKept):
    positions.put(LATER)
    positions.put(FIX)
    assert positions.since(0) == [replace(LATER, version=1)]


def test_a_phone_whose_clock_runs_ahead_is_dated_now(positions: PositionsKept, clock: Clock):
    positions.put(replace(FIX, at=clock.at + timedelta(hours=1)))
    assert [fix.at for fix in positions.since(0)] == [clock.at]


def test_a_version_is_never_given_twice_even_when_its_row_is_gone(positions: PositionsKept):
    positions.put(FIX)
    positions.drop("V1")
    positions.put(replace(FIX, volunteer="V2"))
    assert positions.since(1) == [replace(FIX, volunteer="V2", version=2)]


def test_movements_are_kept_for_an_hour(positions: PositionsKept, clock: Clock):
    positions.put(FIX)
    positions.put(replace(LATER, volunteer="V2"))
    clock.at = FIX.at + timedelta(hours=1, seconds=5)
    positions.expire()
    assert [fix.volunteer for fix in positions.since(0)] == ["V2"]


def test_a_reader_who_asks_for_what_is_newer_misses_nothing_under_many_writers(store: SqlStore):
    """Each writer writes rows of its own. A reader follows by version meanwhile; if versions became visible out of
    order it would never see the rows that it skipped."""
    positions = Positions(store.engine, Clock())
    done = threading.Event()
    followed: dict[str, Fix] = {}

    def write(writer: int) -> None:
        for number in range(FIXES_EACH):
            positions.put(replace(FIX, volunteer=f"W{writer}-{number}"))

    def follow() -> None:
        version = 0
        while True:
            last_round = done.is_set()
            for fix in positions.since(version):
                followed[fix.volunteer] = fix
                version = fix.version
            if last_round:
                return

    reader = threading.Thread(target=follow)
    writers = [threading.Thread(target=write, args=(writer,)) for writer in range(WRITERS)]
    for thread in [reader, *writers]:
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    reader.join()
    assert len(followed) == WRITERS * FIXES_EACH
    assert sorted(followed.values(), key=lambda fix: fix.version) == positions.since(0)


@pytest.fixture
def happens(store: SqlStore) -> Callable[[Event], None]:
    """Writes an event's consequences in a transaction, as the log's store does."""

    def happen(event: Event) -> None:
        with store.engine.begin() as connection:
            recorded = Recorded(1, MIDNIGHT, None, "test", None, event)
            project(connection, recorded)
            forget(connection, recorded)

    return happen


def test_who_checks_out_is_forgotten(store: SqlStore, happens: Callable[[Event], None]):
    positions = Positions(store.engine, Clock())
    positions.put(FIX)
    positions.put(replace(FIX, volunteer="V2"))
    happens(CheckedOut("V1", "S1"))
    assert [fix.volunteer for fix in positions.since(0)] == ["V2"]


def test_who_checks_out_on_the_way_to_somebody_is_forgotten_when_that_is_done(
    store: SqlStore, happens: Callable[[Event], None]
):
    positions = Positions(store.engine, Clock())
    positions.put(FIX)
    happens(VolunteerAssigned(1, 1, 1, "V1", "patient", IncidentMode.ACTUAL))
    happens(CheckedOut("V1", "S1"))
    happens(ProgressReported(1, 1, "V1", Progress.ON_SCENE))
    assert [fix.volunteer for fix in positions.since(0)] == ["V1"]
    happens(ProgressReported(1, 1, "V1", Progress.CLEARED))
    assert positions.since(0) == []
