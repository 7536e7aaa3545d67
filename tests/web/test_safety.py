"""People's safety over HTTP: who may say what, what each role sees, and that a repeated request changes nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dispatch.web.principal import Role
from dispatch.web.safety_shapes import PanicOut
from tests.web.grid import Clock, GridCentre, Hand, call, corner, place

# Ten at night in Chengdu, and noon.
NIGHT = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON)


@pytest.fixture
def centre(tmp_path: Path, grid_cities: Path, clock: Clock) -> Iterator[GridCentre]:
    opened = GridCentre(tmp_path / "centre", grid_cities, now=clock)
    yield opened
    opened.close()


def row(hand: Hand, table: str, ident: int) -> dict[str, Any]:
    found = [one for one in hand.get("/board").json["rows"] if (one["table"], one["id"]) == (table, ident)]
    return found[0] if found else {}


def alerted(centre: GridCentre, *volunteers: str, **more: Any) -> tuple[int, list[int]]:
    """An incident, and the alerts of those asked."""
    desk = centre.hand()
    incident = int(desk.post("/incidents", call(**{"type": "traffic", "level": 3, **more})).json["id"])
    alerts = desk.post(f"/incidents/{incident}/alerts", {"volunteers": list(volunteers)}).json["alerts"]
    return incident, [alert["id"] for alert in alerts]


def on_scene(centre: GridCentre, **more: Any) -> tuple[int, int]:
    """V01 is on scene of a traffic accident."""
    desk = centre.hand()
    incident, [alert] = alerted(centre, "V01", **more)
    assignment = int(desk.post(f"/alerts/{alert}/answer", {"answer": "accept"}).json["assignment"])
    for progress in ("en_route", "on_scene"):
        desk.post(f"/assignments/{assignment}/progress", {"progress": progress})
    return incident, assignment


def own(centre: GridCentre, volunteer: str = "V01") -> Hand:
    return centre.hand(Role.VOLUNTEER, volunteer=volunteer)


def test_hazards_are_told_before_a_yes_and_the_point_only_after_it(centre: GridCentre) -> None:
    desk = centre.hand()
    incident, [alert, _] = alerted(centre, "V01", "V03")
    point = {"location": place(3, 1), "address": "东门岗亭"}
    assert desk.put(f"/incidents/{incident}/stand-off", point).json["stand_off"]["address"] == "东门岗亭"
    desk.post(f"/incidents/{incident}/hazards", {"hazard": "gas"})
    asked = row(own(centre), "incidents", incident)
    assert (asked["hazards"], asked["stand_off"], asked["stand_off_m"]) == (["traffic", "gas"], None, 30)
    desk.post(f"/alerts/{alert}/answer", {"answer": "accept"})
    lon, lat = corner(3, 1)
    assert row(own(centre), "incidents", incident)["stand_off"] == {"lon": lon, "lat": lat, "address": "东门岗亭"}
    assert row(own(centre, "V03"), "incidents", incident)["stand_off"] is None
    assert row(centre.hand(Role.PLANNER), "incidents", incident)["stand_off"] is None
    cleared = desk.ask("DELETE", f"/incidents/{incident}/hazards/traffic")
    assert cleared.json["hazards"] == ["gas"]
    assert desk.ask("DELETE", f"/incidents/{incident}/hazards/dragon").status_code == 404
    assert desk.put(f"/incidents/{incident}/stand-off", {"location": None}).json["stand_off"] is None
    for hand in (own(centre), centre.hand(Role.DUTY_OFFICER, station="S01"), centre.hand(Role.AUDITOR)):
        assert hand.post(f"/incidents/{incident}/hazards", {"hazard": "fire"}).status_code == 403


def test_the_point_is_sealed_and_the_timeline_tells_who_cleared_what(centre: GridCentre) -> None:
    desk = centre.hand()
    incident, _ = on_scene(centre)
    desk.put(f"/incidents/{incident}/stand-off", {"location": place(3, 1), "address": "东门岗亭"})
    desk.ask("DELETE", f"/incidents/{incident}/hazards/traffic")
    told = desk.get(f"/incidents/{incident}/timeline").json["events"]
    [cleared] = [one for one in told if one["kind"] == "HazardCleared"]
    assert (cleared["hazard"], cleared["by"]) == ("traffic", desk.get("/me").json["by"])
    with centre.store.engine.connect() as database:
        plain = database.exec_driver_sql("SELECT data FROM events WHERE kind = 'StandOffSet'").scalar_one()
    assert "东门" not in plain
    assert "104.06" not in plain


def test_at_night_one_person_alone_gets_a_companion(centre: GridCentre, clock: Clock) -> None:
    clock.at = NIGHT
    needs = centre.hand().post("/incidents", call(level=4)).json["needs"]
    assert [(need["role"], need["team"], need["count"]) for need in needs] == [
        ("patient", "medical", 1),
        ("companion", None, 1),
    ]
    preview = centre.hand().post("/incidents/preview", call(level=4))
    assert [need["role"] for need in preview.json["needs"]] == ["patient", "companion"]


@pytest.mark.parametrize("act", ["check-back", "companion", "trouble", "panic"])
def test_ones_own_assignment_or_the_desk(centre: GridCentre, act: str) -> None:
    _, assignment = on_scene(centre)
    body = {"kind": "cant_get_in"} if act == "trouble" else {}
    path, good = f"/assignments/{assignment}/{act}", 201 if act == "panic" else 200
    statuses = [
        (own(centre), good),
        (own(centre, "V02"), 403),
        (centre.hand(Role.DUTY_OFFICER, station="S01"), good),
        (centre.hand(Role.DUTY_OFFICER, station="S02"), 403),
        (centre.hand(), good),
        (centre.hand(Role.PLANNER), 403),
        (centre.hand(Role.AUDITOR), 403),
        (centre.hand(Role.ADMIN), 403),
    ]
    assert [hand.post(path, body).status_code for hand, _ in statuses] == [status for _, status in statuses]
    assert centre.hand().post(f"/assignments/99/{act}", body).status_code == 404


def test_checking_back_moves_the_time_and_once_sent_twice_counts_once(centre: GridCentre, clock: Clock) -> None:
    incident, assignment = on_scene(centre, level=4)
    desk = centre.hand()
    assert row(desk, "assignments", assignment)["check_back_at"] == "2026-11-24T04:10:00.000000Z"  # a hazard is open
    desk.ask("DELETE", f"/incidents/{incident}/hazards/traffic")
    assert row(desk, "assignments", assignment)["check_back_at"] == "2026-11-24T04:20:00.000000Z"
    clock.forward(900)
    first = own(centre).post(f"/assignments/{assignment}/check-back", {}, Idempotency_Key="c-1")
    assert (first.json["checked_back_at"], first.json["check_back_at"]) == (
        "2026-11-24T04:15:00.000000Z",
        "2026-11-24T04:35:00.000000Z",
    )
    clock.forward(60)
    assert own(centre).post(f"/assignments/{assignment}/check-back", {}, Idempotency_Key="c-1").json == first.json
    assert row(desk, "assignments", assignment)["check_back_at"] == "2026-11-24T04:35:00.000000Z"
    kept = {"happened_at": "2026-11-24T04:15:30.000000Z"}
    late = own(centre).post(f"/assignments/{assignment}/check-back", kept)
    assert late.json["checked_back_at"] == "2026-11-24T04:15:30.000000Z"


def test_who_is_not_heard_of_is_an_alarm_that_goes_to_the_leader_by_name(centre: GridCentre, clock: Clock) -> None:
    _, assignment = on_scene(centre)
    desk = centre.hand()
    clock.forward(600)
    centre.office.fall_due()
    [alarm] = [one for one in desk.get("/board").json["rows"] if one["table"] == "alarms"]
    assert (alarm["concern"], alarm["assignment"], alarm["escalated_at"]) == ("no_check_back", assignment, None)
    clock.forward(180)
    centre.office.fall_due()
    loud = row(desk, "alarms", alarm["id"])
    assert loud["escalated_at"] == "2026-11-24T04:13:00.000000Z"
    assert loud["leader"]
    own(centre).post(f"/assignments/{assignment}/check-back", {})
    centre.office.fall_due()
    assert row(desk, "alarms", alarm["id"]) == {}


def test_the_lead_is_the_first_there_and_the_desks_to_change(centre: GridCentre, clock: Clock) -> None:
    desk = centre.hand()
    incident, alerts = alerted(centre, "V01", "V03", type="earthquake")
    first, second = [desk.post(f"/alerts/{alert}/answer", {"answer": "accept"}).json["assignment"] for alert in alerts]
    assert row(desk, "incidents", incident)["lead"] is None
    for assignment in (second, first):
        clock.forward(10)
        desk.post(f"/assignments/{assignment}/progress", {"progress": "on_scene"})
    assert row(own(centre), "incidents", incident)["lead"] == {
        "assignment": second,
        "volunteer": "V03",
        "name": "志愿者3",
    }
    named = desk.put(f"/incidents/{incident}/lead", {"assignment": first})
    assert named.json["lead"]["volunteer"] == "V01"
    assert own(centre).put(f"/incidents/{incident}/lead", {"assignment": first}).status_code == 403
    assert desk.put(f"/incidents/{incident}/lead", {"assignment": None}).json["lead"]["volunteer"] == "V03"
    assert row(centre.hand(Role.PLANNER), "incidents", incident)["lead"] is None


def test_a_panic_is_at_every_desk_and_ends_only_with_a_reason(centre: GridCentre, clock: Clock) -> None:
    incident, assignment = on_scene(centre)
    lon, lat = corner(2, 1)
    position = {"lon": lon, "lat": lat, "crs": "WGS84", "accuracy_m": 9.0, "at": "2026-11-24T04:00:00.000000Z"}
    sent = own(centre).post(f"/assignments/{assignment}/panic", {"position": position}, Idempotency_Key="p-1")
    assert sent.status_code == 201
    PanicOut.model_validate_json(sent.data)
    raised = sent.json
    assert (raised["volunteer"], raised["incident"], raised["position"]["lon"]) == ("V01", incident, lon)
    assert raised["leader"]
    assert (
        own(centre).post(f"/assignments/{assignment}/panic", {"position": position}, Idempotency_Key="p-1").json
        == raised
    )
    assert own(centre).post("/panic", {}).json["id"] == raised["id"]
    desk = centre.hand()
    every = [desk, centre.hand(Role.AUDITOR), centre.hand(Role.DUTY_OFFICER, station="S02"), own(centre)]
    assert [bool(row(hand, "panics", raised["id"])) for hand in every] == [True] * 4
    nobody = [own(centre, "V02"), centre.hand(Role.PLANNER), centre.hand(Role.ADMIN)]
    assert [row(hand, "panics", raised["id"]) for hand in nobody] == [{}] * 3
    for act in ("answer", "end"):
        path = f"/panics/{raised['id']}/{act}"
        assert desk.post(path, {}).status_code == desk.post(path, {"reason": "  "}).status_code == 422
        assert own(centre).post(path, {"reason": "没事"}).status_code == 403
    clock.forward(20)
    answered = desk.post(f"/panics/{raised['id']}/answer", {"reason": "已报110"}).json
    assert (answered["answered_at"], answered["answer"]) == ("2026-11-24T04:00:20.000000Z", "已报110")
    desk.post(f"/incidents/{incident}/close", {"disposition": "resolved"})
    assert row(desk, "panics", raised["id"])["answer"] == "已报110"
    ended = desk.post(f"/panics/{raised['id']}/end", {"reason": "人已安全"}, Idempotency_Key="p-2")
    assert (ended.json["reason"], ended.json["ended_at"]) == ("人已安全", "2026-11-24T04:00:20.000000Z")
    assert desk.post(f"/panics/{raised['id']}/end", {"reason": "人已安全"}, Idempotency_Key="p-2").json == ended.json
    assert desk.post(f"/panics/{raised['id']}/end", {"reason": "再来"}).json["code"] == "panic_over"
    assert row(desk, "panics", raised["id"]) == {}
    with centre.store.engine.connect() as database:
        plain = database.exec_driver_sql("SELECT data FROM events WHERE kind LIKE 'Panic%'").scalars().all()
    assert len(plain) == 3
    assert not any(word in one for one in plain for word in ("104.06", "张站长", "已报", "人已安全"))


def test_on_duty_without_an_assignment_there_is_panic_too(centre: GridCentre) -> None:
    raised = own(centre, "V02").post("/panic", {})
    assert raised.status_code == 201
    assert (raised.json["incident"], raised.json["position"]) == (None, None)
    assert centre.hand().post("/panic", {}).status_code == 403


def test_being_stuck_is_told_with_its_words_sealed(centre: GridCentre) -> None:
    desk = centre.hand()
    incident, assignment = on_scene(centre)
    told = own(centre).post(f"/assignments/{assignment}/trouble", {"kind": "cant_get_in", "note": "东门锁着"})
    assert told.json["trouble"] == "cant_get_in"
    centre.office.fall_due()
    [alarm] = [one for one in desk.get("/board").json["rows"] if one["table"] == "alarms"]
    assert (alarm["concern"], alarm["volunteer"]) == ("cant_get_in", "V01")
    [event] = [
        one for one in desk.get(f"/incidents/{incident}/timeline").json["events"] if one["kind"] == "TroubleReported"
    ]
    assert event["particulars"] == "东门锁着"
    assert own(centre).post(f"/assignments/{assignment}/trouble", {"kind": "hungry"}).status_code == 422


def test_asking_for_company_asks_one_more_by_the_plan(centre: GridCentre) -> None:
    desk = centre.hand()
    incident = int(desk.post("/incidents", call(level=4)).json["id"])
    [alert] = desk.post(f"/incidents/{incident}/alerts", {}).json["alerts"][:1]
    going = desk.post(f"/alerts/{alert['id']}/answer", {"answer": "accept"}).json["assignment"]
    before = set(row(desk, "incidents", incident)["alerts"])
    asked = centre.hand(Role.VOLUNTEER, volunteer=alert["volunteer"]).post(f"/assignments/{going}/companion", {})
    assert asked.json["companion_wanted"] is True
    centre.office.fall_due()
    after = row(desk, "incidents", incident)
    assert [need["role"] for need in after["needs"]] == ["patient", "companion"]
    roles = {row(desk, "alerts", ident)["role"] for ident in set(after["alerts"]) - before}
    assert roles == {"companion"}
