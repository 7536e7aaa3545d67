from dataclasses import replace
from datetime import timedelta

import pytest
from immutables import Map

from dispatch.board import Board
from dispatch.duty.model import CheckIn, Duty
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
from dispatch.people.eligibility import Reason, committed, gate, unqualified
from dispatch.people.model import Availability, Membership, Qualification, Team, Verification
from tests.duty.post import MIDNIGHT, TODAY, ZHANG

PATIENT = Need("patient", Team.MEDICAL, 1, ("first_aid", "doctor"))
ANYBODY = Need("kit", Team.MEDICAL, 1)
ON_DUTY = Board(duty=Duty(on_duty=Map({"V1": CheckIn("V1", "S1", MIDNIGHT)})))
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


@pytest.mark.parametrize(
    ("board", "volunteer", "committed_to", "against"),
    [
        (ON_DUTY, ZHANG, {}, ()),
        (ON_DUTY, replace(ZHANG, availability=Availability.DELAYED), {}, ()),
        (Board(), ZHANG, {}, (Reason.OFF_DUTY,)),
        (ON_DUTY, ZHANG, {"V1": 7}, (Reason.COMMITTED,)),
        (ON_DUTY, replace(ZHANG, availability=Availability.RESTING), {}, (Reason.RESTING,)),
        (ON_DUTY, replace(ZHANG, availability=Availability.UNAVAILABLE), {}, (Reason.RESTING,)),
        (ON_DUTY, replace(ZHANG, opted_out=True), {}, (Reason.OPTED_OUT,)),
        (ON_DUTY, replace(ZHANG, membership=Membership.PROBATION), {}, (Reason.OPTED_OUT,)),
        (
            Board(),
            replace(holding(), membership=Membership.LEFT, availability=Availability.RESTING),
            {"V1": 7},
            (Reason.OFF_DUTY, Reason.COMMITTED, Reason.RESTING, Reason.OPTED_OUT, Reason.NO_QUALIFICATION),
        ),
    ],
)
def test_every_reason_against_asking_somebody_is_named(board, volunteer, committed_to, against):
    assert gate(board, volunteer, PATIENT, TODAY, committed_to) == against


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
