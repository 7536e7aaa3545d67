"""A plan made better piece by piece: some posts are planned anew beside all the rest, which stays.

Pieces are stretches of days at all stations, in which people are lent and shifts traded; and stations over the whole
month, in which the load is shared. No piece makes a plan worse; the order is the same every time.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from time import monotonic

import numpy as np

from dispatch.errors import Refused
from dispatch.rosters.filling.plan import SAME, Turns, cost_of
from dispatch.rosters.filling.programs import Stated, state
from dispatch.rosters.filling.question import Question
from maps.siting.solver import Solved, solve_program

DAYS = (4, 7, 10)
"""So many in a row at once, then more."""
PIECE_S = 6.0
"""For one piece: what is hard is left for another that cuts it otherwise."""
LEAST_S = 0.1
ENDINGS = {"optimal", "time_limit"}
Posts = frozenset[int]


def improved(question: Question, turns: Turns, *, ends: float) -> Turns:
    """Until `monotonic()` is `ends`, or nothing gets better any more."""
    before = float("inf")
    while cost_of(question, turns) < before - SAME:
        before = cost_of(question, turns)
        for posts in pieces(question):
            if ends - monotonic() < LEAST_S:
                return turns
            turns = resolve(question, turns, posts, ends=min(ends, monotonic() + PIECE_S))
    return turns


def same(cost: float, bound: float) -> bool:
    return cost - bound <= SAME * max(1.0, cost)


def pieces(question: Question) -> Iterator[Posts]:
    """Short stretches of days, beside each other; then each station; then longer stretches, each overlapping the one
    before by half; then stations and whom they borrow from."""
    yield from _stretches(question, DAYS[0], DAYS[0])
    asking = sorted({post.station for post in question.posts})
    yield from (_at(question, {station}) for station in asking)
    for length in DAYS:
        yield from _stretches(question, length, length // 2)
    for station in asking:
        lending = {one.home for one in question.people if one.home in asking and station in one.reaches}
        yield from (_at(question, {station, other}) for other in sorted(lending))


def _stretches(question: Question, length: int, step: int) -> Iterator[Posts]:
    days = sorted({post.when.day for post in question.posts})
    for first in days[::step]:
        last = first + timedelta(days=length)
        yield frozenset(n for n, post in enumerate(question.posts) if first <= post.when.day < last)


def _at(question: Question, stations: Collection[str]) -> Posts:
    return frozenset(n for n, post in enumerate(question.posts) if post.station in stations)


def resolve(question: Question, turns: Turns, posts: Collection[int], *, ends: float) -> Turns:
    """All that is planned at these `posts` is planned anew, the rest stays. Never worse than `turns`."""
    kept = frozenset(turn for turn in turns if turn[1] not in posts)
    among = beside(question, kept)
    stations = {question.posts[post].station for post in posts}
    people = [number for number, person in enumerate(among.people) if any(map(person.serves, stations))]
    stated = state(among, people, sorted(posts))
    if ends - monotonic() < LEAST_S:
        return turns
    start = [int(turn in turns) for turn in stated.turns]
    solved = solved_of(stated, ends - monotonic(), start)
    if solved.values is None:
        return turns
    found = kept | turns_of(stated, solved)
    return found if cost_of(question, found) < cost_of(question, turns) - SAME else turns


def beside(question: Question, kept: Turns) -> Question:
    """The question to people who have the turns `kept` already."""
    theirs: dict[int, list[int]] = {}
    for who, post in kept:
        theirs.setdefault(who, []).append(post)
    people = tuple(
        replace(person, fixed=(*person.fixed, *(question.posts[post].when for post in theirs.get(number, ()))))
        for number, person in enumerate(question.people)
    )
    return replace(question, people=people)


def solved_of(stated: Stated, seconds: float, start: Sequence[int] | None = None) -> Solved:
    """Refuses where the solver ends in a way that is no answer."""
    if not stated.program.cost.size:
        return Solved("optimal", np.zeros(0), 0.0, 0.0)
    solved = solve_program(
        stated.program, start=None if start is None else np.array(start, np.int64), seconds=max(seconds, LEAST_S)
    )
    if solved.status not in ENDINGS:
        raise Refused("roster_solver", status=solved.status)
    return solved


def turns_of(stated: Stated, solved: Solved) -> Turns:
    assert solved.values is not None
    return frozenset(turn for turn, value in zip(stated.turns, solved.values, strict=False) if value > 0.5)
