"""Taking a call at the console: by keyboard alone, with a place that is found, previewed while typed, and joined."""

import re
import sys
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.serving import Served
from tests.stories.browsing import SCENE, Desk
from tests.stories.test_console_desk import violations

SOON_MS = 20_000
KEY_MS = 60
"""Between two keys of somebody who types well."""
STREET = "人民北路"


@pytest.fixture
def desk(context: BrowserContext, centre: Served) -> Iterator[Desk]:
    opened = Desk(context, centre.address)
    yield opened
    assert opened.errors == []
    for row in opened.rows("incidents"):
        if row["part_of"] is None:
            opened.call("POST", f"/incidents/{row['id']}/close", {"disposition": "resolved"})


def keys(page: Page, *pressed: str) -> None:
    for key in pressed:
        page.keyboard.press(key)
        page.wait_for_timeout(KEY_MS)


def field(page: Page, name: str) -> Locator:
    return page.locator(f".call input[name={name}]")


def where(page: Page, wanted: str) -> None:
    """Types an address and takes the first place that it may mean."""
    page.get_by_label("地址").press_sequentially(wanted, delay=KEY_MS)
    expect(page.locator(".finder-list [role=option]").first).to_be_visible(timeout=SOON_MS)
    keys(page, "Enter")
    expect(field(page, "coordinates")).to_have_value(re.compile(r"^104\.\d+, 30\.\d+$"))


def test_a_call_is_typed_and_people_are_alerted_within_twenty_seconds(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    page = desk.page
    desk.wait_for_map()
    began = time.monotonic()
    keys(page, "F2", "y", "Tab", "Tab", "Tab", "y", "Tab", "2", "Tab")  # 120 notified, medical, level Ⅱ
    page.keyboard.type(f"{STREET}12栋3单元1802室", delay=KEY_MS)
    expect(page.locator(".finder-list [role=option]").first).to_be_visible(timeout=SOON_MS)
    keys(page, "Enter")
    # Past the tail, the coordinates, the map and the radius.
    keys(page, *["Tab"] * 9)
    page.keyboard.type("王女士", delay=KEY_MS)
    keys(page, "Tab")
    page.keyboard.type("13812345678", delay=KEY_MS)
    keys(page, "Tab")
    page.keyboard.type("老人胸痛，意识清楚，家属在楼下等候", delay=KEY_MS)
    keys(page, "Control+Enter")
    expect(page.locator(".candidate.picked").first).to_be_visible(timeout=SOON_MS)
    keys(page, "d")
    expect(page.locator(".responders .alert").first).to_be_visible(timeout=SOON_MS)
    taken_s = time.monotonic() - began
    with capsys.disabled():
        sys.stdout.write(f"\nfrom F2 to the alert: {taken_s:.1f} s at {KEY_MS} ms a key\n")
    assert taken_s <= 20

    (row,) = desk.rows("incidents")
    assert row["ambulance"]["notified"]
    assert row["tail"] == {"building": "12", "unit": "3", "floor": None, "room": "1802"}
    assert row["address"].startswith(STREET)
    assert row["caller"] == {"name": "王女士", "phone": "138****5678"}
    assert row["alerts"]


def test_a_medical_call_says_loudly_that_120_is_not_notified_until_it_is(desk: Desk) -> None:
    page = desk.page
    taken = desk.take_call(ambulance={"notified": False})
    expect(desk.in_queue(taken)).to_contain_text("120 未通知", timeout=SOON_MS)
    desk.in_queue(taken).get_by_role("button").click()
    state = page.locator(".ambulance")
    expect(state).to_contain_text("120 未通知")
    expect(state.locator("svg.mark")).to_be_visible()
    colour = state.locator("b").evaluate("(element) => getComputedStyle(element).color")
    assert colour == "rgb(255, 107, 102)"
    page.get_by_role("button", name="现已通知 120").click()
    expect(state).to_contain_text(re.compile(r"120 已通知 \d\d:\d\d"), timeout=SOON_MS)
    expect(desk.in_queue(taken)).not_to_contain_text("120 未通知")


def test_the_type_is_chosen_by_first_letters_and_the_letters_command_nothing(desk: Desk) -> None:
    page = desk.page
    waiting = desk.take_call()
    expect(desk.in_queue(waiting)).to_be_visible(timeout=SOON_MS)
    keys(page, "F2", "w", "Tab", "j")
    expect(page.locator(".type-choice .chosen")).to_have_text("交通事故")
    keys(page, "h", "z")  # h alone is none
    page.wait_for_timeout(800)
    keys(page, "h")
    expect(page.locator(".type-choice .chosen")).to_have_text("火灾")
    page.wait_for_timeout(800)
    keys(page, "ArrowRight")
    expect(page.locator(".type-choice .chosen")).to_have_text("交通事故")
    expect(page.locator(".call")).to_be_visible()
    expect(page.locator(".queue-item.here")).to_have_count(0)


def test_a_place_is_found_and_nothing_moves_while_one_types(desk: Desk) -> None:
    page = desk.page
    keys(page, "F2")
    address = page.get_by_label("地址")
    address.click()
    before = field(page, "coordinates").bounding_box()
    address.press_sequentially("renminbeilu", delay=KEY_MS)
    option = page.locator(".finder-list [role=option]").first
    expect(option).to_contain_text(STREET, timeout=SOON_MS)
    expect(address).to_be_focused()
    assert field(page, "coordinates").bounding_box() == before
    assert violations(page) == []
    # Under the pointer the list holds still, whatever is typed.
    option.hover()
    held = page.locator(".finder-list").inner_text()
    address.press_sequentially("x", delay=KEY_MS)
    page.wait_for_timeout(800)
    assert page.locator(".finder-list").inner_text() == held
    page.keyboard.press("Escape")
    expect(page.locator(".finder-list")).to_be_hidden()
    expect(address).to_be_focused()


def test_an_address_that_is_being_composed_is_not_looked_up(desk: Desk) -> None:
    page = desk.page
    keys(page, "F2")
    page.get_by_label("地址").focus()
    asked = len([url for url in desk.asked if "/places?" in url])
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "ren", "selectionStart": 3, "selectionEnd": 3})
    page.wait_for_timeout(600)
    assert len([url for url in desk.asked if "/places?" in url]) == asked
    session.send("Input.insertText", {"text": STREET})
    expect(page.locator(".finder-list [role=option]").first).to_be_visible(timeout=SOON_MS)


