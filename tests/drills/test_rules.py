"""The rules of a drill by hand: when it may begin, its clock, what it plays, how it ends, what it costs."""

from datetime import timedelta

import pytest

from dispatch.drills import rules
from dispatch.drills.cover import Thin, cover
from dispatch.drills.events import DrillEnded
from dispatch.drills.model import Drill, DrillState, Scenario
from dispatch.errors import NotFound, Refused
from dispatch.incidents.events import IncidentClosed, WavesHeld
from dispatch.incidents.model import IncidentMode
from dispatch.incidents.rules import alert, answer, take_call
from tests.drills.staging import NOON, PATIENT, a_call, a_message, a_scenario
from tests.incidents.night import CENTRE, Night, call, night, plans, walks
from tests.incidents.night import PATIENT as PLANNED

PLANS = plans(PLANNED)


@pytest.fixture
def shift() -> Night:
    return night()


def start(shift: Night, told: Scenario, *, speed: float = 1.0, simulated: bool = False) -> Drill:
    told_of = rules.start(shift.board, told, speed=speed, simulated=simulated, seed=1, fictional=lambda _: True)
    shift.play(told_of)
    return current(shift)


def current(shift: Night) -> Drill:
    return shift.board.drills.drills[shift.board.drills.last_drill]


def falls_due(shift: Night) -> list[str]:
    """Plays what is due now; the kinds of what was recorded."""
    played = []
    while events := rules.fall_due(shift.board, PLANS, CENTRE, shift.at):
        played += shift.play(events)
    return [type(one).__name__ for one in played]


def test_there_is_one_drill_at_a_time(shift: Night) -> None:
    start(shift, a_scenario())
    with pytest.raises(Refused, match="drill_running drill=1"):
        start(shift, a_scenario())
    shift.play(rules.stop(shift.board, 1))
    assert start(shift, a_scenario()).id == 2


@pytest.mark.parametrize(
    ("speed", "simulated", "fictional", "code"),
    [
        (0.5, True, True, "bad_speed"),
        (61, True, True, "bad_speed"),
        (float("nan"), True, True, "bad_speed"),
        (2, False, True, "real_people_at_speed"),
        (1, True, False, "real_people_simulated volunteer=M1"),
    ],
)
def test_real_people_are_neither_hurried_nor_simulated(
    shift: Night, speed: float, simulated: bool, fictional: bool, code: str
) -> None:
    with pytest.raises(Refused, match=code):
        rules.start(shift.board, a_scenario(), speed=speed, simulated=simulated, seed=1, fictional=lambda _: fictional)


def test_somebody_who_is_on_no_record_is_refused_by_name(shift: Night) -> None:
    with pytest.raises(Refused, match="unknown_person people=M9"):
        start(shift, a_scenario(enrolled=("M1", "M9")))


def test_what_comes_comes_at_its_time_and_the_end_closes_all(shift: Night) -> None:
    start(shift, a_scenario())
    assert falls_due(shift) == ["InjectPlayed"]
    assert rules.next_due(shift.board) == NOON + timedelta(seconds=60)
    shift.later(59.9)
    assert falls_due(shift) == []
    shift.later(0.1)
    assert falls_due(shift) == ["CallTaken", "InjectPlayed"]
    [incident] = shift.board.incidents.incidents.values()
    assert (incident.mode, incident.response.needs, incident.response.activate_after_s) == (
        IncidentMode.EXERCISE,
        (PATIENT,),
        30,
    )
    assert current(shift).incidents == (incident.id,)
    shift.later(3540)
    assert falls_due(shift) == ["InjectPlayed", "IncidentClosed", "DrillEnded"]
    assert (current(shift).state, rules.next_due(shift.board)) == (DrillState.ENDED, None)
    with pytest.raises(Refused, match="drill_over"):
        rules.pause(shift.board, 1)
    with pytest.raises(NotFound):
        rules.stop(shift.board, 7)


