"""The map on the screen: drawn from the machine's own tiles, with the machine's own fonts, and nothing from outside."""

import gzip
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.conftest import ROOT
from tests.serving import Served
from tests.stories.browsing import Desk, picture

# As static/src/map/base.js and css/tokens.css have them.
DARK = {
    "land": "#10161c",
    "water": "#0c2536",
    "main road": "#424d59",
    "side street": "#29333d",
    "street name": "#8e9aa6",
}
LIGHT = {
    "land": "#f3f3ef",
    "water": "#bcd8e8",
    "main road": "#fdeec8",
    "side street": "#ffffff",
    "street name": "#5e6469",
}
STATION = "#dfe7ee"
DIST = ROOT / "static" / "dist"
LEAST_PIXELS = {"land": 20_000, "water": 800, "main road": 1_500, "side street": 200, "street name": 200}


@pytest.fixture
def desk(context: BrowserContext, centre: Served) -> Desk:
    opened = Desk(context, centre.address)
    opened.page.keyboard.press("2")  # zones off: they tint everything
    opened.wait_for_map()
    return opened


def test_streets_water_and_names_are_on_the_canvas_in_both_lights(desk: Desk) -> None:
    for name, palette in (("dark", DARK), ("light", LIGHT)):
        if name == "light":
            desk.page.get_by_role("button", name="浅色").click()
            expect(desk.page.locator("html")).to_have_attribute("data-theme", "light")
            desk.wait_for_map()
        drawn = picture(desk)
        counts = {what: drawn.count(colour, within=10 * (what == "street name")) for what, colour in palette.items()}
        assert {what for what, count in counts.items() if count < LEAST_PIXELS[what]} == set(), f"{name}: {counts}"


def test_a_layer_goes_and_comes_by_its_number(desk: Desk) -> None:
    shown = picture(desk).count(STATION)
    desk.page.keyboard.press("1")
    expect(desk.page.get_by_role("button", name="1 站点")).to_have_attribute("aria-pressed", "false")
    desk.wait_for_map()
    hidden = picture(desk).count(STATION)
    desk.page.keyboard.press("1")
    desk.wait_for_map()
    again = picture(desk).count(STATION)
    assert shown > 1_000
    assert hidden < shown / 10
    assert again == shown


def test_no_request_leaves_the_machine(desk: Desk, centre: Served) -> None:
    hosts = {urlsplit(url).netloc for url in desk.asked if not url.startswith(("data:", "blob:"))}
    assert hosts == {urlsplit(centre.address).netloc}
    assert [url for url in desk.asked if url.endswith(".pmtiles")]
    assert desk.errors == []


def test_the_bundle_is_light_enough_for_a_slow_line() -> None:
    def gzipped(*names: str) -> int:
        return sum(len(gzip.compress((DIST / name).read_bytes())) for name in names)

    assert gzipped("console.js", "console.css", "maplibre-worker.js") < 600_000
    assert gzipped("volunteer.js", "volunteer.css") < 60_000
