from dataclasses import replace
from datetime import timedelta

import pytest
from immutables import Map

from dispatch.board import Board
from dispatch.duty.model import CheckIn
from dispatch.incidents.model import (
    Assignment,
    Incident,
    IncidentMode,
    Incidents,
    IncidentType,
    Need,
    Progress,
    Response,
)
from dispatch.people.eligibility import Demands, Reason, best_role, carries, committed, gate, profile, unqualified
from dispatch.people.model import Availability, Channel, Membership, Person, Qualification, Team, Verification
from tests.duty.post import MIDNIGHT, TODAY, ZHANG

PATIENT = Need("patient", Team.MEDICAL, 1, ("first_aid", "doctor"))
ANYBODY = Need("kit", Team.MEDICAL, 1)
AT_STATION = CheckIn("V1", "S1", MIDNIGHT)
YESTERDAY = TODAY - timedelta(days=1)


def holding(*qualifications: Qualification):
    return replace(ZHANG, qualifications=qualifications)


@pytest.mark.parametrize(
    ("volunteer", "lacking"),
    [
        (holding(Qualification("first_aid", valid_until=TODAY)), None),
        (holding(Qualification("first_aid", valid_until=YESTERDAY)), Reason.EXPIRED_QUALIFICATION),
        (holding(Qualification("first_aid", valid_until=YESTERDAY), Qualification("doctor")), None),
        (holding(Qualification("driver")), Reason.NO_QUALIFICATION),
        (holding(), Reason.NO_QUALIFICATION),
        (holding(Qualification("doctor", Verification.SUBMITTED)), Reason.NO_QUALIFICATION),
        (holding(Qualification("doctor", Verification.REVOKED)), Reason.NO_QUALIFICATION),
        (replace(holding(Qualification("doctor")), team=Team.SUPPLY), Reason.NO_QUALIFICATION),
    ],
)
def test_a_certificate_counts_to_its_last_day_and_only_once_verified(volunteer, lacking):
    assert unqualified(volunteer, PATIENT.team, PATIENT.qualifications, TODAY) == lacking


def test_where_no_certificate_is_asked_the_team_is_enough():
    assert unqualified(holding(), Team.MEDICAL, (), TODAY) is None


def born(year: int):
    return replace(ZHANG, particulars=Person("演示·张", birth_year=year))


@pytest.mark.parametrize(
    ("volunteer", "against"),
    [
        (ZHANG, ()),
        (replace(ZHANG, availability=Availability.DELAYED), ()),
        (replace(ZHANG, availability=Availability.RESTING), (Reason.RESTING,)),
        (replace(ZHANG, availability=Availability.UNAVAILABLE), (Reason.RESTING,)),
        (replace(ZHANG, opted_out=True), (Reason.OPTED_OUT,)),
        (replace(ZHANG, membership=Membership.PROBATION), (Reason.NOT_ACTIVE,)),
        (replace(ZHANG, unanswered=(Channel.PAGE, Channel.SMS)), ()),
        (replace(ZHANG, unanswered=tuple(Channel)), (Reason.NOT_CONTACTABLE,)),
        (replace(ZHANG, consented=True), ()),
        (replace(ZHANG, consented=False), (Reason.NO_CONSENT,)),
        (replace(ZHANG, insured_until=TODAY), ()),
        (replace(ZHANG, insured_until=YESTERDAY), (Reason.NOT_INSURED,)),
        (born(TODAY.year - 18), ()),
        (born(TODAY.year - 17), (Reason.UNDER_AGE,)),
        (
            replace(holding(), membership=Membership.LEFT, availability=Availability.RESTING),
            (Reason.RESTING, Reason.NOT_ACTIVE, Reason.NO_QUALIFICATION),
        ),
    ],
)
def test_every_reason_against_asking_somebody_is_named(volunteer, against):
    assert gate(profile(volunteer, AT_STATION), PATIENT, Demands(TODAY)) == against


def test_what_is_not_known_counts_as_lacking_only_where_proof_is_asked():
    unknown = profile(ZHANG, AT_STATION)
    assert gate(unknown, PATIENT, Demands(TODAY)) == ()
    assert gate(unknown, PATIENT, Demands(TODAY, proof=True)) == (
        Reason.NO_CONSENT,
        Reason.NOT_INSURED,
        Reason.UNDER_AGE,
    )


def test_kit_is_asked_for_once_kit_is_on_record():
    aed = replace(PATIENT, kit="aed")
    with_kit, without = (profile(ZHANG, replace(AT_STATION, kit=kit)) for kit in (("bag-2", "AED-07"), ("bag-2",)))
    assert gate(without, aed, Demands(TODAY)) == ()
    assert gate(without, aed, Demands(TODAY, kit_known=True)) == (Reason.NO_KIT,)
    assert gate(with_kit, aed, Demands(TODAY, kit_known=True)) == ()
    assert carries(("aed",), "aed")
    assert not carries(("aedx",), "aed")


def test_who_is_nowhere_is_not_asked():
    assert gate(profile(ZHANG, AT_STATION, placed=False), PATIENT, Demands(TODAY)) == (Reason.STALE_POSITION,)


def test_everyone_gets_the_first_role_that_they_may_fill():
    nurse = replace(PATIENT, role="nurse", qualifications=("nurse",))
    first_aider = profile(holding(Qualification("first_aid")), AT_STATION)
    assert best_role(first_aider, (nurse, PATIENT), Demands(TODAY)) == ("patient", ())
    assert best_role(first_aider, (nurse,), Demands(TODAY)) == ("nurse", (Reason.NO_QUALIFICATION,))


def test_a_real_call_takes_people_out_of_an_exercise_but_not_the_other_way_round():
    assert committed(two_incidents(), IncidentMode.ACTUAL) == {"V1": 1}
    assert committed(two_incidents(), IncidentMode.EXERCISE) == {"V1": 1, "V2": 2}


def two_incidents() -> Board:
    """V1 goes to a real call, V2 to an exercise, V3 has come back from the real one."""

    def incident(number: int, mode: IncidentMode) -> Incident:
        return Incident(number, IncidentType.MEDICAL, 1, mode, MIDNIGHT, Response((ANYBODY,)), "dispatcher:li")

    def going(number: int, incident: int, progress: Progress) -> Assignment:
        return Assignment(number, incident, number, f"V{number}", "kit", progress, ((progress, MIDNIGHT),))

    return Board(
        incidents=Incidents(
            incidents=Map({1: incident(1, IncidentMode.ACTUAL), 2: incident(2, IncidentMode.EXERCISE)}),
            assignments=Map(
                {
                    1: going(1, 1, Progress.EN_ROUTE),
                    2: going(2, 2, Progress.ASSIGNED),
                    3: going(3, 1, Progress.CLEARED),
                }
            ),
        )
    )
