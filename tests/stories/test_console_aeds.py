"""AEDs at the console: which can be taken now, who fetches one, and what became of it."""

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.serving import Served
from tests.stories.browsing import Desk


@pytest.fixture
def desk(context: BrowserContext, centre: Served) -> Desk:
    return Desk(context, centre.address)


def test_the_list_and_the_card_say_what_each_is_worth_and_who_goes_past_one(desk: Desk):
    page = desk.page
    layer = page.locator(".layers").get_by_role("button", name="AED")
    expect(layer).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("8")
    expect(layer).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("8")
    page.keyboard.press("l")
    kind = page.locator("details.kind", has_text="AED")
    kind.locator("summary").click()
    kind.get_by_role("button", name="全部").click()
    expect(kind.get_by_role("row", name="虚构公园1管理处")).to_contain_text("已过期")
    expect(kind.get_by_role("row", name="虚构影院1")).to_contain_text("开放时间不明")
    expect(kind.get_by_role("row", name="虚构广场1")).to_contain_text("现在可取")
    kind.get_by_role("row", name="虚构广场1").get_by_role("button").click()
    card = page.locator(".map-card")
    expect(card).to_contain_text("24小时")
    card.get_by_role("button", name="保管人与取用").click()
    expect(card).to_contain_text("演示·保管")
    card.get_by_label("报告状态").select_option("使用中")
    expect(kind.get_by_role("row", name="虚构广场1")).to_contain_text("使用中")
    desk.shoot("aeds")
    incident = desk.take_call()
    desk.in_queue(incident).click()
    expect(page.locator(".candidate .fetches").first).to_contain_text("先取 AED:虚构")
    assert desk.errors == []
