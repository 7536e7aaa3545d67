"""Check-in through the API: codes, places and badges, what is held, and who decides; stations and what they tell."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from dispatch.clock import stamp
from dispatch.duty.codes import code_at, step_of
from dispatch.duty.model import Station
from dispatch.people.model import Person
from dispatch.web.principal import Role
from tests.web.grid import Clock, GridCentre, Hand, corner, place, volunteer


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def manned(tmp_path: Path, grid_cities: Path, clock: Clock) -> Iterator[GridCentre]:
    """Nobody but V02 is on duty, at S02; the tablet of S01 shows codes."""
    opened = GridCentre(tmp_path / "centre", grid_cities, now=clock, people=2)
    opened.office.duty.check_out("V01", "S01", by="test")
    opened.office.reception.pair("S01", by="test")
    clock.forward(3600)
    yield opened
    opened.close()


def officer(centre: GridCentre, station: str = "S01") -> Hand:
    return centre.hand(Role.DUTY_OFFICER, station=station)


def own(centre: GridCentre, volunteer: str = "V01") -> Hand:
    return centre.hand(Role.VOLUNTEER, volunteer=volunteer)


def shown(centre: GridCentre, clock: Clock, *, seconds: int = 0) -> str:
    """The code of S01, as its tablet computes it from what pairing gave."""
    told = officer(centre).get("/stations/S01/pairing").json
    secret = base64.b32decode(told["secret"] + "=" * (-len(told["secret"]) % 8))
    return code_at(secret, step_of(clock.at + timedelta(seconds=seconds)))


def at(clock: Clock, column: float = 1, row: float = 1, accuracy_m: float = 10.0) -> dict[str, Any]:
    return {**place(column, row), "accuracy_m": accuracy_m, "at": stamp(clock.at)}


def told(answer: Any) -> tuple[int, str, list[str]]:
    return answer.status_code, answer.json["duty"], [one["code"] for one in answer.json["doubts"]]


def test_who_shows_code_and_place_is_on_duty_and_leaves_a_note_for_the_next(manned: GridCentre, clock: Clock) -> None:
    body = {"station": "S01", "code": shown(manned, clock), "position": at(clock), "radio": True, "note": "钥匙在前台"}
    answer = own(manned).post("/duty/check-in", body)
    assert told(answer) == (200, "on_duty", [])
    assert (answer.json["proof"], answer.json["held"]) == ("code", None)
    assert own(manned).get("/stations/S01/handover").json["note"] == "钥匙在前台"
    assert own(manned, "V02").get("/stations/S01/handover").json["code"] == "not_yours"


def test_each_false_check_in_is_held_and_said_in_words(manned: GridCentre, clock: Clock) -> None:
    hand, fresh = own(manned), shown(manned, clock)
    false: list[tuple[dict[str, Any], list[str]]] = [
        ({"position": at(clock, 11, 1)}, ["too_far"]),
        ({"code": shown(manned, clock, seconds=-300)}, ["code_old"]),
        ({"position": at(clock, accuracy_m=500.0)}, ["accuracy_poor"]),
        ({}, ["proof_missing"]),
    ]
    for body, doubts in false:
        assert told(hand.post("/duty/check-in", {"station": "S01", **body})) == (202, "off", doubts)
    there = {"station": "S01", "code": fresh, "position": at(clock)}
    assert told(own(manned, "V02").post("/duty/check-in", there)) == (202, "off", ["two_stations"])
    assert told(hand.post("/duty/check-in", there)) == (200, "on_duty", [])
    hand.post("/duty/check-out", {"station": "S01"})
    again = hand.post("/duty/check-in", there, Accept_Language="en")
    assert told(again) == (202, "off", ["code_replayed"])
    assert again.json["message"] == "The check-in waits for the officer: The code was used before"
    assert set(manned.office.log.board().duty.on_duty) == {"V02"}


def test_the_stations_officer_decides_and_the_volunteer_hears_of_it(manned: GridCentre, clock: Clock) -> None:
    hand, came = own(manned), stamp(clock.at)
    held = hand.post("/duty/check-in", {"station": "S01", "position": at(clock, 11, 1), "kit": ["aed"]}).json["held"]
    clock.forward(120)
    [row] = officer(manned).get("/duty/held").json["rows"]
    assert (row["id"], row["volunteer"], row["name"], row["distance_m"], row["words"][0]["text"]) == (
        held,
        "V01",
        "志愿者1",
        2001,
        "不在站点范围内",
    )
    other = officer(manned, "S02")
    assert other.get("/duty/held").json["rows"] == []
    assert other.post(f"/duty/held/{held}/confirm").json["code"] == "other_station"
    assert hand.get("/duty/mine").json["held_state"] == "open"
    for _ in range(2):
        decided = officer(manned).post(f"/duty/held/{held}/confirm", {}, Idempotency_Key="once")
        assert (decided.status_code, decided.json["state"]) == (200, "confirmed")
    assert officer(manned).post(f"/duty/held/{held}/reject", {}).json["code"] == "held_decided"
    mine = hand.get("/duty/mine").json
    assert (mine["duty"], mine["at"], mine["kit"]) == ("on_duty", came, ["aed"])


def test_a_rejected_one_hears_why(manned: GridCentre, clock: Clock) -> None:
    held = own(manned).post("/duty/check-in", {"station": "S01", "position": at(clock, 11, 1)}).json["held"]
    officer(manned).post(f"/duty/held/{held}/reject", {"reason": "人不在站内"})
    mine = own(manned).get("/duty/mine").json
    assert (mine["held_state"], mine["message"]) == ("rejected", "值班员未确认签到：人不在站内")


def test_held_check_ins_are_pushed_to_the_stations_officer_alone(manned: GridCentre, clock: Clock) -> None:
    hands = [officer(manned), manned.hand(), officer(manned, "S02"), own(manned), manned.hand(Role.PLANNER)]
    before = manned.office.log.seq
    held = own(manned).post("/duty/check-in", {"station": "S01", "position": at(clock, 11, 1)}).json["held"]

    def seen(hand: Hand) -> list[tuple[int, bool]]:
        rows = hand.get(f"/changes?after={before}").json["rows"]
        return [(row["id"], row.get("gone", False)) for row in rows if row["table"] == "held"]

    assert [seen(hand) for hand in hands] == [[(held, False)], [(held, False)], [(held, True)], [], []]
    manned.hand().post(f"/duty/held/{held}/confirm", {})
    assert [seen(hand) for hand in hands[:2]] == [[(held, True)]] * 2


def test_a_badge_says_who_it_is_at_the_stations_desk(manned: GridCentre, clock: Clock) -> None:
    people = manned.office.log.board().people.volunteers
    badged = replace(people["V01"], particulars=Person("志愿者1", "13800000001", badge="04A22B9C"))
    manned.office.people.record([badged], by="test")
    desk = officer(manned)
    answer = desk.post("/duty/check-in", {"station": "S01", "code": "04:a2:2b:9c"})
    assert (answer.status_code, answer.json["volunteer"], answer.json["proof"]) == (200, "V01", "badge")
    unknown = desk.post("/duty/check-in", {"station": "S01", "badge": "FFFF0000"})
    assert (unknown.status_code, unknown.json["title"]) == (422, "没有登记过的工卡 ****0000")
    assert desk.post("/duty/check-in", {"station": "S01", "badge": "卡"}).json["code"] == "not_a_badge"
    another = desk.post("/duty/check-in", {"station": "S01", "volunteer": "V02", "badge": "04A22B9C"})
    assert another.json["code"] == "badge_of_another"
    assert own(manned).post("/duty/check-in", {"station": "S01", "badge": "04A22B9C"}).json["code"] == "badge_at_desk"
    assert "04A22B9C" not in "".join(str(one) for one in manned.hand(Role.AUDITOR).get("/board").json["rows"])


def test_a_check_in_made_without_a_signal_is_delivered_once(manned: GridCentre, clock: Clock) -> None:
    then, code, here = stamp(clock.at), shown(manned, clock), at(clock)
    clock.forward(4 * 3600)
    body = {"station": "S01", "code": code, "position": here, "happened_at": then}
    first = own(manned).post("/duty/check-in", body, Idempotency_Key="k1")
    again = own(manned).post("/duty/check-in", body, Idempotency_Key="k1")
    assert (told(first), first.json["at"]) == ((200, "on_duty", []), then)
    assert again.json == first.json
    left = own(manned).post("/duty/check-out", {"station": "S01", "happened_at": stamp(clock.at)})
    assert (left.json["duty"], left.json["at"]) == ("off", stamp(clock.at))


def test_a_closed_station_says_so_and_tells_its_record(manned: GridCentre, clock: Clock) -> None:
    told_ = officer(manned).put("/stations/S01/state", {"state": "closed", "reason": "停水"})
    assert (told_.status_code, told_.json["state"], told_.json["reason"]) == (200, "closed", "停水")
    refused = own(manned).post("/duty/check-in", {"station": "S01", "code": shown(manned, clock)})
    assert (refused.status_code, refused.json["title"]) == (409, "站点 S01 已关闭：停水。可居家备勤")
    home = {"station": "S01", "standby": {"delay_s": 600}}
    assert own(manned).post("/duty/check-in", home).json["duty"] == "on_call"
    assert officer(manned).put("/stations/S01/state", {"state": "degraded"}).json["code"] == "reason_needed"
    assert officer(manned).put("/stations/S02/state", {"state": "open"}).json["code"] == "other_station"
    planned = manned.hand(Role.PLANNER).get("/stations/S01").json
    assert (planned["state"], planned["contact"], planned["phones"]) == ("closed", None, [])
    record = officer(manned).get("/stations/S01").json
    assert (record["state"], record["phones"], record["on_network"], record["paired"], record["radius_m"]) == (
        "closed",
        ["028-****1234"],
        True,
        True,
        150.0,
    )
    assert officer(manned).get("/stations/S01/contact").json == {"name": "张站长", "phones": ["02886001234"]}
    [row] = [one for one in manned.hand().get("/board").json["rows"] if one.get("id") == "S01"]
    assert (row["state"], row["reason"]) == ("closed", "停水")


def test_pairing_is_for_officers_and_repeated_gives_the_same_until_it_is_anew(manned: GridCentre) -> None:
    assert officer(manned, "S02").get("/stations/S02/pairing").status_code == 404
    first = officer(manned).post("/stations/S01/pairing").json
    assert (first["step_s"], first["digits"], first["pairing"]) == (30, 8, 1)
    assert officer(manned).post("/stations/S01/pairing").json == first
    anew = officer(manned).post("/stations/S01/pairing", {"anew": True}).json
    assert anew["pairing"] == 2
    assert anew["secret"] != first["secret"]
    assert officer(manned).get("/stations/S02/pairing").json["code"] == "other_station"
    assert own(manned).get("/stations/S01/pairing").json["code"] == "wrong_role"


def test_a_station_whose_entrance_no_street_reaches_says_so(centre: GridCentre) -> None:
    """A kilometre beyond the last street of the town."""
    centre.office.duty.record_stations([Station("S10", "远站", "other", *corner(1, -5))], by="test")
    on_network = [centre.hand().get(f"/stations/{one}").json["on_network"] for one in ("S01", "S10")]
    assert on_network == [True, False]


@pytest.mark.parametrize("way", ["plain", "confirmed"])
def test_a_check_in_sends_a_test_alarm_once_it_counts(
    tmp_path: Path, grid_cities: Path, clock: Clock, way: str
) -> None:
    gateway = {"gateway_url": "http://127.0.0.1:9", "gateway_secret": "nobody-listens"}
    opened = GridCentre(tmp_path / "real", grid_cities, now=clock, people=0, **gateway)
    try:
        opened.office.people.record([volunteer(1)], by="test")
        where = (11, 1) if way == "confirmed" else (1, 1)
        answer = own(opened).post("/duty/check-in", {"station": "S01", "position": at(clock, *where)}).json
        opened.office.ladder.fall_due()
        assert ("V01" in opened.office.log.board().ladder.tests) is (way == "plain")
        if way == "confirmed":
            officer(opened).post(f"/duty/held/{answer['held']}/confirm", {})
            opened.office.ladder.fall_due()
        assert "V01" in opened.office.log.board().ladder.tests
    finally:
        opened.close()
