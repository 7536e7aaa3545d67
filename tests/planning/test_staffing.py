"""Who is needed where, on the grid: against the closed form for one person at a time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import ceil, log
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from immutables import Map

from dispatch.board import Board
from dispatch.conditions.model import Conditions
from dispatch.conditions.streets import Streets
from dispatch.duty.model import Duty, Shift, ShiftKind, Slot, Start
from dispatch.incidents.centre import Centre
from dispatch.incidents.chance import Habits, in_time, travels_in_time
from dispatch.incidents.model import IncidentType, Need, Response
from dispatch.people.model import Membership, People, Qualification, Team, Volunteer
from dispatch.planning.cells import Cells, people_cells
from dispatch.planning.gauge import Gauge, Measured
from dispatch.planning.model import Count, Question, Site
from dispatch.planning.planned import Home, next_time, present
from dispatch.planning.remedies import Remedies, as_sites, likely_homes
from dispatch.planning.staffing import Measure, Staffing, Wish, staffing, target_of
from maps.cities import City, open_city
from maps.settings import Mobilisation
from maps.speeds import Mode
from tests.web.grid import corner, import_grid

CHENGDU = ZoneInfo("Asia/Shanghai")
MONDAY_NOON = datetime(2026, 11, 23, 12, 0, tzinfo=CHENGDU)
WALK = Question(mode=Mode.WALK, minutes=20.0)
SITES = (Site("S01", "一号站", *corner(1, 1)), Site("S02", "二号站", *corner(6, 6)))
PLANS = {(IncidentType.MEDICAL, 2): Response((Need("lead", Team.MEDICAL, 1, ("first_aid",), 0.9),), target=0.8)}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    root: Path = import_grid(tmp_path_factory.mktemp("grid"))
    return open_city("grid", root=root)


@pytest.fixture(scope="module")
def measure(city: City) -> Measure:
    cells, gauge = people_cells(city, None), Gauge(Streets(city))

    def measured(question: Question, sites: object) -> tuple[Cells, Measured]:
        return cells, gauge.measure(sites, question, Conditions(), cells)  # type: ignore[arg-type]

    return measured


@pytest.fixture(scope="module")
def centre(city: City) -> Centre:
    return Centre(CHENGDU, city.bbox, Mobilisation())


def member(ident: str, team: Team = Team.MEDICAL, *kinds: str, gone: bool = False) -> Volunteer:
    membership = Membership.LEFT if gone else Membership.ACTIVE
    return Volunteer(ident, team, Mode.WALK, membership=membership, qualifications=tuple(map(Qualification, kinds)))


def planned(people: list[Volunteer], *slots: Slot) -> Board:
    shifts: dict[str, tuple[Shift, ...]] = {}
    for number, slot in enumerate(slots, 1):
        shifts[slot.volunteer] = (*shifts.get(slot.volunteer, ()), Shift(number, slot))
    return Board(duty=Duty(shifts=Map(shifts)), people=People(volunteers=Map({one.id: one for one in people})))


def slot(
    who: str, station: str, hour: int, hours: int = 1, kind: ShiftKind = ShiftKind.ON_SITE, **more: object
) -> Slot:
    starts = MONDAY_NOON + timedelta(hours=hour)
    return Slot(who, station, starts, starts + timedelta(hours=hours), kind, **more)  # type: ignore[arg-type]


def asked(
    board: Board,
    centre: Centre,
    measure: Measure,
    wish: Wish,
    question: Question = WALK,
    sites: tuple[Site, ...] = SITES,
) -> Staffing:
    return staffing(board, PLANS, centre, measure, question, sites, wish, MONDAY_NOON.astimezone(UTC))[0]


def test_an_hour_is_meant_as_it_comes_next() -> None:
    at = MONDAY_NOON + timedelta(minutes=30)
    assert next_time(12, at) == MONDAY_NOON
    assert next_time(11, at) == MONDAY_NOON + timedelta(days=7, hours=-1)
    assert next_time(167, at) == MONDAY_NOON + timedelta(days=6, hours=11)


def test_who_is_planned_holds_the_skill_is_a_member_and_counts_once() -> None:
    board = planned(
        [
            member("V1", Team.MEDICAL, "first_aid"),
            member("V2", Team.SUPPLY),
            member("V3", Team.MEDICAL, "first_aid", gone=True),
            member("V4", Team.LIAISON, "first_aid"),
            member("V5", Team.LIAISON, "first_aid"),
        ],
        slot("V1", "S01", 0, 8),
        slot("V1", "S01", 2, 4),
        slot("V2", "S02", 0, 8),
        slot("V3", "S01", 0, 8),
        slot("V4", "S02", 0, 8, ShiftKind.HOME_STANDBY, delay_s=300, start=Start(104.07, 30.67)),
        slot("V5", "S09", 0, 8),
    )
    at = MONDAY_NOON + timedelta(hours=3)
    home = Home(104.07, 30.67, 300)
    everybody, first_aid = (present(board, SITES, skill, at) for skill in (None, "first_aid"))
    assert (everybody.on_site, everybody.homes, everybody.elsewhere) == ((1, 1), (home,), 1)
    assert (first_aid.on_site, first_aid.homes, first_aid.elsewhere) == ((1, 0), (home,), 1)
    assert present(board, SITES, None, at + timedelta(hours=5)).on_site == (0, 0)


def test_the_chance_is_acceptance_times_showing_up_times_being_in_time(centre: Centre, measure: Measure) -> None:
    task = asked(Board(), centre, measure, Wish(shows=0.8, hours=(12, 0)))
    for night, turnout_s in ((False, 105.0), (True, 145.0)):
        seconds = task.times[night].seconds.astype(float)
        left = np.full(seconds.shape, 20 * 60 - 60.0)
        expected = 0.35 * 0.8 * in_time(seconds, left, Habits(turnout_s=turnout_s))
        assert task.chance(night) == pytest.approx(expected)
    travel = asked(Board(), centre, measure, Wish(hours=(12,)), Question(mode=Mode.WALK, count=Count.TRAVEL))
    way = travel.times[False].seconds.astype(float)[:, 0]
    alone = 0.35 * travels_in_time(way, np.full(len(way), 900.0), np.zeros(len(way)), Habits())
    assert travel.chance(False)[:, 0] == pytest.approx(alone)


def test_one_station_needs_as_many_as_its_farthest_cell_asks_for(centre: Centre, measure: Measure) -> None:
    """n = ⌈ln(1 − π) / ln(1 − q(1 − busy))⌉ of the smallest q."""
    wish = Wish((None,), 0.7, busy=0.1, most=200, hours=(12,))
    task = asked(Board(), centre, measure, wish, replace(WALK, minutes=30.0), SITES[:1])
    q = task.chance(False)[:, 0]
    found = task.run(0)
    assert (found.status, found.needed) == ("optimal", (ceil(log(1 - 0.7) / log(1 - 0.9 * q.min())),))
    assert (found.sure, found.expected, found.beyond.size) == (0.0, 0.0, 0)


def test_cells_that_no_number_allowed_can_serve_are_counted_and_the_others_still_served(
    centre: Centre, measure: Measure
) -> None:
    task = asked(Board(), centre, measure, Wish((None,), 0.7, most=4, hours=(12,)), sites=SITES[:1])
    q, found = task.chance(False)[:, 0], task.run(0)
    served = 1 - (1 - q) ** 4 >= 0.7
    assert 0 < served.sum() < len(q)
    assert found.beyond.tolist() == np.flatnonzero(~served).tolist()
    assert found.needed == (ceil(log(1 - 0.7) / log(1 - q[served].min())),)


def test_people_planned_and_at_home_are_there_already_and_alike_hours_are_one(centre: Centre, measure: Measure) -> None:
    lon, lat = corner(1, 1)
    board = planned(
        [member("V1"), member("V2")],
        slot("V1", "S01", 0, 3),
        slot("V2", "S01", 0, 3, ShiftKind.HOME_STANDBY, start=Start(lon, lat)),
    )
    task = asked(board, centre, measure, Wish((None,), 0.7, most=200, hours=(12, 13, 14, 15)), sites=SITES[:1])
    told = {one.hours: (one.on_site, one.at_home) for one in task.situations}
    assert told == {(12, 13, 14): ((1,), (1,)), (15,): ((0,), (0,))}
    staffed, empty = (task.run(number) for number in range(2))
    assert staffed.needed is not None
    assert empty.needed == (staffed.needed[0] + 1,)  # the one at home lives at the station: each stands for one
    q = task.chance(False)[:, 0]
    assert staffed.expected == pytest.approx(float(task.people @ (1 - (1 - q) ** 2)))


def test_the_target_is_the_plans_unless_asked(centre: Centre, measure: Measure) -> None:
    assert [target_of(PLANS, skill) for skill in (None, "medical", "first_aid", "supply")] == [0.9, 0.9, 0.9, 0.8]
    assert asked(Board(), centre, measure, Wish(("medical", "supply"), hours=(12,))).targets == {
        "medical": 0.9,
        "supply": 0.8,
    }
    assert asked(Board(), centre, measure, Wish(target=0.5, hours=(12,))).targets == {None: 0.5}


def test_the_best_shift_and_the_best_recruit_are_those_found_by_trying_each(centre: Centre, measure: Measure) -> None:
    board = planned([member("V1"), member("V2")], slot("V1", "S01", 0, 2), slot("V2", "S01", 0, 2))
    task = asked(board, centre, measure, Wish((None,), 0.5, most=20, hours=(12, 13, 22)))
    outcomes = {number: task.run(number) for number in range(len(task.situations))}
    cells, _ = measure(WALK, SITES)
    homes = likely_homes(task, outcomes, cells.streets)
    assert len({cells.streets[one] for one in homes}) == len(homes) > 0
    away = {
        night: measure(Question(mode=Mode.WALK, night=night), as_sites(cells.demand.lonlat[homes]))[1]
        for night in (False, True)
    }
    asks = Remedies(task, homes, {night: one.seconds.T for night, one in away.items()})

    def gains(chance: np.ndarray, night: bool) -> tuple[float, float]:
        crew = [2, 0] if not night else [0, 0]
        none = np.prod((1 - task.chance(night)) ** np.array(crew), axis=1)
        more = none * (1 - chance)
        closed = (1 - more >= 0.5) & (1 - none < 0.5)
        return float(task.people @ closed), float(task.people @ (none - more))

    tried = {(night, site): gains(task.chance(night)[:, site], night) for night in (False, True) for site in (0, 1)}
    best = asks.run("shifts")[0]
    assert (best.people, best.expected) == pytest.approx(max(tried.values()))
    over_all = {site: np.array(tried[False, site]) * 2 + np.array(tried[True, site]) for site in (0, 1)}
    for row in range(len(homes)):
        from_home = {n: task.comes(one.seconds.T[:, [row]], np.zeros(1), n)[:, 0] for n, one in away.items()}
        over_all[2 + row] = np.array(gains(from_home[False], False)) * 2 + np.array(gains(from_home[True], True))
    recruit = asks.run("recruits")[0]
    assert (recruit.people, recruit.expected) == pytest.approx(max(map(tuple, over_all.values())))
