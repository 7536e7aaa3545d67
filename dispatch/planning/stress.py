"""A plan on a bad day: at night, in rain, in a flood, its worst bridge closed; and the streets that it hangs on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from dispatch.conditions.model import Conditions
from dispatch.conditions.streets import Streets
from dispatch.jobs import side_by_side
from dispatch.planning.gauge import under
from dispatch.planning.model import Question, Site
from maps.cities import City, open_city
from maps.criticality import Losses, Spot, most_critical
from maps.demand.model import Demand
from maps.roads import RoadNetwork
from maps.robust import tried
from maps.structures import Structures, structures

PARTS = ("trials", "streets")
STREETS_TOLD = 10
MOST_CLOSED = 200
"""Streets that are closed one by one at most."""


@dataclass(frozen=True)
class Stress:
    """`run(part)` of `PARTS`; what it gives is plain."""

    city: str
    root: Path
    demand: Demand
    sites: tuple[Site, ...]
    question: Question
    conditions: Conditions
    limit_s: float

    def run(self, part: str) -> dict[str, Any]:
        city = open_city(self.city, root=self.root)
        spot = self._spot(city)
        return self._trials(city, spot) if part == "trials" else self._streets(spot)

    def _spot(self, city: City) -> Spot:
        conditions = under(self.question, self.conditions)
        weights = Streets(city).weights(self.question.mode, conditions, night=self.question.night)
        lonlat = np.array([(one.lon, one.lat) for one in self.sites]).reshape(-1, 2)
        return Spot(weights, lonlat, self.demand, max(self.limit_s, 0.0))

    def _trials(self, city: City, spot: Spot) -> dict[str, Any]:
        ways = Structures.open(city.folder)
        known = structures(spot.weights.network, ways)
        outcomes, losses = tried(spot, known)
        return {
            "structures_known": ways.known,
            "trials": [
                {
                    "trial": one.trial,
                    "share": round(one.figures.share, 5),
                    "uncovered": round(one.figures.uncovered, 1),
                    "structure": one.structure and one.structure.name,
                    "kind": one.structure and one.structure.kind,
                }
                for one in outcomes
            ],
            "structures": [
                {
                    "kind": known[one.group].kind,
                    "name": known[one.group].name,
                    "people": round(one.people, 1),
                    "lon": round(known[one.group].lon, 6),
                    "lat": round(known[one.group].lat, 6),
                }
                for one in losses.worst
            ],
        }

    def _streets(self, spot: Spot) -> dict[str, Any]:
        losses = most_critical(spot, count=STREETS_TOLD, most_closed=MOST_CLOSED)
        network = spot.weights.network
        return {
            "streets": [_street(network, int(one.edges[0]), one.people) for one in losses.worst],
            "streets_proven": _proven(losses),
            "streets_rest": round(losses.rest, 1),
        }


def look(task: Stress, *, dask: str, cancelled: Callable[[], bool]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Raises `Cancelled`."""
    yield from side_by_side(task.run, PARTS, max_workers=len(PARTS), dask=dask, cancelled=cancelled)


def _street(network: RoadNetwork, edge: int, people: float) -> dict[str, Any]:
    middle = (network.shape_start[edge] + network.shape_start[edge + 1]) // 2
    lon, lat = (round(float(one), 6) for one in network.shape_lonlat[middle])
    return {"name": network.names[network.edge_name[edge]], "people": round(people, 1), "lon": lon, "lat": lat}


def _proven(losses: Losses) -> bool:
    return losses.rest <= (losses.worst[-1].people if losses.worst else 0.0)
