from dataclasses import replace
from datetime import timedelta

import pytest
from immutables import Map

from dispatch.duty import rules
from dispatch.duty.events import CheckedIn, CheckedOut, ShiftPlanned, StationRecorded
from dispatch.duty.model import CheckIn, Shift, ShiftKind, Slot, Standby, Start
from dispatch.duty.standing import Standing, StationState
from dispatch.errors import NotFound, Refused
from dispatch.incidents.model import Assignment, Incidents, Progress
from dispatch.log.chain import Row
from dispatch.opening import codec
from dispatch.people.model import Membership
from tests.duty.post import LI, MALL, MIDNIGHT, SCHOOL, ZHANG, Post

EIGHT = MIDNIGHT + timedelta(hours=8)
SIXTEEN = MIDNIGHT + timedelta(hours=16)


def refusal(caught: pytest.ExceptionInfo[Refused]) -> tuple[str, dict[str, object]]:
    return caught.value.code, caught.value.params


def test_a_station_is_recorded_once_and_again_only_when_something_about_it_changes(post: Post):
    renamed = replace(MALL, name="东门广场站")
    post.duty.record_stations([renamed, SCHOOL], by="admin:wu")
    post.duty.record_stations([renamed, SCHOOL], by="admin:wu")
    assert post.happened() == [
        StationRecorded("S1", "东门广场站", "mall", 104.08, 30.66, "东门街1号", MALL.particulars)
    ]
    assert dict(post.board.duty.stations) == {"S1": renamed, "S2": SCHOOL}


def test_who_checks_in_is_on_duty_until_they_check_out(post: Post):
    post.duty.check_in("V1", "S1", by="volunteer:V1", kit=("first_aid_kit",), until=EIGHT)
    assert dict(post.board.duty.on_duty) == {"V1": CheckIn("V1", "S1", MIDNIGHT, EIGHT, ("first_aid_kit",))}
    post.duty.check_out("V1", "S1", by="duty_officer:S1")
    assert dict(post.board.duty.on_duty) == {}
    assert post.happened() == [CheckedIn("V1", "S1", EIGHT, ("first_aid_kit",)), CheckedOut("V1", "S1")]


def test_checking_in_again_changes_nothing_and_with_another_kit_only_the_kit(post: Post):
    post.duty.check_in("V1", "S1", by="volunteer:V1")
    post.later(minutes=5)
    assert post.duty.check_in("V1", "S1", by="volunteer:V1") == []
    post.duty.check_in("V1", "S1", by="volunteer:V1", kit=("aed",))
    assert post.board.duty.on_duty["V1"] == CheckIn("V1", "S1", MIDNIGHT, None, ("aed",))


def test_nobody_is_at_two_stations(post: Post):
    post.duty.check_in("V1", "S1", by="volunteer:V1")
    with pytest.raises(Refused) as caught:
        post.duty.check_in("V1", "S2", by="volunteer:V1")
    assert refusal(caught) == ("on_duty_elsewhere", {"volunteer": "V1", "station": "S1"})
    with pytest.raises(Refused) as caught:
        post.duty.check_out("V1", "S2", by="volunteer:V1")
    assert refusal(caught) == ("on_duty_elsewhere", {"volunteer": "V1", "station": "S1"})


@pytest.mark.parametrize("membership", [Membership.SUSPENDED, Membership.LEFT])
def test_only_members_check_in(post: Post, membership: Membership):
    post.people.record([replace(ZHANG, membership=membership)], by="admin:wu")
    with pytest.raises(Refused) as caught:
        post.duty.check_in("V1", "S1", by="volunteer:V1")
    assert refusal(caught) == ("not_a_member", {"volunteer": "V1", "membership": membership})


