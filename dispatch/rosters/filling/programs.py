"""A month as a mixed-integer program.

A column for each person and post that go together; what is missing, by post and skill; and a person's load cut into
steps that cost 1, 3, 5 …, so that the sum is the square. That is exact: the steps are convex, so they fill in order,
and the linear relaxation of the spread alone is as good as the integers.

Rest and overlap make cliques of an interval graph, one row for each moment at which another stretch begins; any seven
days are a sum; nights and days in a row are windows.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dispatch.rosters.filling.legal import ONE, WEEK, hit, on_leave
from dispatch.rosters.filling.question import HOUR, Limits, Question, Stretch
from dispatch.rosters.filling.rows import Rows
from dispatch.rosters.filling.value import MISSING, away, even, load, step_of
from maps.siting.solver import Program


@dataclass(frozen=True, slots=True)
class Guest:
    """Whoever might come to a post from elsewhere: all that they could stand in for, at the least that one costs."""

    skills: frozenset[str]
    cost: float


@dataclass(frozen=True, slots=True)
class Stated:
    """`turns`: what the first columns stand for, (person, post). `missing`, `guests`: column → what of."""

    program: Program
    turns: tuple[tuple[int, int], ...]
    missing: dict[int, tuple[int, str]]
    guests: dict[int, int]


def may(question: Question, who: int, post: int) -> bool:
    """Whether that person and post go together, whatever else is decided."""
    person, asked = question.people[who], question.posts[post]
    return (
        person.serves(asked.station)
        and any(person.holds(skill, asked.when.day) for skill, _ in asked.wanted)
        and not on_leave(asked.when, person)
        and hit(asked.when, person.fixed, question.limits) is None
    )


def state(
    question: Question,
    people: Sequence[int],
    posts: Sequence[int],
    *,
    guests: Mapping[int, Guest] | None = None,
    only_missing: bool = False,
) -> Stated:
    """Those `people` and `posts` alone. `guests`: by post; then its value is one that no plan of the
    whole can be below. `only_missing`: nothing else costs anything."""
    rows, step = Rows(), step_of(question)
    turns = [(who, post) for who in people for post in posts if may(question, who, post)]
    price = 0 if only_missing else 1
    for who, post in turns:
        rows.column(price * away(question.people[who], question.posts[post].station), 1, whole=True)
    theirs: dict[int, dict[int, int]] = {who: {} for who in people}
    for column, (who, post) in enumerate(turns):
        theirs[who][post] = column
    visiting = {
        post: rows.column(price * guests[post].cost, max(count for _, count in question.posts[post].wanted), whole=True)
        for post in posts
        if guests and post in guests
    }
    missing = _needs(rows, question, posts, theirs, visiting, guests or {})
    for who, columns in theirs.items():
        if columns:
            _limit(rows, question, who, columns)
            if not only_missing:
                _spread(rows, question, who, columns, step)
    whole = rows.program(stepped=only_missing or even(question))
    return Stated(whole, tuple(turns), missing, {column: post for post, column in visiting.items()})


def _needs(
    rows: Rows,
    question: Question,
    posts: Iterable[int],
    theirs: Mapping[int, Mapping[int, int]],
    visiting: Mapping[int, int],
    guests: Mapping[int, Guest],
) -> dict[int, tuple[int, str]]:
    serving: dict[int, list[tuple[int, int]]] = {}
    for who, columns in theirs.items():
        for post, column in columns.items():
            serving.setdefault(post, []).append((who, column))
    missing = {}
    for number in posts:
        asked = question.posts[number]
        for skill, count in asked.wanted:
            gap = rows.column(MISSING, count, whole=False)
            missing[gap] = (number, skill)
            pairs = [
                (column, 1.0)
                for who, column in serving.get(number, [])
                if question.people[who].holds(skill, asked.when.day)
            ]
            if number in visiting and skill in guests[number].skills:
                pairs.append((visiting[number], 1.0))
            rows.row([(gap, 1.0), *pairs], low=count)
    return missing


def _limit(rows: Rows, question: Question, who: int, columns: Mapping[int, int]) -> None:
    """What they have already stands on the right, so that somebody over a limit gets nothing more."""
    limits = question.limits
    given = [(column, question.posts[post].when) for post, column in columns.items()]
    tiring = [(column, when) for column, when in given if not when.standby]
    shut_out = [*cliques(given, 0), *cliques(tiring, limits.rest or 0)]
    for clique in sorted({tuple(one) for one in shut_out if len(one) > 1}):
        rows.row([(column, 1.0) for column in clique], high=1)
    worked = [one for one in question.people[who].fixed if not one.standby]
    if limits.week is not None:
        _weeks(rows, tiring, worked, limits.week)
    if limits.nights is not None:
        nights = [(column, when) for column, when in tiring if when.night]
        _windows(rows, nights, {one.day for one in worked if one.night}, limits.nights, limits)
    if limits.days is not None:
        _windows(rows, tiring, {one.day for one in worked}, limits.days, limits)


def _weeks(rows: Rows, given: Sequence[tuple[int, Stretch]], worked: Sequence[Stretch], most: int) -> None:
    days = {when.day for _, when in given}
    for first in sorted({day - back * ONE for day in days for back in range(WEEK)}):
        left = most - sum(one.lasts for one in worked if 0 <= (one.day - first).days < WEEK)
        pairs = [(column, when.lasts / HOUR) for column, when in given if 0 <= (when.day - first).days < WEEK]
        if sum(weight for _, weight in pairs) > left / HOUR:
            rows.row(pairs, high=max(left, 0) / HOUR)


def _windows(rows: Rows, given: Sequence[tuple[int, Stretch]], had: set[date], most: int, limits: Limits) -> None:
    """Of any `most` + 1 days in a row, `most` have anything of `given` or of what they `had`."""
    on = {day: columns for day, columns in _by_day(given).items() if day not in had}
    counted = {day: _counted(rows, columns, limits) for day, columns in on.items()}
    firsts = {day - back * ONE for day in on for back in range(most + 1)}
    for first in sorted(firsts):
        window = [first + ahead * ONE for ahead in range(most + 1)]
        if all(day in on or day in had for day in window):
            pairs = [(column, 1.0) for day in window for column in counted.get(day, ())]
            rows.row(pairs, high=most - sum(day in had for day in window))


def _by_day(given: Iterable[tuple[int, Stretch]]) -> dict[date, list[tuple[int, Stretch]]]:
    found: dict[date, list[tuple[int, Stretch]]] = {}
    for column, when in given:
        found.setdefault(when.day, []).append((column, when))
    return found


def _counted(rows: Rows, columns: Sequence[tuple[int, Stretch]], limits: Limits) -> list[int]:
    """Columns whose sum is 1 on a day with anything: the day's own, where they shut each other out."""
    found = list(cliques(columns, limits.rest or 0))
    if len(found) == 1:
        return found[0]
    day = rows.column(0, 1, whole=False)
    for clique in found:
        rows.row([(day, 1.0), *((column, -1.0) for column in clique)], low=0)
    return [day]


def cliques(given: Sequence[tuple[int, Stretch]], rest: int) -> list[list[int]]:
    """The greatest sets of columns of which only one can be: those still going on, rest included, as another begins."""
    found: list[list[int]] = []
    for _, at in sorted(given, key=lambda pair: pair[1].starts):
        going = [column for column, when in given if when.starts <= at.starts < when.ends + rest]
        if not found or not set(found[-1]) >= set(going):
            if found and set(going) > set(found[-1]):
                found.pop()
            found.append(going)
    return found


def _spread(rows: Rows, question: Question, who: int, columns: Mapping[int, int], step: int) -> None:
    before = load(question.people[who].fixed, step)
    posts = [(column, load([question.posts[post].when], step)) for post, column in columns.items()]
    for measure, had in enumerate(before):
        pairs = [(column, amounts[measure]) for column, amounts in posts if amounts[measure]]
        most = had + sum(amount for _, amount in pairs)
        steps = list[tuple[int, float]]()
        at = float(had)
        while at < most:
            to = min(float(int(at) + 1), most)
            steps.append((rows.column(2 * int(at) + 1, to - at, whole=False), -1.0))
            at = to
        if pairs:
            rows.row([*pairs, *steps], high=0)
