"""The covering models: who is within the radius of how many units. All are one program with other gains.

Sources: LSCP Toregas et al. 1971; MCLP Church and ReVelle 1974; backup cover (BACOP 1 and 2) Hogan and ReVelle 1986;
MEXCLP Daskin 1983.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from maps.errors import BadInput
from maps.siting.question import F8, I8, Bools, Model, Question
from maps.siting.solver import Program

COLUMNS = 20_000_000


@dataclass(frozen=True, slots=True)
class Cover:
    """What cover is worth: `gains[k]` a weight's gain when one more than k units cover it; `must`: each row once.

    `near` [r, m] and `weights` [r]: rows that the same sites cover are one.
    """

    near: sp.csr_array
    weights: F8
    gains: F8
    must: bool

    def value(self, opened: I8) -> float:
        counts = self.near @ opened
        if self.must and not counts.all():
            return np.inf
        return -float(self.weights @ self._worth()[self._level(counts)])

    def after_one_more(self, opened: I8) -> F8:
        counts = self.near @ opened
        worth, level = self._worth(), self._level(counts)
        gain = self.weights * (worth[np.minimum(level + 1, self.gains.size)] - worth[level])
        bare = (counts == 0) * (1.0 + self.weights.sum()) * self.must
        now = float(bare.sum() - self.weights @ worth[level])
        costs: F8 = now - (gain + bare) @ self.near
        return costs

    def _worth(self) -> F8:
        return np.concatenate([[0.0], np.cumsum(self.gains)])

    def _level(self, counts: F8) -> I8:
        return np.minimum(counts, self.gains.size).astype(np.int64)


@dataclass(frozen=True, slots=True)
class PricedCover:
    """A row takes as many levels of cover as are worth more than its price."""

    cover: Cover

    @property
    def least_price(self) -> float:
        return 0.0

    @property
    def scale(self) -> F8:
        return self.cover.weights

    def first_prices(self) -> F8:
        prices: F8 = self.cover.weights * self.cover.gains.max() / 2
        return prices

    def priced(self, prices: F8) -> tuple[float, F8, F8]:
        net = prices[:, None] - self.cover.weights[:, None] * self.cover.gains
        taken = net < 0
        taken[:, 0] |= self.cover.must
        reduced: F8 = -(prices @ self.cover.near)
        return float(net[taken].sum()), reduced, taken.sum(axis=1).astype(np.float64)

    def served(self, prices: F8, chosen: I8) -> F8:
        opened = np.zeros(self.cover.near.shape[1])
        opened[chosen] = 1
        count: F8 = self.cover.near @ opened
        return count


def cover_of(model: Model, question: Question) -> Cover:
    assert question.p is not None
    must = model is Model.BACKUP and question.second is None
    if model is Model.MCLP:
        gains = np.array([1.0])
    elif model is Model.MEXCLP:
        gains = (1 - question.busy) * question.busy ** np.arange(question.p)
    else:
        gains = np.array([0.0, 1.0] if question.second is None else [1 - question.second, question.second])
    near, weights = merged(question.near, question.weights, keep_idle=must)
    return Cover(near, weights, gains, must)


def merged(near: Bools, weights: F8, *, keep_idle: bool) -> tuple[sp.csr_array, F8]:
    """Rows with the same sites joined, their weights added; those that gain nothing left out unless `keep_idle`."""
    chosen = np.ones(len(near), bool) if keep_idle else (weights > 0) & near.any(axis=1)
    packed = np.packbits(near[chosen], axis=1)
    _, first, same = np.unique(packed, axis=0, return_index=True, return_inverse=True)
    total = np.bincount(same.ravel(), weights[chosen], minlength=first.size)
    return sp.csr_array(near[chosen][first].astype(np.float64)), total.astype(np.float64)


def cover_program(question: Question, cover: Cover) -> Program:
    """Columns: units at each site [m], then for each level of cover, each row's [r]."""
    rows, levels, sites = cover.weights.size, cover.gains.size, question.sites
    if rows * levels > COLUMNS:
        raise BadInput("siting_too_large", columns=rows * levels)
    cost = np.concatenate([np.zeros(sites), *(-gain * cover.weights for gain in cover.gains)])
    least = np.concatenate([question.standing, np.full(rows, float(cover.must)), np.zeros(rows * (levels - 1))])
    each = sp.eye_array(rows, format="csr")
    blocks = [sp.hstack([cover.near, *[-each] * levels])]
    # else the greater gain is taken first by itself; halves of both must not be had for one unit
    ordered_by_hand = not cover.must and bool((np.diff(cover.gains) > 0).any())
    if ordered_by_hand:
        steps = sp.csr_array(np.eye(levels - 1, levels) - np.eye(levels - 1, levels, k=1))
        ordered = sp.csr_array(sp.kron(steps, each))
        blocks.append(sp.hstack([sp.csr_array((rows * (levels - 1), sites)), ordered]))
    choice, low, high = choice_rows(question, sites + rows * levels)
    above = sum(block.shape[0] for block in blocks)
    return Program(
        cost=cost,
        least=least,
        most=np.concatenate([np.full(sites, float(question.most_a_site)), np.ones(rows * levels)]),
        whole=(np.arange(cost.size) < sites) | ordered_by_hand,
        rows=sp.csr_array(sp.vstack([*blocks, choice])),
        low=np.concatenate([np.zeros(above), low]),
        high=np.concatenate([np.full(above, np.inf), high]),
        stepped=bool(np.all(cost == np.rint(cost))),
    )


def choice_rows(question: Question, columns: int) -> tuple[sp.csr_array, F8, F8]:
    """How many units there are, and what they may cost. Exactly p, but at most p where a budget may end first."""
    rows, low, high = [], [], []
    if question.p is not None:
        rows.append(np.ones(question.sites))
        low.append(-np.inf if question.budget is not None else float(question.p))
        high.append(float(question.p))
    if question.costs is not None and question.budget is not None:
        rows.append(question.costs)
        low.append(-np.inf)
        high.append(question.budget)
    block = sp.csr_array(np.array(rows).reshape(len(rows), question.sites))
    wide = sp.hstack([block, sp.csr_array((len(rows), columns - question.sites))])
    return sp.csr_array(wide), np.array(low), np.array(high)


def every_row_program(question: Question, near: Bools, *, fewest: bool) -> Program:
    """Sites that cover every row: as few as possible, or any p of them."""
    merged_near, _ = merged(near, np.ones(len(near)), keep_idle=True)
    choice, low, high = choice_rows(question, question.sites)
    return Program(
        cost=np.full(question.sites, float(fewest)),
        least=question.standing.astype(np.float64),
        most=np.ones(question.sites),
        whole=np.ones(question.sites, bool),
        rows=sp.csr_array(sp.vstack([merged_near, choice])),
        low=np.concatenate([np.ones(merged_near.shape[0]), low]),
        high=np.concatenate([np.full(merged_near.shape[0], np.inf), high]),
        stepped=True,
    )
