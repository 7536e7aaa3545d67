"""The page of a simulation in a browser: nothing is asked for, nothing is wrong in either light, keys do for all."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from dispatch.simulate.page.page import page as written
from tests.simulate.test_page import POLICIES, found
from tests.stories.test_console_desk import violations


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    for language in ("zh-CN", "en"):
        (folder / f"{language}.html").write_text(written(found(*POLICIES), language), encoding="utf-8")
    return folder


def opened(browser: Browser, file: Path, **options: Any) -> tuple[Page, list[str]]:
    """The page, and what it asked for or complained of."""
    page = browser.new_page(**options)
    heard: list[str] = []
    page.on("request", lambda request: heard.append(request.url))
    page.on("console", lambda message: heard.append(message.text))
    page.goto(file.as_uri())
    assert heard == [file.as_uri()]
    return page, heard


@pytest.mark.parametrize(("language", "light"), [("zh-CN", "light"), ("en", "dark")])
def test_it_reads_in_either_light_and_in_both_languages(
    browser: Browser, folder: Path, language: str, light: str
) -> None:
    page, _ = opened(browser, folder / f"{language}.html", color_scheme=light)
    assert violations(page) == []
    assert page.get_by_role("img").count() == 2 + 4 * len(POLICIES)
    page.close()


def test_on_a_phone_only_plots_and_tables_scroll_sideways_and_a_key_opens_the_figures(
    browser: Browser, folder: Path
) -> None:
    page, _ = opened(browser, folder / "zh-CN.html", viewport={"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    figures = page.locator("#arrivals details")
    expect(figures.locator("table")).not_to_be_visible()
    figures.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(figures.locator("table")).to_be_visible()
    page.close()
