"""A drill over HTTP: checked, started, paused, pre-empted, stopped and told; only those enrolled are alerted."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dispatch.drills.events import PreEmpted
from dispatch.incidents.events import VolunteerAlerted
from dispatch.web.principal import Role
from tests.web.grid import Clock, GridCentre, call, corner

LON, LAT = corner(2, 1)
SCRIPT = f"""
name = "积水演练"
kind = "flood"
lasts = "0:30"
keep_per_station = 2
[enrolled]
people = ["V01", "V02"]
[[goal]]
kind = "all_alerted"
within_s = 60
[[goal]]
kind = "participations"
at_least = 2
[[inject]]
at = "0:00"
kind = "message"
text = "水位上涨"
[[inject]]
at = "0:01"
kind = "call"
type = "medical"
level = 3
lon = {LON}
lat = {LAT}
crs = "WGS84"
needs = [{{ role = "patient", team = "medical", count = 2, qualifications = ["first_aid"] }}]
"""


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def centre(tmp_path: Path, grid_cities: Path, clock: Clock) -> Iterator[GridCentre]:
    opened = GridCentre(tmp_path / "centre", grid_cities, now=clock, people=6)
    yield opened
    opened.close()


def forward(centre: GridCentre, clock: Clock, seconds: float) -> None:
    """What falls due is done here, and not only by the server's own thread."""
    clock.forward(seconds)
    centre.office.drills.fall_due()


def row(centre: GridCentre, table: str = "drills", role: Role = Role.DISPATCHER, **whose: Any) -> list[dict[str, Any]]:
    return [one for one in centre.hand(role, **whose).get("/board").json["rows"] if one["table"] == table]


def test_a_drill_from_the_check_to_the_report(centre: GridCentre, clock: Clock) -> None:
    desk = centre.hand()
    checked = desk.post("/drills/check", {"text": SCRIPT}).json
    assert (checked["name"], checked["enrolled"], checked["on_duty"], checked["trouble"]) == ("积水演练", 2, 2, None)
    began = desk.post("/drills", {"text": SCRIPT})
    assert (began.status_code, began.headers["Location"]) == (201, "/api/v1/drills/1")
    again = desk.post("/drills", {"text": SCRIPT})
    assert (again.status_code, again.json["code"]) == (409, "drill_running")
    forward(centre, clock, 60)
    [drill] = row(centre)
    assert (drill["state"], drill["played"], drill["last"], drill["incidents"]) == ("running", 2, "水位上涨", [1])
    [incident] = row(centre, "incidents")
    assert (incident["mode"], incident["needs"][0]["count"]) == ("exercise", 2)

    refused = desk.post("/incidents/1/alerts", {"volunteers": ["V03"]})
    assert (refused.status_code, refused.json["code"]) == (409, "not_enrolled")
    found = desk.get("/incidents/1/candidates").json
    assert {one["volunteer"] for one in found["people"] if one["rank"]} == {"V01", "V02"}
    assert found["counts"] == {"not_enrolled": 4}
    clock.forward(10)
    alerts = desk.post("/incidents/1/alerts").json["alerts"]
    assert {one["volunteer"] for one in alerts} == {"V01", "V02"}
    asked = {one["volunteer"]: one["id"] for one in alerts}
    clock.forward(20)
    gone = desk.post(f"/alerts/{asked['V01']}/answer", {"answer": "accept"}).json["assignment"]
    assert desk.post(f"/alerts/{asked['V02']}/answer", {"answer": "decline"}).status_code == 200
    cover = desk.get("/drills/1").json["cover"]
    assert (cover["on_duty"], cover["enrolled_on_duty"], cover["busy"], cover["left"]) == (6, 2, 1, 5)
    clock.forward(200)
    for progress in ("en_route", "on_scene"):
        desk.post(f"/assignments/{gone}/progress", {"progress": progress})

    # A real call takes V01 out of it, though they are at its scene.
    real = desk.post("/incidents", call()).json["id"]
    clock.forward(5)
    [alert] = desk.post(f"/incidents/{real}/alerts", {"volunteers": ["V01"]}).json["alerts"]
    clock.forward(5)
    assert desk.post(f"/alerts/{alert['id']}/answer", {"answer": "accept"}).status_code == 200
    [left] = [one.event for one in centre.office.log.events() if isinstance(one.event, PreEmpted)]
    assert left == PreEmpted(1, "V01", gone, real)

    forward(centre, clock, 1500)
    told = desk.get("/drills/1/report").json
    assert (told["state"], told["elapsed_s"], told["played"]) == ("ended", 1800.0, 2)
    assert (told["alerts"], told["alerted"], told["attended"], told["arrived"]) == (2, 2, 2, 1)
    assert (told["pre_empted"], told["outsiders"], told["busiest"], told["away_s"]) == (1, [], 1, 210.0)
    [one] = told["calls"]
    assert (one["at_s"], one["first_alert_s"], one["first_s"]) == (60.0, 10.0, 230.0)
    assert [(goal["hits"], goal["n"], goal["met"]) for goal in told["goals"]] == [(1, 1, True), (2, 2, True)]
    # The server's own thread may or may not have looked whether anybody is left by now.
    assert [one["what"] for one in told["timeline"] if one["what"] != "dry"] == [
        *("message", "call", "wave", "accepted", "on_scene", "pre_empted", "ended")
    ]
    assert row(centre) == []
    assert [one["id"] for one in row(centre, "incidents")] == [real]

    kept = desk.post("/drills/1/lessons", {"text": "沙袋要提前到位"}).json["lessons"]
    assert [one["text"] for one in kept] == ["沙袋要提前到位"]
    listed = centre.hand(Role.AUDITOR).get("/drills").json
    assert (listed["year"], listed["participations"], listed["drills"][0]["state"]) == (2026, 2, "ended")
    alerted = [one.event for one in centre.office.log.events() if isinstance(one.event, VolunteerAlerted)]
    assert {one.volunteer for one in alerted} == {"V01", "V02"}
    assert centre.office.log.rebuilt() == centre.office.log.board()


