"""A month filled: every station by itself, then the stations that need somebody from elsewhere.

By itself a station may call on guests who cost the least that anybody from elsewhere could, and whose rest nobody
looks at. What it then costs is below its part of every plan of the whole, so the parts' bounds add up to one of the
whole; and where no station wants a guest, the parts are the whole, proven. Where one does, it is solved again with the
real people who can come, and then together with the stations they come from, as long as there is time.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from time import monotonic
from typing import Any

import numpy as np

from dispatch.errors import Refused
from dispatch.jobs import side_by_side
from dispatch.rosters.filling.plan import SAME, Filled, Share, Turns, cost_of, missing_of
from dispatch.rosters.filling.programs import Guest, Stated, may, state
from dispatch.rosters.filling.question import Person, Question
from dispatch.rosters.filling.value import away, spread_cost, step_of
from dispatch.rosters.filling.whole import least_cost
from maps.siting.solver import Solved, solve_program

FIRST_S = 0.5
"""Of the time, how much the stations get at once; those that are not proven then share what is left."""
BOUND, PLAN = "bound", "plan"
"""What is asked of the whole, side by side."""
ENDINGS = {"optimal", "time_limit"}


@dataclass(frozen=True, slots=True)
class Part:
    """A station by itself, at what `value`. `guests`: how many it would call on."""

    turns: Turns
    value: float
    share: Share
    guests: int


@dataclass(frozen=True, slots=True)
class Told:
    """How far it is: `done` stations of `of`; then the cost of the whole so far, and what nothing can be below."""

    done: int
    of: int
    cost: float | None = None
    bound: float | None = None


def fill(
    question: Question,
    *,
    seconds: float,
    workers: int = 1,
    heard: Callable[[Told], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Filled:
    """Refuses where the solver ends in a way that is no answer. `Cancelled` where nobody wants it any more."""
    ends = monotonic() + seconds
    stations = sorted({post.station for post in question.posts})
    parts = _parts(question, stations, ends, workers, heard, cancelled)
    bound = sum(part.share.bound for part in parts.values())
    turns: Turns = frozenset().union(*(part.turns for part in parts.values()))
    needy = [station for station in stations if parts[station].guests]
    cost, left = cost_of(question, turns), ends - monotonic()
    heard(Told(len(stations), len(stations), cost, bound))
    if needy and left > 0 and not _same(cost, bound):
        asked = partial(_together, question, turns, bound, needy, seconds=left if workers > 1 else left / 2)
        for what, answer in side_by_side(asked, [BOUND, PLAN], max_workers=min(workers, 2), cancelled=cancelled):
            if what == PLAN:
                turns = answer
            else:
                bound = max(bound, answer or 0.0)
            heard(Told(len(stations), len(stations), cost_of(question, turns), bound))
    return Filled(
        turns,
        missing_of(question, turns),
        cost_of(question, turns),
        bound,
        tuple(parts[one].share for one in stations),
    )


def _together(
    question: Question, turns: Turns, bound: float, needy: Sequence[str], what: str, *, seconds: float
) -> Any:
    if what == BOUND:
        return least_cost(question, seconds=seconds)
    return improved(question, turns, bound, needy, seconds=seconds)


def improved(question: Question, turns: Turns, bound: float, needy: Sequence[str], *, seconds: float) -> Turns:
    """The stations that called on guests get real ones."""
    ends = monotonic() + seconds
    for around in _neighbourhoods(question, needy):
        left = ends - monotonic()
        if left <= 0 or _same(cost_of(question, turns), bound):
            break
        turns = resolve(question, turns, around, seconds=left)
    return turns


def _same(cost: float, bound: float) -> bool:
    return cost - bound <= SAME * max(1.0, cost)


def _parts(
    question: Question,
    stations: Sequence[str],
    ends: float,
    workers: int,
    heard: Callable[[Told], None],
    cancelled: Callable[[], bool],
) -> dict[str, Part]:
    found: dict[str, Part] = {}
    for share in (FIRST_S, 1.0):
        wanted = [one for one in stations if one not in found or found[one].share.status != "optimal"]
        if not wanted:
            break
        each = max(ends - monotonic(), 0.0) * share * min(workers, len(wanted)) / len(wanted)
        alone = partial(by_itself, question, seconds=each)
        for station, part in side_by_side(alone, wanted, max_workers=workers, cancelled=cancelled):
            found[station] = _better(found.get(station), part)
            heard(Told(len(found), len(stations)))
    return found


def _better(one: Part | None, other: Part) -> Part:
    """The second look had more time, but began anew."""
    if one is None:
        return other
    bound = max(one.share.bound, other.share.bound)
    best = other if other.value <= one.value else one
    return replace(best, share=replace(other.share, bound=bound, seconds=one.share.seconds + other.share.seconds))


def by_itself(question: Question, station: str, *, seconds: float) -> Part:
    posts = [number for number, post in enumerate(question.posts) if post.station == station]
    people = [number for number, person in enumerate(question.people) if person.home == station]
    guests = {post: guest for post in posts if (guest := _guest(question, post)) is not None}
    stated = state(question, people, posts, guests=guests)
    solved = solved_of(stated, seconds)
    share = Share(station, solved.status, max(solved.bound or 0.0, 0.0), solved.seconds)
    if solved.values is None:
        return Part(frozenset(), np.inf, share, len(posts))
    called = sum(round(solved.values[column]) for column in stated.guests)
    return Part(_turns(stated, solved), float(stated.program.cost @ solved.values), share, called)


def _guest(question: Question, post: int) -> Guest | None:
    asked, step = question.posts[post], step_of(question)
    coming = [
        person
        for number, person in enumerate(question.people)
        if person.home != asked.station and may(question, number, post)
    ]
    if not coming:
        return None
    skills = {skill for skill, _ in asked.wanted for person in coming if person.holds(skill, asked.when.day)}

    def price(person: Person) -> float:
        return away(person, asked.station) + spread_cost(person.fixed, [asked.when], step)

    return Guest(frozenset(skills), min(map(price, coming)))


def resolve(question: Question, turns: Turns, stations: frozenset[str], *, seconds: float) -> Turns:
    """All that is planned at these stations is planned anew, the rest stays. Never worse than `turns`."""
    posts = [number for number, post in enumerate(question.posts) if post.station in stations]
    kept = frozenset(turn for turn in turns if question.posts[turn[1]].station not in stations)
    among = beside(question, kept)
    people = [number for number, person in enumerate(among.people) if any(map(person.serves, stations))]
    stated = state(among, people, posts)
    start = [int(turn in turns) for turn in stated.turns]
    solved = solved_of(stated, seconds, start)
    if solved.values is None:
        return turns
    found = kept | _turns(stated, solved)
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


def _neighbourhoods(question: Question, needy: Sequence[str]) -> Iterator[frozenset[str]]:
    """Each needy station with whoever can come as they are planned; then with one station they come from; then two."""
    yield from (frozenset({station}) for station in needy)
    asking = {post.station for post in question.posts}
    lending = {
        station: sorted({one.home for one in question.people if one.home in asking and station in one.reaches})
        for station in needy
    }
    yield from (frozenset({station, other}) for station in needy for other in lending[station])
    for station in needy:
        for number, one in enumerate(lending[station]):
            yield from (frozenset({station, one, other}) for other in lending[station][number + 1 :])


def solved_of(stated: Stated, seconds: float, start: Sequence[int] | None = None) -> Solved:
    if not stated.program.cost.size:
        return Solved("optimal", np.zeros(0), 0.0, 0.0)
    solved = solve_program(
        stated.program, start=None if start is None else np.array(start, np.int64), seconds=max(seconds, 0.1)
    )
    if solved.status not in ENDINGS:
        raise Refused("roster_solver", status=solved.status)
    return solved


def _turns(stated: Stated, solved: Solved) -> Turns:
    assert solved.values is not None
    return frozenset(turn for turn, value in zip(stated.turns, solved.values, strict=False) if value > 0.5)
