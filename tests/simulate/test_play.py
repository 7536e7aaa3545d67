"""A simulated day at the real desks, second by second, and what somebody real does meanwhile."""

import logging
from datetime import timedelta

import numpy as np
import pytest

from dispatch.errors import Refused
from dispatch.incidents.events import AlertAccepted, IncidentClosed, ProgressReported, VolunteerAlerted
from dispatch.incidents.model import AlertState, Progress
from dispatch.people.model import Person, Team, Volunteer
from dispatch.simulate.play import Play
from dispatch.simulate.stage import DISPATCHER, VOLUNTEER
from maps.cities import City
from maps.speeds import Mode
from tests.simulate.theatre import HUMAN, NOON, Theatre

OWN = {DISPATCHER, VOLUNTEER, "rule:answer_window", "rule:top_up"}


def test_a_newcomer_sees_a_call_within_five_seconds_and_somebody_set_out_within_a_minute(theatre: Theatre) -> None:
    theatre.play.begin()
    theatre.until(lambda: theatre.board.incidents.incidents, seconds=5)
    theatre.until(
        lambda: any(one.progress is Progress.EN_ROUTE for one in theatre.board.incidents.assignments.values()),
        seconds=55,
    )


def test_an_hour_of_it_goes_from_call_to_close_and_never_drowns(theatre: Theatre) -> None:
    theatre.play.begin()
    most = 0

    def watch() -> None:
        nonlocal most
        most = max(most, len(theatre.board.incidents.incidents))

    theatre.run(3600, watch)
    closed = [one.event for one in theatre.happened() if isinstance(one.event, IncidentClosed)]
    assert most == 8
    assert len(closed) > 15
    assert {one.disposition for one in closed} == {"resolved", "hospital", "handed_over"}
    assert {one.by for one in theatre.happened()} == OWN
    assert theatre.log.rebuilt() == theatre.board


def test_an_assignment_goes_through_every_step(theatre: Theatre) -> None:
    theatre.play.begin()
    stories = []

    def watch() -> None:
        stories.extend(
            [progress for progress, _ in one.times]
            for one in theatre.board.incidents.assignments.values()
            if one.progress is Progress.CLEARED
        )

    theatre.run(1500, watch)
    assert [
        Progress.ASSIGNED,
        Progress.EN_ROUTE,
        Progress.ON_SCENE,
        Progress.ENGAGED,
        Progress.HANDED_OVER,
        Progress.CLEARED,
    ] in stories


def test_people_move_along_the_streets_no_faster_than_their_mode(theatre: Theatre, grid: City) -> None:
    theatre.play.begin()
    seen: dict[str, list[tuple[float, float]]] = {}
    version = 0

    def watch() -> None:
        nonlocal version
        for fix in theatre.positions.since(version):
            seen.setdefault(fix.volunteer, []).append((fix.lon, fix.lat))
            version = fix.version

    theatre.run(900, watch)
    fastest_kmh = {Mode.WALK: 5.0, Mode.EBIKE: 18.0, Mode.CAR: 25.0}
    travelled = 0.0
    for volunteer, lonlat in seen.items():
        step_m = np.hypot(*np.diff(grid.network.project(np.array(lonlat)), axis=0).T)
        travelled += float(step_m.sum())
        # A quick day takes exp(-.2 · 3) of the time that the map says.
        mode = theatre.board.people.volunteers[volunteer].mode
        assert step_m.max(initial=0.0) <= fastest_kmh[mode] / 3.6 / np.exp(-0.6)
    assert travelled > 2_000


def test_the_same_seed_and_clock_write_the_same_log_to_the_byte(grid: City) -> None:
    def told() -> list[tuple[str, str]]:
        theatre = Theatre(grid)
        theatre.play.begin()
        theatre.run(600)
        return [(row.data, row.hash) for row in theatre.store.kept]

    assert told() == told()


def test_what_somebody_answered_by_hand_is_left_to_them(theatre: Theatre) -> None:
    incident = theatre.take_call()
    theatre.incidents.alert(incident, by=HUMAN)
    [alert, *_] = theatre.board.incidents.alerts.values()
    theatre.incidents.answer(alert.id, accept=True, by=HUMAN)
    theatre.play.begin()
    theatre.run(1200)
    [assignment] = [one for one in theatre.board.incidents.assignments.values() if one.alert == alert.id]
    assert assignment.progress is Progress.ASSIGNED
    assert theatre.positions.since(0) == [] or alert.volunteer not in {
        fix.volunteer for fix in theatre.positions.since(0)
    }
    assert incident in theatre.board.incidents.incidents


def test_an_incident_that_somebody_real_took_is_answered_after_twenty_seconds_and_alerted_by_no_simulated_desk(
    theatre: Theatre,
) -> None:
    theatre.play.begin()
    incident = theatre.take_call()
    theatre.run(120)
    assert theatre.board.incidents.incidents[incident].alerts == ()
    theatre.incidents.alert(incident, by=HUMAN)
    alerted_at = theatre.at
    answered = []

    def watch() -> None:
        answered.extend(
            (theatre.at - alerted_at).total_seconds()
            for one in theatre.board.incidents.alerts_of(theatre.board.incidents.incidents[incident])
            if one.answered_at == theatre.at
        )

    theatre.run(300, watch)
    assert answered
    assert min(answered) >= 20
    theirs = theatre.incidents.timeline(incident)
    assert {one.by for one in theirs if isinstance(one.event, VolunteerAlerted)} <= {HUMAN, "rule:top_up"}
    assert {one.by for one in theirs if isinstance(one.event, AlertAccepted)} <= {VOLUNTEER}


