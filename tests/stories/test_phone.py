"""The volunteer's phone in a real browser: a lost signal, a wrong clock, a slow line, and what is refused in words."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import make_server

from dispatch.clock import now
from dispatch.web.principal import Role
from tests.stories.browsing import shoot
from tests.stories.test_console_desk import violations
from tests.web.grid import GridCentre, call, import_grid

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "locale": "zh-CN"}
SOON_MS = 8_000
ACTIONS = 50
LOSE_EVERY = 12
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
LATE_S = -3 * 3600
EARLIER = f"""() => {{
  const now = Date.now;
  Date.now = () => now() + {LATE_S} * 1000;
  const Real = Date;
  window.Date = class extends Real {{
    constructor(...given) {{ given.length ? super(...given) : super(Real.now()); }}
  }};
  window.Date.now = Real.now;
}}"""
TAPS = """async (times) => {
  for (let tap = 0; tap < times; tap += 1) {
    document.querySelectorAll("[data-act]")[tap % 4].click();
    await new Promise((drawn) => setTimeout(drawn, 20));
  }
}"""
SMALL = """[...document.querySelectorAll("button, a, summary")]
  .filter((one) => one.offsetParent && Math.min(one.offsetWidth, one.offsetHeight) < 48)
  .map((one) => one.textContent)"""
EARS = """() => {
  window.buzzes = 0;
  navigator.vibrate = () => (window.buzzes += 1);
  speechSynthesis.speak = (words) => (window.spoken = words.text);
}"""
SEEN = """() => new MutationObserver(() => {
  if (document.querySelector(".asked .big.yes") && !window.seenAt) window.seenAt = performance.now();
}).observe(document, {childList: true, subtree: true})"""


class Town:
    """The grid's centre behind a real port, unless it is `cut` off. While it is `lossy`, the answer to every twelfth
    write is lost, though it was done."""

    def __init__(self, folder: Path) -> None:
        self.centre = GridCentre(folder / "centre", import_grid(folder), people=7)
        self.lossy = self.cut = False
        self._writes = 0
        self._server = make_server("127.0.0.1", 0, self._serve, threaded=True)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def _serve(self, environ: Any, start: Any) -> Any:
        if self.cut:  # what a browser plays as offline lets a request through while a page is opened anew
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            start("503 Service Unavailable", [])
            return []
        answer = self.centre.app(environ, start)
        if self.lossy and environ["REQUEST_METHOD"] == "POST":
            self._writes += 1
            if self._writes % LOSE_EVERY == 0:
                environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        return answer

    def ask(self, volunteer: str, **more: Any) -> tuple[int, int]:
        """An incident of its own, and the alert of one person."""
        desk = self.centre.hand()
        told = call(2.3, 1, address="第二街2号", caller={"name": "王", "phone": "13812345678"}, **more)
        incident = desk.post("/incidents", told).json["id"]
        [alert] = desk.post(f"/incidents/{incident}/alerts", {"volunteers": [volunteer]}).json["alerts"]
        return incident, alert["id"]

    def told(self, incident: int, volunteer: str) -> list[dict[str, Any]]:
        events = self.centre.hand().get(f"/incidents/{incident}/timeline").json["events"]
        return [one for one in events if one["by"] == f"volunteer:{volunteer.lower()}"]

    def close(self) -> None:
        self._server.shutdown()
        self.centre.close()


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    opened = Town(tmp_path_factory.mktemp("town"))
    yield opened
    opened.close()


Login = Callable[..., Page]


@pytest.fixture
def login(town: Town, browser: Browser) -> Iterator[Login]:
    contexts: list[BrowserContext] = []

    def open_phone(volunteer: str, *, script: str = "", **more: Any) -> Page:
        context = browser.new_context(**{**PHONE, **more})
        contexts.append(context)
        page = context.new_page()
        if script:
            page.add_init_script(f"({script})()")
        name, password = volunteer.lower(), "right-behind-the-door"
        known = {one.login for one in town.centre.office.accounts.all()}
        if name not in known:
            town.centre.office.accounts.create(name, password, Role.VOLUNTEER, volunteer=volunteer)
        sent = {"login": name, "password": password}
        page.request.post(f"{town.address}/api/v1/login", data=sent, headers={"Origin": town.address})
        return page

    yield open_phone
    for context in contexts:
        context.close()


def big(page: Page, name: str) -> Any:
    return page.get_by_role("button", name=name, exact=True)


def outbox(page: Page) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = json.loads(page.evaluate("localStorage.getItem('fifteen.outbox') ?? '[]'"))
    return kept


def test_fifty_actions_without_a_signal_arrive_once_each_in_order_at_their_own_times(town: Town, login: Login) -> None:
    incident, _ = town.ask("V01")
    page = login("V01")
    page.goto(f"{town.address}/v")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    town.cut = True
    page.context.set_offline(True)
    big(page, "我去").click()
    for step in ("我已出发", "到达门口", "到患者身边"):
        page.wait_for_timeout(650)  # a thumb is not quicker; sooner it counts as trembling
        big(page, step).click()
    page.reload()
    expect(page.locator(".banner.waiting")).to_contain_text("4 项操作等待送出")
    care = ACTIONS - 6
    page.evaluate(TAPS, care)
    page.locator(".slip summary").click()
    page.get_by_label("已恢复自主循环").check()
    page.get_by_label("救护车编号或车牌").fill("川A·120F1")
    page.get_by_role("button", name="送出交接单").click()
    big(page, "已移交").click()
    expect(page.locator(".banner.waiting")).to_contain_text(f"{ACTIONS} 项操作等待送出")
    kept = outbox(page)
    assert town.told(incident, "V01") == []

    town.cut, town.lossy = False, True
    page.context.set_offline(False)
    expect(page.locator(".banner.waiting")).to_have_count(0, timeout=30_000)
    town.lossy = False
    told = [one for one in town.told(incident, "V01") if one["kind"] != "VolunteerAssigned"]
    kinds = ["AlertAccepted", *["ProgressReported"] * 3, *["CareNoted"] * care, "SlipWritten", "ProgressReported"]
    assert [one["kind"] for one in told] == kinds
    acts = [one["body"]["act"] for one in kept if "act" in one["body"]]
    assert [one["particulars"] for one in told if one["kind"] == "CareNoted"] == acts
    assert [instant(one["happened_at"]) for one in told] == [instant(one["at"]) for one in kept]
    assert page.locator(".banner.bad").count() == 0
    expect(page.locator(".address")).to_have_text("第二街2号")


def instant(at: str) -> datetime:
    return datetime.fromisoformat(at)


def test_a_phone_with_a_wrong_clock_is_corrected_and_told_so(town: Town, login: Login) -> None:
    incident, _ = town.ask("V02")
    page = login("V02", script=EARLIER)
    page.goto(f"{town.address}/v")
    expect(page.locator(".banner.waiting")).to_contain_text("本机时钟慢了180分钟")
    big(page, "我去").click()
    expect(page.locator(".going .address")).to_have_text("第二街2号", timeout=SOON_MS)
    [accepted] = [one for one in town.told(incident, "V02") if one["kind"] == "AlertAccepted"]
    assert abs(instant(accepted["happened_at"]) - now()) < timedelta(seconds=10)


def test_what_is_refused_says_why_in_words(town: Town, login: Login) -> None:
    _, alert = town.ask("V03")
    page = login("V03")
    page.goto(f"{town.address}/v?alert={town.ask('V04')[1]}")
    expect(page.locator(".banner.waiting")).to_contain_text("不是发给您的")
    page.context.set_offline(True)
    big(page, "我去").click()
    page.wait_for_timeout(650)
    big(page, "我已出发").click()
    answered = town.centre.hand(Role.VOLUNTEER, volunteer="V03").post(f"/alerts/{alert}/answer", {"answer": "decline"})
    assert answered.status_code == 200
    page.context.set_offline(False)
    refusals = page.locator(".banner.bad li")
    expect(refusals).to_have_count(2, timeout=SOON_MS)
    expect(refusals.first).to_contain_text("我去")
    expect(refusals.first).to_contain_text("已答复过这条通知(已谢绝)")
    expect(page.locator(".going")).to_have_count(0)
    page.get_by_role("button", name="知道了").click()
    page.goto(f"{town.address}/v?alert={alert}")
    expect(page.locator(".banner.waiting")).to_contain_text("您已谢绝")


def test_a_place_is_shared_from_the_yes_on_and_a_corrected_one_stands_in_the_way_until_it_is_read(
    town: Town, login: Login
) -> None:
    incident, _ = town.ask("V05")
    page = login("V05", permissions=["geolocation"], geolocation={"longitude": 104.065, "latitude": 30.665})
    page.goto(f"{town.address}/v")
    expect(page.locator(".position")).to_contain_text("位置没有共享")
    with page.expect_response("**/api/v1/positions"):
        big(page, "我去").click()
    expect(page.locator(".going .address")).to_have_text("第二街2号", timeout=SOON_MS)
    expect(page.locator(".position")).to_contain_text("从接受到任务完成")
    [fix] = town.centre.hand().get("/positions").json["rows"]
    assert (fix["volunteer"], fix["lon"], fix["lat"]) == ("V05", 104.065, 30.665)
    page.get_by_role("switch").click()
    expect(page.locator(".position")).to_contain_text("位置共享已关")
    told = call(3, 1, address="第三街7号")
    corrected = {"location": told["location"], "address": told["address"]}
    assert town.centre.hand().put(f"/incidents/{incident}/call", corrected).status_code == 200
    dialog = page.get_by_role("alertdialog")
    expect(dialog).to_contain_text("第三街7号", timeout=SOON_MS)
    dialog.get_by_role("button").click()
    expect(dialog).to_have_count(0)
    expect(page.locator(".unsent")).to_have_count(0, timeout=SOON_MS)
    assert [one["kind"] for one in town.told(incident, "V05")][-1] == "CorrectionRead"


def test_it_rings_and_reads_aloud_what_but_not_where_until_somebody_answers(town: Town, login: Login) -> None:
    page = login("V07", script=EARS)
    page.goto(f"{town.address}/v")
    page.locator("h1").dispatch_event("pointerdown")
    page.mouse.click(5, 400)
    expect(page.locator(".banner.tap")).to_have_count(0)
    town.ask("V07")
    expect(page.locator(".asked")).to_be_visible(timeout=SOON_MS)
    page.wait_for_function("() => window.buzzes >= 2")
    assert page.evaluate("window.spoken").startswith("医疗急救，Ⅱ级（重大），第2街，全程约")
    big(page, "不能去").click()
    rung = page.evaluate("window.buzzes")
    page.wait_for_timeout(2_700)
    assert page.evaluate("window.buzzes") == rung


def test_panic_takes_a_second_or_two_presses(town: Town, login: Login) -> None:
    page = login("V05")
    page.goto(f"{town.address}/v")
    button = big(page, "紧急求助")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#panic-hint")).to_have_text("再按一次就发出")
    page.keyboard.press("Enter")
    expect(page.locator(".panic.standing")).to_contain_text("求助已送达所有调度台", timeout=SOON_MS)


def test_the_first_alert_is_there_within_two_seconds_of_slow_3g(town: Town, login: Login) -> None:
    town.ask("V06")
    page = login("V06", script=SEEN)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(town.address).split("?")[0]))
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW_3G)
    page.goto(f"{town.address}/v", wait_until="commit")
    expect(page.locator(".asked .big.yes")).to_be_visible(timeout=SOON_MS)
    assert sorted(asked[:3]) == ["/static/volunteer.css", "/static/volunteer.js", "/v"]
    seen_ms = page.evaluate("window.seenAt")
    assert seen_ms < 2_000
    assert page.evaluate(SMALL) == []
    shoot(page, "phone-zh")
    page.get_by_role("button", name="English").click()
    expect(big(page, "I am going")).to_be_visible()
    assert violations(page) == []
    assert "phone." not in page.inner_text("body")
