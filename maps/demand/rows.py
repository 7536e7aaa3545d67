"""Rows that people bring, checked one by one: what cannot be used is named and counted, and nothing else is lost."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from maps.demand.cells import gathered
from maps.demand.living import within
from maps.demand.model import F8, Demand, Remark, Source
from maps.errors import BadInput
from maps.roads import RoadNetwork

Convert = Callable[[F8], F8]
"""f8[n, 2] of a file → WGS-84 lon, lat."""
I8 = NDArray[np.int64]
Bools = NDArray[np.bool_]

MOST_POINTS = 20_000
MOST_PEOPLE = 1e9
"""At one place: more is a slip of the pen, and would drown all others."""


@dataclass(frozen=True, eq=False)
class Rows:
    """n rows as they were read: NaN where a coordinate or a weight is missing or no number. WGS-84."""

    source: Source
    names: tuple[str, ...]
    lonlat: F8  # [n, 2]
    weight: F8  # [n]
    identified: bool = False
    """Whether the names are ids, of which each may occur once."""


def placed(network: RoadNetwork, rows: Rows, *, total: float | None = None, cell_m: float | None = None) -> Demand:
    """The places as they are; cells where there are more than `MOST_POINTS`, or where a size is given.

    `total` scales what is left. Raises BadInput where nothing is left.
    """
    reasons = _reasons(network, rows)
    kept = np.flatnonzero(reasons == "")
    remarks = [
        Remark.on(code, [rows.names[row] for row in np.flatnonzero(reasons == code)])
        for code in np.unique(reasons[reasons != ""]).tolist()
    ]
    if zero := [rows.names[row] for row in kept if rows.weight[row] == 0]:
        remarks.append(Remark.on("demand_weight_zero", zero))
    if not len(kept) or not rows.weight[kept].sum() > 0:
        raise BadInput("demand_nothing_left", rows=len(rows.names), reasons=", ".join(one.code for one in remarks))
    demand = _demand(network, rows, kept, cell_m)
    if total is not None:
        demand = replace(demand, weight=demand.weight * scale(total, float(demand.weight.sum())))
    return replace(demand, remarks=tuple(remarks))


def scale(total: float, now: float) -> float:
    if not (math.isfinite(total) and total > 0):
        raise BadInput("demand_total", value=total)
    return total / now


def _demand(network: RoadNetwork, rows: Rows, kept: I8, cell_m: float | None) -> Demand:
    """Calls from one and the same place are one row."""
    if cell_m is None and rows.source is Source.CALLS:
        _, first, of = np.unique(rows.lonlat[kept], axis=0, return_index=True, return_inverse=True)
        weight: F8 = np.bincount(of.ravel(), rows.weight[kept]).astype(np.float64)
        kept = kept[first]
    else:
        weight = rows.weight[kept]
    if cell_m is not None or len(kept) > MOST_POINTS:
        return gathered(network, rows.source, rows.lonlat[kept], weight, cell_m=cell_m)
    nothing = np.zeros(len(kept))
    return Demand(rows.source, rows.lonlat[kept], weight, nothing, nothing, tuple(rows.names[row] for row in kept))


def _reasons(network: RoadNetwork, rows: Rows) -> NDArray[np.str_]:
    """Why a row cannot be used, "" where it can; the first reason that holds."""
    found = np.full(len(rows.names), "", dtype="<U32")
    lost = ~np.isfinite(rows.lonlat).all(axis=1)
    outside = ~lost & ~within(network, np.nan_to_num(rows.lonlat, nan=999.0))
    for code, which in (
        ("demand_place_unreadable", lost),
        ("demand_outside", outside),
        ("demand_weight_missing", ~np.isfinite(rows.weight)),
        ("demand_weight_negative", np.nan_to_num(rows.weight) < 0),
        ("demand_weight_huge", np.nan_to_num(rows.weight) > MOST_PEOPLE),
        ("demand_duplicate", _again(rows)),
    ):
        found[which & (found == "")] = code
    return found


def _again(rows: Rows) -> Bools:
    """Rows whose id stood before, or, without ids, whose place and weight did. Two calls may well be alike."""
    found = np.zeros(len(rows.names), np.bool_)
    if rows.source is Source.CALLS:
        return found
    keys: Sequence[object] = rows.names if rows.identified else [
        (*place, weight) for place, weight in zip(rows.lonlat.round(7).tolist(), rows.weight.tolist(), strict=True)
    ]  # fmt: skip
    seen: set[object] = set()
    for row, key in enumerate(keys):
        found[row] = key in seen
        seen.add(key)
    return found
