"""What people's answers say about the next one."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.stats import betabinom

from dispatch.incidents.acceptance import MEANS, STRENGTHS, acceptances, evidence_of, spread, with_answers
from dispatch.incidents.model import Answers


def answered(rng, chances, asked):
    return [Answers(asked, int(rng.binomial(asked, p))) for p in chances]


def test_before_any_answer_everybody_is_the_published_mean_worth_as_much_as_a_deviation_of_a_fifth():
    """.35 · .65 / .2² − 1 = 4.69."""
    mean, strength = spread(())
    assert (mean, strength) == (pytest.approx(0.35), pytest.approx(4.69, abs=0.05))


def test_ones_own_answers_move_what_is_expected_of_one():
    told = {"M1": Answers(12, 0), "M2": Answers(12, 9)}
    mean, strength = spread(evidence_of(told.values()))
    found = acceptances(told, evidence_of(told.values()), ["M1", "M2", "M9"]).tolist()
    assert found == pytest.approx([mean * strength / (12 + strength), (9 + mean * strength) / (12 + strength), mean])
    assert found[0] < 0.2 < 0.5 < found[1]


def test_the_likelihood_is_that_of_the_beta_binomial():
    """scipy's own, but for the number of orders in which the answers can come."""
    told, grid = Answers(7, 3), [(m, s) for m in MEANS for s in STRENGTHS]
    theirs = np.array([betabinom.logpmf(3, 7, m * s, (1 - m) * s) for m, s in grid])
    ours = np.array(evidence_of([told]))
    assert ours - ours[0] == pytest.approx(theirs - theirs[0])


@pytest.mark.parametrize("mean", [0.25, 0.35, 0.45])
def test_among_equals_luck_is_not_taken_for_willingness(mean):
    rng = np.random.default_rng(1)
    told = dict(enumerate(answered(rng, [mean] * 300, 12)))
    found = acceptances(told, evidence_of(told.values()), told)
    assert found == pytest.approx(mean, abs=0.06)


@pytest.mark.parametrize("mean", [0.25, 0.35, 0.45])
def test_where_people_differ_their_own_answers_count(mean):
    """Beta of strength 4.7: what is foreseen of each is right on average, among the eager and among the reluctant."""
    rng = np.random.default_rng(2)
    truly = rng.beta(4.7 * mean, 4.7 * (1 - mean), 600)
    told = dict(enumerate(answered(rng, truly, 12)))
    found = acceptances(told, evidence_of(told.values()), told)
    for eager in (found > mean + 0.1, found < mean - 0.1):
        assert eager.sum() > 50
        assert found[eager].mean() == pytest.approx(truly[eager].mean(), abs=0.03)


def test_evidence_grows_answer_by_answer():
    """From no, yes and half a no to a whole one, one after the other."""
    steps = [Answers(0, 0), Answers(1, 0), Answers(2, 1), Answers(2.3, 1), Answers(3, 1)]
    evidence = ()
    for before, after in pairwise(steps):
        evidence = with_answers(evidence, before, after)
    assert evidence == pytest.approx(evidence_of([Answers(3, 1)]))
