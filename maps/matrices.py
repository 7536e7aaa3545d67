"""Times from every site to every cell, as one table: what all planning asks, and what one moved station changes."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from maps.snapping import Snapped
from maps.travel import TOGETHER, Links, Search, Weights, gather, link

F4 = NDArray[np.float32]


def times_matrix(weights: Weights, sites: Snapped, cells: Snapped, limit_s: float) -> F4:
    """Seconds f4[cells, sites] from each site to each cell, inf where there is no way within the limit.

    Searches begin at whichever side is fewer. Cost for 5,000 cells × 500 sites × 15 min on Milan by car: under 4 s.
    """
    if len(cells) < len(sites):
        return _table(weights, cells, sites, limit_s, towards=True)
    found: F4 = _table(weights, sites, cells, limit_s, towards=False).T
    return found


def column(weights: Weights, site: Snapped, cells: Snapped, limit_s: float) -> F4:
    """One site's times f4[cells]: what a station that is moved changes. Cost on Milan: under 50 ms."""
    found: F4 = _table(weights, site, cells, limit_s, towards=False)[0]
    return found


def _table(weights: Weights, begin: Snapped, end: Snapped, limit_s: float, *, towards: bool) -> F4:
    """f4[begin, end]"""
    found = np.full((len(begin), len(end)), np.inf, np.float32)
    there = np.flatnonzero(end.found)
    links = link(weights, end[there], towards=towards)
    for row, search in _searches(weights, begin, limit_s, towards=towards):
        found[row, there] = _seconds(search, links)
    return found


def _seconds(search: Search, links: Links) -> F4:
    found: F4 = np.nan_to_num(gather(search, links), nan=np.inf).astype(np.float32)
    return found


def _searches(weights: Weights, begin: Snapped, limit_s: float, *, towards: bool) -> Iterator[tuple[int, Search]]:
    """One search for each place that has a street."""
    arcs, nowhere = (weights.arriving if towards else weights.leaving), np.empty(0, np.int32)
    places = np.flatnonzero(begin.found)
    for first in range(0, len(places), TOGETHER):
        some = [int(place) for place in places[first : first + TOGETHER]]
        starts = [link(weights, begin[place], towards=not towards) for place in some]
        usable = [np.isfinite(start.seconds) for start in starts]
        begun = [(start.junction[fit], start.seconds[fit]) for start, fit in zip(starts, usable, strict=True)]
        for place, seconds in zip(some, arcs.search_each(begun, limit_s), strict=True):
            yield place, Search(weights, begin[place], towards, limit_s, seconds, nowhere)