def test_the_unknown_are_named(post: Post):
    with pytest.raises(NotFound) as caught:
        post.duty.check_in("V9", "S1", by="volunteer:V9")
    assert refusal(caught) == ("not_found", {"kind": "volunteer", "id": "V9"})
    with pytest.raises(NotFound) as caught:
        post.duty.check_in("V1", "S9", by="volunteer:V1")
    assert refusal(caught) == ("not_found", {"kind": "station", "id": "S9"})
    with pytest.raises(NotFound) as caught:
        post.duty.check_out("V9", "S1", by="volunteer:V9")
    assert refusal(caught) == ("not_found", {"kind": "volunteer", "id": "V9"})
    with pytest.raises(Refused) as caught:
        post.duty.check_out("V1", "S1", by="volunteer:V1")
    assert refusal(caught) == ("not_on_duty", {"volunteer": "V1"})
    assert post.happened() == []


def test_a_duty_does_not_end_before_it_starts(post: Post):
    with pytest.raises(Refused) as caught:
        post.duty.check_in("V1", "S1", by="volunteer:V1", until=MIDNIGHT)
    assert refusal(caught) == ("ends_before_it_starts", {"volunteer": "V1", "station": "S1"})


def test_shifts_are_numbered_and_planned_once(post: Post):
    night, morning = Slot("V1", "S1", MIDNIGHT, EIGHT), Slot("V2", "S1", EIGHT, SIXTEEN)
    post.duty.plan_shifts([night], by="planner:he")
    post.duty.plan_shifts([night, morning], by="planner:he")
    assert post.happened() == [
        ShiftPlanned(1, "V1", "S1", MIDNIGHT, EIGHT),
        ShiftPlanned(2, "V2", "S1", EIGHT, SIXTEEN),
    ]
    assert dict(post.board.duty.shifts) == {"V1": (Shift(1, night),), "V2": (Shift(2, morning),)}


def test_shifts_of_one_person_do_not_overlap_but_may_touch(post: Post):
    post.duty.plan_shifts([Slot("V1", "S1", MIDNIGHT, EIGHT), Slot("V1", "S2", EIGHT, SIXTEEN)], by="planner:he")
    with pytest.raises(Refused) as caught:
        post.duty.plan_shifts([Slot("V1", "S2", EIGHT - timedelta(seconds=1), SIXTEEN)], by="planner:he")
    assert refusal(caught) == ("shift_overlaps", {"volunteer": "V1", "station": "S2"})
    with pytest.raises(Refused) as caught:
        post.duty.plan_shifts([Slot("V1", "S1", SIXTEEN, SIXTEEN)], by="planner:he")
    assert refusal(caught) == ("ends_before_it_starts", {"volunteer": "V1", "station": "S1"})


def test_shifts_that_are_over_leave_the_board_when_the_next_is_planned(post: Post):
    tomorrow = MIDNIGHT + timedelta(days=1)
    post.duty.plan_shifts(
        [Slot("V1", "S1", MIDNIGHT, EIGHT), Slot("V1", "S1", tomorrow, EIGHT + timedelta(days=1))], by="p"
    )
    post.later(hours=9)
    later = Slot("V1", "S1", tomorrow + timedelta(days=1), EIGHT + timedelta(days=2))
    post.duty.plan_shifts([later], by="planner:he")
    assert [shift.id for shift in post.board.duty.shifts_of("V1")] == [2, 3]


@pytest.mark.parametrize(("minutes_early", "until"), [(0, EIGHT), (60, EIGHT), (61, None)])
def test_a_check_in_takes_its_end_from_the_plan(post: Post, minutes_early: int, until: object):
    post.duty.plan_shifts([Slot("V1", "S1", MIDNIGHT + timedelta(minutes=minutes_early), EIGHT)], by="planner:he")
    post.duty.check_in("V1", "S1", by="volunteer:V1")
    assert post.board.duty.on_duty["V1"].until == until


def test_the_guard_changes_by_the_plan(post: Post):
    post.duty.plan_shifts([Slot("V1", "S1", MIDNIGHT, EIGHT), Slot("V2", "S1", EIGHT, SIXTEEN)], by="planner:he")
    post.duty.change_guard(by="rule:demo")
    assert set(post.board.duty.on_duty) == {"V1"}
    assert post.duty.change_guard(by="rule:demo") == []
    post.later(hours=8)
    handed_over = post.duty.change_guard(by="rule:demo")
    assert [recorded.event for recorded in handed_over] == [CheckedOut("V1", "S1"), CheckedIn("V2", "S1", SIXTEEN, ())]


