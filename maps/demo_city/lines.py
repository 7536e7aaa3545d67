"""Geometry of lines and rings as arrays: f8[n, 2] metres; a ring is counter-clockwise and does not repeat its first.

A place on a ring is a number: the side it lies on, and how far along that side, as the fraction.
"""

import math

import numpy as np
import shapely
from scipy.interpolate import CubicSpline

from maps.demo_city.drawing import F8

STEP_M = 45.0  # between the points of a street


def curve(points: F8) -> F8:
    """A smooth line through points, with a point about every 45 m."""
    knot = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))))
    line: F8 = CubicSpline(knot, points, bc_type="natural")(np.linspace(0, knot[-1], round(knot[-1] / STEP_M) + 1))
    return line


def normals(line: F8) -> F8:
    """f8[n, 2] unit vectors to the left of a line at its points; a closed line repeats its first point."""
    along: F8 = np.gradient(line, axis=0)
    if (line[0] == line[-1]).all():
        along[0] = along[-1] = line[1] - line[-2]
    left: F8 = np.column_stack((-along[:, 1], along[:, 0])) / np.hypot(*along.T)[:, None]
    return left


def shifted(line: F8, left_m: F8 | float) -> F8:
    moved: F8 = line + normals(line) * np.broadcast_to(left_m, len(line))[:, None]
    return moved


def ribbon(line: F8, width_m: F8 | float) -> shapely.Polygon:
    """The strip of a width along a line."""
    half = np.asarray(width_m) / 2
    return shapely.Polygon(np.vstack((shifted(line, half), shifted(line, -half)[::-1])))


def signed_area(ring: F8) -> float:
    return float(cross(ring, _next(ring)).sum() / 2)


def compactness(ring: F8) -> float:
    """4π area / perimeter²: 1 for a circle, .785 for a square."""
    return float(4 * np.pi * signed_area(ring) / np.hypot(*(_next(ring) - ring).T).sum() ** 2)


def crossings(ring: F8, path: F8) -> tuple[F8, F8]:
    """Where a path meets a ring, in the path's order: places along the path and on the ring."""
    a, r = path[:-1, None], np.diff(path, axis=0)[:, None]
    b, s = ring[None], (_next(ring) - ring)[None]
    denominator = cross(r, s)
    denominator[denominator == 0] = np.inf
    t, u = cross(b - a, s) / denominator, cross(b - a, r) / denominator
    step, side = np.nonzero((t >= 0) & (t < 1) & (u >= 0) & (u < 1))
    order = np.argsort(step + t[step, side], kind="stable")
    return (step + t[step, side])[order], (side + u[step, side])[order]


def nearest(ring: F8, xy: F8) -> float:
    """The place on a ring nearest to a point, never quite a corner."""
    step = _next(ring) - ring
    share = np.clip(((xy - ring) * step).sum(axis=1) / (step**2).sum(axis=1), 0.02, 0.98)
    best = int(np.hypot(*(ring + step * share[:, None] - xy).T).argmin())
    return best + float(share[best])


def point_at(ring: F8, place: float) -> F8:
    side = int(place)
    point: F8 = ring[side] + (ring[(side + 1) % len(ring)] - ring[side]) * (place - side)
    return point


def turn(one: F8, other: F8) -> float:
    """Radians between two directions."""
    cosine = float(one @ other) / float(np.hypot(*one) * np.hypot(*other))
    return math.acos(max(-1.0, min(1.0, cosine)))


def straight(ring: F8, corner: int) -> bool:
    """Whether a ring goes straight on at a corner, within 20 degrees."""
    return turn(ring[corner] - ring[corner - 1], ring[(corner + 1) % len(ring)] - ring[corner]) < 0.35


def angle(ring: F8, place: float, inward: F8) -> float:
    """Radians between a line that leaves a ring at a place and the nearer of the two sides there."""
    side, here = int(place), point_at(ring, place)
    before = ring[side - 1 if place == side else side] - here
    return min(turn(inward, before), turn(inward, ring[(side + 1) % len(ring)] - here))


def halves(ring: F8, line: F8, ends: tuple[float, float]) -> tuple[F8, F8]:
    """The two rings that a line between two places makes of one."""
    sides = np.arange(len(ring))

    def stretch(start: float, end: float) -> F8:
        if start < end:
            return ring[(sides > start) & (sides < end)]
        return np.vstack((ring[sides > start], ring[sides < end]))

    return np.vstack((stretch(*ends), line[::-1])), np.vstack((stretch(*ends[::-1]), line))


def cross(a: F8, b: F8) -> F8:
    product: F8 = a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]
    return product


def _next(ring: F8) -> F8:
    return np.concatenate((ring[1:], ring[:1]))
