"""Everything in one file and back, from either database into either."""

import gzip
import json
from pathlib import Path

import pytest
from sqlalchemy import inspect, select

from dispatch import migrations, tables
from dispatch.errors import Refused
from dispatch.log.backup import backup, restore
from dispatch.log.contract import Request
from dispatch.log.dialects import open_database
from tests.log.toy import START, Card, Counter, tally_log

COUNTS = {"accounts": 1, "events": 3, "looks": 2, "meta": 3, "particulars": 1, "positions": 1, "requests": 1}


def address(make: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return request.getfixturevalue("postgres_url") if make == "postgres" else f"sqlite:///{tmp_path}/{make}.sqlite"


@pytest.fixture
def source_url(request, tmp_path: Path) -> str:
    return address(getattr(request, "param", "a file"), request, tmp_path)


@pytest.fixture
def target_url(request, tmp_path: Path) -> str:
    return address(getattr(request, "param", "another file"), request, tmp_path)


@pytest.fixture
def source(open_sql, source_url):
    """A log with a bit of everything beside it."""
    store = open_sql(source_url)
    log = tally_log(store, fingerprint="f", snapshot_every=1)
    log.claim(city="chengdu")
    counter = Counter(log)
    counter.count(2, request=Request("k1", "body"))
    counter.name("V1", Card("王琳", "13800001234"))
    counter.count(3)
    if log._snapshot_thread:
        log._snapshot_thread.join()
    look = {"at": START, "by": "cli:li", "subject": "log", "what": "export"}
    account = {"login": "li", "password_hash": "x", "role": "dispatcher", "created_at": START}
    position = {"volunteer": "V1", "version": 1, "lon": 104.1, "lat": 30.7, "at": START, "source": "live"}
    with store.changing() as connection:
        connection.execute(tables.looks.insert(), [look, look])
        connection.execute(tables.accounts.insert(), account)
        connection.execute(tables.positions.insert(), position)
    return store


@pytest.fixture
def file(source, tmp_path: Path) -> Path:
    path = tmp_path / "centre.backup"
    assert backup(source._database, path) == COUNTS
    return path


@pytest.mark.parametrize(
    ("source_url", "target_url"),
    [("a file", "another file"), ("a file", "postgres"), ("postgres", "a file")],
    indirect=True,
)
def test_all_is_as_it_was_on_either_database(source, file, open_sql, target_url):
    target = open_database(target_url)
    assert restore(target, file) == COUNTS
    with source.engine.connect() as before, target.engine.connect() as after:
        for table in tables.metadata.sorted_tables:
            if table is not tables.snapshots:
                kept = select(table).where(table.c.key != "database") if table is tables.meta else select(table)
                assert sorted(map(tuple, before.execute(kept))) == sorted(map(tuple, after.execute(kept)))
    target.close()

    log = tally_log(open_sql(target_url))
    assert log.verify() is None
    assert log.board() == tally_log(source).board()
    counter = Counter(log)
    assert counter.count(2, request=Request("k1", "body"))[0].seq == 1
    assert counter.count()[0].seq == 4
    with log.store.changing() as connection:
        look = {"at": START, "by": "cli:li", "subject": "log", "what": "export"}
        connection.execute(tables.looks.insert(), look)  # numbered on from the restored ones


class TestRefusals:
    @pytest.fixture
    def empty(self, target_url):
        database = open_database(target_url)
        yield database
        database.close()

    def refused(self, empty, file: Path) -> str:
        """The code; and nothing was written."""
        with pytest.raises(Refused) as refusal:
            restore(empty, file)
        assert inspect(empty.engine).get_table_names() == []
        return refusal.value.code

    def test_a_database_in_use(self, source, file):
        with pytest.raises(Refused) as refusal:
            restore(source._database, file)
        assert (refusal.value.code, refusal.value.params) == ("database_not_empty", {"table": "accounts"})
        assert tally_log(source).verify() is None

    def test_a_file_cut_short_anywhere(self, file, empty):
        whole = file.read_bytes()
        for size in (0, 1, 5, len(whole) // 2, len(whole) - 1):
            file.write_bytes(whole[:size])
            assert self.refused(empty, file) == "backup_damaged"

    def test_a_file_with_a_bit_turned_over(self, file, empty):
        whole = bytearray(file.read_bytes())
        whole[len(whole) // 2] ^= 1
        file.write_bytes(whole)
        assert self.refused(empty, file) == "backup_damaged"

    def test_a_file_with_a_line_missing(self, file, empty):
        lines = gzip.decompress(file.read_bytes()).splitlines(keepends=True)
        file.write_bytes(gzip.compress(b"".join(lines[:4] + lines[5:])))
        assert self.refused(empty, file) == "backup_damaged"

    def test_a_file_of_something_else(self, file, empty):
        for content in (b"not gzipped", gzip.compress(b'{"a":1}\n'), gzip.compress(b"\xff\xfe\n")):
            file.write_bytes(content)
            assert self.refused(empty, file) == "backup_damaged"

    def test_a_backup_of_a_later_version(self, source, file, empty, tmp_path):
        with source.changing() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        backup(source._database, file)
        assert self.refused(empty, file) == "newer_database"

    def test_a_backup_of_nothing(self, empty, tmp_path):
        with pytest.raises(Refused, match="no_tables"):
            backup(empty, tmp_path / "nothing.backup")
        assert not (tmp_path / "nothing.backup").exists()


def test_the_file_is_its_owners_alone_and_holds_nothing_personal_in_the_open(file):
    text = gzip.decompress(file.read_bytes()).decode()
    assert file.stat().st_mode & 0o777 == 0o600
    assert [word for word in ("王琳", "13800001234") if word in text] == []
    assert json.loads(text.splitlines()[0])["revision"] == migrations.LATEST
