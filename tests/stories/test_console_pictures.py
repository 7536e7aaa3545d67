"""A shift in pictures, as the READMEs show it: five calls at once, in both languages and both lights, and a phone."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.serving import Served
from tests.stories.browsing import Desk, picture

SOON_MS = 20_000
ASKED = 4
CALLS = [
    ("medical", 2, 104.0858, 30.6888, "人民北路二段18号院3栋2单元", "老人胸痛，意识清楚，已通知120"),
    ("fire", 1, 104.1085, 30.6755, "建设北路三段建材市场", "二楼冒烟，已通知119"),
    ("psychological", 3, 104.0702, 30.7010, "沙湾路258号", "来电人情绪激动"),
    ("traffic", 3, 104.0625, 30.6643, "玉沙路与顺城大街路口", "电动车与行人相撞"),
    ("supply", 4, 104.1155, 30.7112, "府青路三段社区服务中心", "送被褥20套"),
]
STEPS = {"medical": ["en_route"], "fire": ["en_route", "on_scene"], "psychological": [], "traffic": ["en_route"]}
ACCENT = {"dark": "#3cc9b4", "light": "#00796b"}


@pytest.fixture
def wall(browser: Browser, browser_context_args: dict[str, Any], centre: Served) -> Iterator[Desk]:
    """The large screen."""
    context = browser.new_context(**{**browser_context_args, "viewport": {"width": 1920, "height": 1080}})
    desk = Desk(context, centre.address)
    yield desk
    assert desk.errors == []
    context.close()


def test_five_calls_at_once(wall: Desk) -> None:
    incidents = [
        wall.take_call(
            type=kind,
            level=level,
            location={"lon": lon, "lat": lat, "crs": "WGS84"},
            address=address,
            note=note,
            caller={"name": "陈女士", "phone": "13800000000"},
        )
        for kind, level, lon, lat, address, note in CALLS
    ]
    for (kind, *_), incident in zip(CALLS[:4], incidents, strict=False):
        send(wall, incident, STEPS[kind])

    wall.in_queue(incidents[0]).get_by_role("button").click()
    expect(wall.page.locator(".timeline li").first).to_be_visible(timeout=SOON_MS)
    wall.wait_for_map()
    wall.shoot("console-zh")
    routes = {"dark": picture(wall).count(ACCENT["dark"])}

    wall.page.get_by_role("button", name="浅色").click()
    wall.page.get_by_role("button", name="English").click()
    expect(wall.page.locator("html")).to_have_attribute("lang", "en")
    wall.wait_for_map()
    wall.shoot("console-en")
    routes["light"] = picture(wall).count(ACCENT["light"])
    assert min(routes.values()) > 1_000, routes


def send(desk: Desk, incident: int, steps: list[str]) -> None:
    """The nearest few are asked, so that the night watch too is enough for all; one of each role goes."""
    people = desk.call("GET", f"/incidents/{incident}/candidates")["people"]
    nearest = [one["volunteer"] for one in people if one["rank"] is not None][:ASKED]
    wave = desk.call("POST", f"/incidents/{incident}/alerts", {"volunteers": nearest})
    for asked in {alert["role"]: alert["id"] for alert in reversed(wave["alerts"])}.values():
        accepted = desk.call("POST", f"/alerts/{asked}/answer", {"answer": "accept"})
        for progress in steps:
            desk.call("POST", f"/assignments/{accepted['assignment']}/progress", {"progress": progress})
