"""Seconds from 20,000 volunteers to an incident: how quick, how exact, and beside Valhalla on the same map."""

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maps.roads import RoadNetwork
from maps.snapping import Snapped, snap
from maps.speeds import Mode
from maps.travel import Weights, times_to, weigh
from tests.benchmarks.cities import benched, valhalla_of
from tests.maps.plain_dijkstra import PlainGraph

NAME = "times"

VOLUNTEERS, MATRIX = 20_000, 2_000
INCIDENTS = 100
LIMIT_S = 900.0
PROVED_PAIRS, AGREEMENT_PAIRS, FAR_PAIRS = 30, 1_000, 200
SAME_STREET_M = 1.0
EXACT_S, RATIO, AGREEMENT, AGREEMENT_S = 1e-6, 50.0, 0.85, 5.0
COSTINGS = {Mode.WALK: "pedestrian", Mode.EBIKE: "bicycle", Mode.CAR: "auto"}

F8 = NDArray[np.float64]

PLAIN_WALKER = {
    "walking_speed": 5.0,
    "shortest": True,
    "step_penalty": 0,
    "service_penalty": 0,
    "service_factor": 1,
    "walkway_factor": 1,
    "sidewalk_factor": 1,
    "alley_factor": 1,
    "driveway_factor": 1,
    "elevator_penalty": 0,
    "destination_only_penalty": 0,
    "gate_penalty": 0,
    "gate_cost": 0,
    "max_hiking_difficulty": 6,
}
"""A pedestrian of Valhalla's with our speed and, as far as its options go, without its tastes."""

WHAT_DIFFERS = (
    "Valhalla adds seconds for crossings to the time, which no option takes away and which its length does not hold; "
    "it has whole seconds, and ours climbs steps at 3 km/h. Of the length's worst pairs most are access: we walk "
    "cycleways that say nothing of people on foot, and private ground; Valhalla moves a place there to another "
    "street, or goes round. With both ends on a street of both, untagged cycleways explain a quarter of the worst "
    "sixteen, the others (squares, paths and streets open to both) were not traced. No ferry was seen."
)


def main() -> dict[str, Any]:
    network = benched("milan").network
    cases = [case_of(network, mode) for mode in Mode]
    result: dict[str, Any] = {
        f"{VOLUNTEERS:,} volunteers, one incident, within {LIMIT_S:.0f} s, milliseconds": [speed_row(c) for c in cases],
        f"largest difference from networkx on {PROVED_PAIRS} pairs, seconds": [exactness_row(c) for c in cases],
    }
    actor = valhalla_of("milan")
    if actor is None:
        return {**result, "Valhalla": "not installed (it has wheels for Python 3.11 alone): nothing to measure beside"}
    result[f"Valhalla's matrix of {MATRIX:,} beside ours of {VOLUNTEERS:,}"] = [ratio_row(actor, c) for c in cases]
    agreement = agreement_rows(actor, cases[0])
    result["on foot, seconds between ours and Valhalla's"] = agreement
    result[f"{agreement[0]['pairs']}: at least {AGREEMENT} within 5 s"] = agreement[0]["within 5 s"] >= AGREEMENT
    result["what differs"] = WHAT_DIFFERS
    return result


@dataclass(frozen=True, eq=False)
class Case:
    """One mode's volunteers, snapped, and the places of incidents, which are not."""

    weights: Weights
    lonlat: F8
    volunteers: Snapped
    incidents: F8

    def answer(self, incident: int, limit_s: float = LIMIT_S) -> F8:
        """What `dispatch.incidents.reach` does for one mode when an incident comes in."""
        place = snap(self.weights.network, self.incidents[incident : incident + 1], mode=self.weights.mode)
        return times_to(self.weights, place, self.volunteers, limit_seconds=limit_s)


