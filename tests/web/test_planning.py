"""Site planning over HTTP on the grid: walking 200 m takes 144 s at 5 km/h."""

import json
from typing import Any

import pytest
import shapely
from werkzeug.test import TestResponse

from dispatch.web.principal import Role
from tests.web.grid import GridCentre, Hand, corner

TRAVEL = {"minutes": 10, "mode": "walk", "count": "travel"}
SOON_S = 120


def site(ident: str, column: float, row: float, **more: Any) -> dict[str, Any]:
    lon, lat = corner(column, row)
    return {"id": ident, "name": ident, "lon": lon, "lat": lat, **more}


ONE = [site("S01", 1, 1, cost=3.5)]
BOTH = [*ONE, site("S02", 6, 6)]


def drawn_up(hand: Hand, **more: Any) -> dict[str, Any]:
    answer = hand.post("/site-plans", {"name": "方案甲", "question": TRAVEL, "sites": BOTH, **more})
    assert answer.status_code == 201, answer.json
    return dict(answer.json)


def ended(centre: GridCentre, hand: Hand, begun: TestResponse) -> dict[str, Any]:
    assert begun.status_code == 202, begun.json
    ident, who = begun.json["id"], centre.office.accounts.principal(hand.token)
    assert who is not None
    assert centre.office.running.wait(ident, by=who.by, seconds=SOON_S)
    return dict(hand.get(f"/runs/{ident}").json)


def test_a_station_more_covers_more_and_a_dropped_one_counts_no_longer(centre: GridCentre):
    hand = centre.hand(Role.PLANNER)
    cells = hand.post("/planning/cells", {}).json
    assert (cells["source"], cells["scaled"]) == ("residential_streets", False)
    assert sum(cells["weight"]) == pytest.approx(1000, abs=0.1)
    one, both, dropped = (
        hand.post("/planning/coverage", {"question": TRAVEL, "sites": sites}).json
        for sites in (ONE, BOTH, [*ONE, site("S02", 6, 6, fate="dropped")])
    )
    assert one["figures"] == dropped["figures"]
    assert one["figures"]["double"] == 0
    assert both["figures"]["covered"] == pytest.approx(one["figures"]["covered"] * 2, rel=0.35)
    assert (one["cost"], one["cost_unknown"], both["cost_unknown"]) == (3.5, 0, 1)
    counted = [sum(w for w, c in zip(cells["weight"], told["cover"], strict=True) if c != "0") for told in (one, both)]
    assert counted == pytest.approx([one["figures"]["covered"], both["figures"]["covered"]], abs=0.5)
    assert both["curve"] == sorted(both["curve"])
    assert both["curve"][10] == both["figures"]["share"]


def test_a_site_without_a_street_is_named_and_reaches_nobody(centre: GridCentre):
    far = {"id": "N1", "name": "湖心", "lon": 104.2, "lat": 30.8, "fate": "added"}
    told = centre.hand(Role.PLANNER).post("/planning/coverage", {"question": TRAVEL, "sites": [far]}).json
    assert (told["off_road"], told["figures"]["share"], set(told["cover"])) == (["N1"], 0, {"0"})
    assert (told["figures"]["median_s"], told["figures"]["p90_s"]) == (None, None)


def test_from_the_call_on_the_minutes_lose_what_passes_before_anybody_moves(centre: GridCentre):
    hand = centre.hand(Role.PLANNER)
    asked = {"question": {**TRAVEL, "count": "response", "minutes": 13.5}, "sites": ONE}
    response = hand.post("/planning/coverage", asked).json
    travel = hand.post("/planning/coverage", {"question": TRAVEL, "sites": ONE}).json
    assert (response["mobilisation_s"], response["limit_s"]) == (210, 600)  # 60 + 45 + 105 s
    assert response["figures"]["share"] == travel["figures"]["share"]
    assert response["figures"]["median_s"] == travel["figures"]["median_s"] + 210


def test_gaps_say_what_would_close_them(centre: GridCentre):
    told = centre.hand(Role.PLANNER).post("/planning/gaps", {"question": TRAVEL, "sites": ONE}).json
    covered = centre.hand(Role.PLANNER).post("/planning/coverage", {"question": TRAVEL, "sites": ONE}).json
    assert sum(one["people"] for one in told["gaps"]) == pytest.approx(covered["figures"]["uncovered"], abs=0.5)
    assert [one["people"] for one in told["gaps"]] == sorted((one["people"] for one in told["gaps"]), reverse=True)
    largest = told["gaps"][0]
    assert {one["means"] for one in largest["remedies"]} == {"site", "mode", "minutes"}
    assert largest["street"].startswith("第")
    assert len(told["outlines"]["features"]) == len(told["gaps"])


def test_an_hour_counts_only_stations_where_somebody_is_planned(centre: GridCentre):
    asked = {"question": {**TRAVEL, "hour": 3}, "sites": [*BOTH, site("N1", 4, 4, fate="added")]}
    told = centre.hand(Role.PLANNER).post("/planning/coverage", asked).json
    assert told["unstaffed"] == ["S01", "S02"]
    assert told["figures"]["share"] > 0


def test_calls_that_never_came_cannot_be_planned_for(centre: GridCentre):
    answer = centre.hand(Role.PLANNER).post("/planning/cells", {"demand": "calls"})
    assert (answer.status_code, answer.json["code"]) == (409, "no_calls_yet")


