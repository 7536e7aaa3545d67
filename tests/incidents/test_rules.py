from datetime import timedelta
from itertools import pairwise

import pytest

from dispatch.drills.events import DrillStarted, PreEmpted
from dispatch.drills.model import DrillKind
from dispatch.errors import NotFound, Refused
from dispatch.incidents.choose import candidates
from dispatch.incidents.events import (
    AlertAccepted,
    AlertDeclined,
    AlertExpired,
    AlertWithdrawn,
    CallTaken,
    IncidentClosed,
    NoteAdded,
    ProgressReported,
    VolunteerAlerted,
    VolunteerAssigned,
    WaveOpened,
)
from dispatch.incidents.model import (
    AlertState,
    CallParticulars,
    IncidentMode,
    IncidentType,
    Place,
    Progress,
    Status,
)
from dispatch.incidents.rules import (
    NEXT,
    alert,
    answer,
    close,
    correct_call,
    escalate,
    fall_due,
    next_due,
    report,
    take_call,
    withdraw,
)
from dispatch.log.event import Event
from dispatch.people.model import Team
from tests.incidents.night import CENTRE, GUIDE, NOON, PATIENT, SQUARE, Night, call, night, plans, response, walks


@pytest.fixture
def shift() -> Night:
    return night()


def take(shift: Night, *needs, **settings) -> int:
    shift.play(take_call(shift.board, call(**settings), plans(*needs or (PATIENT,)), CENTRE, shift.at))
    return shift.board.incidents.last_incident


def drill_of(*volunteers: str) -> DrillStarted:
    """One in which these people are enrolled, and nothing is played by itself."""
    return DrillStarted(1, DrillKind.FLOOD, 3600.0, (), volunteers, None, 1, 1.0, False, 1, None)


def ask(shift: Night, incident: int, *volunteers: str) -> list[int]:
    reaches = walks(shift.board, **dict.fromkeys(volunteers, 120.0))
    shift.play(alert(shift.board, incident, list(volunteers), reaches, CENTRE, shift.at))
    return list(shift.board.incidents.incidents[incident].alerts[-len(volunteers) :])


def send(shift: Night, incident: int, volunteer: str) -> list[Event]:
    """Asked, and said yes."""
    asked = ask(shift, incident, volunteer)[0]
    return shift.play(answer(shift.board, asked, CENTRE, shift.at, accept=True))


def status(shift: Night, incident: int) -> Status:
    return shift.board.incidents.status(shift.board.incidents.incidents[incident])


def unmet(shift: Night, incident: int) -> dict[str, int]:
    return shift.board.incidents.unmet(shift.board.incidents.incidents[incident])


class TestTakingACall:
    def test_it_keeps_what_the_plan_asked_for_at_that_time(self, shift):
        events = take_call(shift.board, call(), plans(PATIENT), CENTRE, shift.at)
        assert events == [
            CallTaken(
                1,
                IncidentType.MEDICAL,
                2,
                IncidentMode.ACTUAL,
                None,
                response(PATIENT),
                CallParticulars(place=SQUARE),
            )
        ]

    def test_it_may_have_no_place_yet(self, shift):
        incident = take(shift, place=None)
        assert shift.board.incidents.incidents[incident].place is None

    def test_a_place_far_outside_the_city_is_refused(self, shift):
        with pytest.raises(Refused, match=r"outside_city lon=30\.66 lat=104\.06"):
            take(shift, place=Place(30.66, 104.06))

    def test_it_cannot_have_happened_later_than_now(self, shift):
        with pytest.raises(Refused, match="occurs_in_future"):
            take(shift, occurred_at=shift.at + timedelta(seconds=1))

    def test_a_corrected_place_replaces_the_old_one(self, shift):
        incident = take(shift)
        moved = CallParticulars(place=Place(104.1, 30.7, uncertainty_m=200))
        shift.play(correct_call(shift.board, incident, moved, CENTRE))
        assert shift.board.incidents.incidents[incident].place == Place(104.1, 30.7, uncertainty_m=200)
        assert correct_call(shift.board, incident, moved, CENTRE) == []