def test_who_is_still_coming_when_enough_are_there_is_stood_down_by_the_simulated_dispatcher(theatre: Theatre) -> None:
    theatre.play.begin()
    theatre.run(3600)
    down = [
        (one.by, one.event.incident)
        for one in theatre.happened()
        if isinstance(one.event, ProgressReported) and one.event.progress is Progress.STOOD_DOWN
    ]
    arrived: dict[int, int] = {}
    for one in theatre.happened():
        if isinstance(one.event, ProgressReported) and one.event.progress is Progress.ON_SCENE:
            arrived.setdefault(one.event.incident, one.seq)
    assert down
    assert all(by == DISPATCHER and incident in arrived for by, incident in down)


def test_a_person_whom_somebody_real_stands_down_goes_home(theatre: Theatre) -> None:
    theatre.play.begin()
    theatre.until(
        lambda: any(one.progress is Progress.EN_ROUTE for one in theatre.board.incidents.assignments.values())
    )
    going = next(one for one in theatre.board.incidents.assignments.values() if one.progress is Progress.EN_ROUTE)
    theatre.run(20)
    theatre.incidents.report(going.id, Progress.STOOD_DOWN, by=HUMAN)
    theatre.run(600)
    assert going.volunteer not in {fix.volunteer for fix in theatre.positions.since(0)}


def test_the_one_whose_phone_a_visitor_holds_is_never_answered_for(grid: City) -> None:
    theatre = Theatre(grid)
    asked = {"V0001", "V0005", "V0009"}
    theatre.play._spared = lambda: frozenset(asked)
    theatre.play.begin()
    theatre.run(1800)
    alerted = {
        one.event.alert: one.event.volunteer for one in theatre.happened() if isinstance(one.event, VolunteerAlerted)
    }
    answered = {alerted[one.event.alert] for one in theatre.happened() if isinstance(one.event, AlertAccepted)}
    assert asked & set(alerted.values())
    assert not asked & answered


def test_a_closure_on_the_way_turns_people_round(theatre: Theatre) -> None:
    theatre.play.begin()
    theatre.until(
        lambda: any(one.progress is Progress.EN_ROUTE for one in theatre.board.incidents.assignments.values())
    )
    theatre.run(2)
    going = next(one for one in theatre.board.incidents.assignments.values() if one.progress is Progress.EN_ROUTE)
    before = theatre.incidents.route(going.id)
    assert before is not None
    middle = before.lonlat[len(before.lonlat) // 2]
    closed = int(theatre.streets.snap(middle[None, :], Mode.WALK).edge[0])
    theatre.conditions.close_roads([closed], reason="演示积水", by=HUMAN)
    theatre.run(1)
    assert theatre.play._show is not None
    trip = theatre.play._show.crew._out[going.volunteer].trip
    assert trip is not None
    assert trip.begins_at == theatre.at


def test_stopped_it_closes_what_it_brought_and_nothing_more_happens(theatre: Theatre) -> None:
    by_hand = theatre.take_call()
    theatre.play.begin()
    theatre.incidents.alert(by_hand, by=HUMAN)
    theatre.run(240)
    assert len(theatre.board.incidents.incidents) > 2
    theatre.play.end(by=HUMAN)
    assert set(theatre.board.incidents.incidents) == {by_hand}
    assert not any(one.open for one in theatre.board.incidents.assignments.values())
    assert theatre.positions.since(0) == []
    last = [one for one in theatre.happened() if isinstance(one.event, IncidentClosed)]
    assert {(one.event.disposition, one.by) for one in last} == {("demo_ended", HUMAN)}
    seq = theatre.log.seq
    theatre.run(300)
    assert [one for one in theatre.log.events(after=seq) if one.by in {DISPATCHER, VOLUNTEER}] == []
    assert theatre.play.state == {"running": False, "offered": True}


def test_what_a_server_that_died_left_is_closed_by_the_next_play(theatre: Theatre) -> None:
    theatre.play.begin()
    theatre.run(240)
    left = set(theatre.board.incidents.incidents)
    again = Play(theatre.stage, demo=True, seed=15)
    again.begin()
    assert left
    assert not theatre.board.incidents.incidents
    assert not theatre.board.incidents.assignments


def test_what_a_server_that_died_left_can_be_stopped_where_nothing_plays(theatre: Theatre) -> None:
    theatre.play.begin()
    theatre.run(240)
    again = Play(theatre.stage, demo=True, seed=15)
    assert again.state == {"running": False, "offered": True}
    again.end(by=HUMAN)
    assert not theatre.board.incidents.incidents
    assert again.state == {"running": False, "offered": False}


def test_nobody_real_is_ever_in_a_play(theatre: Theatre) -> None:
    real = Volunteer("V9", Team.MEDICAL, Mode.WALK, "S01", particulars=Person("王琳"))
    theatre.play.begin()
    theatre.run(30)
    theatre.people.record([real], by="admin:wu")
    theatre.run(1)
    assert not theatre.play.state["running"]
    assert not theatre.board.incidents.incidents
    with pytest.raises(Refused, match="play_needs_fictional"):
        theatre.play.begin()


def test_without_a_demo_there_is_no_play(theatre: Theatre) -> None:
    with pytest.raises(Refused, match="play_needs_fictional"):
        Play(theatre.stage, demo=False, seed=1).begin()


def test_a_race_that_somebody_real_won_is_no_accident(theatre: Theatre, caplog: pytest.LogCaptureFixture) -> None:
    """Every answer comes a moment after a dispatcher has taken all alerts back."""
    theatre.play.begin()
    with caplog.at_level(logging.INFO):
        for _ in range(40):
            theatre.run(5)
            for one in theatre.board.incidents.alerts.values():
                if one.state is AlertState.QUEUED:
                    theatre.incidents.withdraw(one.id, by=HUMAN)
    assert caplog.records == []
    assert theatre.at == NOON + timedelta(seconds=200)
