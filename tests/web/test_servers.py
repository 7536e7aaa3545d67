"""Two servers on one database: each pushes to its own consoles whatever any of them wrote."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from dispatch.web.principal import Role
from tests.serving import Console, Served, served
from tests.web.grid import GridCentre, call


@pytest.fixture(params=["sqlite", "postgresql"])
def servers(request: pytest.FixtureRequest, tmp_path: Path, grid_cities: Path) -> Iterator[list[Served]]:
    url = f"sqlite:///{tmp_path / 'shared.sqlite'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    GridCentre(tmp_path / "centre", grid_cities, url=url).close()
    with ExitStack() as running:
        yield [running.enter_context(served(tmp_path / "centre", "grid", url=url)) for _ in range(2)]


def test_what_one_writes_the_other_shows(servers: list[Served]) -> None:
    token = servers[0].token(Role.DISPATCHER)
    with ExitStack() as stack:
        desks = [stack.enter_context(server.client(token)) for server in servers]
        screens = [Console(desk, server.address, token).open() for desk, server in zip(desks, servers, strict=True)]
        for writer, watcher in ((0, 1), (1, 0)):
            incident = desks[writer].post("/incidents", json=call()).raise_for_status().json()["id"]
            screens[watcher].until(lambda screen, incident=incident: screen.row("incidents", incident), timeout=1)
            desks[watcher].post(f"/incidents/{incident}/notes", json={"text": "看到了"}).raise_for_status()
        head = desks[0].get("/board").json()["seq"]
        for screen in screens:
            screen.until(lambda screen: screen.seq == head, timeout=1)
            screen.cut()
        assert screens[0].rows == screens[1].rows
