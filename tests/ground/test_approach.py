"""What it takes to get to somebody behind a wall. Distances are the town's own, times walked at 5 km/h."""

from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np
import pytest

from dispatch.board import Board
from dispatch.conditions.model import Conditions
from dispatch.conditions.streets import Streets
from dispatch.folds import fold
from dispatch.ground.approach import Approach, Approaches
from dispatch.ground.model import NOTHING, Ground, Secrets
from dispatch.ground.rules import draw_entrance, draw_gate
from dispatch.incidents.model import Place
from dispatch.incidents.reach import reaches, route
from dispatch.log.event import Event, Recorded
from dispatch.people.placed import Placed, objects
from dispatch.people.profiles import Profiles
from maps.cities import City
from maps.settings import Access
from maps.speeds import Mode
from tests.ground.walled import at, imported

NOON, NIGHT = (datetime.fromisoformat(f"2026-11-24T{clock}+08:00") for clock in ("12:00", "23:00"))
CALM = Conditions()
HOUSE = at(75, 120)
PLACE = Place(*HOUSE)
WALK_S_PER_M = 3.6 / 5
UNTOUCHED = Ground()
RELATIVE = 0.01  # a block of the town is 200 m to within a metre


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return imported(tmp_path_factory.mktemp("walled"))


@pytest.fixture(scope="module")
def unwalled(tmp_path_factory: pytest.TempPathFactory) -> City:
    return imported(tmp_path_factory.mktemp("open"), walled=False)


def ground(*drawn: list[Event]) -> Ground:
    board = Board()
    for events in drawn:
        for event in events:
            board = fold(board, Recorded(1, datetime(2026, 11, 24, tzinfo=UTC), None, "dispatcher:li", None, event))
    return board.ground


def gate(east_m: float, north_m: float, *, hours: str = "", modes=tuple(Mode), code=None, phone=None) -> list[Event]:
    return draw_gate(
        Board(), None, at(east_m, north_m), name="新门", hours=hours, modes=modes,
        particulars=Secrets(code, phone), original=None,
    )  # fmt: skip


def door(east_m: float, north_m: float) -> list[Event]:
    return draw_entrance(Board(), None, at(east_m, north_m), name="一单元", particulars=NOTHING, original=None)


class Alone(NamedTuple):
    travel_s: float
    access_s: float


def approach(city: City, known: Ground = UNTOUCHED, local: datetime = NOON, address: str | None = None, place=HOUSE):
    return Approaches(Streets(city)).to(place, address, known, CALM, local)


def named(found: Approach | None) -> list[str]:
    assert found is not None
    return [one.name for one in found.gates]


def people(city: City, mode: Mode, *metres: tuple[float, float]) -> list[Placed]:
    streets = Streets(city)
    snapped = streets.snap(np.array([at(*one) for one in metres]), mode)
    names = [f"V{number}" for number in range(len(metres))]
    everyone_alike = np.zeros(len(metres), np.int32)
    return [Placed(mode, objects(names), snapped, objects(["live"] * len(metres)), everyone_alike, Profiles())]


def reach(city: City, mode: Mode, start: tuple[float, float], found: Approach | None):
    placed = people(city, mode, start)
    way = reaches(Streets(city), placed, PLACE, CALM, limit_s=1800, night=False, approach=found).way
    return Alone(*way.travel_s.tolist(), *way.access_s.tolist())


def test_a_walled_compound_is_entered_by_the_gates_of_the_map(city: City):
    found = approach(city)
    assert found is not None
    assert found.compound == "虚构苑"
    assert sorted(named(found)) == ["东门", "南门"]


def test_at_night_a_gate_that_is_shut_is_no_way_in(city: City):
    assert named(approach(city, local=NIGHT)) == ["南门"]
    east = next(one for one in approach(city).gates if one.name == "东门")
    assert (east.open, east.until) == (True, datetime.fromisoformat("2026-11-24T22:00+08:00"))


def test_from_the_gate_one_walks_by_the_ways_inside_and_then_straight(city: City):
    """From 南门 70 m up the driveway to its end at (100, 100), then 32 m across the grass to (75, 120)."""
    one = reach(city, Mode.WALK, (100, 0), approach(city))
    assert one.travel_s == pytest.approx(30 * WALK_S_PER_M, rel=RELATIVE)
    assert one.access_s == pytest.approx((70 + np.hypot(25, 20)) * WALK_S_PER_M, rel=RELATIVE)


def test_everyone_takes_the_gate_that_is_best_for_them(city: City):
    """Who stands at the eastern street goes in there: both gates are 70 m from the middle."""
    east, south = (reach(city, Mode.WALK, start, approach(city)) for start in ((200, 100), (100, 0)))
    assert east.travel_s == pytest.approx(south.travel_s, rel=RELATIVE)
    assert east.access_s == pytest.approx(south.access_s, rel=RELATIVE)
    by_night = reach(city, Mode.WALK, (200, 100), approach(city, local=NIGHT))
    assert by_night.travel_s == pytest.approx((100 + 100 + 30) * WALK_S_PER_M, rel=RELATIVE)


@pytest.mark.parametrize("mode", [Mode.EBIKE, Mode.CAR])
def test_wheels_stop_at_a_gate_that_shuts_them_out(city: City, mode: Mode):
    """They ride to 南门 and walk from there, as far as walkers do."""
    one, walker = reach(city, mode, (100, 0), approach(city)), reach(city, Mode.WALK, (100, 0), approach(city))
    assert one.travel_s <= walker.travel_s
    assert one.access_s == pytest.approx(walker.access_s, rel=RELATIVE)


