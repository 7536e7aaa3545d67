"""Siting: every plan on small cases by brute force, published optima by name, and what is refused or told."""

from itertools import combinations, combinations_with_replacement
from pathlib import Path

import numpy as np
import pytest
import scipy.optimize
import scipy.sparse as sp

from maps.errors import BadInput
from maps.siting.answers import solve
from maps.siting.question import Model, Question
from maps.siting.solver import Program, solve_program
from tests.maps.siting_instances import P_CENTRE, P_MEDIAN, SJC_MCLP, pmed, san_francisco, sao_jose

BUSY = 0.3


def worth(model: Model, question: Question, sites: tuple[int, ...]) -> float | None:
    """What a plan is worth by the model's own words, or None where it isn't allowed."""
    apart, weights = question.apart[:, list(sites)], question.weights
    nearest, radius = apart.min(axis=1), question.radius or 0.0
    units = (apart <= radius).sum(axis=1)
    if model is Model.LSCP:
        return float(len(sites)) if units.all() else None
    if model is Model.MCLP:
        return float(weights[units > 0].sum())
    if model is Model.BACKUP and question.second is None:
        return float(weights[units > 1].sum()) if units.all() else None
    if model is Model.BACKUP:
        return float((1 - question.second) * weights[units > 0].sum() + question.second * weights[units > 1].sum())
    if model is Model.MEXCLP:
        return float(weights @ (1 - BUSY**units))
    if model is Model.PMEDIAN:
        total = sum(weight * metres for weight, metres in zip(weights, nearest, strict=True) if weight)
        return float(total) if np.isfinite(total) else None
    return float(nearest.max()) if np.isfinite(nearest.max()) else None


def best_of_all(model: Model, question: Question) -> float | None:
    counts = range(1, question.sites + 1) if model is Model.LSCP or question.budget is not None else [question.p]
    choose = combinations_with_replacement if question.several else combinations
    values = []
    for sites in (sites for count in counts if count for sites in choose(range(question.sites), count)):
        if question.budget is not None and question.costs[list(sites)].sum() > question.budget:
            continue
        if question.p is not None and len(sites) > question.p:
            continue
        value = worth(model, question, sites)
        if set(question.fixed) <= set(sites) and value is not None:
            values.append(value)
    fewer_is_better = model in (Model.LSCP, Model.PMEDIAN, Model.PCENTRE)
    return (min if fewer_is_better else max)(values, default=None)


def small_question(seed: int, **changes: object) -> Question:
    """Up to 14 rows and 8 sites; whole numbers or not, some pairs without a way, some rows without weight."""
    random = np.random.default_rng(seed)
    rows, sites = random.integers(3, 15), random.integers(3, 9)
    apart = random.uniform(0, 10, (rows, sites)) if seed % 2 else random.integers(0, 8, (rows, sites)).astype(float)
    apart[random.random(apart.shape) < (0.3 if seed % 3 == 0 else 0.0)] = np.inf
    weights = random.integers(0, 9, rows).astype(float) if seed % 4 < 2 else random.exponential(5, rows)
    p = int(random.integers(1, sites + 1))
    fixed = (int(random.integers(sites)),) if seed % 5 == 0 else ()
    given = {"p": p, "radius": float(random.uniform(2, 6)), "fixed": fixed, "busy": BUSY}
    return Question(apart, weights, **(given | changes))


def agree(model: Model, question: Question) -> None:
    answer, best = solve(model, question), best_of_all(model, question)
    if best is None:
        assert (answer.status, answer.objective, answer.sites) == ("infeasible", None, ())
        return
    assert answer.status == "optimal"
    assert (answer.objective, answer.bound, answer.gap) == (pytest.approx(best, abs=1e-6), answer.objective, 0.0)
    assert worth(model, question, answer.sites) == pytest.approx(best, abs=1e-6)
    assert set(question.fixed) <= set(answer.sites)


@pytest.mark.parametrize("model", Model)
def test_no_plan_is_better_than_the_one_found(model: Model) -> None:
    for seed in range(30):
        agree(model, small_question(seed, p=None) if model is Model.LSCP else small_question(seed))


@pytest.mark.parametrize("model", Model)
def test_no_plan_within_the_budget_is_better(model: Model) -> None:
    for seed in range(12):
        shape = small_question(seed)
        costs = np.random.default_rng(seed + 100).integers(1, 6, shape.sites).astype(float)
        agree(
            model,
            small_question(seed, fixed=(), costs=costs, budget=8.0, **({"p": None} if model is Model.LSCP else {})),
        )


