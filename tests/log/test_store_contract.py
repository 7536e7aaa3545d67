"""What the log promises, on a list, on SQLite and on PostgreSQL alike."""

import threading
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from dispatch.errors import Refused
from dispatch.log import store as sql
from dispatch.log.chain import GENESIS, Head
from dispatch.log.contract import Request
from tests.log.toy import START, Card, Counted, Counter, Named, Tally, minutes, tally_log

WANG = Card("王琳", "13800001234")


def test_events_come_back_in_order_with_their_place(store):
    log = tally_log(store)
    with log.writing(by="dispatcher:li") as tx:
        first = tx.append([Counted("beds", 2), Named("V1", WANG)], at=START)
        second = tx.append([Counted("beds", -1)], at=minutes(1), happened_at=minutes(-9), by="rule:late", cause=2)
    assert log.events() == first + second
    assert [(recorded.seq, recorded.by, recorded.cause) for recorded in first + second] == [
        (1, "dispatcher:li", None),
        (2, "dispatcher:li", 1),
        (3, "rule:late", 2),
    ]
    assert [recorded.when for recorded in second] == [minutes(-9)]
    assert log.view() == (Tally(total=1, last_counted=3, names=(("V1", "王琳"),)), 3)


def test_moments_keep_their_microseconds_and_come_back_in_utc(store):
    log = tally_log(store)
    beijing = datetime(2026, 5, 1, 16, 0, 0, 123456, tzinfo=timezone(timedelta(hours=8)))
    with log.writing(by="x") as tx:
        tx.append([Counted("beds", 1)], at=beijing)
    (recorded,) = log.events()
    assert recorded.at.isoformat() == "2026-05-01T08:00:00.123456+00:00"
    assert log.verify() is None


def test_a_given_cause_is_the_cause_of_the_whole_batch(store):
    log = tally_log(store)
    Counter(log).count()
    with log.writing(by="x") as tx:
        recorded = tx.append([Counted("beds", 1), Counted("beds", 1)], at=START, cause=1)
    assert [one.cause for one in recorded] == [1, 1]


def test_events_can_be_asked_for_by_place_subject_and_number(store, monkeypatch):
    monkeypatch.setattr(sql, "CHUNK", 2)  # so that a short log comes in several pieces, too
    log = tally_log(store)
    with log.writing(by="x") as tx:
        tx.append([Counted("beds", 1), Counted("kits", 1), Counted("beds", 1), Counted("kits", 1)] * 2, at=START)

    def seqs(**which: Any) -> list[int]:
        return [recorded.seq for recorded in log.events(**which)]

    assert seqs() == [1, 2, 3, 4, 5, 6, 7, 8]
    assert seqs(after=3) == [4, 5, 6, 7, 8]
    assert seqs(after=3, upto=5) == [4, 5]
    assert seqs(after=2, limit=3) == [3, 4, 5]
    assert seqs(subject="counter:kits") == [2, 4, 6, 8]
    assert seqs(subject="counter:kits", after=2, limit=1) == [4]
    assert seqs(subject="counter:none") == []
    assert seqs(upto=99, limit=0) == []


def test_the_head_tells_where_the_log_ends(store):
    log = tally_log(store)
    assert log.head() == Head()
    assert log.head().hash == GENESIS
    Counter(log, minutes(3)).count()
    last = log.head()
    assert (last.seq, last.at, len(last.hash)) == (1, minutes(3), 64)


def test_a_write_that_fails_leaves_no_trace(store):
    log = tally_log(store)
    Counter(log).name("V1", WANG)
    before, head = log.view(), log.head()
    request = Request("k1", "body")
    with pytest.raises(ZeroDivisionError), log.writing(by="x", request=request) as tx:  # noqa: PT012
        tx.append([Counted("beds", 1), Named("V2", WANG)], at=START)
        1 / 0  # noqa: B018
    assert (log.view(), log.head()) == (before, head)
    assert Counter(log).count(request=Request("k1", "another body"))[0].seq == 2
    assert log.verify() is None


