"""What is known of how people came: what they showed, what speaks against it, and what became of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

HELD_KEPT = timedelta(hours=24)
"""How long a decided one stays to be looked at, and how long an undecided one waits before it lapses."""
CODES_KEPT = 8
"""Of each person, the last codes that they used."""


class Proved(StrEnum):
    """By what it is believed that somebody is at the station. `vouched`: the desk says so. `unproved`: nothing."""

    CODE = "code"
    BADGE = "badge"
    POSITION = "position"
    VOUCHED = "vouched"
    UNPROVED = "unproved"


class Doubt(StrEnum):
    """Why a check-in waits for the station's officer."""

    TOO_FAR = "too_far"
    ACCURACY_POOR = "accuracy_poor"
    POSITION_OLD = "position_old"
    CODE_OLD = "code_old"
    CODE_WRONG = "code_wrong"
    CODE_REPLAYED = "code_replayed"
    STATION_UNPAIRED = "station_unpaired"
    TWO_STATIONS = "two_stations"
    IMPOSSIBLE_SPEED = "impossible_speed"
    CLOCK_OFF = "clock_off"
    DELIVERED_LATE = "delivered_late"
    PROOF_MISSING = "proof_missing"
    NO_SHIFT = "no_shift"


class HeldState(StrEnum):
    """`overtaken`: they checked in otherwise meanwhile. `lapsed`: nobody looked at it for a day."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    OVERTAKEN = "overtaken"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Proof:
    """`step`: of the station's code. `distance_m` from the station, off by `accuracy_m`. `minutes_off`: after (before,
    if negative) the planned start; None: not planned. The place itself is not kept."""

    by: Proved
    step: int | None = None
    distance_m: int | None = None
    accuracy_m: int | None = None
    minutes_off: int | None = None


@dataclass(frozen=True, slots=True)
class Brought:
    """What a check-in carries besides: `radio` the radio was tried and works, `kit_check` the sets that were seen
    complete."""

    radio: bool = False
    kit_check: tuple[str, ...] = ()


NOTHING = Brought()


@dataclass(frozen=True, slots=True)
class Held:
    """A check-in that waits for the station's officer, and does not count until they confirm it. `at`: when it
    happened, which is when the duty begins once it is confirmed; `left_at`: and ended, if they left meanwhile. `note`:
    for whoever comes next."""

    id: int
    volunteer: str
    station: str
    at: datetime
    arrived_at: datetime
    doubts: tuple[Doubt, ...]
    proof: Proof
    until: datetime | None = None
    kit: tuple[str, ...] = ()
    brought: Brought = NOTHING
    note: str | None = None
    state: HeldState = HeldState.OPEN
    decided_at: datetime | None = None
    decided_by: str | None = None
    reason: str | None = None
    left_at: datetime | None = None

    @property
    def open(self) -> bool:
        return self.state is HeldState.OPEN


@dataclass(frozen=True, slots=True)
class Left:
    """Where somebody was last, as they checked out."""

    station: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Handover:
    """What whoever was there leaves to be known by the next."""

    volunteer: str
    at: datetime
    note: str | None
