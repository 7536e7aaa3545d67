"""Who may decide what, one after the other."""

from dataclasses import replace
from datetime import date

import pytest

from dispatch.errors import NotFound, Refused
from dispatch.hours.events import HoursApproved, HoursCorrected, HoursPosted, HoursRejected
from dispatch.hours.model import DayMinutes, Decider, Entry, HoursKind, HoursState, Ledger, Line
from dispatch.hours.rules import Wish, approve, correct, post, reject
from tests.hours.test_counting import CITY, EVE, NOW, ON_SITE, at, entry

DESK = Decider()
FORGOTTEN = replace(ON_SITE, forgotten=True, until=at(15))
RESPONSE = entry(2, HoursKind.RESPONSE, at(15, 30), at(16, 45))


def ledger(*entries: Entry, lines: tuple[Line, ...] = (), station: str | None = "S01") -> Ledger:
    return Ledger({one.entry: one for one in entries}, lines, {"V1": station})


def state(one: Entry, wanted: HoursState) -> Entry:
    return replace(one, state=wanted)


def refusal(call) -> tuple[str, dict[str, object]]:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.code, refused.value.params


def yes(known: Ledger, *wishes: Wish, decider: Decider = DESK):
    return approve(known, wishes, CITY, decider, NOW)


def test_a_batch_goes_in_the_order_that_it_needs():
    assert yes(ledger(RESPONSE, ON_SITE), Wish(2), Wish(1), Wish(1)) == [
        HoursApproved("V1", 1, None, (DayMinutes(EVE, 480),)),
        HoursApproved("V1", 2, None, (DayMinutes(EVE, 45, 30),)),
    ]


def test_without_what_it_depends_on_it_waits():
    assert refusal(lambda: yes(ledger(RESPONSE, ON_SITE), Wish(2))) == ("hours_wait_for", {"entry": 2, "other": 1})
    rejected = state(ON_SITE, HoursState.REJECTED)
    assert yes(ledger(RESPONSE, rejected), Wish(2)) == [HoursApproved("V1", 2, None, (DayMinutes(EVE, 75),))]


def test_whoever_forgot_to_check_out_counts_to_the_end_that_is_said():
    known = ledger(FORGOTTEN, RESPONSE)
    assert refusal(lambda: yes(known, Wish(1))) == ("hours_end_needed", {"entry": 1})
    for ends_at in (at(8), at(16, 1)):
        assert refusal(lambda wanted=ends_at: yes(known, Wish(1, wanted))) == ("hours_end_outside", {"entry": 1})
    assert yes(known, Wish(1, at(15)), Wish(2)) == [
        HoursApproved("V1", 1, at(15), (DayMinutes(EVE, 420),)),
        HoursApproved("V1", 2, None, (DayMinutes(EVE, 75),)),
    ]
    assert yes(known, Wish(1, FORGOTTEN.ended_at)) == [HoursApproved("V1", 1, None, (DayMinutes(EVE, 480),))]


def test_nobody_decides_about_their_own_nor_about_another_stations():
    own, other = Decider("V1"), Decider("V9", "S02")
    for known in (ledger(ON_SITE), ledger(state(ON_SITE, HoursState.APPROVED))):
        for call in (
            lambda decider, known=known: yes(known, Wish(1), decider=decider),
            lambda decider, known=known: reject(known, [1], "不在", decider),
            lambda decider, known=known: post(known, [1], decider),
            lambda decider, known=known: correct(known, 1, EVE, -5, "多记", decider),
        ):
            assert refusal(lambda call=call: call(own))[0] == "hours_own"
            assert refusal(lambda call=call: call(other))[0] == "not_yours"
    assert len(yes(ledger(ON_SITE), Wish(1), decider=Decider("V9", "S01"))) == 1
    with pytest.raises(NotFound):
        yes(ledger(ON_SITE), Wish(3))


def test_what_is_decided_stays_so_when_it_is_said_again():
    approved, posted = state(ON_SITE, HoursState.APPROVED), state(ON_SITE, HoursState.POSTED)
    rejected = state(ON_SITE, HoursState.REJECTED)
    assert (yes(ledger(approved), Wish(1)), yes(ledger(posted), Wish(1))) == ([], [])
    assert (post(ledger(posted), [1], DESK), reject(ledger(rejected), [1], "不在", DESK)) == ([], [])


@pytest.mark.parametrize(
    ("known", "call", "code"),
    [
        (HoursState.OPEN, lambda one: yes(one, Wish(1)), "hours_open"),
        (HoursState.OPEN, lambda one: reject(one, [1], "不在", DESK), "hours_open"),
        (HoursState.RECORDED, lambda one: post(one, [1], DESK), "hours_not_approved"),
        (HoursState.REJECTED, lambda one: post(one, [1], DESK), "hours_not_approved"),
        (HoursState.POSTED, lambda one: reject(one, [1], "不在", DESK), "hours_posted"),
        (HoursState.POSTED, lambda one: yes(one, Wish(1, at(15))), "hours_posted"),
        (HoursState.APPROVED, lambda one: correct(one, 1, EVE, -5, "多记", DESK), "hours_not_posted"),
    ],
)
def test_what_may_not_follow(known, call, code):
    one = replace(state(ON_SITE, known), ended_at=None if known is HoursState.OPEN else ON_SITE.ended_at)
    assert refusal(lambda: call(ledger(one))) == (code, {"entry": 1})


def test_a_rejection_is_lifted_and_an_approval_taken_back_unless_others_rest_on_it():
    assert len(yes(ledger(state(ON_SITE, HoursState.REJECTED)), Wish(1))) == 1
    approved = state(ON_SITE, HoursState.APPROVED)
    assert reject(ledger(approved, RESPONSE), [1], "不在", DESK) == [HoursRejected("V1", 1, "不在")]
    both = ledger(approved, state(RESPONSE, HoursState.APPROVED))
    told = {"entry": 1, "other": 2}
    assert refusal(lambda: reject(both, [1], "不在", DESK)) == ("hours_rest_on", told)
    assert refusal(lambda: yes(both, Wish(1, at(15)))) == ("hours_rest_on", told)
    assert post(both, [1, 2, 1], DESK) == [HoursPosted("V1", 1), HoursPosted("V1", 2)]


def test_a_counter_entry_leaves_nobody_with_less_than_no_time():
    posted = ledger(state(ON_SITE, HoursState.POSTED), lines=(Line(9, EVE, 1, 480, 0, False),))
    assert correct(posted, 1, EVE, -480, "重复", DESK) == [HoursCorrected("V1", 1, EVE, -480, "重复")]
    beyond = {"entry": 1, "day": "2026-09-30", "minutes": 480}
    assert refusal(lambda: correct(posted, 1, EVE, -481, "重复", DESK)) == ("hours_beyond_the_day", beyond)
    assert refusal(lambda: correct(posted, 1, EVE, 961, "重复", DESK)) == ("hours_beyond_the_day", beyond)
    other = date(2026, 10, 1)
    assert refusal(lambda: correct(posted, 1, other, 5, "漏记", DESK)) == (
        "hours_other_day",
        {"entry": 1, "day": "2026-10-01"},
    )
