"""Real Chengdu, served by a real process, looked at in a real browser."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from maps.cities import import_city
from tests.serving import Served, served

# Two processes of the suite, each with a server and a browser, share the machine's processors.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def chengdu(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root under which the city `chengdu` lies."""
    root = tmp_path_factory.mktemp("chengdu") / "cities"
    import_city(shared_data / "chengdu.osm.pbf", name="chengdu", root=root, title="成都（内城）")
    return root


@pytest.fixture(scope="module")
def centre(chengdu: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server a file, with the fictional roster on duty; tests take calls of their own."""
    data = tmp_path_factory.mktemp("centre")
    (data / "cities").symlink_to(chengdu)
    with served(data, "chengdu", "--demo") as server:
        yield server


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """The smaller of the two screens that the console is made for: software draws it quicker."""
    return {**browser_context_args, "viewport": {"width": 1366, "height": 768}, "reduced_motion": "reduce"}
