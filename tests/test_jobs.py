"""Runs side by side: in processes of this machine, on a cluster, and ended on request."""

import multiprocessing
import os
import subprocess
import sys
import threading
from math import factorial
from pathlib import Path

import pytest
from distributed import LocalCluster

from dispatch.errors import Refused
from dispatch.jobs import Cancelled, side_by_side


def process_of(number: int) -> tuple[int, int]:
    return number, os.getpid()


def hold(number: int) -> int:
    """All but the first never end."""
    if number:
        threading.Event().wait()
    return number


def refuse(number: int) -> int:
    raise Refused("not_found", id=number)


def test_every_run_is_told_once_and_works_elsewhere() -> None:
    found = dict(side_by_side(process_of, range(5), max_workers=2))
    assert sorted(found) == [0, 1, 2, 3, 4]
    assert [found[one][0] for one in range(5)] == [0, 1, 2, 3, 4]
    assert os.getpid() not in {process for _, process in found.values()}


def test_a_single_worker_works_here() -> None:
    assert {pid for _, (_, pid) in side_by_side(process_of, range(2), max_workers=1)} == {os.getpid()}
    assert list(side_by_side(factorial, [])) == []


def test_cancelled_it_ends_what_is_under_way_and_says_how_far_it_was() -> None:
    told: list[int] = []
    runs = side_by_side(hold, range(4), max_workers=2, cancelled=lambda: bool(told))
    told.append(next(runs)[0])
    with pytest.raises(Cancelled) as stopped:
        next(runs)
    assert (told, stopped.value.done, stopped.value.of) == ([0], 1, 4)
    assert multiprocessing.active_children() == []


def test_cancelled_in_one_process_no_further_run_begins() -> None:
    begun: list[int] = []
    with pytest.raises(Cancelled):
        list(side_by_side(begun.append, range(4), max_workers=1, cancelled=lambda: len(begun) == 2))
    assert begun == [0, 1]


def test_who_stops_listening_ends_it_too() -> None:
    runs = side_by_side(hold, range(3), max_workers=2)
    assert next(iter(runs)) == (0, 0)
    runs.close()  # type: ignore[attr-defined]
    assert multiprocessing.active_children() == []


def test_a_run_that_raises_ends_them_all() -> None:
    with pytest.raises(Refused, match="not_found"):
        list(side_by_side(refuse, range(3), max_workers=2))


def test_workers_do_not_outlive_a_parent_that_is_killed(tmp_path: Path) -> None:
    """Their end closes the pipe that they inherited: reading it returns only then."""
    program = tmp_path / "parent.py"
    program.write_text(
        "import os, signal\n"
        "from dispatch.jobs import side_by_side\n"
        "from tests.test_jobs import hold\n"
        "if __name__ == '__main__':\n"
        "    for _ in side_by_side(hold, range(3), max_workers=2):\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n",
        encoding="utf-8",
    )
    root = str(Path(__file__).resolve().parent.parent)
    environment = {**os.environ, "PYTHONPATH": root}
    found = subprocess.run([sys.executable, str(program)], env=environment, capture_output=True, timeout=20)
    assert found.returncode == -9


def test_where_a_scheduler_is_named_its_workers_do_the_work() -> None:
    with LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None) as cluster:  # type: ignore[no-untyped-call]
        found = side_by_side(factorial, [3, 4], dask=cluster.scheduler_address)
        assert sorted(found) == [(3, 6), (4, 24)]


def test_a_scheduler_that_does_not_answer_is_named() -> None:
    with pytest.raises(Refused, match=r"no_scheduler address=127.0.0.1:1"):
        list(side_by_side(factorial, [1], dask="127.0.0.1:1"))
