"""A duty officer's evening, by keyboard: who came is confirmed, hours are approved, ended and rejected."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from dispatch.clock import stamp
from dispatch.web.principal import Role
from tests.serving import behind_a_port
from tests.stories.browsing import officers_page, shoot
from tests.stories.test_console_desk import violations
from tests.web.grid import Clock, GridCentre, corner, import_grid

SOON_MS = 20_000
HOUR = 3600


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[GridCentre, str]]:
    """At S01: V01 and V03 have gone after three hours, V05 was to go at two and forgot, V07 comes from far away."""
    folder: Path = tmp_path_factory.mktemp("duty")
    clock = Clock()
    centre = GridCentre(folder / "centre", import_grid(folder), people=8, now=clock)
    desk = centre.hand()
    desk.post("/duty/check-out", {"station": "S01", "volunteer": "V07"})
    desk.post("/duty/check-in", {"station": "S01", "volunteer": "V05", "until": "2026-11-24T06:00:00Z"})
    clock.forward(3 * HOUR + 60)
    for volunteer in ("V01", "V03"):
        desk.post("/duty/check-out", {"station": "S01", "volunteer": volunteer})
    centre.office.reception.fall_due()
    lon, lat = corner(6, 6)
    place = {"lon": lon, "lat": lat, "crs": "WGS84", "accuracy_m": 20, "at": stamp(clock())}
    own = centre.hand(Role.VOLUNTEER, volunteer="V07")
    assert own.post("/duty/check-in", {"station": "S01", "position": place}).status_code == 202
    with behind_a_port(centre.app) as address:
        yield centre, address
    centre.close()


@pytest.fixture
def page(browser: Browser, browser_context_args: dict[str, Any], evening: tuple[GridCentre, str]) -> Iterator[Page]:
    centre, address = evening
    with officers_page(browser, browser_context_args, centre, address, volunteer="V03") as opened:
        yield opened


def states(centre: GridCentre) -> dict[str, tuple[str, int]]:
    told = centre.hand().get("/hours?month=2026-11&station=S01").json["rows"]
    return {one["volunteer"]: (one["state"], one["minutes"]) for one in told if one["state"] != "open"}


def test_the_officer_decides_by_keyboard(page: Page, evening: tuple[GridCentre, str]) -> None:
    centre, _ = evening
    expect(page.get_by_role("heading", name="当班")).to_be_visible()
    expect(page.get_by_text("一号站", exact=True).first).to_be_visible()
    expect(page.get_by_text("1 条忘签退的工时等待核对结束时间")).to_be_visible()
    assert violations(page) == []
    shoot(page, "duty")

    page.get_by_role("button", name="确认 A").focus()
    page.keyboard.press("a")
    expect(page.get_by_text("志愿者7 已确认当班。")).to_be_visible(timeout=SOON_MS)
    expect(page.get_by_role("row", name="志愿者7").filter(has=page.get_by_role("button", name="签退"))).to_be_visible()

    page.keyboard.press("5")
    expect(page.get_by_role("heading", name="工时")).to_be_focused()
    expect(page.get_by_role("checkbox", name="勾选 志愿者3")).to_be_disabled()  # their own
    page.get_by_role("checkbox", name="全部勾选").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("checkbox", name="勾选 志愿者1")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="通过 1 条")).to_be_enabled()
    page.keyboard.press("a")
    expect(page.get_by_text("已通过 1 条。")).to_be_visible(timeout=SOON_MS)

    page.get_by_label("志愿者5 的真实结束时间").fill("2026-11-24T13:30")
    page.get_by_role("checkbox", name="勾选 志愿者5").focus()
    page.keyboard.press("a")  # without a tick it is the one that has the focus
    expect(page.get_by_role("row", name="志愿者5").filter(has=page.get_by_role("checkbox"))).to_have_count(0)
    assert states(centre)["V05"] == ("approved", 90)
    assert states(centre)["V01"] == ("approved", 181)
    assert states(centre)["V03"] == ("recorded", 181)


def test_what_was_approved_is_taken_back_with_a_reason_on_a_tablet(page: Page, evening: tuple[GridCentre, str]) -> None:
    centre, _ = evening
    [entry] = [one["entry"] for one in centre.hand().get("/hours?volunteer=V01").json["rows"]]
    centre.hand().post("/hours/approve", {"entries": [{"entry": entry}]})
    page.set_viewport_size({"width": 1024, "height": 768})
    page.get_by_label("状态").select_option("approved")
    box = page.get_by_role("checkbox", name="勾选 志愿者1")
    box.focus()
    page.keyboard.press("Space")
    page.keyboard.press("r")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page) == []
    page.keyboard.type("提前离站")
    page.keyboard.press("Enter")
    expect(page.get_by_text("已驳回 1 条。")).to_be_visible(timeout=SOON_MS)
    assert states(centre)["V01"] == ("rejected", 0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1024
    shoot(page, "duty-1024")
