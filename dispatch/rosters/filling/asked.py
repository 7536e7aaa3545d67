"""The month's question read off the board, and the answer as cells of the grid."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dispatch.board import Board
from dispatch.duty.model import ShiftKind, Slot, Station
from dispatch.people.model import Verification, Volunteer
from dispatch.rosters.filling.question import HOUR, Limits, Person, Post, Question, Stretch
from dispatch.rosters.grid import named_as, openings
from dispatch.rosters.model import Calendar, Cell, DayKind, RestRules, Terms, Turn
from dispatch.rosters.rest import day_of, is_night
from dispatch.rosters.suggesting import willing
from maps.degrees import metres
from maps.speeds import EBIKE_KMH, WALK_KMH, Mode

AROUND = timedelta(days=8)
"""What stands before and after the month counts for its first and last week."""
DETOUR = 1.4
CITY_KMH = {Mode.WALK: WALK_KMH, Mode.EBIKE: EBIKE_KMH, Mode.CAR: 25.0}
"""Between two stations as the crow flies times a detour: who is asked to come over is a rough question."""
REACH_MINUTES = 30

Leave = Mapping[str, Collection[date]]
Minutes = Callable[[Volunteer, Station, Station], float]


@dataclass(frozen=True, slots=True)
class Asked:
    """`days` of the month that are filled; `question` of them, with everybody who may be planned."""

    days: tuple[date, ...]
    question: Question


def crow_minutes(volunteer: Volunteer, home: Station, station: Station) -> float:
    apart = metres((home.lon, home.lat), (station.lon, station.lat))
    return DETOUR * apart / 1000 / CITY_KMH[volunteer.mode] * 60


def days_of(month: str) -> tuple[date, ...]:
    """`month` as 2026-12."""
    year, number = map(int, month.split("-"))
    first = date(year, number, 1)
    return tuple(day for day in (first + timedelta(days=n) for n in range(31)) if day.month == number)


def ask(
    board: Board,
    terms: Terms,
    timezone: ZoneInfo,
    month: str,
    at: datetime,
    *,
    station: str | None = None,
    leave: Leave | None = None,
    reach_minutes: float = REACH_MINUTES,
    minutes: Minutes = crow_minutes,
) -> Asked:
    """What is open of the month and begins after `at`. Only one `station`'s, when it is named."""
    today = at.astimezone(timezone).date()
    days = tuple(day for day in days_of(month) if day >= today)
    wanted: defaultdict[tuple[str, date, str], list[tuple[str, int]]] = defaultdict(list)
    when: dict[tuple[str, date, str], Stretch] = {}
    for one in openings(board, terms, timezone, days, None if station is None else [station]):
        if one.starts_at > at:
            wanted[one.key].append((one.skill, one.missing))
            when[one.key] = _stretch(one.slot(""), terms.calendar, timezone)
    posts = tuple(Post(key[0], key[2], when[key], tuple(needs)) for key, needs in sorted(wanted.items()))
    people = tuple(
        _person(board, one, terms.calendar, timezone, days, leave or {}, reach_minutes, minutes)
        for _, one in sorted(board.people.volunteers.items())
        if willing(one)
    )
    return Asked(days, Question(posts, people, limits_of(terms.rest)))


def limits_of(rest: RestRules) -> Limits:
    return Limits(_seconds(rest.rest_h), _seconds(rest.week_h), rest.nights_in_row, rest.days_in_row)


def cells_of(
    board: Board, terms: Terms, timezone: ZoneInfo, question: Question, turns: Iterable[tuple[int, int]]
) -> list[Cell]:
    """They speak of the turns' own stations alone, and say what is planned there already too."""
    named = board.rosters.named(terms)
    found: defaultdict[tuple[str, date, str], list[Turn]] = defaultdict(list)
    for who, number in sorted(turns):
        post = question.posts[number]
        found[question.people[who].id, post.when.day, post.station].append(Turn(post.template, post.station))
    for (volunteer, day, station), theirs in found.items():
        for one in board.duty.shifts_of(volunteer):
            known = named_as(one.slot, named, timezone)
            if known is not None and one.slot.station == station and day_of(one.slot, timezone) == day:
                theirs.append(Turn(known, station))
    return [Cell(volunteer, day, tuple(theirs), (at,)) for (volunteer, day, at), theirs in found.items()]


def _person(
    board: Board,
    volunteer: Volunteer,
    calendar: Calendar,
    timezone: ZoneInfo,
    days: Collection[date],
    leave: Leave,
    reach_minutes: float,
    minutes: Minutes,
) -> Person:
    skills: dict[str, date | None] = {str(volunteer.team): None}
    for one in volunteer.qualifications:
        if one.verification is Verification.VERIFIED:
            known = skills.get(one.kind, date.min)
            skills[one.kind] = None if one.valid_until is None or known is None else max(known, one.valid_until)
    stations = board.duty.stations
    home = stations.get(volunteer.station or "")
    reaches = {
        other.id: round(way)
        for other in stations.values()
        if home is not None and other.id != home.id and (way := minutes(volunteer, home, other)) <= reach_minutes
    }
    near = (min(days, default=date.max) - AROUND, max(days, default=date.min) + AROUND)
    slots = [one.slot for one in board.duty.all_shifts_of(volunteer.id)]
    fixed = [_stretch(one, calendar, timezone) for one in slots if near[0] <= day_of(one, timezone) <= near[1]]
    away = frozenset(leave.get(volunteer.id, ()))
    return Person(volunteer.id, home.id if home else None, skills, reaches, away, tuple(fixed))


def _stretch(slot: Slot, calendar: Calendar, timezone: ZoneInfo) -> Stretch:
    day = day_of(slot, timezone)
    last = (slot.ends_at - timedelta(microseconds=1)).astimezone(timezone).date()
    return Stretch(
        round(slot.starts_at.timestamp()),
        round(slot.ends_at.timestamp()),
        day,
        night=is_night(slot, timezone),
        off=calendar.of(day).kind is not DayKind.WORKDAY,
        into=last if last != day else None,
        standby=slot.kind is not ShiftKind.ON_SITE,
    )


def _seconds(hours: float | None) -> int | None:
    return None if hours is None else round(hours * HOUR)