def test_nobody_sees_what_is_not_committed(store):
    log = tally_log(store)
    with log.writing(by="x") as tx:
        tx.append([Counted("beds", 1)], at=START)
        assert tx.board.total == 1
        assert log.view() == (Tally(), 0)
        assert log.events() == []
    assert log.board().total == 1


def test_time_never_runs_backwards(store):
    log = tally_log(store)
    counter = Counter(log, minutes(5))
    counter.count()
    counter.at = minutes(4)  # the server's clock was set back
    assert counter.count()[0].at == minutes(5)
    with pytest.raises(ValueError, match="before the head"), log.writing(by="x") as tx:
        tx.append([Counted("beds", 1)], at=minutes(4))
    assert log.seq == 2


class TestRequests:
    REQUEST = Request("7f3a", "body")

    def test_the_same_request_gets_the_same_answer_and_is_done_once(self, open_store):
        first = Counter(tally_log(open_store())).count(3, request=self.REQUEST)
        log = tally_log(open_store())
        assert Counter(log, minutes(9)).count(3, request=self.REQUEST) == first
        assert log.view() == (Tally(total=3, last_counted=1), 1)

    def test_the_same_key_with_another_body_is_refused(self, store):
        counter = Counter(tally_log(store))
        counter.count(3, request=self.REQUEST)
        with pytest.raises(Refused) as refusal:
            counter.count(4, request=Request("7f3a", "another body"))
        assert (refusal.value.code, refusal.value.params) == ("key_reused", {"key": "7f3a"})

    def test_a_request_is_forgotten_after_its_time_and_then_new(self, store):
        log = tally_log(store)
        counter = Counter(log)
        counter.count(1, request=Request("old", "body"))
        counter.at = minutes(10)
        counter.count(1, request=Request("young", "body"))
        assert store.forget_requests(minutes(0)) == 0  # dated by the event that they led to
        assert store.forget_requests(minutes(5)) == 1
        assert store.forget_requests(minutes(5)) == 0
        assert [one.seq for one in counter.count(1, request=Request("young", "body"))] == [2]
        assert [one.seq for one in counter.count(1, request=Request("old", "another body"))] == [3]

    def test_keys_belong_to_whoever_sends_them(self, store):
        log = tally_log(store)
        Counter(log).count(request=self.REQUEST)
        with log.writing(by="dispatcher:zhao", request=self.REQUEST) as tx:
            assert tx.answer is None

    def test_a_refused_request_may_be_tried_again(self, store):
        log = tally_log(store)
        counter = Counter(log)
        with pytest.raises(Refused, match="full"):
            counter.count_up_to(0, request=self.REQUEST)
        assert log.seq == 0
        assert [recorded.seq for recorded in counter.count_up_to(1, request=self.REQUEST)] == [1]

    def test_an_accepted_request_that_changed_nothing_is_remembered(self, store):
        log = tally_log(store)
        with log.writing(by="x", request=self.REQUEST) as tx:
            tx.append([], at=START)
        with log.writing(by="x", request=self.REQUEST) as tx:
            assert tx.answer == []


class TestParticulars:
    def test_they_are_not_in_the_event_but_come_back_with_it(self, store):
        log = tally_log(store)
        Counter(log).name("V1", WANG)
        with store.reading() as reading:
            ((row, _),) = reading.rows()
        assert "王琳" not in row.data
        assert "13800001234" not in row.data
        assert log.events()[0].event == Named("V1", WANG)

    def test_the_same_content_has_another_hash_each_time(self, store):
        """Or whoever guesses a telephone number could find it in the log."""
        counter = Counter(tally_log(store))
        counter.name("V1", WANG)
        counter.name("V1", WANG)
        with store.reading() as reading:
            hashes = {row.data.rpartition('"hash":')[2] for row, _ in reading.rows()}
        assert len(hashes) == 2

    def test_erasing_takes_a_person_out_for_good_and_the_log_stays_whole(self, open_store):
        here, there = tally_log(open_store()), tally_log(open_store())
        counter = Counter(here)
        counter.name("V1", WANG)
        counter.name("V2", Card("李强"))
        counter.name("V1", Card("王琳", "13900005678"))
        assert there.board().names == (("V1", "王琳"), ("V2", "李强"), ("V1", "王琳"))

        assert here.erase("person:V1") == 2

        forgotten = (("V1", None), ("V2", "李强"), ("V1", None))
        assert [log.board().names for log in (here, there)] == [forgotten, forgotten]
        assert [recorded.event for recorded in there.events(subject="person:V1")] == [Named("V1", None)] * 2
        assert there.verify() is None
        assert counter.name("V3", WANG)[0].seq == 4
        assert here.verify() is None

    def test_an_event_without_any_needs_none(self, store):
        log = tally_log(store)
        with log.writing(by="x") as tx:
            tx.append([Named("V1", None)], at=START)
        assert log.events()[0].event == Named("V1", None)
        assert log.erase("person:V1") == 0


