"""What must not wait: seen, heard, acknowledged once for every console, and over when it is over."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from dispatch.web.principal import Role
from tests.serving import Served
from tests.stories.browsing import Cable, Desk

SOON_MS = 20_000
# Longer than the time after which a grave alarm sounds again, shorter than the silence after which data are stale.
LISTEN_MS = 4_000
TONES = """(() => {
  window.tones = 0;
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...when) { window.tones += 1; return start.apply(this, when); };
})()"""

OpenDesk = Callable[..., Desk]


@pytest.fixture
def open_desk(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[OpenDesk]:
    """A desk in a browser of its own, whose tones are counted and whose clock can be moved on."""
    contexts, desks = [], []

    def open_one(address: str, *, by: Browser = browser, **more: Any) -> Desk:
        contexts.append(by.new_context(**browser_context_args))
        contexts[-1].add_init_script(TONES)
        contexts[-1].clock.install()
        desks.append(Desk(contexts[-1], address, **more))
        return desks[-1]

    yield open_one
    assert [error for desk in desks for error in desk.errors] == []
    for context in contexts:
        context.close()


@pytest.fixture(autouse=True)
def closed_after(centre: Served) -> Iterator[None]:
    yield
    with centre.client(centre.token(Role.DISPATCHER)) as desk:
        for row in desk.get("/board").json()["rows"]:
            if row["table"] == "incidents":
                desk.post(f"/incidents/{row['id']}/close", json={"disposition": "resolved"}).raise_for_status()


def unanswered(desk: Desk) -> int:
    """An incident where everyone who was asked has said no."""
    incident = desk.take_call(address="人民北路二段", level=4)
    people = desk.call("GET", f"/incidents/{incident}/candidates")["people"]
    nearest = next(one["volunteer"] for one in people if one["rank"] is not None)
    (alert,) = desk.call("POST", f"/incidents/{incident}/alerts", {"volunteers": [nearest]})["alerts"]
    desk.call("POST", f"/alerts/{alert['id']}/answer", {"answer": "decline"})
    return incident


def bar(desk: Desk) -> Any:
    return desk.page.locator(".alarm-bar")


def tones_of(page: Page) -> int:
    """How many more were begun while an alarm would have sounded again."""
    before = page.evaluate("window.tones")
    page.clock.fast_forward(LISTEN_MS)
    return int(page.evaluate("window.tones")) - int(before)


def test_an_alarm_is_seen_and_heard_on_every_desk_until_one_of_them_acknowledges_it(
    open_desk: OpenDesk, centre: Served
) -> None:
    ours, theirs = open_desk(centre.address), open_desk(centre.address, language="en")
    expect(bar(ours)).to_contain_text("无告警")
    for desk in (ours, theirs):
        desk.page.locator("body").click(position={"x": 5, "y": 5})  # browsers are silent before that
    incident = unanswered(ours)
    expect(ours.page.get_by_role("alert").filter(has_text="无人应答")).to_contain_text(
        re.compile(rf"告警\s*无人应答\s*{incident}号事件 医疗急救\s*还缺 \d 人"), timeout=SOON_MS
    )
    expect(theirs.page.get_by_role("alert").filter(has_text="No answer")).to_contain_text(f"No. {incident}")
    assert [min(tones_of(desk.page), 1) for desk in (ours, theirs)] == [1, 1]
    ours.shoot("alarm-zh")

    ours.page.keyboard.press("Shift+A")
    expect(bar(ours)).to_have_class(re.compile("grave"))
    ours.page.keyboard.press("a")
    for desk, word in ((ours, "demo-dispatcher"), (theirs, "acknowledged by demo-dispatcher")):
        expect(bar(desk)).to_contain_text(word, timeout=SOON_MS)
        expect(bar(desk)).to_have_class(re.compile("seen"))
    assert [tones_of(desk.page) for desk in (ours, theirs)] == [0, 0]

    # It is still open after a reload, and the timeline says who saw to it.
    ours.page.reload()
    expect(bar(ours)).to_contain_text("无人应答", timeout=SOON_MS)
    bar(ours).get_by_role("button", name=re.compile("无人应答")).click()
    expect(ours.page.locator(".timeline")).to_contain_text("确认告警：无人应答", timeout=SOON_MS)
    ours.call("POST", f"/incidents/{incident}/close", {"disposition": "resolved"})
    for desk, word in ((ours, "无告警"), (theirs, "No alarm")):
        expect(bar(desk)).to_contain_text(word, timeout=SOON_MS)


def test_nothing_moves_when_an_alarm_comes_and_the_rest_unfold_over_the_page(
    open_desk: OpenDesk, centre: Served
) -> None:
    desk = open_desk(centre.address)
    main = desk.page.locator("main")
    before = main.bounding_box()
    for _ in range(2):
        unanswered(desk)
    expect(desk.page.locator(".alarm-more")).to_have_text("另有 1 项告警", timeout=SOON_MS)
    assert main.bounding_box() == before
    desk.page.locator(".alarm-more").click()
    expect(desk.page.locator(".alarm-list li")).to_have_count(1)
    assert main.bounding_box() == before


def test_the_sound_can_be_switched_off_and_always_says_so(open_desk: OpenDesk, centre: Served) -> None:
    desk = open_desk(centre.address)
    desk.page.get_by_role("button", name="声音待启").click()  # which only lifts the browser's ban
    desk.page.get_by_role("button", name="声音开").click()
    expect(desk.page.get_by_role("button", name="声音关")).to_be_visible()
    unanswered(desk)
    expect(bar(desk)).to_contain_text("无人应答", timeout=SOON_MS)
    assert tones_of(desk.page) == 0
    desk.page.reload()
    desk.page.get_by_role("button", name="声音关").click()
    expect(desk.page.get_by_role("button", name="声音开")).to_be_visible()
    expect(bar(desk)).to_contain_text("无人应答", timeout=SOON_MS)
    assert tones_of(desk.page) > 0


def test_a_browser_that_blocks_sound_is_not_hidden(
    open_desk: OpenDesk, centre: Served, playwright: Playwright, browser_type_launch_args: dict[str, Any]
) -> None:
    args = [*browser_type_launch_args["args"], "--autoplay-policy=document-user-activation-required"]
    strict = playwright.chromium.launch(**{**browser_type_launch_args, "args": args})
    desk = open_desk(centre.address, by=strict)
    expect(bar(desk)).to_contain_text("声音被浏览器拦住")
    expect(desk.page.get_by_role("button", name="声音待启")).to_be_visible()
    desk.page.keyboard.press("k")
    expect(desk.page.get_by_role("button", name="声音开")).to_be_visible()
    expect(bar(desk)).not_to_contain_text("声音被浏览器拦住")


def test_stale_data_are_an_alarm_like_the_others(open_desk: OpenDesk, centre: Served) -> None:
    cable = Cable(centre.address)
    desk = open_desk(cable.address)
    expect(desk.page.locator(".link")).to_contain_text("实时")
    desk.page.locator("body").click(position={"x": 5, "y": 5})
    cable.cut()
    desk.page.clock.fast_forward(11_000)
    expect(desk.page.get_by_role("alert").filter(has_text="数据过期")).to_be_visible()
    assert tones_of(desk.page) > 0
    desk.page.keyboard.press("a")
    expect(bar(desk)).to_contain_text("已确认")
    assert tones_of(desk.page) == 0
    cable.mend()
    expect(bar(desk)).to_contain_text("无告警", timeout=SOON_MS)
    cable.close()


def test_answers_that_are_overdue_are_counted_and_their_time_runs(open_desk: OpenDesk, centre: Served) -> None:
    desk = open_desk(centre.address)
    incident = desk.take_call(level=4)
    people = desk.call("GET", f"/incidents/{incident}/candidates")["people"]
    nearest = next(one["volunteer"] for one in people if one["rank"] is not None)
    desk.call("POST", f"/incidents/{incident}/alerts", {"volunteers": [nearest]})
    figure = desk.page.locator(".figure", has_text="超时未答")
    expect(figure).to_contain_text("0")
    desk.in_queue(incident).get_by_role("button").click()
    expect(figure).to_contain_text("1", timeout=60_000)  # the window of 30 s ends by itself
    expect(desk.page.locator(".responders .overdue")).to_have_text(re.compile(r"已超 \d\d:\d\d"), timeout=SOON_MS)
    expect(bar(desk)).to_contain_text("无人应答", timeout=SOON_MS)
