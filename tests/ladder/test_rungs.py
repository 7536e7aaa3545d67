"""Which rung begins when, and when none does any more."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dispatch.duty.events import CheckedIn, CheckedOut
from dispatch.errors import Refused
from dispatch.incidents import rules as incidents
from dispatch.incidents.alarms import due as alarms_due
from dispatch.incidents.model import AlertState, Concern, IncidentMode, Progress
from dispatch.ladder import rules
from dispatch.ladder.events import AttemptResult, LadderEnded, NobodyComing
from dispatch.ladder.model import AttemptState, Channel, Told
from dispatch.ladder.rungs import to_hand
from dispatch.people.events import ContactTested
from tests.incidents.night import CENTRE
from tests.ladder.climb import TABLE, Climb, begun, kinds


def test_rung_by_rung_at_its_time_until_nobody_is_left_to_call():
    climb = Climb()
    climb.ask("M1")
    steps = {seconds: begun(climb.at(seconds)) for seconds in (0, 19, 20, 40, 60, 89, 90, 150, 209, 210, 239)}
    assert steps == {
        0: ["page", "voice"],
        19: [],
        20: ["sms"],
        40: ["tablet"],
        60: ["voice"],
        89: [],
        90: ["call_list"],
        150: ["leader"],
        209: [],
        210: ["leader"],
        239: [],
    }
    assert [one.leader for one in climb.attempts() if one.channel is Channel.LEADER] == ["演示·甲", "演示·乙"]
    assert climb.at(240) == [NobodyComing(1)]
    assert climb.next_s() is None


def test_the_answer_ends_it_and_what_nobody_took_yet_is_not_sent():
    climb = Climb()
    [alert] = climb.ask("M1")
    climb.at(0)
    assert [one.channel for one in to_hand(climb.night.board)] == [Channel.VOICE]
    climb.answer(alert, accept=True)
    assert to_hand(climb.night.board) == []
    [dropped] = climb.at(1)
    assert isinstance(dropped, AttemptResult)
    assert (dropped.result, dropped.reason) == (AttemptState.FAILED, "not_needed")
    assert climb.next_s() is None


def test_a_no_or_taking_it_back_ends_it_for_that_person_alone():
    climb = Climb()
    one, two, _ = climb.ask("M1", "M2", "M3")
    climb.at(0)
    climb.answer(one, accept=False)
    climb.play(incidents.withdraw(climb.night.board, two))
    climb.at(20)
    assert [one.volunteer for one in climb.attempts() if one.channel is Channel.SMS] == ["M3"]


def test_the_end_of_the_window_does_not_end_it_while_people_are_wanted():
    climb = Climb()
    first, second = climb.ask("M1", "M2")
    climb.at(0)
    climb.night.later(31)
    climb.play(incidents.fall_due(climb.night.board, climb.night.at))
    assert climb.night.board.incidents.alerts[first].state is AlertState.EXPIRED
    assert begun(climb.at(40)) == ["sms", "sms", "tablet", "tablet"]
    climb.answer(first, accept=True)  # a late yes; now the other is not wanted any more
    assert begun(climb.at(100)) == []
    assert climb.night.board.incidents.alerts[second].state is AlertState.EXPIRED


def test_the_close_ends_it_and_an_hour_later_it_leaves_the_board():
    climb = Climb()
    [alert] = climb.ask("M1")
    climb.at(0)
    climb.play(rules.handed(climb.night.board, climb.attempt(Channel.VOICE).id, 1))
    climb.play(incidents.close(climb.night.board, 1, "resolved", None))
    assert climb.at(100) == []
    assert climb.next_s() == 3600
    assert climb.at(3600) == [LadderEnded(1)]
    assert (climb.attempts(), climb.night.board.ladder.for_alert(alert)) == ([], [])


def test_who_has_no_telephone_is_reached_by_page_and_tablet():
    climb = Climb(phones=False)
    climb.ask("M1")
    assert [begun(climb.at(seconds)) for seconds in (0, 40, 100)] == [["page"], ["tablet"], []]


def test_a_server_that_was_away_does_not_call_twice_at_once():
    climb = Climb()
    climb.ask("M1")
    assert begun(climb.at(100)) == ["page", "voice", "sms", "tablet", "call_list"]
    assert climb.next_s() == 150
    assert begun(climb.at(159)) == ["leader"]
    assert begun(climb.at(160)) == ["voice"]


def test_a_wrong_number_is_not_called_again_and_the_person_is_marked():
    climb = Climb()
    climb.ask("M1")
    climb.at(0)
    events = climb.play(rules.result(climb.night.board, climb.attempt(Channel.VOICE).id, AttemptState.WRONG_NUMBER))
    assert [one.channel for one in events if isinstance(one, ContactTested)] == ["voice", "sms"]
    assert [begun(climb.at(seconds)) for seconds in (20, 40, 60, 90)] == [[], ["tablet"], [], []]


def test_while_somebody_comes_no_call_list_and_no_leader_and_after_a_dropout_anew():
    climb = Climb()
    first, _ = climb.ask("M1", "M2")
    climb.at(0)
    climb.answer(first, accept=True)
    assert begun(climb.at(201)) == []
    [assignment] = climb.night.board.incidents.assignments
    climb.play(incidents.report(climb.night.board, assignment, Progress.WITHDRAWN))
    # M2 is still asked: what was left out while M1 came begins, and the leader's time counts from the dropout.
    assert begun(climb.at(202)) == ["sms", "tablet", "voice", "call_list"]
    assert "leader" not in begun(climb.at(350))
    assert "leader" in begun(climb.at(351))


class TestNobodyComing:
    def tell_all(self, climb: Climb) -> None:
        for who in Told:
            climb.play(rules.told(climb.night.board, 1, who))

    def raised(self, climb: Climb) -> list[Concern]:
        events = alarms_due(climb.night.board, {}, CENTRE, climb.night.at)
        return [one.concern for one in events if type(one).__name__ == "AlarmRaised"]

    def test_is_an_alarm_until_120_and_the_caller_have_heard_it(self):
        climb = Climb()
        climb.ask("M1")
        climb.at(240)
        assert Concern.NOBODY_COMING in self.raised(climb)
        climb.play(rules.told(climb.night.board, 1, Told.PARTNER))
        assert Concern.NOBODY_COMING in self.raised(climb)
        climb.play(rules.told(climb.night.board, 1, Told.CALLER))
        assert Concern.NOBODY_COMING not in self.raised(climb)
        assert rules.told(climb.night.board, 1, Told.CALLER) == []

    def test_is_over_when_somebody_comes_after_all(self):
        climb = Climb()
        [alert] = climb.ask("M1")
        climb.at(240)
        climb.answer(alert, accept=True)
        assert Concern.NOBODY_COMING not in self.raised(climb)

    def test_is_not_said_where_it_is_not_so(self):
        climb = Climb()
        climb.ask("M1")
        with pytest.raises(Refused, match="somebody_coming"):
            rules.told(climb.night.board, 1, Told.CALLER)

    def test_an_exercise_calls_no_leader_and_tells_no_partner(self):
        climb = Climb()
        climb.ask("M1", mode=IncidentMode.EXERCISE)
        climb.at(100)
        assert begun(climb.at(160)) == ["voice"]
        assert climb.at(1000) == []

    def test_a_leader_who_sees_to_it_is_the_last_one_called(self):
        climb = Climb()
        climb.ask("M1")
        climb.at(150)
        leader = climb.attempt(Channel.LEADER)
        climb.play(rules.result(climb.night.board, leader.id, AttemptState.ANSWERED, answer="accept"))
        climb.at(230)
        assert [one.leader for one in climb.attempts() if one.channel is Channel.LEADER] == ["演示·甲"]


class TestOfCheckIn:
    def test_without_a_gateway_nobody_is_tested(self):
        assert Climb().next_s() is None

    def test_silence_until_the_end_of_its_window_means_not_contactable(self):
        climb = Climb(real=True)
        assert kinds(climb.at(0)).count("AlarmTestBegun") == 3
        assert {one.volunteer for one in climb.attempts()} == {"M1", "M2", "M3"}
        assert begun(climb.at(90)) == ["voice"] * 3
        assert kinds(climb.at(299)) == []
        ended = climb.at(300)
        assert kinds(ended).count("AlarmTestUnanswered") == 3
        assert set(climb.night.board.people.volunteers["M1"].unanswered) == {"page", "voice", "sms"}
        assert climb.next_s() is None

    def test_an_answer_proves_the_channel_and_ends_the_test(self):
        climb = Climb(real=True)
        climb.at(0)
        [sms] = [one for one in climb.attempts() if one.volunteer == "M1" and one.channel is Channel.SMS]
        climb.play(rules.result(climb.night.board, sms.id, AttemptState.ANSWERED, answer="accept"))
        assert set(climb.night.board.ladder.proven) == {Channel.SMS}
        climb.at(300)
        assert climb.night.board.people.volunteers["M1"].unanswered == ()

    def test_a_mailbox_that_picks_up_proves_nothing(self):
        climb = Climb(real=True)
        climb.at(0)
        climb.at(90)
        [voice] = [one for one in climb.attempts() if one.volunteer == "M1" and one.channel is Channel.VOICE]
        climb.play(rules.result(climb.night.board, voice.id, AttemptState.ANSWERED))
        assert climb.night.board.ladder.tests["M1"].answered_at is None

    def test_who_comes_back_within_hours_of_an_answer_is_not_tested_again(self):
        every = replace(TABLE, test_every_s=3600)
        climb = Climb(real=True, table=every)
        climb.at(0)
        page = next(one for one in climb.attempts() if one.volunteer == "M1")
        climb.play(rules.result(climb.night.board, page.id, AttemptState.ANSWERED, answer="accept"))
        climb.at(300)
        for after, tested in ((timedelta(minutes=30), False), (timedelta(hours=2), True)):
            climb.night.at += after
            check_in(climb, "M1")
            began = climb.at(0)
            assert ("AlarmTestBegun" in kinds(began)) is tested


def check_in(climb: Climb, volunteer: str) -> None:
    climb.play([CheckedOut(volunteer, "S01"), CheckedIn(volunteer, "S01", None, ())])