def case_of(network: RoadNetwork, mode: Mode) -> Case:
    lonlat = on_roads(network, mode, VOLUNTEERS, seed=1)
    return Case(
        weigh(network, mode), lonlat, snap(network, lonlat, mode=mode), on_roads(network, mode, INCIDENTS, seed=2)
    )


def on_roads(network: RoadNetwork, mode: Mode, count: int, *, seed: int) -> F8:
    """Random points on the mode's streets, f8[count, 2] lon, lat; a street's share is that of its length."""
    random = np.random.default_rng(seed)
    usable = np.flatnonzero(network.edge_main & mode.main_bit)
    metres = network.edge_length_m[usable]
    edge = random.choice(usable, count, p=metres / metres.sum())
    first, pieces = network.shape_start[edge], np.diff(network.shape_start)[edge] - 1
    piece = first + (random.random(count) * pieces).astype(np.int64)
    part = random.random((count, 1))
    lonlat: F8 = network.shape_lonlat[piece] * (1 - part) + network.shape_lonlat[piece + 1] * part
    return lonlat


def speed_row(case: Case) -> dict[str, Any]:
    case.answer(0)
    runs = [timed(case, incident) for incident in range(INCIDENTS)]
    spent_ms = np.array([ms for ms, _ in runs])
    p50, p90, p99 = np.percentile(spent_ms, (50, 90, 99)).tolist()
    reached = float(np.median([count for _, count in runs]))
    return {"mode": str(case.weights.mode), "p50": p50, "p90": p90, "p99": p99, "reached, median": reached}


def timed(case: Case, incident: int, limit_s: float = LIMIT_S) -> tuple[float, int]:
    """Milliseconds, and how many volunteers are in reach."""
    start = time.perf_counter()
    answer = case.answer(incident, limit_s)
    return (time.perf_counter() - start) * 1000, int(np.isfinite(answer).sum())


def exactness_row(case: Case) -> dict[str, Any]:
    plain = PlainGraph(case.weights.network, case.weights.mode)
    places = snap(case.weights.network, case.incidents[:PROVED_PAIRS], mode=case.weights.mode)
    found = []
    for number in range(PROVED_PAIRS):
        volunteer, place = case.volunteers[number : number + 1], places[number : number + 1]
        ours = float(times_to(case.weights, place, volunteer, limit_seconds=np.inf)[0])
        found.append(abs(ours - plain.seconds(volunteer, place)))
    worst = max(found)
    return {"mode": str(case.weights.mode), "difference": worst, "allowed": EXACT_S, "met": worst <= EXACT_S}


def matrix(actor: Any, costing: str, sources: F8, target: F8, options: dict[str, Any]) -> tuple[F8, F8]:
    """Seconds and metres from each source to the one target, NaN where there is no way."""
    request = {
        "sources": located(sources),
        "targets": located(target[None]),
        "costing": costing,
        "costing_options": {costing: options},
        "verbose": False,
    }
    answer = actor.matrix(request)["sources_to_targets"]
    seconds, km = (np.array(answer[what], np.float64)[:, 0] for what in ("durations", "distances"))
    return seconds, km * 1000


def located(lonlat: F8) -> list[dict[str, float]]:
    """Places as Valhalla takes them, told not to move those within 5 m of a junction onto it."""
    return [{"lon": lon, "lat": lat, "node_snap_tolerance": 0} for lon, lat in lonlat.tolist()]


def moved_m(actor: Any, network: RoadNetwork, lonlat: F8) -> F8:
    """How far Valhalla moves each place to the nearest street that it lets people walk, inf where it knows none."""
    answer = actor.locate({"locations": located(lonlat), "costing": "pedestrian", "verbose": False})
    found = [place["edges"][0] if place["edges"] else None for place in answer]
    to = [(edge["correlated_lon"], edge["correlated_lat"]) if edge else (0.0, 0.0) for edge in found]
    metres: F8 = np.hypot(*(network.project(lonlat) - network.project(np.array(to))).T)
    return np.where([edge is None for edge in found], np.inf, metres)


