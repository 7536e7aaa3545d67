"""The master plan: river, railway, rings and avenues, drawn by hand and shaken by the seed."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from maps.demo_city.drawing import F8, HALF_M, XY
from maps.demo_city.grain import Grain
from maps.demo_city.lines import STEP_M, curve, ribbon, shifted

RING = "二环路"  # its two carriageways run under an expressway
SHAKE_M = 35.0
STREAM_M = 24.0
ABUTMENT_M = 22.0  # a bridge reaches this far past the waterline, over the promenade
EMBANKMENT_M = 80.0  # from the waterline to the middle of the embankment road
RAILSIDE_M = 55.0  # from the tracks' fence to the middle of the road beside them
STATION_X = -250.0

RIVER: Sequence[XY] = (
    (-5600, 1250), (-4300, 650), (-2900, -250), (-1500, -1000), (0, -1180), (1400, -620), (2600, 180),
    (3700, 330), (4700, -150), (5700, -350),
)  # fmt: skip
STREAM: Sequence[XY] = (
    (900, 5400), (700, 4400), (1120, 3500), (950, 2700), (1350, 1850), (2020, 1000), (2150, 350), (2120, -150),
)  # fmt: skip
RAILWAY: Sequence[XY] = (
    (-5500, 3650), (-3000, 3250), (-1000, 3010), (400, 3010), (2200, 3500), (4200, 4050), (5600, 4250),
)  # fmt: skip
AVENUES: Sequence[tuple[str, str, Sequence[XY]]] = (
    ("primary", "人民路", ((STATION_X, 2990), (-330, 1900), (-430, 900), (-450, 200), (-400, -700), (-250, -1500),
                        (50, -2400), (250, -3600), (330, -5200))),
    ("primary", "中山路", ((-5200, 2000), (-3700, 1350), (-2500, 900), (-1400, 330), (-450, 200), (600, 330),
                        (1800, 800), (3200, 1050), (5200, 1150))),
    ("primary", "解放路", ((950, 150), (1250, 1300), (2000, 2500), (2700, 3900), (3100, 5200))),
    ("primary", "书院路", ((-1100, 800), (-2000, 1800), (-2900, 2900), (-3400, 4000), (-3700, 5200))),
    ("primary", "望江大道", ((1270, 800), (1180, 300), (1080, -900), (1300, -2000), (1750, -3100), (2000, -5200))),
    ("primary", "南塘大道", ((-200, -1500), (-1100, -2100), (-2100, -3000), (-3400, -3700), (-5200, -4300))),
    ("primary", "镜湖大道", ((0, -2000), (1300, -2000), (2600, -2350), (3800, -2500), (5200, -2800))),
    ("secondary", "江湾路", ((2680, 1000), (2640, -700), (2750, -2000), (2350, -3400), (2300, -4300))),
    ("secondary", "栖云路", ((-1700, -2400), (-2500, -1900), (-2950, -1000), (-3600, -450))),
    ("secondary", "长风大道", ((1000, 2350), (2600, 2300), (3700, 2600), (5200, 2700))),
    ("secondary", "北站路", ((-2800, 2350), (-1500, 2200), (-300, 2150), (1000, 2050), (2300, 1650))),
    ("secondary", "南环路", ((-3200, -3300), (-1600, -3400), (200, -3300), (1900, -3250), (3500, -3500))),
    ("secondary", "北郊大道", ((-4600, 3900), (-2500, 4000), (-500, 4250), (1800, 4350), (3600, 4700))),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Line:
    """One line of the plan; `kind` as in `maps.demo_city.land.Street`. Ends that meet nothing are cut off later."""

    kind: str
    name: str
    xy: F8  # [n, 2], a point about every 45 m


@dataclass(frozen=True, eq=False)
class Plan:
    lines: tuple[Line, ...]
    river: F8  # [n, 2] middle line, flowing east
    river_width: F8  # [n] metres
    stream: F8  # [n, 2], flowing into the river
    railway: F8
    rail_width: F8  # between the fences; wider at the station
    ring: F8  # the ring road that carries the expressway, counter-clockwise; [n, 2], closed
    grain: Grain

    @cached_property
    def river_water(self) -> shapely.Polygon:
        return ribbon(self.river, self.river_width)

    @cached_property
    def stream_water(self) -> shapely.Polygon:
        return ribbon(self.stream, STREAM_M)

    @cached_property
    def under_bridges(self) -> BaseGeometry:
        """River and stream with their promenades: what is built over them is a bridge."""
        return ribbon(self.river, self.river_width + 2 * ABUTMENT_M).union(ribbon(self.stream, 1.8 * STREAM_M))

    @cached_property
    def tracks(self) -> shapely.Polygon:
        return ribbon(self.railway, self.rail_width)


def draw_up(rng: np.random.Generator) -> Plan:
    """The plan of one seed."""
    river, stream, railway = _shaken(RIVER, rng, 60), _shaken(STREAM, rng), _shaken(RAILWAY, rng)
    width = 225 + 35 * np.sin(np.linspace(0, 9, len(river)) + rng.uniform(0, 6))
    fenced = 40 + 85 * np.exp(-(((railway[:, 0] - STATION_X) / 420) ** 2))
    ring = _loop((60, 40), (2950, 2480), rng)
    lines = [
        *(Line("shore", "", shifted(river, side * (width / 2 + ABUTMENT_M))) for side in (1, -1)),
        *(Line("shore", "", shifted(stream, side * 0.9 * STREAM_M)) for side in (1, -1)),
        *(Line("rail", "", shifted(railway, side * fenced / 2)) for side in (1, -1)),
        Line("edge", "", np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]) * HALF_M),
        Line("secondary", "滨江北路", shifted(river, width / 2 + EMBANKMENT_M)),
        Line("secondary", "滨江南路", shifted(river, -width / 2 - EMBANKMENT_M)),
        Line("tertiary", "桐溪东路", shifted(stream, 3.2 * STREAM_M)),
        Line("tertiary", "桐溪西路", shifted(stream, -3.2 * STREAM_M)),
        Line("tertiary", "铁路南街", shifted(railway, -fenced / 2 - RAILSIDE_M)),
        Line("primary", RING, ring),
        Line("primary", "三环路", _loop((150, 0), (4480, 4180), rng)),
        Line("primary", "环城路", _loop((-450, 260), (1130, 960), rng)),
        *(Line(kind, name, _shaken(points, rng)) for kind, name, points in AVENUES),
    ]
    grain = Grain.of([line.xy for line in lines if line.kind not in ("edge", "rail")], rng)
    return Plan(tuple(lines), river, width, stream, railway, fenced, ring, grain)


def _shaken(points: Sequence[XY], rng: np.random.Generator, by_m: float = SHAKE_M) -> F8:
    return curve(np.array(points) + rng.normal(0, by_m, (len(points), 2)))


def _loop(middle: XY, radii: XY, rng: np.random.Generator) -> F8:
    """A closed ring road: a rounded rectangle, dented a little; the last point is the first."""
    angle = np.linspace(0, 2 * np.pi, round((radii[0] + radii[1]) * np.pi / STEP_M))
    dents = np.sum([rng.uniform(0.01, 0.035) * np.sin(k * angle + rng.uniform(0, 6)) for k in (2, 3, 4)], axis=0)
    rounded = (np.abs(np.cos(angle)) ** 2.7 + np.abs(np.sin(angle)) ** 2.7) ** (-1 / 2.7)
    ring: F8 = np.column_stack((np.cos(angle), np.sin(angle))) * ((1 + dents) * rounded)[:, None] * radii + middle
    ring[-1] = ring[0]
    return ring
