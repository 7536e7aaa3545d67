from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from dispatch.duty.events import CheckedIn, CheckedOut
from dispatch.incidents.candidate import Candidates, Eta
from dispatch.incidents.chance import in_time
from dispatch.incidents.choose import candidates
from dispatch.incidents.model import Incident
from dispatch.incidents.rules import alert, answer, take_call
from dispatch.people.events import AvailabilityChanged
from dispatch.people.model import Availability, Membership, Team
from tests.incidents.night import CENTRE, GUIDE, PATIENT, Night, call, night, plans, walks


def take(shift: Night, *needs, target=0.8, **settings) -> Incident:
    shift.play(take_call(shift.board, call(**settings), plans(*needs or (PATIENT,), target=target), CENTRE, shift.at))
    return shift.board.incidents.incidents[shift.board.incidents.last_incident]


def consider(shift: Night, incident: Incident, **seconds: float | None) -> Candidates:
    incident = shift.board.incidents.incidents[incident.id]
    return candidates(shift.board, incident, walks(shift.board, **seconds), CENTRE, shift.at)


def test_the_nearest_by_road_comes_first_and_equal_times_are_ordered_by_id():
    shift = night()
    incident = take(shift)
    found = consider(shift, incident, M1=300, M2=120, M3=120)
    assert [(c.rank, c.volunteer) for c in found.ranked] == [(1, "M2"), (2, "M3"), (3, "M1")]


def test_an_eta_names_its_parts_and_counts_from_the_report():
    shift = night()
    incident = take(shift)
    shift.later(50)
    nearest = consider(shift, incident, M1=300).ranked[0]
    assert nearest.eta == Eta(handling_s=50, answer_s=45, turnout_s=105, travel_s=300, access_s=0)
    assert nearest.eta.total_s == 500


def test_at_night_people_need_forty_seconds_more_to_set_out():
    shift = night()
    shift.later(11 * 3600)  # 23:00 in the city
    incident = take(shift)
    assert consider(shift, incident, M1=300).ranked[0].eta.turnout_s == 145


def test_everyone_who_is_not_asked_is_counted_with_the_first_reason_and_shown_with_all():
    shift = night()
    shift.person("OFF", "first_aid", on_duty=False)
    shift.person("NONE")
    shift.person("OLD", "first_aid", until=date(2026, 11, 23))
    shift.person("TODAY", "first_aid", until=date(2026, 11, 24))
    shift.person("LIAISON", "first_aid", team=Team.LIAISON)
    shift.person("GONE", "first_aid", membership=Membership.LEFT)
    shift.play([AvailabilityChanged("M2", Availability.RESTING)])
    incident = take(shift)
    everyone = dict.fromkeys(("M1", "M2", "NONE", "OLD", "TODAY", "LIAISON", "GONE"), 200.0)
    found = consider(shift, incident, M3=None, **everyone)
    assert [c.volunteer for c in found.ranked] == ["M1", "TODAY"]
    assert {c.volunteer: c.reasons for c in found.rejected} == {
        "M2": ("resting",),
        "NONE": ("no_qualification",),
        "OLD": ("expired_qualification",),
        "LIAISON": ("no_qualification",),
        "GONE": ("not_active",),
    }
    assert found.counts == {
        "off_duty": 1,
        "resting": 1,
        "no_qualification": 2,
        "expired_qualification": 1,
        "not_active": 1,
        "outside_limit": 1,
    }


def test_the_delay_of_home_standby_is_in_the_time_the_chance_and_the_limit():
    shift = night()
    shift.play([CheckedIn("M2", "S01", None, (), delay_s=300), CheckedIn("M3", "S01", None, (), delay_s=1400)])
    incident = take(shift)
    found = consider(shift, incident, M1=300, M2=300, M3=300)
    on_site, at_home = found.ranked
    assert (on_site.eta.turnout_s, on_site.eta.delay_s) == (105, 0)
    assert (at_home.eta.turnout_s, at_home.eta.delay_s, at_home.eta.total_s) == (405, 300, 750)
    habits = CENTRE.habits(shift.at)
    sooner = 0.35 * in_time(np.array([300.0]), np.array([600.0]), habits)[0]
    assert at_home.chance == pytest.approx(sooner)
    assert found.counts == {"outside_limit": 1}
    wave = alert(shift.board, incident.id, ["M2"], walks(shift.board, M2=300), CENTRE, shift.at)
    assert wave[1].way_s == 600


def test_who_left_since_travel_times_were_found_is_not_asked_by_plan():
    shift = night()
    incident = take(shift, target=0.5)
    before = walks(shift.board, M1=120, M2=130, M3=140)
    shift.play([CheckedOut("M1", "S01"), AvailabilityChanged("M2", Availability.RESTING)])
    events = alert(shift.board, incident.id, None, before, CENTRE, shift.at)
    assert [one.volunteer for one in events[1:]] == ["M3"]


