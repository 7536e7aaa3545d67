"""What each role sees of the board."""

from datetime import date
from typing import Any

import pytest

from dispatch.incidents.model import Call, IncidentType
from dispatch.people.model import Qualification, Verification
from dispatch.web.principal import Role
from dispatch.web.rows import standing
from tests.web.grid import GridCentre, Hand, call, place

CALLER = {"name": "王女士", "phone": "13812345678"}
Rows = dict[tuple[str, int | str], dict[str, Any]]


@pytest.fixture
def story(centre: GridCentre) -> dict[str, int]:
    """V01 (S01) goes to the first incident and V02 (S02) is asked for it; the second is nobody's yet."""
    desk = centre.hand()
    told = call(2.3, 1, address="一街2号", note="老人摔倒", caller=CALLER)
    first = desk.post("/incidents", told).json["id"]
    second = desk.post("/incidents", told).json["id"]
    going, asked = desk.post(f"/incidents/{first}/alerts", {"volunteers": ["V01", "V02"]}).json["alerts"]
    assignment = desk.post(f"/alerts/{going['id']}/answer", {"answer": "accept"}).json["assignment"]
    return {"first": first, "second": second, "going": going["id"], "asked": asked["id"], "assignment": assignment}


def seen(hand: Hand) -> Rows:
    return {(row["table"], row["id"]): row for row in hand.get("/board").json["rows"]}


def tables(rows: Rows) -> dict[str, list[int | str]]:
    found: dict[str, list[int | str]] = {}
    for table, ident in rows:
        found.setdefault(table, []).append(ident)
    return {table: sorted(idents) for table, idents in sorted(found.items())}


OPEN = {"stations": ["S01", "S02"], "weather": ["now"]}
EVERYBODY = ["V01", "V02", "V03", "V04"]


def test_dispatchers_and_auditors_see_everything_but_full_phones(centre: GridCentre, story: dict[str, int]) -> None:
    for role in (Role.DISPATCHER, Role.AUDITOR):
        rows = seen(centre.hand(role))
        assert tables(rows) == OPEN | {
            "alerts": [story["going"], story["asked"]],
            "assignments": [story["assignment"]],
            "incidents": [story["first"], story["second"]],
            "volunteers": EVERYBODY,
        }
        assert rows["incidents", story["first"]]["caller"] == {"name": "王女士", "phone": "138****5678"}
        assert rows["volunteers", "V01"]["phone"] == "138****0001"
        assert rows["volunteers", "V01"]["committed"] == story["assignment"]


def test_the_number_of_the_case_at_120_is_for_who_is_on_it(centre: GridCentre, story: dict[str, int]) -> None:
    for which in ("first", "second"):
        centre.hand().post(f"/incidents/{story[which]}/ambulance", {"notified": True, "number": "120-7"})
    officer, going, asked = (
        seen(centre.hand(Role.DUTY_OFFICER, station="S01")),
        seen(centre.hand(Role.VOLUNTEER, volunteer="V01")),
        seen(centre.hand(Role.VOLUNTEER, volunteer="V02")),
    )
    first, second = ("incidents", story["first"]), ("incidents", story["second"])
    shown = [
        rows[key]["ambulance"] for rows, key in ((officer, first), (going, first), (officer, second), (asked, first))
    ]
    assert [one["number"] for one in shown] == ["120-7", "120-7", None, None]
    assert all(one["notified"] for one in shown)


def test_planners_see_where_and_when_and_nobody(centre: GridCentre, story: dict[str, int]) -> None:
    rows = seen(centre.hand(Role.PLANNER))
    incident, volunteer = rows["incidents", story["first"]], rows["volunteers", "V01"]
    assert incident["place"] is not None
    assert [incident[name] for name in ("caller", "address", "note")] == [None] * 3
    assert [volunteer[name] for name in ("name", "phone")] == [None] * 2
    assert volunteer["team"] == "medical"


def test_a_duty_officer_sees_the_people_of_the_station_and_no_caller(centre: GridCentre, story: dict[str, int]) -> None:
    rows = seen(centre.hand(Role.DUTY_OFFICER, station="S01"))
    assert tables(rows) == OPEN | {
        "alerts": [story["going"]],
        "assignments": [story["assignment"]],
        "incidents": [story["first"], story["second"]],
        "volunteers": ["V01", "V03"],
    }
    mine, theirs = rows["incidents", story["first"]], rows["incidents", story["second"]]
    assert (mine["caller"], theirs["caller"]) == (None, None)
    assert mine["address"] is not None
    assert (theirs["address"], theirs["note"]) == (None, None)


def test_who_is_on_duty_elsewhere_is_seen_there_too(centre: GridCentre, story: dict[str, int]) -> None:
    officer = centre.hand(Role.DUTY_OFFICER, station="S02")
    before = officer.get("/board").json["seq"]
    centre.office.duty.check_out("V01", "S01", by="test")
    centre.office.duty.check_in("V01", "S02", by="test")
    changed = {(row["table"], row["id"]) for row in officer.get(f"/changes?after={before}").json["rows"]}
    assert {("volunteers", "V01"), ("alerts", story["going"]), ("assignments", story["assignment"])} <= changed


