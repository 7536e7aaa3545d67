"""Thousands of fictional people on duty who all send a position each second, as their phones would have it written."""

import threading
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine

from dispatch.clock import now
from dispatch.config import Config
from dispatch.duty.desk import DutyDesk
from dispatch.duty.events import CheckedIn
from dispatch.opening import board_log, claim, open_store
from dispatch.people.demo import fictional_roster, fictional_stations
from dispatch.people.desk import PeopleDesk
from dispatch.people.positions import COUNT_UP, OVERWRITE
from dispatch.web.accounts import Accounts
from dispatch.web.principal import Role
from maps.cities import City, city_from

LOGIN = "dispatcher"
SEED = 15
STEP_DEG = 0.0002
"""Some twenty metres: a car's second."""


class Crowd:
    """Records everyone in a new database of `data`, which a server may then open; the positions table is written as
    another server of the centre would write it, all in one transaction a second."""

    def __init__(self, data: Path, city: str, people: int) -> None:
        data.mkdir(exist_ok=True)
        self.url = f"sqlite:///{data / 'crowd.sqlite'}"
        self.city: City = city_from(city, data / "cities")
        self._store = open_store(Config(data_dir=data, database_url=self.url))
        self._engine: Engine = self._store.engine
        self.volunteers = self._record(people)
        Accounts(self._engine, now).create(LOGIN, "dispatcher-demo", Role.DISPATCHER)
        self._rng = np.random.default_rng(SEED)
        nodes = self.city.network.node_lonlat
        self.lonlat: NDArray[np.float64] = nodes[self._rng.integers(len(nodes), size=people)].copy()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._walk)
        self.steps = 0

    def _record(self, people: int) -> list[str]:
        log = board_log(self._store)
        claim(log, self.city)
        stations = fictional_stations(self.city.network, seed=SEED)
        roster = fictional_roster(stations, seed=SEED, day=now().date(), people=people)
        DutyDesk(log, now).record_stations(stations, by="test")
        PeopleDesk(log, now).record(roster, by="test")
        with log.writing(by="test") as tx:
            tx.append([CheckedIn(one.id, str(one.station), None, ()) for one in roster], at=now())
        return [one.id for one in roster]

    def place(self, lonlat: NDArray[np.float64]) -> None:
        """Everyone at once: one row a person."""
        self.lonlat = lonlat
        at = now()
        rows = [
            {"volunteer": volunteer, "lon": lon, "lat": lat, "accuracy_m": 8.0, "at": at, "source": "live"}
            for volunteer, (lon, lat) in zip(self.volunteers, lonlat.tolist(), strict=True)
        ]
        with self._engine.begin() as connection:
            version = connection.execute(COUNT_UP).scalar_one()
            connection.execute(OVERWRITE, [{**row, "version": version} for row in rows])
        self.steps += 1

    def start(self) -> None:
        """Everyone walks about from now on, once a second."""
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join()
        self._store.close()

    def _walk(self) -> None:
        due = time.monotonic()
        while not self._stopping.wait(max(0.0, due - time.monotonic())):
            self.place(self.lonlat + self._rng.uniform(-STEP_DEG, STEP_DEG, self.lonlat.shape))
            due += 1.0
