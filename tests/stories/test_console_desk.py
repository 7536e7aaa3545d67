"""At the desk: what may move, what a key does, what a click on a road does, in both languages, for every reader."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.conftest import ROOT
from tests.serving import Served
from tests.stories.browsing import Desk, picture

AXE = ROOT / "static" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SOON_MS = 20_000
MAIN_ROAD = "#424d59"


@pytest.fixture
def desk(context: BrowserContext, centre: Served) -> Iterator[Desk]:
    opened = Desk(context, centre.address)
    yield opened
    assert opened.errors == []
    for row in opened.rows("incidents"):
        opened.call("POST", f"/incidents/{row['id']}/close", {"disposition": "resolved"})


def order(page: Page) -> list[str]:
    return [text.removesuffix("号事件") for text in page.locator(".queue-id").all_inner_texts()]


def test_nothing_moves_under_the_pointer(desk: Desk) -> None:
    ordinary = desk.take_call(level=4)
    expect(desk.in_queue(ordinary)).to_be_visible(timeout=SOON_MS)
    desk.in_queue(ordinary).hover()
    grave = desk.take_call(level=1)
    expect(desk.page.get_by_text("顺序暂不变动")).to_be_visible(timeout=SOON_MS)
    assert order(desk.page) == [str(ordinary)]
    desk.page.mouse.move(700, 400)
    expect(desk.in_queue(grave)).to_be_visible()
    assert order(desk.page) == [str(grave), str(ordinary)]


def test_letters_are_silent_while_somebody_types_or_composes(desk: Desk) -> None:
    page = desk.page
    page.keyboard.press("F2")
    page.get_by_label("地址").press_sequentially("djk/?12")
    expect(page.get_by_label("地址")).to_have_value("djk/?12")
    expect(page.locator("dialog")).to_have_count(0)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator(".call")).to_have_count(0)
    # An input method sends the keys that it composes with; they are not ours.
    composing = (
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: '/', bubbles: true, isComposing: true}))"
    )
    page.evaluate(composing)
    expect(page.locator("dialog")).to_have_count(0)
    page.keyboard.press("/")
    expect(page.locator("dialog")).to_be_visible()


def test_letters_can_be_switched_off(desk: Desk) -> None:
    page = desk.page
    page.keyboard.press("?")
    page.get_by_label("单字母快捷键").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("dialog")).to_have_count(0)
    page.keyboard.press("F2")
    expect(page.locator(".call")).to_be_visible()


def test_a_place_is_picked_on_the_map_and_the_call_taken(desk: Desk) -> None:
    page = desk.page
    desk.wait_for_map()
    page.keyboard.press("F2")
    page.locator(".map-canvas").click(position={"x": 350, "y": 400})
    expect(page.get_by_label("经度，纬度")).to_have_value(re.compile(r"^104\.\d+, 30\.\d+$"))
    page.keyboard.press("Control+Enter")
    expect(page.locator(".incident-head")).to_be_visible(timeout=SOON_MS)
    (incident,) = desk.rows("incidents")
    west, south, east, north = desk.call("GET", "/board")["city"]["bbox"]
    assert west < incident["place"]["lon"] < east
    assert south < incident["place"]["lat"] < north


def test_a_click_on_a_street_closes_it_until_it_is_reopened(desk: Desk) -> None:
    page = desk.page
    page.keyboard.press("2")  # zones off: they tint the streets
    desk.wait_for_map()
    page.get_by_role("button", name="封路", exact=True).click()
    page.mouse.click(*picture(desk).middle_of(MAIN_ROAD))
    page.get_by_label("原因").fill("路面施工")
    page.locator(".closure-tool").get_by_role("button", name="封路").click()
    expect(page.locator(".closures")).to_contain_text("路面施工", timeout=SOON_MS)
    (closure,) = desk.rows("closures")
    assert closure["edges"]
    page.get_by_role("button", name="恢复通行").click()
    expect(page.locator(".closures")).to_have_count(0, timeout=SOON_MS)
    assert desk.rows("closures") == []


def test_every_state_of_every_page_is_accessible_in_both_lights(desk: Desk) -> None:
    page = desk.page
    incident = desk.take_call(address="人民北路二段")
    found = {"situation": violations(page)}
    page.keyboard.press("F2")
    found["call"] = violations(page)
    page.keyboard.press("Escape")
    desk.in_queue(incident).get_by_role("button").click()
    expect(page.locator(".candidate").first).to_be_visible(timeout=SOON_MS)
    found["incident"] = violations(page)
    page.keyboard.press("d")
    expect(page.locator(".responders .alert").first).to_be_visible(timeout=SOON_MS)
    found["asked"] = violations(page)
    page.get_by_role("button", name="浅色").click()
    found["light"] = violations(page)
    page.keyboard.press("?")
    found["keys"] = violations(page)
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("演示")
    found["search"] = violations(page)
    assert {state: broken for state, broken in found.items() if broken} == {}


def test_no_code_is_left_unsaid_in_either_language(desk: Desk) -> None:
    page = desk.page
    incident = desk.take_call(address="人民北路二段", type="psychological", level=3, mode="exercise")
    expect(desk.in_queue(incident)).to_be_visible(timeout=SOON_MS)
    for button, lang in (("English", "en"), ("中文", "zh-CN")):
        page.get_by_role("button", name=button).click()
        expect(page.locator("html")).to_have_attribute("lang", lang)
        desk.in_queue(incident, language=lang).get_by_role("button").click()
        expect(page.locator(".timeline li").first).to_be_visible(timeout=SOON_MS)
        assert re.findall(r"\b[a-z_]+\.[a-z_]+\b", page.locator("body").inner_text()) == []


def violations(page: Page) -> list[tuple[str, str]]:
    """What axe finds: (rule, the first element that breaks it)."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("(rules) => axe.run(document, {runOnly: rules})", RULES)["violations"]
    return [(one["id"], one["nodes"][0]["html"][:120]) for one in found]
