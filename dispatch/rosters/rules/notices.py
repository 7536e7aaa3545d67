"""Who is to be told what, and when: shifts that nobody has taken yet, and shifts that are about to begin.

Of the stages of one subject the latest that is due is told, once: who is planned an hour ahead is not reminded twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count, groupby
from zoneinfo import ZoneInfo

from dispatch.board import Board
from dispatch.duty.model import Shift
from dispatch.log.event import Event
from dispatch.rosters.events import NoticeDue
from dispatch.rosters.grid import named_as, openings
from dispatch.rosters.model import NoticeKind, Opening, Template, Terms, notice_key
from dispatch.rosters.rest import day_of

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Coming:
    """A notice that is due from `at` on; the event's own number is given when it is recorded."""

    at: datetime
    event: NoticeDue


def coming(board: Board, terms: Terms, timezone: ZoneInfo, at: datetime, *, reminding: bool) -> list[Coming]:
    """What is due and not told, and what will be within the time that the longest warning looks ahead; the soonest
    first. `reminding`: people are reminded of their shifts."""
    told = board.rosters.told
    found = [*_unfilled(board, terms, timezone, at)]
    if reminding:
        found += _reminders(board, terms, timezone, at)
    return sorted((one for one in found if _key(one.event) not in told), key=lambda one: one.at)


def fall_due(board: Board, due: Sequence[Coming], at: datetime) -> list[Event]:
    """Those of `due` whose time has come."""
    numbers = count(board.rosters.last_notice + 1)
    return [replace(one.event, notice=next(numbers)) for one in due if one.at <= at]


def _key(event: NoticeDue) -> str:
    return notice_key(event.notice_kind, event.stage, event.shift, event.station, event.day, event.template)


def _unfilled(board: Board, terms: Terms, timezone: ZoneInfo, at: datetime) -> Iterator[Coming]:
    if not terms.warn_s or not board.rosters.needs:
        return
    today = at.astimezone(timezone).date()
    ahead = range(-1, max(terms.warn_s) // 86400 + 3)
    found = openings(board, terms, timezone, [today + DAY * n for n in ahead])
    by_shift = sorted((one for one in found if one.starts_at > at), key=lambda one: one.key)
    for _, same in groupby(by_shift, key=lambda one: one.key):
        yield from _warnings(list(same), board.rosters.named(terms), terms, timezone, at)


def _warnings(
    same: Sequence[Opening], named: dict[str, Template], terms: Terms, timezone: ZoneInfo, at: datetime
) -> Iterator[Coming]:
    one = same[0]
    stages = [(number, one.starts_at - timedelta(seconds=ahead)) for number, ahead in enumerate(terms.warn_s)]
    for stage, due_at in _still(stages, at):
        yield Coming(
            due_at,
            NoticeDue(
                0,
                NoticeKind.UNFILLED,
                one.station,
                one.day,
                one.template,
                stage,
                until=one.starts_at,
                starts_at=one.starts_at,
                missing=sum(opening.missing for opening in same),
                begins=_hour(one.starts_at, timezone),
                called=named[one.template].name,
            ),
        )


def _reminders(board: Board, terms: Terms, timezone: ZoneInfo, at: datetime) -> Iterator[Coming]:
    named = board.rosters.named(terms)
    longest = timedelta(seconds=max(terms.remind_s, default=0)) + 2 * DAY
    for _, shifts in sorted(board.duty.shifts.items()):
        for shift in shifts:
            if at < shift.slot.starts_at <= at + longest:
                yield from _reminders_of(shift, named, terms, timezone, at)


def _reminders_of(
    shift: Shift, named: dict[str, Template], terms: Terms, timezone: ZoneInfo, at: datetime
) -> Iterator[Coming]:
    slot, day = shift.slot, day_of(shift.slot, timezone)
    template = named_as(slot, named, timezone)
    for stage, due_at in _still(_stages(day, slot.starts_at, terms, timezone), at):
        yield Coming(
            due_at,
            NoticeDue(
                0,
                NoticeKind.REMINDER,
                slot.station,
                day,
                template,
                stage,
                until=slot.starts_at,
                starts_at=slot.starts_at,
                volunteer=slot.volunteer,
                shift=shift.id,
                begins=_hour(slot.starts_at, timezone),
                called=named[template].name if template in named else None,
            ),
        )


def _stages(day: date, starts_at: datetime, terms: Terms, timezone: ZoneInfo) -> list[tuple[int, datetime]]:
    stages = [(number, starts_at - timedelta(seconds=ahead)) for number, ahead in enumerate(terms.remind_s, 1)]
    if terms.evening is not None:
        stages.insert(0, (0, datetime.combine(day - DAY, terms.evening, timezone)))
    return sorted(stages, key=lambda stage: stage[1])


def _hour(at: datetime, timezone: ZoneInfo) -> str:
    return f"{at.astimezone(timezone):%H:%M}"


def _still(stages: Sequence[tuple[int, datetime]], at: datetime) -> Sequence[tuple[int, datetime]]:
    """The latest of those that are past, and those to come."""
    past = [one for one in stages if one[1] <= at]
    return [*past[-1:], *(one for one in stages if one[1] > at)]
