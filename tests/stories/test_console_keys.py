"""The keyboard to one's own hand: other keys, no letters, an input method at work; and the map without a mouse."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.serving import Served
from tests.stories.browsing import Desk
from tests.stories.test_console_desk import violations

SOON_MS = 20_000


@pytest.fixture
def desk(context: BrowserContext, centre: Served) -> Iterator[Desk]:
    opened = Desk(context, centre.address)
    yield opened
    assert opened.errors == []
    for row in opened.rows("incidents"):
        opened.call("POST", f"/incidents/{row['id']}/close", {"disposition": "resolved"})


def remap(desk: Desk, command: str, key: str) -> None:
    desk.page.get_by_role("button", name=f"改键：{command}").click()
    desk.page.keyboard.press(key)


def key_of(desk: Desk, command: str) -> Locator:
    return desk.page.get_by_role("row", name=command).locator("kbd")


def pressed(desk: Desk, layer: str) -> str | None:
    return desk.page.locator(".layers").get_by_role("button", name=layer).get_attribute("aria-pressed")


def test_a_key_is_changed_shown_everywhere_and_kept_in_this_browser(desk: Desk) -> None:
    page = desk.page
    incident = desk.take_call()
    expect(desk.in_queue(incident)).to_be_visible(timeout=SOON_MS)
    page.keyboard.press("?")
    remap(desk, "按预案通知（或通知所选人员）", "g")
    expect(key_of(desk, "按预案通知")).to_have_text("G")
    remap(desk, "新接报", "F8")
    page.keyboard.press("Escape")
    page.reload()
    desk.in_queue(incident).get_by_role("button").click()
    expect(page.locator(".dispatch-bar kbd")).to_have_text("G")
    expect(page.locator(".queue .pane-head kbd")).to_have_text("F8")
    expect(page.locator(".candidate.picked").first).to_be_visible(timeout=SOON_MS)
    page.keyboard.press("d")
    page.keyboard.press("g")
    expect(page.locator(".responders .alert").first).to_be_visible(timeout=SOON_MS)
    (row,) = desk.rows("incidents")
    assert len({alert["wave"] for alert in desk.rows("alerts") if alert["incident"] == row["id"]}) == 1
    page.keyboard.press("F8")
    expect(page.locator(".call")).to_be_visible()


def test_a_key_that_is_taken_or_unusable_is_refused_with_the_reason(desk: Desk) -> None:
    page = desk.page
    page.keyboard.press("?")
    trouble = page.get_by_role("dialog").get_by_role("alert")
    remap(desk, "查找", "j")
    expect(trouble).to_have_text("J 已用于“在队列中下移”")
    page.keyboard.press("F5")
    expect(trouble).to_contain_text("F5 不能用")
    page.keyboard.press("Control+b")
    expect(trouble).to_contain_text("不能用")
    page.keyboard.press("Escape")  # gives up the change, not the dialog
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(key_of(desk, "查找")).to_have_text("/")
    remap(desk, "查找", ";")
    expect(key_of(desk, "查找")).to_have_text(";")
    page.get_by_role("button", name="恢复默认").click()
    expect(key_of(desk, "查找")).to_have_text("/")
    expect(page.get_by_role("button", name="恢复默认")).to_be_disabled()


def test_remapped_digits_obey_letters_off_and_an_input_method(desk: Desk) -> None:
    page = desk.page
    page.keyboard.press("?")
    remap(desk, "开关图层：站点", "0")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="0 站点")).to_be_visible()
    page.keyboard.press("1")
    assert pressed(desk, "站点") == "true"
    page.keyboard.press("0")
    assert pressed(desk, "站点") == "false"

    # A candidate window is open: its digits choose a character.
    page.keyboard.press("F2")
    page.get_by_label("地址").focus()
    cdp = page.context.new_cdp_session(page)
    cdp.send("Input.imeSetComposition", {"text": "ren", "selectionStart": 3, "selectionEnd": 3})
    cdp.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": "Process", "windowsVirtualKeyCode": 229})
    cdp.send("Input.insertText", {"text": "人民"})
    expect(page.get_by_label("地址")).to_have_value("人民")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    composing = "new KeyboardEvent('keydown', {key: '0', bubbles: true, isComposing: true})"
    page.evaluate(f"document.body.dispatchEvent({composing})")
    assert pressed(desk, "站点") == "false"

    page.keyboard.press("?")
    page.get_by_label("单字母快捷键").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("0")
    assert pressed(desk, "站点") == "false"
    page.keyboard.press("F2")
    expect(page.locator(".call")).to_be_visible()


def test_everything_on_the_map_is_in_a_list_that_brings_it_in_sight(desk: Desk) -> None:
    page = desk.page
    incident = desk.take_call(address="人民北路二段")
    people = desk.call("GET", f"/incidents/{incident}/candidates")["people"]
    nearest = next(one["volunteer"] for one in people if one["rank"] is not None)
    (alert,) = desk.call("POST", f"/incidents/{incident}/alerts", {"volunteers": [nearest]})["alerts"]
    assignment = desk.call("POST", f"/alerts/{alert['id']}/answer", {"answer": "accept"})["assignment"]
    desk.call("POST", f"/assignments/{assignment}/progress", {"progress": "en_route"})
    (one,) = [row for row in desk.rows("volunteers") if row["id"] == nearest]
    desk.call("POST", "/closures", {"edges": [1], "reason": "积水"})
    page.keyboard.press("l")
    panel = page.locator(".map-list")
    expect(panel.get_by_role("heading", level=2)).to_have_text("地图内容列表")
    expect(panel.get_by_role("row", name=f"{incident}号事件")).to_contain_text("人民北路二段")
    for kind in ("人员", "站点", "途中路线", "封路"):
        panel.locator("summary", has_text=kind).click()
    expect(panel.get_by_role("row", name=one["name"]).first).to_contain_text("出动")
    expect(panel.locator("details", has_text="途中路线").locator("tbody tr")).to_have_count(1, timeout=SOON_MS)
    expect(panel.locator("details", has_text="封路").locator("tbody tr")).to_contain_text("积水")
    expect(panel.locator("details", has_text="站点").first.locator("tbody tr")).not_to_have_count(0)
    panel.get_by_role("button", name="列出可达范围").click()
    zones = panel.locator("details", has_text="可达范围")
    zones.locator("summary").click()
    stations = len(desk.rows("stations"))
    expect(zones.locator(".count")).to_have_text(str(3 * stations), timeout=SOON_MS)
    expect(zones.locator("tbody tr").first).to_contain_text("平方公里")
    assert violations(page) == []
    panel.get_by_role("button", name=f"定位 {one['name']}").first.press("Enter")
    expect(page.locator(".map-card h3")).to_contain_text(one["name"])
    for closure in desk.rows("closures"):
        desk.call("DELETE", f"/closures/{closure['id']}")
    page.get_by_role("heading", name="地图内容列表").click()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)


@pytest.mark.parametrize(("language", "buttons"), [("zh-CN", ("浅色",)), ("en", ("Light",))])
def test_alarms_settings_and_lists_are_accessible_in_both_lights(
    context: BrowserContext, centre: Served, language: str, buttons: tuple[str]
) -> None:
    desk = Desk(context, centre.address, language=language)
    page = desk.page
    found = {}
    for light in ("dark", "light"):
        if light == "light":
            page.get_by_role("button", name=buttons[0]).click()
        found[f"{light}: empty"] = violations(page)
        incident = desk.take_call(level=4)
        people = desk.call("GET", f"/incidents/{incident}/candidates")["people"]
        nearest = next(one["volunteer"] for one in people if one["rank"] is not None)
        (alert,) = desk.call("POST", f"/incidents/{incident}/alerts", {"volunteers": [nearest]})["alerts"]
        desk.call("POST", f"/alerts/{alert['id']}/answer", {"answer": "decline"})
        expect(page.locator(".alarm-bar.grave")).to_be_visible(timeout=SOON_MS)
        found[f"{light}: alarm"] = violations(page)
        page.keyboard.press("a")
        expect(page.locator(".alarm-bar.seen")).to_be_visible(timeout=SOON_MS)
        found[f"{light}: acknowledged"] = violations(page)
        page.keyboard.press("?")
        found[f"{light}: keys"] = violations(page)
        page.keyboard.press("Escape")
        page.keyboard.press("l")
        expect(page.locator(".map-list table").first).to_be_visible()
        found[f"{light}: list"] = violations(page)
        page.keyboard.press("F2")
        expect(page.locator(".call")).to_be_visible()
        found[f"{light}: call"] = violations(page)
        page.keyboard.press("Escape")
        desk.call("POST", f"/incidents/{incident}/close", {"disposition": "resolved"})
        expect(page.locator(".alarm-bar.none")).to_be_visible(timeout=SOON_MS)
    assert {state: broken for state, broken in found.items() if broken} == {}
    assert desk.errors == []
