"""What no plan of the whole can be below, where stations share people: everybody's time at once, in fractions.

A person works or not at a time, wherever; and so much of a time goes to each station. That keeps the rules, which look
at times alone, apart from the stations. People who differ in nothing but their leave are one group, whose rules are the
sums of theirs and whose load is shared as evenly as their own would be: so it is a relaxation.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from time import monotonic

import numpy as np

from dispatch.rosters.filling.legal import ONE, WEEK
from dispatch.rosters.filling.programs import cliques, may
from dispatch.rosters.filling.question import HOUR, Person, Question, Stretch
from dispatch.rosters.filling.rows import Rows
from dispatch.rosters.filling.value import MISSING, away, even, load, step_of
from maps.siting.solver import relaxed_bound

Group = list[int]
EXACT = 1e-7
"""Of a bound, how much may be lost in adding floats up."""


def least_cost(question: Question, *, seconds: float) -> float | None:
    """None where nothing was found out in time."""
    ends = monotonic() + seconds
    rows, step = Rows(), step_of(question)
    serving: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for group in groups(question):
        _group(rows, question, group, serving, step)
    for number, asked in enumerate(question.posts):
        for skill, count in asked.wanted:
            gap = rows.column(MISSING, count, whole=False)
            there = [
                (column, 1.0) for who, column in serving[number] if question.people[who].holds(skill, asked.when.day)
            ]
            rows.row([(gap, 1.0), *there], low=count)
    bound = relaxed_bound(rows.program(stepped=False), seconds=ends - monotonic())
    if bound is None:
        return None
    sure = bound - EXACT * max(1.0, abs(bound))
    return max(float(np.ceil(sure)) if even(question) else sure, 0.0)


def groups(question: Question) -> list[Group]:
    """People of the same home, reach and skills, as far as anybody asks for these."""
    asked = {skill for post in question.posts for skill, _ in post.wanted}
    found: defaultdict[object, Group] = defaultdict(list)
    for number, one in enumerate(question.people):
        skills = frozenset((skill, until) for skill, until in one.skills.items() if skill in asked)
        if skills:
            found[one.home, frozenset(one.reaches.items()), skills].append(number)
    return list(found.values())


def _group(rows: Rows, question: Question, group: Group, serving: dict[int, list[tuple[int, int]]], step: int) -> None:
    first = question.people[group[0]]
    posts: defaultdict[Stretch, list[int]] = defaultdict(list)
    free: defaultdict[Stretch, int] = defaultdict(int)
    for number, asked in enumerate(question.posts):
        able = sum(may(question, who, number) for who in group)
        if able:
            posts[asked.when].append(number)
            free[asked.when] = max(free[asked.when], able)
    worked = {when: rows.column(0, able, whole=False) for when, able in free.items()}
    for when, column in worked.items():
        shares = []
        for number in posts[when]:
            shares.append(rows.column(away(first, question.posts[number].station), free[when], whole=False))
            serving[number].append((group[0], shares[-1]))
        rows.row([(column, -1.0), *((share, 1.0) for share in shares)], low=0, high=0)
    people = [question.people[who] for who in group]
    _limits(rows, question, people, worked)
    _loads(rows, people, worked, step)


def _limits(rows: Rows, question: Question, people: Sequence[Person], worked: Mapping[Stretch, int]) -> None:
    limits, given = question.limits, [(column, when) for when, column in worked.items()]
    tiring = [(column, when) for column, when in given if not when.standby]
    shut_out = {tuple(one) for one in (*cliques(given, 0), *cliques(tiring, limits.rest or 0)) if len(one) > 1}
    for clique in sorted(shut_out):
        rows.row([(column, 1.0) for column in clique], high=len(people))
    fixed = [[one for one in person.fixed if not one.standby] for person in people]
    days = {when.day for _, when in tiring}
    if limits.week is not None:
        hours = [(column, when.lasts / HOUR, when.day) for column, when in tiring]
        had = [[(one.lasts / HOUR, one.day) for one in theirs] for theirs in fixed]
        _windows(rows, hours, had, WEEK, limits.week / HOUR)
    if any(len(cliques([pair for pair in tiring if pair[1].day == day], limits.rest or 0)) > 1 for day in days):
        return  # a day with two shifts would count twice
    if limits.nights is not None:
        nights = [(column, 1.0, when.day) for column, when in tiring if when.night]
        had = [[(1.0, day) for day in {one.day for one in theirs if one.night}] for theirs in fixed]
        _windows(rows, nights, had, limits.nights + 1, limits.nights)
    if limits.days is not None:
        had = [[(1.0, day) for day in {one.day for one in theirs}] for theirs in fixed]
        _windows(rows, [(column, 1.0, when.day) for column, when in tiring], had, limits.days + 1, limits.days)


def _windows(
    rows: Rows,
    given: Sequence[tuple[int, float, date]],
    had: Sequence[Sequence[tuple[float, date]]],
    days: int,
    most: float,
) -> None:
    """Of so many days in a row, all of them together have what each may still have."""
    for first in sorted({day - back * ONE for _, _, day in given for back in range(days)}):
        left = [max(most - sum(weight for weight, day in theirs if _within(day, first, days)), 0.0) for theirs in had]
        rows.row([(column, weight) for column, weight, day in given if _within(day, first, days)], high=sum(left))


def _within(day: date, first: date, days: int) -> bool:
    return timedelta(0) <= day - first < timedelta(days=days)


def _loads(rows: Rows, people: Sequence[Person], worked: Mapping[Stretch, int], step: int) -> None:
    """The steps of all of them, the cheapest first: as even as they could be."""
    for measure, had in enumerate(zip(*(load(person.fixed, step) for person in people), strict=True)):
        pairs = [(column, load([when], step)[measure]) for when, column in worked.items()]
        pairs = [(column, amount) for column, amount in pairs if amount]
        if not pairs:
            continue
        most = int(np.ceil(max(had) + sum(amount for _, amount in pairs)))
        steps = []
        for level in range(int(min(had)), most):
            room = sum(min(max(level + 1 - one, 0.0), 1.0) for one in had)
            if room:
                steps.append((rows.column(2 * level + 1, room, whole=False), -1.0))
        rows.row([*((column, float(amount)) for column, amount in pairs), *steps], high=0)
