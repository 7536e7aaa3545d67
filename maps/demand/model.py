"""Demand as planning takes it: places with weights, where they come from, and what was wrong with what came in."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maps.roads import RoadNetwork

F8 = NDArray[np.float64]
NAMED = 20
"""So many of those that a remark counts are named."""


class Source(StrEnum):
    """The rungs of the map, the best first; then what people bring."""

    BUILDINGS = "buildings"
    RESIDENTIAL_LAND = "residential_land"
    RESIDENTIAL_STREETS = "residential_streets"
    STREETS = "streets"
    FILE = "file"
    CALLS = "calls"
    SITES = "sites"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that the planner has to know of what came in: a code, how many it is about, and the first of them."""

    code: str
    count: int
    names: tuple[str, ...] = ()
    params: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def on(cls, code: str, names: "list[str] | tuple[str, ...]", **params: Any) -> "Remark":
        return cls(code, len(names), tuple(names[:NAMED]), params)

    def told(self) -> dict[str, Any]:
        return {"code": self.code, "count": self.count, "names": list(self.names), **self.params}


@dataclass(frozen=True, eq=False)
class Demand:
    """n places. `weight` is people, or calls, or places that count one; `area_km2` is what a cell stands for, 0 for a
    point. `cell_m` None where the places are not cells. `weakness`: the code of a sentence on how far to trust it."""

    source: Source
    lonlat: F8  # [n, 2] WGS-84
    weight: F8  # [n]
    area_km2: F8  # [n]
    street_km: F8  # [n]
    names: tuple[str, ...]
    remarks: tuple[Remark, ...] = ()
    cell_m: float | None = None

    def __len__(self) -> int:
        return len(self.weight)

    @property
    def weakness(self) -> str:
        return f"demand_from_{self.source}"


@dataclass(frozen=True, eq=False)
class Grid:
    """Square cells over a city, even in its projection."""

    network: RoadNetwork
    cell_m: float

    def cell(self, lonlat: F8) -> NDArray[np.int64]:
        """Column and row i8[n, 2] of each place."""
        found: NDArray[np.int64] = np.floor(self.network.project(lonlat) / self.cell_m).astype(np.int64)
        return found

    @property
    def area_km2(self) -> float:
        return self.cell_m**2 / 1e6
