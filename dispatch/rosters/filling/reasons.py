"""Why somebody is missing: how many hold the skill and what keeps each of them, and what each rule costs.

The first is counted in the plan as it is. That alone would blame rest where the true cause is that there are too few
people; so each rule is also taken away, for everybody, and the stations with gaps are filled again: what is filled then
is what the rule stops.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from time import monotonic

from dispatch.rosters.filling.improving import LEAST_S, beside, solved_of
from dispatch.rosters.filling.legal import hit, on_leave
from dispatch.rosters.filling.plan import Filled, Turns
from dispatch.rosters.filling.programs import state
from dispatch.rosters.filling.question import Person, Question, Stretch

REASONS = 0.15
"""Of the time that is given for a month, how much the reasons get."""
AT_MOST_S = 5.0
"""For one rule at one station."""
Without = Callable[[Question], Question]


@dataclass(frozen=True, slots=True)
class Gap:
    """`missing` of a post who hold `skill`. `qualified`: who hold it that day, wherever they are. `kept`: what keeps
    how many of them, each counted once: leave, far, taken, rest, week, nights, days; `free`: nothing, so that more time
    might have found the way. The others are there already."""

    post: int
    skill: str
    missing: int
    qualified: int
    kept: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Freed:
    """Were there no such `rule`, at least `filled` of the `missing` at that station would be found."""

    station: str
    rule: str
    missing: int
    filled: int


def gaps(question: Question, filled: Filled) -> tuple[Gap, ...]:
    planned = beside(question, filled.turns)
    return tuple(_gap(planned, post, skill, missing) for (post, skill), missing in sorted(filled.missing.items()))


def _gap(planned: Question, post: int, skill: str, missing: int) -> Gap:
    asked = planned.posts[post]
    qualified = [one for one in planned.people if one.holds(skill, asked.when.day)]
    serving = [one for one in qualified if asked.when not in one.fixed or not one.serves(asked.station)]
    kept = Counter(_kept(planned, one, asked.station, asked.when) for one in serving)
    return Gap(post, skill, missing, len(qualified), dict(sorted(kept.items())))


def _kept(planned: Question, person: Person, station: str, when: Stretch) -> str:
    if on_leave(when, person):
        return "leave"
    if not person.serves(station):
        return "far"
    return hit(when, person.fixed, planned.limits) or "free"


def freed(question: Question, filled: Filled, *, ends: float) -> tuple[Freed, ...]:
    """Station by station, the one with most gaps first, until `monotonic()` is `ends`. Who is planned elsewhere keeps
    that; those of the station are free to be planned anew."""
    missing: Counter[str] = Counter()
    for (post, _), count in filled.missing.items():
        missing[question.posts[post].station] += count
    found: list[Freed] = []
    for station, count in missing.most_common():
        for rule, without in RULES.items():
            if ends - monotonic() < LEAST_S:
                return tuple(found)
            still = _least_missing(without(question), filled.turns, station, min(ends, monotonic() + AT_MOST_S))
            if still is not None and still < count:
                found.append(Freed(station, rule, count, count - still))
    return tuple(found)


def _least_missing(question: Question, turns: Turns, station: str, ends: float) -> int | None:
    posts = [number for number, post in enumerate(question.posts) if post.station == station]
    kept = frozenset(turn for turn in turns if question.posts[turn[1]].station != station)
    among = beside(question, kept)
    people = [number for number, person in enumerate(among.people) if person.serves(station)]
    stated = state(among, people, posts, only_missing=True)
    start = [int(turn in turns) for turn in stated.turns]
    if ends - monotonic() < LEAST_S:
        return None
    solved = solved_of(stated, ends - monotonic(), start)
    return None if solved.values is None else round(sum(solved.values[column] for column in stated.missing))


def _limit(rule: str) -> Without:
    return lambda question: replace(question, limits=replace(question.limits, **{rule: None}))


def _people(change: Callable[[Question, Person], Person]) -> Without:
    return lambda question: replace(question, people=tuple(change(question, one) for one in question.people))


def _everywhere(question: Question, person: Person) -> Person:
    stations: Sequence[str] = sorted({post.station for post in question.posts} - {person.home})
    return replace(person, reaches={**dict.fromkeys(stations, 0), **person.reaches})


RULES: dict[str, Without] = {
    "leave": _people(lambda _, one: replace(one, leave=frozenset())),
    "far": _people(_everywhere),
    **{rule: _limit(rule) for rule in ("rest", "week", "nights", "days")},
}
