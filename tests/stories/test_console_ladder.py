"""The desk's own rungs: people to call one after the other, by keyboard, and saying aloud that nobody is coming."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.serving import served
from tests.stories.browsing import Desk
from tests.web.grid import import_grid, place

SOON_MS = 20_000
LADDER = """
[[rungs]]
levels = [1, 2, 3, 4]
sms_s = 0
call_list_s = 1
[nobody]
told_s = 5
"""


@pytest.fixture
def desk(tmp_path: Path, browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Desk]:
    """A console of the grid town, whose ladder is climbed in seconds."""
    data = tmp_path / "centre"
    data.mkdir()
    (data / "alarm_ladder.toml").write_text(LADDER, encoding="utf-8")
    (data / "cities").symlink_to(import_grid(tmp_path))
    with served(data, "grid", "--demo") as server:
        context = browser.new_context(**browser_context_args)
        opened = Desk(context, server.address)
        yield opened
        assert opened.errors == []
        context.close()


def test_called_one_after_the_other_until_somebody_comes(desk: Desk) -> None:
    incident = desk.take_call(level=3, location=place(3, 3))
    people = desk.call("GET", f"/incidents/{incident}/candidates")["people"]
    asked = [one["volunteer"] for one in people if one["rank"] is not None][:3]
    desk.call("POST", f"/incidents/{incident}/alerts", {"volunteers": asked})
    page = desk.page
    desk.in_queue(incident).click()
    listed = page.locator(".call-list li")
    expect(listed).to_have_count(3, timeout=SOON_MS)
    page.keyboard.press("c")
    expect(listed.first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(listed.nth(1)).to_be_focused()
    page.keyboard.press("3")
    expect(listed).to_have_count(2, timeout=SOON_MS)
    expect(page.locator(".timeline")).to_contain_text("调度员电话名单", timeout=SOON_MS)
    expect(page.locator(".timeline")).to_contain_text("短信")
    expect(page.locator(".timeline")).to_contain_text("无人接听")

    nobody = page.locator(".nobody-coming")
    expect(nobody).to_contain_text("无人前往", timeout=SOON_MS)
    expect(page.locator(".alarm-bar")).to_contain_text("无人前往", timeout=SOON_MS)
    nobody.get_by_role("button", name="已告知120").click()
    expect(nobody).to_contain_text("✓ 已告知120", timeout=SOON_MS)
    nobody.get_by_role("button", name="已告知来电人").click()
    expect(nobody.get_by_role("button")).to_have_count(0, timeout=SOON_MS)
    expect(page.locator(".alarm-bar")).not_to_contain_text("无人前往", timeout=SOON_MS)

    name = str(listed.first.locator("b").text_content())
    listed.first.get_by_role("button", name="接受").click()
    expect(listed.filter(has_text=name)).to_have_count(0, timeout=SOON_MS)  # at night somebody goes along with them
    expect(nobody).to_have_count(0, timeout=SOON_MS)
    expect(page.locator(".responders .assignment")).to_have_count(1)
