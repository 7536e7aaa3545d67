"""A simulated day as a newcomer sees it: a call comes, somebody sets out, moves and arrives, and one click ends it."""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from dispatch import clock
from dispatch.config import Config
from dispatch.web.app import App
from tests.serving import behind_a_port
from tests.stories.browsing import Desk, picture
from tests.web.grid import import_grid

TIMES = 8
"""How much faster than the wall's the clock of this centre goes."""
ACCENT = "#3cc9b4"
SOON_MS = 60_000

SOMEBODY = """async (progress) => {
  const { rows } = await (await fetch("/api/v1/board")).json();
  return rows.some((row) => row.table === "assignments" && row.progress === progress);
}"""
MOVED = """async () => {
  const { rows } = await (await fetch("/api/v1/positions")).json();
  window.seen ??= new Map(rows.map((row) => [row.volunteer, `${row.lon},${row.lat}`]));
  return rows.filter(({ volunteer, lon, lat }) => (window.seen.get(volunteer) ?? `${lon},${lat}`) !== `${lon},${lat}`)
    .length >= 2;
}"""


class Hurried:
    """The wall clock, hurried."""

    def __init__(self) -> None:
        self._began_at, self._began = clock.now(), time.monotonic()

    def __call__(self) -> "clock.datetime":
        return self._began_at + timedelta(seconds=TIMES * (time.monotonic() - self._began))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("play")
    cities: Path = import_grid(folder)
    app = App(Config(data_dir=cities.parent, city="grid", demo=True, play=True), Hurried())
    with behind_a_port(app) as address:
        yield address
    app.close()


def test_a_city_is_at_work_until_one_click_stops_it(
    browser: Browser, browser_context_args: dict[str, Any], address: str
) -> None:
    languages = ("zh-CN", "en")
    desks = [Desk(browser.new_context(**browser_context_args), address, language=spoken) for spoken in languages]
    watching, other = desks
    banner, seen_elsewhere = (desk.page.locator(".banner.play") for desk in desks)
    expect(banner).to_contain_text("演示 · 来电、人员与应答均为模拟", timeout=SOON_MS)
    expect(seen_elsewhere).to_contain_text("Demo · calls, people and answers are all simulated", timeout=SOON_MS)
    expect(watching.page.locator(".queue-item").first).to_be_visible()

    watching.page.wait_for_function(SOMEBODY, arg="en_route", timeout=SOON_MS)
    watching.page.wait_for_function(MOVED, timeout=SOON_MS)
    expect(watching.page.locator(".map canvas")).to_be_visible(timeout=SOON_MS)
    assert picture(watching).count(ACCENT) > 20
    watching.shoot("play-zh")
    watching.page.wait_for_function(SOMEBODY, arg="on_scene", timeout=SOON_MS)

    banner.get_by_role("button", name="停止").click()
    expect(banner).to_contain_text("模拟已停止")
    expect(seen_elsewhere).to_contain_text("the simulation is stopped")
    for desk in desks:
        expect(desk.page.locator(".queue-item")).to_have_count(0)
    assert watching.rows("incidents") == watching.rows("assignments") == []
    other.page.wait_for_timeout(8_000)  # a minute of that clock, in which a call would have come
    assert watching.rows("incidents") == []
    assert watching.call("GET", "/positions")["rows"] == []

    banner.get_by_role("button", name="继续").click()
    expect(other.page.locator(".queue-item").first).to_be_visible()
    assert [desk.errors for desk in desks] == [[], []]
    for desk in desks:
        desk.page.context.close()