class TestAlerting:
    def test_by_plan_one_wave_asks_the_nearest_until_the_target_is_reached(self, shift):
        incident = take(shift)
        events = alert(shift.board, incident, None, walks(shift.board, M1=400, M2=120, M3=240), CENTRE, shift.at)
        wave, *alerted = events
        assert isinstance(wave, WaveOpened)
        assert (wave.wave, wave.by_plan) == (1, True)
        assert [(e.alert, e.volunteer, e.role, e.eta_s) for e in alerted if isinstance(e, VolunteerAlerted)] == [
            (1, "M2", "patient", 270.0),
            (2, "M3", "patient", 390.0),
            (3, "M1", "patient", 550.0),
        ]
        assert {e.expires_at for e in alerted if isinstance(e, VolunteerAlerted)} == {NOON + timedelta(seconds=30)}

    def test_without_a_place_the_plan_cannot_choose_but_a_dispatcher_can(self, shift):
        incident = take(shift, place=None)
        with pytest.raises(Refused, match="place_unknown"):
            alert(shift.board, incident, None, walks(shift.board), CENTRE, shift.at)
        events = alert(shift.board, incident, ["M2"], walks(shift.board), CENTRE, shift.at)
        assert [e.volunteer for e in events if isinstance(e, VolunteerAlerted)] == ["M2"]

    @pytest.mark.parametrize(
        ("who", "code"),
        [("OFF", "off_duty"), ("NONE", "no_qualification"), ("M1", "already_asked"), ("M2", "already_committed")],
    )
    def test_nobody_is_sent_who_may_not_be(self, shift, who, code):
        shift.person("OFF", "first_aid", on_duty=False)
        shift.person("NONE")
        other, incident = take(shift), take(shift)
        send(shift, other, "M2")
        ask(shift, incident, "M1")
        with pytest.raises(Refused) as refusal:
            alert(shift.board, incident, [who], walks(shift.board), CENTRE, shift.at)
        assert refusal.value.code == code
        assert refusal.value.params["volunteer"] == who

    def test_an_unknown_volunteer_is_not_found(self, shift):
        with pytest.raises(NotFound):
            alert(shift.board, take(shift), ["X"], walks(shift.board), CENTRE, shift.at)

    def test_when_enough_are_asked_the_plan_asks_no_more(self, shift):
        incident = take(shift)
        for ident in ("M4", "M5", "M6", "M7"):
            shift.person(ident, "first_aid")
        ask(shift, incident, "M1", "M2", "M3", "M4", "M5", "M6")
        with pytest.raises(Refused, match="enough_asked"):
            alert(shift.board, incident, None, walks(shift.board, M7=10), CENTRE, shift.at)

    def test_nobody_in_reach_is_said_with_the_reasons(self, shift):
        incident = take(shift)
        with pytest.raises(Refused) as refusal:
            alert(shift.board, incident, None, walks(shift.board, M1=None, M2=None, M3=None), CENTRE, shift.at)
        assert (refusal.value.code, refusal.value.params["counts"]) == ("nobody_available", {"outside_limit": 3})

    def test_with_every_need_met_the_plan_asks_nobody(self, shift):
        incident = take(shift)
        send(shift, incident, "M1")
        with pytest.raises(Refused, match="needs_met"):
            alert(shift.board, incident, None, walks(shift.board, M2=10), CENTRE, shift.at)

    def test_a_closed_incident_is_named_as_such(self, shift):
        incident = take(shift)
        shift.play(close(shift.board, incident, "handled", None))
        with pytest.raises(Refused, match="incident_closed"):
            alert(shift.board, incident, None, walks(shift.board), CENTRE, shift.at)
        with pytest.raises(NotFound):
            alert(shift.board, 99, None, walks(shift.board), CENTRE, shift.at)


