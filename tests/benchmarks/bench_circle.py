"""The live circle of 240 people at 40 places, in three modes, by four skills: how long it takes and how true it is."""

import time
from collections.abc import Sequence
from statistics import median
from typing import Any

import numpy as np
import shapely

from maps.cities import City
from maps.coverage import Crew, counts, first_two, outline
from maps.snapping import Snapped, snap
from maps.speeds import CALM, Conditions, Mode
from maps.travel import weigh
from tests.benchmarks.cities import benched

NAME = "circle"
ALLOWED_S = 0.5
PEOPLE, PLACES, SKILLS = 240, 40, 4
LIMIT_S = 15 * 60 - 210.0
"""Handling, answer and turnout are off."""
RUNS, POINTS, BESIDE_M = 7, 20_000, 50.0


def main() -> dict[str, Any]:
    city = benched("milan")
    lonlat = places(city)
    return {
        "240 people, 40 places, 4 skills, 3 modes, one and two at once": [row(city, lonlat)],
        "polygons beside exact counts, points within 50 m of a road": agreement(city, crews(city, lonlat)),
    }


def places(city: City) -> np.ndarray:
    """Forty junctions of the middle of the city, by seed."""
    nodes = city.network.node_lonlat
    low, high = np.quantile(nodes, 0.15, axis=0), np.quantile(nodes, 0.85, axis=0)
    middle = np.flatnonzero(np.all((low < nodes) & (nodes < high), axis=1))
    return nodes[np.random.default_rng(15).choice(middle, PLACES, replace=False)]


def crews(city: City, lonlat: np.ndarray, conditions: Conditions = CALM) -> list[Crew]:
    """Each of the people at one of the places, in one mode, with one or two of the skills."""
    rng = np.random.default_rng(16)
    place, mode = rng.integers(PLACES, size=PEOPLE), rng.integers(len(Mode), size=PEOPLE)
    holds = np.eye(SKILLS, dtype=np.int64)[rng.integers(SKILLS, size=PEOPLE)]
    holds |= np.eye(SKILLS, dtype=np.int64)[rng.integers(SKILLS, size=PEOPLE)]
    made = []
    for index, one in enumerate(Mode):
        people = np.zeros((PLACES, SKILLS), np.int64)
        np.add.at(people, place[mode == index], holds[mode == index])
        there = people.any(axis=1)
        feet = snap(city.network, lonlat[there], mode=one)
        made.append(Crew(weigh(city.network, one, conditions), feet, np.zeros(len(feet)), people[there]))
    return made


def draw(city: City, asked: Sequence[Crew]) -> list[list[shapely.MultiPolygon]]:
    """[cover][skill]."""
    rasters = [city.rasters[crew.weights.mode] for crew in asked]
    found = first_two(asked, rasters, skills=SKILLS, limit_s=LIMIT_S)
    return [[outline(rasters[0], field_s, LIMIT_S) for field_s in cover] for cover in found]


def row(city: City, lonlat: np.ndarray) -> dict[str, Any]:
    """In full: each time a road closes and nobody stands where they stood, so that nothing is known from before."""
    spent, busy = [], []
    for run in range(RUNS + 1):
        asked = crews(city, lonlat + run * 1e-7, Conditions(closed=frozenset({run})))
        begun, worked = time.perf_counter(), time.thread_time()
        draw(city, asked)
        spent.append(time.perf_counter() - begun)
        busy.append(time.thread_time() - worked)
    return {
        "city": city.name,
        "groups": sum(len(crew.feet) for crew in asked),
        "median s": median(spent[1:]),
        "of processor s": median(busy[1:]),
        "allowed s": ALLOWED_S,
    }


def agreement(city: City, asked: Sequence[Crew]) -> list[dict[str, Any]]:
    """Intersection over union of each polygon and the points that as many people reach as are asked for."""
    low, high = city.network.shape_lonlat.min(axis=0), city.network.shape_lonlat.max(axis=0)
    lonlat = np.random.default_rng(15).uniform(low, high, (POINTS, 2))
    points: list[Snapped] = [snap(city.network, lonlat, mode=crew.weights.mode) for crew in asked]
    near = points[0].found & (points[0].off_m <= BESIDE_M)
    found = sum(counts(crew, there, limit_s=LIMIT_S) for crew, there in zip(asked, points, strict=True))
    shapes = draw(city, asked)
    rows = []
    for cover in (1, 2):
        pairs = [
            (found[skill][near] >= cover, shapely.contains_xy(shapes[cover - 1][skill], *lonlat[near].T))
            for skill in range(SKILLS)
        ]
        agreed = [(true & seen).sum() / max((true | seen).sum(), 1) for true, seen in pairs]
        rows.append({"cover": cover, "IoU mean": float(np.mean(agreed)), "IoU worst skill": float(np.min(agreed))})
    return rows
