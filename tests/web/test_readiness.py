"""The board of stations over HTTP, and for one that fell short who could come and what a move-up is worth."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from dispatch.duty.minimum import minimum
from dispatch.people.model import Team
from dispatch.web.principal import Role
from tests.web.grid import Clock, GridCentre, Hand, volunteer


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def centre(tmp_path: Path, grid_cities: Path, clock: Clock) -> Iterator[GridCentre]:
    """V01 at S01; V02, V04 at S02; V09 of S01 is off duty; all can give first aid."""
    opened = GridCentre(tmp_path / "centre", grid_cities, people=2, now=clock)
    opened.office.people.record([volunteer(4, station="S02"), volunteer(9)], by="test")
    opened.office.duty.check_in("V04", "S02", by="test")
    yield opened
    opened.close()


def levels(hand: Hand) -> list[tuple[str, str]]:
    return [(one["station"], one["level"]) for one in hand.get("/readiness").json["rows"]]


def living_within(hand: Hand) -> float:
    [feature] = hand.get("/circle?skill=first_aid").get_json(force=True)["features"]
    share: float = feature["properties"]["people_share"]
    return share


def test_a_station_that_falls_short_stands_first_and_says_why_and_since_when(centre: GridCentre, clock: Clock) -> None:
    desk = centre.hand()
    assert levels(desk) == [("S01", "green"), ("S02", "green")]
    desk.post("/duty/check-out", {"volunteer": "V01", "station": "S01"})
    clock.at += timedelta(seconds=2)
    centre.office.readiness.fall_due()
    [first, _] = desk.get("/readiness").json["rows"]
    [reason] = first["reasons"]
    assert (first["station"], first["level"], first["name"], first["short_since"]) == ("S01", "red", "一号站", None)
    assert (reason["why"], reason["skill"], reason["wanted"], reason["found"]) == ("short", "first_aider", 1, 0)
    clock.at += timedelta(minutes=1, seconds=1)
    centre.office.readiness.fall_due()
    assert desk.get("/readiness").json["rows"][0]["short_since"] is not None
    [notice] = centre.office.log.board().rosters.notices.values()
    assert (notice.kind, notice.station, notice.missing, notice.volunteer) == ("short", "S01", 1, None)


def test_it_is_told_who_could_come_and_who_could_be_moved_up(centre: GridCentre) -> None:
    """What a move gains beyond what it loses is what the live circle shows once it is made."""
    desk = centre.hand()
    desk.post("/duty/check-out", {"volunteer": "V01", "station": "S01"})
    [row] = desk.get("/readiness/S01/advice").json["rows"]
    assert (row["skill"], row["wanted"], row["found"]) == ("first_aider", 1, 0)
    assert [(one["volunteer"], one["way_s"], one["phone"]) for one in row["fill"]] == [
        ("V01", 0, "138****0001"),
        ("V09", 0, "138****0009"),
    ]
    [move] = row["moves"]
    assert (move["volunteer"], move["source"], move["loses"]) == ("V02", "S02", 0.0)
    assert move["way_s"] == pytest.approx(10 * 200 / (5 / 3.6), rel=0.02)
    before = living_within(desk)
    desk.post("/duty/check-out", {"volunteer": "V02", "station": "S02"})
    desk.post("/duty/check-in", {"volunteer": "V02", "station": "S01"})
    assert move["gains"] == pytest.approx(living_within(desk) - before, abs=0.001)
    assert move["gains"] > 0.1
    with centre.store.engine.connect() as database:
        looks = [tuple(one) for one in database.exec_driver_sql("SELECT subject, what FROM looks").all()]
    assert looks == [("station:S01", "readiness advice")]


def test_a_station_is_not_robbed_of_the_last_one_that_it_must_have(centre: GridCentre) -> None:
    desk = centre.hand()
    for one, station in (("V01", "S01"), ("V04", "S02")):
        desk.post("/duty/check-out", {"volunteer": one, "station": station})
    [row] = desk.get("/readiness/S01/advice").json["rows"]
    assert row["moves"] == []


def test_an_officer_sees_the_names_of_others_masked(centre: GridCentre) -> None:
    centre.hand().post("/duty/check-out", {"volunteer": "V01", "station": "S01"})
    officer = centre.hand(Role.DUTY_OFFICER, station="S01")
    [row] = officer.get("/readiness/S01/advice").json["rows"]
    assert [one["name"] for one in (*row["fill"], *row["moves"])] == ["志***", "志***", "志***"]


def test_a_ready_station_needs_no_advice_and_an_unknown_one_gets_none(centre: GridCentre) -> None:
    desk = centre.hand()
    assert desk.get("/readiness/S01/advice").json["rows"] == []
    assert desk.get("/readiness/S77/advice").status_code == 404


@pytest.mark.parametrize(
    ("role", "reads", "advised"),
    [
        (Role.DISPATCHER, 200, 200),
        (Role.PLANNER, 200, 403),
        (Role.AUDITOR, 200, 403),
        (Role.ADMIN, 200, 403),
        (Role.PARTNER, 403, 403),
    ],
)
def test_who_may_read_it(centre: GridCentre, role: Role, reads: int, advised: int) -> None:
    hand = centre.hand(role)
    assert (hand.get("/readiness").status_code, hand.get("/readiness/S01/advice").status_code) == (reads, advised)


def test_what_a_recorded_minimum_asks_for_is_what_is_lacking(centre: GridCentre) -> None:
    desk = centre.hand()
    centre.office.people.record([volunteer(7, team=Team.SUPPLY, station="S02")], by="test")
    station = centre.office.log.board().duty.stations["S02"]
    centre.office.duty.record_stations([replace(station, minimum=minimum("物资转运×1;first_aid×2"))], by="test")
    [first, _] = desk.get("/readiness").json["rows"]
    assert (first["station"], first["level"], first["reasons"][0]["skill"]) == ("S02", "red", "supply")
    [row] = desk.get("/readiness/S02/advice").json["rows"]
    assert [one["volunteer"] for one in row["fill"]] == ["V07"]
