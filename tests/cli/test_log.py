"""`dispatch log …`, `backup`, `restore`, `rebuild` as an operator types them."""

import json
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select, text

from dispatch.cli import main
from dispatch.config import Config
from dispatch.log.log import Log
from dispatch.opening import open_log
from dispatch.people.events import VolunteerRecorded
from dispatch.people.model import Membership, Person, Team
from dispatch.tables import looks
from maps.speeds import Mode
from tests.log.toy import START

WANG = Person("王琳", "13800001234")


class Operator:
    """Types commands, in English unless told otherwise, with a data folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.config = Config(data_dir=folder)

    def types(self, *words: object, language: str = "en_US.UTF-8") -> Result:
        env = {"FIFTEEN_DATA": str(self.config.data_dir), "LC_ALL": language, "FIFTEEN_DATABASE_URL": ""}
        return CliRunner(env=env).invoke(main, [str(word) for word in words])

    def alters(self, statement: str) -> None:
        log = open_log(self.config)
        with log.store.engine.begin() as connection:
            connection.execute(text(statement))
        log.close()


def record(log: Log, *volunteers: str) -> None:
    with log.writing(by="import") as tx:
        tx.append(
            [
                VolunteerRecorded(volunteer, Team.MEDICAL, Mode.WALK, None, Membership.ACTIVE, (), False, WANG)
                for volunteer in volunteers
            ],
            at=START,
        )


@pytest.fixture
def operator(tmp_path: Path) -> Operator:
    operator = Operator(tmp_path / "data")
    log = open_log(operator.config)
    record(log, "V0001", "V0002", "V0003")
    log.close()
    return operator


def test_verify_says_that_the_log_is_whole_or_where_it_breaks(operator):
    result = operator.types("log", "verify")
    assert (result.exit_code, result.stderr) == (0, "The log is whole: 3 events\n")
    operator.alters("UPDATE events SET subject = 'volunteer:V0009' WHERE seq = 2")
    result = operator.types("log", "verify")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "The log is broken at event 2: from there on it was altered, or something is missing\n"
    assert "第 2 个事件" in operator.types("log", "verify", language="zh_CN.UTF-8").stderr


def test_head_prints_seq_time_and_hash(operator):
    log = open_log(operator.config)
    hash_ = log.head().hash
    log.close()
    assert operator.types("log", "head").stdout == f"3 2026-05-01T08:00:00.000000Z {hash_}\n"


def test_export_leaves_out_what_is_personal(operator):
    result = operator.types("log", "export")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["subject"] for line in lines] == ["volunteer:V0001", "volunteer:V0002", "volunteer:V0003"]
    assert json.loads(lines[0]["data"])["team"] == "medical"
    assert [word for word in ("王琳", "13800001234") if word in result.stdout] == []


def test_whoever_exports_what_is_personal_is_on_record(operator):
    lines = [json.loads(line) for line in operator.types("log", "export", "--with-particulars").stdout.splitlines()]
    person = {"name": "王琳", "phone": "13800001234", "birth_year": None, "badge": None}
    assert [line["particulars"] for line in lines] == [person] * 3
    log = open_log(operator.config)
    with log.store.engine.connect() as connection:
        ((by, subject, what),) = connection.execute(select(looks.c.by, looks.c.subject, looks.c.what))
    log.close()
    assert by.startswith("cli:")
    assert (subject, what) == ("log", "export --with-particulars")


def test_a_backup_is_restored_with_its_key(operator, tmp_path):
    file = tmp_path / "centre.backup"
    result = operator.types("backup", file)
    assert json.loads(result.stdout) == {"events": 3, "meta": 3, "particulars": 3}
    assert "The key is not in it" in result.stderr

    elsewhere = Operator(tmp_path / "elsewhere")
    assert "stay sealed until the key" in elsewhere.types("restore", file).stderr
    key = operator.config.data_dir / "particulars.key"
    (elsewhere.config.data_dir / key.name).write_bytes(key.read_bytes())
    assert elsewhere.types("log", "verify").stderr == "The log is whole: 3 events\n"
    assert elsewhere.types("log", "head").stdout == operator.types("log", "head").stdout

    again = elsewhere.types("restore", file)
    assert (again.exit_code, again.stdout) == (2, "")
    assert "restore into an empty one" in again.stderr


def test_a_restored_database_does_not_open_with_a_key_of_its_own(operator, tmp_path):
    elsewhere = Operator(tmp_path / "elsewhere")
    operator.types("backup", tmp_path / "centre.backup")
    elsewhere.types("restore", tmp_path / "centre.backup")
    result = elsewhere.types("log", "verify")
    assert result.exit_code == 2
    assert "not the one this database was sealed with" in result.stderr


def test_a_damaged_backup_is_named(operator, tmp_path):
    file = tmp_path / "centre.backup"
    operator.types("backup", file)
    file.write_bytes(file.read_bytes()[:-20])
    result = Operator(tmp_path / "elsewhere").types("restore", file)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "The backup centre.backup is damaged or cut off. Nothing was changed\n"


def test_rebuild_finds_nothing_to_mend_and_mends_what_it_finds(operator):
    result = operator.types("rebuild")
    assert (result.exit_code, result.stderr) == (0, "Rebuilt from 3 events\n")
    operator.alters("INSERT INTO commitments (assignment, incident, volunteer, mode) VALUES (1, 1, 'V0001', 'actual')")
    result = operator.types("rebuild")
    assert result.exit_code == 2
    assert result.stderr.endswith("Something was not as the log says, and is now: rows 1, parts of the board -\n")
    assert operator.types("rebuild").exit_code == 0


@pytest.mark.parametrize("words", [("log", "verify"), ("log", "head"), ("log", "export"), ("rebuild",)])
def test_a_command_that_only_looks_makes_no_database(tmp_path, words):
    result = Operator(tmp_path / "data").types(*words)
    assert (result.exit_code, result.stderr.startswith("There is no database")) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_the_database_and_its_key_are_their_owners_alone(operator):
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in operator.config.data_dir.iterdir()}
    assert modes == {"fifteen.sqlite": 0o600, "particulars.key": 0o600}
