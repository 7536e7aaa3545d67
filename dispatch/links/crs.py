"""Coordinate reference systems in use in China, to and from WGS-84.

Amap and Tencent speak GCJ-02, Baidu BD-09 (GCJ-02 shifted once more), GPS and OpenStreetMap WGS-84, Tianditu CGCS2000
(within a decimetre of WGS-84: taken as equal). A place whose system is not said cannot be used: read as another, it is
300–700 m off. The shifts hold on the mainland only; in Hong Kong, Macao, Taiwan and abroad every system is WGS-84.
"""

from collections.abc import Callable
from enum import StrEnum
from math import atan2, cos, hypot, pi, radians, sin, sqrt

from dispatch.errors import Refused
from dispatch.links.mainland import on_mainland

LonLat = tuple[float, float]

# Krasovsky 1940, the ellipsoid that GCJ-02 computes its metres on.
SEMI_MAJOR_M = 6_378_245.0
ECCENTRICITY_SQUARED = 0.006_693_421_622_965_943

# A millionth of a degree is 11 cm: the fixed point stops at a hundredth of a millimetre.
CLOSE_ENOUGH_DEG = 1e-10
BAIDU_WAVE = pi * 3000 / 180


class Crs(StrEnum):
    WGS84 = "WGS84"
    GCJ02 = "GCJ02"
    BD09 = "BD09"
    CGCS2000 = "CGCS2000"


def to_wgs84(crs: str, lon: float, lat: float) -> LonLat:
    """WGS-84 (lon, lat) of a place given in `crs`, to a millimetre. Refuses with `unknown_crs`."""
    return _INVERSE[_named(crs)](lon, lat)


def from_wgs84(crs: str, lon: float, lat: float) -> LonLat:
    """(lon, lat) in `crs` of a place in WGS-84. Refuses with `unknown_crs`."""
    return _FORWARD[_named(crs)](lon, lat)


def _named(crs: str) -> Crs:
    try:
        return Crs(crs)
    except ValueError:
        raise Refused("unknown_crs", crs=crs) from None


def _same(lon: float, lat: float) -> LonLat:
    return lon, lat


def _to_gcj02(lon: float, lat: float) -> LonLat:
    """WGS-84 → GCJ-02: a sum of sines about 105° E, 35° N, in metres, laid on the ellipsoid.

    The constants are the ones found by comparing published maps; every open implementation has the same.
    """
    x, y = lon - 105, lat - 35
    ripple = 20 * (sin(6 * pi * x) + sin(2 * pi * x))
    east_m = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + ripple / 1.5
    east_m += (20 * sin(pi * x) + 40 * sin(pi * x / 3) + 150 * sin(pi * x / 12) + 300 * sin(pi * x / 30)) / 1.5
    north_m = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + ripple / 1.5
    north_m += (20 * sin(pi * y) + 40 * sin(pi * y / 3) + 160 * sin(pi * y / 12) + 320 * sin(pi * y / 30)) / 1.5
    phi = radians(lat)
    w_squared = 1 - ECCENTRICITY_SQUARED * sin(phi) ** 2
    meridian_m = SEMI_MAJOR_M * (1 - ECCENTRICITY_SQUARED) / (w_squared * sqrt(w_squared)) * pi / 180
    parallel_m = SEMI_MAJOR_M / sqrt(w_squared) * cos(phi) * pi / 180
    return lon + east_m / parallel_m, lat + north_m / meridian_m


def _to_bd09(lon: float, lat: float) -> LonLat:
    """WGS-84 → BD-09: Baidu turns and stretches GCJ-02 a little about (0, 0), then shifts it."""
    x, y = _to_gcj02(lon, lat)
    radius = hypot(x, y) + 2e-5 * sin(y * BAIDU_WAVE)
    angle = atan2(y, x) + 3e-6 * cos(x * BAIDU_WAVE)
    return radius * cos(angle) + 0.0065, radius * sin(angle) + 0.006


def _on_mainland_only(shift: Callable[[float, float], LonLat]) -> Callable[[float, float], LonLat]:
    def forward(lon: float, lat: float) -> LonLat:
        return shift(lon, lat) if on_mainland(lon, lat) else (lon, lat)

    return forward


def _inverse(shift: Callable[[float, float], LonLat]) -> Callable[[float, float], LonLat]:
    """The place that `shift` moves here, by fixed point: the shift changes by less than 1 % of a step, so three or four
    rounds do."""

    def back(lon: float, lat: float) -> LonLat:
        if not on_mainland(lon, lat):
            return lon, lat
        x, y = lon, lat
        while True:
            shifted_x, shifted_y = shift(x, y)
            miss_x, miss_y = lon - shifted_x, lat - shifted_y
            x, y = x + miss_x, y + miss_y
            if abs(miss_x) < CLOSE_ENOUGH_DEG and abs(miss_y) < CLOSE_ENOUGH_DEG:
                return x, y

    return back


_FORWARD: dict[Crs, Callable[[float, float], LonLat]] = {
    Crs.WGS84: _same,
    Crs.CGCS2000: _same,
    Crs.GCJ02: _on_mainland_only(_to_gcj02),
    Crs.BD09: _on_mainland_only(_to_bd09),
}
_INVERSE: dict[Crs, Callable[[float, float], LonLat]] = {
    Crs.WGS84: _same,
    Crs.CGCS2000: _same,
    Crs.GCJ02: _inverse(_to_gcj02),
    Crs.BD09: _inverse(_to_bd09),
}
