"""What many people cover together: where the first, and where the first two, of those who hold a skill are in time.

Everyone travels from their own place in their own mode, and sets out after their own delay. A search from each place,
shared by all skills; at every junction the two soonest of each skill are kept, and a cell finds its own two at the
ends of its street: whoever is among the two soonest at a cell is among the two soonest at the end that they come by.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray

from maps.isochrones import F4, NEVER_S, Raster, outlines, slack_s
from maps.snapping import F8, I8, Bools, Snapped
from maps.travel import Links, Search, Weights, gather, link, searches_from

Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Crew:
    """People of one travel mode, in G groups of those whom nothing tells apart: where they stand, after how long they
    set out, and how many of them hold each of S skills."""

    weights: Weights
    feet: Snapped  # [G]
    delay_s: F8  # [G]
    people: I8  # [G, S]


@dataclass(frozen=True, eq=False)
class Two:
    """Seconds until the first and the second of each skill is there, inf where nobody comes in time."""

    first: F4  # [n, S]
    second: F4  # [n, S]

    @classmethod
    def nobody(cls, places: int, skills: int) -> "Two":
        return cls(np.full((places, skills), np.inf, np.float32), np.full((places, skills), np.inf, np.float32))

    def meet(self, which: Rows, other: "Two") -> None:
        """Others come to some of the places besides."""
        known = self.first[which]
        self.first[which] = np.minimum(known, other.first)
        later = np.maximum(known, other.first, out=known)
        self.second[which] = np.minimum(np.minimum(self.second[which], other.second), later)


def first_two(crews: Sequence[Crew], rasters: Sequence[Raster], *, skills: int, limit_s: float) -> F4:
    """Seconds f4[2, S, R, C] until the first and the second of each skill is at each cell, `NEVER_S` from a little
    beyond the limit on. `rasters`: the same cells as each crew travels.

    Cost for 120 groups in three modes and four skills on Milan: .3 s.
    """
    shape = rasters[0].snapped.edge.shape
    found = Two.nobody(shape[0] * shape[1], skills)
    for crew, cells in zip(crews, rasters, strict=True):
        found.meet(*_come(crew, cells, limit_s + slack_s(cells)))
    seconds = np.stack((found.first.T, found.second.T)).reshape(2, skills, *shape)
    return np.minimum(seconds, np.float32(NEVER_S), out=seconds)


def counts(crew: Crew, points: Snapped, *, limit_s: float) -> I8:
    """How many of each skill are at each point within the limit, i8[S, n]: what decides, where a polygon only shows."""
    links = link(crew.weights, points, towards=False)
    found = np.zeros((crew.people.shape[1], len(points)), np.int64)
    for search, delay_s, people in _groups(crew, limit_s):
        found += people[:, None] * (gather(search, links) + delay_s <= limit_s)  # NaN is not within
    return found


def outline(cells: Raster, field_s: F8, limit_s: float) -> shapely.MultiPolygon:
    """Where the field lies within the limit, WGS-84: a polygon for the eye. Cost on Milan: 10 ms."""
    [shape] = outlines(cells.lon, cells.lat, field_s, np.array([limit_s]), blur_s=slack_s(cells))
    return shape


def _groups(crew: Crew, limit_s: float) -> Iterator[tuple[Search, float, I8]]:
    """Each group's search, its delay, and how many hold each skill."""
    longest_s = max(0.0, limit_s - float(crew.delay_s.min(initial=np.inf)))
    searches = searches_from(crew.weights, crew.feet, limit_seconds=longest_s)
    for search, delay_s, people in zip(searches, crew.delay_s, crew.people, strict=True):
        yield search, float(delay_s), people


def _come(crew: Crew, cells: Raster, limit_s: float) -> tuple[Rows, Two]:
    """Which cells the crew comes to, in order, and its first two there."""
    network, edge = crew.weights.network, cells.snapped.edge.ravel()
    own = np.zeros(network.edge_count, np.bool_)
    own[crew.feet.edge] = True
    links = _links(crew.weights, cells)
    beside = np.flatnonzero(own[edge] & (edge >= 0))
    junctions, skills = network.node_count, crew.people.shape[1]
    two, whose = Two.nobody(junctions, skills), np.full((junctions, skills), -1, np.int16)
    stays_s = np.full((len(crew.feet), len(beside)), np.inf)
    near = links[beside]
    for group, (search, delay_s, people) in enumerate(_groups(crew, limit_s)):
        _reach(two, whose, group, search, delay_s, people, limit_s)
        stays_s[group] = np.nan_to_num(gather(search, near), nan=np.inf) + delay_s
    reached: Bools = np.asarray(np.isfinite(two.first).any(axis=1))
    touched = own | reached[network.edge_from] | reached[network.edge_to]
    which = np.flatnonzero(touched[edge] & (edge >= 0))
    here = _by_ends(two, whose, links[which])
    # On a street with somebody of the crew on it one need not come by an end of it.
    stays, rows = _soonest(stays_s, crew.people), np.searchsorted(which, beside)
    here.first[rows], here.second[rows] = stays.first, stays.second
    return which, here


@lru_cache(maxsize=6)
def _links(weights: Weights, cells: Raster) -> Links:
    """Of all cells, in a row: kept while the roads are as they are."""
    points = cells.snapped
    row = Snapped(points.mode, points.edge.ravel(), points.along.ravel(), points.off_m.ravel())
    return link(weights, row, towards=False)


def _reach(
    two: Two, whose: NDArray[np.int16], group: int, search: Search, delay_s: float, people: I8, limit_s: float
) -> None:
    """A group comes to the junctions; `whose`: the group that is first there."""
    at = np.flatnonzero(search.seconds <= limit_s - delay_s)
    seconds = (search.seconds[at] + delay_s).astype(np.float32)
    for skill in np.flatnonzero(people):
        known = two.first[at, skill]
        sooner = seconds < known
        later = seconds if people[skill] > 1 else np.maximum(known, seconds)
        two.second[at, skill] = np.minimum(two.second[at, skill], later)
        two.first[at, skill] = np.minimum(known, seconds)
        whose[at[sooner], skill] = group


def _by_ends(two: Two, whose: NDArray[np.int16], links: Links) -> Two:
    """By way of either end of the street. Where the same group is first at both ends it counts once."""
    (tail, head), (tail_s, head_s) = links.junction, links.seconds.astype(np.float32)[..., None]
    by_tail, by_head = two.first[tail] + tail_s, two.first[head] + head_s
    then_by_tail, then_by_head = two.second[tail] + tail_s, two.second[head] + head_s
    second = np.minimum(then_by_tail, then_by_head)
    other = np.where(by_tail <= by_head, then_by_tail, then_by_head)
    np.minimum(np.maximum(by_tail, by_head), other, out=second, where=whose[tail] != whose[head])
    return Two(np.minimum(by_tail, by_head), second)


def _soonest(seconds: F8, people: I8) -> Two:
    """The two soonest of each skill among groups that need f8[G, n] seconds."""
    never = np.full((2, seconds.shape[1]), np.inf)
    two = [
        np.sort(np.concatenate((np.repeat(seconds, np.minimum(holding, 2), axis=0), never)), axis=0)[:2]
        for holding in people.T
    ]
    first, second = np.stack(two, axis=-1)
    return Two(first.astype(np.float32), second.astype(np.float32))
