"""Rosters through the API: planned by the officer, taken by volunteers, handed over at the end."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dispatch.rosters.events import HomeReached
from dispatch.web.principal import Role
from tests.web.grid import Clock, GridCentre, Hand, call

BOTH = pytest.mark.parametrize("centre", ["sqlite", "postgres"], indirect=True)
WEDNESDAY = "2026-11-25"


@pytest.fixture
def clock() -> Clock:
    """Noon of 24 November in Beijing."""
    return Clock()


@pytest.fixture
def centre(tmp_path: Path, grid_cities: Path, clock: Clock, request: pytest.FixtureRequest) -> Iterator[GridCentre]:
    url = request.getfixturevalue("postgres_url") if getattr(request, "param", None) == "postgres" else ""
    opened = GridCentre(tmp_path / "centre", grid_cities, now=clock, url=url)
    yield opened
    opened.close()


@pytest.fixture
def officer(centre: GridCentre) -> Hand:
    return centre.hand(Role.DUTY_OFFICER, station="S01")


def cell(volunteer: str, *templates: str, day: str = WEDNESDAY, station: str = "S01") -> dict[str, Any]:
    return {"volunteer": volunteer, "day": day, "turns": [{"template": one, "station": station} for one in templates]}


def put(hand: Hand, *cells: dict[str, Any], **more: Any) -> dict[str, Any]:
    answer = hand.put("/rosters/cells", {"cells": list(cells), **more})
    assert answer.status_code == 200, answer.json
    found: dict[str, Any] = answer.json
    return found


def needs(hand: Hand, *told: tuple[str, str, int]) -> None:
    wanted = [{"template": one, "skill": skill, "count": count} for one, skill, count in told]
    assert hand.put("/rosters/needs/S01", {"needs": wanted}).status_code == 200


@BOTH
def test_an_officer_plans_the_own_station_and_sees_the_month(officer: Hand) -> None:
    needs(officer, ("day", "first_aid", 2))
    done = put(officer, cell("V01", "day"), cell("V03", "day", "night"))
    assert (done["planned"], [one["reason"] for one in done["refused"]]) == (
        1,
        ["V03 在 2026-11-25 的班与 2026-11-25 的班之间只休息 0 小时，至少 11 小时"],
    )
    assert put(officer, cell("V03", "day", "night"), reason="只有他在")["planned"] == 2
    month = officer.get("/rosters?month=2026-11").json
    people = {one["volunteer"]: one for one in month["people"]}
    assert sorted(people) == ["V01", "V03"]
    assert [(one["template"], one["state"], one["passed_over"]) for one in people["V03"]["shifts"]] == [
        ("day", "planned", []),
        ("night", "planned", ["rest"]),
    ]
    assert (people["V03"]["hours"], people["V03"]["nights"], people["V03"]["holiday_hours"]) == (24.0, 1, 0.0)
    assert [(one["rule"], one["passed_over"]) for one in month["conflicts"]] == [("rest", True)]
    assert [one["day"] for one in month["openings"] if one["day"] >= WEDNESDAY][:2] == ["2026-11-26", "2026-11-27"]


def test_another_station_is_not_an_officers_to_plan(officer: Hand) -> None:
    refused = officer.put("/rosters/cells", {"cells": [cell("V02", "day", station="S02")]})
    assert (refused.status_code, refused.json["code"]) == (403, "other_station")
    assert officer.get("/rosters?station=S02").json["code"] == "other_station"


def test_a_dry_run_changes_nothing_and_a_repeated_write_counts_once(officer: Hand) -> None:
    assert put(officer, cell("V01", "day"), dry_run=True)["planned"] == 1
    body = {"cells": [cell("V01", "day")]}
    first = officer.put("/rosters/cells", body, Idempotency_Key="k1").json
    again = officer.put("/rosters/cells", body, Idempotency_Key="k1").json
    assert (first["planned"], again["planned"]) == (1, 1)
    assert put(officer, cell("V01", "day"))["unchanged"] == 1


def test_open_shifts_come_with_people_and_reasons(centre: GridCentre, officer: Hand) -> None:
    needs(officer, ("night", "first_aid", 1))
    (slot, *_) = centre.hand().get("/rosters/open?station=S01&days=1").json["rows"][-1:]
    assert (slot["day"], slot["template"], slot["missing"]) == ("2026-11-24", "night", 1)
    near = slot["suggestions"][0]
    assert (near["volunteer"], near["way_s"], near["reasons"][:2]) == (
        "V01",
        0,
        ["有效资质：红十字救护员证", "前后两周没有排班"],
    )
    far = next(one for one in slot["suggestions"] if one["station"] == "S02")
    # Ten blocks of 200 m at 5 km/h.
    assert far["way_s"] == pytest.approx(2000 / (5 / 3.6), rel=0.1)


def test_a_volunteer_takes_confirms_and_drops_and_another_swaps(centre: GridCentre, officer: Hand) -> None:
    needs(officer, ("day", "first_aid", 1))
    own, other = (centre.hand(Role.VOLUNTEER, volunteer=one) for one in ("V01", "V03"))
    assert own.get("/rosters/mine").json["open"][0]["day"] == WEDNESDAY
    told = {"station": "S01", "day": WEDNESDAY, "template": "day"}
    assert own.post("/rosters/sign-ups", told).json == {"recorded": 2}
    refused = other.post("/rosters/sign-ups", told)
    assert (refused.status_code, refused.json["title"]) == (409, "S01 2026-11-25 的这一班不缺人")
    (shift,) = own.get("/rosters/mine").json["shifts"]
    assert (shift["state"], shift["template"]) == ("confirmed", "day")

    assert other.post(f"/rosters/shifts/{shift['shift']}/drop", {"reason": "x"}).json["code"] == "not_yours"
    assert own.post(f"/rosters/shifts/{shift['shift']}/swap").json == {"recorded": 1}
    (swap,) = other.get("/rosters/mine").json["swaps"]
    assert other.post(f"/rosters/swaps/{swap['id']}/take").json == {"recorded": 1}
    assert other.post(f"/rosters/swaps/{swap['id']}/approve").json["code"] == "wrong_role"
    assert officer.get("/rosters/swaps").json["rows"][0]["state"] == "taken"
    assert officer.post(f"/rosters/swaps/{swap['id']}/approve").json == {"recorded": 4}
    (shift,) = other.get("/rosters/mine").json["shifts"]
    assert other.post(f"/rosters/shifts/{shift['shift']}/drop", {"reason": "发烧"}).json == {"recorded": 1}
    assert other.get("/rosters/mine").json["open"][0]["day"] == WEDNESDAY


def test_the_centre_names_a_shift_of_its_own(centre: GridCentre, officer: Hand) -> None:
    desk = centre.hand()
    body = {"mark": "中", "name": "中班", "begins": "16:00", "ends": "00:00"}
    assert desk.put("/rosters/templates/evening", body).json["night"] is False
    taken = desk.put("/rosters/templates/late", {**body, "mark": "白"})
    assert (taken.status_code, taken.json["title"]) == (409, "符号“白”已经表示 day")
    assert put(officer, cell("V01", "evening"))["planned"] == 1
    (shift,) = [one for person in officer.get("/rosters").json["people"] for one in person["shifts"]]
    assert (shift["starts_at"], shift["ends_at"]) == ("2026-11-25T08:00:00.000000Z", "2026-11-25T16:00:00.000000Z")
    assert desk.ask("DELETE", "/rosters/templates/evening").json == {"recorded": 1}
    assert [one["id"] for one in desk.get("/rosters/terms").json["templates"]] == ["day", "night", "standby"]


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("/rosters/needs/S01", {"needs": [{"template": "day", "skill": "magic", "count": 1}]}, "unknown_skill"),
        ("/rosters/needs/S01", {"needs": [{"template": "dawn", "skill": "doctor", "count": 1}]}, "not_found"),
        ("/rosters/needs/S01", {"needs": [{"template": "day", "skill": "doctor", "count": 1}] * 2}, "need_twice"),
        ("/rosters/templates/x", {"mark": "备2", "name": "备", "begins": "20:00", "ends": "08:00",
                                  "kind": "home_standby"}, "template_delay"),
        ("/rosters/cells", {"cells": [{"volunteer": "V01", "day": "2026-13-01"}]}, "invalid"),
    ],
)  # fmt: skip
def test_bad_input_is_named(centre: GridCentre, path: str, body: Any, code: str) -> None:
    refused = centre.hand().put(path, body)
    assert 400 <= refused.status_code < 500
    assert refused.json["code"] == code


def going(centre: GridCentre, volunteer: str) -> tuple[int, int]:
    """(incident, assignment) of a call that they set out to."""
    desk = centre.hand()
    incident = int(desk.post("/incidents", call()).json["id"])
    (alert,) = desk.post(f"/incidents/{incident}/alerts", {"volunteers": [volunteer]}).json["alerts"]
    assignment = int(desk.post(f"/alerts/{alert['id']}/answer", {"answer": "accept"}).json["assignment"])
    desk.post(f"/assignments/{assignment}/progress", {"progress": "en_route"})
    return incident, assignment


@BOTH
def test_what_is_open_at_the_end_of_a_shift_is_handed_over_and_the_way_home_followed(
    centre: GridCentre, clock: Clock, officer: Hand
) -> None:
    put(officer, cell("V01", "day", day="2026-11-24"))
    clock.at = datetime(2026, 11, 24, 11, 50, tzinfo=UTC)  # ten minutes before eight in the evening
    incident, assignment = going(centre, "V01")
    centre.office.rosters.fall_due()
    assert officer.get("/rosters/handovers").json["rows"] == []

    clock.forward(600)
    centre.office.rosters.fall_due()
    centre.office.rosters.fall_due()
    (open_,) = officer.get("/rosters/handovers").json["rows"]
    assert (open_["incident"], open_["assignment"], open_["volunteer"]) == (incident, assignment, "V01")
    assert centre.office.log.board().incidents.assignments[assignment].open

    own = officer.post(f"/rosters/handovers/{open_['id']}/accept", {"successor": "V01"})
    assert (own.status_code, own.json["code"]) == (409, "handover_to_oneself")
    taker = centre.hand(Role.VOLUNTEER, volunteer="V03")
    assert [one["id"] for one in taker.get("/rosters/mine").json["handovers"]] == [open_["id"]]
    assert taker.post(f"/rosters/handovers/{open_['id']}/accept").json == {"recorded": 1}
    assert officer.get("/rosters/handovers").json["rows"] == []
    assert centre.office.log.board().incidents.assignments[assignment].open

    (late,) = officer.get("/rosters/overtime").json["rows"]
    whose = centre.hand(Role.VOLUNTEER, volunteer="V01")
    assert whose.post(f"/rosters/overtime/{late['shift']}/home").json["code"] == "still_going"
    for progress in ("on_scene", "cleared"):
        clock.forward(600)
        centre.hand().post(f"/assignments/{assignment}/progress", {"progress": progress})
    centre.office.rosters.fall_due()
    (late,) = officer.get("/rosters/overtime").json["rows"]
    assert (late["state"], late["cleared_at"]) == ("riding_home", "2026-11-24T12:20:00.000000Z")
    assert whose.post(f"/rosters/overtime/{late['shift']}/home").json == {"recorded": 1}
    assert officer.get("/rosters/overtime").json["rows"] == []


def test_a_ride_home_that_nobody_tells_of_is_taken_for_over(centre: GridCentre, clock: Clock, officer: Hand) -> None:
    put(officer, cell("V01", "day", day="2026-11-24"))
    clock.at = datetime(2026, 11, 24, 11, 50, tzinfo=UTC)
    _, assignment = going(centre, "V01")
    clock.forward(600)
    centre.office.rosters.fall_due()
    for progress in ("on_scene", "cleared"):
        centre.hand().post(f"/assignments/{assignment}/progress", {"progress": progress})
    centre.office.rosters.fall_due()
    assert not centre.office.log.board().rosters.handovers  # it ended first
    clock.forward(timedelta(hours=2).total_seconds())
    centre.office.rosters.fall_due()
    (home,) = [one.event for one in centre.office.log.events() if isinstance(one.event, HomeReached)]
    assert (home.told, home.home_at) == (False, clock.at)
    assert officer.get("/rosters/overtime").json["rows"] == []
