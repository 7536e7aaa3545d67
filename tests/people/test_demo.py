from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from dispatch.board import Board
from dispatch.config import ROOT
from dispatch.duty.model import Slot, Station
from dispatch.incidents import plans
from dispatch.people.catalogue import BY_CODE
from dispatch.people.demo import bring_on_duty, fictional_roster, fictional_stations, furnish, is_fictional
from dispatch.people.eligibility import unqualified
from dispatch.people.model import Person, Team, Volunteer
from dispatch.people.phones import parse
from maps.roads import RoadNetwork
from maps.speeds import Mode
from tests.duty.post import MIDNIGHT, TODAY, Post
from tests.maps.five_node_town import Street, draw

CHENGDU = ZoneInfo("Asia/Shanghai")
SIDE = 24
STEP = 0.002


def grid() -> RoadNetwork:
    """A town of 24 × 24 crossings 200 m apart, and an island of two streets far out."""
    places = [(104.0 + STEP * x, 30.6 + STEP * y) for x in range(SIDE) for y in range(SIDE)]
    streets = [Street(1, x * SIDE + y, x * SIDE + y + 1) for x in range(SIDE) for y in range(SIDE - 1)]
    streets += [Street(2, x * SIDE + y, (x + 1) * SIDE + y) for x in range(SIDE - 1) for y in range(SIDE)]
    island = len(places)
    places += [(104.2, 30.8), (104.201, 30.8), (104.202, 30.8)]
    streets += [Street(3, island, island + 1), Street(3, island + 1, island + 2)]
    return draw(tuple(places), tuple(streets))


@pytest.fixture(scope="module")
def network() -> RoadNetwork:
    return grid()


@pytest.fixture(scope="module")
def stations(network: RoadNetwork) -> list[Station]:
    return fictional_stations(network, seed=7)


def qualified(volunteer: Volunteer, day: date) -> bool:
    return any(BY_CODE[one.kind].professional and one.valid_on(day) for one in volunteer.qualifications)


def test_twenty_stations_stand_at_crossings_of_the_town_well_apart(network: RoadNetwork, stations: list[Station]):
    assert [station.id for station in stations] == [f"S{number:02}" for number in range(1, 21)]
    assert [station.name for station in stations][::19] == ["虚构站01", "虚构站20"]
    places = np.array([(station.lon, station.lat) for station in stations])
    crossings = np.round((places - (104.0, 30.6)) / STEP, 6)
    assert np.array_equal(crossings, np.round(crossings))
    assert crossings.max() < SIDE
    # Twenty squares of equal area in this town have sides of 24 / √20 = 5.4 blocks.
    apart = np.hypot(*(crossings[:, None] - crossings[None]).T) + np.eye(20) * 99
    assert apart.min() > 5.4 / 2


def test_the_same_seed_gives_the_same_town(network: RoadNetwork, stations: list[Station]):
    assert fictional_stations(network, seed=7) == stations
    assert fictional_stations(network, seed=8) != stations
    assert fictional_roster(stations, seed=7, day=TODAY) == fictional_roster(stations, seed=7, day=TODAY)


