"""What the map lacks, drawn at the console: a gate by mouse, an alley by keyboard alone."""

import math
import re
from pathlib import Path

import numpy as np
import pytest
import shapely
from playwright.sync_api import BrowserContext, expect

from dispatch.words import say
from maps.cities import open_city
from maps.speeds import Mode
from tests.serving import Served
from tests.stories.browsing import SCENE, Desk

ZOOM = 15
METRES_PER_DEGREE = 111_320
ACCESS = say("eta.access_s", "zh-CN")


def px(lat: float) -> float:
    """Metres to a pixel at `ZOOM`: MapLibre's tiles are 512 wide."""
    return 2 * math.pi * 6_378_137 * math.cos(math.radians(lat)) / 512 / 2**ZOOM


@pytest.fixture
def desk(context: BrowserContext, centre: Served) -> Desk:
    return Desk(context, centre.address)


@pytest.fixture(scope="module")
def compound(chengdu: Path) -> shapely.Geometry:
    """The outline nearest to the scene of all that have a hectare or more and an outline on the way."""
    compounds = open_city("chengdu", root=chengdu).compounds
    shapes = compounds.shapes[: compounds.compounds]
    large = shapes[shapely.area(shapes) > 10_000 / METRES_PER_DEGREE**2]
    nearest: shapely.Geometry = large[shapely.distance(large, shapely.Point(SCENE)).argmin()]
    return nearest


def test_a_gate_drawn_on_a_compound_is_in_the_times(desk: Desk, compound: shapely.Geometry):
    inside = compound.representative_point()
    incident = desk.take_call(location={"lon": inside.x, "lat": inside.y, "crs": "WGS84"})
    desk.in_queue(incident).click()
    row = desk.page.locator(".candidate").first
    expect(row).to_be_visible()
    expect(desk.page.locator(".approach")).to_have_count(0)
    first = desk.call("GET", f"/incidents/{incident}/candidates")["people"][0]
    assert first["eta_parts"]["access_s"] == 0

    desk.page.keyboard.press("l")
    desk.page.get_by_role("button", name=say("maplist.show_of", "zh-CN", name=f"{incident}号事件")).click()
    desk.wait_for_map()
    desk.page.get_by_role("button", name="画门").click()
    border = shapely.shortest_line(inside, shapely.boundary(compound)).coords[1]
    box = desk.page.locator(".map-canvas").bounding_box()
    assert box is not None
    east_m = (border[0] - inside.x) * METRES_PER_DEGREE * math.cos(math.radians(inside.y))
    north_m = (border[1] - inside.y) * METRES_PER_DEGREE
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    desk.page.mouse.click(x + east_m / px(inside.y), y - north_m / px(inside.y))
    tool = desk.page.locator(".ground-tool")
    tool.get_by_label("名称").fill("测试东门")
    tool.get_by_label("开放时间").fill("00:00-23:59")
    tool.get_by_label("门禁口令").fill("1234")
    tool.get_by_role("button", name="保存").click()
    expect(tool).to_have_count(0)
    expect(desk.page.get_by_text("门已保存,到达时间已更新")).to_be_visible()

    desk.in_queue(incident).click()
    expect(desk.page.locator(".approach")).to_contain_text("测试东门")
    expect(desk.page.locator(".approach")).to_contain_text("开到 23:59")
    after = desk.call("GET", f"/incidents/{incident}/candidates")["people"][0]
    assert after["eta_parts"]["access_s"] > 0
    expect(desk.page.locator(".candidate .eta-bar").first).to_have_attribute("title", re.compile(ACCESS))

    desk.page.keyboard.press("l")
    listed = desk.page.locator(".ground li", has_text="测试东门")
    expect(listed).to_contain_text("00:00-23:59")
    desk.shoot("ground-gate")
    listed.get_by_role("button", name="查看口令和电话").click()
    expect(listed).to_contain_text("1234")
    listed.get_by_role("button", name="删除测试东门").click()
    expect(desk.page.locator(".ground li")).to_have_count(0)
    desk.in_queue(incident).click()
    expect(desk.page.locator(".approach")).to_have_count(0)
    assert desk.errors == []


def test_an_alley_is_drawn_with_the_keyboard_alone(desk: Desk, chengdu: Path):
    """The map is looked at from a street; its middle is taken, moved by arrow keys, and taken again."""
    network = open_city("chengdu", root=chengdu).network
    main = network.edge_from[network.edge_main & Mode.WALK.main_bit != 0]
    place = network.node_lonlat[main[np.hypot(*(network.node_lonlat[main] - SCENE).T).argmin()]].tolist()
    incident = desk.take_call(location={"lon": place[0], "lat": place[1], "crs": "WGS84"})
    page = desk.page
    desk.wait_for_map()
    page.keyboard.press("l")
    page.get_by_role("button", name=say("maplist.show_of", "zh-CN", name=f"{incident}号事件")).focus()
    page.keyboard.press("Enter")
    desk.wait_for_map()
    page.get_by_role("button", name="画小路").focus()
    page.keyboard.press("Enter")
    tool = page.locator(".ground-tool")
    middle = tool.get_by_role("button", name="取地图中心")
    middle.focus()
    page.keyboard.press("Enter")
    expect(tool.locator(".hint")).to_have_text("已画 1 点")
    page.locator(".map-canvas canvas").focus()
    page.keyboard.press("ArrowUp")
    desk.wait_for_map()
    middle.focus()
    page.keyboard.press("Enter")
    expect(tool.locator(".hint")).to_have_text("已画 2 点")
    tool.get_by_label("名称").focus()
    page.keyboard.type("Ren min xiang")
    page.keyboard.press("Enter")
    expect(tool).to_have_count(0)
    [alley] = desk.rows("alleys")
    (west, south), (east, north) = alley["geometry"]["coordinates"]
    assert (west, south) == pytest.approx(place, abs=2e-6)
    assert east == pytest.approx(west, abs=2e-6)
    assert north > south
    expect(page.locator(".ground li")).to_contain_text("Ren min xiang")
    assert desk.errors == []
