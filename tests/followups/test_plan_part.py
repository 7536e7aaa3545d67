"""Follow-ups in the response plans: read, added up, and refused by name."""

from datetime import date

import pytest
from pydantic import TypeAdapter

from dispatch.errors import Refused
from dispatch.incidents.model import FollowUpNeed, IncidentType, Need, Response
from dispatch.incidents.planbook import SHIPPED
from dispatch.incidents.plans import Unfillable, load, parsed, unfillable
from dispatch.people.model import Qualification, Team, Volunteer
from maps.speeds import Mode

OWED = 'role = "psychological", team = "psychological", qualifications = ["counsellor_2"]'
COUNSEL = FollowUpNeed("psychological", Team.PSYCHOLOGICAL, ("counsellor_2", "psychiatrist"), (0, 24, 72))


def everywhere(follow_ups: str) -> str:
    """A plan for every type and level, the first of them with follow-ups."""
    plans = [
        f'[[plan]]\ntype = "{kind}"\nlevels = [1, 2, 3, 4]\nneeds = [{{ role = "guide", team = "liaison" }}]\n'
        for kind in IncidentType
    ]
    return plans[0] + follow_ups + "\n" + "".join(plans[1:])


def test_grave_events_owe_counsel_at_once_after_a_day_and_after_three() -> None:
    owed = {which: response.follow_ups for which, response in load(SHIPPED).items() if response.follow_ups}
    grave = {(kind, level) for kind in ("fire", "traffic", "flood", "earthquake") for level in (1, 2)}
    assert set(owed) == grave | {("medical", 1)} | {("psychological", level) for level in (1, 2, 3, 4)}
    assert set(owed.values()) == {(COUNSEL,)}


def test_no_shipped_plan_asks_anybody_by_itself() -> None:
    assert {response.activate_after_s for response in load(SHIPPED).values()} == {None}


@pytest.mark.parametrize(
    ("follow_ups", "reason"),
    [
        (f"follow_ups = [{{ {OWED} }}]", "line 5, plan.0.follow_ups.0.after_hours: Field required"),
        (f"follow_ups = [{{ {OWED}, after_hours = [72, 24] }}]", "plan.0.follow_ups.0.after_hours: hours have to rise"),
        (f"follow_ups = [{{ {OWED}, after_hours = [] }}]", "plan.0.follow_ups.0.after_hours"),
        (f"follow_ups = [{{ {OWED}, after_hours = [1000] }}]", "plan.0.follow_ups.0.after_hours.0"),
        (
            f"follow_ups = [{{ {OWED.replace('_2', '_3')}, after_hours = [24] }}]",
            "plan.0.follow_ups.0.qualifications.0: counsellor_3 is below counsellor level 2",
        ),
        (
            f"follow_ups = [{{ {OWED}, after_hours = [24] }}, {{ {OWED}, after_hours = [72] }}]",
            "medical 1: follow-up named twice: psychological",
        ),
    ],
)
def test_a_broken_follow_up_is_refused_by_name(follow_ups: str, reason: str) -> None:
    with pytest.raises(Refused, match="broken_plan") as refusal:
        parsed("mine.toml", everywhere(follow_ups))
    assert reason in str(refusal.value.params["reason"])


def test_a_city_without_a_counsellor_is_named() -> None:
    third = Qualification("counsellor_3")
    people = [Volunteer("V1", Team.PSYCHOLOGICAL, Mode.WALK, qualifications=(third,))]
    plans = {(IncidentType.FIRE, 1): Response((Need("psychological", Team.PSYCHOLOGICAL, 1),), follow_ups=(COUNSEL,))}
    assert list(unfillable(plans, people, date(2026, 11, 24))) == []
    plans = {(IncidentType.FIRE, 1): Response((), follow_ups=(COUNSEL,))}
    short = Unfillable(IncidentType.FIRE, 1, "psychological", 1, 0)
    assert list(unfillable(plans, people, date(2026, 11, 24))) == [short]


def test_a_response_of_an_older_log_owes_nothing() -> None:
    assert TypeAdapter(Response).validate_json('{"needs": []}').follow_ups == ()
