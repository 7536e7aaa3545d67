"""Follow-ups through the API: from the close of an incident to the last word, for whom it concerns alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dispatch.followups.events import FollowUpAsked, FollowUpDue
from dispatch.people.model import Person, Qualification, Team, Volunteer
from dispatch.web.principal import Role
from maps.speeds import Mode
from tests.web.grid import Clock, GridCentre, Hand, call

DAY = 24 * 3600
CALLER = {"name": "王女士", "phone": "13812345678"}


@pytest.fixture
def clock() -> Clock:
    return Clock()


BOTH = pytest.mark.parametrize("centre", ["sqlite", "postgres"], indirect=True)


@pytest.fixture
def centre(tmp_path: Path, grid_cities: Path, clock: Clock, request: pytest.FixtureRequest) -> Iterator[GridCentre]:
    url = request.getfixturevalue("postgres_url") if getattr(request, "param", None) == "postgres" else ""
    opened = GridCentre(tmp_path / "centre", grid_cities, now=clock, url=url)
    counsel = [
        Volunteer(
            ident,
            Team.PSYCHOLOGICAL,
            Mode.WALK,
            station="S02",
            qualifications=(Qualification("counsellor_2"),),
            particulars=Person(f"虚构心理{ident}", f"1390000000{ident[-1]}"),
        )
        for ident in ("P1", "P2")
    ]
    opened.office.people.record(counsel, by="test")
    yield opened
    opened.close()


def over(centre: GridCentre) -> int:
    """A call to which V01 went, closed."""
    desk = centre.hand()
    incident = int(desk.post("/incidents", call(type="psychological", caller=CALLER, address="一街2号")).json["id"])
    (alert,) = desk.post(f"/incidents/{incident}/alerts", {"volunteers": ["P1"]}).json["alerts"]
    assignment = desk.post(f"/alerts/{alert['id']}/answer", {"answer": "accept"}).json["assignment"]
    for progress in ("en_route", "on_scene", "cleared"):
        assert desk.post(f"/assignments/{assignment}/progress", {"progress": progress}).status_code == 200
    assert desk.post(f"/incidents/{incident}/close", {"disposition": "resolved"}).status_code == 200
    return incident


def a_day_later(centre: GridCentre, clock: Clock) -> None:
    clock.forward(DAY)
    for _ in range(2):
        centre.office.followups.fall_due()


def mine(hand: Hand) -> list[dict[str, Any]]:
    return [row for row in hand.get("/board").json["rows"] if row["table"] == "follow_ups"]


def test_who_was_there_says_how_they_are_and_is_rung_when_they_need_help(centre: GridCentre, clock: Clock) -> None:
    centre.office.duty.check_in("P1", "S02", by="test")
    incident = over(centre)
    desk, own = centre.hand(), centre.hand(Role.VOLUNTEER, volunteer="P1")
    assert mine(desk) == []
    assert [row["after_hours"] for row in desk.get("/follow-ups?state=planned").json["rows"]] == [24, 24, 72, 72]
    a_day_later(centre, clock)

    (asked,) = [row for row in mine(own) if row["kind"] == "welfare"]
    assert (asked["incident"], asked["volunteer"], asked["state"]) == (incident, "P1", "due")
    told = {"feeling": "help", "text": "睡不好"}
    answered = own.post(f"/follow-ups/{asked['id']}/answer", told, Idempotency_Key="k1")
    assert (answered.status_code, answered.json["feeling"]) == (200, "help")
    assert own.post(f"/follow-ups/{asked['id']}/answer", told, Idempotency_Key="k1").json == answered.json
    centre.office.followups.fall_due()

    other = centre.hand(Role.VOLUNTEER, volunteer="P2")
    (help_row,) = [row for row in mine(other) if row["kind"] == "welfare"]
    assert (help_row["holder"], help_row["state"], help_row["feeling"]) == ("P2", "assigned", "help")
    contact = f"/follow-ups/{asked['id']}/contact"
    assert other.get(contact).status_code == 403, "not before it is taken"
    assert other.post(f"/follow-ups/{asked['id']}/take").json["taken_at"] is not None
    assert other.get(contact).json == {
        "name": "虚构心理P1",
        "phone": "13900000001",
        "address": None,
        "text": "睡不好",
        "note": None,
    }
    done = other.post(f"/follow-ups/{asked['id']}/done", {"note": "已谈四十分钟"})
    assert done.json["state"] == "done"
    assert [row["kind"] for row in mine(other)] == []
    assert [row["id"] for row in desk.get("/follow-ups?state=done").json["rows"]] == [asked["id"]]


def test_the_scene_is_rung_by_a_counsellor_who_learns_whom_to_ring(centre: GridCentre, clock: Clock) -> None:
    centre.office.duty.check_in("P1", "S02", by="test")
    over(centre)
    a_day_later(centre, clock)
    desk = centre.hand()
    (scene,) = [row for row in mine(desk) if row["kind"] == "psychological"]
    path = f"/follow-ups/{scene['id']}"
    asked = centre.hand(Role.VOLUNTEER, volunteer=scene["holder"])
    stranger = centre.hand(Role.VOLUNTEER, volunteer="V02")
    assert mine(stranger) == []
    assert stranger.post(f"{path}/take").status_code == 403
    assert stranger.post(f"{path}/done").status_code == 403
    officer = centre.hand(Role.DUTY_OFFICER, station="S02")
    assert officer.get(f"{path}/contact").status_code == 403, "their counsellor was only asked"
    assert asked.post(f"{path}/take").status_code == 200
    assert asked.get(f"{path}/contact").json["phone"] == "13812345678"
    assert officer.get(f"{path}/contact").json["phone"] == "13812345678"
    assert asked.post(f"{path}/hand-back").json["holder"] is None
    assert desk.post(f"{path}/take").json["taken_by"] == desk.get("/me").json["by"]
    missed = desk.post(f"{path}/not-reached", {"reason": "no_answer"})
    assert (missed.json["state"], missed.json["missed"]) == ("not_reached", "no_answer")
    assert desk.post(f"{path}/done").status_code == 409
    assert desk.post("/follow-ups/999/take").status_code == 404


@BOTH
def test_two_servers_ask_one_counsellor_once(centre: GridCentre, clock: Clock) -> None:
    centre.office.duty.check_in("P1", "S02", by="test")
    incident = over(centre)
    other = centre.beside()
    clock.forward(DAY)
    for _ in range(3):
        centre.office.followups.fall_due()
        other.office.followups.fall_due()
    told = [(one.by, type(one.event)) for one in centre.office.incidents.timeline(incident)]
    assert told.count(("rule:follow_up", FollowUpDue)) == 2
    assert told.count(("rule:follow_up", FollowUpAsked)) == 1
    other.close()


@BOTH
def test_a_month_later_what_was_said_is_erased_and_the_log_still_holds(centre: GridCentre, clock: Clock) -> None:
    centre.office.duty.check_in("P1", "S02", by="test")
    over(centre)
    a_day_later(centre, clock)
    own = centre.hand(Role.VOLUNTEER, volunteer="P1")
    (asked,) = [row for row in mine(own) if row["kind"] == "welfare"]
    own.post(f"/follow-ups/{asked['id']}/answer", {"feeling": "fair", "text": "有点累"})
    kept = centre.office.followups.follow_up(asked["id"])
    assert kept.said is not None
    assert kept.said.text == "有点累"
    clock.forward(31 * DAY)
    centre.office.followups.fall_due()
    log = centre.office.log
    assert log.board().followups.find(asked["id"]) is None
    assert next(one.event.particulars for one in log.events(subject=f"follow_up:{asked['id']}")) is None  # type: ignore[attr-defined]
    assert log.verify() is None
    board, seq = log.view()
    assert log.rebuilt(upto=seq) == board


def test_what_an_alarm_says_is_missing_is_what_is_missing_now(centre: GridCentre, clock: Clock) -> None:
    desk = centre.hand()
    incident = desk.post("/incidents", call(level=4)).json["id"]
    asked = desk.post(f"/incidents/{incident}/alerts", {"volunteers": ["V01", "V03"]}).json["alerts"]
    seq = desk.get("/board").json["seq"]
    desk.post(f"/alerts/{asked[0]['id']}/answer", {"answer": "accept"})
    desk.post(f"/alerts/{asked[1]['id']}/answer", {"answer": "decline"})
    assignment = next(row["id"] for row in desk.get("/board").json["rows"] if row["table"] == "assignments")
    desk.post(f"/assignments/{assignment}/progress", {"progress": "withdrawn"})
    centre.office.watch.fall_due()
    (alarm,) = [row for row in desk.get("/board").json["rows"] if row["table"] == "alarms"]
    assert alarm["missing"] == 1
    seq = desk.get("/board").json["seq"]
    second = desk.post(f"/incidents/{incident}/alerts", {"volunteers": ["V02"]}).json["alerts"][0]
    desk.post(f"/alerts/{second['id']}/answer", {"answer": "accept"})
    told = [row for row in desk.get(f"/changes?after={seq}").json["rows"] if row["table"] == "alarms"]
    assert [row.get("missing", "gone") for row in told] in ([0], ["gone"])
