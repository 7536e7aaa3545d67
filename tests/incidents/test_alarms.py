"""When an alarm is raised, when it is over, and that nobody is alarmed twice."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from dispatch.errors import NotFound
from dispatch.incidents import rules
from dispatch.incidents.alarms import Track, acknowledge, due, followed, next_due
from dispatch.incidents.events import AlarmAcknowledged, AlarmRaised
from dispatch.incidents.model import Concern, Progress
from dispatch.people.positions import Fix
from tests.incidents.night import CENTRE, NOON, PATIENT, SQUARE, Night, call, night, plans, walks

METRE = 1 / 111_320
"""Of latitude, in degrees."""
PROMISE_S, ETA_S = 900, 300
MIDNIGHT = NOON + timedelta(hours=12)


@dataclass
class Scene:
    """A call for one patient at noon (or `at`), to which M1 was asked: five minutes to the scene."""

    shift: Night
    tracks: dict[str, Track]

    @classmethod
    def at(cls, at: datetime = NOON) -> "Scene":
        shift = night()
        shift.at = at
        shift.play(rules.take_call(shift.board, call(), plans(PATIENT), CENTRE, at))
        reaches = walks(shift.board, M1=ETA_S - 45.0 - CENTRE.turnout_s(at))
        shift.play(rules.alert(shift.board, 1, ["M1"], reaches, CENTRE, at))
        return cls(shift, {})

    def yes(self, delay_s: int | None = None) -> None:
        self.shift.play(rules.answer(self.shift.board, 1, CENTRE, self.shift.at, accept=True, delay_s=delay_s))

    def report(self, progress: Progress) -> None:
        self.shift.play(rules.report(self.shift.board, 1, progress))

    def fix(self, north_m: float, accuracy_m: float = 10.0) -> None:
        """M1, so far north of the scene, now."""
        seen = Fix("M1", SQUARE.lon, SQUARE.lat + north_m * METRE, accuracy_m, self.shift.at)
        track = followed(self.tracks.get("M1"), seen)
        if track is not None:
            self.tracks["M1"] = track

    def raised(self) -> list[tuple[str, str]]:
        """What the rule does now, played: ("raised" | "ended", concern)."""
        events = self.shift.play(due(self.shift.board, self.tracks, CENTRE, self.shift.at), by="rule:alarms")
        return [(type(event).__name__.removeprefix("Alarm").lower(), event.concern) for event in events]  # type: ignore[attr-defined]

    def falls_due(self) -> datetime | None:
        return next_due(self.shift.board, self.tracks, CENTRE, self.shift.at)


@pytest.mark.parametrize(("level", "after_s"), [(1, 60), (2, 60), (3, 180), (4, 180)])
def test_a_call_for_which_nobody_is_asked_is_not_forgotten(level: int, after_s: int) -> None:
    shift = night()
    shift.play(rules.take_call(shift.board, replace(call(), level=level), plans(PATIENT), CENTRE, NOON))
    waiting = Scene(shift, {})
    assert waiting.falls_due() == NOON + timedelta(seconds=after_s)
    shift.later(after_s)
    assert waiting.raised() == [("raised", "undispatched")]
    shift.play(rules.alert(shift.board, 1, ["M1"], walks(shift.board, M1=60.0), CENTRE, shift.at))
    assert waiting.raised() == [("ended", "undispatched")]


def test_unanswered_is_raised_when_the_last_window_is_over_and_names_how_many_are_missing() -> None:
    scene = Scene.at()
    scene.shift.later(30)
    assert scene.raised() == []  # the window's end itself is the answer's rule
    scene.shift.play(rules.fall_due(scene.shift.board, scene.shift.at))
    assert scene.falls_due() == NOON + timedelta(seconds=30)
    assert due(scene.shift.board, {}, CENTRE, scene.shift.at) == [
        AlarmRaised(1, 1, Concern.UNANSWERED, None, None, missing=1)
    ]
    scene.raised()
    assert scene.raised() == []
    assert scene.falls_due() is None


def test_unanswered_ends_with_a_late_yes_and_comes_back_when_they_drop_out() -> None:
    scene = Scene.at()
    scene.shift.later(30)
    scene.shift.play(rules.fall_due(scene.shift.board, scene.shift.at))
    scene.raised()
    scene.yes()
    assert scene.raised() == [("ended", "unanswered")]
    assert not scene.shift.board.incidents.alarms
    scene.report(Progress.WITHDRAWN)
    assert scene.raised() == [("raised", "unanswered")]
    assert list(scene.shift.board.incidents.alarms) == [2]


def test_a_new_wave_ends_it_and_a_withdrawn_one_does_not_raise_it() -> None:
    scene = Scene.at()
    scene.shift.play(rules.answer(scene.shift.board, 1, CENTRE, scene.shift.at, accept=False))
    assert scene.raised() == [("raised", "unanswered")]
    scene.shift.play(
        rules.alert(scene.shift.board, 1, ["M2"], walks(scene.shift.board, M2=100.0), CENTRE, scene.shift.at)
    )
    assert scene.raised() == [("ended", "unanswered")]
    other = Scene.at()
    other.shift.play(rules.withdraw(other.shift.board, 1))
    assert other.raised() == []


@pytest.mark.parametrize(("at", "delay_s", "allowed_s"), [(NOON, None, 180), (MIDNIGHT, None, 220), (NOON, 600, 780)])
def test_whoever_has_not_set_out_is_allowed_their_turnout_by_night_longer_and_what_they_asked_for(
    at: datetime, delay_s: int | None, allowed_s: int
) -> None:
    scene = Scene.at(at)
    scene.yes(delay_s)
    assert scene.falls_due() == at + timedelta(seconds=allowed_s)
    scene.shift.later(allowed_s - 1)
    assert scene.raised() == []
    scene.shift.later(1)
    assert scene.raised() == [("raised", "not_moving")]
    scene.report(Progress.EN_ROUTE)
    assert scene.raised() == [("ended", "not_moving")]


@pytest.mark.parametrize(
    ("step_m", "away_m", "wanted"),
    [(2, 2000, ["not_moving"]), (40, 2000, []), (2, 60, [])],
    ids=["stands still", "walks", "stands beside the scene"],
)
def test_standing_still_for_two_minutes_on_the_way_is_alarming_except_at_the_scene(
    step_m: float, away_m: float, wanted: list[str]
) -> None:
    scene = Scene.at()
    scene.yes()
    scene.report(Progress.EN_ROUTE)
    for second in range(0, 121, 30):
        scene.fix(away_m - step_m * second / 30)
        if second < 120:
            assert scene.raised() == []
            scene.shift.later(30)
    assert scene.raised() == [("raised", concern) for concern in wanted]
    scene.shift.later(10)
    scene.fix(away_m - 400)
    assert scene.raised() == [("ended", concern) for concern in wanted]


def test_a_vague_fix_is_heard_but_moves_nobody() -> None:
    scene = Scene.at()
    scene.yes()
    scene.report(Progress.EN_ROUTE)
    scene.fix(2000, accuracy_m=800)
    assert scene.tracks == {}
    scene.fix(2000)
    scene.shift.later(120)
    scene.fix(500, accuracy_m=800)
    assert scene.raised() == [("raised", "not_moving")]


def test_contact_is_lost_three_minutes_after_the_last_fix_and_ends_with_the_next() -> None:
    scene = Scene.at()
    scene.fix(2000)  # before they were assigned: their page was open, that is all
    scene.shift.later(10)
    scene.yes()
    scene.report(Progress.EN_ROUTE)
    scene.shift.later(179)
    assert scene.raised() == []
    scene.fix(1500)
    scene.shift.later(180)
    assert scene.raised() == [("raised", "lost_contact")]
    scene.fix(700)
    assert scene.raised() == [("ended", "lost_contact")]


def test_who_never_sent_a_position_cannot_be_lost_but_is_when_somebody_says_so() -> None:
    scene = Scene.at()
    scene.yes()
    scene.report(Progress.ON_SCENE)
    scene.shift.later(3600)
    assert scene.raised() == []
    scene.report(Progress.LOST_CONTACT)
    assert scene.raised() == [("raised", "unanswered"), ("raised", "lost_contact")]
    scene.report(Progress.ON_SCENE)
    assert scene.raised() == [("ended", "unanswered"), ("ended", "lost_contact")]


def test_late_is_well_past_the_foreseen_arrival() -> None:
    scene = Scene.at()
    scene.yes()
    scene.report(Progress.EN_ROUTE)
    scene.shift.later(ETA_S + 119)
    assert scene.raised() == []
    scene.shift.later(1)
    assert scene.raised() == [("raised", "late")]
    scene.report(Progress.ON_SCENE)
    assert scene.raised() == [("ended", "late")]


def test_late_is_sooner_when_the_promise_hangs_on_it() -> None:
    scene = Scene.at()
    scene.yes(delay_s=PROMISE_S - 45 - ETA_S)  # foreseen 45 s before the promise ends
    scene.report(Progress.EN_ROUTE)
    scene.shift.later(PROMISE_S - 46)
    assert scene.raised() == []
    scene.shift.later(1)
    assert scene.raised() == [("raised", "late")]


def test_a_server_that_has_just_started_ends_no_alarm_that_it_cannot_judge() -> None:
    scene = Scene.at()
    scene.yes()
    scene.report(Progress.EN_ROUTE)
    scene.fix(2000)
    scene.shift.later(120)
    scene.fix(2000)
    scene.raised()
    elsewhere = Scene(scene.shift, {})
    assert elsewhere.raised() == []
    elsewhere.fix(2000)
    assert elsewhere.raised() == []
    elsewhere.shift.later(30)
    elsewhere.fix(1900)
    assert elsewhere.raised() == [("ended", "not_moving")]


def test_somebody_acknowledges_once_and_for_all() -> None:
    scene = Scene.at()
    scene.shift.play(rules.answer(scene.shift.board, 1, CENTRE, scene.shift.at, accept=False))
    scene.raised()
    seen_to = acknowledge(scene.shift.board, 1)
    assert seen_to == [AlarmAcknowledged(1, 1, Concern.UNANSWERED, None, None)]
    scene.shift.later(7)
    scene.shift.play(seen_to, by="dispatcher:wang")
    alarm = scene.shift.board.incidents.alarms[1]
    assert (alarm.acknowledged_at, alarm.acknowledged_by) == (NOON + timedelta(seconds=7), "dispatcher:wang")
    assert acknowledge(scene.shift.board, 1) == []
    assert scene.raised() == []
    with pytest.raises(NotFound):
        acknowledge(scene.shift.board, 2)


def test_a_closed_incident_takes_its_alarms_along() -> None:
    scene = Scene.at()
    scene.shift.play(rules.answer(scene.shift.board, 1, CENTRE, scene.shift.at, accept=False))
    scene.raised()
    scene.shift.play(rules.close(scene.shift.board, 1, "resolved", None))
    assert not scene.shift.board.incidents.alarms
    assert scene.falls_due() is None


def test_positions_are_looked_at_now_and_then_while_somebody_is_under_way() -> None:
    scene = Scene.at()
    scene.yes()
    scene.report(Progress.EN_ROUTE)
    assert scene.falls_due() == NOON + timedelta(seconds=15)
    scene.report(Progress.STOOD_DOWN)
    scene.raised()
    assert scene.falls_due() is None
