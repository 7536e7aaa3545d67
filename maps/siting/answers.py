"""Solves a siting question: a heuristic start, HiGHS to proof or the time limit, and what is proven said as it is."""

from dataclasses import dataclass, replace

import numpy as np

from maps.errors import BadInput
from maps.siting.covering import PricedCover, cover_of, cover_program, every_row_program
from maps.siting.median import Nearest, PricedNearest, median_program, nearest_of
from maps.siting.question import I8, WITH_CAPACITY, WITH_RADIUS, Model, Question
from maps.siting.relaxing import Relaxed, Screened, screen
from maps.siting.sharing import sharing_program
from maps.siting.solver import PROVEN, WHOLE, Program, Solved, solve_program
from maps.siting.starts import Goal, cover_all, greedy, shaken, swapped

CLOSE = 1e-8
"""Relative difference of a plan's value, summed anew, from the bound of the solver that is float noise."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`status` optimal only if `bound` meets `objective`; else time_limit, infeasible, unbounded, not_proven, ….

    `sites` are columns in rising order, one for each unit. `start`: what the heuristics came to. `gap` relative.
    `out_of_reach`: rows that no site can serve; where everyone must be served they are why there is no plan.
    """

    model: Model
    status: str
    objective: float | None
    sites: tuple[int, ...]
    bound: float | None
    gap: float | None
    start: float | None
    out_of_reach: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """As minimised: a plan [m] and its value, the bound and how the search ended."""

    status: str
    plan: I8 | None
    value: float
    bound: float | None
    start: float = np.inf


def solve(model: Model, question: Question, *, seconds: float | None = None) -> Answer:
    """`seconds` bounds the solver, not the start. Raises BadInput if the model lacks what it needs."""
    _require(model, question)
    lost = _out_of_reach(model, question)
    if lost.size and _serves_all(model, question):
        found = _Found("infeasible", None, np.inf, None)
    elif model is Model.LSCP:
        found = _fewest(question, seconds)
    elif model is Model.PCENTRE:
        found = _centre(question, seconds)
    elif question.capacity is not None:
        found = _shared(model, question, seconds)
    elif model is Model.PMEDIAN:
        found = _median(question, seconds)
    else:
        found = _covered(model, question, seconds)
    return _answer(model, found, lost)


def _require(model: Model, question: Question) -> None:
    if model in WITH_RADIUS and question.radius is None:
        raise BadInput("siting_needs", model=str(model), name="radius")
    if model is not Model.LSCP and question.p is None:
        raise BadInput("siting_needs", model=str(model), name="p")
    for name, given, fits in (
        ("capacity", question.capacity is not None, model in WITH_CAPACITY),
        ("second", question.second is not None, model is Model.BACKUP),
        ("several", question.several, model is Model.MEXCLP),
    ):
        if given and not fits:
            raise BadInput("siting_not_for", model=str(model), name=name)
    if question.costs is not None and question.budget is not None:
        spent = float(question.costs @ question.standing)
        if spent > question.budget:
            raise BadInput("siting_fixed_over_budget", cost=spent, budget=question.budget)


def _serves_all(model: Model, question: Question) -> bool:
    if model is Model.BACKUP:
        return question.second is None
    return model in (Model.LSCP, Model.PMEDIAN, Model.PCENTRE)


def _out_of_reach(model: Model, question: Question) -> I8:
    reach = question.near if model in WITH_RADIUS else np.isfinite(question.apart)
    return np.flatnonzero(~reach.any(axis=1) & ((question.weights > 0) | (model is not Model.PMEDIAN)))


def _covered(model: Model, question: Question, seconds: float | None) -> _Found:
    cover = cover_of(model, question)
    program, start = cover_program(question, cover), shaken(question, cover, _start(question, cover))
    most = float(cover.weights.sum() * cover.gains.sum())
    screened = _screened(question, PricedCover(cover), cover, start, floor=-most)
    return _proved(question, cover, program, screened, seconds)


