"""What keeps people whole, as screens see it."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime

from dispatch.clock import stamp, stamped
from dispatch.incidents.hazards import Hazard, StandOff, Trouble
from dispatch.incidents.leading import check_back_at, lead_of
from dispatch.incidents.model import Assignment, Incident, Incidents
from dispatch.people.model import People
from dispatch.safety.model import Panic, Spot
from dispatch.web.out import Out

Row = dict[str, object]
Night = Callable[[datetime], bool]


class StandOffOut(Out):
    """WGS-84. Where people hold while a hazard is open."""

    lon: float
    lat: float
    address: str | None


class LeadOut(Out):
    """Who leads at the scene: named by the desk, else the first who was there."""

    assignment: int
    volunteer: str
    name: str | None


class Heeding(Out):
    """`hazards` that are open: people hold at `stand_off`, or where no point is set `stand_off_m` away. Who is on scene
    meanwhile is there, not at the patient."""

    hazards: list[Hazard]
    stand_off: StandOffOut | None
    stand_off_m: int | None
    lead: LeadOut | None


class WellbeingFields(Out):
    """`check_back_at`: when they are next to say that they are well; null: they need not. `trouble`: where they are
    stuck."""

    checked_back_at: AwareDatetime | None
    check_back_at: AwareDatetime | None
    companion_wanted: bool
    trouble: Trouble | None


class SpotOut(Out):
    lon: float
    lat: float
    crs: Literal["WGS84"]
    accuracy_m: float | None
    at: AwareDatetime | None


class PanicOut(Out):
    """`leader`: the duty leader who is to be told, by name. `answer`: what somebody at the desk does about it;
    `reason`: why it is over."""

    id: int
    volunteer: str
    incident: int | None
    assignment: int | None
    raised_at: AwareDatetime
    raised_by: str
    position: SpotOut | None
    leader: str | None
    answered_at: AwareDatetime | None
    answered_by: str | None
    answer: str | None
    ended_at: AwareDatetime | None
    reason: str | None


class PanicRow(PanicOut):
    table: Literal["panics"]


def heed_row(incidents: Incidents, incident: Incident, people: People) -> Row:
    """Of the whole event, also on the row of a call that is part of it."""
    whole = incidents.whole(incident)
    return {
        "hazards": [one.hazard for one in incidents.hazards(whole)],
        "stand_off": _stand_off(incidents.stand_off(whole)),
        "stand_off_m": whole.response.care.stand_off_m,
        "lead": _lead(lead_of(incidents, whole), people),
    }


def wellbeing_row(incidents: Incidents, assignment: Assignment, night: Night) -> Row:
    told = assignment.wellbeing
    due_at = check_back_at(incidents, assignment, night)
    return {
        "checked_back_at": stamped(told.checked_back_at),
        "check_back_at": stamped(due_at),
        "companion_wanted": told.companion_wanted,
        "trouble": told.trouble,
    }


def panic_row(panic: Panic) -> Row:
    cry = panic.particulars
    return {
        "volunteer": panic.volunteer,
        "incident": panic.incident,
        "assignment": panic.assignment,
        "raised_at": stamp(panic.raised_at),
        "raised_by": panic.raised_by,
        "position": _spot(cry.spot) if cry and cry.spot else None,
        "leader": cry.leader if cry else None,
        "answered_at": stamped(panic.answered_at),
        "answered_by": panic.answered_by,
        "answer": panic.answer,
        "ended_at": stamped(panic.ended_at),
        "reason": panic.reason,
    }


def _stand_off(point: StandOff | None) -> Row | None:
    return {"lon": point.lon, "lat": point.lat, "address": point.address} if point else None


def _lead(lead: Assignment | None, people: People) -> Row | None:
    if lead is None:
        return None
    record = people.volunteers.get(lead.volunteer)
    person = record.particulars if record else None
    return {"assignment": lead.id, "volunteer": lead.volunteer, "name": person.name if person else None}


def _spot(spot: Spot) -> Row:
    return {
        "lon": spot.lon,
        "lat": spot.lat,
        "crs": "WGS84",
        "accuracy_m": spot.accuracy_m,
        "at": stamped(spot.at),
    }
