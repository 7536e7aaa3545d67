"""Several consoles on one centre: what one does the others see, also after they were cut off."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from dispatch.web.principal import Role
from tests.serving import Served, served
from tests.stories.browsing import SCENE, Cable, Desk, shoot

SOON_MS = 20_000
STALE_MS = 40_000


@pytest.fixture
def open_desk(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Callable[..., Desk]]:
    """A desk in a browser of its own, so that each has its own memory and cookies."""
    contexts = []

    def open_one(address: str, **more: Any) -> Desk:
        contexts.append(browser.new_context(**browser_context_args))
        return Desk(contexts[-1], address, **more)

    yield open_one
    for context in contexts:
        context.close()


def test_one_desk_dispatches_by_keyboard_while_another_watches(open_desk: Callable[..., Desk], centre: Served) -> None:
    watching = open_desk(centre.address, language="en")
    acting = open_desk(centre.address)
    incident = acting.take_call(address="人民北路二段", note="胸痛")
    expect(acting.in_queue(incident)).to_be_visible()

    # A ready incident in three keys.
    for key in ("j", "Enter", "d"):
        acting.page.keyboard.press(key)
        if key == "Enter":
            expect(acting.page.locator(".candidate.picked").first).to_be_visible(timeout=SOON_MS)
    expect(acting.page.locator(".responders .alert").first).to_be_visible(timeout=SOON_MS)

    (row,) = (row for row in acting.rows("incidents") if row["id"] == incident)
    assert row["alerts"]
    watched = watching.in_queue(incident, language="en")
    expect(watched.get_by_text(re.compile(r"^asking \d+$"))).to_be_visible(timeout=SOON_MS)
    acting.shoot("dispatch-zh")

    # The first one accepts on the phone, sets out and arrives; the other desk sees every step.
    acting.page.get_by_role("button", name="接受").first.click()
    expect(watched.get_by_text("Dispatched", exact=True)).to_be_visible(timeout=SOON_MS)
    for step in ("出动", "到场"):
        acting.page.locator(".assignment").get_by_role("button", name=step, exact=True).click()
        expect(acting.page.locator(".assignment .state")).to_contain_text(step, timeout=SOON_MS)
        expect(watched.get_by_text({"出动": "In progress", "到场": "On scene"}[step], exact=True)).to_be_visible(
            timeout=SOON_MS
        )
    expect(watched.get_by_text("on scene in time")).to_be_visible(timeout=SOON_MS)
    watching.page.keyboard.press("j")
    watching.page.keyboard.press("Enter")
    expect(watching.page.locator(".timeline li").first).to_be_visible(timeout=SOON_MS)
    watching.wait_for_map()
    watching.shoot("watching-en")
    assert acting.errors + watching.errors == []


def test_a_console_that_was_cut_off_says_so_and_heals(open_desk: Callable[..., Desk], centre: Served) -> None:
    cable = Cable(centre.address)
    desk = open_desk(cable.address)
    elsewhere = open_desk(centre.address)
    link = desk.page.locator(".link")
    expect(link).to_contain_text("实时")

    cable.cut()
    expect(link).to_contain_text("断开", timeout=SOON_MS)
    missed = elsewhere.take_call(address="断线时接报")
    expect(desk.page.locator(".banner.bad")).to_contain_text("数据过期", timeout=STALE_MS)
    expect(desk.in_queue(missed)).to_have_count(0)
    desk.shoot("stale-zh")

    cable.mend()
    expect(desk.in_queue(missed)).to_be_visible(timeout=SOON_MS)
    expect(link).to_contain_text("实时", timeout=SOON_MS)
    expect(desk.page.locator(".banner.bad")).to_have_count(0)
    after = elsewhere.take_call(address="恢复后接报")
    expect(desk.in_queue(after)).to_be_visible(timeout=SOON_MS)
    cable.close()
    assert desk.errors == []


def test_a_server_killed_in_the_middle_of_typing_costs_no_word(
    open_desk: Callable[..., Desk], chengdu: Any, tmp_path: Any
) -> None:
    (tmp_path / "cities").symlink_to(chengdu)
    first = Served(tmp_path, "chengdu", "--demo")
    port = first.address.rsplit(":", 1)[1]
    desk = open_desk(first.address)
    page = desk.page
    page.keyboard.press("F2")
    page.get_by_label("地址").fill("人民北路二段18号")
    page.locator(".told120-choice").get_by_text("未通知").click()
    page.get_by_label("室", exact=True).fill("1802")
    first.kill()
    page.get_by_label("备注").fill("老人胸痛")
    page.get_by_label("经度，纬度").fill("{}, {}".format(*SCENE))
    page.keyboard.press("Control+Enter")
    expect(page.locator(".call .trouble[role=alert]")).to_contain_text("草稿已保留", timeout=SOON_MS)

    with served(tmp_path, "chengdu", "--demo", "--port", port):
        page.reload()
        expect(page.locator(".crew").first).to_be_visible(timeout=STALE_MS)
        page.keyboard.press("F2")
        expect(page.get_by_label("地址")).to_have_value("人民北路二段18号")
        expect(page.get_by_label("备注")).to_have_value("老人胸痛")
        expect(page.get_by_label("室", exact=True)).to_have_value("1802")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".incident-head")).to_be_visible(timeout=SOON_MS)
        (row,) = desk.rows("incidents")
        assert (row["address"], row["tail"]["room"]) == ("人民北路二段18号", "1802")
        assert row["ambulance"] == {"notified": False, "at": None, "number": None}
        page.keyboard.press("F2")
        expect(page.get_by_label("地址")).to_have_value("")


def test_a_volunteer_answers_on_the_phone(open_desk: Callable[..., Desk], browser: Browser, centre: Served) -> None:
    desk = open_desk(centre.address)
    for row in desk.rows("incidents"):  # of other stories: their plan would go on asking people
        desk.call("POST", f"/incidents/{row['id']}/close", {"disposition": "resolved"})
    incident = desk.take_call(address="人民北路二段18号")
    people = desk.call("GET", f"/incidents/{incident}/candidates")["people"]
    nearest = next(one["volunteer"] for one in people if one["rank"])
    phone = phone_of(nearest, browser, centre)
    desk.call("POST", f"/incidents/{incident}/alerts", {"volunteers": [nearest]})

    asked = phone.locator(".asked")
    expect(asked).to_be_visible(timeout=SOON_MS)
    expect(asked).not_to_contain_text("18号")  # told only once they go
    shoot(phone, "phone-zh")
    asked.get_by_role("button", name="我去", exact=True).click()
    expect(phone.locator(".going")).to_contain_text("人民北路二段18号", timeout=SOON_MS)
    for step in ("我已出发", "到达门口", "到患者身边", "已移交", "任务完成"):
        phone.wait_for_timeout(650)  # a second tap sooner than that counts as trembling
        phone.get_by_role("button", name=step, exact=True).click()
    expect(phone.locator(".going")).to_have_count(0)
    desk.in_queue(incident).get_by_role("button").click()
    expect(desk.page.locator(".assignment .state")).to_contain_text("完成", timeout=SOON_MS)
    phone.context.close()


def phone_of(volunteer: str, browser: Browser, centre: Served) -> Page:
    """The page on the phone of whoever this is, logged in by hand."""
    login, password = volunteer.lower(), "right-behind-the-door"
    with centre.client(centre.token(Role.ADMIN)) as admin:
        account = {"login": login, "password": password, "role": "volunteer", "volunteer": volunteer}
        admin.post("/accounts", json=account).raise_for_status()
    page = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN").new_page()
    page.goto(f"{centre.address}/login")
    page.get_by_label("账号", exact=True).fill(login)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录").click()
    expect(page.locator(".volunteer")).to_be_visible()
    return page