def test_the_guard_leaves_who_is_on_an_assignment_until_it_ends(post: Post):
    post.duty.plan_shifts([Slot("V1", "S1", MIDNIGHT, EIGHT)], by="planner:he")
    post.duty.change_guard(by="rule:demo")
    post.later(hours=8)
    going = Assignment(1, 1, 1, "V1", "patient", Progress.EN_ROUTE, ())
    busy = replace(post.board, incidents=Incidents(assignments=Map({1: going})))
    assert rules.change_guard(busy, EIGHT) == []
    done = replace(going, progress=Progress.CLEARED)
    free = replace(post.board, incidents=Incidents(assignments=Map({1: done})))
    assert rules.change_guard(free, EIGHT) == [CheckedOut("V1", "S1")]


def test_the_guard_leaves_alone_who_went_by_hand_or_came_without_a_plan(post: Post):
    post.duty.plan_shifts([Slot("V1", "S1", MIDNIGHT, EIGHT)], by="planner:he")
    post.duty.change_guard(by="rule:demo")
    post.duty.check_out("V1", "S1", by="volunteer:V1")
    post.duty.check_in("V2", "S2", by="volunteer:V2")
    post.later(minutes=1)
    assert post.duty.change_guard(by="rule:demo") == []
    assert set(post.board.duty.on_duty) == {"V2"}


def test_the_guard_starts_standby_at_home_and_nobody_where_it_is_closed(post: Post):
    home = Slot("V1", "S1", MIDNIGHT, EIGHT, ShiftKind.HOME_STANDBY, delay_s=300, start=Start(104.07, 30.65))
    rows = {"V1": (Shift(1, home),), "V2": (Shift(2, Slot("V2", "S1", MIDNIGHT, EIGHT)),)}
    shut = Map({"S1": Standing(StationState.CLOSED, "停水")})
    planned = replace(post.board, duty=replace(post.board.duty, shifts=Map(rows), standings=shut))
    assert rules.change_guard(planned, MIDNIGHT) == [
        CheckedIn("V1", "S1", EIGHT, (), Start(104.07, 30.65), delay_s=300)
    ]
    opened = replace(planned, duty=replace(planned.duty, standings=Map()))
    assert rules.change_guard(opened, MIDNIGHT)[1:] == [CheckedIn("V2", "S1", EIGHT, ())]


def test_the_guard_does_not_call_in_a_suspended_member(post: Post):
    post.duty.plan_shifts([Slot("V2", "S1", MIDNIGHT, EIGHT)], by="planner:he")
    post.people.record([replace(LI, membership=Membership.SUSPENDED)], by="admin:wu")
    assert post.duty.change_guard(by="rule:demo") == []


def test_somebody_on_home_standby_has_a_delay_and_a_sealed_place_to_start_from(post: Post):
    home = Standby(600, Start(104.07, 30.65))
    post.duty.check_in("V1", "S1", standby=home, by="officer:he")
    assert post.happened() == [CheckedIn("V1", "S1", None, (), Start(104.07, 30.65), delay_s=600)]
    assert post.board.duty.on_duty["V1"] == CheckIn("V1", "S1", MIDNIGHT, standby=home)
    assert "104.07" not in post.log.store.kept[-1].data
    post.duty.check_in("V1", "S1", by="officer:he")
    assert post.board.duty.on_duty["V1"].standby is None


def test_a_check_in_from_before_there_was_standby_still_opens():
    """As the log kept it until then."""
    old = '{"volunteer":"V1","station":"S1","until":null,"kit":["aed"]}'
    row = Row(1, MIDNIGHT, None, "officer:he", None, "volunteer:V1", "CheckedIn", 1, old, "")
    assert codec().decode(row, None).event == CheckedIn("V1", "S1", None, ("aed",))
