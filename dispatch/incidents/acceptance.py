"""How likely each person is to say yes: what all have answered, and what they have answered themselves.

People differ: their acceptance is taken to be spread as a Beta distribution of mean m and strength s, the number of
alerts that m is worth against a person's own answers (x yes of n): (x + m·s) / (n + s). How much they differ is learned
too, else the lucky ones of a crew of equals would be asked again and again. Every pair (m, s) of a small grid is held
against everybody's answers by the beta-binomial likelihood, B(x + ms, n − x + (1 − m)s) / B(ms, (1 − m)s); whom the
rule asked how often does not bias it. Before any answer m is the published .35, and s = 4.7, which is a standard
deviation of .2.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache

import numpy as np
from scipy.special import betaln

from dispatch.incidents.chance import F8
from dispatch.incidents.model import Answers

MEANS = np.array([0.15, 0.25, 0.35, 0.45, 0.55])
STRENGTHS = np.array([1.5, 4.7, 15.0, 50.0, 500.0])
PRIOR = np.outer([0.05, 0.2, 0.5, 0.2, 0.05], [0.2, 0.5, 0.1, 0.1, 0.1]).ravel()
"""Of each mean and strength before any answer: means alike on both sides of .35, strengths together worth 4.7."""
YES = np.outer(MEANS, STRENGTHS).ravel()
NO = np.outer(1 - MEANS, STRENGTHS).ravel()
NOTHING = betaln(YES, NO)

Evidence = tuple[float, ...]
"""The logarithm of the likelihood of each pair of the grid; empty before the first answer."""


def with_answers(evidence: Evidence, before: Answers, after: Answers) -> Evidence:
    """The evidence when one person's answers are no longer the first but the second."""
    more = _likelihood(after) - _likelihood(before)
    return tuple((np.array(evidence) + more if evidence else more).tolist())


def evidence_of(answers: Iterable[Answers]) -> Evidence:
    """Of everybody's answers."""
    evidence: Evidence = ()
    for one in answers:
        evidence = with_answers(evidence, Answers(), one)
    return evidence


@lru_cache(maxsize=64)
def spread(evidence: Evidence) -> tuple[float, float]:
    """(m, s) as far as they are known."""
    likelihood = np.exp(np.array(evidence) - max(evidence)) if evidence else np.ones_like(PRIOR)
    weights = PRIOR * likelihood / (PRIOR @ likelihood)
    mean = weights @ np.repeat(MEANS, len(STRENGTHS))
    alike = weights @ (1 / (np.tile(STRENGTHS, len(MEANS)) + 1))
    return float(mean), float(1 / alike - 1)


def acceptances(answers: Mapping[str, Answers], evidence: Evidence, volunteers: Iterable[str]) -> F8:
    """[n] the chance that each says yes: the mean of all, moved by their own answers as far as these go."""
    mean, strength = spread(evidence)
    own = list(map(answers.get, volunteers))
    chances = np.full(len(own), mean)
    for row, told in enumerate(own):
        if told is not None:
            chances[row] = (told.accepted + mean * strength) / (told.asked + strength)
    return chances


def _likelihood(told: Answers) -> F8:
    likelihood: F8 = betaln(YES + told.accepted, NO + told.asked - told.accepted) - NOTHING
    return likelihood
