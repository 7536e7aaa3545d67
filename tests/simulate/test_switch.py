"""The switch of a simulated day, over HTTP and on the command line."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from dispatch.web.principal import Role
from tests.serving import DISPATCH
from tests.web.grid import Clock, GridCentre, call, import_grid


@pytest.fixture(scope="session")
def grid_cities(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return import_grid(tmp_path_factory.mktemp("grid"))


@pytest.fixture
def demo(tmp_path: Path, grid_cities: Path) -> Iterator[GridCentre]:
    """A demo of the grid town with nobody but the fictional people."""
    opened = GridCentre(tmp_path / "demo", grid_cities, people=0, demo=True, now=Clock())
    yield opened
    opened.close()


def test_it_is_off_until_it_is_asked_for_and_stops_when_it_is_told(demo: GridCentre) -> None:
    hand = demo.hand()
    assert hand.get("/play").json == {"running": False, "offered": False}
    assert hand.post("/play", {"running": True}).json == {"running": True, "offered": True}
    assert demo.hand(Role.PLANNER).get("/play").json["running"]
    assert hand.post("/play", {"running": False}).json == {"running": False, "offered": True}


def test_stopping_closes_what_a_play_left_even_on_a_server_that_never_played(demo: GridCentre) -> None:
    demo.office.play.begin()
    clock = demo.office.now
    assert isinstance(clock, Clock)
    clock.forward(20)
    demo.office.play.tick()
    hand, other = demo.hand(), demo.beside()
    taken = hand.post("/incidents", call()).json["id"]
    assert len(demo.office.log.board().incidents.incidents) > 1
    other.hand().post("/play", {"running": False})
    other.close()
    assert list(demo.office.log.board().incidents.incidents) == [taken]


def test_only_dispatchers_and_administrators_turn_it(demo: GridCentre) -> None:
    assert demo.hand(Role.AUDITOR).post("/play", {"running": True}).status_code == 403
    assert demo.hand(Role.ADMIN).post("/play", {"running": True}).status_code == 200


def test_it_is_refused_where_anybody_is_real(tmp_path: Path, grid_cities: Path) -> None:
    centre = GridCentre(tmp_path / "real", grid_cities, demo=True)
    refusal = centre.hand().post("/play", {"running": True})
    centre.close()
    assert (refusal.status_code, refusal.json["code"]) == (409, "play_needs_fictional")


def test_serve_refuses_it_without_a_demo(tmp_path: Path, grid_cities: Path) -> None:
    data = tmp_path / "served"
    data.mkdir()
    (data / "cities").symlink_to(grid_cities)
    env = {**os.environ, "FIFTEEN_DATA": str(data), "LANG": "zh_CN.UTF-8", "LC_ALL": ""}
    command = [DISPATCH, "serve", "--city", "grid", "--port", "0", "--play"]
    answered = subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=60)
    assert (answered.returncode, answered.stdout) == (2, "")
    assert "只有在演示（--demo）且所有人员均为虚构时才能模拟" in answered.stderr
