"""A bound without a solver, and the sites that it rules out, by Lagrangean relaxation and subgradient steps.

Each row's own choice is priced by a multiplier; what then remains is to take the p sites with the least reduced cost.
Sites whose opening, or not opening, would cost more than the plan at hand need not be looked at again. Sources:
Beasley 1993 (p-median), Galvão and ReVelle 1996 (MCLP).
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from maps.siting.question import F8, I8, Bools, Question
from maps.siting.starts import Goal

STEPS = 600
PATIENCE = 25
SLACK = 1e-7
"""Relative: what is left out is worse than the plan at hand by more than float noise."""


class Relaxed(Protocol):
    """A goal with its rows priced, one multiplier each; `least_price` is what none may go below."""

    @property
    def least_price(self) -> float: ...

    @property
    def scale(self) -> F8:
        """[r] how large a row's price is, beside the others': its weight."""

    def first_prices(self) -> F8: ...

    def priced(self, prices: F8) -> tuple[float, F8, F8]:
        """The constant, the reduced cost of each site [m], and how many sites each row would take [r]."""

    def served(self, prices: F8, chosen: I8) -> F8:
        """How many of the chosen sites serve each row [r]."""


@dataclass(frozen=True, slots=True)
class Screened:
    """`bound` below every plan. `shut` and `kept` [m]: closed, and open, in every plan no worse than the one at hand.

    `room`: how much above the bound the plan at hand is, `plan`: the one given, or a better one met on the way.
    """

    plan: I8

    bound: float
    prices: F8
    shut: Bools
    kept: Bools
    room: float


def screen(question: Question, relaxed: Relaxed, goal: Goal, plan: I8) -> Screened:
    """Deterministic; each step costs one evaluation of all reduced costs, and of the plan that they suggest."""
    value = goal.value(plan)
    prices = best_prices = relaxed.first_prices()
    bound, scale, stale = -np.inf, 1.0, 0
    shut, kept = np.zeros(question.sites, bool), np.zeros(question.sites, bool)
    for _ in range(STEPS):
        constant, reduced, lacking = relaxed.priced(prices)
        chosen = _chosen(question, reduced)
        found = constant + float(reduced[chosen].sum())
        suggested = np.bincount(chosen, minlength=question.sites)
        if (worth := goal.value(suggested)) < value:
            plan, value = suggested, worth
        cutoff = value + SLACK * max(1.0, abs(value))
        _rule_out(question, reduced, chosen, cutoff - found, shut, kept)
        if found > bound:
            bound, best_prices, stale = found, prices, 0
        else:
            stale += 1
        if stale == PATIENCE:
            scale, stale, prices = scale / 2, 0, best_prices
            continue
        slope = lacking - relaxed.served(prices, chosen)
        step = relaxed.scale * slope
        length = float(slope @ step)
        if scale < 1e-3 or length == 0 or value - bound <= SLACK * max(1.0, abs(value)):
            break
        prices = np.maximum(relaxed.least_price, prices + scale * (value - found + 0.01 * abs(value)) / length * step)
    return Screened(plan, bound, best_prices, shut, kept & ~shut, cutoff - bound)


def _chosen(question: Question, reduced: F8) -> I8:
    """The fixed sites and the cheapest others, p in all, the first among equals."""
    assert question.p is not None
    order = np.argsort(np.where(question.standing > 0, -np.inf, reduced), kind="stable")
    return order[: question.p]


def _rule_out(question: Question, reduced: F8, chosen: I8, room: float, shut: Bools, kept: Bools) -> None:
    """What opening or closing one site adds to the bound: it takes the place of the dearest, or the next takes its."""
    taken = np.zeros(question.sites, bool)
    taken[chosen] = True
    free = taken & (question.standing == 0)
    if free.any() and not taken.all():
        shut |= ~taken & (reduced - reduced[free].max() > room)
        kept |= free & (reduced[~taken].min() - reduced > room)
