"""Several processes on one log; one of them killed."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.log.toy import Counter, tally_log

ROOT = Path(__file__).resolve().parent.parent.parent
Writer = Callable[[int], subprocess.Popen]


@pytest.fixture
def writer(url: str, key: str) -> Iterator[Writer]:
    """Starts a process that waits for `go` and then writes so many events."""
    started: list[subprocess.Popen] = []

    def start(count: int) -> subprocess.Popen:
        command = [sys.executable, "-m", "tests.log.writer", url, key, str(count)]
        process = subprocess.Popen(
            command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def go(*writers: subprocess.Popen) -> None:
    for process in writers:
        assert process.stdout.readline() == "ready\n", process.stderr.read()
    for process in writers:
        process.stdin.write("\n")
        process.stdin.flush()


def test_a_killed_writer_loses_nothing_that_it_acknowledged(open_sql, url, writer):
    log = tally_log(open_sql(url))
    processes = [writer(100_000) for _ in range(2)]
    go(*processes)
    acknowledged = [int(process.stdout.readline()) for process in processes for _ in range(20)]
    for process in processes:
        process.kill()
    for process in processes:
        acknowledged += [int(line) for line in process.stdout if line.endswith("\n")]

    (after,) = Counter(log).count()
    assert [recorded.seq for recorded in log.events()] == list(range(1, after.seq + 1))
    assert set(acknowledged) <= set(range(1, after.seq))
    assert log.verify() is None
    assert log.rebuilt() == log.board()


def test_a_tail_misses_nothing_of_what_others_write_at_the_same_time(open_sql, url, writer):
    log = tally_log(open_sql(url))
    go(*(writer(60) for _ in range(2)))
    here = threading.Thread(target=lambda: [Counter(log).count() for _ in range(30)])
    here.start()
    seen: list[int] = []
    while len(seen) < 150:
        assert log.wait(len(seen), timeout=30) > len(seen)
        seen += [recorded.seq for recorded in log.events(after=len(seen))]
    here.join()
    assert seen == list(range(1, 151))
    assert log.verify() is None
    assert log.board().total == 60 + 30
    log.close()
