"""A planner asks how many people each station needs on a Monday, and reads what would help most."""

import re

from playwright.sync_api import expect

from tests.stories.test_planning_page import SOON_MS, Planner, planner

__all__ = ["planner"]


def test_staffing_is_asked_for_and_told_by_station_and_hour(planner: Planner) -> None:
    page = planner.open()
    page.get_by_role("tab", name="人手").click()
    form = page.get_by_role("form", name="人手")
    form.get_by_label("技能").select_option("medical")
    form.get_by_label("哪些小时").select_option("0")
    form.get_by_label("目标概率").fill("60")
    form.get_by_role("button", name="计算人手").click()
    part = page.get_by_role("tabpanel")
    expect(part.get_by_text("最有用的一个班次")).to_be_visible(timeout=SOON_MS)
    expect(part.get_by_text("最有用的一名新人")).to_be_visible()
    expect(part.get_by_text("目标 60.0%（医疗救护，自定）")).to_be_visible()
    table = part.get_by_role("table", name=re.compile("已排／需要"))
    expect(table.get_by_role("row")).to_have_count(24)  # the hours, 20 stations, three sums
    expect(table.locator(".staff-short, .staff-enough").first).to_have_text(re.compile(r"\d+ / \d+(▼ 缺 \d+ 人|● 够)"))
