"""Plans on a drawn town: against every choice there is, and what is wrong with the input by name."""

from itertools import combinations

import numpy as np
import pytest

from maps.candidates import Place, of_the_map
from maps.compounds import NONE
from maps.demand.cells import of_the_map as demand_of_the_map
from maps.demand.model import Demand
from maps.errors import BadInput
from maps.gazetteer.entries import Entry
from maps.gazetteer.kinds import PlaceKind
from maps.plans import Plan, Sites, Wish, choose, measured, table, usable
from maps.siting.question import Model
from maps.snapping import snap
from maps.speeds import Mode
from maps.travel import weigh
from tests.maps.five_node_town import PLACES, town

TODAY = (Place("S1", "A", "school", *PLACES[0]),)
OFFERED = tuple(Place(f"P{at}", "", "premises", *place, cost=1.0 + at) for at, place in enumerate(PLACES[1:]))
MODELS = [Model.MCLP, Model.BACKUP, Model.PMEDIAN, Model.PCENTRE]
LIMIT_S = 100.0


def asked(wish: Wish, *, today: tuple[Place, ...] = TODAY) -> tuple[Demand, Sites, np.ndarray, Plan]:
    network = town()
    demand = demand_of_the_map(network, NONE, total=1000, cell_m=50)
    sites = usable(network, today, OFFERED, Mode.WALK)
    cells = snap(network, demand.lonlat, mode=Mode.WALK)
    weights = weigh(network, Mode.WALK)
    times = table(weights, sites, cells, wish)
    plan = choose(wish, demand, sites, times)
    return demand, sites, times, measured(plan, weights, demand, sites, cells, wish.limit_s)


def worth(wish: Wish, demand: Demand, times: np.ndarray, chosen: tuple[int, ...]) -> float:
    """What a model says of a choice, the less the better."""
    near = (times[:, chosen] <= wish.limit_s).sum(axis=1)
    nearest = times[:, chosen].min(axis=1)
    return {
        Model.MCLP: -float(demand.weight[near > 0].sum()),
        Model.BACKUP: -float(0.5 * demand.weight[near > 0].sum() + 0.5 * demand.weight[near > 1].sum()),
        Model.PMEDIAN: float(demand.weight @ nearest),
        Model.PCENTRE: float(nearest[demand.weight > 0].max()),
    }[wish.model]


@pytest.mark.parametrize("movable", [False, True])
@pytest.mark.parametrize("model", MODELS)
def test_no_choice_is_better(model: Model, movable: bool) -> None:
    wish = Wish(model, 1, LIMIT_S, movable=movable)
    demand, _, times, plan = asked(wish)
    every = [pair for pair in combinations(range(5), 2) if movable or 0 in pair]
    best = min(worth(wish, demand, times, pair) for pair in every)
    assert worth(wish, demand, times, plan.open) == pytest.approx(best)
    assert abs(plan.answer.objective or 0) == pytest.approx(abs(best))
    assert (plan.answer.status, plan.answer.gap) == ("optimal", 0.0)
    assert (0 in plan.open) == (not plan.dropped)
    assert plan.after.share >= (0 if movable else plan.before.share)


def test_the_fewest_sites_that_cover_all_and_what_none_can_cover() -> None:
    wish = Wish(Model.LSCP, 0, 60.0)
    demand, _, times, plan = asked(wish)
    near = times <= 60.0
    reachable = near.any(axis=1)
    assert plan.set_aside.tolist() == np.flatnonzero(~reachable).tolist()
    assert [(one.code, one.count) for one in plan.remarks] == [("demand_out_of_reach", int((~reachable).sum()))]
    fewest = min(
        size for size in range(1, 6) for pick in combinations(range(5), size)
        if 0 in pick and near[reachable][:, pick].any(axis=1).all()
    )  # fmt: skip
    assert len(plan.open) == fewest
    assert plan.after.covered == pytest.approx(demand.weight[reachable].sum())


def test_a_budget_bounds_what_is_added() -> None:
    _, _, _, plan = asked(Wish(Model.MCLP, 3, LIMIT_S, budget=3.0))
    assert sum(OFFERED[at - 1].cost or 0 for at in plan.added) <= 3.0
    with pytest.raises(BadInput, match="plan_cost_missing"):
        asked(Wish(Model.MCLP, 1, LIMIT_S, budget=3.0, movable=True))


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (Wish(Model.MCLP, 5, LIMIT_S), "plan_add"),
        (Wish(Model.MCLP, -1, LIMIT_S), "plan_add"),
        (Wish(Model.MCLP, 1, 0.001), "plan_nobody_in_reach"),
    ],
)
def test_what_cannot_be_is_refused(wish: Wish, code: str) -> None:
    with pytest.raises(BadInput, match=code):
        asked(wish)


def test_sites_that_cannot_be_used_are_named() -> None:
    odd = (
        *TODAY,
        Place("S2", "far", "school", 10.0, 10.0),
        Place("S1", "twin", "school", *PLACES[1]),
        Place("S4", "same spot", "school", *PLACES[0]),
    )
    sites = usable(town(), odd, OFFERED, Mode.WALK)
    assert sites.existing == 1
    assert [place.id for place in sites.places] == ["S1", "P0", "P1", "P2", "P3"]
    assert {one.code: one.names for one in sites.remarks} == {
        "site_outside": ("S2 far",),
        "site_duplicate": ("S1 twin", "S4 same spot"),
    }


def test_without_premises_junctions_as_far_apart_as_can_be() -> None:
    """From A on: E is farthest, then D, a metre farther from it than C. A community comes first; a park is none."""
    entries = (
        Entry("n1", PlaceKind.PARK, ("Park",), *PLACES[2]),
        Entry("n2", PlaceKind.COMMUNITY, ("Community",), *PLACES[3]),
    )
    found = of_the_map(town(), entries, mode=Mode.WALK, taken=TODAY)
    assert [place.id for place in found] == ["n2", "J2", "J4", "J1"]
    assert [place.id for place in of_the_map(town(), (), mode=Mode.WALK, most=2, taken=TODAY)] == ["J4", "J3"]
