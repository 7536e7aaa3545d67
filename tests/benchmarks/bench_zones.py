"""Zones of twenty places, three bands each: how long they take, how true they are, and Valhalla's beside them."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import shapely

from maps.cities import City
from maps.isochrones import zones
from maps.snapping import Snapped, snap
from maps.speeds import Conditions, Mode
from maps.travel import times_from, weigh
from tests.benchmarks.cities import SHARED, benched, valhalla_of

NAME = "zones"
BANDS = (5, 10, 15)
ALLOWED_S = 0.25
RUNS = 7
POINTS = 400_000
BESIDE_M = 50.0


def main() -> dict[str, Any]:
    cities = {name: benched(name) for name in ("chengdu", "milan")}
    places = {"chengdu": stations(SHARED / "chengdu-stations.geojson"), "milan": drawn(cities["milan"])}
    return {
        "20 places × 5, 10, 15 min, seconds": [
            row(cities[name], places[name], mode) for name in cities for mode in Mode
        ],
        "a closure redraws all, seconds": [closed(cities[name], places[name]) for name in cities],
        "by car beside Valhalla, Milan": beside_valhalla(cities["milan"], places["milan"]),
    }


def stations(file: Path) -> np.ndarray:
    return np.array([one["geometry"]["coordinates"] for one in json.loads(file.read_text("utf-8"))["features"]])


def drawn(city: City) -> np.ndarray:
    """Twenty junctions of the middle of the city, by seed."""
    nodes = city.network.node_lonlat
    low, high = np.quantile(nodes, 0.15, axis=0), np.quantile(nodes, 0.85, axis=0)
    middle = np.flatnonzero(np.all((low < nodes) & (nodes < high), axis=1))
    return nodes[np.random.default_rng(15).choice(middle, 20, replace=False)]


def row(city: City, lonlat: np.ndarray, mode: Mode) -> dict[str, Any]:
    weights, origins = weigh(city.network, mode), snap(city.network, lonlat, mode=mode)
    spent = seconds(lambda: zones(weights, city.rasters[mode], origins, minutes=BANDS))
    pooled, worst = agreement(city, mode, origins)
    return {
        "city": city.name,
        "cell m": city.rasters[mode].cell_m,
        "mode": str(mode),
        "median": spent,
        "allowed": ALLOWED_S,
        "IoU pooled": pooled,
        "IoU worst origin": worst,
    }


def agreement(city: City, mode: Mode, origins: Snapped) -> tuple[float, float]:
    """Intersection over union of polygons and exact times, on random points within 50 m of a road: of all, and of the
    worst origin."""
    network = city.network
    low, high = network.shape_lonlat.min(axis=0), network.shape_lonlat.max(axis=0)
    lonlat = np.random.default_rng(15).uniform(low, high, (POINTS, 2))
    points = snap(network, lonlat, mode=mode)
    near = points.found & (points.off_m <= BESIDE_M)
    lonlat, points = lonlat[near], points[near]
    weights = weigh(network, mode)
    both, either = np.zeros(len(origins)), np.zeros(len(origins))
    exact = [times_from(weights, origins[k], points, limit_seconds=60 * max(BANDS)) for k in range(len(origins))]
    for zone in zones(weights, city.rasters[mode], origins, minutes=BANDS):
        true, seen = exact[zone.origin] <= 60 * zone.minutes, shapely.contains_xy(zone.polygon, *lonlat.T)
        both[zone.origin] += (true & seen).sum()
        either[zone.origin] += (true | seen).sum()
    return float(both.sum() / either.sum()), float((both / either).min())


def closed(city: City, lonlat: np.ndarray) -> dict[str, Any]:
    """From a closed edge to new polygons: weights made anew, everything drawn again."""

    def redraw(mode: Mode, edge: int) -> None:
        weights = weigh(city.network, mode, Conditions(closed=frozenset({edge})))
        zones(weights, city.rasters[mode], snap(city.network, lonlat, mode=mode), minutes=BANDS)

    edges = iter(range(10_000))
    return {"city": city.name} | {str(mode): seconds(lambda: redraw(mode, next(edges))) for mode in Mode}  # noqa: B023


def beside_valhalla(city: City, lonlat: np.ndarray) -> list[dict[str, Any]]:
    engine = valhalla_of("milan")
    if engine is None:
        return [{"note": "Valhalla has no wheel for this Python"}]
    asked = [
        {
            "locations": [{"lon": lon, "lat": lat}],
            "costing": "auto",
            "contours": [{"time": band} for band in BANDS],
            "polygons": True,
        }
        for lon, lat in lonlat.tolist()
    ]
    weights, origins = weigh(city.network, Mode.CAR), snap(city.network, lonlat, mode=Mode.CAR)
    theirs = seconds(lambda: [engine.isochrone(one) for one in asked], runs=3)
    ours = seconds(lambda: zones(weights, city.rasters[Mode.CAR], origins, minutes=BANDS))
    return [{"ours s": ours, "Valhalla s": theirs, "times faster": theirs / ours, "wanted": 10}]


def seconds(work: Callable[[], object], runs: int = RUNS) -> float:
    """The median of several runs after one that warms up."""
    work()
    spent = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        spent.append(time.perf_counter() - begun)
    return median(spent)
