"""Nobody alone at night, nobody near a hazard, nobody forgotten at the scene."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from dispatch.duty.events import StationRecorded
from dispatch.duty.model import Contact
from dispatch.errors import NotFound, Refused
from dispatch.incidents import rules
from dispatch.incidents.alarms import acknowledge, due, followed, next_due
from dispatch.incidents.choose import candidates
from dispatch.incidents.events import AlarmEscalated, CompanionWanted
from dispatch.incidents.hazards import Care, Hazard, StandOff, Trouble
from dispatch.incidents.leading import check_back_at, lead_of
from dispatch.incidents.model import Concern, IncidentMode, IncidentType, Need, Progress, Response
from dispatch.people.model import Team
from dispatch.people.positions import Fix
from tests.incidents.night import CENTRE, GUIDE, NOON, PATIENT, SQUARE, Night, call, night, plans, walks

CARE = Care(pairs_at_night=True, check_back_s=1200, check_back_soon_s=600)
TEN_AT_NIGHT = NOON + timedelta(hours=10)
MINUTE = timedelta(minutes=1)


def cared_for(*needs: Need, **care: object) -> dict[tuple[IncidentType, int], Response]:
    return {
        kind: replace(response, care=replace(CARE, **care))  # type: ignore[arg-type]
        for kind, response in plans(*needs).items()
    }


def needs_at(at: datetime, *needs: Need, **care: object) -> list[tuple[str, Team | None, int, float | None]]:
    shift = night()
    shift.at = at
    shift.play(rules.take_call(shift.board, call(), cared_for(*needs, **care), CENTRE, at))
    found = shift.board.incidents.incidents[1].response.needs
    return [(need.role, need.team, need.count, need.target) for need in found]


COMPANION = ("companion", None, 1, 0.3)
ALONE = ("patient", Team.MEDICAL, 1, None)


@pytest.mark.parametrize(
    ("hours", "wanted"),
    [(-1 / 3600, [ALONE]), (0, [ALONE, COMPANION]), (8 - 1 / 3600, [ALONE, COMPANION]), (8, [ALONE])],
    ids=["21:59:59", "22:00", "05:59:59", "06:00"],
)
def test_from_ten_to_six_a_plan_for_one_person_brings_a_companion_of_any_team(
    hours: float, wanted: list[tuple[str, Team | None, int, float | None]]
) -> None:
    assert needs_at(TEN_AT_NIGHT + timedelta(hours=hours), PATIENT) == wanted


def test_two_who_are_sent_anyway_are_a_pair_and_a_centre_may_do_without() -> None:
    assert [role for role, *_ in needs_at(TEN_AT_NIGHT, PATIENT, GUIDE)] == ["patient", "guide"]
    assert needs_at(TEN_AT_NIGHT, PATIENT, pairs_at_night=False) == [ALONE]


def at_night() -> Night:
    """Three medics and a liaison, in the night; a call for one patient."""
    shift = night()
    shift.person("L1", team=Team.LIAISON)
    shift.at = TEN_AT_NIGHT
    shift.play(rules.take_call(shift.board, call(), cared_for(PATIENT), CENTRE, shift.at))
    return shift


def test_no_medic_is_taken_from_the_patient_for_company() -> None:
    shift = at_night()
    reaches = walks(shift.board, M1=60.0, M2=90.0, M3=120.0, L1=30.0)
    found = candidates(shift.board, shift.board.incidents.incidents[1], reaches, CENTRE, shift.at)
    assert {one.volunteer: one.role for one in found.ranked} == {
        "M1": "patient",
        "M2": "patient",
        "M3": "patient",
        "L1": "companion",
    }
    assert ("L1", "companion") in {(one.volunteer, one.role) for one in found.picked}


def test_once_the_patient_is_seen_to_another_medic_may_come_for_company() -> None:
    shift = at_night()
    shift.play(rules.alert(shift.board, 1, ["M1"], walks(shift.board, M1=60.0), CENTRE, shift.at))
    shift.play(rules.answer(shift.board, 1, CENTRE, shift.at, accept=True))
    reaches = walks(shift.board, M2=90.0)
    found = candidates(shift.board, shift.board.incidents.incidents[1], reaches, CENTRE, shift.at)
    assert [(one.volunteer, one.role) for one in found.picked] == [("M2", "companion")]


def on_scene(at: datetime = NOON, kind: IncidentType = IncidentType.MEDICAL, **care: object) -> Night:
    """M1 on scene at that moment; the station's contact is 张站长(虚构)."""
    shift = night()
    shift.at = at
    shift.play([StationRecorded("S01", "虚构站01", "community", 104.06, 30.66, None, Contact("张站长(虚构)"))])
    taken = replace(call(), type=kind)
    shift.play(rules.take_call(shift.board, taken, cared_for(PATIENT, pairs_at_night=False, **care), CENTRE, at))
    goes(shift, "M1")
    shift.play(rules.report(shift.board, 1, Progress.ON_SCENE))
    return shift


