"""What check-in, the officer's list of what is doubted, and a station's record send and get."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from dispatch.clock import stamp, stamped
from dispatch.duty.arriving import Doubt, Held, HeldState, Proved
from dispatch.duty.standing import StationState
from dispatch.web.bodies import Body, Ident, Line, Text
from dispatch.web.out import Out

Row = dict[str, object]


class StateIn(Body):
    """`state` null: as its hours say, from now on. `reason`: what people are told, needed unless it is open."""

    state: StationState | None
    reason: Line | None = None


class PairIn(Body):
    """`anew`: tablets that were paired before show no code that holds any more."""

    anew: bool = False


class DecideIn(Body):
    reason: Text | None = None


class HeldQuery(Body):
    """`station`: of one station alone; duty officers see their own. `decided`: also those of the last day that are."""

    station: Ident | None = None
    decided: bool = False


class DoubtOut(Out):
    """`text` says it in the reader's language."""

    code: str
    text: str


class HeldFields(Out):
    """`at`: when they came, as far as that is believed; `arrived_at`: when we heard. `distance_m` from the station, off
    by `accuracy_m`. `minutes_off` the planned start, negative before it; null: not planned."""

    id: int
    volunteer: str
    name: str | None
    station: str
    at: AwareDatetime
    arrived_at: AwareDatetime
    left_at: AwareDatetime | None
    until: AwareDatetime | None
    doubts: list[Doubt]
    proof: Proved
    distance_m: int | None
    accuracy_m: int | None
    minutes_off: int | None
    state: HeldState
    decided_at: AwareDatetime | None
    decided_by: str | None


class HeldRow(HeldFields):
    table: Literal["held"]


class HeldOut(HeldFields):
    """`words`: the doubts in the reader's language. `reason`: what was said with the decision."""

    words: list[DoubtOut]
    reason: str | None


class HeldListOut(Out):
    rows: list[HeldOut]


class PairingOut(Out):
    """RFC 6238 with HMAC-SHA-256: `secret` in Base32 without padding, a code of `digits` every `step_s`."""

    station: str
    pairing: int
    secret: str
    step_s: int
    digits: int


class HandoverOut(Out):
    """What the last one left to be known; all null where nobody did."""

    station: str
    volunteer: str | None
    name: str | None
    at: AwareDatetime | None
    note: str | None


class MinimumOut(Out):
    """`skill`: a qualification's code or a team; null: anybody. Over midnight where `end` is earlier than `start`;
    equal: at all hours."""

    skill: str | None
    count: int
    start: Annotated[str, Field(pattern=r"^\d\d:\d\d$")]
    end: Annotated[str, Field(pattern=r"^\d\d:\d\d$")]


class StateOut(Out):
    """`by_hours`: nobody said anything, its hours do."""

    station: str
    state: StationState
    reason: str | None
    since: AwareDatetime | None
    by_hours: bool


class StationOut(StateOut):
    """`lon`, `lat`: the entrance; `building`: the house, where that is told apart. Phones are masked. `on_network`:
    whether a street lies within reach of the entrance. `paired`: a tablet there shows codes."""

    name: str
    kind: str
    lon: float
    lat: float
    building: list[float] | None
    address: str | None
    contact: str | None
    phones: list[str]
    hours: str | None
    radius_m: float
    minimum: list[MinimumOut]
    shift_required: bool
    on_network: bool
    paired: bool


class StationContactOut(Out):
    """In full, to call it. That it was looked at is written down."""

    name: str | None
    phones: list[str]


def held_row(held: Held, name: str | None) -> Row:
    return {
        "id": held.id,
        "volunteer": held.volunteer,
        "name": name,
        "station": held.station,
        "at": stamp(held.at),
        "arrived_at": stamp(held.arrived_at),
        "left_at": stamped(held.left_at),
        "until": stamped(held.until),
        "doubts": list(held.doubts),
        "proof": held.proof.by,
        "distance_m": held.proof.distance_m,
        "accuracy_m": held.proof.accuracy_m,
        "minutes_off": held.proof.minutes_off,
        "state": held.state,
        "decided_at": stamped(held.decided_at),
        "decided_by": held.decided_by,
    }