def test_the_clock_runs_at_its_speed_and_stands_while_paused(shift: Night) -> None:
    start(shift, a_scenario(), speed=60, simulated=True)
    falls_due(shift)
    shift.later(1)
    assert falls_due(shift) == ["CallTaken", "InjectPlayed"]
    # 30 s of the drill are half a second of the wall's, windows of 30 s too: rounded, never under a second.
    [incident] = shift.board.incidents.incidents.values()
    assert (incident.response.activate_after_s, incident.response.answer_window_s) == (0, 1)
    shift.later(2)
    held = shift.play(rules.pause(shift.board, 1))
    assert [one for one in held if isinstance(one, WavesHeld)] == [WavesHeld(incident.id, held=True)]
    assert rules.pause(shift.board, 1) == []
    assert rules.next_due(shift.board) is None
    shift.later(500)
    assert current(shift).elapsed_s(shift.at) == 180
    assert falls_due(shift) == []
    resumed = shift.play(rules.resume(shift.board, 1, 10))
    assert [one for one in resumed if isinstance(one, WavesHeld)] == [WavesHeld(incident.id, held=False)]
    began_at = shift.at
    assert rules.next_due(shift.board) == began_at + timedelta(seconds=42)
    shift.later(42)
    assert current(shift).elapsed_s(shift.at) == 600
    assert current(shift).elapsed_s(NOON + timedelta(seconds=2)) == 120
    assert current(shift).moment(120) == NOON + timedelta(seconds=2)


def test_two_calls_of_one_moment_are_two_incidents(shift: Night) -> None:
    start(shift, a_scenario(a_call(10, PATIENT), a_call(10), a_message(10)))
    shift.later(10)
    assert falls_due(shift) == ["CallTaken", "InjectPlayed", "CallTaken", "InjectPlayed", "InjectPlayed"]
    assert [one.response.needs for one in shift.board.incidents.incidents.values()] == [(PATIENT,), (PLANNED,)]


def test_a_real_incident_outlives_a_drill_that_is_stopped(shift: Night) -> None:
    start(shift, a_scenario(a_call(0)))
    falls_due(shift)
    exercise = shift.board.incidents.last_incident
    real = take(shift)
    events = shift.play(rules.stop(shift.board, 1))
    assert events == [IncidentClosed(exercise, "exercise_over"), DrillEnded(1, early=True)]
    assert set(shift.board.incidents.incidents) == {real}


def test_the_cover_that_it_costs(shift: Night) -> None:
    """M1 goes to the exercise: of three at the station two are left, enough for a floor of two. M2 goes too: it is
    thin. Once M2 is taken by a real call it is the real call that costs."""
    start(shift, a_scenario(a_call(0, PATIENT), a_call(0, PATIENT)))
    falls_due(shift)
    assert (cover(shift.board, current(shift)).busy, cover(shift.board, current(shift)).left) == (0, 3)
    send(shift, 1, "M1")
    assert cover(shift.board, current(shift)).thin == ()
    send(shift, 2, "M2")
    costs = cover(shift.board, current(shift))
    assert (costs.on_duty, costs.enrolled, costs.enrolled_on_duty, costs.busy, costs.left) == (3, 2, 2, 2, 1)
    assert costs.thin == (Thin("S01", 3, 1),)
    send(shift, take(shift), "M2")
    assert (cover(shift.board, current(shift)).busy, cover(shift.board, current(shift)).left) == (1, 1)
    assert cover(shift.board, current(shift)).thin == (Thin("S01", 3, 1),)
    send(shift, take(shift), "M3")
    assert cover(shift.board, current(shift)).thin == ()


def take(shift: Night) -> int:
    """A real call."""
    shift.play(take_call(shift.board, call(), PLANS, CENTRE, shift.at))
    return shift.board.incidents.last_incident


def send(shift: Night, incident: int, volunteer: str) -> None:
    """Asked, and said yes."""
    reaches = walks(shift.board, **{volunteer: 120.0})
    shift.play(alert(shift.board, incident, [volunteer], reaches, CENTRE, shift.at))
    shift.play(answer(shift.board, shift.board.incidents.last_alert, CENTRE, shift.at, accept=True))
