"""The tablet that lies at a station, and the phone of whoever checks in: by keyboard, by code, and without a signal."""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import make_server

from dispatch import clock
from dispatch.duty.events import CheckedIn
from dispatch.duty.model import Slot
from dispatch.people.model import Person
from dispatch.web.principal import Role
from tests.stories.browsing import SCREENSHOTS, shoot
from tests.stories.test_console_desk import violations
from tests.web.grid import GridCentre, call, corner, import_grid, volunteer

logger = logging.getLogger(__name__)
TABLET = {"viewport": {"width": 1024, "height": 768}, "has_touch": True, "locale": "zh-CN"}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "locale": "zh-CN"}
SOON_MS = 15_000
COLD_S = 30
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
PASSWORD = "right-behind-the-door"
SMALL = """() => [...document.querySelectorAll("button, input, select, a.button, summary")]
  .filter((one) => one.offsetParent && one.offsetHeight < 64)
  .map((one) => one.outerHTML.slice(0, 80))"""
CODES = r"\b(?:tablet|phone|team|doubt|kit_kind|role|type|level)\.[a-z_.]+\b"


class Watch:
    """The real time, and as much more as a test has passed."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return clock.now() + self.ahead


class Town:
    """The grid's centre behind a real port, with four people on duty and as many who are not."""

    def __init__(self, folder: Path) -> None:
        self.now = Watch()
        self.centre = GridCentre(folder / "centre", import_grid(folder), now=self.now)
        office = self.centre.office
        crew = [volunteer(number) for number in range(11, 19)]
        badge = Person("志愿者14", "13800000014", badge="04A1B2C3")
        office.people.record([replace(one, particulars=badge) if one.id == "V14" else one for one in crew], by="test")
        starts = self.now() + timedelta(hours=2)
        office.duty.plan_shifts([Slot("V18", "S01", starts, starts + timedelta(hours=12))], by="test")
        office.accounts.create("root", PASSWORD, Role.ADMIN)  # else every page is the first run's
        office.accounts.create("tablet", PASSWORD, Role.DUTY_OFFICER, station="S01")
        self._server = make_server("127.0.0.1", 0, self.centre.app, threaded=True)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def account(self, name: str) -> None:
        self.centre.office.accounts.create(name.lower(), PASSWORD, Role.VOLUNTEER, volunteer=name)

    def on_duty(self) -> dict[str, Any]:
        return dict(self.centre.office.log.board().duty.on_duty)

    def close(self) -> None:
        self._server.shutdown()
        self.centre.close()


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    opened = Town(tmp_path_factory.mktemp("town"))
    yield opened
    opened.close()


Open = Callable[..., Page]


@pytest.fixture
def opened(town: Town, browser: Browser) -> Iterator[Open]:
    """A page in a browser of its own, logged in as `login`, if any."""
    contexts: list[BrowserContext] = []

    def opened(path: str, login: str | None, **screen: Any) -> Page:
        context = browser.new_context(**screen, reduced_motion="reduce")
        contexts.append(context)
        page = context.new_page()
        if login:
            sent = {"login": login, "password": PASSWORD}
            answer = page.request.post(f"{town.address}/api/v1/login", data=sent, headers={"Origin": town.address})
            assert answer.ok
        page.goto(f"{town.address}{path}")
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def tablet(opened: Open) -> Page:
    page = opened("/station", "tablet", **TABLET)
    expect(page.get_by_role("heading", name="一号站")).to_be_visible(timeout=SOON_MS)
    expect(page.locator(".digits")).to_be_visible(timeout=SOON_MS)
    return page


def read(page: Page, text: str) -> None:
    """As a badge reader does: quick keys and Enter, wherever the cursor is."""
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def present(page: Page, name: str) -> Any:
    return page.locator(".here li", has=page.get_by_text(name, exact=True))


def link_of(page: Page) -> str:
    return str(page.locator(".qr-link").get_attribute("href"))


