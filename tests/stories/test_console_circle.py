"""The live circle at the console: asked for by its key, told in words, drawn anew when somebody comes on duty."""

import re

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.serving import Served
from tests.stories.browsing import Desk

SOON_MS = 20_000
FIGURE = re.compile(r"现在可出动(\d+)人：15分钟内有人能到的住处占([\d.]+)%，两人都能到的占([\d.]+)%")


@pytest.fixture
def desk(context: BrowserContext, centre: Served) -> Desk:
    return Desk(context, centre.address)


def figure(desk: Desk) -> tuple[int, float, float]:
    """People, and the shares that one and two of them cover, per cent."""
    found = FIGURE.match(desk.page.locator(".circle-tools p").inner_text())
    assert found is not None
    people, once, twice = found.groups()
    return int(people), float(once), float(twice)


def test_the_circle_follows_who_is_on_duty_and_says_what_it_covers(desk: Desk):
    page = desk.page
    tools = page.locator(".circle-tools")
    expect(tools).to_have_count(0)
    page.keyboard.press("9")
    expect(tools.locator("p")).to_contain_text(FIGURE, timeout=SOON_MS)
    people, once, twice = figure(desk)
    assert people > 2
    assert 0 < twice <= once <= 100
    on_duty = [row for row in desk.rows("volunteers") if row["team"] == "medical" and row["duty"] == "on_duty"]
    leaves = next(row for row in on_duty if row["committed"] is None)
    station = leaves["duty_station"]
    desk.call("POST", "/duty/check-out", {"station": station, "volunteer": leaves["id"]})
    expect(tools.locator("p")).to_contain_text(f"现在可出动{people - 1}人", timeout=SOON_MS)
    desk.call("POST", "/duty/check-in", {"station": station, "volunteer": leaves["id"]})
    expect(tools.locator("p")).to_contain_text(f"现在可出动{people}人", timeout=SOON_MS)
    assert figure(desk) == (people, once, twice)
    desk.wait_for_map()
    desk.shoot("circle")
    with page.expect_response(lambda answer: "skill=psychological" in answer.url) as asked:
        tools.get_by_label("按队伍或资质").select_option("心理干预")
    there = asked.value.json()["features"][0]["properties"]["people"]
    expect(tools.locator("p")).to_contain_text(f"现在可出动{there}人")
    page.keyboard.press("9")
    expect(tools).to_have_count(0)
    assert desk.errors == []


def test_the_day_is_looked_through_with_the_arrows_and_left_again(desk: Desk):
    page = desk.page
    page.keyboard.press("9")
    tools = page.locator(".circle-tools")
    hours = tools.get_by_label("响应圈24小时时间轴")
    expect(tools.locator("p")).to_contain_text(FIGURE, timeout=SOON_MS)
    expect(hours).to_have_attribute("aria-valuetext", "现在", timeout=SOON_MS)
    hours.focus()
    with page.expect_response(lambda answer: "/circle?" in answer.url and "&at=" in answer.url):
        hours.press("ArrowRight")
    expect(tools.locator("p")).to_contain_text(
        re.compile(r"按排班：可出动\d+人，一人及时到占[\d.]+%，两人占[\d.]+%"), timeout=SOON_MS
    )
    desk.wait_for_map()
    desk.shoot("circle-day")
    tools.get_by_role("button", name="回到现在").click()
    expect(tools.locator("p")).to_contain_text(FIGURE, timeout=SOON_MS)
    assert desk.errors == []
