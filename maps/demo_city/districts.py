"""The districts: how each is cut up, what its blocks become; and the places that were planned one by one."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from maps.demo_city.drawing import XY

Weighted = Sequence[tuple[str, float]]


@dataclass(frozen=True)
class Fabric:
    """How a district is cut up."""

    block_ha: float
    regular: float  # how often a street goes on where another ends, 0…1
    wobble: float  # radians by which streets stray from the grain
    ranks: Weighted  # the kind of a street by the least area of the face that it parts, hectares
    uses: Weighted  # what blocks become, with weights


OLD = Fabric(
    1.1, 0.35, 0.16,
    (("tertiary", 22), ("residential", 2.6), ("living_street", 0)),
    (("lots", 0.83), ("compound", 0.06), ("shops", 0.05), ("school", 0.03), ("garden", 0.03)),
)  # fmt: skip
INNER = Fabric(
    2.6, 0.6, 0.05,
    (("secondary", 130), ("tertiary", 24), ("residential", 0)),
    (("compound", 0.72), ("shops", 0.07), ("offices", 0.08), ("school", 0.06), ("garden", 0.05), ("lots", 0.02)),
)  # fmt: skip
CENTRAL = Fabric(
    2.8, 0.92, 0.0,
    (("secondary", 90), ("tertiary", 12), ("residential", 0)),
    (("compound", 0.34), ("offices", 0.42), ("shops", 0.13), ("school", 0.04), ("garden", 0.07)),
)  # fmt: skip
NEW = Fabric(
    7.5, 0.85, 0.02,
    (("secondary", 130), ("tertiary", 24), ("residential", 0)),
    (("compound", 0.74), ("shops", 0.05), ("offices", 0.05), ("school", 0.08), ("garden", 0.06), ("fallow", 0.02)),
)  # fmt: skip
WORKS = Fabric(
    9.0, 0.9, 0.0,
    (("secondary", 120), ("tertiary", 40), ("unclassified", 0)),
    (("works", 0.78), ("compound", 0.1), ("fallow", 0.07), ("garden", 0.05)),
)  # fmt: skip
EDGE = Fabric(
    11.0, 0.5, 0.1,
    (("secondary", 130), ("tertiary", 24), ("residential", 0)),
    (("compound", 0.36), ("village", 0.22), ("works", 0.14), ("fallow", 0.1), ("school", 0.06), ("fields", 0.12)),
)  # fmt: skip
COUNTRY = Fabric(
    22.0, 0.3, 0.2,
    (("tertiary", 110), ("unclassified", 0)),
    (("fields", 0.66), ("village", 0.22), ("wood", 0.1), ("works", 0.02)),
)  # fmt: skip
CAMPUS = Fabric(7.0, 0.6, 0.1, (("service", 0),), (("faculty", 0.88), ("garden", 0.12)))


@dataclass(frozen=True)
class District:
    name: str
    at: XY
    reach_m: float
    grain: float  # degrees from east
    fabric: Fabric


DISTRICTS = (
    District("旧城", (-450, 250), 1050, 4, OLD),
    District("河坊", (-1600, 250), 800, -8, INNER),
    District("北关", (-400, 1800), 1000, 2, INNER),
    District("东关", (1300, 950), 1100, -14, INNER),
    District("站前", (-250, 2700), 700, 0, INNER),
    District("书院", (-3500, 2150), 900, 17, CAMPUS),
    District("城西", (-3000, 900), 900, 12, NEW),
    District("城北", (1300, 2500), 1000, -6, NEW),
    District("长风工业园", (3300, 3200), 1500, -20, WORKS),
    District("北郊", (-900, 4300), 1300, 5, EDGE),
    District("望江", (350, -2250), 1150, 7, CENTRAL),
    District("江湾", (1900, -1500), 900, 24, NEW),
    District("柳荫", (-1500, -2300), 1100, -13, NEW),
    District("南塘", (-600, -4000), 1300, 3, NEW),
    District("镜湖", (2700, -3000), 1300, 20, NEW),
    District("东湾", (3800, 1400), 1000, 8, NEW),
    District("栖云山", (-3900, -1900), 1100, 30, COUNTRY),
    District("西南郊", (-4100, -4300), 1200, -24, COUNTRY),
    District("西北郊", (-4200, 4200), 1100, 26, COUNTRY),
    District("东北郊", (4600, 4600), 700, -35, COUNTRY),
    District("东南郊", (4500, -3600), 1100, 33, COUNTRY),
)


def district_at(x: float, y: float) -> District:
    """The district whose middle is nearest, by its reach."""
    return min(DISTRICTS, key=lambda district: math.dist(district.at, (x, y)) / district.reach_m)


@dataclass(frozen=True)
class Site:
    """A place that keeps the face it lies in whole, once that is no larger than `most_ha`."""

    use: str
    name: str
    at: XY
    most_ha: float


SITES = (
    Site("hill", "栖云山公园", (-3750, -1900), 420),
    Site("lake", "镜湖公园", (2900, -2950), 75),
    Site("park", "人民公园", (-1050, 900), 16),
    Site("park", "中央公园", (450, -2700), 26),
    Site("park", "沙洲公园", (2300, 1500), 20),
    Site("park", "北湖公园", (1500, 3300), 30),
    Site("square", "霁江广场", (-380, 150), 3.2),
    Site("square", "市民中心广场", (330, -2050), 6),
    Site("hospital", "霁江市第一人民医院", (300, 1300), 6),
    Site("hospital", "霁江市中医医院", (-1500, -200), 4),
    Site("hospital", "望江新区医院", (1150, -2450), 7),
    Site("hospital", "镜湖医院", (2000, -3600), 8),
    Site("hospital", "长风医院", (2400, 2500), 8),
    Site("stadium", "霁江体育中心", (-900, -3200), 16),
    Site("shops", "春和百货", (-250, 350), 2.5),
    Site("shops", "望江天街", (150, -1850), 6),
    Site("shops", "东湾广场", (3300, 1100), 7),
    Site("shops", "柳荫里购物中心", (-1700, -2500), 7),
)
