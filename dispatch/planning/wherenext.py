"""Where the next stations should stand: one more after the other is looked for, each number of them by itself.

Every number is a question of its own, since the best two need not hold the best one. They go to processes of their own
(`dispatch.jobs`), where the city is opened anew.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from dispatch.conditions.model import Conditions
from dispatch.conditions.streets import Streets
from dispatch.jobs import side_by_side
from dispatch.planning.gauge import under
from dispatch.planning.likely import likely_sites
from dispatch.planning.model import Question, Site
from maps.candidates import Place
from maps.cities import City, open_city
from maps.covered import F4, Figures
from maps.demand.model import Demand
from maps.plans import Plan, Sites, Wish, choose, table, usable
from maps.siting.question import Model

MOST_CANDIDATES = 500
AT_ONCE = 2


class Goal(StrEnum):
    """What is to be best: people reached, people reached by two, the middle way, the longest way."""

    PEOPLE = "people"
    TWICE = "twice"
    NEAR = "near"
    FARTHEST = "farthest"


MODELS: Mapping[Goal, Model] = {
    Goal.PEOPLE: Model.MCLP,
    Goal.TWICE: Model.BACKUP,
    Goal.NEAR: Model.PMEDIAN,
    Goal.FARTHEST: Model.PCENTRE,
}


@dataclass(frozen=True)
class WhereNext:
    """`run(k)` looks for k more sites. `limit_s`: of travel. `seconds`: for each number, beyond the first start.

    What it gives is plain: `step` with the sites that are added, what they gain, and how far from proof that is;
    `value` and `bound` are in the goal's measure: people for the first two goals, seconds of way for the others."""

    city: str
    root: Path
    demand: Demand
    sites: tuple[Site, ...]
    question: Question
    conditions: Conditions
    goal: Goal
    limit_s: float
    mobilisation_s: float
    seconds: float

    def run(self, add: int) -> dict[str, Any]:
        sites, times = _laid_out(self)
        plan = choose(self._wish(add), self.demand, sites, times)
        return {
            "before": _figures(plan.before, self.mobilisation_s),
            "out_of_reach": round(float(self.demand.weight[plan.set_aside].sum()), 1),
            "step": _step(add, plan, sites.places, self.mobilisation_s),
        }

    def places(self) -> Sites:
        """The stations that the plan leaves open, then what may be added: the same list in every process."""
        city = _city(self.city, self.root)
        stand = [Place(one.id, one.name, "station", one.lon, one.lat, one.cost) for one in self.sites]
        more = likely_sites(city, self.question.mode, most=MOST_CANDIDATES, taken=self.sites)
        return usable(city.network, stand, more, self.question.mode)

    def laid_out(self) -> tuple[Sites, F4]:
        conditions, question = under(self.question, self.conditions), self.question
        streets, sites = Streets(_city(self.city, self.root)), self.places()
        weights = streets.weights(question.mode, conditions, night=question.night)
        cells = streets.snap(self.demand.lonlat, question.mode, conditions)
        return sites, table(weights, sites, cells, self._wish(1))

    def _wish(self, add: int) -> Wish:
        return Wish(MODELS[self.goal], add, self.limit_s, seconds=self.seconds)


@lru_cache(maxsize=1)
def _laid_out(task: WhereNext) -> tuple[Sites, F4]:
    return task.laid_out()


@lru_cache(maxsize=1)
def _city(name: str, root: Path) -> City:
    return open_city(name, root=root)


def look(
    task: WhereNext, add: int, *, dask: str, cancelled: Callable[[], bool]
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each number up to `add` as it is found, in whatever order. Raises `Cancelled`."""
    yield from side_by_side(task.run, list(range(1, add + 1)), max_workers=AT_ONCE, dask=dask, cancelled=cancelled)


def _step(number: int, plan: Plan, places: Sequence[Place], mobilisation_s: float) -> dict[str, Any]:
    answer = plan.answer
    return {
        "add": number,
        "proven": answer.status == "optimal",
        "gap": answer.gap,
        "value": answer.objective,
        "bound": answer.bound,
        **_figures(plan.after, mobilisation_s),
        "sites": [
            {"name": one.name, "kind": one.kind, "lon": round(one.lon, 6), "lat": round(one.lat, 6)}
            for one in (places[at] for at in plan.added)
        ],
    }


def _figures(told: Figures, mobilisation_s: float) -> dict[str, Any]:
    later = [None if one is None else round(one + mobilisation_s, 1) for one in (told.median_s, told.p90_s)]
    return {
        "share": round(told.share, 5),
        "double_share": round(told.double_share, 5),
        "covered": round(told.covered, 1),
        "median_s": later[0],
        "p90_s": later[1],
    }