def test_a_paused_drill_plays_nothing_until_it_goes_on(centre: GridCentre, clock: Clock) -> None:
    desk = centre.hand(Role.PLANNER)
    assert desk.post("/drills", {"text": SCRIPT}).status_code == 201
    forward(centre, clock, 30)
    assert desk.post("/drills/1/pause").json["state"] == "paused"
    forward(centre, clock, 600)
    assert row(centre, "incidents") == []
    assert row(centre)[0]["last"] == "水位上涨"
    assert desk.post("/drills/1/resume", {"speed": 2}).json["code"] == "real_people_at_speed"
    assert desk.post("/drills/1/resume").json["state"] == "running"
    forward(centre, clock, 30)
    assert [one["mode"] for one in row(centre, "incidents")] == ["exercise"]
    assert desk.post("/drills/1/stop").json["state"] == "ended"
    assert row(centre, "incidents") == []
    assert desk.post("/drills/1/stop").json["code"] == "drill_over"


def test_files_are_listed_with_what_is_wrong_with_them(centre: GridCentre) -> None:
    folder = centre.office.config.data_dir / "drills"
    folder.mkdir()
    (folder / "own.toml").write_text(SCRIPT, encoding="utf-8")
    (folder / "flood_relief.toml").write_text(SCRIPT.replace("V02", "V77"), encoding="utf-8")
    desk = centre.hand()
    told = {one["file"]: one for one in desk.get("/drills/scenarios").json["scenarios"]}
    assert set(told) == {"own.toml", "flood_relief.toml", "casualty_transport.toml", "epidemic_disinfection.toml"}
    assert (told["own.toml"]["trouble"], told["own.toml"]["calls"]) == (None, 1)
    assert told["flood_relief.toml"]["trouble"] == "名册里没有这 1 人：V77"
    assert desk.post("/drills", {"file": "flood_relief.toml"}).json["code"] == "unknown_person"
    assert desk.post("/drills", {"file": "none.toml"}).status_code == 404
    assert desk.post("/drills", {"text": SCRIPT, "simulated": True}).json["code"] == "real_people_simulated"
    assert desk.post("/drills", {"file": "own.toml"}).status_code == 201


def test_who_may_see_and_who_may_lead(centre: GridCentre) -> None:
    assert centre.hand().post("/drills", {"text": SCRIPT}).status_code == 201
    hands = {role: centre.hand(role, station="S01", volunteer="V01") for role in Role}
    paths = ("/drills", "/drills/1", "/drills/1/report", "/drills/scenarios")
    reads = {role for role, hand in hands.items() if all(hand.get(path).status_code == 200 for path in paths)}
    assert reads == {Role.DISPATCHER, Role.PLANNER, Role.AUDITOR, Role.DUTY_OFFICER}
    assert all(hands[role].get(path).status_code == 403 for role in set(Role) - reads for path in paths)
    leads = {role for role, hand in hands.items() if hand.post("/drills/1/pause").status_code == 200}
    assert leads == {Role.DISPATCHER, Role.PLANNER}
    assert {role for role in Role if row(centre, role=role, station="S01", volunteer="V01")} == reads
