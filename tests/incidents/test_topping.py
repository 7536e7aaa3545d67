"""What happens without anybody at the desk lifting a finger."""

from datetime import timedelta

import pytest

from dispatch.errors import Refused
from dispatch.incidents import rules
from dispatch.incidents.events import AlertWithdrawn, Escalated, PoolRanDry, VolunteerAlerted, WaveOpened
from dispatch.incidents.model import Escalation
from dispatch.incidents.waves import outlooks
from tests.incidents.night import CENTRE, PATIENT, call, night, plans, walks

NEAR = {f"M{n}": 60.0 * n for n in range(1, 10)}
"""Nine people, one to nine minutes away."""


def on_duty(*, target=0.6, alert=True):
    """One call for one patient, and nine people who could come; those whom the plan picks have been asked."""
    shift = night()
    for n in range(4, 10):
        shift.person(f"M{n}", "first_aid")
    shift.play(rules.take_call(shift.board, call(), plans(PATIENT, target=target), CENTRE, shift.at))
    if alert:
        shift.play(rules.alert(shift.board, 1, None, walks(shift.board, **NEAR), CENTRE, shift.at))
    return shift


def asked(events):
    return [one.volunteer for one in events if isinstance(one, VolunteerAlerted)]


def top_up(shift, **seconds):
    return rules.top_up(shift.board, 1, walks(shift.board, **(seconds or NEAR)), CENTRE, shift.at)


def test_while_those_asked_are_enough_nobody_else_is():
    shift = on_duty()
    assert [one.volunteer for one in shift.board.incidents.alerts.values()] == ["M1", "M2", "M3"]
    assert top_up(shift) == []


def test_whoever_declines_is_replaced_at_once():
    shift = on_duty()
    shift.play(rules.answer(shift.board, 1, CENTRE, shift.at, accept=False))
    events = shift.play(top_up(shift), by="rule:top_up")
    assert asked(events) == ["M4"]
    assert [one.by_plan for one in events if isinstance(one, WaveOpened)] == [True]


def test_silence_brings_in_the_next_and_a_late_yes_still_counts():
    shift = on_duty()
    shift.later(60)
    shift.play(rules.fall_due(shift.board, shift.at))
    assert asked(shift.play(top_up(shift), by="rule:top_up")) == ["M4"]
    shift.play(rules.answer(shift.board, 2, CENTRE, shift.at, accept=True))
    assert [one.volunteer for one in shift.board.incidents.assignments.values()] == ["M2"]


def test_who_has_not_answered_is_let_be_when_those_who_come_are_enough_alone():
    shift = on_duty()
    shift.play(rules.answer(shift.board, 1, CENTRE, shift.at, accept=True))
    let_be = shift.play(top_up(shift), by="rule:top_up")
    assert [(type(one), one.volunteer) for one in let_be] == [(AlertWithdrawn, "M2"), (AlertWithdrawn, "M3")]


def test_somebody_far_away_who_accepts_is_not_enough_alone():
    """Thirteen minutes on foot and nearly two before the first step: even odds to be there within fifteen."""
    far = {"M1": 790.0, "M2": 800.0, "M3": 810.0}
    shift = on_duty(alert=False)
    shift.play(rules.alert(shift.board, 1, ["M1", "M2"], walks(shift.board, **far), CENTRE, shift.at))
    shift.play(rules.answer(shift.board, 1, CENTRE, shift.at, accept=True))
    outlook = outlooks(shift.board, shift.board.incidents.incidents[1], CENTRE, shift.at)["patient"]
    assert not outlook.enough_coming
    assert outlook.coming[0].in_time < 0.6


def test_after_a_hand_picked_wave_the_desk_has_it_in_hand():
    shift = on_duty(alert=False)
    shift.play(rules.alert(shift.board, 1, ["M9"], walks(shift.board, **NEAR), CENTRE, shift.at))
    shift.play(rules.answer(shift.board, 1, CENTRE, shift.at, accept=False))
    assert rules.tended_from(shift.board.incidents.incidents[1]) is None
    assert top_up(shift) == []


