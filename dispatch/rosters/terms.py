"""The readable files: named shifts, rest, warnings and reminders; and the years whose holidays are known."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import ErrorDetails

from dispatch.config import ROOT
from dispatch.duty.model import ShiftKind
from dispatch.errors import Refused
from dispatch.handwritten import Followed, read_text, shaped, what_is_wrong
from dispatch.rosters.model import Calendar, RestRules, Template, Terms

NAME = "rosters.toml"
SHIPPED = ROOT / "data" / NAME
HOLIDAYS = "holidays"
BROKEN = "broken_rosters"
LONGEST_BREAK = timedelta(days=20)
"""No arrangement has given more than nine days off; a mistyped year is not a year off."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _of_the_day(told: time) -> time:
    if told.tzinfo is not None:
        raise ValueError("as 20:00")
    return told


Hour = Annotated[time, AfterValidator(_of_the_day)]
Mark = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=12, pattern=r"^[^\s@/,;、]+$")]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,23}$")]
Hours = Annotated[float, Field(gt=0, le=24 * 14, allow_inf_nan=False)]


class ShiftPart(_Part):
    """A named shift."""

    id: Code
    mark: Mark
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
    begins: Annotated[Hour, Field(alias="from")]
    ends: Annotated[Hour, Field(alias="to")]
    kind: ShiftKind = ShiftKind.ON_SITE
    delay_minutes: Annotated[int, Field(ge=0, le=240)] | None = None
    also: tuple[Mark, ...] = ()

    @model_validator(mode="after")
    def _delay_of_standby_alone(self) -> Self:
        if (self.delay_minutes is not None) != (self.kind is ShiftKind.HOME_STANDBY):
            raise ValueError("home standby has a delay, and nothing else has")
        return self

    def template(self) -> Template:
        delay_s = None if self.delay_minutes is None else self.delay_minutes * 60
        return Template(self.id, self.mark, self.name, self.begins, self.ends, self.kind, delay_s, self.also)


class RestPart(_Part):
    hours_between: Hours | None = None
    hours_a_week: Hours | None = None
    nights_in_row: Annotated[int, Field(ge=1, le=31)] | None = None
    days_in_row: Annotated[int, Field(ge=1, le=31)] | None = None


class UnfilledPart(_Part):
    warn_hours: Annotated[tuple[Hours, ...], Field(max_length=6)] = (24, 2)


class RemindersPart(_Part):
    evening: Hour | None = None
    hours: Annotated[tuple[Hours, ...], Field(max_length=6)] = ()


class HomePart(_Part):
    hours: Hours = 2


class RostersFile(_Part):
    shift: Annotated[tuple[ShiftPart, ...], Field(min_length=1)]
    rest: RestPart = RestPart()
    unfilled: UnfilledPart = UnfilledPart()
    reminders: RemindersPart = RemindersPart()
    home: HomePart = HomePart()

    @model_validator(mode="after")
    def _nothing_twice(self) -> Self:
        twice = same_marks(one.template() for one in self.shift)
        if twice:
            raise ValueError(f"{'、'.join(twice)}: of two shifts")
        return self


class HolidayPart(_Part):
    name: Annotated[str, Field(min_length=1, max_length=40)]
    off: tuple[date, date]
    worked: tuple[date, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        first, last = self.off
        if not timedelta(0) <= last - first <= LONGEST_BREAK:
            raise ValueError("off: the first day off, then the last")
        if any(first <= day <= last for day in self.worked):
            raise ValueError("a day is both off and worked")
        return self


class HolidaysFile(_Part):
    source: str
    year: Annotated[int, Field(ge=2000, le=2200)]
    holiday: tuple[HolidayPart, ...]


def same_marks(templates: Iterable[Template]) -> list[str]:
    """What would be read as more than one of them."""
    said = Counter(mark for one in templates for mark in {mark.casefold() for mark in one.marks})
    return sorted(mark for mark, times in said.items() if times > 1)


def load(path: Path) -> Terms:
    """Refuses by name (`broken_rosters`) what is unreadable, unknown or named twice."""
    file = shaped(RostersFile, path.name, read_text(path, BROKEN), BROKEN, _told)
    rest, reminders = file.rest, file.reminders
    return Terms(
        templates=tuple(one.template() for one in file.shift),
        rest=RestRules(rest.hours_between, rest.hours_a_week, rest.nights_in_row, rest.days_in_row),
        warn_s=_seconds(file.unfilled.warn_hours),
        remind_s=_seconds(reminders.hours),
        evening=reminders.evening,
        home_s=round(file.home.hours * 3600),
    )


def calendar_of(*folders: Path) -> Calendar:
    """Every year's file of these folders; of one year the last folder's counts."""
    files = {path.name: path for folder in folders if folder.is_dir() for path in sorted(folder.glob("*.toml"))}
    off: dict[date, str] = {}
    worked: dict[date, str] = {}
    years = set()
    for path in files.values():
        file = shaped(HolidaysFile, path.name, read_text(path, BROKEN), BROKEN, _told)
        years.add(file.year)
        for one in file.holiday:
            first, last = one.off
            off.update((first + timedelta(days=n), one.name) for n in range((last - first).days + 1))
            worked.update((day, one.name) for day in one.worked)
    both = sorted(off.keys() & worked.keys())
    if both:
        raise Refused(BROKEN, file=HOLIDAYS, reason=f"{both[0]}: both off and worked")
    return Calendar(off, worked, frozenset(years))


class RosterBook(Followed[Terms]):
    """The terms in force. Holidays are read when the terms are, and when a server starts."""

    def __init__(self, folder: Path, shipped: Path = SHIPPED) -> None:
        calendar = calendar_of(shipped.parent / HOLIDAYS, folder / HOLIDAYS)
        super().__init__(folder, shipped, lambda path: replace(load(path), calendar=calendar))

    @property
    def terms(self) -> Terms:
        return self.edition.says


def _seconds(hours: Iterable[float]) -> tuple[int, ...]:
    """The longest before comes first."""
    return tuple(sorted({round(one * 3600) for one in hours}, reverse=True))


def _told(error: ErrorDetails) -> str:
    return f"{'.'.join(map(str, error['loc']))}: {what_is_wrong(error)}"
