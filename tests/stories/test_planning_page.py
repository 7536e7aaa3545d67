"""A planner at the planning page: a station is moved by keys, undone, saved, shared, and the next one looked for."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from dispatch.web.auth import COOKIE
from dispatch.web.principal import Role
from tests.serving import Served
from tests.stories.browsing import shoot
from tests.stories.test_console_desk import violations

SOON_MS = 60_000


class Planner:
    def __init__(self, context: BrowserContext, server: Served) -> None:
        self.address = server.address
        self.errors: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        context.add_cookies([{"name": COOKIE, "value": server.token(Role.PLANNER), "url": server.address}])
        self.page.add_init_script("localStorage.setItem('fifteen.language', 'zh-CN')")

    def open(self, query: str = "") -> Page:
        self.page.goto(f"{self.address}/planning{query}")
        expect(self.page.get_by_test_id("figures")).to_be_visible(timeout=SOON_MS)
        expect(self.page.locator(".pin")).to_have_count(20, timeout=SOON_MS)
        return self.page


@pytest.fixture
def planner(browser: Browser, browser_context_args: dict[str, Any], centre: Served) -> Iterator[Planner]:
    context = browser.new_context(**browser_context_args)
    opened = Planner(context, centre)
    yield opened
    assert opened.errors == []
    context.close()


def median(page: Page) -> str:
    """Once the answer is there."""
    expect(page.get_by_role("main")).to_have_attribute("aria-busy", "false", timeout=SOON_MS)
    return page.get_by_test_id("figures").locator("div", has_text="中位时间").locator("strong").inner_text()


def test_a_station_is_moved_by_keys_undone_saved_and_shared(
    planner: Planner, browser: Browser, browser_context_args: dict[str, Any], centre: Served
) -> None:
    page = planner.open()
    page.get_by_text("问题：分钟、方式、时间、天气、人口").click()
    page.get_by_label("出行方式").select_option("walk")
    figures = page.get_by_test_id("figures")
    before, pin = median(page), page.locator(".pin").first
    pin.focus()
    for _ in range(24):
        pin.press("ArrowRight")
    expect(figures).to_contain_text("更", timeout=SOON_MS)  # 更好 or 更差
    pin.press("Enter")
    expect(page.locator(".pin-moved")).to_have_count(1)
    moved = median(page)
    page.get_by_role("button", name="撤销", exact=True).first.click()
    expect(figures).not_to_contain_text("更", timeout=SOON_MS)
    assert median(page) == before
    page.get_by_role("button", name="重做").click()
    expect(figures).to_contain_text("更", timeout=SOON_MS)
    page.get_by_role("tab", name="方案").click()
    page.get_by_label("名称").fill("向东一千二百米")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".kept")).to_contain_text("第 1 版", timeout=SOON_MS)
    expect(page).to_have_url(f"{planner.address}/planning?plan=1")
    assert violations(page) == []

    context = browser.new_context(**browser_context_args)
    other = Planner(context, centre)
    read = other.open("?plan=1")
    expect(read.locator(".plan-name")).to_have_text("向东一千二百米")
    expect(read.locator(".pin-moved")).to_have_count(1)
    expect(read.get_by_test_id("figures")).to_contain_text("更", timeout=SOON_MS)
    assert median(read) == moved
    assert other.errors == []
    context.close()


def test_the_next_station_is_looked_for_stopped_and_taken_over(planner: Planner) -> None:
    page = planner.open()
    page.get_by_text("问题：分钟、方式、时间、天气、人口").click()
    page.get_by_label("出行方式").select_option("walk")
    page.get_by_role("tab", name="下一处").click()
    page.get_by_label("最多新增几处").fill("20")
    page.get_by_role("button", name="找下一处").click()
    page.get_by_role("button", name="停止").click(timeout=SOON_MS)
    expect(page.locator(".run")).to_have_attribute("data-state", "stopped", timeout=SOON_MS)
    page.get_by_label("最多新增几处").fill("1")
    page.get_by_role("button", name="找下一处").click()
    expect(page.locator(".run")).to_have_attribute("data-state", "done", timeout=SOON_MS)
    expect(page.locator(".steps")).to_contain_text("新增 1 处")
    page.get_by_role("button", name="采用这 1 处").click()
    expect(page.locator(".pin-added")).to_have_count(1)
    shoot(page, "planning")


def test_a_plan_is_made_for_a_file_of_ones_own(planner: Planner) -> None:
    page = planner.open()
    stand = page.evaluate("() => fetch('/api/v1/planning/today').then((answer) => answer.json())")["sites"][0]
    rows = f"lon,lat,people,name\n{stand['lon']},{stand['lat']},30,东苑\n{stand['lon']},{stand['lat']},-1,负数\n"
    page.get_by_text("问题：分钟、方式、时间、天气、人口").click()
    page.get_by_label("覆盖对象").select_option("file")
    page.get_by_label("上传文件").set_input_files({"name": "居民.csv", "mimeType": "text/csv", "buffer": rows.encode()})
    expect(page.get_by_label("需求文件")).to_contain_text("居民.csv", timeout=SOON_MS)
    expect(page.locator(".remarks")).to_contain_text("负数")
    expect(page.get_by_test_id("figures")).to_contain_text("100.0%", timeout=SOON_MS)
    assert violations(page) == []
    shoot(page, "planning-brought")
    page.get_by_label("覆盖对象").select_option("places")
    page.get_by_label("学校、幼儿园").check()
    expect(page.get_by_test_id("figures")).to_contain_text("处", timeout=SOON_MS)
