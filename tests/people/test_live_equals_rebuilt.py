"""Whatever the desks did or refused, the board folded as it happened is the board folded from what was written."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import reduce

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.board import Board
from dispatch.duty.model import Slot
from dispatch.errors import Refused
from dispatch.folds import fold
from dispatch.people.model import Availability, Membership, Person, Qualification, Team, Verification, Volunteer
from maps.speeds import Mode
from tests.duty.post import MALL, SCHOOL, TODAY, Post

people = st.sampled_from(["V1", "V2", "V3"])
places = st.sampled_from(["S1", "S2", "S9"])
hours = st.integers(0, 30).map(lambda count: timedelta(hours=count))
certificates = st.builds(
    Qualification,
    st.sampled_from(["first_aid", "nurse"]),
    st.sampled_from(Verification),
    st.none() | st.integers(-400, 400).map(lambda days: TODAY + timedelta(days=days)),
)
volunteers = st.builds(
    Volunteer,
    people,
    st.sampled_from(Team),
    st.sampled_from(Mode),
    st.none() | places,
    st.sampled_from(Membership),
    qualifications=st.lists(certificates, max_size=2).map(tuple),
    opted_out=st.booleans(),
    particulars=st.none() | st.builds(Person, st.text(max_size=5), st.none() | st.just("15400000001")),
)
stations = st.sampled_from([MALL, SCHOOL]).flatmap(lambda one: st.text(max_size=4).map(lambda n: replace(one, name=n)))

deeds = st.one_of(
    st.tuples(st.just("record"), st.lists(volunteers, max_size=3)),
    st.tuples(st.just("station"), stations),
    st.tuples(st.just("available"), people, st.sampled_from(Availability)),
    st.tuples(st.just("in"), people, places, st.none() | hours),
    st.tuples(st.just("out"), people, places),
    st.tuples(st.just("plan"), people, places, hours, hours),
    st.tuples(st.just("guard")),
    st.tuples(st.just("wait"), hours),
    st.tuples(st.just("erase"), people),
)


def do(post: Post, deed: tuple) -> None:
    match deed:
        case ("record", found):
            post.people.record(found, by="test")
        case ("station", found):
            post.duty.record_stations([found], by="test")
        case ("available", volunteer, availability):
            post.people.change_availability(volunteer, availability, by="test")
        case ("in", volunteer, station, until):
            post.duty.check_in(volunteer, station, by="test", until=until and post.at + until)
        case ("out", volunteer, station):
            post.duty.check_out(volunteer, station, by="test")
        case ("plan", volunteer, station, start, end):
            post.duty.plan_shifts([Slot(volunteer, station, post.at + start, post.at + end)], by="test")
        case ("guard",):
            post.duty.change_guard(by="test")
        case ("wait", time):
            post.at += time
        case ("erase", volunteer):
            post.log.erase(f"volunteer:{volunteer}")


@settings(max_examples=60, deadline=None)
@given(st.lists(deeds, max_size=25))
def test_the_board_as_it_was_lived_is_the_board_rebuilt(deeds: list[tuple]):
    post = Post()
    for deed in deeds:
        with suppress(Refused):
            do(post, deed)
    assert post.log.verify() is None
    assert reduce(fold, post.log.events(), Board()) == post.board
