"""Degrees as metres, where a whole projection would be too much: between places of one city, true to half a percent."""

from math import cos, hypot, radians

DEGREE_M = 111_320.0
"""A degree of latitude, or of longitude at the equator."""


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Between two places, each lon, lat."""
    across = (other[0] - one[0]) * cos(radians((one[1] + other[1]) / 2))
    return DEGREE_M * hypot(across, other[1] - one[1])
