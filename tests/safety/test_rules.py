"""A panic: heard once, told by name, and over only with a reason."""

from datetime import timedelta

import pytest

from dispatch.duty.events import StationRecorded
from dispatch.duty.model import Contact
from dispatch.errors import NotFound, Refused
from dispatch.incidents import rules as incidents
from dispatch.safety import rules
from dispatch.safety.events import PanicRaised
from dispatch.safety.model import Cry, Panic, Spot
from tests.incidents.night import CENTRE, NOON, PATIENT, Night, call, night, plans, walks

HERE = Spot(104.061, 30.661, 12.0, NOON)


def shift_with_a_contact() -> Night:
    shift = night()
    shift.play([StationRecorded("S01", "虚构站01", "community", 104.06, 30.66, None, Contact("张站长(虚构)"))])
    return shift


def going() -> Night:
    """M1 is on incident 1."""
    shift = shift_with_a_contact()
    shift.play(incidents.take_call(shift.board, call(), plans(PATIENT), CENTRE, shift.at))
    shift.play(incidents.alert(shift.board, 1, ["M1"], walks(shift.board, M1=60.0), CENTRE, shift.at))
    shift.play(incidents.answer(shift.board, 1, CENTRE, shift.at, accept=True))
    return shift


def test_it_names_who_is_told_and_stands_in_the_story_of_the_incident() -> None:
    shift = going()
    raised = rules.raise_on(shift.board, 1, HERE, "值班长(虚构)", acting="M1")
    assert raised == [PanicRaised(1, "M1", 1, 1, Cry(HERE, "值班长(虚构)"))]
    assert raised[0].subject == "incident:1"
    shift.play(raised, by="volunteer:M1")
    assert shift.board.safety.panics[1] == Panic(
        1, "M1", NOON, "volunteer:M1", incident=1, assignment=1, particulars=Cry(HERE, "值班长(虚构)")
    )


def test_without_an_assignment_it_is_the_volunteers_own_and_the_stations_contact_is_told() -> None:
    shift = shift_with_a_contact()
    [raised] = rules.raise_for(shift.board, "M2", None, None)
    assert raised == PanicRaised(1, "M2", None, None, Cry(None, "张站长(虚构)"))
    assert raised.subject == "volunteer:M2"
    with pytest.raises(NotFound):
        rules.raise_for(shift.board, "M9", None, None)


def test_from_the_page_the_assignment_is_found_and_another_s_is_not_ones_own() -> None:
    shift = going()
    [raised] = rules.raise_for(shift.board, "M1", None, None)
    assert (raised.incident, raised.assignment) == (1, 1)  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="not_yours"):
        rules.raise_on(shift.board, 1, None, None, acting="M2")
    with pytest.raises(NotFound):
        rules.raise_on(shift.board, 9, None, None)


def test_while_one_stands_the_next_press_changes_nothing() -> None:
    shift = going()
    shift.play(rules.raise_on(shift.board, 1, HERE, None))
    assert rules.raise_on(shift.board, 1, None, None) == []
    assert rules.raise_for(shift.board, "M1", HERE, None) == []
    assert len(rules.raise_for(shift.board, "M2", None, None)) == 1


def test_it_outlives_its_incident_and_ends_only_with_somebodys_reason() -> None:
    shift = going()
    shift.play(rules.raise_on(shift.board, 1, None, None))
    shift.play(incidents.close(shift.board, 1, "resolved", None))
    assert not shift.board.incidents.incidents
    shift.later(30)
    shift.play(rules.answer(shift.board, 1, "已报110"), by="dispatcher:wang")
    assert rules.answer(shift.board, 1, "我来") == []
    panic = shift.board.safety.panics[1]
    assert (panic.answered_at, panic.answered_by, panic.answer) == (
        NOON + timedelta(seconds=30),
        "dispatcher:wang",
        "已报110",
    )
    shift.play(rules.end(shift.board, 1, "误触，已通话确认"))
    assert not shift.board.safety.panics
    with pytest.raises(Refused, match="panic_over"):
        rules.end(shift.board, 1, "又一次")
    with pytest.raises(NotFound):
        rules.answer(shift.board, 2, "谁")
    assert [event.panic for event in rules.raise_for(shift.board, "M1", None, None)] == [2]  # type: ignore[attr-defined]
