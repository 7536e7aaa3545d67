"""The month's roster at a desk: filled by keyboard, against a rule, by the solver, and taken out."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from dispatch.web.auth import COOKIE
from dispatch.web.principal import Role
from tests.serving import Served
from tests.stories.test_console_desk import violations

MONTH = "2031-12"
"""Far ahead, so that nothing of it has begun whenever this is run."""
SOON_MS = 20_000
SOLVED_MS = 120_000


@pytest.fixture
def page(browser: Browser, browser_context_args: dict[str, Any], centre: Served) -> Iterator[Page]:
    context = browser.new_context(**browser_context_args)
    errors: list[str] = []
    opened = context.new_page()
    opened.on("pageerror", lambda error: errors.append(str(error)))
    context.add_cookies([{"name": COOKIE, "value": centre.token(Role.DISPATCHER), "url": centre.address}])
    opened.add_init_script("localStorage.setItem('fifteen.language', 'zh-CN')")
    yield opened
    assert errors == []
    context.close()


def cell(page: Page, row: int, column: int) -> Any:
    return page.locator(f'td[data-row="{row}"][data-column="{column}"]')


@pytest.fixture
def desk(centre: Served) -> Iterator[httpx.Client]:
    with centre.client(centre.token(Role.DISPATCHER)) as client:
        yield client


def test_an_officer_fills_a_month_by_keyboard_and_by_the_solver(page: Page, centre: Served, desk: httpx.Client) -> None:
    station = desk.get("/rosters/terms").json()["needs"][0]["station"]
    page.goto(f"{centre.address}/roster?month={MONTH}&station={station}")
    expect(page.get_by_text("还没有设定任何一班需要多少人")).to_be_visible(timeout=SOON_MS)
    page.get_by_label("资质或队伍").select_option("medical")
    needed = page.locator("section:has(#needs-title) li")
    for count, shift in enumerate(("day", "night"), 1):
        page.get_by_label("班次").select_option(shift)
        page.get_by_role("button", name="加上").click()
        expect(needed).to_have_count(count, timeout=SOON_MS)
    expect(page.get_by_text("还没有设定任何一班需要多少人")).to_have_count(0)
    cell(page, 0, 0).click(timeout=SOON_MS)
    page.keyboard.press("b")
    expect(cell(page, 0, 0)).to_have_text("白")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("y")
    expect(cell(page, 0, 2)).to_have_text("夜")
    expect(page.get_by_role("status")).to_contain_text("新排 1 班", timeout=SOON_MS)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("b")
    expect(page.get_by_role("heading", name="没有排上的格（1）")).to_be_visible(timeout=SOON_MS)
    expect(cell(page, 0, 3)).to_have_class("cell workday wrong")
    expect(cell(page, 0, 3)).not_to_contain_text("白")

    page.get_by_role("button", name="求解本月").click()
    expect(page.get_by_role("button", name="采纳建议")).to_be_enabled(timeout=SOLVED_MS)
    expect(page.locator(".cell.proposed").first).to_contain_text(re.compile("[白夜]"))
    assert violations(page) == []
    page.get_by_role("button", name="采纳建议").click()
    accepted = page.get_by_role("status")
    expect(accepted).to_contain_text("已采纳", timeout=SOON_MS)
    wanted = int(re.findall(r"排上 (\d+) 班", accepted.inner_text())[0])
    assert wanted == 2 * 31 - 2
    expect(page.locator(".cell.proposed")).to_have_count(0)

    told = desk.get("/rosters", params={"month": MONTH, "station": station}).json()
    planned = sum(len(one["shifts"]) for one in told["people"])
    assert (planned, [one for one in told["conflicts"] if one["hard"]]) == (wanted + 2, [])
    with page.expect_download() as taken:
        page.get_by_role("link", name="导出 Excel").click()
    assert taken.value.suggested_filename.endswith(".xlsx")
