"""How simulated people behave, against the figures of the field."""

from statistics import median

import pytest

from dispatch.simulate.volunteers import Conduct, Draws, Nature, conduct

COUNT = 20_000
USUAL = Nature()


def crowd(nature: Nature = USUAL, *, night: bool = False) -> list[Conduct]:
    return [conduct(nature, Draws(7), number, "V1", night=night) for number in range(COUNT)]


def test_a_third_accepts_and_of_the_others_half_say_so() -> None:
    """Three standard errors of a share of 20,000: .01."""
    everyone = crowd()
    assert sum(one.accepts is True for one in everyone) / COUNT == pytest.approx(0.35, abs=0.0102)
    assert sum(one.accepts is False for one in everyone) / COUNT == pytest.approx(0.325, abs=0.0102)
    assert sum(one.shows_up for one in everyone) / COUNT == pytest.approx(0.95, abs=0.005)


def test_times_have_the_published_medians() -> None:
    """The standard error of a lognormal's median is 1.253 σ / √n of it: within three."""
    day, night = crowd(), crowd(night=True)
    assert median(one.answer_s for one in day) == pytest.approx(45, rel=3 * 1.253 * 0.8 / COUNT**0.5)
    assert median(one.turnout_s for one in day) == pytest.approx(105, rel=3 * 1.253 * 0.6 / COUNT**0.5)
    assert median(one.turnout_s for one in night) == pytest.approx(145, rel=3 * 1.253 * 0.6 / COUNT**0.5)
    assert median(one.travel_factor for one in day) == pytest.approx(1, rel=3 * 1.253 * 0.2 / COUNT**0.5)


def test_what_somebody_does_hangs_on_seed_incident_and_person_alone() -> None:
    nature, draws = Nature(), Draws(7)
    first = conduct(nature, draws, 3, "V2", night=False)
    conduct(nature, draws, 4, "V9", night=False)
    assert conduct(nature, Draws(7), 3, "V2", night=False) == first
    assert conduct(nature, Draws(8), 3, "V2", night=False) != first
    assert conduct(nature, draws, 3, "V3", night=False) != first


def test_a_likelier_person_accepts_wherever_a_less_likely_one_does() -> None:
    """Common random numbers: two policies, or two truths, meet the same luck."""
    shy, keen = crowd(Nature(acceptance=0.2)), crowd(Nature(acceptance=0.6))
    assert all(other.accepts for one, other in zip(shy, keen, strict=True) if one.accepts)