def test_a_full_check_in_and_check_out_by_keyboard_alone(town: Town, tablet: Page) -> None:
    tablet.evaluate("() => document.activeElement.blur()")
    read(tablet, "zyz13")  # 志愿者13 by its initials
    sheet = tablet.get_by_role("form", name="签到 志愿者13")
    expect(sheet).to_be_visible()
    sheet.get_by_role("checkbox", name="急救包").press("Space")
    sheet.get_by_role("checkbox", name="试过，通联正常").press("Space")
    sheet.get_by_label("留言").fill("氧气瓶换过了")
    assert violations(tablet) == []
    shoot(tablet, "station-sheet-zh")
    sheet.get_by_role("button", name="签到").press("Enter")
    expect(present(tablet, "志愿者13")).to_contain_text("✓ 电台", timeout=SOON_MS)
    expect(tablet.locator(".told")).to_have_text("志愿者13 签到")
    expect(tablet.locator(".handover")).to_contain_text("氧气瓶换过了")
    found = town.on_duty()["V13"]
    assert (found.station, found.kit, found.brought.radio) == ("S01", ("first_aid",), True)
    read(tablet, "V13")
    sheet = tablet.get_by_role("form", name="签退 志愿者13")
    sheet.get_by_label("交接给下一班").fill("钥匙在门卫处")
    sheet.get_by_role("button", name="签退").press("Enter")
    expect(present(tablet, "志愿者13")).to_have_count(0, timeout=SOON_MS)
    expect(tablet.locator(".handover")).to_contain_text("钥匙在门卫处", timeout=SOON_MS)
    assert "V13" not in town.on_duty()


def test_a_badge_is_read_and_an_unknown_one_is_refused_in_words(town: Town, tablet: Page) -> None:
    read(tablet, "04:a1:b2:c3")
    expect(tablet.get_by_role("form", name="签到 志愿者14")).to_be_visible()
    read(tablet, "0000FFFF")  # another's, before the first has said yes
    expect(tablet.get_by_role("form", name="签到 工卡 …FFFF")).to_be_visible()
    expect(tablet.locator(".told")).to_have_text("志愿者14 没有办完")
    tablet.keyboard.press("Escape")
    for _ in range(2):  # the second time is the yes
        read(tablet, "04:a1:b2:c3")
    expect(present(tablet, "志愿者14")).not_to_contain_text("待送出", timeout=SOON_MS)
    assert "04A1B2C3" not in tablet.evaluate("localStorage.getItem('fifteen.tablet')")
    read(tablet, "0000FFFF")
    tablet.locator(".sheet").get_by_role("button", name="签到").last.click()
    expect(tablet.locator(".banner.bad")).to_contain_text("工卡", timeout=SOON_MS)
    assert town.on_duty()["V14"].proof.by == "badge"


def test_a_new_volunteer_checks_in_from_a_cold_page_in_half_a_minute(
    town: Town, tablet: Page, opened: Open, record_property: Callable[[str, object], None]
) -> None:
    town.account("V15")
    link = link_of(tablet)
    asked = parse_qs(urlsplit(link).query)
    assert asked == {"station": ["S01"], "code": [tablet.locator(".digits").inner_text().replace(" ", "")]}
    page = opened("/login", None, **PHONE)
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.clearBrowserCache")
    line.send("Network.emulateNetworkConditions", SLOW_3G)
    begun = time.perf_counter()
    page.goto(link)
    page.get_by_label("账号").fill("v15")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.locator(".checkin .place")).to_contain_text("一号站", timeout=SOON_MS)
    assert violations(page) == []
    shoot(page, "phone-check-in-zh")
    page.get_by_role("button", name="签到", exact=True).click()
    expect(page.locator(".checkin .in")).to_contain_text("已在一号站签到", timeout=COLD_S * 1000)
    took = time.perf_counter() - begun
    record_property("cold_check_in_s", round(took, 1))
    logger.info("slow 3G, cold page to checked in: 4 steps (login, password, log in, check in), %.1f s", took)
    assert town.on_duty()["V15"].proof.by == "code"
    expect(present(tablet, "志愿者15")).to_be_visible(timeout=SOON_MS)
    page.get_by_text("签退", exact=True).first.click()
    page.get_by_label("交接给下一班").fill("一切正常")
    page.get_by_role("button", name="签退", exact=True).click()
    expect(page.get_by_role("button", name="签到", exact=True)).to_be_visible(timeout=SOON_MS)
    assert "V15" not in town.on_duty()


def test_without_a_code_the_place_of_the_phone_is_the_proof(town: Town, opened: Open) -> None:
    town.account("V12")
    lon, lat = corner(1, 1)
    where = {"longitude": lon, "latitude": lat, "accuracy": 20}
    page = opened("/v", "v12", **PHONE, permissions=["geolocation"], geolocation=where)
    expect(page.get_by_role("combobox").first).to_have_value("S01", timeout=SOON_MS)
    page.get_by_role("button", name="签到", exact=True).click()
    expect(page.locator(".checkin .in")).to_contain_text("已在一号站签到", timeout=SOON_MS)
    assert town.on_duty()["V12"].proof.by == "position"


