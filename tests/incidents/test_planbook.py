"""The plans in force while their file is edited under a running server."""

import json
import logging
from datetime import date
from pathlib import Path

import pytest

from dispatch.config import ROOT
from dispatch.incidents.model import IncidentType, Need, Response
from dispatch.incidents.plan_lines import line_of
from dispatch.incidents.planbook import NAME, SHIPPED, PlanBook
from dispatch.incidents.plans import Unfillable, load, schema, unfillable
from dispatch.people.model import Qualification, Team, Volunteer
from maps.speeds import Mode

FLOOD = IncidentType.FLOOD, 3
DAY = date(2026, 11, 24)


def write(folder: Path, old: str = "", new: str = "") -> None:
    (folder / NAME).write_text(SHIPPED.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")


def shipped_line(written: str) -> int:
    return 1 + SHIPPED.read_text(encoding="utf-8").splitlines().index(written)


def test_without_a_file_of_its_own_the_city_works_by_the_shipped_plans(tmp_path: Path):
    book = PlanBook(tmp_path)
    assert (dict(book), book.edition.file, book.edition.trouble) == (load(SHIPPED), SHIPPED, None)
    assert book.look() is False


def test_an_edited_file_counts_from_the_next_look(tmp_path: Path):
    book = PlanBook(tmp_path)
    write(tmp_path, "target = 0.60", "target = 0.70")
    assert book[FLOOD].target == 0.6
    assert book.look() is True
    assert book[FLOOD].target == 0.7
    assert book.look() is False


def test_a_broken_file_is_refused_by_name_and_the_old_plans_stay(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    write(tmp_path, "target = 0.60", "target = 0.70")
    book = PlanBook(tmp_path)
    write(tmp_path, "target = 0.60", "goal = 0.55")
    with caplog.at_level(logging.WARNING):
        assert book.look() is True
    assert book[FLOOD].target == 0.7
    assert book.edition.trouble is not None
    reason = f"line {shipped_line('target = 0.60')}, response.goal: unknown field"
    assert book.edition.trouble.params == {"file": NAME, "reason": reason}
    assert reason in caplog.text
    assert book.look() is False
    write(tmp_path, "target = 0.60", "target = 0.65")
    assert book.look() is True
    assert (book[FLOOD].target, book.edition.trouble) == (0.65, None)


def test_a_file_that_nobody_can_read_is_a_broken_one_and_mends_when_it_can(tmp_path: Path):
    (tmp_path / NAME).mkdir()
    book = PlanBook(tmp_path)
    assert book.edition.trouble is not None
    assert (book.edition.trouble.code, dict(book)) == ("broken_plan", load(SHIPPED))
    assert book.look() is False
    (tmp_path / NAME).rmdir()
    write(tmp_path, "target = 0.60", "target = 0.70")
    assert book.look() is True
    assert (book.edition.trouble, book[FLOOD].target) == (None, 0.7)


def test_a_file_nested_beyond_reason_is_a_broken_one(tmp_path: Path):
    (tmp_path / NAME).write_text("a = " + "[" * 5000, encoding="utf-8")
    trouble = PlanBook(tmp_path).edition.trouble
    assert trouble is not None
    assert trouble.code == "broken_plan"


def test_a_server_that_starts_with_a_broken_file_works_by_the_shipped_plans(tmp_path: Path):
    write(tmp_path, 'type = "flood"', 'type = "flod"')
    book = PlanBook(tmp_path)
    assert dict(book) == dict(load(SHIPPED))
    assert book.edition.trouble is not None


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("plan", 0, "needs", 1, "kit"), 6),
        (("plan", 0, "needs", 0, "count"), 5),
        (("plan", 1, "levels"), 10),
        (("plan", 1, "type"), 9),
        (("plan", 1, "needs", 0, "goal"), 13),
        (("response", "target"), 2),
        (("response", "promise_minutes"), 1),
        (("plan", 7, "nothing"), 1),
    ],
)
def test_the_line_of_what_is_wrong_is_found(path: tuple[str | int, ...], line: int):
    text = """\
[response] # { not a need
target = 0.8
[[plan]]
type = "fire"
needs = [{ role = "guide", team = "liaison", count = 1 },
  { role = "kit", kit = "aed" }]

[[plan]]
type = "flood"
levels = [1]
[[plan.needs]]
role = "guide"
goal = 1
"""
    assert line_of(text, path) == line


def test_the_schema_beside_the_manual_is_that_of_the_code():
    written = json.loads((ROOT / "docs" / "response_plans.schema.json").read_text(encoding="utf-8"))
    assert written == json.loads(json.dumps(schema()))


def test_a_role_that_nobody_in_the_city_can_fill_is_named():
    """One doctor whose licence never ends, one first-aider whose certificate ended yesterday; two are wanted."""
    people = [
        Volunteer("V1", Team.MEDICAL, Mode.WALK, qualifications=(Qualification("doctor"),)),
        Volunteer("V2", Team.MEDICAL, Mode.WALK, qualifications=(Qualification("first_aid", valid_until=DAY),)),
    ]
    two = Response((Need("patient", Team.MEDICAL, 2, ("first_aid", "doctor")), Need("guide", Team.LIAISON, 1)))
    plans = {FLOOD: two}
    assert list(unfillable(plans, people, DAY)) == [Unfillable(*FLOOD, "guide", 1, 0)]
    tomorrow = DAY.replace(day=25)
    assert list(unfillable(plans, people, tomorrow)) == [
        Unfillable(*FLOOD, "patient", 2, 1),
        Unfillable(*FLOOD, "guide", 1, 0),
    ]
