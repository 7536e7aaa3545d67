"""What is recorded of somebody's time, what was decided about it, and the lines that are counted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from immutables import Map


class HoursKind(StrEnum):
    """In the order in which a minute is counted where several were going on at once: never twice."""

    ON_SITE = "on_site"
    RESPONSE = "response"
    TRAINING = "training"
    STANDBY = "standby"

    @property
    def rank(self) -> int:
        return RANKS[self]


RANKS = {kind: rank for rank, kind in enumerate(HoursKind)}
DUTY = frozenset({HoursKind.ON_SITE, HoursKind.STANDBY})
GOING = frozenset({HoursKind.RESPONSE, HoursKind.TRAINING})


class HoursState(StrEnum):
    """`open`: still going on."""

    OPEN = "open"
    RECORDED = "recorded"
    APPROVED = "approved"
    REJECTED = "rejected"
    POSTED = "posted"


UNDECIDED = frozenset({HoursState.OPEN, HoursState.RECORDED})
COUNTED = frozenset({HoursState.APPROVED, HoursState.POSTED})


@dataclass(frozen=True, slots=True)
class Entry:
    """One stretch of duty or one response; the columns of the table `hours`, in their order.

    `entry` is the seq of the event that began it. `station`: where the duty is; of a response, where they were on duty
    when they said yes, None: nowhere. `until`: the planned end of the duty. `set_out_at`: when they were first under
    way. `forgotten`: nobody checked out, a rule did. `corrected_at`: the end that was approved instead of `ended_at`.
    """

    entry: int
    volunteer: str
    kind: HoursKind
    station: str | None
    incident: int | None
    assignment: int | None
    started_at: datetime
    until: datetime | None = None
    set_out_at: datetime | None = None
    ended_at: datetime | None = None
    forgotten: bool = False
    state: HoursState = HoursState.OPEN
    corrected_at: datetime | None = None
    decided_at: datetime | None = None
    decided_by: str | None = None
    posted_at: datetime | None = None
    posted_by: str | None = None

    @property
    def end(self) -> datetime | None:
        """As far as it counts; None while it goes on."""
        return self.corrected_at or self.ended_at

    def overlaps(self, other: "Entry") -> bool:
        return _before(self.started_at, other.end) and _before(other.started_at, self.end)


@dataclass(frozen=True, slots=True)
class DayMinutes:
    """What an entry counts on one day of the centre's calendar. `within`: minutes of a response that lie within duty on
    site, and are counted there."""

    day: date
    minutes: int
    within: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """`seq` of the event that wrote it: an approval, or a counter-entry, whose minutes may be less than none."""

    seq: int
    day: date
    entry: int
    minutes: int
    within: int
    correction: bool


@dataclass(frozen=True, slots=True)
class Decider:
    """Who decides: `volunteer`, their own number if they are one; `station`, the only one that they answer for."""

    volunteer: str | None = None
    station: str | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """The entries that are spoken of and all that overlap them of the same people; the lines of the former.
    `belongs`: by volunteer, the station where they belong."""

    entries: Mapping[int, Entry]
    lines: tuple[Line, ...] = ()
    belongs: Mapping[str, str | None] = field(default_factory=dict)

    def of(self, volunteer: str) -> Iterable[Entry]:
        return (one for one in self.entries.values() if one.volunteer == volunteer)

    def station_of(self, one: Entry) -> str | None:
        return one.station or self.belongs.get(one.volunteer)


@dataclass(frozen=True, slots=True)
class Hours:
    """The board's share: why entries were rejected, by entry; None once erased."""

    reasons: Map[int, str | None] = field(default_factory=Map)


def _before(start: datetime, end: datetime | None) -> bool:
    return end is None or start < end
