import tomllib
from datetime import date
from pathlib import Path

import pytest

from dispatch.duty import kinds
from dispatch.people import catalogue
from dispatch.people.demo import texts

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("all_kinds", [catalogue.KINDS, kinds.KINDS])
def test_no_two_kinds_share_a_name(all_kinds):
    names = [(kind.code, name.lower()) for kind in all_kinds for name in set(map(str.lower, kind.names))]
    assert len({name for _, name in names}) == len(names)


def test_every_qualification_that_a_plan_asks_for_is_in_the_catalogue():
    plans = tomllib.loads((ROOT / "data" / "response_plans.toml").read_text(encoding="utf-8"))["plan"]
    asked = {code for plan in plans for need in plan["needs"] for code in need.get("qualifications", ())}
    assert asked - catalogue.BY_CODE.keys() == set()


def test_every_certificate_of_the_fictional_roster_is_in_the_catalogue():
    held = {one.partition(":")[0] for ten in texts()["certificates"].values() for some in ten for one in some}
    assert held - catalogue.BY_CODE.keys() == set()


@pytest.mark.parametrize(
    ("code", "issued", "last_day"),
    [
        ("first_aid", date(2024, 5, 1), date(2027, 4, 30)),
        ("first_aid", date(2024, 2, 29), date(2027, 2, 28)),
        ("forklift", date(2024, 2, 29), date(2028, 2, 28)),
        ("first_aid", date(2025, 1, 1), date(2027, 12, 31)),
        ("counsellor_2", date(2010, 5, 1), None),
    ],
)
def test_a_certificate_is_valid_to_the_day_before_its_anniversary(code: str, issued: date, last_day: date | None):
    assert catalogue.BY_CODE[code].valid_until(issued) == last_day
