"""Calls about one event: which may be one, what merging and parting do, and what a vague place makes of a time."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import reduce

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from dispatch.errors import NotFound, Refused
from dispatch.folds import fold
from dispatch.incidents.alarms import foreseen
from dispatch.incidents.chance import Habits, in_time
from dispatch.incidents.choose import candidates
from dispatch.incidents.duplicates import Duplicate, duplicates
from dispatch.incidents.events import EVENTS, AlertWithdrawn, IncidentClosed, IncidentParted, IncidentsMerged
from dispatch.incidents.fold import history
from dispatch.incidents.model import (
    Ambulance,
    Call,
    Caller,
    CallParticulars,
    Concern,
    IncidentMode,
    IncidentType,
    Place,
    Progress,
    Status,
)
from dispatch.incidents.rules import (
    alert,
    answer,
    close,
    fall_due,
    merge,
    part,
    report,
    report_ambulance,
    take_call,
)
from dispatch.incidents.vague import PIECES, averaged, mean_within, pieces
from dispatch.log.chain import Row
from dispatch.log.codec import Codec
from dispatch.log.event import Event, Recorded
from tests.incidents.night import CENTRE, GUIDE, NOON, PATIENT, SQUARE, Night, call, night, plans, walks

EARTH = Geod(ellps="WGS84")
PHONE = "13800001234"


@pytest.fixture
def shift() -> Night:
    return night()


def take(shift: Night, *, into: int | None = None, **told) -> int:
    heard = told.pop("call", None) or call(**told)
    shift.play(take_call(shift.board, heard, plans(PATIENT, GUIDE), CENTRE, shift.at, merge_into=into))
    return shift.board.incidents.last_incident


def ask(shift: Night, incident: int, *volunteers: str) -> list[int]:
    reaches = walks(shift.board, **dict.fromkeys(volunteers, 120.0))
    before = shift.board.incidents.last_alert
    shift.play(alert(shift.board, incident, list(volunteers), reaches, CENTRE, shift.at))
    return list(range(before + 1, shift.board.incidents.last_alert + 1))


def whole(shift: Night, incident: int):
    state = shift.board.incidents
    found = state.incidents[incident]
    return state.status(found), state.unmet(found), state.reported_at(found)


class TestMerging:
    def test_the_clock_is_the_earliest_and_everyone_counts_for_the_whole(self, shift):
        first = take(shift)
        asked = ask(shift, first, "M1")[0]
        shift.later(120)
        second = take(shift)
        shift.play(merge(shift.board, first, second))
        assert whole(shift, second) == (Status.PENDING, {"patient": 1, "guide": 1}, NOON)
        shift.play(answer(shift.board, asked, CENTRE, shift.at, accept=True))
        assert whole(shift, second) == (Status.DISPATCHED, {"patient": 0, "guide": 1}, NOON)
        assert whole(shift, first) == (Status.DUPLICATE, {"patient": 0, "guide": 0}, NOON)
        shift.play(report(shift.board, 1, Progress.ON_SCENE))
        state = shift.board.incidents
        assert state.first_on_scene_at(state.incidents[second]) == shift.at

    def test_nobody_is_asked_twice_or_more_than_is_needed(self, shift):
        first, second = take(shift), take(shift)
        one, two = ask(shift, first, "M1")[0], ask(shift, second, "M2")[0]
        shift.play(merge(shift.board, second, first))
        with pytest.raises(Refused, match="already_asked volunteer=M2 incident=1"):
            ask(shift, first, "M2")
        with pytest.raises(Refused, match="merged_into incident=2 into=1"):
            ask(shift, second, "M3")
        reaches = walks(shift.board, M1=120, M2=120, M3=120)
        found = candidates(shift.board, shift.board.incidents.incidents[first], reaches, CENTRE, shift.at)
        assert [one.volunteer for one in found.ranked] == ["M3"]
        shift.play(answer(shift.board, two, CENTRE, shift.at, accept=True))
        with pytest.raises(Refused, match="already_covered alert=1 incident=1"):
            answer(shift.board, one, CENTRE, shift.at, accept=True)

    def test_a_yes_for_a_role_that_the_whole_does_not_want_is_not_needed(self, shift):
        whole_one = take(shift)
        shift.play(take_call(shift.board, call(), plans(replace(PATIENT, role="kit")), CENTRE, shift.at))
        asked = ask(shift, 2, "M1")[0]
        shift.play(merge(shift.board, 2, whole_one))
        with pytest.raises(Refused, match="already_covered"):
            answer(shift.board, asked, CENTRE, shift.at, accept=True)

    def test_parting_gives_each_back_exactly_what_it_had(self, shift):
        first, second = take(shift), take(shift)
        ask(shift, first, "M1")
        asked = ask(shift, second, "M2")[0]
        shift.play(answer(shift.board, asked, CENTRE, shift.at, accept=True))
        before = shift.board.incidents
        shift.play(merge(shift.board, second, first))
        assert shift.play(part(shift.board, second)) == [
            IncidentParted(incident=2, main=1, part=2),
            IncidentParted(incident=1, main=1, part=2),
        ]
        assert shift.board.incidents == before

    def test_there_are_no_chains(self, shift):
        a, b, c, d = (take(shift) for _ in range(4))
        shift.play(merge(shift.board, b, a))
        shift.play(merge(shift.board, c, b))  # b is a part: a is meant
        parts = {ident: one.part_of for ident, one in shift.board.incidents.incidents.items()}
        assert parts == {a: None, b: a, c: a, d: None}
        shift.play(merge(shift.board, a, d))  # and all that belongs to a goes along
        parts = {ident: one.part_of for ident, one in shift.board.incidents.incidents.items()}
        assert parts == {a: d, b: d, c: d, d: None}
        assert set(shift.board.incidents.incidents[d].parts) == {a, b, c}
        assert merge(shift.board, b, d) == []

    def test_what_makes_no_sense_is_refused(self, shift):
        a, b, c, drill = take(shift), take(shift), take(shift), take(shift, mode=IncidentMode.EXERCISE)
        shift.play(merge(shift.board, b, a))
        for wrong, code in (
            (lambda: merge(shift.board, a, a), "merged_with_itself"),
            (lambda: merge(shift.board, a, b), "merged_with_itself"),
            (lambda: merge(shift.board, b, c), "merged_into"),
            (lambda: merge(shift.board, drill, a), "other_mode"),
            (lambda: take(shift, into=drill), "other_mode"),
            (lambda: part(shift.board, a), "not_merged"),
            (lambda: close(shift.board, b, "resolved", None), "merged_into"),
        ):
            with pytest.raises(Refused) as refusal:
                wrong()
            assert refusal.value.code == code
        with pytest.raises(NotFound):
            merge(shift.board, a, 99)

    def test_a_call_may_join_in_the_moment_it_is_taken(self, shift):
        first = take(shift)
        second = take(shift, into=first)
        assert whole(shift, second)[0] is Status.DUPLICATE
        assert shift.board.incidents.incidents[first].parts == (second,)

    def test_closing_the_whole_closes_its_parts_as_duplicates(self, shift):
        first, second = take(shift), take(shift)
        ask(shift, second, "M1")
        shift.play(merge(shift.board, second, first))
        assert shift.play(close(shift.board, first, "resolved", None)) == [
            AlertWithdrawn(incident=2, alert=1, volunteer="M1"),
            IncidentClosed(incident=2, disposition="duplicate"),
            IncidentClosed(incident=1, disposition="resolved"),
        ]
        left = shift.board.incidents
        assert (len(left.incidents), len(left.alerts), len(left.assignments)) == (0, 0, 0)

    def test_an_alarm_about_a_part_is_the_wholes_and_only_that(self, shift):
        first, second = take(shift), take(shift)
        asked = ask(shift, second, "M1")[0]
        shift.play(answer(shift.board, asked, CENTRE, shift.at, accept=True))
        shift.play(merge(shift.board, second, first))
        worries = [one for one in foreseen(shift.board, {}, CENTRE) if one.volunteer == "M1"]
        assert [(one.incident, one.concern) for one in worries] == [(first, Concern.NOT_MOVING)]

    def test_one_caller_who_notified_120_is_enough(self, shift):
        first = take(shift, ambulance=Ambulance(False))
        since = shift.at
        shift.later(60)
        second = take(shift, ambulance=Ambulance(True, since, "120-7"), into=first)
        state = shift.board.incidents
        assert state.ambulance(state.incidents[first]) == Ambulance(True, since, "120-7")
        shift.play(part(shift.board, second))
        state = shift.board.incidents
        assert state.ambulance(state.incidents[first]) == Ambulance(False)

    def test_120_is_notified_later_and_never_in_the_future(self, shift):
        incident = take(shift)
        assert shift.board.incidents.incidents[incident].ambulance is None
        shift.later(90)
        shift.play(report_ambulance(shift.board, incident, Ambulance(True), shift.at))
        assert shift.board.incidents.incidents[incident].ambulance == Ambulance(True, shift.at)
        with pytest.raises(Refused, match="ambulance_in_future"):
            report_ambulance(shift.board, incident, Ambulance(True, shift.at + timedelta(seconds=1)), shift.at)


def heard(lon=104.06, lat=30.66, *, radius=None, phone=None, kind=IncidentType.MEDICAL, **more) -> Call:
    caller = Caller(phone=phone) if phone else None
    return Call(kind, 2, particulars=CallParticulars(Place(lon, lat, radius), caller=caller), **more)


def east(metres: float) -> float:
    """The longitude so far east of the square."""
    return float(EARTH.fwd(104.06, 30.66, 90, metres)[0])


class TestDuplicates:
    @pytest.mark.parametrize(
        ("there", "now", "reasons"),
        [
            (heard(), heard(east(299)), ("near", "recent", "same_type")),
            (heard(), heard(east(301)), None),
            (heard(radius=500), heard(east(900), radius=500), ("near", "recent", "same_type")),
            (heard(radius=500), heard(east(1100), radius=500), None),
            (heard(phone="+86 138-0000-1234"), heard(east(5000), phone=PHONE), ("recent", "same_phone", "same_type")),
            (heard(phone=PHONE), heard(east(5000), phone="13800001235"), None),
            (heard(), heard(kind=IncidentType.FIRE), ("near", "recent")),
            (heard(), heard(mode=IncidentMode.EXERCISE), None),
        ],
    )  # fmt: skip
    def test_by_place_time_and_phone(self, shift, there, now, reasons):
        take(shift, call=there)
        found = duplicates(shift.board, now, shift.later(600))
        assert [one.reasons for one in found] == ([] if reasons is None else [reasons])

    def test_after_half_an_hour_it_is_another_event(self, shift):
        take(shift, call=heard())
        assert duplicates(shift.board, heard(), shift.later(1800)) != []
        assert duplicates(shift.board, heard(), shift.later(1)) == []

    def test_the_score_is_as_stated(self, shift):
        take(shift, call=heard(phone=PHONE))
        shift.later(900)
        (found,) = duplicates(shift.board, heard(east(150), phone="138 0000 1234"), shift.at)
        # Half the distance and half the time: .4 · .5 + .3 + .2 · .5 + .1
        assert found == Duplicate(
            1,
            pytest.approx(0.7, abs=1e-6),  # type: ignore[arg-type]
            pytest.approx(150, abs=0.01),  # type: ignore[arg-type]
            15.0,
            True,
            ("near", "recent", "same_phone", "same_type"),
        )

    def test_a_merged_incident_is_found_by_any_of_its_calls(self, shift):
        first = take(shift, call=heard(east(5000)))
        take(shift, into=first, call=heard())
        assert [one.incident for one in duplicates(shift.board, heard(), shift.at)] == [first]

    def test_the_likeliest_comes_first(self, shift):
        far, near = take(shift, call=heard(east(200))), take(shift, call=heard(east(20)))
        assert [one.incident for one in duplicates(shift.board, heard(), shift.at)] == [near, far]


class TestVaguePlaces:
    PLACE = Place(104.06, 30.66, 600.0)

    def test_the_pieces_lie_in_the_disk_each_for_as_much_of_it(self):
        points = pieces(self.PLACE)
        assert points[0] == pytest.approx([104.06, 30.66])
        away = [EARTH.inv(104.06, 30.66, lon, lat)[2] for lon, lat in points]
        # Equal areas: the middle of the ring between the first and the fifth of nine is at sqrt(3/9) of the radius.
        assert away[1:5] == pytest.approx([600 * (3 / 9) ** 0.5] * 4, rel=0.005)
        assert away[5:] == pytest.approx([600 * (7 / 9) ** 0.5] * 4, rel=0.005)
        assert points.mean(axis=0) == pytest.approx([104.06, 30.66], abs=1e-9)

    def test_time_and_chance_are_means_and_the_range_is_kept(self, shift):
        incident = take(shift, place=self.PLACE)
        spread = (300.0, 240.0, 360.0, 300.0, 300.0, 180.0, 420.0, 300.0, 300.0)
        reaches = walks(shift.board, spread=spread, M1=float(np.mean(spread)))
        found = candidates(shift.board, shift.board.incidents.incidents[incident], reaches, CENTRE, shift.at).ranked[0]
        mobilisation = CENTRE.mobilisation.answer_s + CENTRE.mobilisation.turnout_s
        assert found.eta.total_s == mobilisation + 300
        assert found.eta_range_s == (mobilisation + 180, mobilisation + 420)
        habits = CENTRE.habits(shift.at)
        each = habits.acceptance * in_time(np.array(spread), np.full(PIECES, 900.0), habits)
        assert found.chance == pytest.approx(each.mean(), abs=0.001)

    def test_what_lies_beyond_the_limit_counts_as_the_limit_and_has_no_chance(self):
        spread = np.array([[100.0, np.nan], [np.nan, np.nan], [200.0, np.nan]])
        assert mean_within(spread, 600) == pytest.approx([300.0, np.nan], nan_ok=True)
        habits = Habits()
        half = averaged(np.array([[300.0, np.inf]]), np.array([840.0]), habits)
        assert half[0] == pytest.approx(in_time(np.array([300.0]), np.array([840.0]), habits)[0] / 2, abs=0.001)

    def test_an_exact_place_has_no_range(self, shift):
        incident = take(shift, place=SQUARE)
        found = candidates(
            shift.board, shift.board.incidents.incidents[incident], walks(shift.board, M1=300.0), CENTRE, shift.at
        ).ranked[0]
        assert found.eta_range_s is None


incidents = st.integers(1, 6)
people = st.sampled_from(["M1", "M2", "M3"])
deeds = st.one_of(
    st.tuples(st.just("take"), st.sampled_from(IncidentMode), st.none() | incidents),
    st.tuples(st.just("merge"), incidents, incidents),
    st.tuples(st.just("part"), incidents),
    st.tuples(st.just("ask"), incidents, people),
    st.tuples(st.just("answer"), st.integers(1, 12), st.booleans()),
    st.tuples(st.just("report"), st.integers(1, 8), st.sampled_from(Progress)),
    st.tuples(st.just("close"), incidents),
    st.tuples(st.just("wait"), st.sampled_from([1.0, 40.0])),
)


def decide(shift: Night, deed: tuple) -> list[Event]:
    board, at = shift.board, shift.at
    match deed:
        case ("take", mode, into):
            return take_call(board, call(mode=mode), plans(PATIENT, GUIDE), CENTRE, at, merge_into=into)
        case ("merge", one, other):
            return merge(board, one, other)
        case ("part", one):
            return part(board, one)
        case ("ask", one, volunteer):
            return alert(board, one, [volunteer], walks(board, **{volunteer: 60.0}), CENTRE, at)
        case ("answer", one, accept):
            return answer(board, one, CENTRE, at, accept=accept)
        case ("report", one, progress):
            return report(board, one, progress)
        case ("close", one):
            return close(board, one, "resolved", None)
        case ("wait", seconds):
            return fall_due(board, shift.later(seconds))
    raise AssertionError(deed)


@given(st.lists(deeds, max_size=25))
@settings(max_examples=150, deadline=None)
def test_whatever_is_done_the_board_stays_whole(done):
    shift, log = night(), []
    taken: dict[int, timedelta] = {}
    for deed in [("take", IncidentMode.ACTUAL, None), *done]:
        with suppress(Refused, NotFound):
            events = decide(shift, deed)
            log += [Recorded(shift.seq + n, shift.at, None, "dispatcher:li", None, e) for n, e in enumerate(events, 1)]
            shift.play(events)
            if deed[0] == "take":
                taken[shift.board.incidents.last_incident] = shift.at
        state = shift.board.incidents
        holding = [
            (one.volunteer, state.incidents[one.incident].mode) for one in state.assignments.values() if one.open
        ]
        assert len(holding) == len(set(holding)), "one open assignment for each volunteer and mode"
        groups = [{member.id for member in state.group(one)} for one in state.incidents.values() if not one.part_of]
        assert sorted(ident for group in groups for ident in group) == sorted(state.incidents), "no call is lost"
        for group in groups:
            modes = {state.incidents[one].mode for one in group}
            main = next(state.incidents[one] for one in group if not state.incidents[one].part_of)
            assert len(modes) == 1
            assert state.reported_at(main) == min(taken[one] for one in group)
        closed = {record.event.incident for record in log if isinstance(record.event, IncidentClosed)}
        assert set(taken) == set(state.incidents) | closed
    again = reduce(fold, log, night().board)
    assert again == shift.board
    for ident, one in shift.board.incidents.incidents.items():
        if one.part_of is None:
            story = [record for record in log if getattr(record.event, "incident", None) in {ident, *one.parts}]
            assert history(story).incidents[ident] == one


def test_a_call_that_was_logged_before_there_were_doors_still_opens():
    sealed = (
        b"0123456789abcdef"
        b'{"place":{"lon":104.06,"lat":30.66,"uncertainty_m":null,"original":null},'
        b'"address":"old street","caller":null,"note":null}'
    )
    written = (
        '{"incident":7,"type":"medical","level":2,"mode":"actual","occurred_at":null,'
        '"response":{"needs":[],"target":0.95,"promise_s":900,"answer_window_s":30,"limit_s":1800},'
        '"particulars":{"ref":1,"hash":"00"}}'
    )
    row = Row(1, NOON, None, "dispatcher:li", None, "incident:7", "CallTaken", 1, written, "")
    taken = history([Codec(EVENTS).decode(row, sealed)]).incidents[7]
    assert taken.particulars == CallParticulars(SQUARE, "old street")
    assert (taken.ambulance, taken.part_of, taken.parts) == (None, None, ())


def test_a_merging_is_in_both_stories(shift):
    a, b = take(shift), take(shift)
    assert merge(shift.board, b, a) == [IncidentsMerged(incident=2, main=1, part=2), IncidentsMerged(1, 1, 2)]