def test_a_volunteer_who_is_asked_knows_roughly_and_who_goes_exactly(centre: GridCentre, story: dict[str, int]) -> None:
    asked = seen(centre.hand(Role.VOLUNTEER, volunteer="V02"))
    assert tables(asked) == OPEN | {
        "alerts": [story["asked"]],
        "incidents": [story["first"]],
        "volunteers": ["V02"],
    }
    roughly = asked["incidents", story["first"]]
    # The place to the nearest two-hundredth of a degree.
    assert roughly["place"] == {"lon": 104.065, "lat": 30.66, "crs": "WGS84", "uncertainty_m": 500}
    assert [roughly[name] for name in ("address", "note", "caller")] == [None] * 3
    assert (roughly["alerts"], roughly["assignments"]) == ([story["asked"]], [])

    going = seen(centre.hand(Role.VOLUNTEER, volunteer="V01"))
    exactly = going["incidents", story["first"]]
    assert exactly["place"] == {**place(2.3, 1), "uncertainty_m": None}
    assert (exactly["address"], exactly["note"], exactly["caller"]) == ("一街2号", "老人摔倒", None)


def test_after_the_task_the_address_is_nobody_s_business_again(centre: GridCentre, story: dict[str, int]) -> None:
    own = centre.hand(Role.VOLUNTEER, volunteer="V01")
    for progress in ("on_scene", "cleared"):
        own.post(f"/assignments/{story['assignment']}/progress", {"progress": progress})
    assert seen(own)["incidents", story["first"]]["address"] is None


def test_a_volunteer_who_is_not_asked_sees_no_incident(centre: GridCentre, story: dict[str, int]) -> None:
    own = centre.hand(Role.VOLUNTEER, volunteer="V03")
    assert tables(seen(own)) == OPEN | {"volunteers": ["V03"]}
    for incident in (story["first"], story["second"]):
        assert own.get(f"/incidents/{incident}").status_code == 404


def test_changes_tell_a_volunteer_nothing_of_other_people(centre: GridCentre, story: dict[str, int]) -> None:
    own = centre.hand(Role.VOLUNTEER, volunteer="V03")
    rows = own.get("/changes?after=0").json["rows"]
    assert {row["id"] for row in rows if row["table"] == "volunteers"} == {"V03"}
    assert all(row.get("gone") for row in rows if row["table"] in {"incidents", "alerts", "assignments"})


def test_a_partner_sees_the_incidents_it_sent(centre: GridCentre, story: dict[str, int]) -> None:
    partner = centre.hand(Role.PARTNER, label="120")
    centre.office.incidents.take_call(Call(IncidentType.FIRE, 2), by="token:120")
    assert tables(seen(partner)) == OPEN | {"incidents": [3]}
    assert partner.get("/incidents/3").status_code == 200
    assert partner.get(f"/incidents/{story['first']}").status_code == 404


def test_the_administrator_sees_no_incident_and_nobody(centre: GridCentre, story: dict[str, int]) -> None:
    admin = centre.hand(Role.ADMIN)
    assert tables(seen(admin)) == OPEN
    assert admin.get(f"/incidents/{story['first']}").status_code == 404
    assert {row["table"] for row in admin.get("/changes?after=0").json["rows"]} == {"stations"}


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (Role.DISPATCHER, ["V01", "V02"]),
        (Role.AUDITOR, ["V01", "V02"]),
        (Role.DUTY_OFFICER, ["V01"]),
        (Role.PLANNER, []),
        (Role.VOLUNTEER, []),
        (Role.ADMIN, []),
    ],
)
def test_where_people_are_is_for_those_who_send_them(centre: GridCentre, role: Role, sees: list[str]) -> None:
    fix = {"lon": 104.065, "lat": 30.665, "crs": "WGS84", "accuracy_m": 10.0, "at": "2026-11-24T04:00:00Z"}
    for volunteer in ("V01", "V02"):
        centre.hand(Role.VOLUNTEER, volunteer=volunteer).put("/positions", fix)
    rows = centre.hand(role, station="S01", volunteer="V03").get("/positions").json["rows"]
    assert [row["volunteer"] for row in rows] == sees


@pytest.mark.parametrize(
    ("verification", "valid_until", "shown"),
    [
        (Verification.VERIFIED, None, "verified"),
        (Verification.VERIFIED, date(2026, 12, 25), "verified"),
        (Verification.VERIFIED, date(2026, 12, 24), "expiring"),
        (Verification.VERIFIED, date(2026, 11, 24), "expiring"),
        (Verification.VERIFIED, date(2026, 11, 23), "expired"),
        (Verification.SUBMITTED, date(2026, 11, 23), "submitted"),
        (Verification.REVOKED, None, "revoked"),
    ],
)
def test_a_certificate_is_shown_as_what_it_is_worth_today(
    verification: Verification, valid_until: date | None, shown: str
) -> None:
    assert standing(Qualification("first_aid", verification, valid_until), date(2026, 11, 24)) == shown
