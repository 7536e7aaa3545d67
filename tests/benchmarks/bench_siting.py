"""Siting: published optima found and how fast, a made-up city of 5,000 cells, and spopt on the same with HiGHS.

Seconds are of the processor, by the process that solves: what else runs on the machine is not counted. spopt is
optional; where it is not installed, its table says so.
"""

import importlib.util
import math
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from maps.siting.answers import Answer, solve
from maps.siting.question import Model, Question
from tests.maps.siting_instances import P_CENTRE, P_MEDIAN, SJC_MCLP, pmed, san_francisco, sao_jose

NAME = "siting"

SHARED = Path(os.environ.get("FIFTEEN_SHARED") or Path(__file__).resolve().parents[3] / "shared") / "data" / "siting"
CITY_LIMIT_S = 60.0
SAN_FRANCISCO = {Model.LSCP: 8.0, Model.MCLP: 875247.0, Model.PMEDIAN: 2848268129.71, Model.PCENTRE: 7403.06}

Case = tuple[str, Model, Question, float]
"""Its name, the model, the question and the published or proven optimum."""


def main() -> dict[str, Any]:
    cases = published()
    ours = [timed(lambda model=model, question=question: solve(model, question)) for _, model, question, _ in cases]
    sao_jose_s = sum(
        took
        for (name, model, *_), (_, took) in zip(cases, ours, strict=True)
        if name == "SJC324" and model is Model.MCLP
    )
    return {
        "published optima": [row(case, answer, took) for case, (answer, took) in zip(cases, ours, strict=True)],
        "MCLP of SJC324, p = 1…5, s (wanted ≤ 10)": sao_jose_s,
        "without a published optimum": [*further(), *city()],
        "beside spopt (wanted ≤ half the time)": beside_spopt(cases, ours),
    }


def published() -> list[Case]:
    cases: list[Case] = []
    for number in P_MEDIAN:
        apart, p = pmed(SHARED, number)
        question = Question(apart, np.ones(len(apart)), p=p)
        cases.append((f"pmed{number}", Model.PMEDIAN, question, P_MEDIAN[number]))
        cases.append((f"pmed{number}", Model.PCENTRE, question, P_CENTRE[number]))
    apart, demand = sao_jose(SHARED)
    cases += [("SJC324", Model.MCLP, Question(apart, demand, p, 800.0), best) for p, best in SJC_MCLP.items()]
    apart, people = san_francisco(SHARED)
    question = Question(apart, people, 4, 5000.0)
    return cases + [("San Francisco", model, question, best) for model, best in SAN_FRANCISCO.items()]


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    begun = time.process_time()
    return work(), time.process_time() - begun


def row(case: Case, answer: Answer, took: float) -> dict[str, Any]:
    name, model, question, best = case
    assert answer.objective is not None
    same = answer.status == "optimal" and math.isclose(answer.objective, best, rel_tol=1e-6)
    return {
        "instance": name,
        "model": str(model),
        "p": question.p,
        "optimum": best,
        "found": answer.objective,
        "as published": same,
        "s": took,
    }


def further() -> list[dict[str, Any]]:
    apart, demand = sao_jose(SHARED)
    questions = [
        (model, Question(apart, demand, p, 800.0)) for p in (5, 10) for model in (Model.PMEDIAN, Model.PCENTRE)
    ]
    questions += [(model, Question(apart, demand, 5, 800.0)) for model in (Model.LSCP, Model.BACKUP, Model.MEXCLP)]
    return [told("SJC324", model, question) for model, question in questions]


def city() -> list[dict[str, Any]]:
    """5,000 cells around twelve centres of unlike size, 500 candidates among them, 900 s at 4 m/s with detours."""
    random = np.random.default_rng(15)
    centres = random.uniform(0, 20_000, (12, 2))
    cells = centres[random.choice(12, 5000, p=random.dirichlet(np.ones(12)))] + random.normal(0, 2500, (5000, 2))
    candidates = cells[random.choice(5000, 500, replace=False)]
    metres = np.hypot(*(cells[:, None] - candidates[None]).transpose(2, 0, 1))
    seconds = metres * random.uniform(1.2, 1.6, metres.shape) / 4
    people = random.integers(0, 400, 5000).astype(float)
    question = Question(seconds, people, 20, 900.0)
    return [told("5,000 × 500", model, question) for model in (Model.MCLP, Model.PMEDIAN, Model.PCENTRE)]


def told(name: str, model: Model, question: Question) -> dict[str, Any]:
    answer, took = timed(lambda: solve(model, question, seconds=CITY_LIMIT_S))
    return {
        "instance": name,
        "model": str(model),
        "p": question.p,
        "found": answer.objective,
        "bound": answer.bound,
        "status": answer.status,
        "gap, %": None if answer.gap is None else 100 * answer.gap,
        "s": took,
    }


def beside_spopt(cases: list[Case], ours: list[tuple[Answer, float]]) -> list[dict[str, Any]]:
    if importlib.util.find_spec("spopt") is None:
        return [{"spopt": "not installed"}]
    rows = []
    for (name, model, question, _), (answer, took) in zip(cases, ours, strict=True):
        value, theirs = timed(lambda model=model, question=question: by_spopt(model, question))
        same = math.isclose(value, answer.objective or 0.0, rel_tol=1e-6)
        rows.append(
            {"instance": name, "model": str(model), "p": question.p, "same": same, "spopt, s": theirs, "ours, s": took}
        )
    total = {"spopt, s": sum(row["spopt, s"] for row in rows), "ours, s": sum(row["ours, s"] for row in rows)}
    same = all(row["same"] for row in rows)
    return [*rows, {"instance": "all", "model": "", "p": "", "same": same, **total}]


def by_spopt(model: Model, question: Question) -> float:
    import pulp
    from spopt import locate

    if model is Model.LSCP:
        stated = locate.LSCP.from_cost_matrix(question.apart, question.radius)
    elif model is Model.MCLP:
        stated = locate.MCLP.from_cost_matrix(question.apart, question.weights, question.radius, question.p)
    elif model is Model.PMEDIAN:
        stated = locate.PMedian.from_cost_matrix(question.apart, question.weights, question.p)
    else:
        stated = locate.PCenter.from_cost_matrix(question.apart, question.p)
    stated.solve(pulp.HiGHS(msg=False), results=False)
    return float(stated.problem.objective.value())
