"""What is owed when an incident is over, who is asked for it and when, and what ends it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from dispatch.errors import NotFound, Refused
from dispatch.folds import fold
from dispatch.followups import rules
from dispatch.followups.events import FollowUpAsked, FollowUpExpired
from dispatch.followups.model import Feeling, FollowUp, FollowUps, Missed, Said
from dispatch.incidents import rules as incident_rules
from dispatch.incidents.model import FollowUpNeed, IncidentMode, IncidentType, Need, Progress, Response
from dispatch.log.event import Event, Recorded
from dispatch.people.model import Team
from tests.incidents.night import CENTRE, NOON, PATIENT, Night, call, night, walks

COUNSEL = FollowUpNeed("psychological", Team.PSYCHOLOGICAL, ("counsellor_2", "psychiatrist"), (0, 24, 72))
COUNSELLOR = Need("psychological", Team.PSYCHOLOGICAL, 1, ("counsellor_2",))
HOUR = 3600.0
GOOD, HELP = Said(Feeling.GOOD), Said(Feeling.HELP, "睡不着")


@dataclass
class Shift:
    """One call to which M1 went; C1 to C3 hold counsellor level 2 (C2 is off duty), C4 level 3."""

    night: Night = field(default_factory=night)
    needs: tuple[Need, ...] = (PATIENT,)

    def __post_init__(self) -> None:
        for ident, kind, on_duty in (
            ("C1", "counsellor_2", True),
            ("C2", "counsellor_2", False),
            ("C3", "psychiatrist", True),
            ("C4", "counsellor_3", True),
        ):
            self.night.person(ident, kind, team=Team.PSYCHOLOGICAL, on_duty=on_duty)

    def call(self, *, mode: IncidentMode = IncidentMode.ACTUAL, there: bool = True) -> int:
        board, at = self.night.board, self.night.at
        response = Response(self.needs, follow_ups=(COUNSEL,))
        plans = {(kind, level): response for kind in IncidentType for level in (1, 2, 3, 4)}
        self.night.play(incident_rules.take_call(board, call(mode=mode), plans, CENTRE, at))
        incident = self.night.board.incidents.last_incident
        found = walks(self.night.board, M1=60.0)
        self.night.play(incident_rules.alert(self.night.board, incident, ["M1"], found, CENTRE, at))
        alert = self.night.board.incidents.last_alert
        self.night.play(incident_rules.answer(self.night.board, alert, CENTRE, at, accept=True))
        assignment = self.night.board.incidents.last_assignment
        for progress in (Progress.EN_ROUTE, Progress.ON_SCENE) if there else (Progress.EN_ROUTE,):
            self.night.play(incident_rules.report(self.night.board, assignment, progress))
        return incident

    def close(self, incident: int, disposition: str = "resolved") -> None:
        board, at = self.night.board, self.night.at
        owed = rules.at_close(board, incident, disposition, at)
        self.night.play([*incident_rules.close(board, incident, disposition, None), *owed])

    def over(self) -> int:
        """An incident where somebody was, closed at noon; what was due at once is done."""
        incident = self.call()
        self.at_once()
        self.look()
        self.look()
        self.night.play(rules.done(self.night.board, 1, None, None))
        self.close(incident)
        return incident

    def at_once(self) -> list[Event]:
        return self.night.play(rules.at_once(self.night.board, lambda _: False), by="rule:follow_up")

    def look(self, hours: float = 0) -> list[Event]:
        self.night.later(hours * HOUR)
        return self.night.play(rules.due(self.night.board, self.able, self.night.at), by="rule:follow_up")

    def able(self, team: Team, kinds: tuple[str, ...]) -> list[str]:
        return rules.pool(self.night.board.people, team, kinds, CENTRE.day(self.night.at))

    @property
    def owed(self) -> FollowUps:
        return self.night.board.followups

    def one(self, ident: int) -> FollowUp:
        found = self.owed.find(ident)
        assert found is not None
        return found

    def planned(self) -> list[tuple[str, str | None, int]]:
        return [(one.kind, one.volunteer, one.after_hours) for _, one in sorted(self.owed.planned.items())]


def test_a_closed_incident_owes_its_scene_and_everybody_who_was_there() -> None:
    shift = Shift()
    incident = shift.call()
    shift.close(incident)
    assert shift.planned() == [
        ("welfare", "M1", 24),
        ("welfare", "M1", 72),
        ("psychological", None, 0),
        ("psychological", None, 24),
        ("psychological", None, 72),
    ]
    assert shift.one(2).due_at == NOON + timedelta(hours=72)
    assert incident not in shift.night.board.incidents.incidents


def test_a_volunteers_hours_run_from_when_their_own_part_was_over() -> None:
    shift = Shift()
    incident = shift.call()
    shift.night.play(incident_rules.report(shift.night.board, 1, Progress.CLEARED))
    shift.night.later(5 * HOUR)
    shift.close(incident)
    assert (shift.one(1).due_at - NOON, shift.one(5).due_at - NOON) == (timedelta(hours=24), timedelta(hours=77))


@pytest.mark.parametrize("mode", [IncidentMode.EXERCISE, IncidentMode.TEST])
def test_an_exercise_owes_nothing(mode: IncidentMode) -> None:
    shift = Shift()
    incident = shift.night.board.incidents.last_incident + 1
    board, at = shift.night.board, shift.night.at
    plans = {(kind, level): Response((PATIENT,), follow_ups=(COUNSEL,)) for kind in IncidentType for level in (1, 2)}
    shift.night.play(incident_rules.take_call(board, call(mode=mode), plans, CENTRE, at))
    assert shift.at_once() == []
    shift.close(incident)
    assert shift.planned() == []


def test_who_never_got_there_and_a_false_alarm_owe_nothing() -> None:
    shift = Shift()
    shift.close(shift.call(there=False), "false_alarm")
    assert shift.planned() == []
    shift.close(shift.call(), "false_alarm")
    assert shift.planned() == [("welfare", "M1", 24), ("welfare", "M1", 72)]


def test_what_is_due_at_once_is_planned_when_somebody_is_there_and_once_only() -> None:
    shift = Shift()
    shift.call(there=False)
    assert shift.at_once() == []
    shift.night.play(incident_rules.report(shift.night.board, 1, Progress.ON_SCENE))
    shift.at_once()
    assert shift.planned() == [("psychological", None, 0)]
    assert shift.at_once() == []
    shift.close(1)
    assert [hours for kind, _, hours in shift.planned() if kind == "psychological"] == [0, 24, 72]


def test_a_role_among_the_needs_is_the_follow_up_at_once() -> None:
    shift = Shift(needs=(PATIENT, COUNSELLOR))
    incident = shift.call()
    assert shift.at_once() == []
    shift.close(incident)
    assert [hours for kind, _, hours in shift.planned() if kind == "psychological"] == [24, 72]


def test_counsellors_of_level_two_and_above_are_asked_by_turns_on_duty_or_not() -> None:
    """C1 was asked at once; a day later M1's welfare asks nobody yet, and the scene C2, a day and two hours C3."""
    shift = Shift()
    shift.over()
    assert shift.one(1).holder == "C1"
    shift.look(24)
    assert [one.volunteer for one in shift.look() if isinstance(one, FollowUpAsked)] == ["C2"]
    assert [one.volunteer for one in shift.look(1.9) if isinstance(one, FollowUpAsked)] == []
    assert [one.volunteer for one in shift.look(0.1) if isinstance(one, FollowUpAsked)] == ["C3"]
    assert [one.volunteer for one in shift.look(2) if isinstance(one, FollowUpAsked)] == ["C1"]
    assert [one.volunteer for one in shift.look(2) if isinstance(one, FollowUpAsked)] == []


