"""A duty officer's morning, by keyboard: what is in the cupboard, and a station that falls short."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.serving import behind_a_port
from tests.stories.browsing import officers_page, shoot
from tests.stories.test_console_desk import violations
from tests.web.grid import Clock, GridCentre, import_grid

SOON_MS = 20_000


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[GridCentre, str]]:
    """A kit whose gauze expires today lies at S01, where nobody is on duty; three are at S02."""
    folder: Path = tmp_path_factory.mktemp("kit")
    clock = Clock()
    centre = GridCentre(folder / "centre", import_grid(folder), people=4, now=clock)
    desk = centre.hand()
    today = (clock() + timedelta(hours=8)).date().isoformat()
    gauze = {"item": "敷料", "par": 10, "amount": 10, "batch": "B1", "expires_on": today}
    kit = {"kind": "first_aid", "name": "急救包1", "station": "S01", "seal": "F1", "items": [gauze]}
    assert desk.put("/kits/K1", kit).status_code == 201
    for volunteer in ("V01", "V03"):
        desk.post("/duty/check-out", {"station": "S01", "volunteer": volunteer})
    with behind_a_port(centre.app) as address:
        yield centre, address
    centre.close()


@pytest.fixture
def page(browser: Browser, browser_context_args: dict[str, Any], morning: tuple[GridCentre, str]) -> Iterator[Page]:
    centre, address = morning
    with officers_page(browser, browser_context_args, centre, address) as opened:
        yield opened


def test_what_was_used_is_entered_and_asked_for_again(page: Page, morning: tuple[GridCentre, str]) -> None:
    page.keyboard.press("3")
    expect(page.get_by_role("heading", name="物资")).to_be_focused()
    row = page.get_by_role("row", name="急救包1").first
    expect(row).to_contain_text("临期")
    page.get_by_role("button", name="物品 K1").focus()
    page.keyboard.press("Enter")
    opened = page.get_by_role("region", name="急救包1")
    opened.get_by_label("数量", exact=True).fill("4")
    page.keyboard.press("Enter")
    expect(page.get_by_text("已登记。")).to_be_visible(timeout=SOON_MS)
    expect(row).to_contain_text("敷料 缺 4 件")
    expect(row).to_contain_text("不齐")
    order = page.locator(".restock").get_by_role("row", name="敷料")
    expect(order.get_by_role("cell").last).to_have_text("10")
    assert violations(page) == []
    shoot(page, "duty-kit")

    opened.get_by_role("button", name="冲正 1").click()
    expect(row).to_contain_text("临期", timeout=SOON_MS)
    expect(opened.get_by_text("已冲正")).to_be_visible()
    centre, _ = morning
    amounts = [one.amount for one in centre.office.log.board().kits.movements["K1"]]
    assert amounts == [-4, 4]


def test_a_station_without_anybody_says_so_and_who_could_come(page: Page) -> None:
    page.keyboard.press("2")
    expect(page.get_by_role("heading", name="就绪")).to_be_focused()
    row = page.get_by_role("row", name="一号站 S01")
    expect(row).to_contain_text("不足")
    expect(row).to_contain_text("会急救的人要 1 人，连备勤只有 0 人")
    row.get_by_role("button", name="谁能补上").focus()
    page.keyboard.press("Enter")
    advice = page.get_by_role("region", name="一号站：谁能补上")
    expect(advice).to_contain_text("138****0001", timeout=SOON_MS)
    expect(advice).to_contain_text("二号站 · 步行")
    expect(advice).to_contain_text("的居民")
    assert violations(page) == []
    shoot(page, "duty-readiness")
