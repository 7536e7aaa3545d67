"""What happens at the stations."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from dispatch.duty.model import Contact, DropCause, ShiftKind, Start
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
    particulars: Contact | None


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
    particulars: Start | None = None


@dataclass(frozen=True, slots=True)
class CheckedOut(Event):
    about: ClassVar[str] = "volunteer"
    volunteer: str
    station: str


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


EVENTS: tuple[type[Event], ...] = (StationRecorded, CheckedIn, CheckedOut, ShiftPlanned, ShiftConfirmed, ShiftDropped)
