"""A town of eight by eight streets, 200 m apart, in the middle of Chengdu, and a small centre in it."""

from collections.abc import Callable
from copy import copy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from werkzeug.test import TestResponse

from dispatch import clock
from dispatch.config import Config
from dispatch.duty.model import Contact, Station
from dispatch.log.store import SqlStore
from dispatch.people.model import Person, Qualification, Team, Volunteer
from dispatch.web.app import App
from dispatch.web.principal import Role
from maps.cities import import_city
from maps.speeds import Mode

WEST, SOUTH, STEP_LON, STEP_LAT, SIZE = 104.06, 30.66, 0.00209, 0.0018, 8

REF = '<nd ref="{}"/>'


def corner(column: float, row: float) -> tuple[float, float]:
    return round(WEST + column * STEP_LON, 6), round(SOUTH + row * STEP_LAT, 6)


def write_osm(path: Path) -> Path:
    nodes = [
        f'<node id="{1 + row * SIZE + column}" lat="{corner(column, row)[1]}" lon="{corner(column, row)[0]}"/>'
        for row in range(SIZE)
        for column in range(SIZE)
    ]
    rows = [[1 + row * SIZE + column for column in range(SIZE)] for row in range(SIZE)]
    ways = [
        f'<way id="{100 + index}">{"".join(map(REF.format, line))}'
        f'<tag k="highway" v="residential"/><tag k="name" v="第{index + 1}街"/></way>'
        for index, line in enumerate([*rows, *map(list, zip(*rows, strict=True))])
    ]
    path.write_text(f'<osm version="0.6">{"".join(nodes)}{"".join(ways)}</osm>', encoding="utf-8")
    return path


def import_grid(folder: Path) -> Path:
    """The root under which the city `grid` lies."""
    root = folder / "cities"
    import_city(write_osm(folder / "grid.osm"), name="grid", root=root)
    return root


STATIONS = [
    Station("S01", "一号站", "community", *corner(1, 1), particulars=Contact("张站长", "02886001234")),
    Station("S02", "二号站", "school", *corner(6, 6)),
]
FIRST_AID = (Qualification("first_aid"),)


def volunteer(number: int, *, team: Team = Team.MEDICAL, station: str = "S01") -> Volunteer:
    return Volunteer(
        f"V{number:02}",
        team,
        Mode.WALK,
        station=station,
        qualifications=FIRST_AID,
        particulars=Person(f"志愿者{number}", f"138000000{number:02}"),
    )


class Hand:
    """One principal at the API: `hand.post("/incidents", {...})`."""

    def __init__(self, app: App, token: str) -> None:
        self.client = app.test_client(use_cookies=False)
        self.token = token

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {} if body is None else {"json": body}
        return self.client.open(
            f"/api/v1{path}", method=method, headers={"Authorization": f"Bearer {self.token}", **named}, **sent
        )

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        return self.ask("POST", path, body if body is not None else {}, **headers)

    def put(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        return self.ask("PUT", path, body, **headers)


class GridCentre:
    """A running app with two stations and `people` volunteers on duty: the odd ones at S01, the even ones at S02."""

    def __init__(
        self,
        folder: Path,
        cities: Path,
        *,
        url: str = "",
        people: int = 4,
        now: Callable[[], datetime] = clock.now,
        **settings: Any,
    ) -> None:
        folder.mkdir(exist_ok=True)
        (folder / "cities").symlink_to(cities)
        self._open(Config(data_dir=folder, database_url=url, city="grid", **settings), now)
        self.office.duty.record_stations(STATIONS, by="test")
        crew = [volunteer(number, station=f"S0{2 - number % 2}") for number in range(1, people + 1)]
        self.office.people.record(crew, by="test")
        for one in crew:
            self.office.duty.check_in(one.id, str(one.station), by="test")

    def _open(self, config: Config, now: Callable[[], datetime]) -> None:
        self.app = App(config, now)
        self.office = self.app.office

    def beside(self) -> Self:
        """Another server of the same centre."""
        other = copy(self)
        other._open(self.office.config, self.office.now)
        return other

    @property
    def store(self) -> SqlStore:
        store = self.office.log.store
        assert isinstance(store, SqlStore)
        return store

    def hand(self, role: Role = Role.DISPATCHER, **whose: Any) -> Hand:
        return Hand(self.app, self.office.accounts.issue(role, **whose))

    def close(self) -> None:
        self.app.close()


def place(column: float, row: float) -> dict[str, Any]:
    lon, lat = corner(column, row)
    return {"lon": lon, "lat": lat, "crs": "WGS84"}


def call(column: float = 2, row: float = 1, **more: Any) -> dict[str, Any]:
    return {"type": "medical", "level": 2, "location": place(column, row), **more}


class Clock:
    """A clock that the test moves."""

    def __init__(self, at: datetime = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def forward(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)
