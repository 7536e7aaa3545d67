"""What is decided about hours."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from dispatch.hours.model import DayMinutes
from dispatch.log.event import Event


@dataclass(frozen=True, slots=True)
class HoursApproved(Event):
    """`ends_at`: the end that is approved where it is not the recorded one. `days`: what counts from now on, whatever
    becomes of the entries around it."""

    about: ClassVar[str] = "volunteer"
    volunteer: str
    entry: int
    ends_at: datetime | None
    days: tuple[DayMinutes, ...]


@dataclass(frozen=True, slots=True)
class HoursRejected(Event):
    """The particulars: why."""

    about: ClassVar[str] = "volunteer"
    volunteer: str
    entry: int
    particulars: str | None


@dataclass(frozen=True, slots=True)
class HoursPosted(Event):
    about: ClassVar[str] = "volunteer"
    volunteer: str
    entry: int


@dataclass(frozen=True, slots=True)
class HoursCorrected(Event):
    """A counter-entry to hours that were posted: so many minutes more, or less, on that day. The particulars: why."""

    about: ClassVar[str] = "volunteer"
    volunteer: str
    entry: int
    day: date
    minutes: int
    particulars: str | None


EVENTS: tuple[type[Event], ...] = (HoursApproved, HoursRejected, HoursPosted, HoursCorrected)