def goes(shift: Night, volunteer: str, incident: int = 1) -> int:
    alert = shift.board.incidents.last_alert + 1
    shift.play(
        rules.alert(shift.board, incident, [volunteer], walks(shift.board, **{volunteer: 60.0}), CENTRE, shift.at)
    )
    shift.play(rules.answer(shift.board, alert, CENTRE, shift.at, accept=True))
    return shift.board.incidents.last_assignment


def alarms(shift: Night) -> list[tuple[str, str]]:
    """What the rule does now, played: ("raised" | "ended" | "escalated", concern)."""
    events = shift.play(due(shift.board, {}, CENTRE, shift.at), by="rule:alarms")
    return [(type(event).__name__.removeprefix("Alarm").lower(), str(event.concern)) for event in events]  # type: ignore[attr-defined]


def test_a_companion_on_request_is_one_person_more_whom_the_plan_asks() -> None:
    shift = on_scene()
    asked = shift.play(rules.want_companion(shift.board, 1, acting="M1"))
    assert asked == [CompanionWanted(1, 1, "M1")]
    assert shift.board.incidents.unmet(shift.board.incidents.incidents[1]) == {"patient": 0, "companion": 1}
    assert rules.want_companion(shift.board, 1) == []
    assert alarms(shift) == [("raised", "no_companion")]  # nobody is being asked: the desk picked by hand
    goes(shift, "M2")
    assert alarms(shift) == [("ended", "no_companion")]
    other = rules.want_companion(shift.board, 2, acting="M2")
    shift.play(other)
    assert shift.board.incidents.unmet(shift.board.incidents.incidents[1])["companion"] == 1


def test_only_those_who_are_on_it_ask_check_back_or_are_stuck() -> None:
    shift = on_scene()
    with pytest.raises(Refused, match="not_yours"):
        rules.check_back(shift.board, 1, acting="M2")
    with pytest.raises(NotFound):
        rules.want_companion(shift.board, 7)
    shift.play(rules.report(shift.board, 1, Progress.CLEARED))
    for act in (
        lambda: rules.check_back(shift.board, 1),
        lambda: rules.want_companion(shift.board, 1),
        lambda: rules.report_trouble(shift.board, 1, Trouble.OTHER, None),
    ):
        with pytest.raises(Refused, match="assignment_over"):
            act()


