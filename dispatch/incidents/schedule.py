"""What a fixed schedule of alert waves is worth: the exact chance to keep the promise, and the alerts that it costs.

Alerts go out at fixed times until somebody accepts; whoever was alerted by then may still answer and come. With p the
acceptance of a person, H the cdf of their time to answer, D the cdf of turnout and travel together, T the seconds that
are left and a when they are alerted,

    g(x) = 1 − p · [H(x − a) + ∫ h(r) · D(T − a − r) dr, r from x − a to T − a]

is the chance that somebody has not accepted by x and will not be there by T. Waves S₁ … S_W at a₁ < … < a_W, of whom
J_w were alerted by a_w, then fail with Σ_{w<W} [Π g(a_w) − Π g(a_{w+1})] + Π g(a_W), each product over J_w.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, roots_legendre

from dispatch.incidents.chance import F8, lognormal_score, normal_nodes

LEAST_SPREAD = 1e-9
"""Stands for no spread at all: the lognormal becomes a step."""
TAIL = 8.0
"""Standard deviations beyond which nothing is left to add."""
PANELS = 16
NODES, WEIGHTS = roots_legendre(64)
TRAVEL_NODES, TRAVEL_WEIGHTS = normal_nodes(64)


@dataclass(frozen=True, slots=True)
class Lognormal:
    """A time that takes `median_s` in the middle and spreads by `sigma` in log units."""

    median_s: float
    sigma: float

    def score(self, seconds: F8) -> F8:
        """Seconds as standard normal scores; −∞ for none and less."""
        return lognormal_score(seconds, self.median_s, max(self.sigma, LEAST_SPREAD))

    def cdf(self, seconds: F8) -> F8:
        chances: F8 = ndtr(self.score(seconds))
        return chances


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody in the schedule: accepts with chance `p`, is `travel_s` away, and is alerted `alert_at_s` from now."""

    p: float
    travel_s: float
    alert_at_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Schedule:
    """`limit_s`: what is left of the promise. `travel_sigma`: lognormal noise on the travel time."""

    limit_s: float
    answer: Lognormal
    turnout: Lognormal
    travel_sigma: float
    people: Sequence[Asked]

    @property
    def starts(self) -> list[float]:
        """When a wave goes out, soonest first."""
        return sorted({one.alert_at_s for one in self.people})

    def alerted_by(self, moment: float) -> list[Asked]:
        return [one for one in self.people if one.alert_at_s <= moment]


def chance_in_time(schedule: Schedule) -> float:
    """That somebody is there within the limit. Exact but for the quadrature (about 1e-6 with ordinary spreads)."""
    if not schedule.people:
        return 0.0
    starts = schedule.starts
    ends = [*starts[1:], None]
    failure = 0.0
    for start, end in zip(starts, ends, strict=True):
        asked = schedule.alerted_by(start)
        failure += _nobody(schedule, asked, start)
        if end is not None:
            failure -= _nobody(schedule, asked, end)
    return min(1.0, max(0.0, 1.0 - failure))


def expected_alerts(schedule: Schedule) -> float:
    """How many are alerted on average before somebody accepts."""
    before = {start: [one for one in schedule.people if one.alert_at_s < start] for start in schedule.starts}
    return sum(_still_open(schedule, before[one.alert_at_s], one.alert_at_s) for one in schedule.people)


def _still_open(schedule: Schedule, asked: Sequence[Asked], moment: float) -> float:
    """The chance that none of them has accepted by then."""
    accepted = [one.p * float(schedule.answer.cdf(np.array(moment - one.alert_at_s))) for one in asked]
    return float(np.prod([1 - chance for chance in accepted]))


def _nobody(schedule: Schedule, asked: Sequence[Asked], moment: float) -> float:
    """The chance that none of them has accepted by `moment` and none will be there in time."""
    return float(np.prod([_neither(schedule, one, moment) for one in asked]))


def _neither(schedule: Schedule, one: Asked, moment: float) -> float:
    """g(x) of the module's text."""
    gone = max(0.0, moment - one.alert_at_s)
    accepted = float(schedule.answer.cdf(np.array(gone)))
    return 1.0 - one.p * (accepted + _answers_and_arrives(schedule, one, gone))


def _answers_and_arrives(schedule: Schedule, one: Asked, after: float) -> float:
    """∫ h(r) · D(left − r) dr from `after` to what is left, over the normal scores of r."""
    left = schedule.limit_s - one.alert_at_s
    if left <= after:
        return 0.0
    low, high = np.clip(schedule.answer.score(np.array([after, left])), -TAIL, TAIL)
    edges = np.linspace(low, high, PANELS + 1)
    half = np.diff(edges)[:, None] / 2
    scores = (edges[:-1, None] + half) + half * NODES
    answer = schedule.answer.median_s * np.exp(schedule.answer.sigma * scores)
    density = np.exp(-(scores**2) / 2) / np.sqrt(2 * np.pi)
    return float((half * WEIGHTS * density * _arrives(schedule, one, left - answer)).sum())


def _arrives(schedule: Schedule, one: Asked, within: F8) -> F8:
    """D: that turnout and travel together take no longer."""
    noise = np.exp(schedule.travel_sigma * TRAVEL_NODES)
    chances: F8 = schedule.turnout.cdf(within[..., None] - one.travel_s * noise) @ TRAVEL_WEIGHTS
    return chances
