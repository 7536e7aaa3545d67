"""What only a database can do: be altered by others, be opened with the wrong key, keep a snapshot."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from cryptography.fernet import Fernet
from sqlalchemy import select, text

from dispatch import migrations, tables
from dispatch.errors import Refused
from dispatch.log.chain import first_broken, link
from dispatch.log.codec import Codec
from dispatch.log.contract import Mark, Snapshot
from dispatch.log.dialects import open_database
from dispatch.log.log import Log
from dispatch.log.sealing import Seal
from dispatch.log.store import SqlReading, SqlStore
from tests.log.toy import START, Card, Counted, Counter, Named, Tally, codec, fold, minutes, tally_log


@pytest.fixture
def five_events(open_sql, url) -> SqlStore:
    store = open_sql(url)
    with tally_log(store).writing(by="x") as tx:
        tx.append([Counted("beds", 1), Named("V1", Card("王琳"))], at=START, happened_at=minutes(-1))
        tx.append([Counted("beds", 2), Named("V2", Card("李强")), Counted("beds", 3)], at=START)
    return store


def alter(store: SqlStore, statement: str) -> None:
    with store.engine.begin() as connection:
        assert connection.execute(text(statement)).rowcount > 0


ALTERATIONS = {
    "UPDATE events SET at = '2026-05-01T08:00:00.000001Z' WHERE seq = 3": 3,
    "UPDATE events SET happened_at = NULL WHERE seq = 2": 2,
    "UPDATE events SET \"by\" = 'y' WHERE seq = 1": 1,
    "UPDATE events SET cause = 2 WHERE seq = 5": 5,
    "UPDATE events SET subject = 'person:V2' WHERE seq = 2": 2,
    "UPDATE events SET kind = 'Named' WHERE seq = 1": 1,
    "UPDATE events SET v = 2 WHERE seq = 5": 5,
    "UPDATE events SET data = replace(data, '3', '4') WHERE seq = 5": 5,
    "UPDATE events SET data = data || ' ' WHERE seq = 4": 4,
    "UPDATE events SET hash = '0' WHERE seq = 4": 4,
    "DELETE FROM events WHERE seq = 3": 3,
    "DELETE FROM events WHERE seq = 1": 1,
    "UPDATE particulars SET body = (SELECT body FROM particulars WHERE ref = 4) WHERE ref = 2": 2,
    "UPDATE particulars SET body = '\\x00' WHERE ref = 4": 4,
}


def test_whatever_is_altered_shows(five_events):
    """Each alteration in a transaction that is taken back."""
    assert tally_log(five_events).verify() is None
    found = {}
    for statement in ALTERATIONS:
        with five_events.engine.connect() as connection:
            connection.execute(text(statement))
            rows = SqlReading(connection, five_events.codec, five_events.seal).rows()
            found[statement] = first_broken(rows, five_events.codec.holds)
    assert found == ALTERATIONS


def test_an_altered_event_hidden_by_a_new_hash_shows_at_the_next(five_events):
    """Whoever rewrites one link has to rewrite every later one, and the head that was noted elsewhere."""
    with five_events.reading() as reading:
        _, second, third, *_ = (row for row, _ in reading.rows())
    forged = link(second.hash, third._replace(by="y"))
    alter(five_events, f"UPDATE events SET \"by\" = 'y', hash = '{forged}' WHERE seq = 3")
    assert tally_log(five_events).verify() == 4


class TestKey:
    def test_without_the_right_key_the_database_stays_shut(self, five_events, url):
        with pytest.raises(Refused, match="wrong_particulars_key"):
            SqlStore(open_database(url), codec(), Seal(Fernet.generate_key().decode())).prepare()

    def test_a_malformed_key_is_told(self):
        with pytest.raises(Refused, match="malformed_particulars_key"):
            Seal("password")

    def test_it_is_made_at_first_use_and_readable_by_its_owner_alone(self, tmp_path):
        path = tmp_path / "new" / "particulars.key"
        sealed = Seal.from_file(path).close(b"name")
        assert Seal.from_file(path).open(sealed) == b"name"
        assert [path.stat().st_mode & 0o777, list(path.parent.iterdir())] == [0o600, [path]]

    def test_nothing_personal_lies_open_in_the_file(self, open_sql, tmp_path):
        path = tmp_path / "log.sqlite"
        log = tally_log(open_sql(f"sqlite:///{path}"), fingerprint="f", snapshot_every=1)
        Counter(log).name("V1", Card("王琳", "13800001234"))
        log.close()
        written = b"".join(file.read_bytes() for file in tmp_path.iterdir())
        assert b"V1" in written
        assert [word for word in ("王琳".encode(), b"13800001234") if word in written] == []


def test_what_is_erased_is_not_left_on_the_disk(open_sql, tmp_path):
    """SQLite by itself only forgets where it lay."""
    path = tmp_path / "log.sqlite"
    log = tally_log(open_sql(f"sqlite:///{path}"))
    Counter(log).name("V1", Card("王琳"))
    with log.store.engine.connect() as connection:
        sealed = connection.scalar(select(tables.particulars.c.body))
    log.erase("person:V1")
    log.close()
    assert [file for file in tmp_path.iterdir() if sealed in file.read_bytes()] == []


class TestSnapshots:
    @pytest.fixture
    def folded(self) -> list[int]:
        """The seqs that a log under test has folded."""
        return []

    @pytest.fixture
    def opened(self, open_sql, url, folded):
        """Opens a log that says which events it folds; `fingerprint` is its code's."""

        def spying(tally: Tally, recorded) -> Tally:
            folded.append(recorded.seq)
            return fold(tally, recorded)

        logs: list[Log[Tally]] = []

        def open_log(fingerprint: str) -> Log[Tally]:
            logs.append(Log(open_sql(url), spying, Tally(), fingerprint=fingerprint, snapshot_every=4))
            return logs[-1]

        yield open_log
        for log in logs:
            log.close()

    @pytest.fixture
    def live(self, opened, folded) -> Tally:
        log = opened("code 1")
        counter = Counter(log)
        for amount in range(6):
            counter.count(amount)
        board = log.board()
        log.close()
        folded.clear()
        return board

    def test_opening_starts_at_the_last_one(self, opened, folded, live):
        assert opened("code 1").board() == live
        assert folded == [5, 6]

    def test_other_code_starts_anew(self, opened, folded, live):
        assert opened("code 2").board() == live
        assert folded == [1, 2, 3, 4, 5, 6]

    def test_one_that_cannot_be_opened_is_left(self, opened, folded, live):
        log = opened("code 1")
        alter(log.store, "UPDATE snapshots SET body = '\\x00'")
        assert log.board() == live
        assert folded == [1, 2, 3, 4, 5, 6]

    def test_one_that_cannot_be_unpickled_is_left(self, opened, folded, live, caplog):
        log = opened("code 1")
        alter(log.store, "DELETE FROM snapshots")
        with log.store.writing() as turn:
            turn.keep(Snapshot(Mark(4), START, "code 1", b"from another library"))
        assert log.board() == live
        assert folded == [1, 2, 3, 4, 5, 6]
        assert "cannot be used" in caplog.text

    def test_a_writer_starts_at_it_too(self, opened, folded, live):
        assert Counter(opened("code 1")).count(7)[0].seq == 7
        assert folded == [5, 6, 7]

    def test_erasing_leaves_none_that_remembers(self, opened, folded, live):
        log = opened("code 1")
        Counter(log).name("V1", Card("王琳"))
        other = opened("code 1")
        other.board()
        log.erase("person:V1")
        assert [other.board().names, opened("code 1").board().names] == [(("V1", None),), (("V1", None),)]

    def test_one_taken_before_an_erasure_comes_too_late(self, opened, live):
        """It was pickled from the old board and waited for its turn meanwhile."""
        log = opened("code 1")
        Counter(log).name("V1", Card("王琳"))
        log.board()
        late = log._view
        log.erase("person:V1")
        log._keep_snapshot(late)
        assert opened("code 1").board().names == (("V1", None),)


