"""A panic calls the duty leaders, whatever the incident does."""

from datetime import timedelta

from immutables import Map

from dispatch.ladder import rules, texts
from dispatch.ladder.events import AttemptDue, PanicCallsEnded
from dispatch.ladder.model import Answer, AttemptState, Channel
from dispatch.ladder.rungs import to_hand
from dispatch.safety import rules as safety
from tests.ladder.climb import TABLE, Climb, begun


def alarmed() -> Climb:
    climb = Climb()
    climb.play(safety.raise_for(climb.night.board, "M1", None, None), "volunteer:M1")
    return climb


def called(climb: Climb, seconds: float) -> list[str | None]:
    return [one.particulars for one in climb.at(seconds) if isinstance(one, AttemptDue)]


def test_the_leaders_are_called_at_once_and_one_after_the_other() -> None:
    climb = alarmed()
    later = TABLE.next_leader_s
    told = [called(climb, seconds) for seconds in (0, later - 1, later, 2 * later)]
    assert told == [["演示·甲"], [], ["演示·乙"], []]
    assert {one.channel for one in climb.attempts()} == {Channel.LEADER}
    message = texts.message(climb.night.board, climb.attempts()[0], TABLE, lambda *_: {}, ident="x-1", callback=None)
    assert (message.to, "M1" in message.text, message.keys) == ("15400000091", True, {"1": "seen"})


def test_who_sees_to_it_is_the_last_one_called_and_nothing_is_said_of_the_volunteers_telephone() -> None:
    climb = alarmed()
    climb.at(0)
    events = rules.result(climb.night.board, 1, AttemptState.ANSWERED, answer=Answer.ACCEPT)
    assert [type(one).__name__ for one in climb.play(events)] == ["AttemptResult"]
    assert climb.night.board.ladder.proven == Map()
    assert called(climb, 3600) == []
    dead = alarmed()
    dead.at(0)
    assert len(rules.result(dead.night.board, 1, AttemptState.WRONG_NUMBER)) == 1


def test_when_the_desk_says_what_it_does_nobody_is_called_any_more() -> None:
    climb = alarmed()
    climb.at(0)
    climb.play(safety.answer(climb.night.board, 1, "虚构:已联系本人"), "dispatcher:li")
    assert to_hand(climb.night.board) == []
    assert [one.state for one in climb.attempts()] == [AttemptState.DUE]
    climb.at(TABLE.next_leader_s)
    assert [one.state for one in climb.attempts()] == [AttemptState.FAILED]
    assert begun(climb.at(3600)) == []


def test_an_hour_after_it_is_over_its_calls_leave_the_board() -> None:
    climb = alarmed()
    climb.at(0)
    climb.play(safety.answer(climb.night.board, 1, "虚构:已联系本人"), "dispatcher:li")
    climb.play(safety.end(climb.night.board, 1, "虚构:误触"), "dispatcher:li")
    climb.at(3599)
    assert len(climb.attempts()) == 1
    assert [one for one in climb.at(3600) if isinstance(one, PanicCallsEnded)] == [PanicCallsEnded("M1", 1)]
    assert climb.attempts() == []
    assert climb.night.board.ladder.of_panic == Map()
    assert climb.next_s() is None


def test_a_panic_on_an_incident_calls_them_although_somebody_is_coming() -> None:
    climb = Climb()
    [alert] = climb.ask("M1")
    climb.answer(alert, accept=True)
    climb.night.at += timedelta(seconds=30)
    climb.play(safety.raise_on(climb.night.board, 1, None, None, acting="M1"), "volunteer:M1")
    assert called(climb, 30) == ["演示·甲"]
