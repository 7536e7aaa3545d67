"""Whoever brings an AED goes past the place where one hangs: the town's distances by hand, walked at 5 km/h."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from immutables import Map

from dispatch.aeds.model import Aed, AedState
from dispatch.aeds.shelf import shelves
from dispatch.conditions.model import Conditions
from dispatch.conditions.streets import Streets
from dispatch.duty.model import CheckIn
from dispatch.incidents.fetching import PICK_UP_S, Fetching
from dispatch.incidents.model import Place, Progress
from dispatch.incidents.reach import reaches
from dispatch.incidents.sieve import Sieve
from dispatch.people.eligibility import Profile, profile
from dispatch.people.model import Team, Volunteer
from dispatch.people.placed import Placed, objects
from dispatch.people.profiles import Profiles
from maps.cities import City, import_city, write_network
from maps.speeds import Mode
from maps.travel import times_to
from tests.aeds.town import NOON, PAST_D_S, PAST_E_S, TO_C_S, Scene, aed, town
from tests.maps.five_node_town import PLACES, A, D, E

RELATIVE = 1e-3  # a file holds coordinates to 1e-7 degrees


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return town(tmp_path_factory.mktemp("town"))


@pytest.fixture
def scene(city: City) -> Scene:
    return Scene(city)


def test_who_carries_one_goes_straight_and_who_does_not_goes_past_the_one_of_least_total(scene: Scene):
    scene.arrive("V1", A)
    scene.arrive("V2", A, "aed-07")
    scene.aeds.record([aed("D1", D), aed("E1", E)], by="test")
    found = scene.candidates()
    assert {one: (found[one].aed, found[one].reasons) for one in found} == {"V1": ("E1", ()), "V2": (None, ())}
    assert found["V1"].eta.travel_s == pytest.approx(PAST_E_S, rel=RELATIVE)
    assert found["V2"].eta.travel_s == pytest.approx(TO_C_S, rel=RELATIVE)


@pytest.mark.parametrize(
    ("hours", "chosen"),
    [
        ("09:00-12:09", "E1"),
        ("09:00-12:08", "D1"),  # 150 s to set out and 333 s from A to E: they stand before it at 12:08:03
        ("12:08-21:00", "E1"),  # shut now, open by then
        ("12:09-21:00", "D1"),
        ("周二 09:00-21:00", "E1"),
        ("工作日 13:00-21:00", "D1"),
        ("sunrise-sunset", "D1"),
        (None, "D1"),
    ],
)
def test_one_counts_while_it_is_open_when_they_would_get_there(scene: Scene, hours: str | None, chosen: str):
    scene.arrive("V1", A)
    scene.aeds.record([aed("D1", D), aed("E1", E, hours)], by="test")
    one = scene.candidates()["V1"]
    assert one.aed == chosen
    assert one.eta.travel_s == pytest.approx({"E1": PAST_E_S, "D1": PAST_D_S}[chosen], rel=RELATIVE)


@pytest.mark.parametrize(
    "unfit",
    [
        {"pads_until": date(2026, 11, 23)},
        {"battery_until": date(2026, 1, 1)},
        {"hours": None},
        *({"state": state} for state in AedState if state is not AedState.READY),
    ],
)
def test_where_none_can_be_had_nobody_without_one_is_asked(scene: Scene, unfit: dict[str, object]):
    scene.arrive("V1", A)
    scene.aeds.record([aed("E1", E, **unfit)], by="test")
    found = scene.desk.candidates(scene.call())
    assert (list(found.ranked), found.counts) == ([], {"no_kit": 1})
    assert found.rejected[0].reasons == ("no_kit",)
    scene.aeds.record([aed("E1", E, pads_until=date(2026, 11, 24))], by="test")
    assert scene.candidates()["V1"].reasons == ()


def test_without_a_register_all_is_as_it_was(scene: Scene):
    scene.arrive("V1", A)
    assert scene.candidates()["V1"].eta.travel_s == pytest.approx(TO_C_S, rel=RELATIVE)
    scene.arrive("V2", A, "aed-07")
    assert {one.volunteer: one.reasons for one in scene.candidates().values()} == {"V1": ("no_kit",), "V2": ()}


def test_the_alert_names_it_and_nobody_else_is_sent_for_it_while_they_go(scene: Scene):
    scene.arrive("V1", A)
    scene.arrive("V2", A)
    scene.aeds.record([aed("D1", D), aed("E1", E)], by="test")
    first = scene.call()
    scene.desk.alert(first, ["V1"], by="dispatcher:li")
    [alert] = scene.log.board().incidents.alerts.values()
    assert (alert.aed, alert.way_s) == ("E1", pytest.approx(PAST_E_S, rel=RELATIVE))
    scene.desk.answer(alert.id, accept=True, by="volunteer:V1", acting="V1")
    assert scene.candidates()["V2"].aed == "D1"
    drawn = scene.desk.route(1)
    assert drawn.seconds == pytest.approx(PAST_E_S, rel=RELATIVE)
    assert np.abs(drawn.lonlat - PLACES[E]).sum(axis=1).min() < 1e-6
    scene.aeds.report("E1", AedState.IN_USE, acting="V1", by="volunteer:V1")
    assert scene.desk.route(1).seconds == pytest.approx(TO_C_S, rel=RELATIVE)
    scene.aeds.report("E1", AedState.READY, by="test")
    [assignment] = scene.log.board().incidents.assignments
    scene.desk.report(assignment, Progress.STOOD_DOWN, by="dispatcher:li")
    assert scene.candidates()["V2"].aed == "E1"


def test_what_became_unfit_since_the_search_is_not_picked(scene: Scene):
    scene.arrive("V1", A)
    scene.aeds.record([aed("E1", E)], by="test")
    incident, board = scene.call(), scene.log.board()
    found = scene.desk.reaches(board, board.incidents.incidents[incident], NOON)
    assert Sieve.before(board, board.incidents.incidents[incident], found, scene.desk.centre, NOON).role("V1")[1] == ()
    scene.aeds.report("E1", AedState.MISSING, by="test")
    now = scene.log.board()
    sieve = Sieve.before(now, now.incidents.incidents[incident], found, scene.desk.centre, NOON)
    assert sieve.role("V1") == ("kit", ("no_kit",))


@pytest.fixture(scope="module")
def chengdu(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> City:
    root = tmp_path_factory.mktemp("cities")
    return import_city(shared_data / "chengdu.osm.pbf", name="chengdu", root=root, layers=(write_network,))


def somebody() -> Profile:
    volunteer = Volunteer("V1", Team.SUPPLY, Mode.WALK, "S1")
    return profile(volunteer, CheckIn("V1", "S1", NOON, None, ()))


@pytest.mark.parametrize("mode", list(Mode))
def test_one_search_gives_the_least_over_all_aeds(chengdu: City, mode: Mode):
    """Beside one search for each of 40 AEDs and a minimum, for 1,000 people anywhere in Chengdu."""
    streets, calm, rng = Streets(chengdu), Conditions(), np.random.default_rng(6)
    junctions = chengdu.network.node_lonlat
    spots = junctions[rng.choice(len(junctions), 1041)] + rng.normal(0, 2e-4, (1041, 2))
    hung, people, place = spots[:40], spots[40:1040], np.median(junctions, axis=0)
    register = [Aed(f"A{number:02}", "虚构点", *map(float, one), hours="24/7") for number, one in enumerate(hung)]
    here, profiles = streets.snap(people, mode, calm), Profiles()
    alike = np.full(len(people), profiles.number(somebody()), np.int32)
    placed = Placed(mode, objects([f"V{n}" for n in range(1000)]), here, objects(["live"] * 1000), alike, profiles)
    fetch = Fetching(shelves(Map({one.id: one for one in register}), NOON, within_s=1800), 0.0)
    by_aed = reaches(streets, [placed], Place(*map(float, place)), calm, limit_s=1800, night=False, fetch=fetch).by_aed
    assert by_aed is not None
    weights = streets.weights(mode, calm)
    hanging, scene = streets.snap(hung, mode, calm), streets.snap(place[None], mode, calm)
    onward = times_to(weights, scene, hanging, limit_seconds=1800)
    each = np.array([times_to(weights, hanging[n], here, limit_seconds=1800) for n in range(40)])
    totals = each + PICK_UP_S + onward[:, None]
    least = np.nanmin(np.where(np.isnan(totals), np.inf, totals), axis=0)
    found = by_aed.way.travel_s
    assert np.array_equal(np.isnan(found), ~(least <= 1800))
    within = ~np.isnan(found)
    assert within.sum() > 100
    assert np.abs(found[within] - least[within]).max() <= 1e-6
    chosen = np.array([int(one[1:]) for one in by_aed.aed[within]])
    assert np.abs(totals[chosen, np.flatnonzero(within)] - least[within]).max() <= 1e-6
