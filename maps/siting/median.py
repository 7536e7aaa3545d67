"""p-median: the least weighted distance to the nearest open site, in the radius formulation of Elloumi (2010).

A row's distances are sorted into levels D₁ < D₂ < …; z_k says that no site within D_k is open and costs the step from
D_k to D_{k+1}. Equal distances share a level, and levels beyond the farthest that a plan can need are left out.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from maps.errors import BadInput
from maps.siting.covering import COLUMNS, choice_rows
from maps.siting.question import F8, I8, Bools, Question
from maps.siting.solver import Program

FAR = 1e3
"""A row that no site reaches counts as that many times the longest distance while a start is sought."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The weighted sum of, or (`worst`) the longest distance to the nearest open site; rows without weight left out."""

    apart: F8
    weights: F8
    worst: bool = False

    def value(self, opened: I8) -> float:
        nearest = np.min(self.apart[:, opened > 0], axis=1, initial=np.inf)
        return float(nearest.max() if self.worst else self.weights @ nearest)

    def after_one_more(self, opened: I8) -> F8:
        finite = np.isfinite(self.apart)
        far = FAR * (1.0 + np.max(self.apart, where=finite, initial=0.0))
        apart = np.where(finite, self.apart, far)
        nearest = np.minimum(np.min(apart[:, opened > 0], axis=1, initial=far)[:, None], apart)
        costs: F8 = nearest.max(axis=0) if self.worst else self.weights @ nearest
        return costs


@dataclass(frozen=True, slots=True)
class PricedNearest:
    """A row pays its price, and gets back what a site that serves it costs less. `opened` [m]: a plan.

    `cost` [r, m]: weight × distance.
    """

    cost: F8
    scale: F8
    opened: Bools

    @property
    def least_price(self) -> float:
        return -np.inf

    def first_prices(self) -> F8:
        """What the second site of the plan would cost each row: near what an optimum's prices are."""
        by_site = np.sort(self.cost[:, self.opened], axis=1)[:, :2]
        prices: F8 = np.where(np.isfinite(by_site[:, -1]), by_site[:, -1], by_site[:, 0])
        return np.where(np.isfinite(prices), prices, 0.0)

    def priced(self, prices: F8) -> tuple[float, F8, F8]:
        reduced: F8 = np.minimum(self.cost - prices[:, None], 0.0).sum(axis=0)
        return float(prices.sum()), reduced, np.ones(prices.size)

    def served(self, prices: F8, chosen: I8) -> F8:
        count: F8 = (self.cost[:, chosen] < prices[:, None]).sum(axis=1).astype(np.float64)
        return count


def nearest_of(question: Question, *, worst: bool = False) -> Nearest:
    """p-centre asks for everyone, whatever their weight."""
    if worst:
        return Nearest(question.apart, question.weights, worst)
    return Nearest(question.apart[question.weights > 0], question.weights[question.weights > 0])


def median_program(question: Question, goal: Nearest) -> Program:
    """Columns: sites [m], then one z for each level of each row but its last. Rows must have a site in reach."""
    order = np.argsort(goal.apart, axis=1, kind="stable")
    apart = np.take_along_axis(goal.apart, order, axis=1)
    keep = apart <= _farthest(question, goal, apart)[:, None]
    opens = np.ones(apart.shape, bool)
    opens[:, 1:] = apart[:, 1:] > apart[:, :-1]
    opens &= keep
    level = np.cumsum(opens.ravel()) - 1  # of each kept pair, counted over all rows
    row_of, start = np.nonzero(opens)[0], apart[opens]
    last = np.append(row_of[1:] != row_of[:-1], True)
    first = np.append(True, last[:-1])
    column = question.sites + np.cumsum(~last) - 1
    n_rows, n_columns = start.size, question.sites + int((~last).sum())
    if n_columns > COLUMNS:
        raise BadInput("siting_too_large", columns=n_columns)
    ks = np.arange(n_rows)
    rows = sp.coo_array(
        (
            np.concatenate([np.ones(int(keep.sum())), np.ones((~last).sum()), -np.ones((~first).sum())]),
            (
                np.concatenate([level[keep.ravel()], ks[~last], ks[~first]]),
                np.concatenate([order[keep], column[~last], column[ks[~first] - 1]]),
            ),
        ),
        shape=(n_rows, n_columns),
    )
    steps = (np.append(start[1:], 0.0) - start)[~last] * goal.weights[row_of[~last]]
    choice, low, high = choice_rows(question, n_columns)
    offset = float(goal.weights @ apart[:, 0])
    return Program(
        cost=np.concatenate([np.zeros(question.sites), steps]),
        least=np.concatenate([question.standing, np.zeros(steps.size)]).astype(np.float64),
        most=np.ones(n_columns),
        whole=np.arange(n_columns) < question.sites,
        rows=sp.csr_array(sp.vstack([rows, choice])),
        low=np.concatenate([first.astype(np.float64), low]),
        high=np.concatenate([np.full(n_rows, np.inf), high]),
        offset=offset,
        stepped=bool(np.all(steps == np.rint(steps))) and offset.is_integer(),
    )


def _farthest(question: Question, goal: Nearest, sorted_apart: F8) -> F8:
    """[r] no plan serves a row from farther: p sites can't all be among the m − p farthest, and fixed ones are open."""
    assert question.p is not None
    place = question.sites - (1 if question.budget is not None else question.p)
    reached = np.max(sorted_apart, axis=1, where=np.isfinite(sorted_apart), initial=0.0)
    by_fixed = np.min(goal.apart[:, list(question.fixed)], axis=1, initial=np.inf)
    farthest: F8 = np.minimum(np.minimum(sorted_apart[:, place], reached), by_fixed)
    return farthest
