"""Days after: the desk's list by keyboard, the volunteer's own word on a phone; and the countdown that a key stops."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from dispatch.clock import now, stamp
from dispatch.incidents.planbook import NAME, SHIPPED
from dispatch.web.auth import COOKIE
from dispatch.web.principal import Role
from tests.serving import Served, served
from tests.stories.browsing import Desk
from tests.stories.test_console_desk import violations

COUNTDOWN = 'type = "supply"\nlevels = [1, 2, 3, 4]\n'


@pytest.fixture(scope="module")
def centre(chengdu: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Its plans ask by themselves for supplies, five minutes after the report."""
    data = tmp_path_factory.mktemp("centre")
    (data / "cities").symlink_to(chengdu)
    plans = SHIPPED.read_text(encoding="utf-8")
    assert COUNTDOWN in plans
    (data / NAME).write_text(plans.replace(COUNTDOWN, f"{COUNTDOWN}activate_after_s = 300\n"), encoding="utf-8")
    with served(data, "chengdu", "--demo") as server:
        yield server


@pytest.fixture
def desk(browser: Browser, browser_context_args: dict[str, Any], centre: Served) -> Iterator[Desk]:
    context = browser.new_context(**browser_context_args)
    one = Desk(context, centre.address)
    one.page.locator("body").click(position={"x": 5, "y": 5})
    yield one
    assert one.errors == []
    context.close()


def yesterday(desk: Desk) -> tuple[int, str]:
    """A fire to which somebody went 25 hours ago by their phone's clock, closed now; and who."""
    incident = desk.take_call(type="fire", level=1, caller={"name": "虚构来电人", "phone": "13800001234"})
    people = desk.call("GET", f"/incidents/{incident}/candidates")["people"]
    nearest = str(next(one["volunteer"] for one in people if one["rank"] is not None))
    (alert,) = desk.call("POST", f"/incidents/{incident}/alerts", {"volunteers": [nearest]})["alerts"]
    assignment = desk.call("POST", f"/alerts/{alert['id']}/answer", {"answer": "accept"})["assignment"]
    then = stamp(now() - timedelta(hours=25))
    for progress in ("en_route", "on_scene", "cleared"):
        desk.call("POST", f"/assignments/{assignment}/progress", {"progress": progress, "happened_at": then})
    desk.call("POST", f"/incidents/{incident}/close", {"disposition": "resolved"})
    return incident, nearest


def test_a_cry_for_help_on_the_phone_is_on_the_desks_list_and_is_seen_to_by_keyboard(
    desk: Desk, centre: Served, browser: Browser
) -> None:
    incident, volunteer = yesterday(desk)
    page = desk.page
    chip = page.locator(".owed-chip")
    expect(chip).to_contain_text("回访 2")
    welfare = page.locator(".owed li", has_text=f"{incident}号事件后的关怀")
    expect(welfare).to_contain_text("等本人回复")

    phone = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    host = urlsplit(centre.address).hostname
    token = centre.token(Role.VOLUNTEER, volunteer=volunteer)
    phone.add_cookies([{"name": COOKIE, "value": token, "domain": str(host), "path": "/"}])
    own = phone.new_page()
    own.goto(f"{centre.address}/v")
    expect(own.get_by_role("heading", name="你还好吗？")).to_be_visible()
    own.get_by_label("想说的话").fill("一直睡不好")
    own.get_by_role("button", name="需要帮助", exact=True).click()
    expect(own.get_by_role("heading", name="你还好吗？")).to_have_count(0)
    phone.close()

    expect(welfare).to_contain_text("本人需要帮助")
    page.keyboard.press("u")
    first = page.locator(".owed li").first
    expect(first).to_contain_text("本人需要帮助")
    expect(first.get_by_role("button", name="我来接手")).to_be_focused()
    assert violations(page) == []
    page.keyboard.press("Enter")
    expect(welfare).to_contain_text("调度席 已接手")
    welfare.get_by_role("button", name="查看联系方式").press("Enter")
    expect(welfare).to_contain_text("一直睡不好")
    welfare.get_by_role("button", name="已完成").press("Enter")
    expect(welfare).to_have_count(0)
    scene = page.locator(".owed li", has_text="现场心理回访")
    scene.get_by_role("combobox", name="没联系上").select_option("no_answer")
    expect(chip).to_have_count(0)


def test_a_key_stops_the_countdown_and_lets_it_run_again(desk: Desk) -> None:
    incident = desk.take_call(type="supply", level=3)
    expect(desk.in_queue(incident)).to_be_visible()
    desk.page.keyboard.press("j")
    desk.page.keyboard.press("Enter")
    countdown = desk.page.locator(".tending .countdown")
    expect(countdown).to_contain_text("后自动通知")
    desk.page.keyboard.press("s")
    expect(desk.page.locator(".tending")).to_contain_text("自动通知已暂停")
    row = desk.call("GET", f"/incidents/{incident}")
    assert (row["waves"]["held"], row["waves"]["activates_at"], row["alerts"]) == (True, None, [])
    expect(desk.page.get_by_role("button", name="恢复")).to_be_enabled()
    desk.page.keyboard.press("s")
    expect(countdown).to_be_visible()
    desk.page.keyboard.press("Tab")
    stop = desk.page.get_by_role("button", name="停止")
    stop.press("Enter")
    expect(desk.page.locator(".tending")).to_contain_text("自动通知已暂停")
    desk.call("POST", f"/incidents/{incident}/close", {"disposition": "resolved"})
