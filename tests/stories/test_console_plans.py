"""Somebody edits the response plans while dispatchers work: each console says what became of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from dispatch.config import Config
from dispatch.incidents.planbook import NAME, SHIPPED
from dispatch.web.app import App
from tests.serving import behind_a_port
from tests.stories.browsing import Desk
from tests.web.grid import import_grid


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    cities: Path = import_grid(tmp_path_factory.mktemp("plans"))
    app = App(Config(data_dir=cities.parent, city="grid", demo=True))
    yield app
    app.close()


@pytest.fixture(scope="module")
def address(app: App) -> Iterator[str]:
    with behind_a_port(app) as address:
        yield address


def edit(app: App, old: str, new: str) -> None:
    """As in an editor; then what the server does every minute."""
    text = SHIPPED.read_text(encoding="utf-8")
    (app.office.config.data_dir / NAME).write_text(text.replace(old, new, 1), encoding="utf-8")
    app.look_at_plans()


def test_every_console_says_what_became_of_an_edited_plan(
    browser: Browser, browser_context_args: dict[str, Any], app: App, address: str
) -> None:
    spoken = ("zh-CN", "en")
    here, there = desks = [Desk(browser.new_context(**browser_context_args), address, language=one) for one in spoken]
    edit(app, "promise_minutes = 15", "promise_minuets = 15")
    expect(here.page.locator(".notice.bad")).to_contain_text(f"响应预案 {NAME} 未采用,仍按原预案执行")
    expect(there.page.locator(".notice.bad")).to_contain_text("response.promise_minuets: unknown field")
    assert here.call("POST", "/incidents", {"type": "medical", "level": 3, "location": None})["promise_s"] == 900

    edit(app, "promise_minutes = 15", "promise_minutes = 12")
    expect(there.page.locator(".notice.good")).to_contain_text(f"The changed response plans {NAME} are in force")
    assert here.call("POST", "/incidents", {"type": "medical", "level": 3, "location": None})["promise_s"] == 720

    edit(app, 'team = "supply", count = 2', 'team = "supply", count = 2, qualifications = ["psychiatrist"]')
    told = there.page.locator(".notice.bad").last
    expect(told).to_contain_text("Response plan Flood, Level II: supply needs 2, only 0 on record qualify")
    assert [desk.errors for desk in desks] == [[], []]
    for desk in desks:
        desk.page.context.close()
