"""From the call to the close over HTTP, and everything that can be wrong with a request."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyproj import Geod
from sqlalchemy.exc import OperationalError

from dispatch.links.crs import from_wgs84
from dispatch.tables import looks
from dispatch.web.principal import Role
from tests.web.grid import Clock, GridCentre, Hand, call, corner, place

CALLER = {"name": "王女士", "phone": "13812345678"}


@pytest.fixture
def desk(centre: GridCentre) -> Hand:
    return centre.hand()


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory, grid_cities: Path) -> Iterator[Hand]:
    """A desk where nothing happens: for what is refused anyway."""
    centre = GridCentre(tmp_path_factory.mktemp("quiet") / "centre", grid_cities)
    yield centre.hand()
    centre.close()


def assigned(desk: Hand, volunteer: str = "V01") -> tuple[int, int, int]:
    """(incident, alert, assignment) of somebody who was asked and said yes."""
    incident = desk.post("/incidents", call()).json["id"]
    [alert] = desk.post(f"/incidents/{incident}/alerts", {"volunteers": [volunteer]}).json["alerts"]
    answered = desk.post(f"/alerts/{alert['id']}/answer", {"answer": "accept"})
    return incident, alert["id"], answered.json["assignment"]


def test_a_call_becomes_an_incident(desk: Hand) -> None:
    taken = desk.post(
        "/incidents", call(address="一街2号", caller=CALLER, note="老人摔倒", happened_at="2026-01-01T00:00:00Z")
    )
    assert taken.status_code == 201
    incident = taken.json
    assert {name: incident[name] for name in ("id", "type", "level", "mode", "status", "address", "note", "unmet")} == {
        "id": 1,
        "type": "medical",
        "level": 2,
        "mode": "actual",
        "status": "pending",
        "address": "一街2号",
        "note": "老人摔倒",
        "unmet": 2,
    }
    assert incident["caller"] == {"name": "王女士", "phone": "138****5678"}
    assert incident["place"] == {**place(2, 1), "uncertainty_m": None}
    assert incident["occurred_at"] == "2026-01-01T00:00:00.000000Z"
    assert desk.get("/incidents/1").json == incident


def test_a_place_in_another_system_is_where_it_says(desk: Hand) -> None:
    lon, lat = from_wgs84("GCJ02", *corner(2, 1))
    location = {"lon": lon, "lat": lat, "crs": "GCJ02", "uncertainty_m": 50.0}
    found = desk.post("/incidents", call() | {"location": location}).json["place"]
    assert (found["crs"], found["uncertainty_m"]) == ("WGS84", 50.0)
    assert Geod(ellps="WGS84").inv(found["lon"], found["lat"], *corner(2, 1))[2] < 0.001


def test_the_nearest_qualified_come_first_with_the_parts_of_their_time(desk: Hand) -> None:
    incident = desk.post("/incidents", call()).json["id"]
    found = desk.get(f"/incidents/{incident}/candidates").json
    assert [(one["volunteer"], one["rank"], one["placed_by"]) for one in found["people"]] == [
        ("V01", 1, "station"),
        ("V03", 2, "station"),
        ("V02", 3, "station"),
        ("V04", 4, "station"),
    ]
    first = found["people"][0]
    # One street of 200 m at 5 km/h.
    assert first["eta_parts"]["travel_s"] == pytest.approx(144, abs=1)
    assert first["eta_s"] == pytest.approx(sum(first["eta_parts"].values()))
    assert [need["role"] for need in found["needs"]] == ["patient", "kit"]
    assert desk.get(f"/incidents/{incident}/candidates?limit=1").json["people"] == [
        {**first, "eta_s": pytest.approx(first["eta_s"], abs=5), "eta_parts": first["eta_parts"] | {
            "handling_s": pytest.approx(first["eta_parts"]["handling_s"], abs=5)
        }, "chance": pytest.approx(first["chance"], abs=0.01)}
    ]  # fmt: skip


def test_a_corrected_place_ranks_anew_and_keeps_the_phone(desk: Hand) -> None:
    incident = desk.post("/incidents", call(caller=CALLER)).json["id"]
    corrected = desk.put(f"/incidents/{incident}/call", {"location": place(6, 5), "caller": {"name": "王女士"}})
    assert corrected.status_code == 200
    assert corrected.json["place"] == {**place(6, 5), "uncertainty_m": None}
    people = desk.get(f"/incidents/{incident}/candidates").json["people"]
    assert [one["volunteer"] for one in people][:2] == ["V02", "V04"]
    assert desk.get(f"/incidents/{incident}/contact").json == {"name": "王女士", "phone": "13812345678"}


def test_from_alert_to_close(desk: Hand) -> None:
    incident, alert, assignment = assigned(desk)
    for progress in ("en_route", "on_scene", "cleared"):
        reported = desk.post(f"/assignments/{assignment}/progress", {"progress": progress})
        assert (reported.status_code, reported.json["progress"]) == (200, progress)
    assert list(reported.json["times"]) == ["assigned", "en_route", "on_scene", "cleared"]
    closed = desk.post(f"/incidents/{incident}/close", {"disposition": "resolved", "note": "送医"})
    assert (closed.json["status"], closed.json["disposition"]) == ("closed", "resolved")
    assert [(row["table"], row["id"]) for row in closed.json["rows"]] == [
        ("alerts", alert),
        ("assignments", assignment),
    ]
    told = desk.get(f"/incidents/{incident}/timeline").json["events"]
    assert [event["kind"] for event in told if event["by"] != "rule:ladder" and "FollowUp" not in event["kind"]] == [
        "CallTaken",
        "WaveOpened",
        "VolunteerAlerted",
        "AlertAccepted",
        "VolunteerAssigned",
        "ProgressReported",
        "ProgressReported",
        "ProgressReported",
        "NoteAdded",
        "IncidentClosed",
    ]
    assert desk.get(f"/incidents/{incident}/candidates").json["code"] == "incident_closed"


def test_the_timeline_says_who_did_what_and_why(desk: Hand) -> None:
    incident, *_ = assigned(desk)
    call_taken, wave, alerted, *_ = desk.get(f"/incidents/{incident}/timeline").json["events"]
    assert (call_taken["by"], call_taken["cause"]) == ("token:dispatcher", None)
    assert alerted["cause"] == wave["seq"]


def test_an_alert_can_be_taken_back(desk: Hand) -> None:
    incident = desk.post("/incidents", call()).json["id"]
    [alert] = desk.post(f"/incidents/{incident}/alerts", {"volunteers": ["V01"]}).json["alerts"]
    assert desk.post(f"/alerts/{alert['id']}/withdraw").json["state"] == "withdrawn"


def test_a_repeated_write_happens_once_and_reads_as_it_did(desk: Hand) -> None:
    first = desk.post("/incidents", call(caller=CALLER), Idempotency_Key="k1")
    incident = first.json["id"]
    wave = desk.post(f"/incidents/{incident}/alerts", Idempotency_Key="k2")
    desk.post(f"/incidents/{incident}/close", {"disposition": "resolved"})
    again = desk.post("/incidents", call(caller=CALLER), Idempotency_Key="k1")
    assert (again.status_code, again.data) == (201, first.data)
    assert desk.post(f"/incidents/{incident}/alerts", Idempotency_Key="k2").data == wave.data
    assert [row for row in desk.get("/board").json["rows"] if row["table"] == "incidents"] == []


def test_a_repeated_answer_is_not_refused_as_a_second_one(desk: Hand) -> None:
    incident = desk.post("/incidents", call()).json["id"]
    [alert] = desk.post(f"/incidents/{incident}/alerts", {"volunteers": ["V01"]}).json["alerts"]
    path, body = f"/alerts/{alert['id']}/answer", {"answer": "accept"}
    first = desk.post(path, body, Idempotency_Key="yes")
    assert desk.post(path, body).json["code"] == "already_answered"
    assert desk.post(path, body, Idempotency_Key="yes").data == first.data


def test_the_order_of_members_makes_no_other_body(centre: GridCentre, desk: Hand) -> None:
    taken = desk.post("/incidents", call(), Idempotency_Key="k1").json
    turned = json.dumps(dict(reversed(call().items())), indent=1)
    again = desk.client.post(
        "/api/v1/incidents",
        data=turned,
        content_type="application/json",
        headers={"Authorization": f"Bearer {desk.token}", "Idempotency-Key": "k1"},
    )
    assert again.json == taken


@pytest.mark.parametrize(
    ("method", "path", "body"), [("POST", "/incidents", call(3, 3)), ("PUT", "/weather", {"weather": "heavy_rain"})]
)
def test_a_key_is_for_one_request(desk: Hand, method: str, path: str, body: dict[str, Any]) -> None:
    desk.post("/incidents", call(), Idempotency_Key="k1")
    refused = desk.ask(method, path, body, Idempotency_Key="k1")
    assert (refused.status_code, refused.json["code"]) == (422, "key_reused")


def test_a_key_is_its_principals_own(centre: GridCentre) -> None:
    one, other = centre.hand(label="one"), centre.hand(label="other")
    assert [hand.post("/incidents", call(), Idempotency_Key="k1").json["id"] for hand in (one, other)] == [1, 2]


@pytest.mark.parametrize("key", ["", "x" * 201, "schlüssel"])
def test_a_key_must_be_plain(quiet: Hand, key: str) -> None:
    refused = quiet.post("/incidents", call(), Idempotency_Key=key)
    assert (refused.status_code, refused.json["code"]) == (422, "unusable_key")


@pytest.mark.parametrize(
    ("change", "loc"),
    [
        ({"level": 5}, ["level"]),
        ({"level": "2"}, ["level"]),
        ({"level": 2.0}, ["level"]),
        ({"level": True}, ["level"]),
        ({"type": "party"}, ["type"]),
        ({"surprise": 1}, ["surprise"]),
        ({"note": "x" * 4001}, ["note"]),
        ({"note": "a\u0000b"}, ["note"]),
        ({"happened_at": "2026-01-01T00:00:00"}, ["happened_at"]),
        ({"happened_at": "9999-12-31T23:59:59-12:00"}, ["happened_at"]),
        ({"location": {"lon": 104.06, "lat": 30.66}}, ["location", "crs"]),
        ({"location": {"lon": 104.06, "lat": 30.66, "crs": "EPSG:4326"}}, ["location", "crs"]),
        ({"location": {"lon": 181, "lat": 30.66, "crs": "WGS84"}}, ["location", "lon"]),
        ({"location": {"lon": 104.06, "lat": "30.66", "crs": "WGS84"}}, ["location", "lat"]),
        ({"location": {"lon": 104.06, "lat": float("nan"), "crs": "WGS84"}}, ["location", "lat"]),
        (
            {"location": {"lon": 104.06, "lat": 30.66, "crs": "WGS84", "uncertainty_m": -1}},
            ["location", "uncertainty_m"],
        ),
    ],
)
def test_a_call_that_is_not_as_it_must_be_is_refused_by_field(
    desk: Hand, change: dict[str, Any], loc: list[str]
) -> None:
    refused = desk.post("/incidents", call() | change)
    assert (refused.status_code, refused.content_type) == (422, "application/problem+json")
    assert (refused.json["code"], [error["loc"] for error in refused.json["errors"]]) == ("invalid", [loc])


def test_a_place_far_away_is_refused_with_the_rule_s_own_code(quiet: Hand) -> None:
    refused = quiet.post("/incidents", call() | {"location": {"lon": 116.4, "lat": 39.9, "crs": "WGS84"}})
    assert (refused.status_code, refused.json["code"], refused.json["lon"]) == (422, "outside_city", 116.4)


def test_a_refusal_is_told_in_the_reader_s_language(quiet: Hand) -> None:
    titles = [
        quiet.get("/incidents/99", Accept_Language=language).json["title"]
        for language in ("en-GB,en;q=0.9", "zh-CN", "fr")
    ]
    assert titles[0].startswith("There is no")
    assert titles[1] == titles[2] != titles[0]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nowhere", 404, "http_404"),
        ("GET", "/api/v1/incidents/99", 404, "not_found"),
        ("GET", "/api/v1/incidents/99999999999999999999999", 404, "not_found"),
        ("GET", "/api/v1/incidents/-1", 404, "http_404"),
        ("PATCH", "/api/v1/incidents", 405, "http_405"),
        ("GET", "/api/v1/changes?after=x", 422, "invalid"),
        ("GET", "/api/v1/changes?after=1e400", 422, "invalid"),
        ("GET", "/api/v1/changes?before=1", 422, "invalid"),
        ("GET", "/api/v1/changes?after=999999", 409, "ahead_of_log"),
        ("GET", "/api/v1/zones?minutes=0", 422, "invalid"),
        ("GET", "/tiles/milan.pmtiles", 404, "not_found"),
    ],
)
def test_every_error_is_a_problem(quiet: Hand, method: str, path: str, status: int, code: str) -> None:
    answer = quiet.client.open(path, method=method, headers={"Authorization": f"Bearer {quiet.token}"})
    assert (answer.status_code, answer.content_type, answer.json["code"]) == (status, "application/problem+json", code)
    assert {"type", "title", "status"} <= answer.json.keys()


@pytest.mark.parametrize(
    ("data", "content_type", "status", "code"),
    [
        (b"{", "application/json", 400, "malformed_json"),
        (b'"\\ud800"', "application/json", 400, "malformed_json"),
        (b"[]", "application/json", 422, "invalid"),
        (b"type=medical", "application/x-www-form-urlencoded", 415, "http_415"),
        (b" " * (256 * 1024 + 1), "application/json", 413, "http_413"),
    ],
)
def test_a_body_that_cannot_be_read(quiet: Hand, data: bytes, content_type: str, status: int, code: str) -> None:
    answer = quiet.client.post(
        "/api/v1/incidents",
        data=data,
        content_type=content_type,
        headers={"Authorization": f"Bearer {quiet.token}"},
    )
    assert (answer.status_code, answer.content_type, answer.json["code"]) == (status, "application/problem+json", code)


@pytest.mark.parametrize(
    ("error", "status"), [(RuntimeError("secret"), 500), (OperationalError("secret", {}, Exception("secret")), 503)]
)
def test_what_breaks_tells_nothing_but_is_logged(
    centre: GridCentre, desk: Hand, caplog: pytest.LogCaptureFixture, error: Exception, status: int
) -> None:
    def broken() -> str:
        raise error

    broken.roles = None  # type: ignore[attr-defined]
    centre.app.add_url_rule("/broken", view_func=broken)
    answer = desk.client.get("/broken")
    assert (answer.status_code, answer.json["code"]) == (status, f"http_{status}")
    assert "secret" not in answer.text
    assert "GET /broken" in caplog.text


def test_who_is_already_on_the_way_cannot_be_asked(desk: Hand) -> None:
    first, *_ = assigned(desk)
    second = desk.post("/incidents", call()).json["id"]
    refused = desk.post(f"/incidents/{second}/alerts", {"volunteers": ["V01"]})
    assert (refused.status_code, refused.json["code"]) == (409, "already_committed")
    assert (refused.json["volunteer"], refused.json["incident"]) == ("V01", first)


def test_volunteers_answer_and_report_for_themselves_alone(centre: GridCentre, desk: Hand) -> None:
    incident = desk.post("/incidents", call()).json["id"]
    [alert] = desk.post(f"/incidents/{incident}/alerts", {"volunteers": ["V01"]}).json["alerts"]
    own, other = (centre.hand(Role.VOLUNTEER, volunteer=volunteer) for volunteer in ("V01", "V03"))
    path, yes = f"/alerts/{alert['id']}/answer", {"answer": "accept"}
    assert other.post(path, yes).json["code"] == "not_yours"
    assert other.post(path, yes).status_code == 403
    assignment = own.post(path, yes).json["assignment"]
    path = f"/assignments/{assignment}/progress"
    assert other.post(path, {"progress": "en_route"}).json["code"] == "not_yours"
    assert own.post(path, {"progress": "en_route"}).json["progress"] == "en_route"
    assert other.get(f"/route?assignment={assignment}").status_code == 403
    assert own.get(f"/route?assignment={assignment}").status_code == 200


def test_a_duty_officer_answers_for_the_people_of_the_station(centre: GridCentre, desk: Hand) -> None:
    incident = desk.post("/incidents", call()).json["id"]
    alerts = desk.post(f"/incidents/{incident}/alerts", {"volunteers": ["V01", "V02"]}).json["alerts"]
    officer = centre.hand(Role.DUTY_OFFICER, station="S01")
    answers = [officer.post(f"/alerts/{alert['id']}/answer", {"answer": "decline"}) for alert in alerts]
    assert [answer.status_code for answer in answers] == [200, 403]
    assert officer.get("/volunteers/V01/contact").json == {"name": "志愿者1", "phone": "13800000001"}
    assert officer.get("/volunteers/V02/contact").status_code == 403


def test_a_full_contact_is_shown_to_who_calls_and_written_down(centre: GridCentre, desk: Hand) -> None:
    assert desk.get("/volunteers/V01/contact").json["phone"] == "13800000001"
    assert desk.get("/volunteers/V99/contact").status_code == 404
    with centre.store.engine.connect() as connection:
        noted = [(row.by, row.subject, row.what) for row in connection.execute(looks.select())]
    assert noted == [("token:dispatcher", "volunteer:V01", "contact")]


def test_volunteers_check_themselves_in_and_officers_their_own_station(centre: GridCentre) -> None:
    own = centre.hand(Role.VOLUNTEER, volunteer="V01")
    out = own.post("/duty/check-out", {"station": "S01"})
    assert (out.status_code, out.json["duty"]) == (200, "off")
    back = own.post("/duty/check-in", {"station": "S02", "kit": ["aed"]})
    assert (back.json["volunteer"], back.json["station"], back.json["kit"]) == ("V01", "S02", ["aed"])
    assert own.post("/duty/check-in", {"station": "S02", "volunteer": "V02"}).json["code"] == "not_yours"
    officer = centre.hand(Role.DUTY_OFFICER, station="S01")
    assert officer.post("/duty/check-out", {"station": "S01", "volunteer": "V03"}).status_code == 200
    assert officer.post("/duty/check-out", {"station": "S02", "volunteer": "V02"}).json["code"] == "other_station"
    assert officer.post("/duty/check-in", {"station": "S01"}).json["code"] == "volunteer_needed"


def test_a_position_counts_only_on_duty(tmp_path: Path, grid_cities: Path) -> None:
    clock = Clock()
    centre = GridCentre(tmp_path / "centre", grid_cities, now=clock)
    desk, own = centre.hand(), centre.hand(Role.VOLUNTEER, volunteer="V02")
    clock.forward(60)
    lon, lat = from_wgs84("GCJ02", *corner(2, 1))
    fix = {"lon": lon, "lat": lat, "crs": "GCJ02", "accuracy_m": 8.0, "at": clock().isoformat()}
    assert own.put("/positions", fix).status_code == 204
    incident = desk.post("/incidents", call()).json["id"]
    first = desk.get(f"/incidents/{incident}/candidates").json["people"][0]
    assert (first["volunteer"], first["placed_by"]) == ("V02", "live")
    assert first["eta_parts"]["travel_s"] < 1
    [row] = desk.get("/positions").json["rows"]
    assert row["volunteer"] == "V02"
    own.post("/duty/check-out", {"station": "S02"})
    assert desk.get("/positions").json["rows"] == []
    assert own.put("/positions", fix).json["code"] == "not_on_duty"
    centre.close()


def test_changes_bring_a_screen_from_then_to_now(desk: Hand) -> None:
    before = desk.get("/board").json
    assigned(desk)
    rows = {(row["table"], row["id"]): row for row in before["rows"]}
    seq, pages = before["seq"], 0
    while True:
        page = desk.get(f"/changes?after={seq}&limit=2").json
        assert page["prev"] == seq
        rows |= {(row["table"], row["id"]): row for row in page["rows"]}
        seq, pages = page["seq"], pages + 1
        if not page["more"]:
            break
    after = desk.get("/board").json
    assert pages > 1
    assert (seq, rows) == (after["seq"], {(row["table"], row["id"]): row for row in after["rows"]})


def test_what_is_personal_stays_in_no_cache(desk: Hand) -> None:
    assert desk.get("/board").headers["Cache-Control"] == "no-store"


def test_a_check_in_that_changed_nothing_reads_as_the_duty_is(centre: GridCentre) -> None:
    own = centre.hand(Role.VOLUNTEER, volunteer="V01")
    again = own.post("/duty/check-in", {"station": "S01"}, Idempotency_Key="in")
    assert (again.status_code, again.json["duty"]) == (200, "on_duty")
    own.post("/duty/check-out", {"station": "S01"})
    assert own.post("/duty/check-in", {"station": "S01"}, Idempotency_Key="in").json["duty"] == "off"


def test_pages_and_answers_allow_nothing_foreign(centre: GridCentre) -> None:
    answer = centre.app.test_client().get("/login")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_who_is_not_logged_in_is_sent_to_the_login_and_a_volunteer_to_the_phone_page(centre: GridCentre) -> None:
    client = centre.app.test_client()
    centre.office.accounts.create("root", "correct horse", Role.ADMIN)
    assert client.get("/").headers["Location"] == "/login"
    token = centre.office.accounts.issue(Role.VOLUNTEER, volunteer="V01")
    client.set_cookie("fifteen_session", token)
    assert client.get("/").headers["Location"] == "/v"


def test_the_base_map_comes_in_pieces(centre: GridCentre, desk: Hand) -> None:
    headers = {"Authorization": f"Bearer {desk.token}", "Range": "bytes=0-6"}
    answer = desk.client.get("/tiles/grid.pmtiles", headers=headers)
    assert (answer.status_code, answer.data) == (206, b"PMTiles")
    answer.close()
