"""The chance that people who are asked arrive in time.

`q = p · P(R + U + τ·ε ≤ T)`: acceptance p, time to answer R and turnout U (lognormal), travel τ with lognormal noise ε.
Medians, spreads and the mean acceptance: Lebensretter (4,138 runs), Denmark (177,866 alerts).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import pi, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

F8 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Habits:
    """How people respond before anything is known of the single person. Medians in seconds, spreads in log units."""

    acceptance: float = 0.35
    answer_s: float = 45.0
    answer_spread: float = 0.8
    turnout_s: float = 105.0
    turnout_spread: float = 0.6
    travel_spread: float = 0.2


def normal_nodes(count: int) -> tuple[F8, F8]:
    """Gauss–Hermite nodes and weights of the standard normal distribution."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(count)
    return nodes, weights / sqrt(2 * pi)


LEAST = 1e-6
"""Whoever takes longer than all but one in a million is not counted on any more."""


def _unit_nodes(count: int) -> tuple[F8, F8]:
    """Gauss–Legendre nodes and weights on 0…1."""
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return (nodes + 1) / 2, weights / 2


ANSWER_NODES, ANSWER_WEIGHTS = normal_nodes(24)
TRAVEL_NODES, TRAVEL_WEIGHTS = normal_nodes(12)
UNIT_NODES, UNIT_WEIGHTS = _unit_nodes(24)


def in_time(travel_s: F8, left_s: F8, habits: Habits) -> F8:
    """[…] probability that someone who will accept is there within `left_s` […] of being asked, `travel_s` […] away.

    Within .001 of a Monte Carlo of two million; twelve looks at a curve a person (5,000 people: about 2 ms).
    """
    noise = np.exp(habits.travel_spread * TRAVEL_NODES)
    spare = np.clip(left_s[..., None] - travel_s[..., None] * noise, 0.0, CURVE_S - 1.0)
    curve, second = _ready_curve(habits), spare.astype(np.intp)
    before, after = curve[second], curve[second + 1]
    return _clipped((before + (after - before) * (spare - second)) @ TRAVEL_WEIGHTS)


CURVE_S = 7200
"""Two hours after being asked everyone has answered and is ready who will."""


@lru_cache(maxsize=8)
def _ready_curve(habits: Habits) -> F8:
    """[CURVE_S + 1] probability that answer and turnout take no longer than so many seconds."""
    answer = habits.answer_s * np.exp(habits.answer_spread * ANSWER_NODES)
    spare = np.arange(CURVE_S + 1.0)[:, None] - answer
    curve: F8 = ndtr(lognormal_score(spare, habits.turnout_s, habits.turnout_spread)) @ ANSWER_WEIGHTS
    return curve


def still_in_time(acceptance: F8, travel_s: F8, left_s: F8, waited_s: F8, habits: Habits) -> F8:
    """[n] probability that someone who was asked `waited_s` [n] ago and has not answered yet accepts (`acceptance` [n],
    as it was before) and is there within `left_s` [n] from now. Silence makes a yes less likely, and later."""
    silent = answered_within(waited_s, habits)
    later = silent[:, None] + (1 - silent)[:, None] * UNIT_NODES
    answer = habits.answer_s * np.exp(habits.answer_spread * ndtri(later)) - waited_s[:, None]
    comes = _sets_out_in_time(travel_s, left_s[:, None] - answer, habits) @ UNIT_WEIGHTS
    return _clipped(still_accepts(acceptance, waited_s, habits) * comes)


def still_accepts(acceptance: F8, waited_s: F8, habits: Habits) -> F8:
    """[n] probability that someone who has been silent for `waited_s` [n] says yes at all."""
    silent = answered_within(waited_s, habits)
    return acceptance * (1 - silent) / (1 - acceptance * silent)


def answered_within(seconds: F8, habits: Habits) -> F8:
    """The share of the answers that come within so long."""
    shares: F8 = ndtr(lognormal_score(seconds, habits.answer_s, habits.answer_spread))
    return shares


