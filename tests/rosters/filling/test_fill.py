"""The solver beside a search through every plan there is, on months small enough for that."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain, combinations
from time import monotonic

import numpy as np
import pytest

from dispatch.rosters.filling.fill import fill
from dispatch.rosters.filling.legal import legal
from dispatch.rosters.filling.plan import cost_of
from dispatch.rosters.filling.programs import may
from dispatch.rosters.filling.question import HOUR, Limits, Person, Post, Question, Stretch
from dispatch.rosters.filling.reasons import Freed, Gap, freed, gaps
from dispatch.rosters.filling.whole import least_cost

MONDAY = date(2026, 11, 30)
SEEDS = range(40)
Turn = tuple[int, int]


def stretch(day: int, kind: str = "day", *, standby: bool = False) -> Stretch:
    """`day` counts from the Monday; a day is 08–20, a night 20–08."""
    begins = 24 * day + (20 if kind == "night" else 8)
    on = MONDAY + timedelta(days=day)
    into = on + timedelta(days=1) if kind == "night" else None
    return Stretch(begins * HOUR, (begins + 12) * HOUR, on, kind == "night", on.weekday() >= 5, into, standby)


def small(seed: int) -> Question:
    """Two stations, up to four people and six posts, with tight limits, leave, and shifts that stand already."""
    random = np.random.default_rng(seed)
    stations = ("A", "B")
    posts = [
        Post(
            str(random.choice(stations)),
            kind,
            stretch(int(random.integers(0, 9)), kind, standby=bool(random.random() < 0.2)),
            (("any", int(random.integers(1, 3))),) + ((("doctor", 1),) if random.random() < 0.4 else ()),
        )
        for kind in random.choice(["day", "night"], int(random.integers(3, 6)))
    ]
    people = []
    for number in range(int(random.integers(2, 5))):
        home = str(random.choice(stations))
        reaches = {one: 10 for one in stations if one != home and random.random() < 0.6}
        skills: dict[str, date | None] = {"any": None}
        if random.random() < 0.4:
            skills["doctor"] = MONDAY + timedelta(days=4) if random.random() < 0.5 else None
        leave = frozenset(MONDAY + timedelta(days=int(day)) for day in random.integers(0, 9, 2))
        fixed = (stretch(int(random.integers(0, 9)), "night"),) if random.random() < 0.4 else ()
        people.append(Person(f"P{number}", home, skills, reaches, leave, fixed))
    limits = Limits(11 * HOUR, int(random.choice([24, 36, 60])) * HOUR, int(random.integers(1, 3)), 2)
    return Question(tuple(posts), tuple(people), limits)


def plans(question: Question) -> Iterator[frozenset[Turn]]:
    """Every one that the rules allow."""
    pairs = [
        (who, post)
        for who in range(len(question.people))
        for post in range(len(question.posts))
        if may(question, who, post)
    ]
    for some in chain.from_iterable(combinations(pairs, size) for size in range(len(pairs) + 1)):
        theirs: dict[int, list[Stretch]] = {}
        for who, post in some:
            theirs.setdefault(who, []).append(question.posts[post].when)
        if all(legal(question.people[who], added, question.limits) for who, added in theirs.items()):
            yield frozenset(some)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_plan_of_all_there_are_costs_less(seed: int) -> None:
    question = small(seed)
    least = min(cost_of(question, plan) for plan in plans(question))
    filled = fill(question, seconds=20)
    assert filled.turns in set(plans(question))
    whole = least_cost(question, seconds=20)
    assert (filled.cost, filled.bound <= least, whole is not None and whole <= least + 1e-6) == (least, True, True)


def test_a_gap_says_what_keeps_whom_and_which_rule_stops_it() -> None:
    """Two doctors: one is away, the other has just had a night; without rest between shifts the second would do."""
    posts = (Post("A", "day", stretch(1), (("doctor", 1),)),)
    away = Person("P1", "A", {"doctor": None}, leave=frozenset({MONDAY + timedelta(days=1)}))
    tired = Person("P2", "A", {"doctor": None}, fixed=(stretch(0, "night"),))
    far = Person("P3", "B", {"doctor": None})
    question = Question(posts, (away, tired, far))
    filled = fill(question, seconds=20)
    assert gaps(question, filled) == (Gap(0, "doctor", 1, 3, {"far": 1, "leave": 1, "rest": 1}),)
    assert freed(question, filled, ends=monotonic() + 20) == tuple(
        Freed("A", rule, 1, 1) for rule in ("leave", "far", "rest")
    )
