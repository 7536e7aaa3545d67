"""Five thousand people who move are drawn where they are, and can be asked who they are."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import BrowserContext, expect

from tests.serving import served
from tests.stories.browsing import Desk, Picture, picture
from tests.stories.crowd import LOGIN, Crowd

PEOPLE = 5_000
READY = "#b7c6d3"
SOON_S = 30


@pytest.fixture
def crowd(chengdu: Path, tmp_path: Path) -> Iterator[Crowd]:
    (tmp_path / "cities").symlink_to(chengdu)
    gathered = Crowd(tmp_path, "chengdu", PEOPLE)
    yield gathered
    gathered.stop()


def halves(desk: Desk) -> tuple[int, int]:
    """Pixels of people who are ready to go, in the left and in the right half of the map."""
    seen = picture(desk)
    left, right = np.array_split(seen.rgb, 2, axis=1)
    return Picture(0, 0, left).count(READY, within=24), Picture(0, 0, right).count(READY, within=24)


def seen_when(desk: Desk, wanted: Callable[[int, int], bool]) -> None:
    """Positions are pushed once a second and drawn at the next frame."""
    ends = time.monotonic() + SOON_S
    while not wanted(*(counted := halves(desk))):
        assert time.monotonic() < ends, counted


def test_thousands_move_across_the_map_and_each_can_be_clicked(
    context: BrowserContext, crowd: Crowd, tmp_path: Path
) -> None:
    west, south, east, north = crowd.city.bbox
    rng = np.random.default_rng(7)

    def between(low: float, high: float) -> np.ndarray:
        across = west + (east - west) * rng.uniform(low, high, PEOPLE)
        return np.column_stack([across, south + (north - south) * rng.uniform(0.3, 0.7, PEOPLE)])

    with served(tmp_path, "chengdu", url=crowd.url) as server:
        desk = Desk(context, server.address, login=LOGIN)
        for key in "12":  # stations and zones off
            desk.page.keyboard.press(key)
        desk.wait_for_map()
        left, right = halves(desk)  # letters of the base map have some of that colour, too
        crowd.place(between(0.25, 0.45))
        seen_when(desk, lambda now_left, now_right: now_left > left + 1_500 and now_right < right + 500)
        crowd.place(between(0.55, 0.75))
        seen_when(desk, lambda now_left, now_right: now_right > right + 1_500 and now_left < left + 500)
        desk.shoot("crowd-zh")

        crowd.place(np.tile([(west + east) / 2, (south + north) / 2], (PEOPLE, 1)))
        seen_when(desk, lambda now_left, now_right: now_right < right + 500)
        desk.page.locator(".map-canvas").click()  # in its middle, where the middle of the city is
        card = desk.page.locator(".map-card")
        expect(card.locator("h3")).to_contain_text("演示")
        expect(card.locator(".placed.live")).to_contain_text("秒前")
        assert desk.errors == []
