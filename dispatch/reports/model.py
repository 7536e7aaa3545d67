"""What reports are counted from: one row for each call, wave, person asked, assignment, and change of duty."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Case:
    """A call, open or closed. `needs`: (role, team, count) as JSON, as the response plan had them."""

    incident: int
    type: str
    level: int
    mode: str
    reported_at: datetime
    occurred_at: datetime | None
    promise_s: int
    needs: str
    taken_by: str
    part_of: int | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A wave: `chance` that every role is filled within the promise, by those asked so far."""

    wave: int
    incident: int
    at: datetime
    by: str
    by_plan: bool
    chance: float | None


@dataclass(frozen=True, slots=True)
class Asking:
    """One person asked, and each answer that there was: a late yes has both `expired_at` and `accepted_at`."""

    alert: int
    incident: int
    wave: int
    volunteer: str
    role: str
    at: datetime
    chance: float | None
    accepted_at: datetime | None = None
    declined_at: datetime | None = None
    expired_at: datetime | None = None
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Trip:
    """One assignment: when each step was first reported; `ended` is the progress that ended it."""

    assignment: int
    alert: int
    incident: int
    volunteer: str
    role: str
    assigned_at: datetime
    en_route_at: datetime | None = None
    on_scene_at: datetime | None = None
    engaged_at: datetime | None = None
    ended_at: datetime | None = None
    ended: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """From `at` on the volunteer is on duty at `station`; None: off duty. `seq` of the event that says so."""

    seq: int
    volunteer: str
    station: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Records:
    cases: tuple[Case, ...] = ()
    waves: tuple[Opened, ...] = ()
    askings: tuple[Asking, ...] = ()
    trips: tuple[Trip, ...] = ()
    turns: tuple[Turn, ...] = ()


Rows = Mapping[str, type[Any]]
ROWS: Rows = {"cases": Case, "waves": Opened, "askings": Asking, "trips": Trip, "turns": Turn}


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days of the centre's calendar, the first and the last included."""

    first: date
    last: date
    timezone: ZoneInfo

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.first, time(), self.timezone)

    @property
    def ends_at(self) -> datetime:
        return datetime.combine(self.last + timedelta(days=1), time(), self.timezone)

    def holds(self, at: datetime) -> bool:
        return self.starts_at <= at < self.ends_at

    def hour(self, at: datetime) -> int:
        return at.astimezone(self.timezone).hour

    def week(self, at: datetime) -> date:
        """The Monday of its week."""
        day = at.astimezone(self.timezone).date()
        return day - timedelta(days=day.weekday())
