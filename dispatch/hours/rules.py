"""Who may decide what about hours: recorded → approved or rejected → posted; afterwards only counter-entries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dispatch.errors import NotFound, Refused
from dispatch.hours.counting import days, rests_on, waits_for
from dispatch.hours.events import HoursApproved, HoursCorrected, HoursPosted, HoursRejected
from dispatch.hours.model import COUNTED, Decider, Entry, HoursState, Ledger
from dispatch.log.event import Event

MINUTES_OF_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Wish:
    """An entry to approve. `ends_at`: its true end, where that is not the recorded one."""

    entry: int
    ends_at: datetime | None = None


def approve(ledger: Ledger, wishes: Iterable[Wish], timezone: ZoneInfo, decider: Decider, at: datetime) -> list[Event]:
    """All or none. What is approved already, with that end, changes nothing. Entries whose minutes are taken off others
    go first, so that they may come in one batch."""
    events: list[Event] = []
    ends = {wish.entry: wish.ends_at for wish in wishes}
    found = [(_theirs(ledger, entry, decider), ends_at) for entry, ends_at in ends.items()]
    for one, ends_at in sorted(found, key=lambda pair: (pair[0].kind.rank, pair[0].entry)):
        wanted = _ended(one, ends_at)
        if one.state in COUNTED and (ends_at is None or wanted.end == one.end):
            continue
        _require_free(one, ledger)
        if one.forgotten and ends_at is None:
            raise Refused("hours_end_needed", entry=one.entry)
        around = list(ledger.of(one.volunteer))
        first = waits_for(wanted, around)
        if first is not None:
            raise Refused("hours_wait_for", entry=one.entry, other=first.entry)
        counted = days(wanted, around, timezone, now=at)
        events.append(HoursApproved(one.volunteer, one.entry, wanted.corrected_at, counted))
        settled = replace(wanted, state=HoursState.APPROVED)
        ledger = replace(ledger, entries={**ledger.entries, one.entry: settled})
    return events


def reject(ledger: Ledger, entries: Iterable[int], reason: str, decider: Decider) -> list[Event]:
    """All or none; what is rejected already stays so, with its first reason."""
    events: list[Event] = []
    for one in [_theirs(ledger, entry, decider) for entry in _once(entries)]:
        if one.state is not HoursState.REJECTED:
            _require_free(one, ledger)
            events.append(HoursRejected(one.volunteer, one.entry, reason))
    return events


def post(ledger: Ledger, entries: Iterable[int], decider: Decider) -> list[Event]:
    """All or none; what is posted already stays so."""
    events: list[Event] = []
    for one in [_theirs(ledger, entry, decider) for entry in _once(entries)]:
        if one.state is HoursState.POSTED:
            continue
        if one.state is not HoursState.APPROVED:
            raise Refused("hours_not_approved", entry=one.entry)
        events.append(HoursPosted(one.volunteer, one.entry))
    return events


def correct(ledger: Ledger, entry: int, day: date, minutes: int, reason: str, decider: Decider) -> list[Event]:
    """A counter-entry, on a day on which the entry counts; nobody has less than no time on a day, nor more than it."""
    one = _theirs(ledger, entry, decider)
    if one.state is not HoursState.POSTED:
        raise Refused("hours_not_posted", entry=entry)
    counted = [line.minutes for line in ledger.lines if line.entry == entry and line.day == day]
    if not counted:
        raise Refused("hours_other_day", entry=entry, day=day.isoformat())
    if not 0 <= sum(counted) + minutes <= MINUTES_OF_A_DAY:
        raise Refused("hours_beyond_the_day", entry=entry, day=day.isoformat(), minutes=sum(counted))
    return [HoursCorrected(one.volunteer, entry, day, minutes, reason)]


def _once(entries: Iterable[int]) -> Sequence[int]:
    return list(dict.fromkeys(entries))


def _theirs(ledger: Ledger, entry: int, decider: Decider) -> Entry:
    """The entry, if whoever decides may: not their own, nor another station's."""
    one = ledger.entries.get(entry)
    if one is None:
        raise NotFound("hours", entry)
    if one.volunteer == decider.volunteer:
        raise Refused("hours_own", entry=entry)
    if decider.station is not None and ledger.station_of(one) != decider.station:
        raise Refused("not_yours")
    return one


def _require_free(one: Entry, ledger: Ledger) -> None:
    """That it is over, is not posted, and, where it counts, that nothing else was approved with it as it stands."""
    if one.state is HoursState.OPEN:
        raise Refused("hours_open", entry=one.entry)
    if one.state is HoursState.POSTED:
        raise Refused("hours_posted", entry=one.entry)
    resting = rests_on(one, ledger.of(one.volunteer)) if one.state is HoursState.APPROVED else None
    if resting is not None:
        raise Refused("hours_rest_on", entry=one.entry, other=resting.entry)


def _ended(one: Entry, ends_at: datetime | None) -> Entry:
    """With its true end: after its beginning, and no later than recorded."""
    if ends_at is None or ends_at == one.ended_at:
        return replace(one, corrected_at=None) if ends_at else one
    if one.ended_at is not None and not one.started_at < ends_at <= one.ended_at:
        raise Refused("hours_end_outside", entry=one.entry)
    return replace(one, corrected_at=ends_at)
