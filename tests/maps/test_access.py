"""Tags against the OSM wiki's access tables and the Chinese rules for bicycles, one row a rule."""

import math

import pytest

from maps.access import blocks, limit_kmh, road
from maps.speeds import CLASSES, Mode

# What a road lets through, as a sketch: w, e, c for walk, e-bike, car; ">" along the drawing, "<" against, "=" both.
ROADS = [
    ("highway=residential", "w= e= c="),
    ("highway=motorway", "c>"),
    ("highway=motorway oneway=no", "c="),
    ("highway=motorway_link", "c="),
    ("highway=trunk", "w= e= c="),
    ("highway=trunk bicycle=no foot=no oneway=yes", "c>"),
    ("highway=primary motorroad=yes", "c="),
    ("highway=primary motorroad=yes foot=yes", "w= c="),
    ("highway=cycleway", "w= e="),
    ("highway=cycleway foot=no", "e="),
    ("highway=cycleway oneway=yes", "w= e>"),
    ("highway=footway", "w="),
    ("highway=footway bicycle=yes", "w= e="),
    ("highway=footway bicycle=dismount", "w="),
    ("highway=footway access=yes", "w="),
    ("highway=footway oneway=yes", "w="),
    ("highway=pedestrian motor_vehicle=destination", "w= c="),
    ("highway=path bicycle=no", "w="),
    ("highway=steps bicycle=yes", "w="),
    ("highway=steps conveying=forward", "w>"),
    ("highway=steps conveying=backward", "w<"),
    ("highway=steps conveying=yes", "w="),
    ("highway=bridleway", "w="),
    ("highway=busway", ""),
    ("highway=busway bicycle=yes", "e="),
    ("highway=track motor_vehicle=agricultural", "w= e="),
    ("highway=track vehicle=forestry", "w="),
    # access, the most particular key first
    ("highway=service access=private", "w="),
    ("highway=service access=private motorcar=yes", "w= c="),
    ("highway=service foot=private", "w= e= c="),
    ("highway=footway foot=private access=no", "w="),
    ("highway=service access=no", ""),
    ("highway=service access=no foot=yes", "w="),
    ("highway=service vehicle=no", "w="),
    ("highway=service vehicle=no bicycle=yes", "w= e="),
    ("highway=residential motor_vehicle=no", "w= e="),
    ("highway=residential motor_vehicle=no motorcar=designated", "w= e= c="),
    ("highway=service access=customers", "w= e= c="),
    ("highway=residential motor_vehicle=destination", "w= e= c="),
    ("highway=residential access=unknown", "w= e= c="),
    ("highway=residential motor_vehicle:backward=no", "w= e= c>"),
    # one-way
    ("highway=residential oneway=yes", "w= e> c>"),
    ("highway=residential oneway=-1", "w= e< c<"),
    ("highway=residential oneway=reversible", "w="),
    ("highway=residential oneway=yes oneway:bicycle=no", "w= e= c>"),
    ("highway=residential oneway=yes cycleway=opposite", "w= e= c>"),
    ("highway=residential oneway=yes cycleway:left=opposite_lane", "w= e= c>"),
    ("highway=residential oneway=yes cycleway:left:oneway=-1", "w= e= c>"),
    ("highway=residential oneway=yes cycleway=lane", "w= e> c>"),
    ("highway=residential oneway:foot=yes", "w> e= c="),
    ("highway=tertiary junction=roundabout", "w= e> c>"),
    ("highway=tertiary junction=roundabout oneway=-1", "w= e< c<"),
    ("highway=tertiary junction=circular", "w= e> c>"),
    ("highway=primary oneway=yes oneway:motor_vehicle=no", "w= e> c="),
]
LETTERS = {Mode.WALK: "w", Mode.EBIKE: "e", Mode.CAR: "c"}


def tags(text: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in text.split())


def sketch(access: int) -> str:
    signs = {0: "", 1: ">", 2: "<", 3: "="}
    found = {mode: bool(access & mode.forward_bit) + 2 * bool(access & mode.back_bit) for mode in Mode}
    return " ".join(LETTERS[mode] + signs[ways] for mode, ways in found.items() if ways)


@pytest.mark.parametrize(("text", "expected"), ROADS)
def test_who_may_go_where(text: str, expected: str) -> None:
    found = road(tags(text))
    assert found is not None
    assert sketch(found.access) == expected


@pytest.mark.parametrize(
    "text", ["highway=construction", "highway=proposed", "highway=raceway", "highway=bus_stop", "route=ferry", "name=x"]
)
def test_what_is_no_road(text: str) -> None:
    assert road(tags(text)) is None


@pytest.mark.parametrize("highway", [road.highway for road in CLASSES if road.highway not in ("busway",)])
def test_every_class_is_open_to_someone(highway: str) -> None:
    found = road({"highway": highway, "name": "人民路"})
    assert found is not None
    assert found.access != 0
    assert CLASSES[found.road_class].highway == highway
    assert found.name == "人民路"


@pytest.mark.parametrize(
    ("text", "stopped"),
    [
        ("barrier=gate", ""),
        ("barrier=lift_gate", ""),
        ("barrier=kerb", ""),
        ("barrier=gate access=private", "ec"),
        ("barrier=gate access=no", "wec"),
        ("barrier=gate access=no foot=yes", "ec"),
        ("barrier=gate motor_vehicle=private", "c"),
        ("barrier=bollard", "c"),
        ("barrier=bollard motor_vehicle=yes", ""),
        ("barrier=cycle_barrier", "c"),
        ("barrier=cycle_barrier bicycle=no", "ec"),
        ("barrier=turnstile", "ec"),
        ("barrier=stile", "ec"),
        ("barrier=fence", "wec"),
        ("barrier=wall", "wec"),
        ("barrier=wall foot=yes", "ec"),
        ("barrier=no", ""),
        ("highway=crossing bicycle=no", ""),
    ],
)
def test_whom_a_barrier_stops(text: str, stopped: str) -> None:
    found = blocks(tags(text))
    assert "".join(LETTERS[mode] for mode in Mode if found & mode.main_bit) == stopped


@pytest.mark.parametrize(
    ("text", "kmh"),
    [
        ("50", 50),
        ("30 mph", 48.28032),
        ("30mph", 48.28032),
        ("60 km/h", 60),
        ("7.5", 7.5),
        ("walk", 10),
        ("CN:urban", 50),
        ("CN:motorway", 120),
        ("CN:rural", 70),
        ("DE:zone:30", 30),
        ("IT:urban", 50),
        ("IT:rural", 90),
        ("living_street", 20),
        ("none", math.nan),
        ("signals", math.nan),
        ("0", math.nan),
        ("30; 70", math.nan),
        ("", math.nan),
    ],
)
def test_limits(text: str, kmh: float) -> None:
    assert limit_kmh(text) == pytest.approx(kmh, nan_ok=True)
