"""The alarm ladder over HTTP: how soon a phone rings, and what is left of it when two requests in five fail and the
server is killed twenty times. Server and gateway are programs of their own on this machine."""

import os
import tempfile
from pathlib import Path
from typing import Any

from tests.benchmarks.bench_log import postgres
from tests.ladder.trial import Findings, Rungs, findings, p99, trial
from tests.web.grid import import_grid

NAME = "ladder"

AT_ONCE = 200
ALERTS, KILLS, FAULTS = 1_000, 20, 0.4
QUICK = Rungs(voice_s=(0, 6), sms_s=3, tablet_s=8)
USUAL = Rungs(voice_s=(0, 40), sms_s=20, tablet_s=50)
LONG_S = 300


def main() -> dict[str, Any]:
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        import_grid(root)
        at_once = [swift(root, "SQLite", f"sqlite:///{root / 'swift.sqlite'}")]
        faulty = [rough(root, "SQLite", f"sqlite:///{root / 'rough.sqlite'}")]
        with postgres() as url:
            at_once.append(swift(root, "PostgreSQL", url))
        with postgres() as url:
            faulty.append(rough(root, "PostgreSQL", url))
    return {
        "load before, 1 min": load,
        f"{AT_ONCE} alerts at once, no faults": at_once,
        f"{ALERTS:,} alerts, {FAULTS:.0%} faults, killed {KILLS} times": faulty,
    }


def swift(root: Path, database: str, url: str) -> dict[str, Any]:
    with trial(root / f"swift {database}", root / "cities", url, alerts=AT_ONCE, rungs=QUICK, faults=0.0) as one:
        one.alert_everybody()
        one.until(one.over, LONG_S)
        found = findings(one)
    return {"database": database, **checked(found), **seconds("alert to gateway", found.first_s), "wanted": "≤ 1 s"}


def rough(root: Path, database: str, url: str) -> dict[str, Any]:
    with trial(root / f"rough {database}", root / "cities", url, alerts=ALERTS, rungs=USUAL, faults=FAULTS) as one:
        one.alert_everybody()
        one.kill_and_start(KILLS, LONG_S)
        one.until(lambda board: one.over(board) and one.answered(board), LONG_S)
        found = findings(one)
        told = {event["attempt"] for event in one.timelines() if event["kind"] == "AttemptDue"}
    return {
        "database": database,
        **checked(found),
        "requests": found.requests,
        "on the timeline": len(told & found.due),
        "answers": len(found.told),
        "of them heard": len(found.told & found.declined),
        **seconds("rung late", found.late_s),
        **seconds("first request late", found.knocked_s),
    }


def checked(found: Findings) -> dict[str, int]:
    """`lost`: never came to the gateway; `twice`: one attempt that rang more than once, or was refused."""
    return {
        "attempts": len(found.due),
        "needless": len(found.due - found.needed),
        "lost": len(found.needed - set(found.rang)),
        "twice": sum(times > 1 for times in found.rang.values()) + found.refused,
    }


def seconds(name: str, ordered: list[float]) -> dict[str, float]:
    return {f"{name} p50 s": ordered[len(ordered) // 2], f"{name} p99": p99(ordered), f"{name} most": ordered[-1]}
