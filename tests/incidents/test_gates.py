"""A minor, the uninsured and who has not consented to the risk are sent by no path: by hand, by plan, by rule, for an
exercise; and a yes that comes after the gate has shut is refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from dispatch.drills.events import DrillStarted
from dispatch.drills.model import DrillKind
from dispatch.errors import Refused
from dispatch.incidents import rules
from dispatch.incidents.choose import candidates
from dispatch.incidents.events import VolunteerAlerted
from dispatch.incidents.model import IncidentMode
from dispatch.people.events import VolunteerRecorded
from dispatch.people.model import Membership, Person, Qualification, Team
from maps.speeds import Mode
from tests.incidents.night import CENTRE, PATIENT, Night, call, night, plans, walks

# On 24 November 2026 whoever was born in 2009 may still be seventeen.
LACKS = {
    "under_age": {"particulars": Person("演示·少年", birth_year=2009)},
    "not_insured": {"insured_until": date(2026, 11, 23)},
    "no_consent": {"consented": False},
}


def record(shift: Night, volunteer: str, **lacks: object) -> None:
    first_aid = (Qualification("first_aid"),)
    known = VolunteerRecorded(volunteer, Team.MEDICAL, Mode.WALK, "S01", Membership.ACTIVE, first_aid, False, None)
    shift.play([replace(known, **lacks)])  # type: ignore[arg-type]


def called(lack: str, mode: IncidentMode = IncidentMode.ACTUAL, **settings: object) -> Night:
    """M1 lacks that; M2 and M3 have everything."""
    shift = night()
    record(shift, "M1", **LACKS[lack])
    wanted = {kind: replace(one, **settings) for kind, one in plans(PATIENT).items()}  # type: ignore[arg-type]
    shift.play(rules.take_call(shift.board, call(mode=mode), wanted, CENTRE, shift.at))
    return shift


def by_plan(shift: Night) -> list[str]:
    reaches = walks(shift.board, M1=10.0, M2=300.0, M3=400.0)
    events = shift.play(rules.alert(shift.board, 1, None, reaches, CENTRE, shift.at))
    return [one.volunteer for one in events if isinstance(one, VolunteerAlerted)]


def by_rule(shift: Night) -> list[str]:
    reaches = walks(shift.board, M1=10.0, M2=300.0, M3=400.0)
    asked = []
    for _ in range(3):
        shift.later(600)
        shift.play(rules.fall_due(shift.board, shift.at))
        events = shift.play(rules.top_up(shift.board, 1, reaches, CENTRE, shift.at))
        asked += [one.volunteer for one in events if isinstance(one, VolunteerAlerted)]
    return asked


@pytest.mark.parametrize("lack", LACKS)
@pytest.mark.parametrize("path", [by_plan, by_rule])
def test_the_nearest_who_must_not_go_is_never_asked(lack: str, path: Callable[[Night], list[str]]) -> None:
    shift = called(lack, activate_after_s=0, promise_s=1800)
    asked = path(shift)
    assert "M1" not in asked
    assert "M2" in asked


@pytest.mark.parametrize("lack", LACKS)
def test_nobody_at_the_desk_can_send_them_either(lack: str) -> None:
    shift = called(lack)
    reaches = walks(shift.board, M1=10.0)
    with pytest.raises(Refused) as refused:
        rules.alert(shift.board, 1, ["M1"], reaches, CENTRE, shift.at)
    assert (refused.value.code, refused.value.params["volunteer"]) == (lack, "M1")
    listed = candidates(shift.board, shift.board.incidents.incidents[1], reaches, CENTRE, shift.at)
    assert [(one.volunteer, list(one.reasons)) for one in listed.rejected] == [("M1", [lack])]


def test_what_is_not_known_counts_as_lacking_where_the_plan_asks_for_proof() -> None:
    shift = night()
    wanted = {kind: replace(one, proof=True) for kind, one in plans(PATIENT).items()}
    shift.play(rules.take_call(shift.board, call(), wanted, CENTRE, shift.at))
    with pytest.raises(Refused, match="no_consent"):
        rules.alert(shift.board, 1, ["M2"], walks(shift.board, M2=10.0), CENTRE, shift.at)
    with pytest.raises(Refused, match="nobody_available"):
        rules.alert(shift.board, 1, None, walks(shift.board, M2=10.0, M3=10.0), CENTRE, shift.at)


@pytest.mark.parametrize("lack", LACKS)
def test_a_yes_after_the_gate_has_shut_is_refused_by_its_name(lack: str) -> None:
    shift = night()
    shift.play(rules.take_call(shift.board, call(), plans(PATIENT), CENTRE, shift.at))
    shift.play(rules.alert(shift.board, 1, ["M1"], walks(shift.board, M1=10.0), CENTRE, shift.at))
    record(shift, "M1", **LACKS[lack])
    with pytest.raises(Refused) as refused:
        rules.answer(shift.board, 1, CENTRE, shift.at, accept=True)
    assert refused.value.code == lack
    assert len(rules.answer(shift.board, 1, CENTRE, shift.at, accept=False)) == 1


@pytest.mark.parametrize("lack", LACKS)
def test_a_drill_sends_nobody_who_must_not_go_though_they_are_enrolled(lack: str) -> None:
    shift = night()
    drill = DrillStarted(
        drill=1,
        scenario_kind=next(iter(DrillKind)),
        lasts_s=3600,
        goals=(),
        enrolled=("M1", "M2"),
        asks_after_s=None,
        keep_per_station=0,
        speed=1.0,
        simulated=False,
        seed=1,
        particulars=None,
    )
    shift.play([drill])
    record(shift, "M1", **LACKS[lack])
    exercise = call(mode=IncidentMode.EXERCISE)
    shift.play(rules.take_call(shift.board, exercise, plans(PATIENT), CENTRE, shift.at))
    with pytest.raises(Refused, match=lack):
        rules.alert(shift.board, 1, ["M1"], walks(shift.board, M1=10.0), CENTRE, shift.at)
    assert by_plan(shift) == ["M2"]