def accepted_in_time(travel_s: F8, left_s: F8, gone_s: F8, habits: Habits) -> F8:
    """[n] probability that someone who accepted `gone_s` [n] ago and has not set out is there within `left_s` [n]. Who
    has not set out yet is taken to set out no sooner than now."""
    ready = ndtr(lognormal_score(gone_s, habits.turnout_s, habits.turnout_spread))
    later = ready[:, None] + (1 - ready)[:, None] * UNIT_NODES
    turnout = habits.turnout_s * np.exp(habits.turnout_spread * ndtri(later)) - gone_s[:, None]
    on_time = ndtr(lognormal_score(left_s[:, None] - turnout, travel_s[:, None], habits.travel_spread))
    return _clipped(on_time @ UNIT_WEIGHTS)


def travels_in_time(travel_s: F8, left_s: F8, gone_s: F8, habits: Habits) -> F8:
    """[n] probability that someone who set out `gone_s` [n] ago on a way of `travel_s` [n] is there within `left_s` [n]
    from now, given that they are not there yet."""
    still = 1 - ndtr(lognormal_score(gone_s, travel_s, habits.travel_spread))
    late = 1 - ndtr(lognormal_score(gone_s + left_s, travel_s, habits.travel_spread))
    overdue = still < LEAST
    return np.where(overdue | (left_s <= 0), 0.0, _clipped(1 - late / np.where(overdue, 1, still)))


def _sets_out_in_time(travel_s: F8, left_s: F8, habits: Habits) -> F8:
    """[n, k] probability that turnout and travel (medians; `travel_s` [n]) take no longer than `left_s` [n, k]."""
    travel = travel_s[:, None] * np.exp(habits.travel_spread * TRAVEL_NODES)
    spare = left_s[:, :, None] - travel[:, None, :]
    chances: F8 = ndtr(lognormal_score(spare, habits.turnout_s, habits.turnout_spread)) @ TRAVEL_WEIGHTS
    return chances


def lognormal_score(seconds: F8, median_s: F8 | float, spread: float) -> F8:
    """Lognormal times as standard normal scores: −∞ for none and less, +∞ where the median itself is none."""
    with np.errstate(divide="ignore", invalid="ignore"):
        scores = (np.log(seconds) - np.log(median_s)) / spread
    return np.where(seconds > 0, scores, -np.inf)


def _clipped(chances: F8) -> F8:
    return np.clip(chances, 0.0, 1.0)


BAD_SHARE, BAD_ACCEPTANCE = 0.1, 0.5
"""One night in ten (a storm, a holiday, a bad network) everybody says yes half as often: people who decline together
make a set of people worth less than if each decided alone. Assumed; the mean acceptance stays what it is."""
GOOD_ACCEPTANCE = (1 - BAD_SHARE * BAD_ACCEPTANCE) / (1 - BAD_SHARE)


STATES = np.array([BAD_ACCEPTANCE, GOOD_ACCEPTANCE])
SHARES = np.array([BAD_SHARE, 1 - BAD_SHARE])


class Odds:
    """The probability that `wanted` or more arrive, person by person: `coming` are the chances of who has accepted;
    those who are asked have yet to answer and may decline together. Poisson-binomial in each state of the night."""

    def __init__(self, wanted: int, coming: Iterable[float] = ()) -> None:
        self._short = np.zeros((len(STATES), wanted))
        self._short[:, :1] = 1.0
        for q in coming:
            self._add(np.full(len(STATES), q))

    def ask(self, q: float) -> None:
        self._add(np.minimum(1.0, q * STATES))

    @property
    def chance(self) -> float:
        return float(SHARES @ (1 - self._short.sum(axis=1)))

    def _add(self, q: F8) -> None:
        """[states, wanted] the probability that so many have arrived, fewer than wanted."""
        arrives = self._short[:, :-1] * q[:, None]
        self._short *= 1 - q[:, None]
        self._short[:, 1:] += arrives


def together(wanted: int, coming: Iterable[float], asked: Iterable[float]) -> float:
    """The probability that `wanted` or more of these arrive."""
    odds = Odds(wanted, coming)
    for q in asked:
        odds.ask(q)
    return odds.chance
