"""What there is to say about a plan: today beside it, by area, by what was assumed, by who is there, and what is left.

Everything is reckoned from exact times of travel, the same ones that the planning page shows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from dispatch.conditions.streets import Streets
from dispatch.papers.commission import BASE, Commission, variants
from dispatch.planning.cells import Cells
from dispatch.planning.gauge import Gauge
from dispatch.planning.likely import likely_sites
from dispatch.planning.model import Count, Question, Site
from dispatch.planning.survey import CURVE_MINUTES
from maps.boundaries import Level
from maps.candidates import Place
from maps.cities import City, open_city
from maps.covered import F4, I8, Figures, by_area, by_minutes, covers, figures
from maps.gaps import Cures, Gap, gaps
from maps.speeds import Mode

LIKELY = 120
"""So many places are tried against gaps."""


@dataclass(frozen=True, slots=True)
class Beside:
    """The same figures for the stations of today and for the plan."""

    today: Figures
    plan: Figures


@dataclass(frozen=True, slots=True)
class Area:
    name: str | None
    beside: Beside


@dataclass(frozen=True, slots=True)
class Staffed:
    """Shares of people covered from where somebody is planned: over the week, and in its worst hour (0 … 167)."""

    mean: float
    worst: float
    worst_hour: int


@dataclass(frozen=True, eq=False)
class Findings:
    """`cover_*` i8[cells]: how many sites reach each cell. `curve_*`: the share covered within 0 … 30 minutes.
    `streets`: on which each gap lies. `likely`: the places that remedies name. `worth`: of each site that the plan
    adds, the people whom it alone reaches. `staffed` None: nothing is planned at all."""

    base: Beside
    others: Mapping[str, Beside]
    areas: Mapping[Level, Sequence[Area]]
    gaps: Sequence[Gap]
    streets: Sequence[str]
    likely: Sequence[Place]
    worth: Mapping[str, float]
    staffed: tuple[Staffed, Staffed] | None
    cover_today: I8
    cover_plan: I8
    curve_today: Sequence[float]
    curve_plan: Sequence[float]
    mobilisation_s: float


@lru_cache(maxsize=1)
def ground(cities: Path, name: str) -> tuple[City, Streets, Gauge]:
    """Of this process: opened once."""
    city = open_city(name, root=cities)
    streets = Streets(city)
    return city, streets, Gauge(streets)


def judge(commission: Commission, key: str) -> Beside:
    """One of the variants. Cost on Milan: .1 s."""
    question = variants(commission.plan.question)[key]
    return _beside(commission, question)


def find(commission: Commission, others: Mapping[str, Beside]) -> Findings:
    """All the rest; `others`: every variant as it was judged. Cost on Milan: 1 s."""
    question, demand = commission.plan.question, commission.demand
    today, plan = (times(commission, question, sites) for sites in (commission.today, commission.fixed))
    limit_s = limit(commission, question)
    mobilisation_s = 60.0 * question.minutes - limit_s
    city, _, _ = ground(commission.cities, commission.city)
    likely = likely_sites(city, question.mode, most=LIKELY, taken=commission.fixed)
    left = gaps(city.network, demand, plan, limit_s, mode=question.mode, cures=_cures(commission, question, likely))
    minutes = [minute - mobilisation_s / 60 for minute in CURVE_MINUTES]
    cells = Cells(city, demand, commission.scaled)
    return Findings(
        base=others[BASE],
        others={key: beside for key, beside in others.items() if key != BASE},
        areas=_areas(commission, today, plan, limit_s),
        gaps=left,
        streets=[cells.streets[int(gap.cells[demand.weight[gap.cells].argmax()])] for gap in left],
        likely=likely,
        worth=_worth(commission, plan, limit_s),
        staffed=_staffed(commission, today, plan, limit_s),
        cover_today=covers(today, limit_s),
        cover_plan=covers(plan, limit_s),
        curve_today=by_minutes(demand, today, minutes),
        curve_plan=by_minutes(demand, plan, minutes),
        mobilisation_s=mobilisation_s,
    )


def times(commission: Commission, question: Question, sites: Sequence[Site]) -> F4:
    """f4[cells, sites]."""
    city, _, gauge = ground(commission.cities, commission.city)
    cells = _cells(commission, city)
    return gauge.measure(sites, question, commission.conditions, cells).seconds.T


def limit(commission: Commission, question: Question) -> float:
    """Seconds of travel."""
    before = commission.night_s if question.night else commission.day_s
    return 60.0 * question.minutes - (0.0 if question.count is Count.TRAVEL else before)


@lru_cache(maxsize=1)
def _cells(commission: Commission, city: City) -> Cells:
    return Cells(city, commission.demand, commission.scaled)


def _beside(commission: Commission, question: Question) -> Beside:
    limit_s = limit(commission, question)
    today, plan = (
        figures(commission.demand, times(commission, question, sites), limit_s)
        for sites in (commission.today, commission.fixed)
    )
    return Beside(today, plan)


def _cures(commission: Commission, question: Question, likely: Sequence[Place]) -> Cures:
    sites = [Site(one.id, one.name, one.lon, one.lat) for one in likely]
    others = {
        mode: times(commission, replace(question, mode=mode), commission.fixed)
        for mode in Mode
        if mode is not question.mode
    }
    return Cures(times(commission, question, sites), others)


def _areas(commission: Commission, today: F4, plan: F4, limit_s: float) -> dict[Level, list[Area]]:
    city, _, _ = ground(commission.cities, commission.city)
    found = {}
    for level in Level:
        if city.boundaries.count(level) < 2:
            continue
        before = dict(by_area(commission.demand, today, limit_s, city.boundaries, level))
        after = by_area(commission.demand, plan, limit_s, city.boundaries, level)
        found[level] = [Area(name, Beside(before[name], own)) for name, own in after]
    return found


def _worth(commission: Commission, plan: F4, limit_s: float) -> dict[str, float]:
    near = plan <= np.float32(limit_s)
    alone = near & (np.count_nonzero(near, axis=1) == 1)[:, None]
    weight = commission.demand.weight
    ids = [one.id for one in commission.fixed]
    return {one.id: float(weight[alone[:, ids.index(one.id)]].sum()) for one in commission.added}


def _staffed(commission: Commission, today: F4, plan: F4, limit_s: float) -> tuple[Staffed, Staffed] | None:
    """A site that the plan adds is taken to be staffed: its shifts are what is proposed."""
    if not any(commission.staffed):
        return None
    added = {one.id for one in commission.added}
    return (
        _through_the_week(commission, commission.today, today, limit_s, frozenset()),
        _through_the_week(commission, commission.fixed, plan, limit_s, frozenset(added)),
    )


def _through_the_week(
    commission: Commission, sites: Sequence[Site], seconds: F4, limit_s: float, always: frozenset[str]
) -> Staffed:
    near = seconds <= np.float32(limit_s)
    weight = commission.demand.weight
    known: dict[frozenset[str], float] = {}
    shares = []
    for there in commission.staffed:
        if there not in known:
            open_ = np.array([one.id in there or one.id in always for one in sites], np.bool_)
            known[there] = float(weight[near[:, open_].any(axis=1)].sum() / (weight.sum() or 1.0))
        shares.append(known[there])
    return Staffed(float(np.mean(shares)), min(shares), int(np.argmin(shares)))
