"""What happens at the stations."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from dispatch.duty.arriving import NOTHING, Brought, Doubt, HeldState, Proof
from dispatch.duty.minimum import Minimum
from dispatch.duty.model import RADIUS_M, Contact, DropCause, Shift, ShiftKind, Start
from dispatch.duty.standing import StationState
from dispatch.log.event import Event


@dataclass(frozen=True, slots=True)
class StationRecorded(Event):
    """The whole record of a station, new or corrected."""

    about: ClassVar[str] = "station"
    station: str
    name: str
    kind: str
    lon: float
    lat: float
    address: str | None
    building: tuple[float, float] | None = field(default=None, kw_only=True)
    hours: str | None = field(default=None, kw_only=True)
    radius_m: float = field(default=RADIUS_M, kw_only=True)
    minimum: tuple[Minimum, ...] = field(default=(), kw_only=True)
    shift_required: bool = field(default=False, kw_only=True)
    particulars: Contact | None


@dataclass(frozen=True, slots=True)
class StationStateSet(Event):
    """`state` None: as its hours say, from now on."""

    about: ClassVar[str] = "station"
    station: str
    state: StationState | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class StationPaired(Event):
    """Codes of earlier rounds hold no more."""

    about: ClassVar[str] = "station"
    station: str
    pairing: int


@dataclass(frozen=True, slots=True)
class CheckedIn(Event):
    """`delay_s` None: on site. Else on standby at home, ready so long after an alert, from the place in the
    particulars."""

    about: ClassVar[str] = "volunteer"
    volunteer: str
    station: str
    until: datetime | None
    kit: tuple[str, ...]
    delay_s: int | None = field(default=None, kw_only=True)
    proof: Proof | None = field(default=None, kw_only=True)
    brought: Brought = field(default=NOTHING, kw_only=True)
    particulars: Start | None = None


@dataclass(frozen=True, slots=True)
class CheckInHeld(Event):
    """It waits for the station's officer. Sent anew while it waits, it keeps its number. The particulars: the note for
    whoever comes next."""

    about: ClassVar[str] = "volunteer"
    held: int
    volunteer: str
    station: str
    doubts: tuple[Doubt, ...]
    proof: Proof
    until: datetime | None
    kit: tuple[str, ...]
    brought: Brought
    particulars: str | None


@dataclass(frozen=True, slots=True)
class HeldLeft(Event):
    """They went before anybody had looked at their check-in. The particulars: the note for whoever comes next."""

    about: ClassVar[str] = "volunteer"
    held: int
    volunteer: str
    station: str
    particulars: str | None


@dataclass(frozen=True, slots=True)
class HeldDecided(Event):
    """The particulars: the reason that was given."""

    about: ClassVar[str] = "volunteer"
    held: int
    volunteer: str
    station: str
    state: HeldState
    particulars: str | None


@dataclass(frozen=True, slots=True)
class HandoverNoted(Event):
    """The particulars: what whoever comes next must know."""

    about: ClassVar[str] = "station"
    station: str
    volunteer: str
    particulars: str | None


@dataclass(frozen=True, slots=True)
class CheckedOut(Event):
    """`forgotten`: nobody did, the rule ended the duty some time after its planned end; its hours wait to be looked
    at."""

    about: ClassVar[str] = "volunteer"
    volunteer: str
    station: str
    forgotten: bool = False


@dataclass(frozen=True, slots=True)
class ShiftPlanned(Event):
    """The particulars: where standby sets out from."""

    about: ClassVar[str] = "station"
    shift: int
    volunteer: str
    station: str
    starts_at: datetime
    ends_at: datetime
    kind: ShiftKind = ShiftKind.ON_SITE
    template: str | None = None
    delay_s: int | None = None
    particulars: Start | None = None


@dataclass(frozen=True, slots=True)
class ShiftConfirmed(Event):
    """Whoever is to fill it says that they will."""

    about: ClassVar[str] = "station"
    shift: int
    volunteer: str
    station: str


@dataclass(frozen=True, slots=True)
class ShiftDropped(Event):
    """It is not planned any more. The particulars are the reason that was given."""

    about: ClassVar[str] = "station"
    shift: int
    volunteer: str
    station: str
    drop: DropCause
    particulars: str | None


def planned(shift: Shift) -> ShiftPlanned:
    """The whole slot."""
    slot = shift.slot
    return ShiftPlanned(
        shift.id,
        slot.volunteer,
        slot.station,
        slot.starts_at,
        slot.ends_at,
        slot.kind,
        slot.template,
        slot.delay_s,
        slot.start,
    )


EVENTS: tuple[type[Event], ...] = (
    StationRecorded,
    StationStateSet,
    StationPaired,
    CheckedIn,
    CheckInHeld,
    HeldLeft,
    HeldDecided,
    HandoverNoted,
    CheckedOut,
    ShiftPlanned,
    ShiftConfirmed,
    ShiftDropped,
)
