"""A month filled: a plan at once, made better in pieces; beside that, what nothing can be below.

There are two such bounds, of which the greater counts. The whole's, in fractions, is found first. Then every station by
itself, which may call on guests who cost the least that anybody from elsewhere could, and whose rest nobody looks at:
what it then costs is below its part of every plan of the whole, so the parts' bounds add up to one of the whole; and
where no station wants a guest, the parts are the whole, proven.

Time is kept by the wall: `ends` is of `monotonic()`, which is one clock for all processes of a machine.
"""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from time import monotonic
from typing import Any

from dispatch.jobs import Cancelled, side_by_side
from dispatch.rosters.filling.improving import improved, same, solved_of, turns_of
from dispatch.rosters.filling.in_order import in_order
from dispatch.rosters.filling.plan import Filled, Share, Turns, cost_of, missing_of
from dispatch.rosters.filling.programs import Guest, may, state
from dispatch.rosters.filling.question import Person, Question
from dispatch.rosters.filling.value import away, spread_cost, step_of
from dispatch.rosters.filling.whole import least_cost

GRACE_S = 1.0
"""So long after its time a process is waited for, then ended."""
ALONE_S = 0.5
"""Of the time, how much the pieces get, where one process does all of it."""


class Of(StrEnum):
    """What is asked beside the stations: what the whole cannot be below, and a plan of it."""

    BOUND = ""
    PLAN = "/"


@dataclass(frozen=True, slots=True)
class Part:
    """A station by itself, its guests left out."""

    turns: Turns
    share: Share


@dataclass(frozen=True, slots=True)
class Told:
    """How far it is: `done` stations of `of`; then the cost of the whole so far, and what nothing can be below."""

    done: int
    of: int
    cost: float | None = None
    bound: float | None = None


Heard = Callable[[Told], None]
Stopped = Callable[[], bool]


def fill(
    question: Question,
    *,
    seconds: float,
    workers: int = 1,
    heard: Heard = lambda _: None,
    cancelled: Stopped = lambda: False,
) -> Filled:
    """Refuses where the solver ends in a way that is no answer. `Cancelled` where nobody wants it any more."""
    ends = monotonic() + seconds
    stations = sorted({post.station for post in question.posts})
    turns, bound, parts = in_order(question), 0.0, dict[str, Part]()

    def tell() -> None:
        heard(Told(len(parts), len(stations), cost_of(question, turns), bound))

    tell()
    work = partial(_asked, question, turns, stations, workers, ends)
    answers = _in_time(work, [Of.BOUND, Of.PLAN, *stations], ends, workers, cancelled)
    for what, found in answers:
        if what is Of.BOUND:
            bound = max(bound, found or 0.0)
        elif what is Of.PLAN:
            turns = _cheaper(question, turns, found)
        else:
            parts[what] = found
            bound = max(bound, sum(part.share.bound for part in parts.values()))
        if len(parts) == len(stations):
            turns = _cheaper(question, turns, frozenset().union(*(part.turns for part in parts.values())))
        tell()
        if same(cost_of(question, turns), bound):
            break
    answers.close()
    shares = tuple(parts[one].share for one in stations if one in parts)
    return Filled(turns, missing_of(question, turns), cost_of(question, turns), bound, shares)


def _cheaper(question: Question, one: Turns, other: Turns) -> Turns:
    return other if cost_of(question, other) < cost_of(question, one) else one


def _asked(question: Question, turns: Turns, stations: Sequence[str], workers: int, ends: float, what: str) -> Any:
    """In a process of its own, or one after the other. The bound comes first: without it nothing can be judged."""
    left = ends - monotonic()
    if what is Of.BOUND:
        return least_cost(question, seconds=left)
    if what is Of.PLAN:
        return improved(question, turns, ends=ends if workers > 1 else monotonic() + left * ALONE_S)
    return by_itself(
        question, what, ends=monotonic() + left * max(workers - 1, 1) / (len(stations) - stations.index(what))
    )


def _in_time(
    work: Callable[[Any], Any], wanted: Sequence[Any], ends: float, workers: int, cancelled: Stopped
) -> Generator[tuple[Any, Any], None, None]:
    """What came until `ends`; what overruns it is ended, where it works in a process of its own."""
    try:
        late = ends + GRACE_S
        yield from side_by_side(work, wanted, max_workers=workers, cancelled=lambda: cancelled() or monotonic() > late)
    except Cancelled:
        if cancelled():
            raise


def by_itself(question: Question, station: str, *, ends: float) -> Part:
    posts = [number for number, post in enumerate(question.posts) if post.station == station]
    people = [number for number, person in enumerate(question.people) if person.home == station]
    guests = {post: guest for post in posts if (guest := _guest(question, post)) is not None}
    stated = state(question, people, posts, guests=guests)
    solved = solved_of(stated, ends - monotonic())
    share = Share(station, solved.status, max(solved.bound or 0.0, 0.0), solved.seconds)
    return Part(frozenset() if solved.values is None else turns_of(stated, solved), share)


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
