from pathlib import Path

import pytest

from dispatch.config import ROOT
from dispatch.errors import Refused
from dispatch.incidents.model import IncidentType, Need
from dispatch.incidents.plans import load
from dispatch.people.catalogue import BY_CODE
from dispatch.people.model import Team

SHIPPED = ROOT / "data" / "response_plans.toml"
RESPONSE_AT = 1 + SHIPPED.read_text(encoding="utf-8").splitlines().index("[response]")


def test_every_type_and_level_has_a_plan_and_the_extra_one_is_added():
    plans = load(SHIPPED)
    assert set(plans) == {(kind, level) for kind in IncidentType for level in (1, 2, 3, 4)}
    assert [(need.role, need.team, need.count) for need in plans[IncidentType.MEDICAL, 1].needs] == [
        ("patient", Team.MEDICAL, 1),
        ("kit", Team.SUPPLY, 1),
        ("guide", Team.LIAISON, 1),
    ]
    assert [need.role for need in plans[IncidentType.MEDICAL, 3].needs] == ["patient"]


def test_a_need_may_have_a_stricter_target_than_the_others():
    plans = load(SHIPPED)
    assert [need.target for need in plans[IncidentType.MEDICAL, 1].needs] == [0.8, None, None]
    assert {response.target for response in plans.values()} == {0.6}


def test_every_qualification_asked_for_is_in_the_catalogue():
    asked = {kind for response in load(SHIPPED).values() for need in response.needs for kind in need.qualifications}
    assert asked <= set(BY_CODE)


def test_psychological_calls_want_a_counsellor_of_level_two():
    needs = load(SHIPPED)[IncidentType.PSYCHOLOGICAL, 2].needs
    assert needs == (Need("psychological", Team.PSYCHOLOGICAL, 1, ("counsellor_2", "psychiatrist")),)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('type = "flood"', 'type = "flod"', "plan.7.type"),
        ("target = 0.60", "target = 1.5", "response.target"),
        ("count = 2", "count = 0", "plan.7.needs.0.count"),
        ("answer_window_s = 30", "answer_window = 30", "response.answer_window"),
        ('role = "kit"', 'role = "patient"', "medical 1: role named twice: patient"),
        ('type = "other"', 'type = "supply"', "other 1: no plan"),
        ("[response]", "[response", f"at line {RESPONSE_AT}"),
    ],
)
def test_a_broken_plan_is_refused_by_name(tmp_path: Path, old: str, new: str, reason: str):
    broken = tmp_path / "response_plans.toml"
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    broken.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        load(broken)
    assert refusal.value.code == "broken_plan"
    assert refusal.value.params["file"] == "response_plans.toml"
    assert reason in str(refusal.value.params["reason"])


def test_a_missing_file_is_refused(tmp_path: Path):
    with pytest.raises(Refused, match="broken_plan"):
        load(tmp_path / "none.toml")
