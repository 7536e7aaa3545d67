"""Which AEDs may be fetched, and when: those that are ready and whose hours are known."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import numpy as np
from immutables import Map
from numpy.typing import NDArray

from dispatch.aeds.model import Aed, AedState
from dispatch.aeds.opening import Spans, opening


class Closed(StrEnum):
    """Why one that is ready is not counted on."""

    HOURS_UNKNOWN = "hours_unknown"
    SHUT = "shut"


@dataclass(frozen=True, eq=False)
class Shelf:
    """AEDs that are open at the same times: `open_s`, in seconds from now."""

    aeds: tuple[Aed, ...]
    open_s: Spans

    def open_at(self, seconds: NDArray[np.float64]) -> NDArray[np.bool_]:
        """[n] at each of these moments; a moment that is not known (NaN) is none."""
        found = np.zeros(len(seconds), np.bool_)
        for begin, end in self.open_s:
            found |= (begin <= seconds) & (seconds < end)
        return found


def against(aed: Aed, local: datetime) -> AedState | Closed | None:
    """Why it cannot be taken now; None: it can."""
    standing, hours = aed.standing(local.date()), opening(aed.hours)
    if standing is not AedState.READY:
        return standing
    if hours is None:
        return Closed.HOURS_UNKNOWN
    return None if hours.open_at(local) else Closed.SHUT


def shelves(aeds: Map[str, Aed], local: datetime, *, within_s: float, taken: Collection[str] = ()) -> tuple[Shelf, ...]:
    """Those that can be taken at some moment within so many seconds, in groups that are open alike, mostly one.
    `local`: the centre's own time. `taken`: ids of those that somebody is fetching. Cost: 1 µs an AED."""
    known: dict[str | None, Spans] = {}
    today = local.date()
    alike: defaultdict[Spans, list[Aed]] = defaultdict(list)
    for ident in sorted(aeds):
        aed = aeds[ident]
        if ident in taken or aed.standing(today) is not AedState.READY:
            continue
        if aed.hours not in known:
            hours = opening(aed.hours)
            known[aed.hours] = hours.spans_s(local, within_s=within_s) if hours is not None else ()
        if known[aed.hours]:
            alike[known[aed.hours]].append(aed)
    return tuple(Shelf(tuple(group), spans) for spans, group in alike.items())
