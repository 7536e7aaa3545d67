"""A volunteer calls for help: unmistakable on every console, and over only with a reason."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from dispatch.web.principal import Role
from tests.serving import Served
from tests.stories.browsing import Desk
from tests.stories.test_console_alarms import SOON_MS, TONES, tones_of


@pytest.fixture
def desks(browser: Browser, browser_context_args: dict[str, Any], centre: Served) -> Iterator[tuple[Desk, Desk]]:
    """Two desks, one of which reads English, whose tones are counted."""
    contexts = [browser.new_context(**browser_context_args) for _ in range(2)]
    opened = []
    for context, language in zip(contexts, ("zh-CN", "en"), strict=True):
        context.add_init_script(TONES)
        context.clock.install()
        opened.append(Desk(context, centre.address, language=language))
    yield opened[0], opened[1]
    assert [error for desk in opened for error in desk.errors] == []
    for context in contexts:
        context.close()
    with centre.client(centre.token(Role.DISPATCHER)) as desk:
        for row in desk.get("/board").json()["rows"]:
            if row["table"] == "incidents":
                desk.post(f"/incidents/{row['id']}/close", json={"disposition": "resolved"}).raise_for_status()


def test_a_call_for_help_covers_every_console_until_somebody_says_why_it_is_over(
    desks: tuple[Desk, Desk], centre: Served
) -> None:
    ours, theirs = desks
    for desk in desks:
        desk.page.locator("body").click(position={"x": 5, "y": 5})  # browsers are silent before that
    ours.page.get_by_role("button", name="声音开").click()  # which silences alarms, but nobody's call for help
    incident = ours.take_call(level=4)
    people = ours.call("GET", f"/incidents/{incident}/candidates")["people"]
    who = next(one["volunteer"] for one in people if one["rank"] is not None)
    (alert,) = ours.call("POST", f"/incidents/{incident}/alerts", {"volunteers": [who]})["alerts"]
    assignment = ours.call("POST", f"/alerts/{alert['id']}/answer", {"answer": "accept"})["assignment"]
    name = next(row["name"] for row in ours.rows("volunteers") if row["id"] == who)

    position = {"lon": 104.0712, "lat": 30.6634, "crs": "WGS84", "accuracy_m": 8}
    with centre.client(centre.token(Role.VOLUNTEER, volunteer=who)) as phone:
        phone.post(f"/assignments/{assignment}/panic", json={"position": position}).raise_for_status()
    for desk, word in ((ours, "紧急求助"), (theirs, "PANIC")):
        said = desk.page.get_by_role("alert").filter(has_text=word)
        expect(said).to_contain_text(name, timeout=SOON_MS)
        expect(desk.page.locator(".panic")).to_contain_text("104.07120, 30.66340")
        expect(desk.page.locator(".panic")).to_contain_text(re.compile("须告知值班负责人：.|Tell duty leader: ."))
    assert [min(tones_of(desk.page), 1) for desk in desks] == [1, 1]
    ours.shoot("panic-zh")

    # A leads to the reason; without one neither button works.
    ours.page.keyboard.press("a")
    reason = ours.page.get_by_label("处理措施或结束原因")
    expect(reason).to_be_focused()
    expect(ours.page.get_by_role("button", name="结束求助")).to_be_disabled()
    expect(ours.page.get_by_role("button", name="正在处理")).to_be_disabled()
    ours.page.keyboard.type("已报110，正在通话")
    ours.page.keyboard.press("Enter")
    for desk in desks:
        expect(desk.page.locator(".panic.answered")).to_contain_text("已报110，正在通话", timeout=SOON_MS)
    assert [tones_of(desk.page) for desk in desks] == [0, 0]

    theirs.page.get_by_label("What is done, or why it is over").fill("Spoken to: safe, pressed by mistake")
    theirs.page.get_by_role("button", name="End it").click()
    for desk in desks:
        expect(desk.page.locator(".panic")).to_have_count(0, timeout=SOON_MS)
    ours.in_queue(incident).get_by_role("button").click()
    expect(ours.page.locator(".timeline")).to_contain_text(f"紧急求助结束：{name}，Spoken to: safe", timeout=SOON_MS)


def test_hazards_are_noted_and_cleared_by_keyboard_and_tell_where_to_hold(desks: tuple[Desk, Desk]) -> None:
    desk, _ = desks
    incident = desk.take_call(type="fire", level=4)
    desk.in_queue(incident).get_by_role("button").click()
    desk.wait_for_map()
    strip = desk.page.get_by_role("region", name="人员安全")
    expect(strip).to_contain_text("人员在 100 米外等候")
    expect(strip.locator(".hazard")).to_have_text(re.compile("火"))
    strip.get_by_label("登记危险").select_option("gas")
    expect(strip.locator(".hazard")).to_have_count(2)
    strip.get_by_label("待命点怎么说").fill("东门岗亭")
    strip.get_by_role("button", name="设在地图中心").press("Enter")
    expect(strip).to_contain_text("人员在待命点等候")
    expect(strip.get_by_role("button", name="东门岗亭")).to_be_visible()
    for hazard in ("火", "燃气"):
        cleared = strip.get_by_role("button", name=f"解除危险：{hazard}")
        cleared.press("Enter")
        expect(cleared).to_have_count(0)
    expect(strip).to_contain_text("没有已知危险")
    desk.shoot("hazards-zh")