@pytest.mark.parametrize("second", [0.2, 0.5, 0.9])
def test_double_cover_may_have_a_share_of_the_goal(second: float) -> None:
    for seed in range(10):
        agree(Model.BACKUP, small_question(seed, second=second))


def test_several_units_may_stand_at_one_site() -> None:
    for seed in range(10):
        agree(Model.MEXCLP, small_question(seed, several=True, p=3, fixed=()))


@pytest.mark.parametrize("model", [Model.MCLP, Model.PMEDIAN])
def test_what_sites_can_serve_is_shared_out(model: Model) -> None:
    """For each set of sites, a transport problem: another solver's linear program over all pairs."""
    for seed in range(8):
        question = small_question(seed, p=2, fixed=())
        room = np.random.default_rng(seed).uniform(0.2, 0.9, question.sites) * question.weights.sum()
        question = small_question(seed, p=2, fixed=(), capacity=room)
        plans = [transported(model, question, sites) for sites in combinations(range(question.sites), 2)]
        values = [value for value in plans if value is not None]
        answer = solve(model, question)
        if not values:
            assert (answer.status, answer.objective) == ("infeasible", None)
        else:
            best = max(values) if model is Model.MCLP else min(values)
            assert (answer.status, answer.objective) == ("optimal", pytest.approx(best, abs=1e-5))


def transported(model: Model, question: Question, sites: tuple[int, ...]) -> float | None:
    apart, weights = question.apart[:, list(sites)], question.weights
    cover = model is Model.MCLP
    allowed = apart <= question.radius if cover else np.isfinite(apart)
    rows, count = apart.shape
    cost = np.where(allowed, -1.0 if cover else apart, 0.0)
    each_row, each_site = np.kron(np.eye(rows), np.ones(count)), np.kron(np.ones(rows), np.eye(count))
    served = {"A_ub": np.vstack([each_row, each_site]), "b_ub": np.append(weights, question.capacity[list(sites)])}
    if not cover:
        served = {"A_eq": each_row, "b_eq": weights, "A_ub": each_site, "b_ub": question.capacity[list(sites)]}
    bounds = [(0, None if may else 0) for may in allowed.ravel()]
    found = scipy.optimize.linprog(cost.ravel(), **served, bounds=bounds)
    return None if found.status == 2 else abs(found.fun)


@pytest.mark.parametrize("number", P_MEDIAN)
def test_or_library_p_medians(shared_data: Path, number: int) -> None:
    apart, p = pmed(shared_data / "siting", number)
    answer = solve(Model.PMEDIAN, Question(apart, np.ones(len(apart)), p=p))
    assert (answer.status, answer.objective, len(answer.sites)) == ("optimal", P_MEDIAN[number], p)


@pytest.mark.parametrize("number", P_CENTRE)
def test_or_library_p_centres(shared_data: Path, number: int) -> None:
    apart, p = pmed(shared_data / "siting", number)
    answer = solve(Model.PCENTRE, Question(apart, np.ones(len(apart)), p=p))
    assert (answer.status, answer.objective, len(answer.sites)) == ("optimal", P_CENTRE[number], p)


@pytest.mark.parametrize("p", SJC_MCLP)
def test_most_of_sao_jose_within_800_m(shared_data: Path, p: int) -> None:
    apart, demand = sao_jose(shared_data / "siting")
    answer = solve(Model.MCLP, Question(apart, demand, p=p, radius=800))
    assert (answer.status, answer.objective, answer.bound) == ("optimal", SJC_MCLP[p], SJC_MCLP[p])


def test_stores_of_san_francisco(shared_data: Path) -> None:
    apart, people = san_francisco(shared_data / "siting")
    question = Question(apart, people, p=4, radius=5000)
    answers = [solve(model, question) for model in (Model.MCLP, Model.PMEDIAN, Model.PCENTRE)]
    fewest = solve(Model.LSCP, Question(apart, people, radius=5000))
    assert [answer.status for answer in [fewest, *answers]] == ["optimal"] * 4
    assert [answer.objective for answer in [fewest, *answers]] == [
        8,
        875247,
        pytest.approx(2848268129.71, abs=0.01),
        pytest.approx(7403.06, abs=0.01),
    ]