@pytest.mark.parametrize("people", [None, 240, 1200, 20_000])
def test_four_teams_each_large_and_qualified_enough(stations: list[Station], people: int | None):
    roster = fictional_roster(stations, seed=7, day=TODAY, people=people)
    size = people or 240
    assert Counter(one.team for one in roster) == dict.fromkeys(Team, size // 4)
    share = {team: sum(qualified(one, TODAY) for one in roster if one.team is team) / (size // 4) for team in Team}
    assert min(share.values()) >= 0.3
    assert share[Team.MEDICAL] == max(share.values())
    assert Counter(one.mode for one in roster) == {
        Mode.EBIKE: size * 0.5,
        Mode.WALK: size * 0.35,
        Mode.CAR: size * 0.15,
    }


def test_nobody_in_it_can_be_taken_for_a_real_person(stations: list[Station]):
    roster = fictional_roster(stations, seed=7, day=TODAY, people=1200)
    persons = [one.particulars for one in roster] + [station.particulars for station in stations]
    assert len({person.name for person in persons}) == len({person.phone for person in persons}) == 1220
    assert all(person.name.startswith("演示·") for person in persons)
    assert all(person.phone.startswith("154") and parse(person.phone) == person.phone for person in persons)
    assert all(is_fictional(one) for one in roster)
    assert not is_fictional(Volunteer("V1", Team.MEDICAL, Mode.WALK, particulars=Person("王琳")))


@pytest.fixture
def centre(network: RoadNetwork) -> Post:
    """Had neither stations nor people; now it is furnished."""
    post = Post(stations=(), volunteers=())
    furnish(network, post.log, post.people, post.duty, seed=7, day=TODAY)
    return post


def on_duty(board: Board) -> Counter[tuple[str, Team]]:
    return Counter((one.station, board.people.volunteers[one.volunteer].team) for one in board.duty.on_duty.values())


def test_in_every_crew_two_can_give_first_aid(centre: Post, stations: list[Station]):
    for hour in (0, 8, 16):
        centre.at = datetime(2026, 11, 24, hour, tzinfo=CHENGDU)
        bring_on_duty(centre.log, centre.duty, CHENGDU, centre.at)
        board = centre.board
        able = Counter(
            one.station
            for one in board.duty.on_duty.values()
            if any(
                held.kind in ("first_aid", "nurse", "doctor") and held.valid_on(TODAY)
                for held in board.people.volunteers[one.volunteer].qualifications
            )
        )
        assert {station.id for station in stations if able[station.id] < 2} == set()


def test_every_station_has_someone_of_each_team_at_every_hour(centre: Post, stations: list[Station]):
    everywhere = {(station.id, team): 1 for station in stations for team in Team}
    for _ in range(30):
        bring_on_duty(centre.log, centre.duty, CHENGDU, centre.at)
        assert on_duty(centre.board) == everywhere
        centre.later(hours=1)


def test_every_need_of_every_plan_can_be_met_at_every_hour(centre: Post):
    needs = {need for response in plans.load(ROOT / "data" / "response_plans.toml").values() for need in response.needs}
    for _ in range(3):
        bring_on_duty(centre.log, centre.duty, CHENGDU, centre.at)
        here = [centre.board.people.volunteers[volunteer] for volunteer in centre.board.duty.on_duty]
        for need in needs:
            fit = [one.id for one in here if unqualified(one, need.team, need.qualifications, TODAY) is None]
            assert len(fit) >= need.count, need
        centre.later(hours=8)


def test_bringing_on_duty_again_changes_nothing(centre: Post):
    centre.later(minutes=1)
    bring_on_duty(centre.log, centre.duty, CHENGDU, centre.at)
    seq = centre.log.seq
    centre.later(minutes=1)
    bring_on_duty(centre.log, centre.duty, CHENGDU, centre.at)
    furnish(grid(), centre.log, centre.people, centre.duty, seed=7, day=TODAY)
    assert centre.log.seq == seq


def test_who_was_sent_home_by_hand_stays_there_until_their_next_shift(centre: Post):
    bring_on_duty(centre.log, centre.duty, CHENGDU, centre.at)
    volunteer, check_in = min(centre.board.duty.on_duty.items())
    centre.duty.check_out(volunteer, check_in.station, by="dispatcher:li")
    for hours, present in [(1, False), (22, False), (1, True)]:
        centre.later(hours=hours)
        bring_on_duty(centre.log, centre.duty, CHENGDU, centre.at)
        assert (volunteer in centre.board.duty.on_duty) is present


def test_a_server_that_slept_for_days_wakes_up_with_the_right_people(centre: Post, stations: list[Station]):
    bring_on_duty(centre.log, centre.duty, CHENGDU, centre.at)
    centre.later(days=9, hours=3, minutes=20)
    bring_on_duty(centre.log, centre.duty, CHENGDU, centre.at)
    assert on_duty(centre.board) == {(station.id, team): 1 for station in stations for team in Team}


def test_a_shift_given_on_a_roster_far_ahead_does_not_end_the_guard(centre: Post, stations: list[Station]):
    bring_on_duty(centre.log, centre.duty, CHENGDU, centre.at)
    volunteer = min(centre.board.duty.on_duty)
    month_end = centre.at + timedelta(days=30)
    station = stations[0].id
    given = Slot(volunteer, station, month_end, month_end + timedelta(hours=12), template="day")
    centre.duty.plan_shifts([given], by="test")
    centre.later(days=3)
    bring_on_duty(centre.log, centre.duty, CHENGDU, centre.at)
    assert {one.station for one in centre.board.duty.on_duty.values()} == {one.id for one in stations}


def test_shifts_change_at_local_midnight_eight_and_sixteen(centre: Post):
    bring_on_duty(centre.log, centre.duty, CHENGDU, MIDNIGHT)
    slots = {
        shift.slot for volunteer in centre.board.people.volunteers for shift in centre.board.duty.shifts_of(volunteer)
    }
    assert sorted({slot.starts_at.astimezone(CHENGDU) for slot in slots}) == [
        datetime(2026, 11, 24, hour, tzinfo=CHENGDU) for hour in (0, 8, 16)
    ]


def test_a_centre_that_has_its_own_people_gets_no_others(network: RoadNetwork):
    post = Post()
    furnish(network, post.log, post.people, post.duty, seed=7, day=TODAY)
    assert post.happened() == []


def test_stations_of_its_own_get_fictional_people(network: RoadNetwork):
    post = Post(volunteers=())
    furnish(network, post.log, post.people, post.duty, seed=7, day=TODAY)
    assert {one.station for one in post.board.people.volunteers.values()} == {"S1", "S2"}
    assert set(post.board.duty.stations) == {"S1", "S2"}
