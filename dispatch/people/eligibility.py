"""Who may be asked: the gates that a volunteer passes before the clock is looked at. Pure; incidents read them too."""

from collections.abc import Collection, Container
from datetime import date
from enum import StrEnum

from dispatch.board import Board
from dispatch.incidents.model import IncidentMode, Need
from dispatch.people.model import Availability, Membership, Qualification, Team, Volunteer

WILLING = frozenset({Availability.AVAILABLE, Availability.DELAYED})


class Reason(StrEnum):
    """Why a volunteer is not asked, from the gate that costs least to change to the one that costs most."""

    OFF_DUTY = "off_duty"
    COMMITTED = "committed"
    RESTING = "resting"
    OPTED_OUT = "opted_out"
    NO_QUALIFICATION = "no_qualification"
    EXPIRED_QUALIFICATION = "expired_qualification"


def committed(board: Board, mode: IncidentMode) -> dict[str, int]:
    """Volunteer → the open assignment that keeps them from an incident of `mode`.

    A real call pre-empts an exercise: only an actual assignment keeps somebody from an actual incident.
    """
    keeping = {IncidentMode.ACTUAL} if mode is IncidentMode.ACTUAL else set(IncidentMode)
    incidents = board.incidents.incidents
    return {
        assignment.volunteer: assignment.id
        for assignment in board.incidents.assignments.values()
        if assignment.open and incidents[assignment.incident].mode in keeping
    }


def gate(board: Board, volunteer: Volunteer, need: Need, day: date, committed: Container[str]) -> tuple[Reason, ...]:
    """Every reason against asking `volunteer` for `need` on `day` (the centre's calendar day); empty: ask.

    `committed` comes from the function of that name, taken once for all volunteers.
    """
    against = []
    if volunteer.id not in board.duty.on_duty:
        against.append(Reason.OFF_DUTY)
    if volunteer.id in committed:
        against.append(Reason.COMMITTED)
    if volunteer.availability not in WILLING:
        against.append(Reason.RESTING)
    if volunteer.opted_out or volunteer.membership is not Membership.ACTIVE:
        against.append(Reason.OPTED_OUT)
    lacking = unqualified(volunteer, need.team, need.qualifications, day)
    if lacking is not None:
        against.append(lacking)
    return tuple(against)


def unqualified(volunteer: Volunteer, team: Team, kinds: Collection[str], day: date) -> Reason | None:
    """What is lacking for a place in `team` that asks for any one of `kinds` (none: being in the team is enough)."""
    if volunteer.team is not team:
        return Reason.NO_QUALIFICATION
    if not kinds:
        return None
    held = [qualification for qualification in volunteer.qualifications if qualification.kind in kinds]
    if any(qualification.valid_on(day) for qualification in held):
        return None
    return Reason.EXPIRED_QUALIFICATION if any(_ran_out(one, day) for one in held) else Reason.NO_QUALIFICATION


def _ran_out(qualification: Qualification, day: date) -> bool:
    return qualification.valid_until is not None and qualification.valid_until < day
