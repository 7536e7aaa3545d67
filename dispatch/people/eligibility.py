"""Who may be asked: the gates that a volunteer passes before the clock is looked at. Pure; incidents read them too."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dispatch.board import Board
from dispatch.duty.model import CheckIn
from dispatch.incidents.model import IncidentMode, Need
from dispatch.people.model import Availability, Channel, Membership, Qualification, Team, Volunteer

WILLING = frozenset({Availability.AVAILABLE, Availability.DELAYED})
OF_AGE = 18


class Reason(StrEnum):
    """Why a volunteer is not asked, from the gate that costs least to change to the one that costs most."""

    OFF_DUTY = "off_duty"
    COMMITTED = "committed"
    RESTING = "resting"
    OPTED_OUT = "opted_out"
    NOT_ACTIVE = "not_active"
    NOT_CONTACTABLE = "not_contactable"
    NO_CONSENT = "no_consent"
    NOT_INSURED = "not_insured"
    UNDER_AGE = "under_age"
    NO_QUALIFICATION = "no_qualification"
    EXPIRED_QUALIFICATION = "expired_qualification"
    NO_KIT = "no_kit"
    STALE_POSITION = "stale_position"
    ASKED_ELSEWHERE = "asked_elsewhere"
    OUTSIDE_LIMIT = "outside_limit"
    NOT_ENROLLED = "not_enrolled"


@dataclass(frozen=True, slots=True)
class Profile:
    """What the gates look at in somebody on duty, and nothing that tells them from the next: many are alike, and those
    are judged once. `placed` False: no fresh fix, and no station or standby point instead."""

    team: Team
    membership: Membership
    availability: Availability
    opted_out: bool
    qualifications: tuple[Qualification, ...]
    unanswered: tuple[Channel, ...]
    insured_until: date | None
    consented: bool | None
    birth_year: int | None
    kit: tuple[str, ...]
    delay_s: int
    placed: bool


@dataclass(frozen=True, slots=True)
class Demands:
    """What holds for everyone on one day. `proof`: what is not known of insurance, consent and age counts as a no.
    `kit_known`: somebody's kit is on record, so whoever has none on record has none. `fetched`: the kind of kit that is
    picked up on the way, so nobody need carry it."""

    day: date
    proof: bool = False
    kit_known: bool = False
    fetched: str | None = None


def profile(
    volunteer: Volunteer, check_in: CheckIn, *, placed: bool = True, kit: tuple[str, ...] | None = None
) -> Profile:
    """`kit`: what of it counts now; None: as it was named at check-in."""
    person = volunteer.particulars
    return Profile(
        team=volunteer.team,
        membership=volunteer.membership,
        availability=volunteer.availability,
        opted_out=volunteer.opted_out,
        qualifications=volunteer.qualifications,
        unanswered=volunteer.unanswered,
        insured_until=volunteer.insured_until,
        consented=volunteer.consented,
        birth_year=person.birth_year if person else None,
        kit=check_in.kit if kit is None else kit,
        delay_s=check_in.delay_s,
        placed=placed,
    )


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


def gate(one: Profile, need: Need, demands: Demands) -> tuple[Reason, ...]:
    """Every reason against asking somebody on duty for `need`; empty: ask."""
    closed = {
        Reason.RESTING: one.availability not in WILLING,
        Reason.OPTED_OUT: one.opted_out,
        Reason.NOT_ACTIVE: one.membership is not Membership.ACTIVE,
        Reason.NOT_CONTACTABLE: set(one.unanswered) == set(Channel),
    }
    against = [reason for reason, shut in closed.items() if shut]
    against += unprotected(one.consented, one.insured_until, one.birth_year, demands)
    lacking = unqualified(one, need.team, need.qualifications, demands.day)
    if lacking is not None:
        against.append(lacking)
    if need.kit not in (None, demands.fetched) and demands.kit_known and not carries(one.kit, need.kit):
        against.append(Reason.NO_KIT)
    if not one.placed:
        against.append(Reason.STALE_POSITION)
    return tuple(against)


def unprotected(
    consented: bool | None, insured_until: date | None, birth_year: int | None, demands: Demands
) -> list[Reason]:
    """Why somebody must not be sent into danger: no consent to the risk, no insurance, not of age. The year of birth
    alone counts: nobody's birthday is kept."""
    insured = None if insured_until is None else demands.day <= insured_until
    of_age = None if birth_year is None else demands.day.year - birth_year >= OF_AGE
    known = {Reason.NO_CONSENT: consented, Reason.NOT_INSURED: insured, Reason.UNDER_AGE: of_age}
    return [reason for reason, fine in known.items() if not (not demands.proof if fine is None else fine)]


def best_role(one: Profile, needs: Collection[Need], demands: Demands) -> tuple[str, tuple[Reason, ...]]:
    """(role, reasons against): the first of the needs that they may fill, else the one that they come nearest to."""
    gates = ((need.role, gate(one, need, demands)) for need in needs)
    return min(gates, key=lambda passed: len(passed[1]))


def unqualified(one: Profile | Volunteer, team: Team | None, kinds: Collection[str], day: date) -> Reason | None:
    """What is lacking for a place in `team` (None: whichever) that asks for any one of `kinds` (none: being in the team
    is enough)."""
    if team is not None and one.team is not team:
        return Reason.NO_QUALIFICATION
    if not kinds:
        return None
    held = [qualification for qualification in one.qualifications if qualification.kind in kinds]
    if any(qualification.valid_on(day) for qualification in held):
        return None
    return Reason.EXPIRED_QUALIFICATION if any(_ran_out(one, day) for one in held) else Reason.NO_QUALIFICATION


def carries(kit: Collection[str], kind: str) -> bool:
    """Whether there is one of that kind among kit ids: `aed`, or `aed-07`."""
    return any(one.lower().partition("-")[0] == kind for one in kit)


def _ran_out(qualification: Qualification, day: date) -> bool:
    return qualification.valid_until is not None and qualification.valid_until < day
