"""A town drawn by hand, twice: as an OpenStreetMap file and as a road network.

          D --3-- E          1 Main Street   A-B-C   residential, two-way
         /|     / |          2 North Lane    B→D     residential, one-way, bicycles both ways
        5 2   6   4          3 Upper Street  D-E     tertiary, 60 km/h
       /  | /     |          4 East Lane     E→C     residential, one-way against its drawing
      A --1-- B -1- C        5 steps         A-D     on foot only
     (8)  B has 7 B-C too    6 path          B-E     footway, bicycles allowed, with a bend
                             7 Back Lane     B-C     service, round the south: parallel to 1
                             8 Crescent      A-A     residential, a loop

It lies on the equator, where lengths have a closed form: a degree of longitude is a·π/180, and a degree of latitude
is, within 1e-9 of it, a(1 − e²)·π/180 (WGS-84).
"""

import math
from dataclasses import dataclass
from pathlib import Path

from maps.roads import RoadNetwork, assemble
from maps.speeds import CLASS_INDEX

EAST_M = 6378137.0 * math.pi / 180 / 1000  # a thousandth of a degree of longitude
NORTH_M = 6378137.0 * (1 - 0.0066943799901413165) * math.pi / 180 / 1000  # … of latitude

A, B, C, D, E = range(5)
PLACES = ((9.0, 0.0), (9.001, 0.0), (9.003, 0.0), (9.001, 0.002), (9.003, 0.002))

FOOT = 0b000011
FOOT_BIKE = 0b001111
ALL = 0b111111
ONE_WAY = 0b010111  # on foot both ways, wheels forward
ONE_WAY_BIKES_FREE = 0b011111
ONE_WAY_BACK = 0b101011


@dataclass(frozen=True)
class Street:
    """One edge: its way, its ends, its bends between them."""

    way: int
    tail: int
    head: int
    highway: str = "residential"
    access: int = ALL
    via: tuple[tuple[float, float], ...] = ()
    name: str = ""
    maxspeed_kmh: float = math.nan


STREETS = (
    Street(1, A, B, name="Main Street"),
    Street(1, B, C, name="Main Street"),
    Street(2, B, D, access=ONE_WAY_BIKES_FREE, name="North Lane"),
    Street(3, D, E, "tertiary", name="Upper Street", maxspeed_kmh=60),
    Street(4, C, E, access=ONE_WAY_BACK, name="East Lane"),
    Street(5, A, D, "steps", FOOT),
    Street(6, B, E, "footway", FOOT_BIKE, via=((9.0015, 0.0015),)),
    Street(7, B, C, "service", via=((9.001, -0.0005), (9.003, -0.0005)), name="Back Lane"),
    Street(8, A, A, via=((8.999, 0.0), (8.999, -0.001), (9.0, -0.001)), name="Crescent"),
)
METRES = (
    EAST_M,
    2 * EAST_M,
    2 * NORTH_M,
    2 * EAST_M,
    2 * NORTH_M,
    math.hypot(EAST_M, 2 * NORTH_M),
    math.hypot(0.5 * EAST_M, 1.5 * NORTH_M) + math.hypot(1.5 * EAST_M, 0.5 * NORTH_M),
    2 * EAST_M + NORTH_M,
    2 * EAST_M + 2 * NORTH_M,
)


def draw(places: tuple[tuple[float, float], ...], streets: tuple[Street, ...], crs: str | None = None) -> RoadNetwork:
    """A network from places (lon, lat) and the streets between them; OSM node ids count from 1."""
    lines = [(places[street.tail], *street.via, places[street.head]) for street in streets]
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    names = ("", *sorted({street.name for street in streets} - {""}))
    return assemble(
        node_osm=range(1, len(places) + 1),
        node_lonlat=places,
        edge_from=[street.tail for street in streets],
        edge_to=[street.head for street in streets],
        edge_class=[CLASS_INDEX[street.highway] for street in streets],
        edge_access=[street.access for street in streets],
        edge_maxspeed_kmh=[street.maxspeed_kmh for street in streets],
        edge_way=[street.way for street in streets],
        edge_name=[names.index(street.name) for street in streets],
        names=names,
        shape_start=starts,
        shape_lonlat=[point for line in lines for point in line],
        crs=crs,
    )


def town() -> RoadNetwork:
    """Five junctions, nine edges, EPSG:32632."""
    return draw(PLACES, STREETS)


OSM = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6" generator="by hand">
  <bounds minlat="-0.01" minlon="8.99" maxlat="0.01" maxlon="9.01"/>
  <node id="1" lat="0.0" lon="9.0"/>
  <node id="2" lat="0.0" lon="9.001"/>
  <node id="3" lat="0.0" lon="9.003"/>
  <node id="4" lat="0.002" lon="9.001"/>
  <node id="5" lat="0.002" lon="9.003"/>
  <node id="11" lat="0.0015" lon="9.0015"/>
  <node id="12" lat="-0.0005" lon="9.001"/>
  <node id="13" lat="-0.0005" lon="9.003"/>
  <node id="14" lat="0.0" lon="8.999"/>
  <node id="15" lat="-0.001" lon="8.999"/>
  <node id="16" lat="-0.001" lon="9.0"/>
  <way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/>
    <tag k="highway" v="residential"/><tag k="name" v="Main Street"/></way>
  <way id="2"><nd ref="2"/><nd ref="4"/>
    <tag k="highway" v="residential"/><tag k="name" v="North Lane"/>
    <tag k="oneway" v="yes"/><tag k="oneway:bicycle" v="no"/></way>
  <way id="3"><nd ref="4"/><nd ref="5"/>
    <tag k="highway" v="tertiary"/><tag k="name" v="Upper Street"/><tag k="maxspeed" v="60"/></way>
  <way id="4"><nd ref="3"/><nd ref="5"/>
    <tag k="highway" v="residential"/><tag k="name" v="East Lane"/><tag k="oneway" v="-1"/></way>
  <way id="5"><nd ref="1"/><nd ref="4"/>
    <tag k="highway" v="steps"/></way>
  <way id="6"><nd ref="2"/><nd ref="11"/><nd ref="5"/>
    <tag k="highway" v="footway"/><tag k="bicycle" v="yes"/></way>
  <way id="7"><nd ref="2"/><nd ref="12"/><nd ref="13"/><nd ref="3"/>
    <tag k="highway" v="service"/><tag k="name" v="Back Lane"/></way>
  <way id="8"><nd ref="1"/><nd ref="14"/><nd ref="15"/><nd ref="16"/><nd ref="1"/>
    <tag k="highway" v="residential"/><tag k="name" v="Crescent"/></way>
</osm>
"""


def write_osm(path: Path, text: str = OSM) -> Path:
    """The town as a file, and its path again."""
    path.write_text(text, encoding="utf-8")
    return path
