"""What a filled month is: who serves when, what is missing, what that costs, and what nothing can be below."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from dispatch.rosters.filling.question import Question
from dispatch.rosters.filling.value import cost

Turns = frozenset[tuple[int, int]]
"""Pairs of a person and a post, by their numbers."""
SAME = 1e-6


@dataclass(frozen=True, slots=True)
class Share:
    """What the solver said of one station taken alone."""

    station: str
    status: str
    bound: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Filled:
    """`missing`: by post and skill, where not everybody wanted was found. `bound` holds for the whole."""

    turns: Turns
    missing: Mapping[tuple[int, str], int]
    cost: float
    bound: float
    shares: tuple[Share, ...]

    @property
    def proven(self) -> bool:
        return self.cost - self.bound <= SAME * max(1.0, self.cost)

    @property
    def gap(self) -> float:
        """Of the cost, how much at most might be saved."""
        return 0.0 if self.proven else (self.cost - self.bound) / self.cost

    @property
    def status(self) -> str:
        return "optimal" if self.proven else "time_limit"


def missing_of(question: Question, turns: Iterable[tuple[int, int]]) -> dict[tuple[int, str], int]:
    there: dict[int, list[int]] = {}
    for who, post in turns:
        there.setdefault(post, []).append(who)
    found = {}
    for number, asked in enumerate(question.posts):
        for skill, count in asked.wanted:
            held = sum(question.people[who].holds(skill, asked.when.day) for who in there.get(number, ()))
            if held < count:
                found[number, skill] = count - held
    return found


def cost_of(question: Question, turns: Collection[tuple[int, int]]) -> float:
    return cost(question, turns, sum(missing_of(question, turns).values()))
