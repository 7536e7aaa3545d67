"""How many minutes count, on which day: no minute twice, whatever went on at once."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dispatch.hours.model import COUNTED, GOING, UNDECIDED, DayMinutes, Entry, HoursKind, HoursState

Span = tuple[datetime, datetime]
MINUTE = timedelta(minutes=1)


def days(one: Entry, around: Iterable[Entry], timezone: ZoneInfo, *, now: datetime) -> tuple[DayMinutes, ...]:
    """What `one` counts, by day of `timezone`. `around`: entries of the same person. Moments count by their minute, so
    that the days add up to the whole. What goes on counts until `now`.

    Duty on site counts whole. A response counts where it lies outside of that; an exercise where no real response goes
    on; standby where nothing else does. What was approved before, of whichever kind, keeps its minutes.
    """
    whole = _span(one, now)
    others = [
        other
        for other in around
        if other.entry != one.entry and other.state is not HoursState.REJECTED and _near(other, one)
    ]
    taken = [_span(other, now) for other in others if other.state in COUNTED or precedes(other, one)]
    counted = _without(whole, taken)
    on_site = (_span(other, now) for other in others if other.kind is HoursKind.ON_SITE)
    within = _shared(whole, on_site) if one.kind in GOING else []
    minutes, shared = _by_day(counted, timezone), _by_day(within, timezone)
    return tuple(
        DayMinutes(day, minutes.get(day, 0), shared.get(day, 0)) for day in sorted(minutes.keys() | shared.keys())
    )


def precedes(other: Entry, one: Entry) -> bool:
    """Whether a minute that both share is the other's; of two of a kind the earlier's."""
    return (other.kind.rank, other.entry) < (one.kind.rank, one.entry)


def waits_for(one: Entry, around: Iterable[Entry]) -> Entry | None:
    """The entry that has to be decided first, since its minutes are taken off `one`."""
    for other in around:
        if other.entry != one.entry and other.state in UNDECIDED and precedes(other, one) and other.overlaps(one):
            return other
    return None


def rests_on(one: Entry, around: Iterable[Entry]) -> Entry | None:
    """An entry that counts, and that was decided while `one` stood as it does."""
    for other in around:
        if other.entry != one.entry and other.state in COUNTED and precedes(one, other) and other.overlaps(one):
            return other
    return None


def overtime(one: Entry, around: Iterable[Entry], *, now: datetime) -> int:
    """Minutes of duty beyond its planned end; of a response that was begun on duty, those after that duty."""
    start, end = _span(one, now)
    if one.kind in GOING:
        begun_in = (other for other in around if other.kind is HoursKind.ON_SITE and _covers(other, one.started_at))
        ends = [_span(other, now)[1] for other in begun_in]
        return _minutes((min(end, max(ends)), end)) if ends else 0
    return _minutes((max(start, min(_floor(one.until), end)), end)) if one.until else 0


def _near(other: Entry, one: Entry) -> bool:
    """Whether they may share a minute, of which only a part need be of each."""
    return (other.end is None or one.started_at < other.end + MINUTE) and (
        one.end is None or other.started_at < one.end + MINUTE
    )


def _covers(duty: Entry, at: datetime) -> bool:
    return duty.started_at <= at and (duty.end is None or at <= duty.end)


def _span(one: Entry, now: datetime) -> Span:
    start = _floor(one.started_at)
    return start, max(start, _floor(one.end or now))


def _floor(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _minutes(span: Span) -> int:
    return (span[1] - span[0]) // MINUTE


def _without(whole: Span, taken: Iterable[Span]) -> list[Span]:
    left = [whole]
    for start, end in taken:
        left = [piece for one in left for piece in ((one[0], min(one[1], start)), (max(one[0], end), one[1]))]
        left = [piece for piece in left if piece[0] < piece[1]]
    return left


def _shared(whole: Span, others: Iterable[Span]) -> list[Span]:
    """Where any of the others is, once."""
    return _without(whole, _without(whole, others))


def _by_day(spans: Iterable[Span], timezone: ZoneInfo) -> dict[date, int]:
    found: dict[date, int] = {}
    for start, end in spans:
        for day, minutes in _split(start, end, timezone):
            found[day] = found.get(day, 0) + minutes
    return found


def _split(start: datetime, end: datetime, timezone: ZoneInfo) -> Iterator[tuple[date, int]]:
    """At the centre's midnights."""
    while start < end:
        day = start.astimezone(timezone).date()
        midnight = datetime.combine(day + timedelta(days=1), time(), timezone).astimezone(start.tzinfo)
        upto = min(end, midnight)
        yield day, _minutes((start, upto))
        start = upto
