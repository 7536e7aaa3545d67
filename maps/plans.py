"""A plan for a city: which of the candidates to open beside, or instead of, the stations of today, and what that gains.

What a model cannot serve at all, wherever sites stand, is set aside, counted and named; it stays in every figure.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from maps.candidates import Place
from maps.covered import F4, I8, Bools, Figures, figures
from maps.demand.living import within
from maps.demand.model import Demand, Remark
from maps.errors import BadInput
from maps.matrices import times_matrix
from maps.roads import RoadNetwork
from maps.siting.answers import Answer, solve
from maps.siting.question import WITH_CAPACITY, WITH_RADIUS, WITHOUT_WEIGHTS, Model, Question
from maps.snapping import F8, Snapped, snap
from maps.speeds import Mode
from maps.travel import Weights

LONGEST_S = 4 * 3600.0
"""Models of distance see this far: farther is no way."""
TWICE_M = 1.0
SECOND = 0.5


@dataclass(frozen=True, slots=True)
class Wish:
    """`add` sites beside the `existing` ones, which may be `movable`: then any as many sites may be open. LSCP finds
    the number itself. `second`: the share of double cover in the goal of backup cover. `budget`: what the added sites,
    or with movable ones all, may cost together. `seconds` bounds the solver."""

    model: Model
    add: int
    limit_s: float
    movable: bool = False
    second: float = SECOND
    budget: float | None = None
    seconds: float | None = None


@dataclass(frozen=True, eq=False)
class Sites:
    """The stations of today, then the candidates, as they were found to be usable."""

    places: tuple[Place, ...]
    existing: int
    snapped: Snapped
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, eq=False)
class Plan:
    """`open`: columns of the table in rising order. `set_aside`: rows that the model could not ask to be served."""

    answer: Answer
    open: tuple[int, ...]
    added: tuple[int, ...]
    dropped: tuple[int, ...]
    before: Figures
    after: Figures
    set_aside: I8
    remarks: tuple[Remark, ...]


def usable(network: RoadNetwork, existing: Sequence[Place], candidates: Sequence[Place], mode: Mode) -> Sites:
    """Those in the city, on a street, and not twice; the others are named in the remarks.

    Raises BadInput where two stations have one id, since a plan is told by ids.
    """
    places = [*existing, *candidates]
    ids = [one.id for one in places]
    lonlat = np.array([(one.lon, one.lat) for one in places]).reshape(-1, 2)
    outside = ~within(network, lonlat)
    snapped = snap(network, lonlat, mode=mode)
    twice = _twice(network, lonlat, ids)
    kept = np.flatnonzero(~outside & snapped.found & ~twice)
    remarks = [
        Remark.on(code, [_name(places[one]) for one in np.flatnonzero(which)])
        for code, which in (
            ("site_outside", outside & ~twice),
            ("site_no_street", ~outside & ~snapped.found & ~twice),
            ("site_duplicate", twice),
        )
        if which.any()
    ]
    return Sites(
        tuple(places[one] for one in kept),
        int((kept < len(existing)).sum()),
        snapped[kept],
        tuple(remarks),
    )


def _twice(network: RoadNetwork, lonlat: F8, ids: Sequence[str]) -> Bools:
    """Whether a place, or its id, stood before it."""
    spots = np.round(network.project(lonlat) / TWICE_M).astype(np.int64)
    seen: set[object] = set()
    found = np.zeros(len(ids), np.bool_)
    for row, (ident, spot) in enumerate(zip(ids, map(tuple, spots.tolist()), strict=True)):
        found[row] = ident in seen or spot in seen
        if not found[row]:
            seen |= {ident, spot}
    return found


def table(weights: Weights, sites: Sites, cells: Snapped, wish: Wish) -> F4:
    """The times that the model needs, f4[cells, sites]: those within twice the limit where it has a radius."""
    limit_s = 2 * wish.limit_s if wish.model in WITH_RADIUS else LONGEST_S
    return times_matrix(weights, sites.snapped, cells, limit_s)


def choose(wish: Wish, demand: Demand, sites: Sites, times: F4) -> Plan:
    """Raises BadInput where more is to be added than there are candidates, or no plan is possible at all."""
    existing, columns = sites.existing, len(sites.places)
    if wish.model is not Model.LSCP and not 0 <= wish.add <= columns - existing:
        raise BadInput("plan_add", add=wish.add, candidates=columns - existing)
    reach = times <= np.float32(wish.limit_s) if wish.model in WITH_RADIUS else np.isfinite(times)
    asked = (demand.weight > 0) & reach.any(axis=1)
    aside = np.flatnonzero((demand.weight > 0) & ~asked)
    if not asked.any():
        raise BadInput("plan_nobody_in_reach", cells=len(demand))
    answer = _solved(wish, demand.weight[asked], sites, times[asked])
    if not answer.sites:
        raise BadInput("plan_impossible", model=str(wish.model), status=answer.status)
    answer = replace(answer, out_of_reach=tuple(aside.tolist()))
    today = tuple(range(existing))
    remarks = sites.remarks
    if len(aside):
        names = [demand.names[row] for row in aside]
        people = float(demand.weight[aside].sum())
        remarks = (*remarks, Remark.on("demand_out_of_reach", names, people=people))
    return Plan(
        answer=answer,
        open=answer.sites,
        added=tuple(one for one in answer.sites if one >= existing),
        dropped=tuple(one for one in today if one not in answer.sites),
        before=figures(demand, times[:, :existing], wish.limit_s),
        after=figures(demand, times[:, list(answer.sites)], wish.limit_s),
        set_aside=aside,
        remarks=remarks,
    )


def measured(plan: Plan, weights: Weights, demand: Demand, sites: Sites, cells: Snapped, limit_s: float) -> Plan:
    """The plan with its figures taken over whole times, not the model's table, so that the slowest are told, too."""
    which = np.array(sorted({*range(sites.existing), *plan.open}), np.int64)
    times = times_matrix(weights, sites.snapped[which], cells, LONGEST_S)
    return replace(
        plan,
        before=figures(demand, times[:, : sites.existing], limit_s),
        after=figures(demand, times[:, np.isin(which, plan.open)], limit_s),
    )


