"""What a station's tablet is told, and where its pages lead somebody who is not logged in."""

import hmac
from base64 import b32decode
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from dispatch.clock import stamp
from dispatch.duty.model import Slot
from dispatch.kits.model import Kit, KitState
from dispatch.people.model import Person, Team, Volunteer
from dispatch.web.principal import Role
from maps.speeds import Mode
from tests.web.grid import Clock, GridCentre, Hand

FRESH = "/stations/S01/tablet"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def centre(tmp_path: Path, grid_cities: Path, clock: Clock) -> Iterator[GridCentre]:
    opened = GridCentre(tmp_path / "centre", grid_cities, now=clock)
    opened.office.accounts.create("root", "right-behind-the-door", Role.ADMIN)
    yield opened
    opened.close()


@pytest.fixture
def officer(centre: GridCentre) -> Hand:
    return centre.hand(Role.DUTY_OFFICER, station="S01")


def coming(centre: GridCentre, clock: Clock, number: str = "V09", **more: Any) -> Volunteer:
    """Somebody of S01 who begins in an hour."""
    person = Person("曾小明", "13800000009", **more)
    one = Volunteer(number, Team.SUPPLY, Mode.WALK, station="S01", particulars=person)
    centre.office.people.record([one], by="test")
    starts = clock() + timedelta(hours=1)
    centre.office.duty.plan_shifts([Slot(number, "S01", starts, starts + timedelta(hours=8))], by="test")
    return one


def test_the_tablet_knows_who_is_here_who_comes_and_whom_to_find(
    centre: GridCentre, officer: Hand, clock: Clock
) -> None:
    coming(centre, clock)
    told = officer.get(FRESH).json
    begun = stamp(clock())
    here = {"since": begun, "until": None, "kit": [], "delay_s": None, "radio": False, "going": False}
    first = {"volunteer": "V01", "name": "志愿者1", "initials": ["zyz1"], "team": "medical"}
    third = {"volunteer": "V03", "name": "志愿者3", "initials": ["zyz3"], "team": "medical"}
    ninth = {"volunteer": "V09", "name": "曾小明", "initials": ["cxm", "zxm"], "team": "supply"}
    shift = {"starts_at": stamp(clock() + timedelta(hours=1)), "ends_at": stamp(clock() + timedelta(hours=9))}
    assert told == {
        "seq": told["seq"],
        "at": begun,
        "same": False,
        "timezone": "Asia/Shanghai",
        "station": {"id": "S01", "name": "一号站", "address": None},
        "here": [{**first, **here}, {**third, **here}],
        "expected": [{**ninth, **shift}],
        "held": [],
        "handover": None,
        "people": [{**one, "badge_key": None} for one in (first, third, ninth)],
        "kits": [{"id": kind, "name": None, "kind": kind} for kind in ("first_aid", "aed", "radio")],
        "calls": [],
    }
    assert officer.get(f"{FRESH}?after={told['seq']}").json == {"seq": told["seq"], "at": begun, "same": True}


def test_who_comes_is_no_longer_expected_and_their_note_is_left(
    centre: GridCentre, officer: Hand, clock: Clock
) -> None:
    coming(centre, clock)
    sent = {"station": "S01", "volunteer": "V09", "kit": ["aed"], "radio": True, "note": "钥匙在门卫处"}
    assert officer.post("/duty/check-in", sent).status_code == 200
    told = officer.get(FRESH).json
    [ninth] = [one for one in told["here"] if one["volunteer"] == "V09"]
    assert (ninth["kit"], ninth["radio"], ninth["until"]) == (["aed"], True, stamp(clock() + timedelta(hours=9)))
    assert told["expected"] == []
    note = {"volunteer": "V09", "name": "曾小明", "at": stamp(clock()), "note": "钥匙在门卫处"}
    assert told["handover"] == note


def test_sets_that_lie_at_the_station_and_can_be_used_are_what_may_be_ticked(centre: GridCentre, officer: Hand) -> None:
    lying = Kit("K01", "first_aid", "一号急救包", station="S01")
    elsewhere, broken = Kit("K02", "aed", "二号", station="S02"), Kit("K03", "aed", "三号", station="S01")
    centre.office.kits.record([lying, elsewhere, broken], by="test")
    centre.office.kits.report("K03", KitState.OUT_OF_SERVICE, by="test")
    assert officer.get(FRESH).json["kits"] == [{"id": "K01", "name": "一号急救包", "kind": "first_aid"}]


def test_a_paired_tablet_knows_a_badge_without_being_told_it(centre: GridCentre, officer: Hand, clock: Clock) -> None:
    coming(centre, clock, badge="04A1B2C3")
    assert officer.get(FRESH).json["people"][2]["badge_key"] is None
    paired = officer.post("/stations/S01/pairing").json["secret"]
    secret = b32decode(paired + "=" * (-len(paired) % 8))
    answer = officer.get(FRESH)
    assert answer.json["people"][2]["badge_key"] == hmac.digest(secret, b"04A1B2C3", "sha256").hex()[:12]
    assert "04A1B2C3" not in answer.text


def test_the_tablet_is_for_its_own_station_s_officer_and_for_dispatchers(centre: GridCentre, officer: Hand) -> None:
    volunteer = centre.hand(Role.VOLUNTEER, volunteer="V01")
    asked = [
        (officer, "S02"),
        (volunteer, "S01"),
        (centre.hand(), "S02"),
        (centre.hand(), "S99"),
    ]
    answers = [hand.get(f"/stations/{station}/tablet") for hand, station in asked]
    codes = [(one.status_code, one.json.get("code")) for one in answers]
    assert codes == [(403, "other_station"), (403, "wrong_role"), (200, None), (404, "not_found")]


def test_a_stranger_is_led_through_the_login_to_where_the_code_leads(centre: GridCentre) -> None:
    stranger = centre.app.test_client()
    assert stranger.get("/station").headers["Location"] == "/login?next=%2Fstation"
    scanned = stranger.get("/v?station=S01&code=12345678").headers["Location"]
    assert scanned == "/login?next=%2Fv%3Fstation%3DS01%26code%3D12345678"
    assert "/station/shell" in stranger.get("/station-worker.js").text
    assert "S01" not in stranger.get("/station/shell").text


def test_the_phone_is_told_where_it_may_check_in_and_what_became_of_it(centre: GridCentre, clock: Clock) -> None:
    coming(centre, clock)
    phone = centre.hand(Role.VOLUNTEER, volunteer="V09")
    stations = [{"id": "S01", "name": "一号站"}, {"id": "S02", "name": "二号站"}]
    nothing = {"stations": stations, "likely": "S01", "present": None, "doubted": None}
    assert phone.get("/phone").json["shift"] == nothing
    assert phone.post("/duty/check-in", {"station": "S01", "code": "12345678"}).status_code == 202
    doubted = phone.get("/phone").json["shift"]["doubted"]
    assert (doubted["station"], doubted["state"]) == ("S01", "open")
    assert doubted["doubts"]
    officer = centre.hand(Role.DUTY_OFFICER, station="S01")
    [held] = officer.get(FRESH).json["held"]
    assert officer.post(f"/duty/held/{held['held']}/confirm").status_code == 200
    present = phone.get("/phone").json["shift"]["present"]
    until = stamp(clock() + timedelta(hours=9))
    assert present == {"station": "S01", "name": "一号站", "since": stamp(clock()), "until": until, "delay_s": None}
