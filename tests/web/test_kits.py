"""Kit over HTTP: who reads and keeps it, what the tablet ticks, and how it gets to the gates."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from dispatch.web.principal import Role
from tests.web.grid import Clock, GridCentre


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def centre(tmp_path: Path, grid_cities: Path, clock: Clock) -> Iterator[GridCentre]:
    opened = GridCentre(tmp_path / "centre", grid_cities, people=2, now=clock)
    opened.hand(Role.ADMIN).put("/kits/k1", told(clock))
    yield opened
    opened.close()


def told(clock: Clock, **more: Any) -> dict[str, Any]:
    """Gauze that expires today."""
    today = (clock.at + timedelta(hours=8)).date().isoformat()
    gauze = {"item": "敷料", "par": 10, "amount": 10, "batch": "B1", "expires_on": today}
    return {"kind": "first_aid", "name": "急救包1", "station": "S01", "seal": "F1", "items": [gauze], **more}


def test_what_expires_today_is_on_the_tablet_today_and_expired_tomorrow(centre: GridCentre, clock: Clock) -> None:
    phone = centre.hand(Role.VOLUNTEER, volunteer="V01")
    [row] = phone.get("/stations/S01/kits").json["rows"]
    today = told(clock)["items"][0]["expires_on"]
    assert (row["id"], row["state"], row["usable"]) == ("K1", "expiring", True)
    assert row["faults"] == [{"code": "expiring", "item": "敷料", "count": 10, "day": today}]
    clock.at += timedelta(days=1)
    [row] = phone.get("/stations/S01/kits").json["rows"]
    assert (row["state"], row["usable"], row["faults"][0]["code"]) == ("expired", False, "expired")
    assert centre.hand().get("/stations/S02/kits").json["rows"] == []
    assert centre.hand().get("/stations/S99/kits").status_code == 404


def test_lines_are_written_once_corrected_by_others_and_ask_for_more(centre: GridCentre) -> None:
    officer = centre.hand(Role.DUTY_OFFICER, station="S01")
    used = {"entries": [{"kind": "used", "item": "敷料", "batch": "B1", "count": 4}]}
    first = officer.post("/kits/K1/movements", used, Idempotency_Key="one")
    again = officer.post("/kits/K1/movements", used, Idempotency_Key="one")
    assert [(one.status_code, one.json["items"][0]["amount"]) for one in (first, again)] == [(200, 6), (200, 6)]
    [line] = again.json["movements"]
    assert (line["kind"], line["amount"], line["undone"], again.json["state"]) == ("used", -4, False, "incomplete")
    [row] = officer.get("/kits/restock").json["rows"]
    assert (row["item"], row["par"], row["on_hand"], row["expiring"], row["order"]) == ("敷料", 10, 6, 6, 10)
    undone = officer.post("/kits/K1/corrections", {"movement": line["number"]}).json
    assert [(one["kind"], one["amount"], one["undone"]) for one in undone["movements"]] == [
        ("corrected", 4, False),
        ("used", -4, True),
    ]
    assert officer.post("/kits/K1/corrections", {"movement": line["number"]}).json["code"] == "already_corrected"


def test_a_check_books_what_was_counted_and_a_report_takes_it_out_of_use(centre: GridCentre) -> None:
    phone = centre.hand(Role.VOLUNTEER, volunteer="V01")
    found = {"counted": [{"item": "敷料", "batch": "B1", "amount": 9}], "broken": True, "seal": "F2"}
    checked = phone.post("/kits/k1/checks", found).json
    assert (checked["seal"], checked["broken"], [one["code"] for one in checked["faults"]]) == (
        "F2", True, ["lacking", "seal_broken", "expiring"],
    )  # fmt: skip
    assert phone.post("/kits/K1/reports", {"state": "in_use"}).json["state"] == "in_use"
    other = centre.hand(Role.VOLUNTEER, volunteer="V02")
    assert other.post("/kits/K1/reports", {"state": "ready"}).json["code"] == "not_your_kit"
    assert centre.hand(Role.DUTY_OFFICER, station="S02").post("/kits/K1/checks").json["code"] == "other_station"
    placed = centre.hand().put("/kits/K1/place", {"carrier": "V02"}).json
    assert (placed["station"], placed["carrier"]) == (None, "V02")
    assert other.post("/kits/K1/reports", {"state": "ready"}).status_code == 200


def test_a_set_named_at_check_in_is_what_the_circle_counts(centre: GridCentre) -> None:
    """As travel times are found for everybody on duty: none while the set is out of use."""
    desk, phone = centre.hand(), centre.hand(Role.VOLUNTEER, volunteer="V01")

    def equipped() -> int:
        [feature] = desk.get("/circle?kit=first_aid").get_json(force=True)["features"]
        people: int = feature["properties"]["people"]
        return people

    phone.post("/duty/check-in", {"station": "S01", "kit": ["K1"]})
    assert equipped() == 1
    phone.post("/kits/K1/reports", {"state": "in_use"})
    assert equipped() == 0


def test_an_administrator_sends_a_file_of_it(centre: GridCentre) -> None:
    hand = centre.hand(Role.ADMIN)
    text = (
        "编号,类别,站点,物品,标准数量,现有数量\nK7,急救包,S02,绷带,4,4\nK7,急救包,S02,敷料,4,4\nK8,急救包,S77,绷带,4,4"
    )
    sent = hand.client.post(
        "/api/v1/records/kit", data=text.encode("gb18030"), headers={"Authorization": f"Bearer {hand.token}"}
    )
    assert (sent.status_code, sent.json["recorded"], [one["row"] for one in sent.json["bad"]]) == (200, 1, [4])
    assert [one["id"] for one in hand.get("/kits?station=S02").json["rows"]] == ["K7"]
    assert hand.get("/records/templates/kit.xlsx").status_code == 200


@pytest.mark.parametrize(
    ("role", "reads", "writes"),
    [
        (Role.DISPATCHER, 200, 200),
        (Role.PLANNER, 200, 403),
        (Role.AUDITOR, 200, 403),
        (Role.PARTNER, 403, 403),
        (Role.ADMIN, 200, 200),
    ],
)
def test_who_may_do_what(centre: GridCentre, clock: Clock, role: Role, reads: int, writes: int) -> None:
    hand = centre.hand(role)
    done = hand.get("/kits"), hand.get("/kits/K1"), hand.put("/kits/K1", told(clock)), hand.post("/kits/K1/checks")
    assert [one.status_code for one in done] == [reads, reads, writes, writes]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"station": None}, "kit_somewhere"),
        ({"carrier": "V01"}, "kit_somewhere"),
        ({"station": "S99"}, "not_found"),
        ({"keyholder": "V99"}, "not_found"),
        ({"state": "expired"}, "state_follows"),
        ({"kind": "first-aid"}, "invalid"),
        ({"battery": 101}, "invalid"),
        ({"items": [{"item": "敷料", "par": 1, "amount": 1}] * 2}, "item_twice"),
        ({"items": [{"item": "敷料", "par": -1, "amount": 1}]}, "invalid"),
    ],
)
def test_what_cannot_be_recorded_is_refused(centre: GridCentre, clock: Clock, body: dict[str, Any], code: str) -> None:
    refused = centre.hand(Role.ADMIN).put("/kits/K2", told(clock, **body))
    status = 404 if code == "not_found" else 422
    assert (refused.status_code, refused.json["code"]) == (status, code)
