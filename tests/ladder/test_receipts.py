"""What the gateway, the desk and the station say came of it, over HTTP."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from dispatch.ladder.model import Answer, AttemptState, Channel
from dispatch.ladder.rules import understood
from dispatch.web.principal import Role
from dispatch.web.receipts import SIGNATURE, signature
from tests.web.conftest import grid_cities
from tests.web.grid import Clock, GridCentre, Hand, call

__all__ = ["grid_cities"]
SECRET = "shared"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def centre(tmp_path: Path, grid_cities: Path, clock: Clock) -> Iterator[GridCentre]:
    opened = GridCentre(tmp_path / "centre", grid_cities, now=clock, gateway_secret=SECRET)
    yield opened
    opened.close()


class Asked:
    """One incident of `centre`, and V01, V02 asked for it."""

    def __init__(self, centre: GridCentre, clock: Clock) -> None:
        self.centre, self.clock, self.desk = centre, clock, centre.hand()
        self.incident = int(self.desk.post("/incidents", call(level=4)).json["id"])
        wave = self.desk.post(f"/incidents/{self.incident}/alerts", {"volunteers": ["V01", "V02"]}).json
        self.alerts = {one["volunteer"]: one["id"] for one in wave["alerts"]}

    def climb(self, seconds: float) -> None:
        self.clock.forward(seconds)
        while self.centre.office.ladder.fall_due():
            pass

    def message(self, volunteer: str, channel: Channel) -> str:
        return self.centre.office.ladder.ident(self.attempt(volunteer, channel))

    def attempt(self, volunteer: str, channel: Channel) -> int:
        board = self.centre.office.log.board()
        theirs = board.ladder.for_alert(self.alerts[volunteer])
        return next(one.id for one in theirs if one.channel is channel)

    def say(self, message: str, result: str = "answered", **more: Any) -> TestResponse:
        return self.send({"message": message, "result": result, **more})

    def send(self, body: dict[str, Any], secret: str = SECRET) -> TestResponse:
        text = json.dumps(body).encode()
        headers = {SIGNATURE: signature(text, secret), "Content-Type": "application/json"}
        return self.desk.client.post("/api/v1/receipts", data=text, headers=headers)

    def state(self, volunteer: str) -> str:
        rows = self.desk.get(f"/incidents/{self.incident}").json["rows"]
        return next(one["state"] for one in rows if one["table"] == "alerts" and one["volunteer"] == volunteer)

    def told(self, kind: str) -> list[dict[str, Any]]:
        events = self.desk.get(f"/incidents/{self.incident}/timeline").json["events"]
        return [one for one in events if one["kind"] == kind]


@pytest.fixture
def asked(centre: GridCentre, clock: Clock) -> Asked:
    began = Asked(centre, clock)
    began.climb(10)
    return began


def test_a_pressed_1_accepts_and_said_twice_it_is_one_answer(asked: Asked) -> None:
    voice = asked.message("V01", Channel.VOICE)
    first = asked.say(voice, key="1")
    assert (first.status_code, first.json) == (200, {"message": voice, "used": True, "reason": None})
    assert asked.say(voice, key="1").json == first.json
    assert asked.state("V01") == "accepted"
    assert len(asked.told("VolunteerAssigned")) == 1
    assert [one["by"] for one in asked.told("AlertAccepted")] == ["voice:V01"]
    assert asked.told("AnswerUnused") == []


@pytest.mark.parametrize("text", ["1", " Y ", "是", "去。", "１", "yes!"])
def test_words_for_yes(text: str) -> None:
    assert understood(None, text) is Answer.ACCEPT


@pytest.mark.parametrize("text", ["2", "n", "否", "不去", "NO", "２"])
def test_words_for_no(text: str) -> None:
    assert understood(None, text) is Answer.DECLINE


def test_what_is_written_back_is_an_answer(asked: Asked) -> None:
    assert asked.say(asked.message("V01", Channel.SMS), text="不去").json["used"] is True
    assert asked.say(asked.message("V02", Channel.SMS), text="去").json["used"] is True
    assert (asked.state("V01"), asked.state("V02")) == ("declined", "accepted")


def test_what_nobody_understands_is_kept_with_its_words(asked: Asked) -> None:
    heard = asked.say(asked.message("V01", Channel.SMS), text="在外地")
    assert (heard.status_code, heard.json["used"], heard.json["reason"]) == (200, False, "not_understood")
    assert [(one["reason"], one["particulars"]) for one in asked.told("AnswerUnused")] == [("not_understood", "在外地")]
    assert asked.state("V01") == "seen"


def test_a_yes_that_comes_when_another_goes_is_written_down_with_the_reason(asked: Asked) -> None:
    asked.say(asked.message("V01", Channel.VOICE), key="1")
    for _ in range(2):
        late = asked.say(asked.message("V02", Channel.VOICE), key="1")
        assert (late.status_code, late.json["used"], late.json["reason"]) == (200, False, "already_covered")
    assert [(one["volunteer"], one["answer"], one["reason"]) for one in asked.told("AnswerUnused")] == [
        ("V02", "accept", "already_covered")
    ]


def test_answers_to_what_was_taken_back_and_to_what_is_over_are_no_errors(asked: Asked) -> None:
    voice = asked.message("V01", Channel.VOICE)
    asked.desk.post(f"/alerts/{asked.alerts['V01']}/withdraw")
    asked.desk.post(f"/incidents/{asked.incident}/close", {"disposition": "resolved"})
    late = asked.say(voice, key="1")
    assert (late.status_code, late.json["used"], late.json["reason"]) == (200, False, "incident_closed")
    asked.climb(2 * 3600)
    long_after = asked.say(voice, key="1")
    assert (long_after.status_code, long_after.json["reason"]) == (200, "attempt_over")


def test_late_and_out_of_order_they_only_go_up(asked: Asked) -> None:
    voice, sms = asked.message("V01", Channel.VOICE), asked.message("V01", Channel.SMS)
    for message, result in ((sms, "delivered"), (voice, "no_answer"), (voice, "delivered"), (sms, "delivered")):
        assert asked.say(message, result).json["used"] is True
    assert [(one["channel"], one["result"]) for one in asked.told("AttemptResult")] == [
        ("sms", "delivered"),
        ("voice", "no_answer"),
    ]
    assert asked.state("V01") == "delivered"
    asked.clock.forward(31)
    asked.centre.office.incidents.fall_due()
    assert asked.say(sms, text="1", at=(asked.clock() - timedelta(seconds=2)).isoformat()).json["used"] is True
    assert asked.state("V01") == "accepted"


def test_a_wrong_number_is_remembered_of_the_person(asked: Asked) -> None:
    asked.say(asked.message("V01", Channel.VOICE), "wrong_number")
    assert asked.centre.office.log.board().people.volunteers["V01"].unanswered == ("voice", "sms")


class TestRefusals:
    def test_a_signature_of_another_secret_and_none(self, asked: Asked) -> None:
        body = {"message": asked.message("V01", Channel.VOICE), "result": "answered", "key": "1"}
        assert asked.send(body, "guessed").status_code == 401
        assert asked.desk.client.post("/api/v1/receipts", json=body).status_code == 401
        assert asked.state("V01") != "accepted"

    def test_a_message_of_another_centre_or_of_none(self, asked: Asked) -> None:
        for message in ("deadbeef-1", asked.centre.office.ladder.ident(99), "x", "-", "１-１"):
            assert asked.say(message, key="1").status_code == 404

    def test_what_is_no_receipt(self, asked: Asked) -> None:
        voice = asked.message("V01", Channel.VOICE)
        assert asked.say(voice, "sung").status_code == 422
        assert asked.send({"message": voice}).status_code == 422

    def test_a_centre_without_a_secret_hears_none(self, tmp_path: Path, grid_cities: Path) -> None:
        bare = GridCentre(tmp_path / "bare", grid_cities)
        text = b'{"message": "x-1", "result": "answered"}'
        headers = {SIGNATURE: signature(text, ""), "Content-Type": "application/json"}
        assert bare.hand().client.post("/api/v1/receipts", data=text, headers=headers).status_code == 401
        bare.close()


def test_the_call_list_takes_what_was_heard_on_the_telephone(asked: Asked) -> None:
    asked.climb(120)
    rows = [row for row in asked.desk.get("/board").json["rows"] if row["table"] == "attempts"]
    listed = {row["volunteer"]: row["id"] for row in rows if row["channel"] == "call_list"}
    assert set(listed) == {"V01", "V02"}
    assert asked.desk.post(f"/ladder/attempts/{listed['V01']}/outcome", {"outcome": "phone_off"}).status_code == 200
    heard = asked.desk.post(f"/ladder/attempts/{listed['V02']}/outcome", {"outcome": "accept"})
    assert (heard.status_code, heard.json["state"], heard.json["answer"]) == (200, "answered", "accept")
    assert asked.state("V02") == "accepted"
    assert [row for row in asked.desk.get("/board").json["rows"] if row["table"] == "attempts"] == []
    late = asked.desk.post(f"/ladder/attempts/{listed['V01']}/outcome", {"outcome": "accept"})
    assert (late.status_code, late.json["code"]) == (409, "already_covered")


def test_the_station_s_officer_answers_for_their_own_and_nobody_else_s(asked: Asked) -> None:
    asked.climb(60)
    officer = asked.centre.hand(Role.DUTY_OFFICER, station="S01")
    [ringing] = officer.get("/ladder/tablet").json["calls"]
    assert (ringing["volunteer"], ringing["name"], ringing["type"]) == ("V01", "志愿者1", "medical")
    assert officer.get("/ladder/tablet?station=S02").status_code == 403
    other = asked.attempt("V02", Channel.TABLET)
    assert officer.post(f"/ladder/attempts/{other}/outcome", {"outcome": "accept"}).status_code == 403
    said = officer.post(f"/ladder/attempts/{ringing['attempt']}/outcome", {"outcome": "decline"})
    assert said.status_code == 200
    assert (asked.state("V01"), officer.get("/ladder/tablet").json["calls"]) == ("declined", [])


def test_the_own_page_says_that_it_was_seen(asked: Asked) -> None:
    page: Hand = asked.centre.hand(Role.VOLUNTEER, volunteer="V01")
    for _ in range(2):
        assert page.post(f"/alerts/{asked.alerts['V01']}/seen").json["state"] == "seen"
    assert page.post(f"/alerts/{asked.alerts['V02']}/seen").status_code == 403
    assert [one["channel"] for one in asked.told("AttemptResult")] == ["page"]


def test_nobody_coming_is_on_the_incident_until_both_have_heard_it(asked: Asked) -> None:
    asked.climb(240)
    asked.centre.office.watch.fall_due()
    alarms = [row["concern"] for row in asked.desk.get("/board").json["rows"] if row["table"] == "alarms"]
    assert "nobody_coming" in alarms
    since = asked.desk.get(f"/incidents/{asked.incident}").json["nobody_coming"]["since"]
    assert datetime.fromisoformat(since) == asked.clock().astimezone(UTC)
    for told in ("partner", "caller", "caller"):
        answered = asked.desk.post(f"/incidents/{asked.incident}/nobody-coming", {"told": told})
    assert answered.json["nobody_coming"]["told"] == ["caller", "partner"]
    assert [one["told"] for one in asked.told("NobodyComingTold")] == ["partner", "caller"]
    asked.centre.office.watch.fall_due()
    alarms = [row["concern"] for row in asked.desk.get("/board").json["rows"] if row["table"] == "alarms"]
    assert "nobody_coming" not in alarms


def test_a_test_that_was_answered_takes_the_banner_away(tmp_path: Path, grid_cities: Path, clock: Clock) -> None:
    """Nobody listens at the gateway's address: what it would have said is said here."""
    centre = GridCentre(
        tmp_path / "real", grid_cities, now=clock, gateway_url="http://127.0.0.1:9", gateway_secret=SECRET
    )
    office = centre.office
    while office.ladder.fall_due():
        pass
    admin = centre.hand(Role.ADMIN)
    alarms = admin.get("/setup").json["alarms"]
    assert (alarms["state"], [one["name"] for one in alarms["channels"]]) == ("attention", ["voice", "sms"])
    board = office.log.board()
    [sms] = [one for one in board.ladder.attempts.values() if one.volunteer == "V01" and one.channel is Channel.SMS]
    heard = office.ladder.receipt(office.ladder.ident(sms.id), AttemptState.ANSWERED, text="收到")
    assert heard.used
    alarms = admin.get("/setup").json["alarms"]
    assert (alarms["state"], [one["passed_at"] is None for one in alarms["channels"]]) == ("done", [True, False])
    clock.forward(301)
    while office.ladder.fall_due():
        pass
    people = office.log.board().people.volunteers
    assert {one.id for one in people.values() if len(one.unanswered) == 3} == {"V02", "V03", "V04"}
    centre.close()
