"""`dispatch data check-plans` on the shipped file and on broken ones."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dispatch.cli import main
from dispatch.incidents.planbook import NAME, SHIPPED


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FIFTEEN_DATA", str(tmp_path))
    monkeypatch.setenv("LANG", "en")
    monkeypatch.delenv("LC_ALL", raising=False)

    def command(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["data", "check-plans", *arguments])

    return command


def test_the_plans_in_force_are_printed(run, tmp_path: Path):
    lines = run().stdout.splitlines()
    assert lines[0].split() == ["type", "level", "role", "team", "count", "target", "kit", "qualifications"]
    first = "medical 1 patient medical 1 0.8 - first_aid | aed | nurse | doctor"
    assert lines[1].split() == first.split()
    assert lines[2].split() == ["medical", "1", "kit", "supply", "1", "0.6", "aed", "-"]
    own = SHIPPED.read_text(encoding="utf-8").replace("target = 0.80", "target = 0.9", 1)
    (tmp_path / NAME).write_text(own, encoding="utf-8")
    assert run().stdout.splitlines()[1].split() == first.replace("0.8", "0.9").split()


def test_what_is_wrong_is_named_with_its_line_and_exit_2(run, tmp_path: Path):
    broken = tmp_path / "mine.toml"
    broken.write_text('[[plan]]\ntype = "fire"\nlevels = [1]\nneeds = []\nlevel = 2\n', encoding="utf-8")
    told = run(str(broken))
    assert (told.exit_code, told.stdout) == (2, "")
    assert "mine.toml" in told.stderr
    assert "line 5, plan.0.level: unknown field" in told.stderr


def test_roles_that_nobody_could_fill_are_named_on_stderr(run, tmp_path: Path):
    people = tmp_path / "people.csv"
    people.write_text("id,name,team,qualifications\nV1,演示·甲,medical,doctor(permanent)\n", encoding="utf-8")
    database = f"sqlite:///{tmp_path / 'city.sqlite'}"
    taken = CliRunner().invoke(main, ["data", "import", "people", str(people), "--database-url", database])
    assert taken.exit_code == 0, taken.output
    told = run("--database-url", database)
    assert told.exit_code == 0
    assert "Response plan Medical, Level I: kit needs 1, only 0 on record qualify" in told.stderr
    assert "patient care needs 1" not in told.stderr


def test_the_schema_can_be_printed(run):
    assert json.loads(run("--schema").stdout)["title"] == "PlanFile"
