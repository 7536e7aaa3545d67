"""Search by name beside a plain scan of all names with rapidfuzz and with difflib, on the same queries in one run."""

import difflib
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from rapidfuzz import fuzz, process

from maps.cities import City
from maps.gazetteer.entries import Names
from maps.gazetteer.search import Gazetteer
from maps.gazetteer.spelling import spell
from tests.benchmarks.cities import benched
from tests.maps.mistyping import DISTORTIONS, everyday

NAME = "search"
SEED = 15
QUERIES = 200
SLOW = 20
"""difflib takes so long that it is asked fewer times."""
CITIES = {"chengdu": 20.0, "milan": 50.0}
"""Milliseconds that half of the queries may take."""
CORNERS = {"chengdu": "人民北路与二环路", "milan": "Via Dante angolo via Meravigli"}


def main() -> dict[str, Any]:
    cities = {name: benched(name) for name in CITIES}
    return {
        "a query, milliseconds": [query_row(name, city) for name, city in cities.items()],
        "opening the names and indexing them at the first query, milliseconds": [
            index_row(name, city) for name, city in cities.items()
        ],
        "two streets, milliseconds": [corner_row(name, city) for name, city in cities.items()],
    }


def query_row(name: str, city: City) -> dict[str, Any]:
    plain = [one.names[0] for one in every(Names.open(city.folder))]
    typed = typed_for(plain)
    gazetteer = city.gazetteer
    gazetteer.search(typed[0])
    ours = times(gazetteer.search, typed)
    rapid = times(lambda text: process.extract(text, plain, scorer=fuzz.WRatio, limit=8), typed)
    slow = times(lambda text: difflib.get_close_matches(text, plain, n=8, cutoff=0.5), typed[:SLOW])
    return {
        "city": name,
        "names": len(plain),
        "p50": np.median(ours),
        "p95": np.percentile(ours, 95),
        "rapidfuzz scan": np.median(rapid),
        "ratio": np.median(ours) / np.median(rapid),
        "difflib scan": np.median(slow),
        "ratio to it": np.median(ours) / np.median(slow),
        "allowed": CITIES[name],
        "met": bool(np.median(ours) <= CITIES[name]),
    }


def index_row(name: str, city: City) -> dict[str, Any]:
    def opened() -> None:
        spell.cache_clear()
        Gazetteer.open(city.folder, city.network).search("x")

    took = min(times(lambda _: opened(), [""] * 3))
    read = min(times(lambda _: Names.open(city.folder), [""] * 3))
    return {"city": name, "opening and indexing": took, "opening alone": read, "ratio": took / read}


def corner_row(name: str, city: City) -> dict[str, Any]:
    took = times(city.gazetteer.search, [CORNERS[name]] * 5)
    found = city.gazetteer.search(CORNERS[name]).results[0]
    return {"city": name, "typed": CORNERS[name], "found": found.name, "p50": np.median(took)}


def every(names: Names) -> Sequence[Any]:
    return (*names.streets, *names.places)


def typed_for(names: Sequence[str]) -> list[str]:
    """Names of the city as somebody types them: Chinese ones distorted as in the test, others with a letter wrong."""
    rng = np.random.default_rng(SEED)
    chosen = [names[at] for at in rng.choice(len(names), QUERIES, replace=False)]
    typed = []
    for number, name in enumerate(chosen):
        if len(name) >= 3 and set(name) <= set(everyday()):
            typed.append(DISTORTIONS[number % len(DISTORTIONS)](name, rng))
        else:
            at = int(rng.integers(len(name)))
            typed.append((name[:at] + name[at + 1 :]).lower())
    return typed


def times(work: Callable[[str], object], typed: Sequence[str]) -> list[float]:
    """Milliseconds of each."""
    took = []
    for text in typed:
        start = time.perf_counter()
        work(text)
        took.append((time.perf_counter() - start) * 1000)
    return took
