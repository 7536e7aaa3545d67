"""Incidents, the people asked and the people who go, as they go out."""

from typing import Literal

from pydantic import AwareDatetime

from dispatch.incidents.model import AlertState, Concern, Escalation, IncidentMode, IncidentType, Progress, Status
from dispatch.people.model import Team
from dispatch.web.ladder_shapes import NobodyOut
from dispatch.web.out import Out
from dispatch.web.safety_shapes import Heeding, WellbeingFields
from maps.boundaries import Level


class PlaceOut(Out):
    lon: float
    lat: float
    crs: Literal["WGS84"]
    uncertainty_m: float | None


class CallerOut(Out):
    name: str | None
    phone: str | None


class NeedOut(Out):
    """`team` null: of any."""

    role: str
    team: Team | None
    count: int
    qualifications: list[str]
    unmet: int


class TailOut(Out):
    building: str | None
    unit: str | None
    floor: str | None
    room: str | None


class AmbulanceOut(Out):
    """`at`: since when 120 is notified."""

    notified: bool
    at: AwareDatetime | None
    number: str | None


class CallOut(Out):
    """One report of the event: `incident` is the one that it was taken as."""

    incident: int
    reported_at: AwareDatetime
    address: str | None
    caller: CallerOut | None
    note: str | None


class WavesOut(Out):
    """Whether the plan asks the next people by itself: `tended`. `activates_at`: when it begins to. `held`: stopped by
    the desk. `dry_since`: nobody is left to ask. `next_step`: what may be done then."""

    tended: bool
    held: bool
    activates_at: AwareDatetime | None
    dry_since: AwareDatetime | None
    escalated: list[Escalation]
    next_step: Escalation | None


class IncidentFields(Heeding):
    """`part_of`: the incident that tells of the same event, and counts for both; `calls`: all that were merged into
    this one and its own, the earliest first. `ambulance` null: nobody was asked about 120."""

    id: int
    type: IncidentType
    level: int
    mode: IncidentMode
    status: Status
    reported_at: AwareDatetime
    occurred_at: AwareDatetime | None
    place: PlaceOut | None
    areas: dict[Level, str]
    address: str | None
    tail: TailOut | None
    caller: CallerOut | None
    note: str | None
    ambulance: AmbulanceOut | None
    part_of: int | None
    calls: list[CallOut]
    needs: list[NeedOut]
    unmet: int
    promise_s: int
    target: float
    first_on_scene_at: AwareDatetime | None
    alerts: list[int]
    assignments: list[int]
    taken_by: str
    waves: WavesOut
    nobody_coming: NobodyOut | None


class AlertOut(Out):
    id: int
    incident: int
    wave: int
    volunteer: str
    role: str
    state: AlertState
    alerted_at: AwareDatetime
    expires_at: AwareDatetime
    answered_at: AwareDatetime | None
    delay_s: int | None
    eta_s: float | None
    chance: float | None
    aed: str | None


class AnsweredOut(AlertOut):
    assignment: int | None


class AssignmentOut(WellbeingFields):
    id: int
    incident: int
    alert: int
    volunteer: str
    role: str
    progress: Progress
    open: bool
    times: dict[Progress, AwareDatetime]


class AlarmOut(Out):
    """`assignment` and `volunteer` null: about the incident as a whole, which is `missing` people. `escalated_at`:
    nobody saw to it, and the duty `leader` is to be told."""

    id: int
    incident: int
    concern: Concern
    assignment: int | None
    volunteer: str | None
    missing: int | None
    raised_at: AwareDatetime
    acknowledged_at: AwareDatetime | None
    acknowledged_by: str | None
    escalated_at: AwareDatetime | None
    leader: str | None


class IncidentRow(IncidentFields):
    table: Literal["incidents"]


class AlertRow(AlertOut):
    table: Literal["alerts"]


class AssignmentRow(AssignmentOut):
    table: Literal["assignments"]


class AlarmRow(AlarmOut):
    table: Literal["alarms"]


class IncidentOut(IncidentFields):
    """`rows`: its alerts and assignments."""

    closed_at: AwareDatetime | None
    disposition: str | None
    rows: list[AlertRow | AssignmentRow]
