"""Who is placed where in the five-node town, and that nothing is snapped twice."""

from dataclasses import replace
from datetime import UTC, timedelta
from functools import partial

import numpy as np
import pytest
from immutables import Map

from dispatch.board import Board
from dispatch.conditions.model import Closure, Conditions
from dispatch.duty.model import CheckIn, Duty, Standby, Start, Station
from dispatch.people.model import People, Team, Volunteer
from dispatch.people.positions import Fix, MemoryPositions
from dispatch.people.whereabouts import Whereabouts
from maps.snapping import Snapped, snap
from maps.speeds import Mode
from tests.duty.post import MIDNIGHT
from tests.maps.five_node_town import town

MAIN_STREET_WEST, MAIN_STREET_EAST, UPPER_STREET = 0, 1, 3
WEST = Station("S1", "West", "school", 9.0005, 0.0)  # halfway along Main Street's first edge
EAST = Station("S2", "East", "mall", 9.0025, 0.0)  # three quarters along its second
ON_UPPER_STREET = (9.002, 0.002)

Row = tuple[str, str, int, float]


def board(*on_duty: tuple[str, Station, Mode], stations: tuple[Station, ...] = (WEST, EAST)) -> Board:
    people = {name: Volunteer(name, Team.MEDICAL, mode) for name, _, mode in on_duty}
    check_ins = {name: CheckIn(name, station.id, MIDNIGHT) for name, station, _ in on_duty}
    known = {station.id: station for station in stations}
    return Board(people=People(Map(people)), duty=Duty(stations=Map(known), on_duty=Map(check_ins)))


class Town:
    """Whereabouts with a clock of its own; it notes how many points were snapped at each call."""

    def __init__(self) -> None:
        self.at = MIDNIGHT
        self.network = town()
        self.snapped: list[int] = []
        self.positions = MemoryPositions(self.now)
        self.whereabouts = Whereabouts(self.positions, self.snap, self.now, UTC)

    def now(self):
        return self.at

    def snap(self, lonlat: np.ndarray, mode: Mode, conditions: Conditions) -> Snapped:
        self.snapped.append(len(lonlat))
        return snap(self.network, lonlat, mode=mode, avoid=conditions.closed)

    def report(self, volunteer: str, *, accuracy_m: float | None = 15.0, seconds: float = 0.0) -> None:
        self.at = MIDNIGHT + timedelta(seconds=seconds)
        self.positions.put(Fix(volunteer, *ON_UPPER_STREET, accuracy_m, self.at))

    def placed(self, board: Board) -> dict[Mode, list[Row]]:
        """Per mode: (volunteer, placed by, edge, along to a thousandth), by name."""
        return {
            group.mode: sorted(
                (name, by, int(edge), round(float(along), 3))
                for name, by, edge, along in zip(
                    group.volunteers, group.placed_by, group.snapped.edge, group.snapped.along, strict=True
                )
            )
            for group in self.whereabouts.placed(board)
        }


@pytest.fixture
def there() -> Town:
    return Town()


at_west = partial(lambda name: (name, "station", MAIN_STREET_WEST, 0.5))
at_east = partial(lambda name: (name, "station", MAIN_STREET_EAST, 0.75))
live = partial(lambda name: (name, "live", UPPER_STREET, 0.5))


def test_people_are_at_the_station_where_they_checked_in(there: Town):
    assert there.placed(board(("V1", WEST, Mode.WALK), ("V2", EAST, Mode.CAR), ("V3", EAST, Mode.WALK))) == {
        Mode.WALK: [at_west("V1"), at_east("V3")],
        Mode.CAR: [at_east("V2")],
    }
    assert there.placed(Board()) == {}


def test_a_fresh_fix_goes_before_the_station_and_falls_back_to_it_after_two_minutes(there: Town):
    on_duty = board(("V1", WEST, Mode.WALK))
    assert there.placed(on_duty) == {Mode.WALK: [at_west("V1")]}
    there.report("V1", seconds=5)
    assert there.placed(on_duty) == {Mode.WALK: [live("V1")]}
    there.at = MIDNIGHT + timedelta(seconds=125)
    assert there.placed(on_duty) == {Mode.WALK: [live("V1")]}
    there.at = MIDNIGHT + timedelta(seconds=126)
    assert there.placed(on_duty) == {Mode.WALK: [at_west("V1")]}


@pytest.mark.parametrize(("accuracy_m", "used"), [(200.0, True), (201.0, False), (None, False)])
def test_only_an_accurate_fix_counts(there: Town, accuracy_m: float | None, used: bool):
    there.report("V1", accuracy_m=accuracy_m)
    expected = live("V1") if used else at_west("V1")
    assert there.placed(board(("V1", WEST, Mode.WALK))) == {Mode.WALK: [expected]}


def test_a_fix_from_before_the_check_in_is_void(there: Town):
    there.report("V1")
    again = replace(board(("V1", WEST, Mode.WALK)))
    later = CheckIn("V1", "S1", MIDNIGHT + timedelta(seconds=30))
    again = replace(again, duty=replace(again.duty, on_duty=Map({"V1": later})))
    there.at = later.at
    assert there.placed(again) == {Mode.WALK: [at_west("V1")]}


