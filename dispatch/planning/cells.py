"""The city in cells, as planning looks at it: what lives or was called from where, and on which street that is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from maps.cities import City
from maps.demand.cells import UNSCALED, gathered, of_the_map
from maps.demand.files import of_places
from maps.demand.model import Demand, Source
from maps.gazetteer.entries import Entry, Names
from maps.snapping import F8, snap
from maps.speeds import Mode


@dataclass(frozen=True, eq=False)
class Cells:
    """n cells of a city; `scaled`: their weights are people, else thousandths of the city, calls or places."""

    city: City
    demand: Demand
    scaled: bool

    def __len__(self) -> int:
        return len(self.demand)

    @cached_property
    def streets(self) -> Sequence[str]:
        return street_names(self.city, self.demand.lonlat)


def people_cells(city: City, people: int | None) -> Cells:
    """Where people live, as the city's map has it. Cost on Milan: 1 s."""
    demand = of_the_map(city.network, city.compounds, total=UNSCALED if people is None else people)
    return Cells(city, demand, people is not None)


def call_cells(city: City, lonlat: F8) -> Cells:
    """Where calls came from, f8[k, 2]; at least one."""
    return Cells(city, gathered(city.network, Source.CALLS, lonlat, np.ones(len(lonlat))), scaled=False)


def file_cells(city: City, demand: Demand, people: int | None) -> Cells:
    """What a file says; `people`: what its weights come to, None as they are."""
    if people is not None:
        demand = replace(demand, weight=demand.weight * (people / float(demand.weight.sum())))
    return Cells(city, demand, people is not None or demand.source is Source.FILE)


def named_places(city: City) -> Sequence[Entry]:
    return Names.open(city.folder).places if city.complete else ()


def place_cells(city: City, places: Sequence[Entry], kinds: Sequence[str]) -> Cells:
    """Places that the map names. BadInput where it names none of these kinds (`demand_no_places`)."""
    return Cells(city, of_places(city.network, places, kinds), scaled=False)


def street_names(city: City, lonlat: F8) -> list[str]:
    """Of the streets on which places lie, "" where one has none."""
    network = city.network
    edge = snap(network, lonlat, mode=Mode.WALK).edge
    return [network.names[network.edge_name[one]] if one >= 0 else "" for one in edge]
