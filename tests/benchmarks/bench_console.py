"""Five thousand people who move once a second before one console: what they cost the browser's main thread, beside the
same console while nobody moves. Real server, real socket, Chromium drawing by software (SwiftShader)."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page, sync_playwright

from tests.benchmarks.cities import BUILD, benched
from tests.conftest import CHROMIUM_ARGS
from tests.serving import served
from tests.stories.browsing import Desk
from tests.stories.crowd import LOGIN, Crowd

NAME = "console"
PEOPLE = 5_000
WATCHED_S = 25
ALLOWED_SHARE, ALLOWED_TASK_MS = 0.10, 50
LONG_TASKS = """() => {
  window.long = [];
  window.watching?.disconnect();
  window.watching = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.long.push(duration);
  });
  window.watching.observe({ entryTypes: ["longtask"] });
}"""
# Told by the socket's own frames, so that nobody can be drawn who was not pushed.
COUNT_FRAMES = """(() => {
  const Native = window.WebSocket;
  window.pushed = 0;
  window.WebSocket = class extends Native {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => {
        if (typeof data === "string" && data.includes('"positions"')) window.pushed += 1;
      });
    }
  };
})()"""


def main() -> dict[str, Any]:
    benched("chengdu")
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        (data / "cities").symlink_to(BUILD / "cities")
        crowd = Crowd(data, "chengdu", PEOPLE)
        try:
            with served(data, "chengdu", url=crowd.url) as server, sync_playwright() as playwright:
                chromium = shutil.which("chromium") or shutil.which("google-chrome")
                browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGS)
                context = browser.new_context(viewport={"width": 1920, "height": 1080})
                context.add_init_script(COUNT_FRAMES)
                desk = Desk(context, server.address, login=LOGIN)
                desk.wait_for_map()
                rows = watched(desk.page, crowd)
                browser.close()
        finally:
            crowd.stop()
    empty, moving = rows
    return {
        f"{WATCHED_S} s of a console at 1920 × 1080": rows,
        "main thread, moving less empty": moving["main thread"] - empty["main thread"],
        "allowed": f"{ALLOWED_SHARE:.0%} of the main thread, no task above {ALLOWED_TASK_MS} ms",
        "main thread kept": moving["main thread"] <= ALLOWED_SHARE,
        "no long task": moving["longest task ms"] <= ALLOWED_TASK_MS,
        "ms of the main thread a push": 1000
        * WATCHED_S
        * (moving["main thread"] - empty["main thread"])
        / moving["pushes"],
    }


def watched(page: Page, crowd: Crowd) -> list[dict[str, Any]]:
    """The same console while nobody moves, and while everybody does."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("Performance.enable", {"timeDomain": "threadTicks"})
    crowd.place(crowd.lonlat)  # everyone is on the map in both
    page.wait_for_timeout(8_000)
    rows = [row(page, cdp, "empty", 0)]
    crowd.start()
    wait_for_pushes(page, 5)
    rows.append(row(page, cdp, "moving", PEOPLE))
    return rows


def wait_for_pushes(page: Page, wanted: int) -> None:
    """So many more. Asked from outside: the page's own policy lets nothing be evaluated in it again and again."""
    begun = page.evaluate("window.pushed")
    while page.evaluate("window.pushed") < begun + wanted:
        page.wait_for_timeout(200)


def row(page: Page, cdp: CDPSession, name: str, moving: int) -> dict[str, Any]:
    """`main thread`: the share of the time that it was busy, by its own clock: what other processes take from it on a
    shared machine is not counted. Long tasks are the browser's, by the wall's: waiting for the software that draws
    is in them."""
    page.evaluate(LONG_TASKS)
    pushed, before = page.evaluate("window.pushed"), measured(cdp)
    page.wait_for_timeout(WATCHED_S * 1_000)
    after, long = measured(cdp), page.evaluate("window.long")
    spent = {key: (after[key] - before[key]) / WATCHED_S for key in before}
    return {
        "console": name,
        "moving": moving,
        "pushes": page.evaluate("window.pushed") - pushed,
        "main thread": spent["TaskDuration"],
        "of it script": spent["ScriptDuration"],
        "layout and style": spent["LayoutDuration"] + spent["RecalcStyleDuration"],
        "tasks > 50 ms": len(long),
        "longest task ms": max(long, default=0),
        "heap MB": page.evaluate("performance.memory.usedJSHeapSize") / 1e6,
    }


def measured(cdp: CDPSession) -> dict[str, float]:
    wanted = ("TaskDuration", "ScriptDuration", "LayoutDuration", "RecalcStyleDuration")
    found = {one["name"]: one["value"] for one in cdp.send("Performance.getMetrics")["metrics"]}
    return {name: found[name] for name in wanted}