def test_the_moment_to_look_again_is_when_something_is_due() -> None:
    shift = Shift()
    shift.over()
    assert rules.next_due(shift.owed, shift.able) == NOON + timedelta(hours=24)
    shift.look(24)
    assert rules.next_due(shift.owed, shift.able) == shift.night.at, "the scene wants a counsellor"
    shift.look()
    assert rules.next_due(shift.owed, shift.able) == shift.night.at + timedelta(hours=2)


def test_who_takes_it_keeps_it_and_who_hands_it_back_is_not_asked_again() -> None:
    shift = Shift()
    shift.over()
    shift.look(24)
    shift.look()
    scene = 4
    assert (shift.one(scene).kind, shift.one(scene).state, shift.one(scene).holder) == (
        "psychological",
        "assigned",
        "C2",
    )
    shift.night.play(rules.take(shift.night.board, scene, "C2", shift.able, acting="C2"))
    assert shift.look(2) == []
    with pytest.raises(Refused, match="follow_up_taken"):
        rules.take(shift.night.board, scene, None, shift.able)
    shift.night.play(rules.hand_back(shift.night.board, scene, "C2"))
    assert [one.volunteer for one in shift.look() if isinstance(one, FollowUpAsked)] == ["C3"]


def test_a_follow_up_ends_once_and_nobody_reached_may_be_tried_again() -> None:
    shift = Shift()
    shift.over()
    shift.look(24)
    shift.look()
    board = shift.night.board
    with pytest.raises(Refused, match="not_yours"):
        rules.done(board, 4, None, acting="C3")
    shift.night.play(rules.not_reached(board, 4, Missed.PHONE_OFF, "明天再试", acting="C2"))
    assert (shift.one(4).state, shift.one(4).missed, shift.one(4).note) == ("not_reached", "phone_off", "明天再试")
    with pytest.raises(Refused, match="follow_up_over"):
        rules.done(shift.night.board, 4, None, acting=None)
    shift.night.play(rules.take(shift.night.board, 4, "C1", shift.able))
    shift.night.play(rules.not_reached(shift.night.board, 4, Missed.DECLINED, None, acting="C1"))
    assert shift.one(4).state == "declined"
    with pytest.raises(Refused, match="follow_up_over"):
        rules.take(shift.night.board, 4, "C1", shift.able)


