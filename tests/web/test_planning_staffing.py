"""Staffing over HTTP on the grid: asked for by hour and skill, followed, and refused where it cannot be answered."""

from datetime import timedelta
from typing import Any

from dispatch.duty.model import Slot
from dispatch.web.principal import Role
from tests.web.grid import STATIONS, GridCentre
from tests.web.test_planning import ended

SITES = [{"id": one.id, "name": one.name, "lon": one.lon, "lat": one.lat} for one in STATIONS]
ASKED = {"sites": SITES, "question": {"mode": "walk", "minutes": 30}, "target": 0.6}


def test_needed_planned_short_and_what_would_help(centre: GridCentre):
    hand = centre.hand(Role.PLANNER)
    midnight = centre.office.now().astimezone(centre.office.centre.timezone).replace(hour=0, minute=0, second=0)
    tomorrow = midnight.replace(microsecond=0) + timedelta(days=1)
    slot = Slot("V01", "S01", tomorrow + timedelta(hours=9), tomorrow + timedelta(hours=12))
    centre.office.duty.plan_shifts([slot], by="test")
    nine = tomorrow.weekday() * 24 + 9
    asked = {**ASKED, "skills": ["medical", "doctor"], "hours": [nine - 1, nine, nine + 2, nine - 9]}
    run = ended(centre, hand, hand.post("/planning/staffing", asked))
    assert (run["state"], run["code"]) == ("done", None), run
    found: dict[str, Any] = run["found"]
    told = {(one["skill"], *one["hours"]): one["planned"] for one in found["situations"]}
    assert told == {
        ("medical", nine - 9): [0, 0],
        ("medical", nine - 1): [0, 0],
        ("medical", nine, nine + 2): [1, 0],
        ("doctor", nine - 9): [0, 0],
        ("doctor", nine - 1, nine, nine + 2): [0, 0],
    }
    assert run["of"] == len(told) + 1
    assert all(one["proven"] and sum(one["needed"]) > 1 for one in found["situations"])
    assert {one["skill"]: (one["target"], one["from"]) for one in found["skills"]} == {
        "medical": (0.6, "asked"),
        "doctor": (0.6, "asked"),
    }
    shift, recruit = found["shifts"][0], found["recruits"][0]
    assert shift["site"] in {"S01", "S02"}
    assert shift["expected"] > 0
    assert recruit["expected"] > 0
    assert (recruit["site"] is None) != (recruit["street"] is None)


def test_what_cannot_be_asked_is_refused_by_name(centre: GridCentre):
    hand = centre.hand(Role.PLANNER)
    codes = {
        "minimum_skill": {**ASKED, "skills": ["juggler"]},
        "no_site_left": {**ASKED, "sites": [{**SITES[0], "fate": "dropped"}]},
        "validation": {**ASKED, "hours": [168]},
    }
    answers = {code: hand.post("/planning/staffing", body) for code, body in codes.items()}
    assert {code: answer.status_code for code, answer in answers.items()} == {
        "minimum_skill": 422,
        "no_site_left": 409,
        "validation": 422,
    }
    assert [answers[code].json["code"] for code in ("minimum_skill", "no_site_left")] == [
        "minimum_skill",
        "no_site_left",
    ]
    assert "juggler" in answers["minimum_skill"].json["title"]
    assert centre.hand(Role.AUDITOR).post("/planning/staffing", ASKED).status_code == 403
