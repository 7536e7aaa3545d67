"""How long it takes from each site to each cell, kept in memory: who moves one site waits for one search."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from threading import Lock

import numpy as np
from immutables import Map

from dispatch.conditions.model import Conditions
from dispatch.conditions.streets import Streets
from dispatch.planning.cells import Cells
from dispatch.planning.model import Question, Site
from maps.matrices import F4, column
from maps.snapping import Snapped
from maps.speeds import Mode

FARTHEST_S = 3600.0
"""Beyond an hour nobody is waited for."""
KEPT_BYTES = 64 * 1024 * 1024
Key = tuple[object, ...]


@dataclass(frozen=True, eq=False)
class Measured:
    """`seconds` f4[m, n] of travel from each site to each cell, inf beyond an hour. `off_road`: the sites that have no
    street nearby: nobody gets anywhere from there."""

    seconds: F4
    off_road: tuple[str, ...]


class Gauge:
    """Rows are kept by travel mode, conditions, cells and place, the last used ones longest."""

    def __init__(self, streets: Streets) -> None:
        self._streets = streets
        self._kept: OrderedDict[Key, F4] = OrderedDict()
        self._lock = Lock()
        self._spots = lru_cache(maxsize=8)(self._spots_anew)

    def measure(self, sites: Sequence[Site], question: Question, now: Conditions, cells: Cells) -> Measured:
        """Cost on Milan for one site that is new: 5 to 20 ms."""
        conditions = under(question, now)
        weights = self._streets.weights(question.mode, conditions, night=question.night)
        about = (question.mode, conditions, question.night, cells)
        with self._lock:
            rows = {_key(about, one): self._kept.get(_key(about, one)) for one in sites}
        fresh = {_key(about, one): one for one in sites if rows[_key(about, one)] is None}
        lonlat = np.array([(one.lon, one.lat) for one in fresh.values()], np.float64).reshape(-1, 2)
        feet = self._streets.snap(lonlat, question.mode, conditions)
        spots = self._spots(question.mode, conditions, cells)
        for number, key in enumerate(fresh):
            rows[key] = column(weights, feet[number], spots, FARTHEST_S)
        self._keep(rows)
        found = [row for row in (rows[_key(about, one)] for one in sites) if row is not None]
        seconds = np.stack(found) if found else np.empty((0, len(cells)), np.float32)
        off_road = tuple(one.id for one, row in zip(sites, seconds, strict=True) if np.isinf(row).all())
        return Measured(seconds, off_road)

    def _keep(self, rows: dict[Key, F4 | None]) -> None:
        with self._lock:
            for key, row in rows.items():
                assert row is not None
                self._kept[key] = row
                self._kept.move_to_end(key)
            size = sum(row.nbytes for row in self._kept.values())
            while size > KEPT_BYTES:
                size -= self._kept.popitem(last=False)[1].nbytes

    def _spots_anew(self, mode: Mode, conditions: Conditions, cells: Cells) -> Snapped:
        return self._streets.snap(cells.demand.lonlat, mode, conditions)


def under(question: Question, now: Conditions) -> Conditions:
    """A plan is for years: alleys hold, closures only where that is asked, and the weather is the question's."""
    closures = now.closures if question.closures else Map()
    return replace(now, closures=closures, weather=question.weather)


def _key(about: Key, site: Site) -> Key:
    return (*about, round(site.lon, 6), round(site.lat, 6))
