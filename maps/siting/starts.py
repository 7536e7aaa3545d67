"""A good plan to begin with: greedy, then swaps while one helps (Teitz and Bart 1968). Ties fall to the first site."""

from typing import Protocol

import numpy as np

from maps.siting.question import F8, I8, Bools, Question

ROUNDS = 200
"""Passes over all open sites; each accepted swap makes the plan better, so this only ends very long searches."""


SHAKES, SHAKEN = 60, 4
"""How often a plan is shaken, and how many sites at a time."""


class Goal(Protocol):
    """What a plan costs; less is better. `opened` [m]: units at each site."""

    def value(self, opened: I8) -> float:
        """Infinite where the plan isn't one."""

    def after_one_more(self, opened: I8) -> F8:
        """[m] a penalised value, finite, when one more unit opens at each site."""


def greedy(question: Question, goal: Goal) -> I8:
    """[m] units a site; fewer than p in all where the budget ends first."""
    opened = question.standing.copy()
    assert question.p is not None
    while opened.sum() < question.p:
        free = question.affordable(opened)
        if not free.any():
            break
        opened[_best(goal.after_one_more(opened), free)] += 1
    return opened


def swapped(question: Question, goal: Goal, opened: I8) -> I8:
    """The plan after swaps of one unit at a time have stopped to help. Cost: p × the goal's evaluation a pass."""
    for _ in range(ROUNDS):
        helped = False
        for site in np.flatnonzero(opened > question.standing):
            without = opened.copy()
            without[site] -= 1
            costs = goal.after_one_more(without)
            other = _best(costs, question.affordable(without))
            if costs[other] < costs[site] - 1e-9 * max(1.0, abs(costs[site])):
                without[other] += 1
                opened, helped = without, True
        if not helped:
            break
    return opened


def shaken(question: Question, goal: Goal, opened: I8) -> I8:
    """The best plan met while a few sites in turn are closed, others opened greedily, and swapped again.

    It leaves plans that no single swap betters, and asks nothing of chance.
    """
    for turn in range(SHAKES):
        movable = np.flatnonzero(opened > question.standing)
        if movable.size < 2 * SHAKEN:
            break
        out = np.roll(movable, -turn)[:: movable.size // SHAKEN][:SHAKEN]
        tried = opened.copy()
        tried[out] = question.standing[out]
        while tried.sum() < opened.sum():
            free = question.affordable(tried)
            free[out] = False
            if not free.any():
                break
            tried[_best(goal.after_one_more(tried), free)] += 1
        tried = swapped(question, goal, tried)
        if tried.sum() == opened.sum() and goal.value(tried) < goal.value(opened):
            opened = tried
    return opened


def cover_all(near: Bools, standing: I8) -> I8 | None:
    """[m] sites that cover every row, greedily, none of them needless; None where no site reaches some row."""
    opened, bare = standing.copy(), ~near[:, standing > 0].any(axis=1)
    while bare.any():
        gains = near[bare].sum(axis=0)
        site = int(np.argmax(gains))
        if gains[site] == 0:
            return None
        opened[site] = 1
        bare &= ~near[:, site]
    covered = near @ opened
    for site in np.flatnonzero(opened > standing)[::-1]:
        if (covered[near[:, site]] > 1).all():
            opened[site] = 0
            covered -= near[:, site]
    return opened


def _best(costs: F8, free: Bools) -> int:
    return int(np.argmin(np.where(free, costs, np.inf)))
