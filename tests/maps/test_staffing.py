"""How many people where: against every roster there is on small cases, and by hand."""

from itertools import product

import numpy as np
import pytest

from maps.errors import BadInput
from maps.siting.staffing import Roster, best_extras, best_recruits, dearest_cells, reached, staff


def by_trying_all(roster: Roster, most: int) -> int | None:
    """The fewest people of whom each cell with people has its chance, by multiplying out (1 − q)."""
    best = None
    floor = np.zeros(roster.sites, int) if roster.on_duty is None else roster.on_duty
    for numbers in product(range(most + 1), repeat=roster.sites):
        if (np.array(numbers) < floor).any():
            continue
        chance = 1 - np.prod((1 - roster.chance * (1 - roster.busy)) ** np.array(numbers), axis=1)
        if (chance[roster.people > 0] >= roster.target - 1e-12).all() and (best is None or sum(numbers) < best):
            best = sum(numbers)
    return best


@pytest.mark.parametrize("seed", range(12))
def test_no_roster_needs_fewer(seed: int) -> None:
    rng = np.random.default_rng(seed)
    chance = np.where(rng.random((6, 3)) < 0.7, rng.uniform(0.2, 0.9, (6, 3)), 0.0)
    chance[:, 0] = np.maximum(chance[:, 0], 0.3)
    roster = Roster(
        chance, rng.integers(0, 3, 6).astype(float), float(rng.choice([0.6, 0.8])), busy=0.1 * (seed % 3),
        on_duty=rng.integers(0, 2, 3), most=np.full(3, 6),
    )  # fmt: skip
    found = staff(roster)
    if found.beyond.size:  # the best that there can be falls short there; the others still get theirs
        short = reached(roster, np.full(3, 6))[found.beyond]
        assert (short < roster.target).all()
        people = roster.people.copy()
        people[found.beyond] = 0
        roster = Roster(chance, people, roster.target, roster.busy, roster.on_duty, roster.most)
    assert found.status == "optimal"
    assert found.total is not None
    assert found.total == by_trying_all(roster, 6)
    assert found.relaxed is not None
    assert found.relaxed <= found.total + 1e-9


def test_by_hand() -> None:
    """q = ½: two people for ¾; busy a fifth of the time (q = .4), three: 1 − .6² = .64 < ¾ ≤ 1 − .6³."""
    roster = Roster(np.array([[0.5]]), np.ones(1), 0.75)
    assert staff(roster).total == 2
    assert staff(Roster(np.array([[0.5]]), np.ones(1), 0.75, busy=0.2)).total == 3
    assert staff(roster).price.tolist() == pytest.approx([1 / np.log(2)])


def test_what_nobody_reaches_is_named_and_nobody_is_sent_for_it() -> None:
    found = staff(Roster(np.array([[0.5, 0.0], [0.0, 0.0]]), np.ones(2), 0.4))
    assert (found.status, found.total, found.beyond.tolist()) == ("optimal", 1, [1])


def test_the_extra_shift_that_closes_most() -> None:
    """At night one person at site 0; a second anywhere brings cell 1 (9 people) or cell 0 (1 person) to the target."""
    chance, people = np.array([[0.6, 0.0], [0.0, 0.6]]), np.array([1.0, 9.0])
    night = Roster(chance, people, 0.5, on_duty=np.array([1, 0]))
    day = Roster(chance, people, 0.5, on_duty=np.array([0, 1]))
    best = best_extras({(3, 0): night, (12, 0): day})
    assert [(one.hour, one.site, one.people) for one in best[:2]] == [(3, 1, 9.0), (12, 0, 1.0)]
    assert best[0].expected == pytest.approx(9 * 0.6)
    assert [(one.site, one.people) for one in best_recruits({(3, 0): night, (12, 0): day})] == [(1, 9.0), (0, 1.0)]
    assert dearest_cells(staff(night)).tolist() == [1]


@pytest.mark.parametrize(
    ("chance", "people", "target", "code"),
    [
        ([[1.5]], [1.0], 0.5, "siting_chance"),
        ([[0.5]], [-1.0], 0.5, "siting_weight"),
        ([[0.5]], [1.0], 1.0, "siting_number"),
        ([[0.5]], [1.0, 2.0], 0.5, "siting_weights_count"),
    ],
)
def test_what_is_no_roster_is_refused(chance: list[list[float]], people: list[float], target: float, code: str) -> None:
    with pytest.raises(BadInput, match=code):
        Roster(np.array(chance), np.array(people), target)