def test_of_thousands_a_screenful_is_made_and_all_are_counted():
    shift = night()
    for number in range(200):
        shift.person(f"N{number:03}", "first_aid" if number % 2 else "driver")
    incident = take(shift)
    found = consider(shift, incident, M1=60, **{f"N{number:03}": 100.0 + number for number in range(200)})
    assert (len(found.ranked), len(found.rejected), found.counts) == (101, 100, {"no_qualification": 100})
    assert [c.volunteer for c in found.first(3)] == ["M1", "N001", "N003"]
    assert [c.volunteer for c in found.first(103)[-2:]] == ["N000", "N002"]
    assert found.ranked[-1].rank == 101


def test_nobody_is_considered_whose_way_is_longer_than_the_limit():
    shift = night()
    incident = take(shift)
    found = consider(shift, incident, M1=1800 - 45 - 105, M2=1800 - 45 - 105 + 1)
    assert ([c.volunteer for c in found.ranked], found.counts) == (["M1"], {"outside_limit": 1})


def test_an_unknown_place_lists_the_qualified_without_times():
    shift = night()
    incident = take(shift, place=None)
    found = consider(shift, incident, M1=None, M2=None, M3=None)
    assert [(c.volunteer, c.eta, c.chance, c.picked) for c in found.ranked] == [
        (ident, None, None, False) for ident in ("M1", "M2", "M3")
    ]


def test_who_is_asked_for_another_call_is_not_asked_for_this_one():
    shift = night()
    first, second = take(shift), take(shift)
    shift.play(alert(shift.board, first.id, ["M1"], walks(shift.board, M1=60), CENTRE, shift.at))
    found = consider(shift, second, M1=60, M2=90)
    assert [c.volunteer for c in found.ranked] == ["M2"]
    assert [(c.volunteer, c.reasons) for c in found.rejected] == [("M1", ("asked_elsewhere",))]


def test_who_goes_to_another_call_is_committed():
    shift = night()
    first, second = take(shift), take(shift)
    shift.play(alert(shift.board, first.id, ["M1"], walks(shift.board, M1=60), CENTRE, shift.at))
    shift.play(answer(shift.board, 1, CENTRE, shift.at, accept=True))
    assert [(c.volunteer, c.reasons) for c in consider(shift, second, M1=60).rejected] == [("M1", ("committed",))]


@pytest.mark.parametrize(
    ("target", "asked"),
    [
        # each says yes and is in time with q ≈ .349: 1 − .651^k passes .30 at k = 1, .50 at 2, .70 at 3
        (0.30, 1),
        (0.50, 2),
        (0.70, 3),
        (0.99, 3),
    ],
)
def test_the_fewest_are_picked_who_reach_the_target(target, asked):
    shift = night()
    incident = take(shift, target=target)
    assert len(consider(shift, incident, M1=120, M2=120, M3=120).picked) == asked


def test_each_need_has_its_own_target():
    shift = night()
    shift.person("L1", team=Team.LIAISON)
    shift.person("L2", team=Team.LIAISON)
    incident = take(shift, PATIENT, replace(GUIDE, target=0.3), target=0.5)
    found = consider(shift, incident, M1=120, M2=120, M3=120, L1=120, L2=120)
    assert [c.volunteer for c in found.picked] == ["L1", "M1", "M2"]


@pytest.mark.parametrize(
    ("target", "asked"),
    [
        # .35 say yes: 1 − .65^k passes .50 at k = 2, .70 at 3, .80 at 4
        (0.50, 2),
        (0.70, 3),
        (0.80, 4),
    ],
)
def test_when_the_promise_is_past_enough_are_asked_that_somebody_comes_and_not_everyone(target, asked):
    shift = night()
    for ident in ("M4", "M5", "M6", "M7"):
        shift.person(ident, "first_aid")
    incident = take(shift, target=target)
    shift.later(1200)
    found = consider(shift, incident, **{f"M{number}": 100.0 * number for number in range(1, 8)})
    assert [c.volunteer for c in found.picked] == [f"M{number}" for number in range(1, asked + 1)]


def test_the_plan_counts_those_already_asked():
    shift = night()
    incident = take(shift, target=0.5)
    shift.play(alert(shift.board, incident.id, ["M3"], walks(shift.board, M3=120), CENTRE, shift.at))
    assert [c.volunteer for c in consider(shift, incident, M1=120, M2=130).picked] == ["M1"]


def test_each_role_is_filled_by_those_who_may_fill_it():
    shift = night()
    shift.person("L1", team=Team.LIAISON)
    incident = take(shift, PATIENT, GUIDE, target=0.3)
    found = consider(shift, incident, M1=100, M2=200, M3=300, L1=400)
    assert {c.volunteer: c.role for c in found.picked} == {"M1": "patient", "L1": "guide"}


def test_among_those_alike_whoever_leaves_others_in_their_place_goes_first():
    """M1 is alone where they are, four seconds nearer than M2 and M3, who stand together."""
    shift = night()
    found = consider(shift, take(shift), M1=121, M2=125, M3=125)
    assert [one.volunteer for one in found.ranked] == ["M2", "M3", "M1"]
    found = consider(shift, take(shift), M1=121, M2=145, M3=145)
    assert [one.volunteer for one in found.ranked] == ["M1", "M2", "M3"]