class TestAnswering:
    def test_a_yes_assigns(self, shift):
        incident = take(shift)
        first = ask(shift, incident, "M1")[0]
        assert answer(shift.board, first, CENTRE, shift.at, accept=True, delay_s=60, acting="M1") == [
            AlertAccepted(incident, first, "M1", 60),
            VolunteerAssigned(incident, 1, first, "M1", "patient", IncidentMode.ACTUAL),
        ]

    def test_a_no_leaves_the_need(self, shift):
        incident = take(shift)
        first = ask(shift, incident, "M1")[0]
        assert shift.play(answer(shift.board, first, CENTRE, shift.at, accept=False)) == [
            AlertDeclined(incident, first, "M1")
        ]
        assert unmet(shift, incident) == {"patient": 1}

    def test_a_late_yes_counts_while_the_need_is_unmet(self, shift):
        incident = take(shift)
        first, second = ask(shift, incident, "M1", "M2")
        assert next_due(shift.board) == NOON + timedelta(seconds=30)
        assert fall_due(shift.board, NOON + timedelta(seconds=29)) == []
        expired = shift.play(fall_due(shift.board, shift.later(30)))
        assert expired == [AlertExpired(incident, first, "M1"), AlertExpired(incident, second, "M2")]
        assert next_due(shift.board) is None
        shift.play(answer(shift.board, first, CENTRE, shift.at, accept=True))
        with pytest.raises(Refused, match="already_covered"):
            answer(shift.board, second, CENTRE, shift.at, accept=True)

    def test_nobody_answers_twice_or_for_another(self, shift):
        first = ask(shift, take(shift), "M1")[0]
        with pytest.raises(Refused, match="not_yours"):
            answer(shift.board, first, CENTRE, shift.at, accept=True, acting="M2")
        shift.play(answer(shift.board, first, CENTRE, shift.at, accept=True))
        for accept in (True, False):
            with pytest.raises(Refused, match="already_answered"):
                answer(shift.board, first, CENTRE, shift.at, accept=accept)
        with pytest.raises(NotFound):
            answer(shift.board, 99, CENTRE, shift.at, accept=True)

    def test_nobody_is_asked_for_two_calls_at_once_unless_the_first_is_taken_back(self, shift):
        first, second = take(shift), take(shift)
        one = ask(shift, first, "M1")[0]
        with pytest.raises(Refused, match="asked_elsewhere volunteer=M1 incident=2"):
            ask(shift, second, "M1")
        shift.play(withdraw(shift.board, one))
        two = ask(shift, second, "M1")[0]
        shift.play(answer(shift.board, two, CENTRE, shift.at, accept=True))
        with pytest.raises(Refused, match="already_answered"):
            withdraw(shift.board, two)

    def test_nobody_goes_to_two_calls_at_once(self, shift):
        first, second = take(shift), take(shift)
        late = ask(shift, first, "M1")[0]
        shift.play(fall_due(shift.board, shift.later(31)))
        send(shift, second, "M1")
        with pytest.raises(Refused, match="already_committed volunteer=M1 incident=2"):
            answer(shift.board, late, CENTRE, shift.at, accept=True)

    def test_a_real_call_pre_empts_an_exercise(self, shift):
        shift.play([drill_of("M1")])
        drill, real = take(shift, mode=IncidentMode.EXERCISE), take(shift)
        send(shift, drill, "M1")
        events = send(shift, real, "M1")
        assert [e for e in events if isinstance(e, ProgressReported)] == [
            ProgressReported(drill, 1, "M1", Progress.STOOD_DOWN)
        ]
        assert [e for e in events if isinstance(e, PreEmpted)] == [PreEmpted(1, "M1", 1, real)]
        assert (unmet(shift, drill), unmet(shift, real)) == ({"patient": 1}, {"patient": 0})

    def test_who_is_asked_for_a_real_call_is_no_longer_asked_for_an_exercise(self, shift):
        shift.play([drill_of("M1", "M2")])
        exercise, real = take(shift, mode=IncidentMode.EXERCISE), take(shift)
        first, second = ask(shift, exercise, "M1", "M2")
        ask(shift, real, "M1")
        assert [shift.board.incidents.alerts[one].state for one in (first, second)] == [
            AlertState.WITHDRAWN,
            AlertState.QUEUED,
        ]

    def test_what_somebody_says_in_a_drill_is_not_expected_of_them_in_earnest(self, shift):
        shift.play([drill_of("M1", "M2")])
        exercise, real = take(shift, mode=IncidentMode.EXERCISE), take(shift)
        send(shift, exercise, "M1")
        asked = ask(shift, real, "M2")[0]
        shift.play(answer(shift.board, asked, CENTRE, shift.at, accept=False))
        known = shift.board.incidents.answers
        assert (known["M1"].asked, known["M1"].accepted, known["M2"].asked) == (0, 0, 1)
        assert len(known["M1"].lately) == 1

    def test_an_exercise_alerts_nobody_who_is_not_enrolled_in_the_drill(self, shift):
        exercise = take(shift, mode=IncidentMode.EXERCISE)
        with pytest.raises(Refused, match="not_enrolled volunteer=M1"):
            ask(shift, exercise, "M1")
        shift.play([drill_of("M2")])
        with pytest.raises(Refused, match="not_enrolled volunteer=M1"):
            ask(shift, exercise, "M1")
        reaches = walks(shift.board, M1=60.0, M2=120.0, M3=180.0)
        incident = shift.board.incidents.incidents[exercise]
        found = candidates(shift.board, incident, reaches, CENTRE, shift.at)
        assert [one.volunteer for one in found.ranked] == ["M2"]
        assert found.counts["not_enrolled"] == len(reaches.volunteers) - 1

    def test_an_exercise_tells_no_partner(self, shift):
        exercise = take(shift, mode=IncidentMode.EXERCISE)
        shift.play(escalate(shift.board, exercise))
        with pytest.raises(Refused, match="exercise_tells_no_partner"):
            escalate(shift.board, exercise)