def hazards(shift: Night, incident: int = 1) -> list[tuple[str, str, int]]:
    """(kind, by, minutes after noon)"""
    found = shift.board.incidents.hazards(shift.board.incidents.incidents[incident])
    return [(str(one.hazard), one.by, (one.at - NOON) // MINUTE) for one in found]


def test_a_type_brings_its_hazards_and_the_desk_notes_and_clears_them() -> None:
    shift = on_scene(kind=IncidentType.FIRE, hazards=(Hazard.FIRE,))
    assert hazards(shift) == [("fire", "dispatcher:li", 0)]
    shift.later(300)
    shift.play(rules.note_hazard(shift.board, 1, Hazard.GAS), by="dispatcher:wang")
    assert rules.note_hazard(shift.board, 1, Hazard.GAS) == []
    assert hazards(shift) == [("fire", "dispatcher:li", 0), ("gas", "dispatcher:wang", 5)]
    shift.play(rules.clear_hazard(shift.board, 1, Hazard.FIRE))
    assert rules.clear_hazard(shift.board, 1, Hazard.FIRE) == []
    assert hazards(shift) == [("gas", "dispatcher:wang", 5)]


def test_what_endangers_one_call_endangers_the_whole_event() -> None:
    shift = on_scene()
    fire = replace(call(), type=IncidentType.FIRE)
    shift.play(rules.take_call(shift.board, fire, cared_for(PATIENT, hazards=(Hazard.FIRE,)), CENTRE, shift.at))
    shift.play(rules.merge(shift.board, 2, 1))
    assert hazards(shift, 1) == hazards(shift, 2) == [("fire", "dispatcher:li", 0)]
    with pytest.raises(Refused, match="merged_into"):
        rules.clear_hazard(shift.board, 2, Hazard.FIRE)
    shift.play(rules.clear_hazard(shift.board, 1, Hazard.FIRE))
    assert hazards(shift, 1) == hazards(shift, 2) == []


def test_a_stand_off_point_lies_in_the_city_and_is_taken_away_again() -> None:
    shift = on_scene()
    point = StandOff(SQUARE.lon, SQUARE.lat, "东门岗亭")
    shift.play(rules.set_stand_off(shift.board, 1, point, CENTRE))
    assert shift.board.incidents.incidents[1].heed.stand_off == point
    assert rules.set_stand_off(shift.board, 1, point, CENTRE) == []
    with pytest.raises(Refused, match="outside_city"):
        rules.set_stand_off(shift.board, 1, StandOff(0.0, 0.0), CENTRE)
    shift.play(rules.set_stand_off(shift.board, 1, None, CENTRE))
    assert shift.board.incidents.incidents[1].heed.stand_off is None


def lead(shift: Night) -> str | None:
    found = lead_of(shift.board.incidents, shift.board.incidents.incidents[1])
    return found.volunteer if found else None


def test_the_first_who_is_there_leads_unless_the_desk_names_somebody() -> None:
    shift = night()
    shift.play(rules.take_call(shift.board, call(), plans(replace(PATIENT, count=3)), CENTRE, shift.at))
    for volunteer in ("M1", "M2", "M3"):
        goes(shift, volunteer)
    assert lead(shift) is None
    shift.play(rules.report(shift.board, 2, Progress.ON_SCENE))
    shift.later(60)
    shift.play(rules.report(shift.board, 1, Progress.ON_SCENE))
    assert lead(shift) == "M2"
    shift.play(rules.name_lead(shift.board, 1, 3))
    assert lead(shift) == "M3"
    shift.play(rules.report(shift.board, 3, Progress.WITHDRAWN))
    assert lead(shift) == "M2"
    shift.play(rules.report(shift.board, 2, Progress.CLEARED))
    assert lead(shift) == "M1"
    with pytest.raises(Refused, match="not_on_incident"):
        rules.name_lead(shift.board, 1, 2)
    shift.play(rules.name_lead(shift.board, 1, None))
    assert lead(shift) == "M1"


def due_after(shift: Night) -> timedelta | None:
    going = shift.board.incidents.assignments[1]
    at = check_back_at(shift.board.incidents, going, CENTRE.night)
    return at - shift.at if at else None


def test_people_check_back_every_twenty_minutes_and_ten_at_night_or_in_danger() -> None:
    assert due_after(on_scene()) == 20 * MINUTE
    assert due_after(on_scene(TEN_AT_NIGHT)) == 10 * MINUTE
    assert due_after(on_scene(hazards=(Hazard.GAS,))) == 10 * MINUTE
    assert due_after(on_scene(check_back_s=None)) is None
    shift = on_scene()
    shift.play(rules.note_hazard(shift.board, 1, Hazard.GAS))
    assert due_after(shift) == 10 * MINUTE
    shift.play(rules.clear_hazard(shift.board, 1, Hazard.GAS))
    shift.later(15 * 60)
    shift.play(rules.check_back(shift.board, 1, acting="M1"))
    assert due_after(shift) == 20 * MINUTE
    shift.later(60)
    shift.play(rules.report(shift.board, 1, Progress.ENGAGED))
    assert due_after(shift) == 20 * MINUTE
    shift.play(rules.report(shift.board, 1, Progress.RETURNING))
    assert due_after(shift) is None


def test_who_does_not_check_back_is_an_alarm_and_after_three_minutes_everybodys_with_the_leader_by_name() -> None:
    shift = on_scene()
    assert next_due(shift.board, {}, CENTRE, shift.at + timedelta(hours=1)) == NOON + 20 * MINUTE
    shift.later(20 * 60 - 1)
    assert alarms(shift) == []
    shift.later(1)
    assert alarms(shift) == [("raised", "no_check_back")]
    shift.later(179)
    assert alarms(shift) == []
    assert next_due(shift.board, {}, CENTRE, shift.at + timedelta(hours=1)) == NOON + 23 * MINUTE
    shift.later(1)
    loud = due(shift.board, {}, CENTRE, shift.at)
    assert loud == [AlarmEscalated(1, 1, Concern.NO_CHECK_BACK, 1, "M1", "张站长(虚构)")]
    named = due(shift.board, {}, CENTRE, shift.at, leader="值班长(虚构)")
    assert [event.particulars for event in named] == ["值班长(虚构)"]  # type: ignore[attr-defined]
    shift.play(loud)
    alarm = shift.board.incidents.alarms[1]
    assert (alarm.escalated_at, alarm.leader) == (NOON + 23 * MINUTE, "张站长(虚构)")
    assert alarms(shift) == []
    shift.play(rules.check_back(shift.board, 1))
    assert alarms(shift) == [("ended", "no_check_back")]


def test_an_alarm_that_somebody_sees_to_is_not_escalated() -> None:
    shift = on_scene()
    shift.later(20 * 60)
    alarms(shift)
    shift.play(acknowledge(shift.board, 1))
    shift.later(3600)
    assert alarms(shift) == []


@pytest.mark.parametrize(
    ("trouble", "concern"),
    [(Trouble.CANT_FIND, "cant_find"), (Trouble.CANT_GET_IN, "cant_get_in"), (Trouble.OTHER, "trouble")],
)
def test_being_stuck_is_an_alarm_until_they_get_on(trouble: Trouble, concern: str) -> None:
    shift = night()
    shift.play(rules.take_call(shift.board, call(), plans(PATIENT), CENTRE, shift.at))
    goes(shift, "M1")
    shift.play(rules.report(shift.board, 1, Progress.EN_ROUTE))
    shift.play(rules.report_trouble(shift.board, 1, trouble, "东门锁着", acting="M1"))
    assert rules.report_trouble(shift.board, 1, trouble, None) == []
    assert alarms(shift) == [("raised", concern)]
    shift.play(rules.report(shift.board, 1, Progress.ON_SCENE))
    assert alarms(shift) == [("ended", concern)]


def test_at_the_patient_while_a_hazard_is_open_is_an_alarm() -> None:
    shift = on_scene(hazards=(Hazard.GAS,))
    assert alarms(shift) == []  # at the stand-off point
    shift.play(rules.report(shift.board, 1, Progress.ENGAGED))
    assert alarms(shift) == [("raised", "in_danger")]
    shift.play(rules.clear_hazard(shift.board, 1, Hazard.GAS))
    assert alarms(shift) == [("ended", "in_danger")]


def test_silence_on_scene_is_lost_contact_after_ten_minutes_and_on_the_way_after_three() -> None:
    shift = on_scene(check_back_s=None)
    track = followed(None, Fix("M1", SQUARE.lon, SQUARE.lat, 10.0, shift.at))
    assert track is not None
    tracks = {"M1": track}
    assert due(shift.board, tracks, CENTRE, NOON + 10 * MINUTE - timedelta(seconds=1)) == []
    [raised] = due(shift.board, tracks, CENTRE, NOON + 10 * MINUTE)
    assert raised.concern is Concern.LOST_CONTACT  # type: ignore[attr-defined]


def test_a_drill_has_pairs_and_check_backs_too() -> None:
    shift = night()
    shift.at = TEN_AT_NIGHT
    exercise = call(mode=IncidentMode.EXERCISE)
    shift.play(rules.take_call(shift.board, exercise, cared_for(PATIENT), CENTRE, shift.at))
    assert [need.role for need in shift.board.incidents.incidents[1].response.needs] == ["patient", "companion"]