def _median(question: Question, seconds: float | None) -> _Found:
    goal = nearest_of(question)
    if not goal.weights.size:
        plan = greedy(question, goal)
        return _Found("optimal", plan, 0.0, 0.0, 0.0)
    start, cost = _start(question, goal), goal.apart * goal.weights[:, None]
    relaxed, floor = PricedNearest(cost, goal.weights, start > 0), float(cost.min(axis=1).sum())
    screened = _screened(question, relaxed, goal, start, floor=floor)
    useless = screened.shut | (cost - screened.prices[:, None] > screened.room)
    program = median_program(question, replace(goal, apart=np.where(useless, np.inf, goal.apart)))
    return _proved(question, goal, program, screened, seconds)


def _screened(question: Question, relaxed: Relaxed, goal: Goal, start: I8, *, floor: float) -> Screened:
    """Nothing is ruled out where there is no plan yet, or not exactly p sites, each once, are to be chosen."""
    if np.isinf(goal.value(start)) or question.budget is not None or question.several:
        nothing = np.zeros(question.sites, bool)
        return Screened(start, floor, relaxed.first_prices(), nothing, nothing, np.inf)
    screened = screen(question, relaxed, goal, start)
    return replace(screened, bound=max(floor, screened.bound))


def _proved(question: Question, goal: Goal, program: Program, screened: Screened, seconds: float | None) -> _Found:
    """By the bound alone if that meets the plan, else by HiGHS over what may still be in a better one."""
    bound = float(np.ceil(screened.bound - WHOLE)) if program.stepped else screened.bound
    value = goal.value(screened.plan)
    if np.isfinite(value) and value - bound <= max(WHOLE, PROVEN * abs(value)):
        return _judged(question, goal, screened.plan, Solved("optimal", None, bound, 0.0), floor=bound)
    most, least = program.most.copy(), program.least.copy()
    most[: question.sites][screened.shut] = 0
    least[: question.sites][screened.kept] = 1
    narrowed = replace(program, most=most, least=least)
    solved = solve_program(narrowed, start=screened.plan, seconds=seconds)
    return _judged(question, goal, screened.plan, solved, floor=bound)


def _shared(model: Model, question: Question, seconds: float | None) -> _Found:
    """The start knows nothing of capacity; HiGHS completes it where it can. The value is the solver's own."""
    goal = cover_of(model, question) if model is Model.MCLP else nearest_of(question)
    program, start = sharing_program(model, question), _start(question, goal)
    solved = solve_program(program, start=start, seconds=seconds)
    if solved.values is None:
        return _Found(solved.status, None, np.inf, solved.bound)
    plan = np.rint(solved.values[: question.sites]).astype(np.int64)
    return _close(_Found(solved.status, plan, float(program.cost @ solved.values), solved.bound))


def _fewest(question: Question, seconds: float | None) -> _Found:
    open_ended = replace(question, p=None)
    start = cover_all(question.near, question.standing)
    if start is not None and not _affords(question, start):
        start = None
    program = every_row_program(open_ended, question.near, fewest=True)
    solved = solve_program(program, start=start, seconds=seconds)
    goal = _Count(question)
    return _judged(open_ended, goal, start, solved, floor=max(1.0, float(question.standing.sum())))


@dataclass(frozen=True, slots=True)
class _Count:
    question: Question

    def value(self, opened: I8) -> float:
        return float(opened.sum()) if self.question.near[:, opened > 0].any(axis=1).all() else np.inf


def _centre(question: Question, seconds: float | None) -> _Found:
    """Bisection over the distances that occur: can p sites cover everyone within it? (Minieka 1970)"""
    goal = nearest_of(question, worst=True)
    levels = np.unique(question.apart[np.isfinite(question.apart)])
    plan: I8 | None = _start(question, goal)
    assert plan is not None
    start = value = goal.value(plan)
    low, left = int(np.searchsorted(levels, question.apart.min(axis=1).max())), seconds
    if np.isinf(value):
        plan, status, left = _within(question, levels[-1], left)
        if plan is None:
            return _Found(status, None, np.inf, None)
        value = goal.value(plan)
    while levels[low] < value:
        middle = (low + int(np.searchsorted(levels, value))) // 2
        better, status, left = _within(question, levels[middle], left)
        if better is not None:
            plan, value = better, goal.value(better)
        elif status == "infeasible":
            low = middle + 1
        else:
            return _Found(status, plan, value, float(levels[low]), start)
    return _Found("optimal", plan, value, value, start)