def test_who_is_out_of_reach_is_named_and_nothing_is_found() -> None:
    apart = np.array([[0.0, 5.0], [np.inf, np.inf], [5.0, 0.0]])
    weights = np.ones(3)
    for model in (Model.LSCP, Model.BACKUP, Model.PCENTRE, Model.PMEDIAN):
        answer = solve(model, Question(apart, weights, p=None if model is Model.LSCP else 1, radius=9))
        assert (answer.status, answer.objective, answer.bound, answer.out_of_reach) == ("infeasible", None, None, (1,))
    covered = solve(Model.MCLP, Question(apart, weights, p=1, radius=9))
    assert (covered.status, covered.objective, covered.out_of_reach) == ("optimal", 2, (1,))


@pytest.mark.parametrize(
    ("model", "given"),
    [
        (Model.MCLP, {"p": 4}),
        (Model.BACKUP, {"p": 20, "radius": 400.0, "second": 0.5}),
        (Model.PMEDIAN, {"p": 4, "costs": np.ones(324), "budget": 4.0}),
        (Model.PCENTRE, {"p": 4}),
    ],
)
def test_out_of_time_is_never_called_optimal(shared_data: Path, model: Model, given: dict[str, object]) -> None:
    """The plan of the start is worth what is said, and the bound is honest: no better than an optimum elsewhere."""
    apart, demand = sao_jose(shared_data / "siting")
    question = Question(apart, demand, **({"radius": 800.0} | given))
    answer = solve(model, question, seconds=0)
    assert (answer.status, len(answer.sites)) == ("time_limit", question.p)
    assert answer.objective == pytest.approx(worth(model, question, answer.sites))
    assert answer.gap > 0
    assert (answer.bound < answer.objective) == (model in (Model.PMEDIAN, Model.PCENTRE))


def test_the_same_question_gets_the_same_plan(shared_data: Path) -> None:
    apart, demand = sao_jose(shared_data / "siting")
    question = Question(apart, demand, p=4, radius=800)
    assert solve(Model.MCLP, question) == solve(Model.MCLP, question)


def test_a_start_that_the_solver_hands_back_is_not_taken_for_the_optimum() -> None:
    """HiGHS 1.16 proves 2 here, and returns the start with its 3."""
    for seed in (1094, 1159):
        agree(Model.LSCP, small_question(seed, p=None))


def test_each_way_to_end_has_its_name() -> None:
    def line(cost: float, low: float, most: float = np.inf) -> str:
        rows = sp.csr_array(np.array([[1.0]]))
        one = np.ones(1)
        return solve_program(
            Program(cost * one, 0 * one, most * one, np.zeros(1, bool), rows, low * one, np.inf * one)
        ).status

    assert [line(1, 1), line(-1, 1), line(1, 3, most=2)] == ["optimal", "unbounded", "infeasible"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"apart": np.array([[1.0, np.nan]])}, "siting_distance"),
        ({"apart": np.array([[1.0, -2.0]])}, "siting_distance"),
        ({"apart": np.empty((0, 2)), "weights": np.empty(0)}, "siting_empty"),
        ({"weights": np.array([-1.0])}, "siting_weight"),
        ({"weights": np.array([np.inf])}, "siting_weight"),
        ({"weights": np.empty(0)}, "siting_weights_count"),
        ({"p": 3}, "siting_p"),
        ({"p": 0}, "siting_p"),
        ({"fixed": (0, 1), "p": 1}, "siting_fixed_over_p"),
        ({"fixed": (7,)}, "siting_site_unknown"),
        ({"radius": np.nan}, "siting_number"),
        ({"radius": None}, "siting_needs"),
        ({"p": None}, "siting_needs"),
        ({"names": ("a", "a")}, "siting_site_twice"),
        ({"budget": 3.0}, "siting_budget_without_costs"),
        ({"budget": 1.0, "costs": np.array([2.0, 2.0]), "fixed": (0,)}, "siting_fixed_over_budget"),
        ({"costs": np.array([2.0, np.nan]), "budget": 3.0}, "siting_column"),
        ({"several": True}, "siting_not_for"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(changes: dict[str, object], code: str) -> None:
    sound = {"apart": np.array([[1.0, 2.0]]), "weights": np.ones(1), "p": 1, "radius": 1.0}
    with pytest.raises(BadInput) as refused:
        solve(Model.MCLP, Question(**(sound | changes)))
    assert refused.value.code == code
