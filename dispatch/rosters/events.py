"""What is told of rosters beside the shifts themselves, which are events of duty."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import ClassVar

from dispatch.duty.model import ShiftKind
from dispatch.log.event import Event
from dispatch.rosters.model import Need, NoticeKind, Rule


@dataclass(frozen=True, slots=True)
class TemplateRecorded(Event):
    """A named shift of the centre's own, new or changed; shifts that are planned stay as they were."""

    about: ClassVar[str] = "template"
    template: str
    mark: str
    name: str
    begins: time
    ends: time
    kind: ShiftKind
    delay_s: int | None
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TemplateRetired(Event):
    about: ClassVar[str] = "template"
    template: str


@dataclass(frozen=True, slots=True)
class NeedsRecorded(Event):
    """All that a station needs. `closed`: the named shifts in which nobody can be on site there."""

    about: ClassVar[str] = "station"
    station: str
    needs: tuple[Need, ...]
    closed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RestPassedOver(Event):
    """That shift was planned against rules of rest, on purpose. The particulars are the reason."""

    about: ClassVar[str] = "station"
    shift: int
    volunteer: str
    station: str
    rules: tuple[Rule, ...]
    particulars: str | None


class SwapOutcome(StrEnum):
    """`lapsed`: the shift began, or was dropped, before it came to anything."""

    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class SwapOffered(Event):
    """`to` None: whoever takes it."""

    about: ClassVar[str] = "station"
    swap: int
    shift: int
    volunteer: str
    station: str
    to: str | None


@dataclass(frozen=True, slots=True)
class SwapTaken(Event):
    about: ClassVar[str] = "station"
    swap: int
    volunteer: str
    station: str
    in_return: int | None


@dataclass(frozen=True, slots=True)
class SwapEnded(Event):
    """The particulars are the reason that was given."""

    about: ClassVar[str] = "station"
    swap: int
    station: str
    outcome: SwapOutcome
    particulars: str | None


@dataclass(frozen=True, slots=True)
class NoticeDue(Event):
    """A reminder to `volunteer`, or (None) word to whoever answers for the station; see `model.Notice`."""

    about: ClassVar[str] = "station"
    notice: int
    notice_kind: NoticeKind
    station: str
    day: date
    template: str | None
    stage: int
    until: datetime
    starts_at: datetime
    volunteer: str | None = None
    shift: int | None = None
    missing: int | None = None
    begins: str | None = None
    called: str | None = None


@dataclass(frozen=True, slots=True)
class HandoverOffered(Event):
    """A shift is over, and this is still open: `volunteer`'s assignment; or the incident that a duty leader, named in
    the particulars, answered for."""

    about: ClassVar[str] = "incident"
    handover: int
    incident: int
    station: str | None
    assignment: int | None
    volunteer: str | None
    shift: int | None
    particulars: str | None


@dataclass(frozen=True, slots=True)
class HandoverAccepted(Event):
    """Answered for from now on by `successor`, a volunteer, or by whom the particulars name. No assignment ends."""

    about: ClassVar[str] = "incident"
    handover: int
    incident: int
    station: str | None
    assignment: int | None
    successor: str | None
    particulars: str | None


@dataclass(frozen=True, slots=True)
class HandoverOver(Event):
    """What was to be handed over ended first."""

    about: ClassVar[str] = "incident"
    handover: int
    incident: int


@dataclass(frozen=True, slots=True)
class OvertimeEvent(Event):
    about: ClassVar[str] = "volunteer"
    shift: int
    volunteer: str
    station: str


@dataclass(frozen=True, slots=True)
class OvertimeBegan(OvertimeEvent):
    """The shift ended at `ends_at`, the assignment has not."""

    assignment: int
    incident: int
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class OvertimeCleared(OvertimeEvent):
    """Free at `cleared_at`; the ride home begins."""

    cleared_at: datetime


@dataclass(frozen=True, slots=True)
class HomeReached(OvertimeEvent):
    """`told` False: nobody said so within the time that a ride home may take; then it counts as over at `home_at`."""

    home_at: datetime
    told: bool = field(default=True)


EVENTS: tuple[type[Event], ...] = (
    TemplateRecorded,
    TemplateRetired,
    NeedsRecorded,
    RestPassedOver,
    SwapOffered,
    SwapTaken,
    SwapEnded,
    NoticeDue,
    HandoverOffered,
    HandoverAccepted,
    HandoverOver,
    OvertimeBegan,
    OvertimeCleared,
    HomeReached,
)