def test_who_is_well_is_left_alone() -> None:
    shift = Shift()
    shift.over()
    shift.look(24)
    assert (shift.one(2).state, shift.one(2).holder) == ("due", None)
    shift.night.play(rules.answer(shift.night.board, 2, GOOD, acting="M1"))
    assert (shift.one(2).state, 2 in shift.owed.open) == ("done", False)
    with pytest.raises(Refused, match="follow_up_over"):
        rules.answer(shift.night.board, 2, HELP, acting="M1")


def test_who_needs_help_is_rung_by_somebody_else() -> None:
    shift = Shift()
    shift.over()
    shift.look(24)
    shift.night.play(rules.answer(shift.night.board, 2, HELP, acting="M1"))
    assert shift.one(2).raised_at == shift.night.at
    shift.look()
    assert shift.one(2).holder == "C2"
    with pytest.raises(Refused, match="follow_up_unqualified"):
        rules.take(shift.night.board, 2, "C4", shift.able)
    with pytest.raises(Refused, match="follow_up_unqualified"):
        rules.take(shift.night.board, 2, "M1", shift.able)


def test_half_a_day_of_silence_is_raised_and_a_day_is_overdue() -> None:
    shift = Shift()
    shift.over()
    shift.look(24)
    shift.look(11.9)
    assert shift.one(2).raised_at is None
    shift.look(0.1)
    assert shift.one(2).raised_at == NOON + timedelta(hours=36)
    shift.look(12)
    assert shift.one(2).state == "overdue"
    shift.night.play(rules.answer(shift.night.board, 2, GOOD))
    assert shift.one(2).state == "done", "a late answer still counts"


def test_a_cry_for_help_after_nobody_was_reached_opens_it_again() -> None:
    shift = Shift()
    shift.over()
    shift.look(24)
    shift.night.play(rules.take(shift.night.board, 2, None, shift.able))
    shift.night.play(rules.not_reached(shift.night.board, 2, Missed.NO_ANSWER, None, acting=None))
    shift.night.play(rules.answer(shift.night.board, 2, HELP, acting="M1"))
    assert (shift.one(2).state, shift.one(2).said) == ("due", HELP)


def test_what_is_not_due_not_asked_or_not_there_is_refused() -> None:
    shift = Shift()
    shift.over()
    for refused in (
        lambda board: rules.answer(board, 2, GOOD, acting="M1"),
        lambda board: rules.take(board, 4, None, shift.able),
    ):
        with pytest.raises(Refused, match="follow_up_not_due"):
            refused(shift.night.board)
    shift.look(24)
    with pytest.raises(Refused, match="follow_up_asks_nobody"):
        rules.answer(shift.night.board, 4, GOOD)
    with pytest.raises(Refused, match="not_yours"):
        rules.answer(shift.night.board, 2, GOOD, acting="M2")
    with pytest.raises(NotFound):
        rules.done(shift.night.board, 99, None, None)


def test_a_month_after_it_is_over_it_leaves_in_the_small_hours() -> None:
    """Over at 12:00 in Chengdu on 24 November; a month later, at 04:00 on 25 December there."""
    shift = Shift()
    shift.over()
    assert rules.expires_at(shift.one(1)).isoformat() == "2026-12-24T20:00:00+00:00"
    shift.look(24 * 31)
    assert shift.owed.find(1) is None


def test_an_answer_by_a_clock_of_1970_is_kept_as_long_as_any_other() -> None:
    """Erased as soon as it was said, who needs help would never be rung."""
    shift = Shift()
    shift.over()
    shift.look(24)
    said = rules.answer(shift.night.board, 2, GOOD)
    board = shift.night.board
    for seq, event in enumerate(said, shift.night.seq + 1):
        board = fold(board, Recorded(seq, shift.night.at, datetime(1970, 1, 1, tzinfo=UTC), "volunteer", None, event))
    one = board.followups.find(2)
    assert one is not None
    assert one.ended_at == shift.night.at
    a_month_on = rules.due(board, shift.able, shift.night.at + timedelta(days=29))
    assert not [event for event in a_month_on if isinstance(event, FollowUpExpired)]
