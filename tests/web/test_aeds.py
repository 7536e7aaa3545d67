"""The register over HTTP: who reads and keeps it, and how an AED gets to a patient."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from dispatch.links.crs import from_wgs84
from dispatch.people.model import Team
from dispatch.web.principal import Role
from tests.web.grid import Clock, GridCentre, call, corner, volunteer

LON, LAT = corner(2, 2)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def centre(tmp_path: Path, grid_cities: Path, clock: Clock) -> Iterator[GridCentre]:
    opened = GridCentre(tmp_path / "centre", grid_cities, people=1, now=clock)
    opened.office.people.record([volunteer(9, team=Team.SUPPLY)], by="test")
    opened.office.duty.check_in("V09", "S01", by="test")
    yield opened
    opened.close()


def told(**more: Any) -> dict[str, Any]:
    return {
        "name": "虚构商场", "lon": LON, "lat": LAT, "crs": "WGS84", "floor": "1层", "hours": "9:00-21:00",
        "pads_until": "2027-05-01", "custodian": "演示·甲", "phone": "154 0000 0001", "access": "找保安", **more,
    }  # fmt: skip


def test_one_is_recorded_corrected_and_read_and_its_custodian_told_apart(centre: GridCentre, clock: Clock):
    admin, desk = centre.hand(Role.ADMIN), centre.hand()
    made = admin.put("/aeds/A01", told())
    assert (made.status_code, made.headers["Location"]) == (201, "/api/v1/aeds/A01")
    assert (made.json["open"], made.json["against"], made.json["week"]) == (True, None, [[[540, 1260]]] * 7)
    lon, lat = from_wgs84("GCJ02", LON, LAT)
    again = {"name": "虚构商场", "lon": lon, "lat": lat, "crs": "GCJ02", "hours": "问保安"}
    moved = admin.put("/aeds/A01", again)
    assert (moved.status_code, moved.json["open"], moved.json["against"]) == (200, False, "hours_unknown")
    assert (moved.json["lon"], moved.json["lat"]) == pytest.approx((LON, LAT), abs=1e-7)
    assert centre.office.log.board().aeds.known["A01"].original == ("GCJ02", lon, lat)
    [feature] = desk.get("/aeds").json["features"]
    assert feature["geometry"]["coordinates"] == pytest.approx([LON, LAT], abs=1e-7)
    everything = desk.get("/board").get_data(as_text=True) + desk.get("/aeds").get_data(as_text=True)
    assert [one for one in ("演示·甲", "15400000001", "找保安") if one in everything] == []
    assert desk.get("/aeds/A01/custodian").json == {"name": "演示·甲", "phone": "15400000001", "access": "找保安"}
    with centre.store.engine.connect() as database:
        events = "".join(str(tuple(row)) for row in database.exec_driver_sql("SELECT * FROM events").all())
        looks = database.exec_driver_sql("SELECT subject, what FROM looks").all()
    assert "15400000001" not in events
    assert [tuple(look) for look in looks] == [("aed:A01", "custodian")]
    clock.at += timedelta(hours=10)
    admin.put("/aeds/A01", told())
    assert desk.get("/aeds/A01").json["against"] == "shut"


def test_who_fetches_it_is_told_which_and_after_the_yes_by_whom_it_is_kept(centre: GridCentre):
    centre.hand(Role.ADMIN).put("/aeds/A01", told())
    centre.hand(Role.ADMIN).put("/aeds/A02", told(hours=None))
    desk, phone = centre.hand(), centre.hand(Role.VOLUNTEER, volunteer="V09")
    incident = desk.post("/incidents", call(4, 4)).json["id"]
    people = {one["volunteer"]: one for one in desk.get(f"/incidents/{incident}/candidates").json["people"]}
    assert (people["V09"]["aed"], people["V01"]["aed"]) == ("A01", None)
    before = [row["id"] for row in phone.get("/board").json["rows"] if row["table"] == "aeds"]
    [alert] = desk.post(f"/incidents/{incident}/alerts", {"volunteers": ["V09"]}).json["alerts"]
    after = [row["id"] for row in phone.get("/board").json["rows"] if row["table"] == "aeds"]
    assert (before, alert["aed"], after) == ([], "A01", ["A01"])
    [asked] = phone.get("/phone").json["asked"]
    assert (asked["fetch"]["name"], asked["fetch"]["floor"], asked["fetch"]["against"]) == ("虚构商场", "1层", None)
    assert phone.get("/aeds/A01/custodian").status_code == 403
    assert phone.ask("PATCH", "/aeds/A01", {"state": "in_use"}).json["code"] == "not_yours"
    phone.post(f"/alerts/{alert['id']}/answer", {"answer": "accept"})
    assert phone.get("/aeds/A01/custodian").json["phone"] == "15400000001"
    assert phone.get("/aeds/A02/custodian").json["code"] == "not_yours"
    assert phone.post("/aeds/A01/reports", {"state": "in_use"}).json["against"] == "in_use"
    assert phone.get("/phone").json["going"][0]["fetch"]["against"] == "in_use"
    assert desk.get("/aeds/A01").json["state"] == "in_use"


@pytest.mark.parametrize(
    ("role", "reads", "writes", "reports"),
    [
        (Role.DISPATCHER, 200, 403, 200),
        (Role.PLANNER, 200, 403, 403),
        (Role.AUDITOR, 200, 403, 403),
        (Role.PARTNER, 403, 403, 403),
        (Role.ADMIN, 200, 200, 200),
    ],
)
def test_who_may_do_what(centre: GridCentre, role: Role, reads: int, writes: int, reports: int):
    centre.hand(Role.ADMIN).put("/aeds/A01", told())
    hand = centre.hand(role)
    done = hand.get("/aeds"), hand.put("/aeds/A01", told()), hand.ask("PATCH", "/aeds/A01", {"state": "missing"})
    assert [one.status_code for one in done] == [reads, writes, reports]


def test_a_file_of_them_comes_in_from_the_browser(centre: GridCentre):
    hand = centre.hand(Role.ADMIN)
    rows = f"A01,虚构商场,{LON},{LAT},WGS84,9点至21点", f"A02,虚构广场,{LON},{LAT},WGS84,"
    text = "\n".join(["编号,名称,经度,纬度,坐标系,开放时间", *rows])
    sent = hand.client.post(
        "/api/v1/records/aed", data=text.encode("gb18030"), headers={"Authorization": f"Bearer {hand.token}"}
    )
    assert (sent.status_code, sent.json["recorded"], [one["row"] for one in sent.json["doubts"]]) == (200, 2, [3])
    assert [one["properties"]["against"] for one in hand.get("/aeds").json["features"]] == [None, "hours_unknown"]
    assert hand.get("/records/templates/aed.csv").status_code == 200


@pytest.mark.parametrize(
    ("number", "body", "code"),
    [
        ("A01", told(lon=116.4), "outside_city"),
        ("A01", told(phone="12"), "not_a_phone"),
        ("A01", told(state="broken"), "invalid"),
        ("A01", told(pads_until="someday"), "invalid"),
        ("13800000000", told(), "personal_number"),
    ],
)
def test_what_cannot_be_recorded_is_refused(centre: GridCentre, number: str, body: dict[str, Any], code: str):
    refused = centre.hand(Role.ADMIN).put(f"/aeds/{number}", body)
    assert (refused.status_code, refused.json["code"]) == (422, code)
