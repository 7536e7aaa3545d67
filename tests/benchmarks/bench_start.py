"""How soon a newcomer sees a page: `make run`, from the command to the first page answered, everything set up before.

"warm" is the demo city's second start on the same data folder, "fresh" its first: the city is drawn from its seed,
imported, furnished with people, and its base map made. The very first `make run` on a clone also fetches packages,
which depends on the network; that figure is taken by hand.
"""

import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx

NAME = "start"

ROOT = Path(__file__).resolve().parents[2]
WARM_RUNS = 3


def main() -> dict[str, Any]:
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        fresh = seconds_to_first_page(Path(folder))
        warm = [seconds_to_first_page(Path(folder)) for _ in range(WARM_RUNS)]
    return {
        "load before, 1 min": load,
        "make run to the first page, s": [
            {"data folder": "fresh", "n": 1, "least": fresh, "most": fresh, "wanted": "-"},
            {"data folder": "warm", "n": WARM_RUNS, "least": min(warm), "most": max(warm), "wanted": "≤ 8"},
        ],
    }


def seconds_to_first_page(data: Path) -> float:
    """Runs `make run` on a free port until it has printed its address and the page there is answered; then ends it."""
    env = {**os.environ, "FIFTEEN_DATA": str(data), "FIFTEEN_DATABASE_URL": ""}
    begun = time.perf_counter()
    with subprocess.Popen(
        ["make", "--silent", "run", "PORT=0"],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as running:
        try:
            address = _address(running)
            page = httpx.get(f"{address}/login", trust_env=False, timeout=30).raise_for_status()
            took = time.perf_counter() - begun
            assert "demo-dispatcher" in page.text
        finally:
            os.killpg(running.pid, signal.SIGTERM)
            running.wait(30)
    return took


def _address(running: subprocess.Popen[str]) -> str:
    """The first line that is one: `make` may say before it what it does."""
    assert running.stdout is not None
    for line in running.stdout:
        if line.startswith("http://"):
            return line.strip()
    raise RuntimeError("make run ended before it served")