def test_that_nobody_is_left_is_said_once():
    shift = on_duty(target=0.999)
    assert len(shift.board.incidents.alerts) == 9
    shift.play(rules.answer(shift.board, 1, CENTRE, shift.at, accept=False))
    assert shift.play(top_up(shift), by="rule:top_up") == [PoolRanDry(incident=1, roles=("patient",))]
    assert shift.board.incidents.incidents[1].dry_since == shift.at
    assert top_up(shift) == []
    shift.person("M10", "first_aid")
    assert asked(shift.play(top_up(shift, **NEAR, M10=30.0))) == ["M10"]
    assert shift.board.incidents.incidents[1].dry_since is None


def test_whoever_was_let_be_hears_that_others_come():
    shift = on_duty()
    shift.play(rules.answer(shift.board, 1, CENTRE, shift.at, accept=True))
    shift.play(top_up(shift), by="rule:top_up")
    with pytest.raises(Refused, match="already_covered"):
        rules.answer(shift.board, 2, CENTRE, shift.at, accept=True)
    assert rules.answer(shift.board, 2, CENTRE, shift.at, accept=False) == []


def test_an_alert_that_was_taken_back_says_nothing_of_the_person():
    shift = on_duty()
    shift.play(rules.withdraw(shift.board, 1))
    own = shift.board.incidents.answers["M1"]
    assert (own.asked, own.accepted) == (0, 0)


def test_a_late_yes_counts_as_one_answer():
    shift = on_duty()
    shift.later(60)
    shift.play(rules.fall_due(shift.board, shift.at))
    shift.play(rules.answer(shift.board, 1, CENTRE, shift.at, accept=True))
    own = shift.board.incidents.answers["M1"]
    assert (own.asked, own.accepted) == (pytest.approx(1.0), 1)


def test_a_window_that_ends_in_silence_is_as_much_of_a_no_as_it_had_time_for():
    """Of answers with a median of 45 s and a spread of .8, Φ(ln(30 / 45) / .8) = .306 come within 30 s: of those who
    say yes with .35 a share of 1 − .35 · .306 = .8929 is silent, .65 to the power of .263."""
    shift = on_duty()
    shift.later(60)
    shift.play(rules.fall_due(shift.board, shift.at))
    own = shift.board.incidents.answers["M1"]
    assert (own.asked, own.accepted) == (pytest.approx(0.263, abs=5e-4), 0)


def test_silence_until_the_end_counts_as_a_no():
    """Ten minutes after it was asked for, Φ(ln(600 / 45) / .8) = .9994 of an answer would have come; a part of it was
    counted when the window ended, and is not counted twice."""
    shift = on_duty()
    shift.later(60)
    shift.play(rules.fall_due(shift.board, shift.at))
    shift.later(540)
    shift.play(rules.close(shift.board, 1, "nobody_came", None))
    answers = shift.board.incidents.answers
    assert (answers["M1"].asked, answers["M1"].accepted) == (pytest.approx(0.9993, abs=1e-4), 0)
    assert answers["M2"].asked == answers["M1"].asked


def test_after_somebody_else_said_yes_silence_says_nothing_more():
    """M1 says yes after two minutes: then Φ(ln(120 / 45) / .8) = .8899 of an answer would have come of M2, and
    ln(1 − .35 · .8899) / ln(.65) = .866 of a no is counted, however late the incident is closed."""
    shift = on_duty()
    shift.later(60)
    shift.play(rules.fall_due(shift.board, shift.at))
    shift.later(60)
    shift.play(rules.answer(shift.board, 1, CENTRE, shift.at, accept=True))
    shift.later(600)
    shift.play(rules.close(shift.board, 1, "resolved", None))
    assert shift.board.incidents.answers["M2"].asked == pytest.approx(0.866, abs=1e-3)


