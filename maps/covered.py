"""How much of the demand is within reach, by exact times: once, twice, k-fold, by area, and against the standards.

A cell is covered where a time in the table is within the limit, its edge included; no polygon is asked. What has no
street, or no way to it, is never covered and stays in every share.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from maps.boundaries import Boundaries, Level
from maps.demand.model import F8, Demand

F4 = NDArray[np.float32]
I8 = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Standard:
    """`minutes` from the moment that `counts` names, for `share` of the incidents; None where the source names none."""

    code: str
    minutes: float
    share: float | None
    counts: str


STANDARDS = (
    Standard("promise", 15.0, None, "occurrence"),
    Standard("stockholm_volunteer", 4 + 47 / 60, 0.5, "call"),
    Standard("lebensretter", 5 + 22 / 60, 0.5, "alert"),
    Standard("stockholm_ambulance", 8 + 11 / 60, 0.5, "call"),
)
"""The centre's promise, and what comparable services reached in the median: a plan is drawn beside them."""


@dataclass(frozen=True, slots=True)
class Figures:
    """`folds[k]`: people whom at least k + 1 sites reach within the limit. Times are to the nearest site, by people;
    None where so many are beyond the table that the figure cannot be said."""

    people: float
    folds: tuple[float, ...]
    uncovered_cells: int
    uncovered_km2: float
    uncovered_street_km: float
    mean_s: float | None
    median_s: float | None
    p90_s: float | None

    @property
    def covered(self) -> float:
        return self.folds[0]

    @property
    def uncovered(self) -> float:
        return self.people - self.folds[0]

    @property
    def share(self) -> float:
        """0 where there is nobody."""
        return self.folds[0] / self.people if self.people else 0.0

    @property
    def double_share(self) -> float:
        return self.folds[1] / self.people if self.people and len(self.folds) > 1 else 0.0


def covers(times: F4, limit_s: float) -> I8:
    """How many sites reach each cell within the limit, i8[cells]."""
    found: I8 = np.count_nonzero(times <= np.float32(limit_s), axis=1).astype(np.int64)
    return found


def figures(demand: Demand, times: F4, limit_s: float, *, folds: int = 2, which: Bools | None = None) -> Figures:
    """Of all cells, or of some. `times` f4[cells, open sites]. Cost for 5,000 × 40: 1 ms."""
    rows = np.ones(len(demand), np.bool_) if which is None else which
    weight, count = demand.weight[rows], covers(times[rows], limit_s)
    bare = count == 0
    nearest = times[rows].min(axis=1, initial=np.inf).astype(np.float64)
    there = weight > 0  # 0 × inf would be NaN
    mean = float(np.average(nearest[there], weights=weight[there])) if there.any() else np.inf
    return Figures(
        people=float(weight.sum()),
        folds=tuple(float(weight[count > fold].sum()) for fold in range(folds)),
        uncovered_cells=int(bare.sum()),
        uncovered_km2=float(demand.area_km2[rows][bare].sum()),
        uncovered_street_km=float(demand.street_km[rows][bare].sum()),
        mean_s=mean if np.isfinite(mean) else None,
        median_s=quantile(nearest, weight, 0.5),
        p90_s=quantile(nearest, weight, 0.9),
    )


def quantile(seconds: F8, weight: F8, share: float) -> float | None:
    """The least time within which that share of the weight is; None where it is not within the table."""
    order = np.argsort(seconds, kind="stable")
    run = np.cumsum(weight[order])
    if not len(run) or run[-1] <= 0:
        return None
    found = float(seconds[order][np.searchsorted(run, share * run[-1] * (1 - 1e-12))])
    return found if np.isfinite(found) else None


def by_minutes(demand: Demand, times: F4, minutes: Sequence[float]) -> tuple[float, ...]:
    """The covered share at each of some limits: the curve that is drawn against minutes."""
    nearest = times.min(axis=1, initial=np.inf)
    total = demand.weight.sum() or 1.0
    return tuple(float(demand.weight[nearest <= np.float32(60 * limit)].sum() / total) for limit in minutes)


def by_area(
    demand: Demand, times: F4, limit_s: float, boundaries: Boundaries, level: Level
) -> tuple[tuple[str | None, Figures], ...]:
    """The named areas of a level in which there is demand, the most uncovered people first; None: in no area of it.

    A cell is where its people's middle is; of areas that overlap it belongs to the first.
    """
    of = area_of(demand.lonlat, boundaries, level)
    found = [
        (None if area < 0 else boundaries.names[area], figures(demand, times, limit_s, which=of == area))
        for area in np.unique(of).tolist()
    ]
    return tuple(sorted(found, key=lambda row: (-row[1].uncovered, row[0] or "")))


def area_of(lonlat: F8, boundaries: Boundaries, level: Level) -> I8:
    """The position in `boundaries` of the area that each place lies in, -1 for none, i8[n]."""
    own = [one for one in range(len(boundaries)) if boundaries.levels[one] is level]
    of = np.full(len(lonlat), -1, np.int64)
    if own:
        point, area = shapely.STRtree(boundaries.shapes[own]).query(shapely.points(lonlat), predicate="intersects")
        order = np.lexsort((area, point))[::-1]
        of[point[order]] = np.asarray(own)[area[order]]
    return of
