"""Calls that nobody made: when, what and where, from a seed. Pure; the wall clock is not asked.

By the hour: the shares of 9,226 calls of a county's emergency line over 25 days, the mean being 1.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from dispatch.config import ROOT
from dispatch.incidents.model import Ambulance, Call, Caller, CallParticulars, IncidentType, Place
from maps.roads import RoadNetwork
from maps.snapping import shares
from maps.speeds import CLASS_INDEX, Mode

FILE = ROOT / "data" / "demo" / "calls.toml"
BY_HOUR = (
    0.49, 0.41, 0.43, 0.35, 0.34, 0.41, 0.55, 0.83, 1.0, 1.1, 1.27, 1.32,
    1.43, 1.44, 1.48, 1.38, 1.53, 1.88, 1.74, 1.26, 1.04, 0.89, 0.83, 0.6,
)  # fmt: skip
EVEN = (1.0,) * 24
INHABITED: Mapping[str, float] = {
    "residential": 1.0,
    "living_street": 1.0,
    "pedestrian": 0.8,
    "tertiary": 0.7,
    "unclassified": 0.7,
    "secondary": 0.5,
    "primary": 0.3,
    "service": 0.3,
}
"""How likely a metre of street has a caller, against a metre of a residential one; plan figures."""
NAMED_ENOUGH = 0.2
TOLD_120 = 0.8
"""Of the callers who need an ambulance, those who have told 120 already; a plan figure."""


@dataclass(frozen=True, slots=True)
class Arrival:
    at: datetime
    call: Call


@dataclass(frozen=True, eq=False)
class Doorsteps:
    """Where somebody may call from: `edges`, each likelier the longer and the more inhabited it is."""

    network: RoadNetwork
    edges: NDArray[np.int64]
    weight_m: NDArray[np.float64]

    @classmethod
    def of(cls, network: RoadNetwork) -> "Doorsteps":
        """Streets that every mode reaches, else walkers; those with a name, where enough of them have one."""
        by_class = np.zeros(len(CLASS_INDEX))
        for highway, share in INHABITED.items():
            by_class[CLASS_INDEX[highway]] = share
        weight_m = network.edge_length_m * by_class[network.edge_class]
        every = int(np.bitwise_or.reduce([mode.main_bit for mode in Mode]))
        for wanted in (every, Mode.WALK.main_bit):
            reached = np.where(network.edge_main & wanted == wanted, weight_m, 0.0)
            if reached.any():
                break
        named = np.where(network.edge_name > 0, reached, 0.0)
        chosen = named if named.sum() > NAMED_ENOUGH * reached.sum() else reached
        edges = np.flatnonzero(chosen)
        return cls(network, edges, chosen[edges])

    def draw(self, rng: np.random.Generator) -> tuple[float, float, str]:
        """(lon, lat, the street's name or ""), lon and lat to 1e-7 degree."""
        edge = int(self.edges[rng.choice(len(self.edges), p=self.weight_m / self.weight_m.sum())])
        shape = slice(self.network.shape_start[edge], self.network.shape_start[edge + 1])
        lonlat, share, along = self.network.shape_lonlat[shape], shares(self.network)[shape], rng.random()
        lon, lat = (round(float(np.interp(along, share, lonlat[:, axis])), 7) for axis in (0, 1))
        return lon, lat, self.network.names[self.network.edge_name[edge]]


@cache
def texts(file: Path = FILE) -> Mapping[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def stream(
    doorsteps: Doorsteps,
    rng: np.random.Generator,
    *,
    begins_at: datetime,
    gap_s: float,
    timezone: ZoneInfo,
    by_hour: Sequence[float] = BY_HOUR,
) -> Iterator[Arrival]:
    """Without end: a Poisson process whose mean gap is `gap_s` over the day, thinned by the hour."""
    most, at = max(by_hour), begins_at
    while True:
        at += timedelta(seconds=float(rng.exponential(gap_s / most)))
        if rng.random() < by_hour[at.astimezone(timezone).hour] / most:
            yield Arrival(at, _call(doorsteps, rng))


def _call(doorsteps: Doorsteps, rng: np.random.Generator) -> Call:
    kinds = texts()["kind"]
    kind = kinds[_weighted(rng, [one["share"] for one in kinds])]
    lon, lat, street = doorsteps.draw(rng)
    particulars = CallParticulars(
        Place(lon, lat), street or None, _caller(rng), note=kind["notes"][int(rng.integers(len(kind["notes"])))]
    )
    ambulance = Ambulance(notified=True) if kind["type"] == IncidentType.MEDICAL and rng.random() < TOLD_120 else None
    level = 1 + _weighted(rng, kind["levels"])
    return Call(IncidentType(kind["type"]), level, particulars=particulars, ambulance=ambulance)


def _caller(rng: np.random.Generator) -> Caller:
    said = texts()["caller"]
    stem, title = said["stems"][int(rng.integers(len(said["stems"])))], said["titles"][int(rng.integers(2))]
    return Caller(said["name"].format(stem=stem, title=title), said["phone"].format(number=int(rng.integers(10**7))))


def _weighted(rng: np.random.Generator, weights: Sequence[float]) -> int:
    return int(rng.choice(len(weights), p=np.array(weights) / sum(weights)))
