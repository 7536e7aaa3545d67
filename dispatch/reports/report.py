"""The whole report of a period."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from dispatch.errors import Refused
from dispatch.people.model import Team
from dispatch.reports.activation import Activation, activation
from dispatch.reports.calibration import Calibration, calibration
from dispatch.reports.happened import happened
from dispatch.reports.intervals import Interval, intervals
from dispatch.reports.load import Load, load
from dispatch.reports.model import Period, Records
from dispatch.reports.promise import Promise, promise

DAYS, LONGEST_DAYS = 30, 400


@dataclass(frozen=True, slots=True)
class Report:
    """`incidents` of this mode that were first reported within the period; `merged`: further calls that told of one of
    them; `excluded`: incidents of the other modes. `at`: what was known then. `stations`: names of those mentioned."""

    at: datetime
    first: date
    last: date
    timezone: str
    mode: str
    incidents: int
    merged: int
    excluded: Mapping[str, int]
    promise: Promise
    intervals: tuple[Interval, ...]
    calibration: Calibration
    activation: Activation
    load: Load
    stations: Mapping[str, str] = field(default_factory=dict)


def report(
    records: Records, period: Period, *, mode: str, teams: Mapping[str, Team], now: datetime, reader: str = ""
) -> Report:
    """`teams`: of every volunteer; `reader`: who is told which desk is their own."""
    of = happened(records, period, mode, teams)
    return Report(
        at=now,
        first=period.first,
        last=period.last,
        timezone=period.timezone.key,
        mode=mode,
        incidents=len(of.episodes),
        merged=of.parts,
        excluded=of.other_modes,
        promise=promise(of, now),
        intervals=intervals(of),
        calibration=calibration(of, now),
        activation=activation(of, reader),
        load=load(of),
    )


def days(first: date | None, last: date | None, today: date) -> tuple[date, date]:
    """What was left out is filled in: up to today, the last thirty days. Refused: "period_backwards"; "period_too_long"
    beyond 400 days."""
    last = last or max(today, first or today)
    first = first or last - timedelta(days=DAYS - 1)
    if first > last:
        raise Refused("period_backwards")
    if (last - first).days >= LONGEST_DAYS:
        raise Refused("period_too_long", days=LONGEST_DAYS)
    return first, last