class TestProgress:
    def go(self, shift: Night, *steps: Progress) -> int:
        incident = take(shift)
        send(shift, incident, "M1")
        for step in steps:
            shift.later(60)
            shift.play(report(shift.board, 1, step))
        return incident

    def test_the_incident_follows_whoever_got_furthest(self, shift):
        seen = []
        incident = self.go(shift)
        for step in (Progress.EN_ROUTE, Progress.ON_SCENE, Progress.ENGAGED, Progress.HANDED_OVER, Progress.CLEARED):
            seen.append(status(shift, incident))
            shift.play(report(shift.board, 1, step))
        assert [*seen, status(shift, incident)] == [
            Status.DISPATCHED,
            Status.IN_PROGRESS,
            Status.ON_SCENE,
            Status.ON_SCENE,
            Status.STABILISED,
            Status.STABILISED,
        ]

    def test_times_are_kept_in_order(self, shift):
        self.go(shift, Progress.EN_ROUTE, Progress.ON_SCENE)
        assert shift.board.incidents.assignments[1].times == (
            (Progress.ASSIGNED, NOON),
            (Progress.EN_ROUTE, NOON + timedelta(seconds=60)),
            (Progress.ON_SCENE, NOON + timedelta(seconds=120)),
        )

    def test_a_drop_out_shows_as_unmet_at_once(self, shift):
        incident = self.go(shift, Progress.EN_ROUTE, Progress.WITHDRAWN)
        assert (unmet(shift, incident), status(shift, incident)) == ({"patient": 1}, Status.PENDING)

    def test_lost_contact_reopens_the_need_and_may_be_found_again(self, shift):
        incident = self.go(shift, Progress.EN_ROUTE, Progress.LOST_CONTACT)
        assert unmet(shift, incident) == {"patient": 1}
        shift.play(report(shift.board, 1, Progress.ON_SCENE))
        assert unmet(shift, incident) == {"patient": 0}

    @pytest.mark.parametrize(
        ("steps", "wanted"),
        [
            ((), Progress.ENGAGED),
            ((Progress.EN_ROUTE,), Progress.ASSIGNED),
            ((Progress.EN_ROUTE,), Progress.CLEARED),
            ((Progress.ON_SCENE, Progress.HANDED_OVER), Progress.EN_ROUTE),
            ((Progress.ON_SCENE, Progress.CLEARED), Progress.EN_ROUTE),
            ((Progress.STOOD_DOWN,), Progress.EN_ROUTE),
        ],
    )
    def test_what_may_not_follow_is_refused(self, shift, steps, wanted):
        self.go(shift, *steps)
        with pytest.raises(Refused, match="not_next"):
            report(shift.board, 1, wanted)

    def test_the_same_tap_twice_changes_nothing(self, shift):
        self.go(shift, Progress.EN_ROUTE)
        assert report(shift.board, 1, Progress.EN_ROUTE) == []

    def test_only_the_volunteer_themselves_or_a_desk_may_report(self, shift):
        self.go(shift)
        with pytest.raises(Refused, match="not_yours"):
            report(shift.board, 1, Progress.EN_ROUTE, acting="M2")

    def test_every_open_progress_has_a_way_out(self):
        for progress, following in NEXT.items():
            assert following - {progress}, progress


class TestClosing:
    def test_it_ends_everything_truthfully(self, shift):
        shift.person("L1", team=Team.LIAISON)
        incident = take(shift, PATIENT, GUIDE)
        first, _, third = ask(shift, incident, "M1", "M2", "L1")
        shift.play(answer(shift.board, first, CENTRE, shift.at, accept=True))
        shift.play(answer(shift.board, third, CENTRE, shift.at, accept=True))
        shift.play(report(shift.board, 1, Progress.ON_SCENE))
        assert shift.play(close(shift.board, incident, "handled", "交120")) == [
            NoteAdded(incident, "交120"),
            AlertWithdrawn(incident, 2, "M2"),
            ProgressReported(incident, 1, "M1", Progress.CLEARED),
            ProgressReported(incident, 2, "L1", Progress.STOOD_DOWN),
            IncidentClosed(incident, "handled"),
        ]

    def test_it_leaves_the_board_with_all_that_belongs_to_it(self, shift):
        incident = take(shift)
        ask(shift, incident, "M1")
        shift.play(close(shift.board, incident, "handled", None))
        left = shift.board.incidents
        assert (len(left.incidents), len(left.alerts), len(left.assignments)) == (0, 0, 0)
        assert take(shift) == 2, "numbers are never given out twice"

    @pytest.mark.parametrize("state", [AlertState.EXPIRED, AlertState.DECLINED])
    def test_answers_already_given_stay(self, shift, state):
        incident = take(shift)
        first = ask(shift, incident, "M1")[0]
        if state is AlertState.DECLINED:
            shift.play(answer(shift.board, first, CENTRE, shift.at, accept=False))
        else:
            shift.play(fall_due(shift.board, shift.later(31)))
        assert close(shift.board, incident, "handled", None) == [IncidentClosed(incident, "handled")]


def test_every_step_of_the_table_can_be_walked(shift):
    """Whatever the table allows, the fold takes."""
    for start, following in NEXT.items():
        assert start not in following
    for one, two in pairwise((Progress.ASSIGNED, Progress.EN_ROUTE, Progress.ON_SCENE, Progress.ENGAGED)):
        assert two in NEXT[one]
