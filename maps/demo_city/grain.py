"""Which way streets run at each place: along the avenue that is near, else along their district's own grain."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from scipy.ndimage import uniform_filter

from maps.demo_city.districts import DISTRICTS
from maps.demo_city.drawing import F8, HALF_M
from maps.demo_city.lines import STEP_M

CELL_M = 50.0
PULL, PULL_M = 1.6, 260.0  # of an avenue against a district's middle, and how far it reaches


@dataclass(frozen=True, eq=False)
class Grain:
    """Radians from -π/4 to π/4, by cell: a street and the one that crosses it have the same grain.

    Angles are blended as the cosine and sine of four times the angle, which forgets quarter turns.
    """

    cells: Sequence[Sequence[float]]  # rows from south to north

    @classmethod
    def of(cls, avenues: Sequence[F8], rng: np.random.Generator) -> "Grain":
        ticks = np.arange(-HALF_M, HALF_M + CELL_M, CELL_M)
        x, y = np.meshgrid(ticks, ticks)
        total = np.zeros((*x.shape, 2))
        for district in DISTRICTS:
            away = np.hypot(x - district.at[0], y - district.at[1]) / district.reach_m
            angle = 4 * math.radians(district.grain + rng.normal(0, 2))
            total += np.exp(-(away**2))[..., None] * (math.cos(angle), math.sin(angle))
        away, angles = _nearest(avenues, np.column_stack((x.ravel(), y.ravel())))
        pull = PULL * np.exp(-((away / PULL_M) ** 2))
        total += (pull[:, None] * np.column_stack((np.cos(4 * angles), np.sin(4 * angles)))).reshape(total.shape)
        total = uniform_filter(total, size=(9, 9, 1))  # no sudden turn halfway between two avenues
        return cls((np.arctan2(total[..., 1], total[..., 0]) / 4).tolist())

    def at(self, x: float, y: float) -> float:
        last = len(self.cells) - 1
        row, column = round((y + HALF_M) / CELL_M), round((x + HALF_M) / CELL_M)
        return self.cells[min(max(row, 0), last)][min(max(column, 0), last)]

    def trace(self, start: F8, heading: float, length_m: float, *, stray: float) -> F8:
        """The line along the grain from a point, `stray` radians off it; f8[n, 2], the start first."""
        x, y = start.tolist()
        line = [(x, y)]
        for _ in range(math.ceil(length_m / STEP_M)):
            grain = self.at(x, y) + stray
            heading = grain + round((heading - grain) / (math.pi / 2)) * (math.pi / 2)
            x, y = x + STEP_M * math.cos(heading), y + STEP_M * math.sin(heading)
            line.append((x, y))
        return np.array(line)


def _nearest(lines: Sequence[F8], xy: F8) -> tuple[F8, F8]:
    """Of each point, the distance to the nearest of the lines and the direction of its nearest piece, radians."""
    ends = np.vstack([np.hstack((line[:-1], line[1:])) for line in lines]).reshape(-1, 2, 2)
    pieces = shapely.STRtree(list(map(shapely.LineString, ends)))
    (_, index), away = pieces.query_nearest(np.asarray(shapely.points(xy)), return_distance=True, all_matches=False)
    step = ends[index, 1] - ends[index, 0]
    return away, np.arctan2(step[:, 1], step[:, 0])
