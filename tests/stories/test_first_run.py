"""A centre from nothing: the code that the server prints, the checklist, records from files, the first dispatcher."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.serving import Served, served
from tests.stories.browsing import shoot
from tests.stories.test_console_desk import violations
from tests.web.grid import corner, import_grid

SOON_MS = 20_000
STATES = {"zh-CN": {"已完成", "待办", "需注意"}, "en": {"Done", "To do", "Attention"}}
OTHER = {"zh-CN": "English", "en": "中文"}


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A centre with a city and nobody in it."""
    data = tmp_path_factory.mktemp("first") / "data"
    data.mkdir()
    import_grid(data)
    with served(data, "grid") as server:
        yield server


@pytest.fixture
def page(browser: Browser, browser_context_args: dict[str, Any], empty: Served) -> Iterator[Page]:
    context = browser.new_context(**browser_context_args, locale="zh-CN")
    opened = context.new_page()
    errors: list[str] = []
    asked: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("request", lambda request: asked.append(request.url))
    yield opened
    context.close()
    assert errors == []
    assert [url for url in asked if not url.startswith(empty.address)] == []
    assert [url for url in asked if "console.js" in url or "maplibre" in url or ".pmtiles" in url] == []


def step(page: Page, name: str) -> Any:
    return page.locator(f"section#{name}")


def states(page: Page) -> list[str]:
    return page.locator("nav .state").all_inner_texts()


def file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_from_the_printed_code_to_a_dispatcher_at_the_console(
    page: Page, empty: Served, tmp_path: Path, browser: Browser, browser_context_args: dict[str, Any]
) -> None:
    code = next(word for word in empty.line().replace("（", " ").replace("，", " ").split() if word.count("-") == 2)

    # The first administrator, by keyboard alone.
    page.goto(empty.address)
    expect(page).to_have_url(f"{empty.address}/setup")
    expect(page.get_by_role("heading", name="创建管理员")).to_be_visible()
    assert violations(page) == []
    page.get_by_label("设置码").focus()
    for text in (code.lower(), "root", "correct horse"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("nav .state")).to_have_count(8, timeout=SOON_MS)
    assert states(page) == ["已完成", "已完成", "待办", "待办", "待办", "需注意", "待办", "需注意"]
    assert violations(page) == []

    # Stations, then people: read for trial first, then taken in.
    (lon, lat), stations = corner(2, 2), step(page, "stations")
    rows = f"编号,名称,经度,纬度,坐标系\nS01,示例站,{lon},{lat},WGS84\nS02,远站,116.4,39.9,WGS84\n"
    stations.get_by_label("选择文件").set_input_files(file(tmp_path, "stations.csv", rows))
    expect(stations.get_by_role("status")).to_have_text(
        "试读结果：共 2 行，1 行可导入（其中 1 行是新增或有变化），1 行有误。"
    )
    expect(stations.get_by_role("table")).to_contain_text("116.4")
    stations.get_by_role("button", name="导入 1 行").press("Enter")
    expect(stations.get_by_role("status")).to_contain_text("已导入")
    expect(stations).to_contain_text("已登记 1 个站点")

    people = step(page, "people")
    rows = "编号,姓名,手机,队伍,所属站点\nP1,演示·甲,15400000001,医疗救护,S01\nP2,演示·乙,120,医疗救护,S01\n"
    people.get_by_label("选择文件").set_input_files(file(tmp_path, "people.csv", rows))
    expect(people.get_by_role("table")).to_contain_text("公共服务号码不能作为个人电话")
    assert violations(page) == []
    people.get_by_role("button", name="导入 1 行").press("Enter")
    expect(people).to_contain_text("已登记 1 人")

    # A whole file that is none.
    people.get_by_label("选择文件").set_input_files(file(tmp_path, "none.csv", "甲,乙\n1,2\n"))
    expect(people.get_by_role("alert")).to_contain_text("缺少列")

    # A dispatcher, and somebody who is locked again.
    accounts = step(page, "accounts")
    for login in ("li", "zhao"):
        accounts.get_by_label("账号", exact=False).first.fill(login)
        accounts.get_by_label("密码", exact=False).fill("correct horse")
        accounts.get_by_role("button", name="创建").press("Enter")
        expect(accounts.get_by_role("rowheader", name=login)).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    accounts.get_by_role("button", name="锁定 zhao").press("Enter")
    expect(accounts.get_by_role("row", name="zhao")).to_contain_text("已锁定")
    expect(accounts.get_by_role("button", name="锁定 root")).to_have_count(0)
    assert states(page) == ["已完成", "已完成", "已完成", "需注意", "已完成", "需注意", "待办", "需注意"]

    # No channel, so no alarm leaves: in red here and on the console.
    expect(step(page, "alarms")).to_contain_text("没有配置短信和语音网关（FIFTEEN_GATEWAY_URL）")
    shoot(page, "setup-zh")
    context = browser.new_context(**browser_context_args, locale="zh-CN")
    desk = context.new_page()
    desk.goto(empty.address)
    desk.get_by_label("账号").fill("li")
    desk.get_by_label("密码").fill("correct horse")
    desk.get_by_label("密码").press("Enter")
    expect(desk.locator(".banner.alarm")).to_contain_text("尚无经过测试的外呼渠道", timeout=SOON_MS)
    context.close()


def test_it_can_be_opened_later_and_reads_in_either_language(page: Page, empty: Served) -> None:
    page.goto(f"{empty.address}/login")
    page.get_by_label("账号").fill("root")
    page.get_by_label("密码").fill("correct horse")
    page.get_by_label("密码").press("Enter")
    expect(page).to_have_url(f"{empty.address}/setup", timeout=SOON_MS)
    for language in ("zh-CN", "en"):
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("nav .state")).to_have_count(8, timeout=SOON_MS)
        assert set(states(page)) <= STATES[language]
        assert "setup." not in page.locator("body").inner_text()
        assert violations(page) == []
        page.get_by_role("button", name=OTHER[language]).press("Enter")
    page.get_by_role("button", name="English").press("Enter")
    with page.expect_download() as download:
        step(page, "people").get_by_role("link", name="people.csv").press("Enter")
    assert Path(download.value.path()).read_text(encoding="utf-8-sig").startswith("Volunteer ID,Name,Phone")
