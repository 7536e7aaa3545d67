"""What the service asks of people, and how evenly."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from dispatch.incidents.model import Progress
from dispatch.reports.figures import Share, gini, median, p90
from dispatch.reports.happened import Happened
from dispatch.reports.model import Asking, Period


@dataclass(frozen=True, slots=True)
class Accepted:
    name: str
    yes: Share


@dataclass(frozen=True, slots=True)
class Load:
    """`people`: on duty within the period, or asked. `weekly_*`: alerts of one person in one calendar week in which
    they were on duty or asked, over `person_weeks` of them. `gini` over the people, 0 when all are asked alike.
    `wasted`: of those who set out, the ones stood down before they arrived. Alerts that were taken back, or are still
    open, are `unanswered`."""

    people: int
    alerts: int
    person_weeks: int
    weekly_median: float | None
    weekly_p90: float | None
    weekly_max: int | None
    gini: float | None
    accepted: Share
    unanswered: int
    by_hour: tuple[Accepted, ...]
    wasted: Share


def load(of: Happened) -> Load:
    askings = [one for episode in of.episodes for one in episode.askings]
    answered = [one for one in askings if _answered(one)]
    weekly = _weekly(of, askings)
    each: Counter[str] = Counter()
    for (volunteer, _), count in weekly.items():
        each[volunteer] += count
    trips = [one for episode in of.episodes for one in episode.trips if one.en_route_at is not None]
    return Load(
        people=len(each),
        alerts=len(askings),
        person_weeks=len(weekly),
        weekly_median=median(weekly.values()),
        weekly_p90=p90(weekly.values()),
        weekly_max=max(weekly.values(), default=None),
        gini=gini(each.values()),
        accepted=Share.of(one.accepted_at is not None for one in answered),
        unanswered=len(askings) - len(answered),
        by_hour=_by_hour(answered, of.period),
        wasted=Share.of(one.ended == Progress.STOOD_DOWN and one.on_scene_at is None for one in trips),
    )


def _answered(one: Asking) -> bool:
    return one.accepted_at is not None or one.declined_at is not None or one.expired_at is not None


def _weekly(of: Happened, askings: Iterable[Asking]) -> Counter[tuple[str, date]]:
    """(volunteer, Monday) → alerts, with 0 for a week on duty in which nobody asked them."""
    period, weekly = of.period, Counter[tuple[str, date]]()
    for stint in of.stints:
        week = period.week(max(stint.began_at, period.starts_at))
        until = min(stint.ended_at or period.ends_at, period.ends_at) - timedelta(microseconds=1)
        while week <= period.week(until):
            weekly[stint.volunteer, week] += 0
            week += timedelta(days=7)
    weekly.update((one.volunteer, period.week(one.at)) for one in askings)
    return weekly


def _by_hour(askings: Iterable[Asking], period: Period) -> tuple[Accepted, ...]:
    hours: dict[int, list[bool]] = defaultdict(list)
    for one in askings:
        hours[period.hour(one.at)].append(one.accepted_at is not None)
    return tuple(Accepted(f"{hour:02}", Share.of(hours[hour])) for hour in sorted(hours))