def _within(question: Question, radius: float, left: float | None) -> tuple[I8 | None, str, float | None]:
    """A plan that covers every row within the radius, else how the search for one ended; and the seconds left."""
    near = question.apart <= radius
    quick = cover_all(near, question.standing)
    if quick is None:
        return None, "infeasible", left
    if question.budget is None and quick.sum() <= (question.p or 0):
        quick[np.flatnonzero(quick == 0)[: (question.p or 0) - quick.sum()]] = 1
        return quick, "optimal", left
    solved = solve_program(every_row_program(question, near, fewest=False), seconds=left)
    left = None if left is None else max(0.0, left - solved.seconds)
    plan = None if solved.values is None else np.rint(solved.values).astype(np.int64)
    if plan is not None and (near @ plan).all():
        return plan, solved.status, left
    return None, "not_proven" if solved.status == "optimal" else solved.status, left


def _start(question: Question, goal: Goal) -> I8:
    return swapped(question, goal, greedy(question, goal))


def _affords(question: Question, plan: I8) -> bool:
    if question.costs is None or question.budget is None:
        return True
    return float(question.costs @ plan) <= question.budget * (1 + 1e-9)


def _judged(
    question: Question, goal: Nearest | Goal | _Count, start: I8 | None, solved: Solved, *, floor: float
) -> _Found:
    """The better of the start and what the solver found, both valued anew; `floor` is a bound that needs no solver."""
    plans = [] if start is None else [start]
    if solved.values is not None:
        plans.append(np.rint(solved.values[: question.sites]).astype(np.int64))
    valued = [(goal.value(plan), plan) for plan in plans if _whole_plan(question, plan)]
    value, plan = min(valued, key=lambda pair: pair[0], default=(np.inf, None))
    begun = np.inf if start is None or not _whole_plan(question, start) else goal.value(start)
    if np.isinf(value):
        status = "not_proven" if solved.status == "optimal" else solved.status
        return _Found(status, None, np.inf, None if status == "infeasible" else max(floor, solved.bound or floor))
    bound = floor if solved.bound is None else max(floor, solved.bound)
    return _close(_Found(solved.status, plan, value, bound, begun))


def _whole_plan(question: Question, plan: I8) -> bool:
    enough = question.p is None or question.budget is not None or int(plan.sum()) == question.p
    return enough and _affords(question, plan)


def _close(found: _Found) -> _Found:
    """Optimal exactly if the bound meets the value, whatever the solver called it."""
    assert found.bound is not None
    if found.value - found.bound <= max(2e-6, CLOSE * abs(found.value)):
        return replace(found, status="optimal", bound=found.value)
    status = "not_proven" if found.status in ("optimal", "infeasible") else found.status
    return replace(found, status=status)


def _answer(model: Model, found: _Found, lost: I8) -> Answer:
    sign = 1.0 if model in (Model.LSCP, Model.PMEDIAN, Model.PCENTRE) else -1.0
    plan, bound = found.plan, found.bound
    sites = () if plan is None else tuple(int(site) for site in np.repeat(np.arange(plan.size), plan))
    gap = None if plan is None or bound is None else _gap(found.value, bound)
    return Answer(
        model=model,
        status=found.status,
        objective=None if plan is None else _plain(sign * found.value),
        sites=sites,
        bound=None if bound is None else _plain(sign * bound),
        gap=gap,
        start=None if np.isinf(found.start) else _plain(sign * found.start),
        out_of_reach=tuple(int(row) for row in lost),
    )


def _gap(value: float, bound: float) -> float:
    return 0.0 if value == bound else float(abs(value - bound) / max(abs(value), abs(bound)))


def _plain(value: float | np.float64) -> float:
    return float(value) + 0.0  # never -0.0