def test_an_old_code_is_held_and_both_sides_say_so(town: Town, tablet: Page, opened: Open) -> None:
    town.account("V16")
    link = link_of(tablet)
    town.now.ahead += timedelta(minutes=5)
    page = opened(link.removeprefix(town.address), "v16", **PHONE)
    page.get_by_role("button", name="签到", exact=True).click()
    expect(page.locator(".checkin .banner")).to_contain_text("已交值班员确认", timeout=SOON_MS)
    expect(page.locator(".checkin .banner")).to_contain_text("签到码已过期")
    waiting = tablet.locator(".held li", has=tablet.get_by_text("志愿者16", exact=True))
    expect(waiting).to_contain_text("已交值班员确认", timeout=SOON_MS)
    expect(waiting).to_contain_text("签到码已过期")
    shoot(tablet, "station-held-zh")
    assert "V16" not in town.on_duty()
    officer = town.centre.hand(Role.DUTY_OFFICER, station="S01")
    [held] = officer.get("/duty/held").json["rows"]
    assert officer.post(f"/duty/held/{held['id']}/confirm").status_code == 200
    expect(page.locator(".checkin .in")).to_contain_text("已在一号站签到", timeout=SOON_MS)
    expect(waiting).to_contain_text("值班员已确认", timeout=SOON_MS)


def test_without_a_signal_the_tablet_keeps_what_was_done_and_delivers_it_once_with_its_time(
    town: Town, tablet: Page
) -> None:
    tablet.evaluate("navigator.serviceWorker.ready.then(() => true)")
    tablet.context.set_offline(True)
    before = tablet.locator(".digits").inner_text()
    read(tablet, "V17")
    tablet.locator(".sheet").get_by_role("button", name="签到").click()
    expect(tablet.locator(".banner.waiting")).to_contain_text("1 项操作等待送出", timeout=SOON_MS)
    expect(present(tablet, "志愿者17")).to_contain_text("待送出", timeout=SOON_MS)
    tablet.reload()
    expect(tablet.get_by_role("heading", name="一号站")).to_be_visible(timeout=SOON_MS)
    expect(tablet.locator(".banner.waiting")).to_contain_text("1 项操作等待送出", timeout=SOON_MS)
    expect(tablet.locator(".digits")).to_be_visible(timeout=SOON_MS)
    [kept] = json.loads(tablet.evaluate("localStorage.getItem('fifteen.outbox')"))
    assert "V17" not in town.on_duty()
    assert len(before.replace(" ", "")) == 8
    tablet.context.set_offline(False)
    expect(tablet.locator(".banner.waiting")).to_have_count(0, timeout=SOON_MS)
    expect(present(tablet, "志愿者17")).not_to_contain_text("待送出", timeout=SOON_MS)
    assert town.on_duty()["V17"].at == datetime.fromisoformat(kept["at"]).astimezone(UTC)
    told = [one.event for one in town.centre.store.events() if isinstance(one.event, CheckedIn)]
    assert [one.volunteer for one in told].count("V17") == 1


def test_it_rings_for_named_people_and_the_officer_answers(town: Town, tablet: Page) -> None:
    desk = town.centre.hand()
    incident = desk.post("/incidents", call(2.3, 1)).json["id"]
    [alert] = desk.post(f"/incidents/{incident}/alerts", {"volunteers": ["V01"]}).json["alerts"]
    town.now.ahead += timedelta(seconds=60)
    while town.centre.office.ladder.fall_due():
        pass
    card = tablet.locator(".calls li", has=tablet.get_by_role("heading", name="志愿者1", exact=True))
    expect(card).to_be_visible(timeout=SOON_MS)
    assert violations(tablet) == []
    shoot(tablet, "station-ringing-zh")
    card.get_by_role("button", name="志愿者1 能去").click()
    expect(tablet.locator(".calls")).to_have_count(0, timeout=SOON_MS)
    expect(present(tablet, "志愿者1")).to_contain_text("出动中", timeout=SOON_MS)
    assert town.centre.office.log.board().incidents.alerts[alert["id"]].state == "accepted"


@pytest.mark.parametrize(("width", "height"), [(1024, 768), (768, 1024)])
def test_big_targets_two_languages_and_nothing_sideways(town: Town, opened: Open, width: int, height: int) -> None:
    page = opened("/station", "tablet", **{**TABLET, "viewport": {"width": width, "height": height}})
    expect(page.locator(".digits")).to_be_visible(timeout=SOON_MS)
    expect(page.get_by_text("志愿者18", exact=True)).to_be_visible(timeout=SOON_MS)
    shoot(page, f"station-{width}-zh")
    found = {}
    for language in ("English", "中文"):
        assert page.evaluate(SMALL) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for light in ("dark", "light"):
            page.evaluate("(light) => (document.documentElement.dataset.theme = light)", light)
            found[language, light] = violations(page)
        page.get_by_role("button", name=language).click()
    assert {where: broken for where, broken in found.items() if broken} == {}
    assert (SCREENSHOTS / f"station-{width}-zh.png").is_file()