def test_the_preview_shows_the_plan_the_first_people_and_what_may_be_the_same(desk: Desk) -> None:
    page = desk.page
    first = desk.take_call(address=STREET, caller={"name": "王女士", "phone": "13812345678"}, note="一位老人倒地")
    expect(desk.in_queue(first)).to_be_visible(timeout=SOON_MS)
    keys(page, "F2")
    preview = page.locator(".preview")
    expect(preview).to_contain_text("救护 1", timeout=SOON_MS)
    box = preview.bounding_box()
    field(page, "coordinates").fill("{}, {}".format(*SCENE))
    expect(preview.locator(".preview-people li").first).to_contain_text(re.compile(r"\d\d:\d\d"), timeout=SOON_MS)
    expect(preview.locator(".preview-same")).to_contain_text("相距 0 米", timeout=SOON_MS)
    field(page, "phone").fill("138 1234 5678")
    expect(preview.locator(".preview-same")).to_contain_text("同一电话", timeout=SOON_MS)
    assert preview.bounding_box() == box
    assert violations(page) == []
    field(page, "uncertainty").fill("600")
    expect(preview.locator(".preview-people li").first).to_contain_text(re.compile(r"\d+–\d+分"), timeout=SOON_MS)

    page.get_by_role("button", name=f"与 {first} 号是同一事件").click()
    expect(desk.in_queue(first)).to_contain_text("2 报", timeout=SOON_MS)
    expect(page.locator(".queue-item")).to_have_count(1)
    calls = page.locator(".calls")
    expect(calls).to_contain_text("王女士 138****5678")
    assert violations(page) == []
    calls.get_by_role("button", name="拆出").click()
    expect(page.locator(".queue-item")).to_have_count(2, timeout=SOON_MS)
    expect(desk.in_queue(first)).not_to_contain_text("2 报")


def test_swapped_coordinates_are_offered_the_right_way_round_and_never_taken_silently(desk: Desk) -> None:
    page = desk.page
    lon, lat = SCENE
    keys(page, "F2")
    field(page, "coordinates").fill(f"{lat}, {lon}")
    expect(page.locator(".where")).to_contain_text("经纬度似乎写反了")
    expect(field(page, "coordinates")).to_have_value(f"{lat}, {lon}")
    page.get_by_role("button", name=f"改为 {lon}, {lat}").click()
    expect(field(page, "coordinates")).to_have_value(f"{lon}, {lat}")
    field(page, "coordinates").fill("10, 20")
    expect(page.locator(".where")).not_to_contain_text("写反")


def test_a_pin_that_was_set_by_hand_may_be_remembered_and_is_found_again(desk: Desk) -> None:
    page = desk.page
    desk.wait_for_map()
    keys(page, "F2")
    page.get_by_label("地址").fill("虚构花园东门")
    expect(page.get_by_role("button", name="记住此地点")).to_be_disabled()
    page.locator(".map-canvas").click(position={"x": 350, "y": 400})
    page.get_by_role("button", name="记住此地点").click()
    expect(page.locator(".notices")).to_contain_text("已记住", timeout=SOON_MS)
    pinned = field(page, "coordinates").input_value()
    page.get_by_role("button", name="放弃草稿").click()
    # The search of the whole console finds it, too, and brings it in sight.
    keys(page, "/")
    page.keyboard.type("虚构花园", delay=KEY_MS)
    expect(page.locator(".hits")).to_contain_text("虚构花园东门", timeout=SOON_MS)
    keys(page, "Enter")
    expect(page.locator("dialog")).to_have_count(0)
    keys(page, "F2")
    where(page, "虚构花园东门")
    found = [float(part) for part in field(page, "coordinates").input_value().split(", ")]
    assert found == pytest.approx([float(part) for part in pinned.split(", ")], abs=1e-6)
