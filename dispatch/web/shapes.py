"""The board as it goes out, described for `/openapi.json`. Answers are built as plain JSON; a test holds them to it."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, Field

from dispatch.drills.model import DrillKind, DrillState
from dispatch.duty.arriving import HeldState, Proved
from dispatch.duty.standing import StationState
from dispatch.people.model import Availability, Membership, Team
from dispatch.web.check_in_shapes import DoubtOut, HeldRow
from dispatch.web.incident_shapes import AlarmRow, AlertRow, AssignmentRow, IncidentRow
from dispatch.web.ladder_shapes import AttemptRow
from dispatch.web.out import Out
from dispatch.web.owed import FollowUpRow
from dispatch.web.register import AedRow
from dispatch.web.safety_shapes import PanicRow
from maps.speeds import Mode, Weather


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
    """`state` null: as its hours say. `short`: how many people it lacks by its minimum; null: none."""

    table: Literal["stations"]
    id: str
    name: str
    kind: str
    lon: float
    lat: float
    address: str | None
    on_duty: int
    state: StationState | None
    reason: str | None
    short: int | None


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
    | HeldRow
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
    """`proof`: by what it is believed that they are there. `minutes_off` the planned start, negative before it.
    `held`: the check-in waits for the station's officer under that number, because of `doubts`; `held_state`: what
    became of it. `message` says so in the reader's language."""

    volunteer: str
    station: str
    duty: Literal["on_duty", "on_call", "off"]
    at: AwareDatetime | None
    until: AwareDatetime | None
    kit: list[str]
    delay_s: int | None
    proof: Proved | None
    minutes_off: int | None
    held: int | None
    held_state: HeldState | None
    doubts: list[DoubtOut]
    message: str | None


class ContactOut(Out):
    name: str | None
    phone: str | None
