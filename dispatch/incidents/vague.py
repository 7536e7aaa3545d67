"""A place that is known only "around here": what lies anywhere within a radius, taken as pieces of equal area."""

from math import cos, pi, radians, sin, sqrt

import numpy as np
from numpy.typing import NDArray

from dispatch.incidents.chance import Habits, in_time
from dispatch.incidents.model import Place
from maps.degrees import DEGREE_M

F8 = NDArray[np.float64]

VAGUE_M = 30.0
"""A smaller radius is walked in half a minute: such a place counts as exact."""
RINGS = (4, 4)
"""Pieces around the one in the middle, ring by ring, the second turned by half a step."""
PIECES = 1 + sum(RINGS)


def is_vague(place: Place) -> bool:
    return place.uncertainty_m is not None and place.uncertainty_m >= VAGUE_M


def pieces(place: Place) -> F8:
    """f8[PIECES, 2] WGS-84: the middle, then a point halfway through the area of each piece of the two rings."""
    radius = place.uncertainty_m or 0.0
    found, inside = [(0.0, 0.0)], 1
    for ring, count in enumerate(RINGS):
        away = radius * sqrt((inside + count / 2) / PIECES)
        turns = [2 * pi * (step + ring / 2) / count for step in range(count)]
        found += [(away * cos(turn), away * sin(turn)) for turn in turns]
        inside += count
    east, north = np.array(found).T
    across = DEGREE_M * cos(radians(place.lat))
    return np.column_stack([place.lon + east / across, place.lat + north / DEGREE_M])


def mean_within(spread_s: F8, limit_s: float) -> F8:
    """[n] mean over the pieces [PIECES, n], NaN beyond the limit counting as the limit; NaN where all of them are."""
    mean = np.where(np.isnan(spread_s), limit_s, spread_s).mean(axis=0)
    return np.where(np.isnan(spread_s).all(axis=0), np.nan, mean)


def averaged(spread_s: F8, left_s: F8, habits: Habits) -> F8:
    """[n] the chance to be there in time, the mean over the pieces [n, pieces]; an infinite way has none."""
    chances: F8 = in_time(spread_s, left_s[:, None], habits).mean(axis=1)
    return chances
