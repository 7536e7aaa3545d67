"""Plainly fictional AEDs for a city that has none. What they are called and when they hang open stands in
`data/demo/aeds.toml`; the same seed gives the same register."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from dispatch.aeds.desk import AedDesk
from dispatch.aeds.model import Aed, AedState, Custodian
from dispatch.board import Board
from dispatch.config import ROOT
from dispatch.duty.model import Station
from dispatch.log.log import Log
from maps.roads import RoadNetwork
from maps.speeds import Mode

FILE = ROOT / "data" / "demo" / "aeds.toml"
BY = "rule:demo"


@cache
def texts(file: Path = FILE) -> Mapping[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def fictional_aeds(network: RoadNetwork, stations: Sequence[Station], *, seed: int, day: date) -> list[Aed]:
    """One at each station, and as many again at junctions anywhere that people walk to: in malls, schools and metro
    stations, which shut at night, in the open, one without hours, one whose pads ran out, one under repair."""
    rng = np.random.default_rng(seed)
    walked = network.edge_from[(network.edge_main & Mode.WALK.main_bit) != 0]
    places = np.unique(walked)
    junctions = rng.choice(places, min(texts()["elsewhere"]["count"], len(places)), replace=False)
    kinds = texts()["elsewhere"]["kinds"]
    found = [(one.name, texts()["stations"], (one.lon, one.lat)) for one in stations]
    for number, junction in enumerate(junctions):
        lon, lat = (round(float(one), 7) for one in network.node_lonlat[junction])
        kind = kinds[number % len(kinds)]
        found.append((kind["name"].format(number=number // len(kinds) + 1), kind, (lon, lat)))
    return [_hung(number, *one, rng=rng, day=day) for number, one in enumerate(found, 1)]


def furnish(network: RoadNetwork, log: Log[Board], aeds: AedDesk, *, seed: int, day: date) -> None:
    """Where the log has none."""
    board = log.board()
    if not board.aeds.known:
        stations = sorted(board.duty.stations.values(), key=lambda station: station.id)
        aeds.record(fictional_aeds(network, stations, seed=seed, day=day), by=BY)


def _hung(
    number: int, name: str, said: Mapping[str, Any], place: tuple[float, float], *, rng: np.random.Generator, day: date
) -> Aed:
    left = timedelta(days=int(rng.integers(60, 700))) if not said.get("expired") else timedelta(days=-12)
    return Aed(
        f"A{number:02}",
        name,
        *place,
        floor=said.get("floor"),
        hours=said.get("hours"),
        pads_until=day + left,
        battery_until=day + timedelta(days=int(rng.integers(200, 1200))),
        state=AedState(said.get("state", AedState.READY)),
        particulars=Custodian(
            texts()["custodian"]["name"].format(number=number),
            texts()["custodian"]["phone"].format(number=number),
            said.get("access"),
        ),
    )
