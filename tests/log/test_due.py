"""What falls due by itself, with a short wait on the real clock."""

import logging
import threading
from datetime import datetime, timedelta

import pytest

from dispatch.clock import now
from dispatch.log import due
from dispatch.log.due import DueLoop, all_of
from dispatch.log.memory import MemoryStore
from tests.log.toy import Counted, Counter, Tally, codec, tally_log

PATIENCE_S = 10


class Reminder:
    """Due a moment after each odd count, when it counts one more: so it is even again."""

    def __init__(self, log, wait_s: float) -> None:
        self.counter = Counter(log)
        self.wait = timedelta(seconds=wait_s)
        self.since = now()
        self.done = threading.Event()
        self.loop = DueLoop(log, self.next_due, self.fall_due, now)

    def next_due(self, tally: Tally) -> datetime | None:
        return self.since + self.wait if tally.total % 2 else None

    def fall_due(self) -> None:
        self.fell_at = now()
        self.counter.count()
        self.done.set()


@pytest.fixture
def log():
    log = tally_log(MemoryStore(codec()))
    yield log
    log.close()


def test_it_is_done_when_due_and_not_before(log):
    reminder = Reminder(log, wait_s=0.2)
    reminder.loop.start()
    reminder.counter.count()  # nothing was due until now: the change itself wakes the loop
    assert reminder.done.wait(PATIENCE_S)
    reminder.loop.stop()
    assert reminder.fell_at >= reminder.since + reminder.wait
    assert log.board().total == 2


def test_of_two_servers_the_second_finds_nothing_to_do(log):
    reminders = [Reminder(log, wait_s=0.1) for _ in range(2)]
    decided = []

    def once(board: Tally, at: datetime) -> list:
        return [Counted("beds", 1)] if board.total % 2 else []

    for reminder in reminders:
        reminder.fall_due = lambda: decided.append(len(reminders[0].counter._do(once, by="rule:reminder")))
        reminder.loop = DueLoop(log, reminder.next_due, reminder.fall_due, now)
        reminder.loop.start()
    reminders[0].counter.count()
    assert log.wait(1, PATIENCE_S) == 2
    for reminder in reminders:
        reminder.loop.stop()
    assert log.seq == 2
    assert sum(decided) == 1


def test_a_failure_is_logged_and_tried_again(log, monkeypatch, caplog):
    monkeypatch.setattr(due, "RETRY_S", 0.01)
    reminder = Reminder(log, wait_s=0)
    failures = iter([ConnectionError("the database is away")])

    def fail_first() -> None:
        for failure in failures:
            raise failure
        reminder.fall_due()

    with caplog.at_level(logging.ERROR):
        loop = DueLoop(log, reminder.next_due, fail_first, now)
        loop.start()
        reminder.counter.count()
        assert reminder.done.wait(PATIENCE_S)
        loop.stop()
    assert [str(record.exc_info[1]) for record in caplog.records] == ["the database is away"]
    assert log.board().total == 2


def test_what_cannot_be_done_keeps_nothing_waiting_behind_it() -> None:
    log = tally_log(MemoryStore(codec()))
    counter = Counter(log)
    with pytest.raises(ZeroDivisionError):
        all_of([lambda: 1 // 0, counter.count, lambda: [][1]])
    assert log.board().total == 1