def test_derived_tables_are_rebuilt_from_the_log_and_consequences_are_not_done_again(open_sql, url):
    done: list[int] = []

    def commit(connection, recorded) -> None:
        row = {"assignment": recorded.seq, "incident": 1, "volunteer": f"V{recorded.seq}", "mode": "actual"}
        connection.execute(tables.commitments.insert(), row)

    store = open_sql(
        url, derived={tables.commitments: commit}, consequences=[lambda _, recorded: done.append(recorded.seq)]
    )
    counter = Counter(tally_log(store))
    for _ in range(3):
        counter.count()
    alter(store, "DELETE FROM commitments WHERE assignment = 2")
    alter(store, "UPDATE commitments SET volunteer = 'V9' WHERE assignment = 3")
    with store.writing() as turn:
        assert turn.rebuild() == 3  # one missing, one wrong, one that stood in its place
    with store.writing() as turn:
        assert turn.rebuild() == 0
    assert done == [1, 2, 3]


class TestTables:
    def test_the_history_leads_to_the_tables_as_they_are_written_down(self, open_sql, url):
        with open_sql(url).engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []

    def test_the_latest_step_is_the_last_of_the_history(self):
        config = Config()
        config.set_main_option("script_location", str(Path(migrations.__file__).parent))
        assert ScriptDirectory.from_config(config).get_heads() == [migrations.LATEST]

    def test_tables_of_a_later_version_are_left_alone(self, open_sql, url):
        alter(open_sql(url), "UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(Refused) as refusal:
            open_sql(url)
        assert (refusal.value.code, refusal.value.params) == (
            "newer_database",
            {"found": "9999", "latest": migrations.LATEST},
        )

    def test_an_event_of_a_later_version_is_named(self, open_sql, url, key):
        Counter(tally_log(open_sql(url))).name("V1", Card("王琳"))
        older = SqlStore(open_database(url), Codec([Counted]), Seal(key))
        with pytest.raises(Refused) as refusal:
            older.events()
        older.close()
        assert refusal.value.params == {"seq": 1, "kind": "Named", "v": 1}


class TestOpening:
    @pytest.mark.parametrize(
        ("address", "code"),
        [
            ("sqlite://", "database_in_memory"),
            ("sqlite:///:memory:", "database_in_memory"),
            ("mysql://localhost/x", "unknown_database"),
            ("fifteen.sqlite", "unknown_database"),
            ("postgresql://postgres@127.0.0.1:1/x", "database_unreachable"),
        ],
    )
    def test_a_database_that_cannot_serve_is_refused(self, address, code):
        with pytest.raises(Refused) as refusal:
            open_database(address)
        assert refusal.value.code == code

    def test_a_file_that_is_no_database_is_refused(self, tmp_path):
        (tmp_path / "people.xlsx").write_bytes(b"PK" * 1000)
        with pytest.raises(Refused, match="database_unreachable"):
            open_database(f"sqlite:///{tmp_path / 'people.xlsx'}")

    def test_only_who_may_create_makes_a_file(self, tmp_path):
        path = tmp_path / "new" / "log.sqlite"
        with pytest.raises(Refused, match="no_database"):
            open_database(f"sqlite:///{path}", create=False)
        assert not path.parent.exists()
        open_database(f"sqlite:///{path}").close()
        assert path.stat().st_mode & 0o777 == 0o600

    def test_two_that_open_a_new_database_at_once_both_succeed(self, open_sql, url):
        with ThreadPoolExecutor() as pool:
            stores = list(pool.map(lambda _: open_sql(url), range(4)))
        for store in stores:
            Counter(tally_log(store)).count()
        assert stores[0].mark().seq == 4