def standby(start: Start | None) -> Board:
    at_home = CheckIn("V1", "S1", MIDNIGHT, standby=Standby(600, start))
    on_site = board(("V1", WEST, Mode.WALK))
    return replace(on_site, duty=replace(on_site.duty, on_duty=Map({"V1": at_home})))


def test_who_is_on_standby_sets_out_from_home_until_a_fresh_fix_says_otherwise(there: Town):
    at_home = standby(Start(EAST.lon, EAST.lat))
    assert there.placed(at_home) == {Mode.WALK: [("V1", "standby", MAIN_STREET_EAST, 0.75)]}
    there.report("V1", seconds=5)
    assert there.placed(at_home) == {Mode.WALK: [live("V1")]}


def test_who_is_on_standby_nowhere_in_particular_is_placed_by_fresh_fixes_alone(there: Town):
    assert there.placed(standby(None)) == {Mode.WALK: [("V1", "unknown", -1, 0.0)]}
    there.report("V1", seconds=5)
    assert there.placed(standby(None)) == {Mode.WALK: [live("V1")]}
    there.at = MIDNIGHT + timedelta(seconds=126)
    assert there.placed(standby(None)) == {Mode.WALK: [("V1", "unknown", -1, 0.0)]}


def test_everyone_stands_in_the_order_of_their_ids_however_they_came(there: Town):
    crowd = [(f"V{number:02}", (WEST, EAST)[number % 2], Mode.WALK) for number in range(40)]
    there.placed(board(*crowd[::3]))
    there.placed(board(*crowd[::2]))
    [placed] = there.whereabouts.placed(board(*crowd))
    assert list(placed.volunteers) == [name for name, _, _ in crowd]
    assert placed.snapped.edge.tolist() == [MAIN_STREET_WEST, MAIN_STREET_EAST] * 20
    assert [placed.row(name) for name in ("V00", "V39", "V40")] == [0, 39, None]


def test_nobody_off_duty_is_placed_whatever_their_phone_says(there: Town):
    there.report("V1")
    off_duty = replace(board(("V1", WEST, Mode.WALK)), duty=Duty(stations=Map({"S1": WEST})))
    assert there.placed(off_duty) == {}


def test_whoever_leaves_moves_station_or_changes_mode_is_placed_anew(there: Town):
    there.placed(board(("V1", WEST, Mode.WALK), ("V2", WEST, Mode.WALK), ("V3", WEST, Mode.WALK)))
    assert there.placed(board(("V1", WEST, Mode.CAR), ("V3", EAST, Mode.WALK))) == {
        Mode.CAR: [at_west("V1")],
        Mode.WALK: [at_east("V3")],
    }


def test_a_station_that_moves_takes_its_people_along(there: Town):
    there.placed(board(("V1", WEST, Mode.WALK)))
    moved = replace(WEST, lon=9.00075)
    assert there.placed(board(("V1", WEST, Mode.WALK), stations=(moved, EAST))) == {
        Mode.WALK: [("V1", "station", MAIN_STREET_WEST, 0.75)]
    }


def test_a_station_is_snapped_once_however_many_check_in_there(there: Town):
    crowd = [(f"V{number}", (WEST, EAST)[number % 2], Mode.WALK) for number in range(600)]
    there.placed(board(*crowd[:500]))
    there.placed(board(*crowd))
    assert sum(there.snapped) == 2


def test_only_who_moved_is_snapped_again(there: Town):
    crowd = board(*((f"V{number}", WEST, Mode.WALK) for number in range(50)))
    for number in range(50):
        there.report(f"V{number}")
    there.placed(crowd)
    there.snapped.clear()
    there.positions.put(Fix("V7", 9.0015, 0.002, 10.0, MIDNIGHT + timedelta(seconds=1)))
    there.at += timedelta(seconds=1)
    placed = there.placed(crowd)
    assert placed[Mode.WALK][-3] == ("V7", "live", UPPER_STREET, 0.25)
    assert there.snapped == [1]
    there.placed(crowd)
    assert there.snapped == [1]


def test_who_stands_on_a_closed_street_leaves_by_the_next_one(there: Town):
    open_street = board(("V1", WEST, Mode.WALK))
    flood = Closure(1, (MAIN_STREET_WEST,), "积水", MIDNIGHT, "dispatcher:li")
    closed_street = replace(open_street, conditions=Conditions(Map({1: flood})))
    edges = [there.placed(now)[Mode.WALK][0][2] for now in (open_street, closed_street, open_street)]
    assert (edges[0], edges[2]) == (MAIN_STREET_WEST, MAIN_STREET_WEST)
    assert edges[1] != MAIN_STREET_WEST


def test_what_was_handed_out_does_not_change(there: Town):
    on_duty = board(("V1", WEST, Mode.WALK))
    [before] = there.whereabouts.placed(on_duty)
    there.report("V1")
    there.whereabouts.placed(on_duty)
    assert (list(before.volunteers), list(before.placed_by), before.snapped.edge.tolist()) == (["V1"], ["station"], [0])
