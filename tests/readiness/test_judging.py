"""What a station has beside what it must have: people by qualification, kit and comms, with the reason in codes."""

from dataclasses import replace
from datetime import date, timedelta

from dispatch.duty.model import Standby
from dispatch.incidents.model import Assignment, Incident, IncidentMode, Incidents, IncidentType, Progress, Response
from dispatch.kits.model import Item, Kit, KitState, Radio
from dispatch.readiness.judging import FIRST_AIDER, standings
from dispatch.readiness.model import Lacking, Level, Reason, Why
from tests.readiness.post import NOON, SHANGHAI, Post

TODAY = date(2026, 11, 24)
BAG = Kit("K1", "first_aid", "急救包", "S1", items=(Item("敷料", 4, 4, "B1", date(2027, 5, 1)),))
SET = Kit("R1", "radio", "通讯包", "S1", radio=Radio("演示01", 80))


def told(post: Post, station: str = "S1") -> tuple[str, list[tuple[object, ...]]]:
    one = post.standing(station)
    return one.level, [(each.why, each.skill, each.wanted, each.found, each.count) for each in one.reasons]


def test_who_is_there_is_held_against_the_minimum_of_the_hour(post: Post) -> None:
    """At noon two first-aiders; at 21:00 one of the medical team, at eight in the morning two again."""
    post.arrive(1, "first_aid")
    post.arrive(2)
    assert told(post) == ("red", [("short", "first_aid", 2, 1, None)])
    assert post.standing().lacking == (Lacking("first_aid", 2, 1),)
    post.at += timedelta(hours=9)
    assert told(post) == ("green", [])
    post.at += timedelta(hours=11)
    assert told(post)[0] == "red"
    post.arrive(3, "first_aid")
    assert told(post) == ("green", [])


def test_whoever_is_at_home_makes_up_for_it_and_that_is_told(post: Post) -> None:
    post.arrive(1, "first_aid")
    post.enrol(2, "first_aid")
    post.duty.check_in("V2", "S1", standby=Standby(300), by="test")
    assert told(post) == ("amber", [("on_standby", "first_aid", 2, 1, 1)])
    one = post.standing()
    assert (one.on_site, one.standby, dict(one.people)) == (1, 1, {"first_aid": 2, "medical": 2})


def test_without_a_minimum_one_who_gives_first_aid_is_wanted_on_site_or_at_home(post: Post) -> None:
    post.arrive(1, "fire_safety", station="S2")
    assert told(post, "S2") == ("red", [("short", FIRST_AIDER, 1, 0, None)])
    post.enrol(2, "nurse", station="S2")
    post.duty.check_in("V2", "S2", standby=Standby(300), by="test")
    assert told(post, "S2") == ("green", [])


def test_who_is_on_a_call_or_must_not_be_asked_is_not_counted(post: Post) -> None:
    for number in (1, 2, 3):
        post.arrive(number, "first_aid")
    assert told(post) == ("green", [])
    post.tire("V3")
    assert told(post) == ("green", [])
    going = Assignment(1, 1, 1, "V2", "patient", Progress.EN_ROUTE, ((Progress.ASSIGNED, NOON),))
    call = Incident(1, IncidentType.MEDICAL, 1, IncidentMode.ACTUAL, NOON, Response(()), "dispatcher:li")
    busy = Incidents(
        incidents=post.board.incidents.incidents.set(1, call),
        assignments=post.board.incidents.assignments.set(1, going),
    )
    [one] = [
        one for one in standings(replace(post.board, incidents=busy), NOON.astimezone(SHANGHAI)) if one.station == "S1"
    ]
    assert (one.level, one.away, one.reasons) == (
        Level.RED,
        1,
        (
            Reason(Why.SHORT, "first_aid", 2, 1),
            Reason(Why.AWAY, count=1),
            Reason(Why.NOT_COUNTED, count=1, gate="resting"),
        ),
    )


def test_kit_and_comms_that_are_not_fit_lower_it_and_so_does_a_last_day(post: Post) -> None:
    post.arrive(1, "first_aid")
    post.arrive(2, "first_aid")
    post.kits.record([BAG, SET], by="test")
    one = post.standing()
    assert (one.level, dict(one.kit), one.comms, one.equipped) == (Level.GREEN, {"first_aid": 1, "radio": 1}, 1, 0)
    post.duty.check_in("V1", "S1", kit=("K1",), by="test")
    assert post.standing().equipped == 1
    post.kits.record([replace(BAG, items=(replace(BAG.items[0], expires_on=TODAY),))], by="test")
    assert post.standing().reasons == (Reason(Why.KIT_LAST_DAY, kit="K1"),)
    post.at += timedelta(hours=20)
    post.kits.report("R1", KitState.MISSING, by="test")
    one = post.standing()
    assert (one.level, one.reasons, one.equipped) == (
        Level.AMBER,
        (Reason(Why.KIT_UNFIT, kit="first_aid"), Reason(Why.NO_COMMS, kit="radio")),
        0,
    )


def test_outside_its_hours_nobody_is_wanted_and_the_worst_stands_first(post: Post) -> None:
    post.arrive(1, "first_aid")
    first, second = (post.board.duty.stations[one] for one in ("S1", "S2"))
    assert [(one.station, one.level) for one in post.desk.board()] == [("S1", "red"), ("S2", "red")]
    post.duty.record_stations([replace(first, hours="13:00-21:00"), second], by="test")
    assert [(one.station, one.level) for one in post.desk.board()] == [("S2", "red"), ("S1", "closed")]