def test_a_plan_is_saved_changed_once_and_proposed_only_when_it_was_tried(centre: GridCentre):
    hand, other = centre.hand(Role.PLANNER), centre.hand(Role.DISPATCHER)
    made = drawn_up(hand, notes="先看东南")
    assert (made["id"], made["edition"], made["standing"], made["checked"]) == (1, 1, "draft", False)
    body = {"name": "方案乙", "question": TRAVEL, "sites": ONE, "notes": "", "edition": 1}
    assert other.put("/site-plans/1", body).json["edition"] == 2
    late = hand.put("/site-plans/1", {**body, "name": "迟到"})
    assert (late.status_code, late.json["code"]) == (409, "site_plan_changed")
    assert hand.ask("PATCH", "/site-plans/1", {"name": "方案丙"}).json["name"] == "方案丙"
    assert hand.post("/site-plans/1/propose").json["code"] == "site_plan_unchecked"
    lon, lat = corner(3, 3)
    calls = f"at,type,lon,lat\n2026-11-01T10:00,medical,{lon},{lat}\n2026-11-01T12:00,fire,{lon},{lat}\n"
    run = ended(centre, hand, hand.post("/site-plans/1/check", {"calls": calls, "replications": 1}))
    assert (run["state"], run["done"], run["of"]) == ("done", 2, 2), run
    kept = hand.get("/site-plans/1").json
    assert (kept["checked"], kept["check"]["calls"], kept["check"]["first"]) == (True, 2, "2026-11-01")
    assert kept["check"]["before"].keys() == {"p15", "median_s", "p90_s"}
    assert hand.post("/site-plans/1/propose").json["standing"] == "proposed"
    fixed = hand.put("/site-plans/1", {**body, "edition": 2, "name": "再改"})
    assert (fixed.status_code, fixed.json["code"]) == (409, "site_plan_fixed")
    assert hand.post("/site-plans/1/withdraw").json["standing"] == "withdrawn"


def test_a_period_without_calls_is_refused_by_name(centre: GridCentre):
    hand = centre.hand(Role.PLANNER)
    drawn_up(hand)
    answer = hand.post("/site-plans/1/check", {"first": "2026-01-01", "last": "2026-01-31"})
    assert (answer.status_code, answer.json["code"]) == (409, "no_past_calls")


def test_where_next_adds_the_best_ones_and_says_that_none_are_better(centre: GridCentre):
    hand = centre.hand(Role.PLANNER)
    asked = {"question": TRAVEL, "sites": ONE, "add": 2, "seconds": 10}
    run = ended(centre, hand, hand.post("/planning/where-next", asked))
    assert run["state"] == "done", run
    steps = run["found"]["steps"]
    assert [(one["add"], one["proven"], len(one["sites"])) for one in steps] == [(1, True, 1), (2, True, 2)]
    assert run["found"]["before"]["share"] < steps[0]["share"] < steps[1]["share"]
    again = [
        site(f"N{n}", 0, 0, fate="added") | {"lon": s["lon"], "lat": s["lat"]} for n, s in enumerate(steps[1]["sites"])
    ]
    told = hand.post("/planning/coverage", {"question": TRAVEL, "sites": [*ONE, *again]}).json
    assert told["figures"]["share"] == pytest.approx(steps[1]["share"], abs=1e-4)


def test_long_work_is_stopped_and_nobody_elses(centre: GridCentre):
    hand, other = centre.hand(Role.PLANNER), centre.hand(Role.DISPATCHER)
    asked = {"question": TRAVEL, "sites": ONE, "add": 20, "seconds": 600, "goal": "near"}
    begun = hand.post("/planning/where-next", asked)
    assert other.get(f"/runs/{begun.json['id']}").status_code == 404
    assert hand.ask("DELETE", f"/runs/{begun.json['id']}").status_code == 200
    run = ended(centre, hand, begun)
    assert (run["state"], run["found"]["steps"]) == ("stopped", [])


def test_a_bad_day_is_never_better(centre: GridCentre):
    hand = centre.hand(Role.PLANNER)
    run = ended(centre, hand, hand.post("/planning/stress", {"question": TRAVEL, "sites": ONE}))
    assert run["state"] == "done", run
    shares = {one["trial"]: one["share"] for one in run["found"]["trials"]}
    assert max(shares.values()) == shares["today"]
    assert len(run["found"]["streets"]) > 0


@pytest.mark.parametrize(
    ("sites", "code"),
    [
        ([site("S01", 1, 1), site("S01", 2, 2)], "site_twice"),
        ([site("S01", 1, 1, fate="dropped")], "no_site_left"),
        ([], "no_site_left"),
    ],
)
def test_a_plan_that_cannot_stand_is_refused(centre: GridCentre, sites: list[dict[str, Any]], code: str):
    answer = centre.hand(Role.PLANNER).post("/site-plans", {"name": "坏", "sites": sites})
    assert (answer.status_code, answer.json["code"]) == (409, code)


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.DUTY_OFFICER, Role.PARTNER])
def test_planning_is_for_planners(centre: GridCentre, role: Role):
    whose = {Role.VOLUNTEER: {"volunteer": "V01"}, Role.DUTY_OFFICER: {"station": "S01"}}.get(role, {})
    hand = centre.hand(role, **whose)
    assert {hand.get(path).status_code for path in ("/planning/today", "/site-plans")} == {403}
    assert centre.hand(Role.AUDITOR).post("/site-plans", {"name": "x", "sites": ONE}).status_code == 403


def test_the_nominal_circle_holds_its_sites_and_grows_with_them(centre: GridCentre):
    hand = centre.hand(Role.PLANNER)
    one, both = (
        shapely.from_geojson(json.dumps(hand.post("/planning/circle", {"question": TRAVEL, "sites": sites}).json))
        for sites in (ONE, BOTH)
    )
    assert shapely.contains_xy(shapely.union_all(one), *corner(1, 1))
    assert shapely.area(both) > shapely.area(one) > 0
