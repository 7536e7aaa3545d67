"""A drill as it is led: started on its page, seen on the console, paused, played at 60×, and looked back on."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from dispatch.config import Config
from dispatch.web.app import App
from tests.serving import behind_a_port
from tests.stories.browsing import Desk, shoot
from tests.stories.test_console_desk import violations
from tests.web.grid import corner, import_grid

SOON_MS = 30_000
LON, LAT = corner(3, 3)
SCRIPT = f"""
name = "街区积水演练"
kind = "flood"
lasts = "0:12"
asks_after_s = 20
[enrolled]
teams = ["medical", "supply"]
[[goal]]
kind = "all_alerted"
within_s = 60
[[goal]]
kind = "participations"
at_least = 1
[[inject]]
at = "0:00"
kind = "weather"
text = "暴雨红色预警"
[[inject]]
at = "0:02"
kind = "call"
type = "flood"
level = 2
lon = {LON}
lat = {LAT}
crs = "WGS84"
text = "底层进水"
needs = [{{ role = "patient", team = "medical", count = 3 }}, {{ role = "supply", team = "supply", count = 3 }}]
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("drill")
    cities: Path = import_grid(folder)
    (folder / "drills").mkdir()
    (folder / "drills" / "block.toml").write_text(SCRIPT, encoding="utf-8")
    app = App(Config(data_dir=cities.parent, city="grid", demo=True))
    with behind_a_port(app) as address:
        yield address
    app.close()


def test_a_drill_is_started_seen_everywhere_paused_and_told(
    browser: Browser, browser_context_args: dict[str, Any], address: str
) -> None:
    desk = Desk(browser.new_context(**browser_context_args), address)
    errors: list[str] = []
    page = desk.page.context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{address}/drills")
    expect(page.get_by_text("地点")).not_to_have_count(0)  # those of the demo city are nowhere in this one
    page.get_by_role("radio", name="街区积水演练").check()
    page.get_by_role("checkbox", name="由模拟人员代为应答").check()
    page.get_by_label("速度").select_option("60")
    assert violations(page) == []
    page.get_by_role("button", name="开始演练").click()
    expect(page.locator(".going")).to_contain_text("【演练】街区积水演练 · 进行中", timeout=SOON_MS)

    banner = desk.page.locator(".banner.drill")
    expect(banner).to_contain_text("【演练】街区积水演练", timeout=SOON_MS)
    expect(banner).to_contain_text("60 倍速")
    expect(banner).to_contain_text("刚播出：")
    expect(desk.page.locator(".queue-item").first).to_contain_text("【演练】", timeout=SOON_MS)
    page.get_by_role("button", name="暂停").click()
    expect(banner).to_contain_text("暂停")
    stood = banner.locator(".elapsed").inner_text()
    assert violations(desk.page) == []
    desk.shoot("drill-console-zh")
    desk.page.wait_for_timeout(1_500)  # a minute and a half of the drill, were it not standing
    assert banner.locator(".elapsed").inner_text() == stood
    page.get_by_role("button", name="继续").click()
    expect(banner).to_have_count(0, timeout=SOON_MS)

    expect(page.get_by_role("row", name=re.compile("参演至少 1 人次"))).to_contain_text("达成", timeout=SOON_MS)
    expect(page.get_by_text("没有通知任何未报名的人。")).to_be_visible()
    expect(page.locator(".story")).to_contain_text("演练结束")
    page.get_by_label("下次要改进什么").fill("沙袋提前到位")
    page.get_by_role("button", name="记下").click()
    expect(page.locator(".lessons")).to_contain_text("沙袋提前到位")
    assert desk.rows("incidents") == desk.rows("drills") == []
    found = {}
    for other in ("English", "中文"):
        shoot(page, f"drill-{'zh' if other == 'English' else 'en'}")
        assert re.findall(r"\b(?:drill|type|level)[a-z_]*\.[a-z_]+\b", page.locator("body").inner_text()) == []
        for light in ("dark", "light"):
            page.evaluate("(light) => (document.documentElement.dataset.theme = light)", light)
            found[other, light] = violations(page)
        page.get_by_role("button", name=other).click()
    assert {where: broken for where, broken in found.items() if broken} == {}
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="记下")).to_be_hidden()
    expect(page.get_by_text("经验与改进（手写）：")).to_be_visible()
    assert desk.errors == errors == []
    desk.page.context.close()
