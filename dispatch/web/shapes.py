"""What goes out, described for `/openapi.json`. Answers are built as plain JSON; a test holds them to these shapes."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from dispatch.drills.model import DrillKind, DrillState
from dispatch.incidents.model import AlertState, Concern, Escalation, IncidentMode, IncidentType, Progress, Status
from dispatch.people.model import Availability, Membership, Team
from dispatch.web.ladder_shapes import AttemptRow, NobodyOut
from dispatch.web.owed import FollowUpRow
from dispatch.web.register import AedRow
from dispatch.web.safety_shapes import Heeding, PanicRow, WellbeingFields
from maps.boundaries import Level
from maps.speeds import Mode, Weather


class Out(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Problem(BaseModel):
    """RFC 9457. `code` is for programs; members of its own stand beside it. `errors`: what was wrong with the input."""

    type: str
    title: str
    status: int
    code: str
    errors: list[dict[str, Any]] | None = None


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


class QualificationOut(Out):
    kind: str
    valid_until: date | None
    state: Literal["verified", "submitted", "revoked", "expired", "expiring"]


class VolunteerRow(Out):
    table: Literal["volunteers"]
    id: str
    name: str | None
    phone: str | None
    team: Team
    mode: Mode
    station: str | None
    membership: Membership
    availability: Availability
    qualifications: list[QualificationOut]
    duty: Literal["on_duty", "on_call", "off"]
    duty_delay_s: int | None
    duty_station: str | None
    duty_until: AwareDatetime | None
    committed: int | None


class StationRow(Out):
    table: Literal["stations"]
    id: str
    name: str
    kind: str
    lon: float
    lat: float
    address: str | None
    on_duty: int


class ClosureFields(Out):
    id: int
    reason: str
    until: AwareDatetime | None
    at: AwareDatetime
    by: str
    edges: list[int]
    geometry: dict[str, Any] | None


class ClosureRow(ClosureFields):
    table: Literal["closures"]


class GateFields(Out):
    """`code`, `guard`: whether there is a code, and a guard who can be rung; neither is told here."""

    id: int
    lon: float
    lat: float
    name: str
    hours: str
    modes: list[Mode]
    code: bool
    guard: bool
    note: str | None
    at: AwareDatetime
    by: str


class GateRow(GateFields):
    table: Literal["gates"]


class EntranceFields(Out):
    id: int
    lon: float
    lat: float
    name: str
    note: str | None
    at: AwareDatetime
    by: str


class EntranceRow(EntranceFields):
    table: Literal["entrances"]


class AlleyFields(Out):
    id: int
    geometry: dict[str, Any]
    name: str
    modes: list[Mode]
    both_ways: bool
    at: AwareDatetime
    by: str


class AlleyRow(AlleyFields):
    table: Literal["alleys"]


class StretchOut(Out):
    begins_at: AwareDatetime
    elapsed_s: float
    speed: float


class DrillOut(Out):
    """`clock`: from each moment on its seconds run at `speed`; `last`: the text of what was played last."""

    id: int
    name: str | None
    kind: DrillKind
    state: DrillState
    simulated: bool
    speed: float
    started_at: AwareDatetime
    ended_at: AwareDatetime | None
    clock: list[StretchOut]
    lasts_s: float
    enrolled: int
    injects: int
    played: int
    last: str | None
    incidents: list[int]


class DrillRow(DrillOut):
    table: Literal["drills"]


class WeatherRow(Out):
    table: Literal["weather"]
    id: Literal["now"]
    weather: Weather


class GoneRow(Out):
    """No longer on the board, or no longer to be seen by whoever asks."""

    table: str
    id: int | str
    gone: Literal[True]


AnyRow = (
    IncidentRow
    | AlertRow
    | AssignmentRow
    | AlarmRow
    | AttemptRow
    | PanicRow
    | VolunteerRow
    | StationRow
    | ClosureRow
    | DrillRow
    | FollowUpRow
    | AedRow
    | GateRow
    | EntranceRow
    | AlleyRow
    | WeatherRow
    | GoneRow
)


class PositionRow(Out):
    table: Literal["positions"]
    id: str
    volunteer: str
    lon: float
    lat: float
    accuracy_m: float | None
    at: AwareDatetime
    source: str


class PositionsOut(Out):
    rows: list[PositionRow]


class CityOut(Out):
    name: str
    title: str
    bbox: Annotated[list[float], Field(min_length=4, max_length=4)]
    timezone: str
    fictional: bool


class HealthOut(Out):
    status: Literal["ok"]
    seq: int
    city: str


class BoardOut(Out):
    seq: int
    at: AwareDatetime
    city: CityOut
    rows: list[AnyRow]


class ChangesOut(Out):
    prev: int
    seq: int
    more: bool
    rows: list[AnyRow]


class IncidentOut(IncidentFields):
    """`rows`: its alerts and assignments."""

    closed_at: AwareDatetime | None
    disposition: str | None
    rows: list[AlertRow | AssignmentRow]


class EventOut(BaseModel):
    """With the event's own fields beside it."""

    seq: int
    at: AwareDatetime
    happened_at: AwareDatetime | None
    by: str
    cause: int | None
    kind: str


class TimelineOut(Out):
    events: list[EventOut]


class WeatherOut(Out):
    weather: Weather


class DutyOut(Out):
    volunteer: str
    station: str
    duty: Literal["on_duty", "on_call", "off"]
    at: AwareDatetime | None
    until: AwareDatetime | None
    kit: list[str]
    delay_s: int | None


class ContactOut(Out):
    name: str | None
    phone: str | None
