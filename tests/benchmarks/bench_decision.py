"""Who should be asked, among 20,000 volunteers: the candidates of one incident, and the whole alert by plan."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from dispatch.aeds.model import Aed
from dispatch.aeds.rules import record as record_aeds
from dispatch.board import Board
from dispatch.conditions.streets import Streets
from dispatch.config import Config
from dispatch.duty.events import CheckedIn
from dispatch.duty.rules import record_stations
from dispatch.incidents import plans
from dispatch.incidents.centre import Centre
from dispatch.incidents.desk import IncidentDesk
from dispatch.incidents.model import Call, CallParticulars, IncidentType, Place
from dispatch.incidents.planbook import SHIPPED
from dispatch.log.contract import Store
from dispatch.log.event import Event
from dispatch.log.log import Log
from dispatch.log.memory import MemoryStore
from dispatch.opening import board_log, codec, open_store
from dispatch.people.demo import fictional_roster, fictional_stations
from dispatch.people.positions import Fix, MemoryPositions
from dispatch.people.rules import record
from dispatch.people.whereabouts import Whereabouts
from maps.cities import City
from maps.speeds import Mode
from maps.travel import times_to
from tests.benchmarks.bench_times import on_roads
from tests.benchmarks.cities import benched

NAME = "decision"

VOLUNTEERS = 20_000
STATIONS = 20
AEDS = 500
PLACES = 200
SHOWN = 50
MOVING = 20
LIVE = 0.5
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
P50_MS, P99_MS = 20.0, 100.0

F8 = NDArray[np.float64]
FLOOR = "the searches alone"
WARMING = 5


class Spent(NamedTuple):
    """Milliseconds that pass, and those of this thread: on a machine that others use the second is what it costs."""

    wall_ms: float
    busy_ms: float


def main() -> dict[str, Any]:
    city = benched("milan")
    rows = [row for on_duty in (2_000, VOLUNTEERS) for row in decisions(city, on_duty)]
    decided = [row for row in rows if not row["what"].endswith(FLOOR)]
    return {
        f"{VOLUNTEERS:,} volunteers, one incident at a time, {PLACES} places": rows,
        f"p50 ≤ {P50_MS:.0f} ms": max(row["p50 ms"] for row in decided) <= P50_MS,
        f"p99 ≤ {P99_MS:.0f} ms": max(row["p99 ms"] for row in decided) <= P99_MS,
        "floor": "the bare searches of the three modes to the same place, for the same people",
        "moving": f"{LIVE:.0%} of those on duty have live positions, {MOVING} of which change before each decision",
    }


def decisions(city: City, on_duty: int) -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        stores = {"memory": MemoryStore(codec()), "SQLite": open_store(Config(data_dir=Path(folder)))}
        for name, store in stores.items():
            with opened(city, store, on_duty) as scene:
                yield from measured(scene, f"{on_duty:,} on duty, {name}")


@dataclass
class Scene:
    """A centre on a store, at noon."""

    city: City
    log: Log[Board]
    desk: IncidentDesk
    streets: Streets
    whereabouts: Whereabouts
    positions: MemoryPositions
    places: F8
    steps: F8
    live: list[str]
    at: datetime = NOON

    def now(self) -> datetime:
        return self.at

    def move(self, turn: int) -> None:
        for step in range(turn * MOVING, (turn + 1) * MOVING):
            here, who = self.steps[step % len(self.steps)], self.live[step % len(self.live)]
            self.positions.put(Fix(who, float(here[0]), float(here[1]), 10.0, self.at))

    def floor(self, place: F8) -> None:
        """What no decision can do without: nothing but the searches."""
        conditions = self.log.board().conditions
        for group in self.placed:
            scene = self.streets.snap(place[None], group.mode, conditions)
            weights = self.streets.weights(group.mode, conditions)
            times_to(weights, scene, group.snapped, limit_seconds=1800.0)

    @property
    def placed(self) -> Any:
        return self.whereabouts.placed(self.log.board())


@contextmanager
def opened(city: City, store: Store, on_duty: int) -> Iterator[Scene]:
    log = board_log(store)
    streets, centre = Streets(city), Centre(ZoneInfo(city.timezone), city.bbox, city.mobilisation)
    positions = MemoryPositions(lambda: NOON)
    whereabouts = Whereabouts(positions, streets.snap, lambda: NOON, centre.timezone)
    loaded = plans.load(SHIPPED)
    desk = IncidentDesk(log, lambda: NOON, centre=centre, plans=loaded, streets=streets, whereabouts=whereabouts)
    live = people(city, log, on_duty)
    scene = Scene(
        city,
        log,
        desk,
        streets,
        whereabouts,
        positions,
        places=on_roads(city.network, Mode.WALK, PLACES, seed=2),
        steps=on_roads(city.network, Mode.WALK, VOLUNTEERS, seed=3),
        live=live,
    )
    for turn in range(-(-len(live) // MOVING)):
        scene.move(turn)
    try:
        yield scene
    finally:
        log.close()


def people(city: City, log: Log[Board], on_duty: int) -> list[str]:
    """Records everyone and checks in as many as are on duty; who of them reports positions."""
    stations = fictional_stations(city.network, seed=1, count=STATIONS)
    roster = fictional_roster(stations, seed=1, day=NOON.date(), people=VOLUNTEERS)
    write(log, record_stations(log.board(), stations))
    write(log, record(log.board(), roster))
    chosen = np.random.default_rng(4).permutation(VOLUNTEERS)[:on_duty]
    here = [roster[one] for one in chosen]
    write(log, [CheckedIn(one.id, str(one.station), None, ()) for one in here])
    return [one.id for one in here[: int(LIVE * on_duty)]]


def write(log: Log[Board], events: list[Event]) -> None:
    with log.writing(by="bench") as tx:
        tx.append(events, at=max(NOON, tx.head_at))


def measured(scene: Scene, name: str) -> Iterator[dict[str, Any]]:
    yield from summed(scene, name)
    hang(scene)
    yield from summed(scene, f"{name}, {AEDS} AEDs")


def hang(scene: Scene) -> None:
    """From here on whoever brings an AED fetches one; a fifth of them shut within the half hour."""
    places = on_roads(scene.city.network, Mode.WALK, AEDS, seed=5)
    hours = ["24/7", "24/7", "09:00-21:00", "08:00-18:00", "09:00-12:15"]
    hung = [
        Aed(f"A{number}", "AED", float(lon), float(lat), hours=hours[number % len(hours)])
        for number, (lon, lat) in enumerate(places)
    ]
    write(scene.log, record_aeds(scene.log.board(), hung))


def summed(scene: Scene, name: str) -> Iterator[dict[str, Any]]:
    for turn in range(WARMING):  # builds trees and weights
        decision(scene, turn)
    each = [decision(scene, turn) for turn in range(PLACES)]
    floor = float(np.median([one[FLOOR].busy_ms for one in each]))
    for what in each[0]:
        (p50, busy_p50), (p99, busy_p99) = np.percentile([one[what] for one in each], (50, 99), axis=0).tolist()
        yield {
            "what": f"{name}: {what}",
            "p50 ms": p50,
            "p99 ms": p99,
            "CPU p50 ms": busy_p50,
            "CPU p99 ms": busy_p99,
            "× the searches": busy_p50 / floor,
        }


def decision(scene: Scene, turn: int) -> dict[str, Spent]:
    scene.move(turn)
    incident = call(scene, scene.places[turn])
    spent = {
        FLOOR: timed(partial(scene.floor, scene.places[turn])),
        "candidates": timed(partial(listed, scene, incident)),
        "alert by plan": timed(partial(scene.desk.alert, incident, by="bench")),
    }
    scene.desk.close(incident, "handled", by="bench")
    return spent


def call(scene: Scene, place: F8) -> int:
    """A grave medical call: three roles in three teams."""
    particulars = CallParticulars(place=Place(float(place[0]), float(place[1])))
    scene.desk.take_call(Call(IncidentType.MEDICAL, 1, particulars=particulars), by="bench")
    return scene.log.board().incidents.last_incident


def listed(scene: Scene, incident: int) -> None:
    """As many as a console shows."""
    assert scene.desk.candidates(incident).first(SHOWN)


def timed(of: Callable[[], Any]) -> Spent:
    started, busy = time.perf_counter(), time.thread_time()
    of()
    return Spent(1000 * (time.perf_counter() - started), 1000 * (time.thread_time() - busy))