def test_wheels_that_are_let_in_ride_on(city: City):
    """15 km/h on a driveway; the last 32 m on foot."""
    known = ground(gate(100, 30, modes=(Mode.WALK, Mode.CAR)))
    one = reach(city, Mode.CAR, (100, 0), approach(city, known))
    assert one.access_s == pytest.approx(70 * 3.6 / 15 + np.hypot(25, 20) * WALK_S_PER_M, rel=0.02)


def test_a_drawn_gate_is_a_new_way_in_and_replaces_the_one_of_the_map_beside_it(city: City):
    west = ground(gate(30, 120))
    assert sorted(named(approach(city, west))) == ["东门", "南门", "新门"]
    one = reach(city, Mode.WALK, (0, 120), approach(city, west))
    assert one.travel_s == pytest.approx(30 * WALK_S_PER_M, rel=0.03)
    assert sorted(named(approach(city, ground(gate(100, 33))))) == ["东门", "新门"]


def test_without_a_way_inside_one_walks_straight_with_a_detour(city: City):
    """The western gate has no footway near it: 45 m, times 1.3."""
    one = reach(city, Mode.WALK, (0, 120), approach(city, ground(gate(30, 120))))
    assert one.access_s == pytest.approx(45 * 1.3 * WALK_S_PER_M, rel=RELATIVE)


@pytest.mark.parametrize(
    ("gate_told", "waits_s"),
    [
        ({"hours": "06:00-22:00", "code": "1234"}, Access().code_s),
        ({"hours": "06:00-22:00", "phone": "02880000000"}, Access().guard_s),
        ({"hours": "", "code": "1234"}, Access().code_s),
        ({"hours": ""}, 0.0),
    ],
)
def test_what_it_takes_to_open_a_gate_counts(city: City, gate_told: dict[str, str], waits_s: float):
    found = approach(city, ground(gate(30, 120, **gate_told)), NIGHT)
    west = named(found).index("新门")
    assert found.access_s[Mode.WALK][west] == pytest.approx(45 * 1.3 * WALK_S_PER_M + waits_s, rel=RELATIVE)


def test_a_gate_that_is_shut_with_nobody_to_open_is_passed_over(city: City):
    known = ground(gate(30, 120, hours="06:00-22:00"))
    assert "新门" not in named(approach(city, known, NIGHT))


def test_where_every_gate_is_shut_somebody_is_woken(unwalled: City):
    found = approach(unwalled, ground(gate(30, 120, hours="06:00-22:00")), NIGHT)
    assert found.access_s[Mode.WALK][0] == pytest.approx(45 * 1.3 * WALK_S_PER_M + Access().locked_s, rel=RELATIVE)


def test_ground_that_is_not_known_as_walled_is_entered_as_ever_to_the_bit(unwalled: City):
    assert approach(unwalled) is None
    placed = people(unwalled, Mode.WALK, (0, 0), (200, 100), (777, 432))
    streets = Streets(unwalled)
    plain = reaches(streets, placed, PLACE, CALM, limit_s=1800, night=False)
    again = reaches(streets, placed, PLACE, CALM, limit_s=1800, night=False, approach=approach(unwalled))
    assert plain.way.travel_s.tolist() == again.way.travel_s.tolist()
    assert plain.way.access_s.tolist() == again.way.access_s.tolist() == [0.0, 0.0, 0.0]


def test_one_drawn_gate_makes_a_compound_of_any_ground(unwalled: City):
    assert named(approach(unwalled, ground(gate(30, 120)))) == ["新门"]


def test_who_is_inside_already_goes_straight(city: City):
    """From the driveway's end, 32 m across the grass, not out of one gate and in by the other."""
    one = reach(city, Mode.WALK, (100, 100), approach(city))
    assert one.access_s == 0.0
    assert one.travel_s == pytest.approx(np.hypot(25, 20) * WALK_S_PER_M, rel=RELATIVE)


def test_a_known_door_is_where_one_goes(city: City):
    """The door in the north wall is 38 m from the driveway's end, as the crow flies."""
    one = reach(city, Mode.WALK, (100, 0), approach(city, ground(door(75, 130))))
    assert one.access_s == pytest.approx((70 + np.hypot(25, 30)) * WALK_S_PER_M, rel=RELATIVE)


@pytest.mark.parametrize(
    ("address", "seconds"),
    [("1栋3层", 45 + 2 * 2.5), ("1栋1单元1102室", 45 + 10 * 2.5), ("1栋2楼", 13.0), ("1栋1楼", 0.0), ("1栋", 0.0)],
)
def test_a_house_of_eleven_storeys_has_a_lift(city: City, address: str, seconds: float):
    """One storey is quicker on foot; two are not: 26 s on the stairs against 50."""
    low = min(seconds, 26.0) if "3层" in address else seconds
    found = approach(city, address=f"虚构苑{address}")
    assert found.floor_s == pytest.approx(low)
    assert found.access_s[Mode.WALK].min() == pytest.approx(approach(city).access_s[Mode.WALK].min() + low)


def test_a_floor_counts_where_no_wall_is_known_too(unwalled: City):
    one = reach(unwalled, Mode.WALK, (100, 0), approach(unwalled, address="虚构苑1栋18层"))
    plain = reach(unwalled, Mode.WALK, (100, 0), None)
    assert (one.travel_s, one.access_s) == (plain.travel_s, 45 + 17 * 2.5)


def test_the_route_ends_at_the_gate(city: City):
    found = approach(city, local=NIGHT)
    way = route(Streets(city), people(city, Mode.WALK, (200, 100)), "V0", PLACE, CALM, night=False, approach=found)
    assert way is not None
    assert way.lonlat[-1] == pytest.approx(at(100, 30), abs=1e-6)