def _solved(wish: Wish, weights: F8, sites: Sites, times: F4) -> Answer:
    existing = sites.existing
    fixed = () if wish.movable else tuple(range(existing))
    p = None if wish.model is Model.LSCP else existing + wish.add
    if p == 0:
        raise BadInput("plan_add", add=wish.add, candidates=len(sites.places) - existing)
    question = Question(
        times.astype(np.float64),
        np.ones(len(weights)) if wish.model in WITHOUT_WEIGHTS else weights,
        p=p,
        radius=wish.limit_s if wish.model in WITH_RADIUS else None,
        fixed=fixed,
        costs=_costs(wish, sites),
        budget=wish.budget,
        capacity=_capacity(wish, sites, float(weights.sum())),
        second=wish.second if wish.model is Model.BACKUP else None,
    )
    return solve(wish.model, question, seconds=wish.seconds)


def _costs(wish: Wish, sites: Sites) -> F8 | None:
    """[m]; what stands and stays costs nothing more."""
    if wish.budget is None:
        return None
    missing = [one for one in sites.places[0 if wish.movable else sites.existing :] if one.cost is None]
    if missing:
        raise BadInput("plan_cost_missing", site=_name(missing[0]))
    stays = 0 if wish.movable else sites.existing
    return np.array([0.0 if at < stays else float(one.cost or 0) for at, one in enumerate(sites.places)])


def _capacity(wish: Wish, sites: Sites, everybody: float) -> F8 | None:
    """[m]; a site that says nothing can serve everybody."""
    given = [one.capacity for one in sites.places]
    if wish.model not in WITH_CAPACITY or all(one is None for one in given):
        return None
    return np.array([everybody if one is None else float(one) for one in given])


def _name(place: Place) -> str:
    return f"{place.id} {place.name}".strip()