def ratio_row(actor: Any, case: Case) -> dict[str, Any]:
    """Ours stops at the limit, Valhalla's has none: so ours without a limit stands there too."""
    costing = COSTINGS[case.weights.mode]
    matrix(actor, costing, case.lonlat[:50], case.incidents[0], {})
    start = time.perf_counter()
    seconds, _ = matrix(actor, costing, case.lonlat[:MATRIX], case.incidents[0], {})
    theirs_ms = (time.perf_counter() - start) * 1000
    ours_ms = float(np.median([timed(case, 0)[0] for _ in range(20)]))
    no_limit_ms = float(np.median([timed(case, 0, np.inf)[0] for _ in range(20)]))
    return {
        "mode": str(case.weights.mode),
        "Valhalla, ms": theirs_ms,
        "answered": int(np.isfinite(seconds).sum()),
        "ours, ms": ours_ms,
        "ratio": theirs_ms / ours_ms,
        "ours without limit, ms": no_limit_ms,
        "its ratio": theirs_ms / no_limit_ms,
        "allowed": RATIO,
        "met": theirs_ms / ours_ms >= RATIO,
    }


def agreement_rows(actor: Any, case: Case) -> list[dict[str, Any]]:
    """Pairs up to 1 km apart, the walks that a responder may have to do; and pairs across the whole city."""
    near = neighbours(case, AGREEMENT_PAIRS, metres=1000.0)
    apart = np.arange(FAR_PAIRS), np.arange(FAR_PAIRS) + FAR_PAIRS
    network, places = case.weights.network, case.lonlat
    rows = []
    for name, (starts, ends) in (("to 1 km apart", near), ("anywhere", apart)):
        ours, seconds, metres = compared(actor, case, starts, ends)
        by_length = metres * 3.6 / 5
        moved = np.maximum(moved_m(actor, network, places[starts]), moved_m(actor, network, places[ends]))
        shared = moved <= SAME_STREET_M
        rows += [
            agreement_row(f"{name}: time", ours, seconds),
            agreement_row(f"{name}: length at 5 km/h", ours, by_length),
            agreement_row("… with both ends on a street of both", ours[shared], by_length[shared]),
        ]
    return rows


def neighbours(case: Case, count: int, *, metres: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    random = np.random.default_rng(3)
    xy = case.weights.network.project(case.lonlat)
    ends = [random.choice(np.flatnonzero(np.hypot(*(xy - xy[one]).T) <= metres)) for one in range(count)]
    return np.arange(count), np.array(ends)


def compared(actor: Any, case: Case, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> tuple[F8, F8, F8]:
    """Our seconds, Valhalla's seconds and Valhalla's metres for each pair."""
    ours, seconds, metres = [], [], []
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        here, there = case.volunteers[start : start + 1], case.volunteers[end : end + 1]
        ours.append(times_to(case.weights, there, here, limit_seconds=np.inf)[0])
        found = matrix(actor, "pedestrian", case.lonlat[start : start + 1], case.lonlat[end], PLAIN_WALKER)
        seconds.append(found[0][0])
        metres.append(found[1][0])
    return np.array(ours), np.array(seconds), np.array(metres)


def agreement_row(name: str, ours: F8, theirs: F8) -> dict[str, Any]:
    answered = np.isfinite(ours) & np.isfinite(theirs)
    apart = theirs[answered] - ours[answered]
    share = float(np.mean(np.abs(apart) <= AGREEMENT_S))
    return {
        "pairs": name,
        "answered": int(answered.sum()),
        "our median": float(np.median(ours[answered])),
        "within 5 s": share,
        "median apart": float(np.median(np.abs(apart))),
        "p95 apart": float(np.percentile(np.abs(apart), 95)),
        "Valhalla shorter": float(np.mean(apart < -AGREEMENT_S)),
        "Valhalla longer": float(np.mean(apart > AGREEMENT_S)),
    }