def test_a_plan_may_ask_by_itself_after_a_countdown():
    shift = on_duty(alert=False)
    shift.play(rules.take_call(shift.board, call(), plans(PATIENT, target=0.6, activate_after_s=20), CENTRE, shift.at))
    taken = shift.board.incidents.incidents[2]
    assert taken.activates_at == rules.tended_from(taken) == shift.at + timedelta(seconds=20)
    shift.later(19)
    assert rules.top_up(shift.board, 2, walks(shift.board, **NEAR), CENTRE, shift.at) == []
    shift.later(1)
    assert asked(shift.play(rules.top_up(shift.board, 2, walks(shift.board, **NEAR), CENTRE, shift.at))) == [
        "M1",
        "M2",
        "M3",
    ]
    assert shift.board.incidents.incidents[2].activates_at is None


def test_the_desk_may_stop_the_countdown_and_the_waves_and_let_them_go_on():
    shift = on_duty()
    shift.play(rules.hold(shift.board, 1, held=True))
    shift.play(rules.answer(shift.board, 1, CENTRE, shift.at, accept=False))
    assert top_up(shift) == []
    assert rules.hold(shift.board, 1, held=True) == []
    shift.play(rules.hold(shift.board, 1, held=False))
    assert asked(top_up(shift)) == ["M4"]


def test_when_nobody_is_left_one_looks_further_then_tells_the_partner():
    shift = on_duty()
    wider, told = (
        shift.play(rules.escalate(shift.board, 1))[0],
        shift.play(rules.escalate(shift.board, 1))[0],
    )
    assert wider == Escalated(incident=1, step=Escalation.WIDER, limit_s=3600, partner=None)
    assert told == Escalated(incident=1, step=Escalation.PARTNER, limit_s=3600, partner="120")
    assert shift.board.incidents.incidents[1].response.limit_s == 3600
    with pytest.raises(Refused, match="escalated_fully"):
        rules.escalate(shift.board, 1)


def test_a_second_yes_is_welcome_while_the_first_may_come_too_late():
    """Even odds for each of the two far away, three in four together; the third, near, is enough alone."""
    ways = {"M1": 790.0, "M2": 800.0, "M3": 200.0, "M4": 300.0}
    shift = on_duty(alert=False, target=0.9)
    shift.play(rules.alert(shift.board, 1, None, walks(shift.board, **ways), CENTRE, shift.at))
    alert_of = {one.volunteer: one.id for one in shift.board.incidents.alerts.values()}
    for volunteer in ("M1", "M2", "M3"):
        shift.play(rules.answer(shift.board, alert_of[volunteer], CENTRE, shift.at, accept=True))
    with pytest.raises(Refused, match="already_covered"):
        rules.answer(shift.board, alert_of["M4"], CENTRE, shift.at, accept=True)


def test_when_the_promise_is_past_one_who_comes_is_enough():
    shift = on_duty()
    shift.later(900)
    shift.play(rules.answer(shift.board, 1, CENTRE, shift.at, accept=True))
    assert asked(top_up(shift)) == []
    with pytest.raises(Refused, match="already_covered"):
        rules.answer(shift.board, 2, CENTRE, shift.at, accept=True)


def test_whoever_was_alerted_enough_this_week_is_asked_only_when_the_others_are_not_enough():
    shift = night()
    for _ in range(2):
        shift.play(rules.take_call(shift.board, call(), plans(PATIENT), CENTRE, shift.at))
        last = shift.board.incidents.last_incident
        shift.play(rules.alert(shift.board, last, ["M1"], walks(shift.board, **NEAR), CENTRE, shift.at))
        shift.play(rules.close(shift.board, last, "resolved", None))
    capped = plans(PATIENT, target=0.3, weekly_alerts=2)
    shift.play(rules.take_call(shift.board, call(), capped, CENTRE, shift.at))
    assert asked(rules.alert(shift.board, 3, None, walks(shift.board, **NEAR), CENTRE, shift.at)) == ["M2"]
    assert asked(rules.alert(shift.board, 3, None, walks(shift.board, M1=60.0), CENTRE, shift.at)) == ["M1"]
    shift.later(7 * 86400)
    shift.play(rules.take_call(shift.board, call(), capped, CENTRE, shift.at))
    assert asked(rules.alert(shift.board, 4, None, walks(shift.board, **NEAR), CENTRE, shift.at)) == ["M1"]