def test_a_reader_sees_one_moment(open_store):
    here, there = open_store(), open_store()
    counter = Counter(tally_log(here))
    counter.count()
    with there.reading() as reading:
        assert reading.mark().seq == 1
        counter.count()
        assert ([recorded.seq for recorded in reading.events()], reading.head().seq) == ([1], 1)
    assert there.mark().seq == 2


def test_every_reader_catches_up_first(open_store):
    here, there = tally_log(open_store()), tally_log(open_store())
    Counter(here).count(5)
    assert there.board().total == 5
    Counter(there).count(5)
    assert here.view() == (Tally(total=10, last_counted=2), 2)


def test_the_board_folded_anew_is_the_live_one(store):
    log = tally_log(store)
    counter = Counter(log)
    counter.count(2)
    counter.name("V1", WANG)
    counter.count(3)
    assert log.rebuilt() == log.board()
    assert log.rebuilt(upto=2) == Tally(total=2, last_counted=1, names=(("V1", "王琳"),))


def test_one_database_is_one_centre(open_store):
    claim = {"city": "chengdu", "timezone": "Asia/Shanghai", "map_checksum": "ab12"}
    tally_log(open_store()).claim(**claim)
    log = tally_log(open_store())
    log.claim(**claim)
    with pytest.raises(Refused) as refusal:
        log.claim(**{**claim, "city": "milan"})
    assert (refusal.value.code, refusal.value.params) == ("other_city", {"known": "chengdu", "asked": "milan"})
    with pytest.raises(Refused, match="other_map_checksum"):
        log.claim(**{**claim, "map_checksum": "cd34"})
    log.claim(**{**claim, "map_checksum": "cd34"}, renewed=("map_checksum",))
    log.claim(**{**claim, "map_checksum": "cd34"})


def test_many_writers_at_once_leave_no_gap_and_none_decides_on_an_old_board(open_store):
    """Sixteen dispatchers, thirty beds: thirty are given out, and not one more."""
    logs = [tally_log(open_store()) for _ in range(2)]
    refused: list[str] = []

    def dispatcher(number: int) -> None:
        counter = Counter(logs[number % 2])
        for _ in range(3):
            try:
                counter.count_up_to(30)
            except Refused as refusal:
                refused.append(refusal.code)

    threads = [threading.Thread(target=dispatcher, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["full"] * 18
    assert [recorded.seq for recorded in logs[0].events()] == list(range(1, 31))
    assert [log.board().total for log in logs] == [30, 30]
    assert logs[1].verify() is None


def test_who_waits_is_woken_by_a_write(store):
    log = tally_log(store)
    soon = threading.Timer(0.05, Counter(log).count)
    soon.start()
    assert log.wait(0, timeout=10) == 1
    assert log.wait(0, timeout=10) == 1
    assert log.wait(1, timeout=0.01) == 1
    soon.join()
    log.close()


def test_who_waits_is_let_go_when_called_or_when_the_log_is_closed(store):
    log = tally_log(store)
    for let_go in (log.wake, log.close):
        soon = threading.Timer(0.05, let_go)
        soon.start()
        assert log.wait(0, timeout=10) == 0
        soon.join()
