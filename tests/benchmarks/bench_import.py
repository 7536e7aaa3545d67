"""Importing a city beside a bare pass over its file, and opening one beside reading its arrays' bytes."""

import os
import resource
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import osmium

from maps.cities import import_city, open_city

NAME = "import"

SHARED = Path(os.environ.get("FIFTEEN_SHARED") or Path(__file__).resolve().parents[3] / "shared") / "data"
CITIES = {"chengdu": 15.0, "milan": 60.0}
"""Seconds that an import may take."""
OPENING_S = 1.0


def main() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        runs = {name: imported(name, root) for name in CITIES}
        return {
            "import, seconds": [import_row(name, root, *runs[name]) for name in CITIES],
            "steps, seconds": [{"city": name, **runs[name][0]} for name in CITIES],
            "opening with the cells of all modes, milliseconds": [opening_row(name, root) for name in CITIES],
        }


def imported(name: str, root: Path) -> tuple[dict[str, float], float]:
    """Import a city from the shared data: seconds by step, in order, and seconds of processor time in all."""
    begun: dict[str, float] = {}

    def progress(step: str, _fraction: float | None) -> None:
        begun.setdefault(step, time.perf_counter())

    before = processor_seconds()
    import_city(SHARED / f"{name}.osm.pbf", name=name, root=root, progress=progress)
    times = [*begun.values(), time.perf_counter()]
    spent = processor_seconds() - before
    return {step: end - start for step, (start, end) in zip(begun, pairwise(times), strict=True)}, spent


def processor_seconds() -> float:
    """Of this process and those it waited for: what the machine's other work does not stretch."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def import_row(name: str, root: Path, steps: dict[str, float], processor_s: float) -> dict[str, Any]:
    file = SHARED / f"{name}.osm.pbf"
    bare = seconds(lambda: sum(1 for _ in osmium.FileProcessor(file)))
    total = sum(steps.values())
    network = open_city(name, root=root).network
    return {
        "city": name,
        "junctions": network.node_count,
        "edges": network.edge_count,
        "import": total,
        "processor": processor_s,
        "bare pass": bare,
        "ratio": total / bare,
        "allowed": CITIES[name],
        "met": total <= CITIES[name],
    }


def opening_row(name: str, root: Path) -> dict[str, Any]:
    folder = open_city(name, root=root).folder
    arrays = [file for file in folder.iterdir() if file.suffix in (".npy", ".npz", ".json")]
    ours = seconds(lambda: open_city(name, root=root).rasters)
    bytes_only = seconds(lambda: [file.read_bytes() for file in arrays])
    return {
        "city": name,
        "opening": ours * 1000,
        "reading the bytes": bytes_only * 1000,
        "ratio": ours / bytes_only,
        "allowed": OPENING_S * 1000,
        "met": ours <= OPENING_S,
    }


def seconds(work: Callable[[], object], *, times: int = 5) -> float:
    """The quickest of several runs: the others measure the machine."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)
