"""Who covers what together: against a search for every single volunteer, on the drawn town and on real streets."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import shapely

from maps.cities import import_city, write_network
from maps.compounds import NONE, Compounds
from maps.coverage import Crew, counts, first_two, outline
from maps.isochrones import NEVER_S, Raster, raster
from maps.population import Rung, population
from maps.roads import RoadNetwork
from maps.snapping import F8, I8, Snapped, snap
from maps.speeds import Mode
from maps.travel import times_from, weigh
from tests.maps.five_node_town import Street, draw, town
from tests.maps.plain_dijkstra import PlainGraph

SKILLS = 3
LIMIT_S = 90.0


class Volunteers:
    """People at their places, each with a delay and some of the skills; `crew` puts those who are alike together."""

    def __init__(self, network: RoadNetwork, mode: Mode, lonlat: F8, delay_s: F8, holds: I8) -> None:
        self.network, self.mode, self.delay_s, self.holds = network, mode, delay_s, holds
        self.feet = snap(network, lonlat, mode=mode)
        self.weights = weigh(network, mode)

    def crew(self) -> Crew:
        stands = np.column_stack((self.feet.edge, self.feet.along, self.feet.off_m, self.delay_s))
        groups, group = np.unique(stands, axis=0, return_inverse=True)
        people = np.zeros((len(groups), SKILLS), np.int64)
        np.add.at(people, group.ravel(), self.holds)
        feet = Snapped(self.mode, groups[:, 0].astype(np.int32), groups[:, 1], groups[:, 2])
        return Crew(self.weights, feet, groups[:, 3], people)

    def arrivals(self, points: Snapped, limit_s: float) -> F8:
        """Seconds [people, n] until each of them is at each point, inf where not in time: one by one."""
        alone = [
            times_from(self.weights, self.feet[np.array([one])], points, limit_seconds=limit_s) + delay_s
            for one, delay_s in enumerate(self.delay_s)
        ]
        return np.where(np.array(alone) <= limit_s, np.array(alone), np.inf)


def drawn(network: RoadNetwork, *, people: int, places: int, seed: int, delays: Sequence[float]) -> list[Volunteers]:
    """So many volunteers of each mode at so many places, several at one and several on one street."""
    rng = np.random.default_rng(seed)
    low, high = network.shape_lonlat.min(axis=0), network.shape_lonlat.max(axis=0)
    lonlat = rng.uniform(low, high, (places, 2))
    return [
        Volunteers(
            network, mode, lonlat[rng.integers(places, size=people)], rng.choice(delays, people),
            rng.integers(0, 2, (people, SKILLS)),
        )
        for mode in Mode
    ]  # fmt: skip


def points_of(network: RoadNetwork, count: int, seed: int) -> F8:
    low, high = network.shape_lonlat.min(axis=0), network.shape_lonlat.max(axis=0)
    return np.random.default_rng(seed).uniform(low, high, (count, 2))


def by_skill(volunteers: Sequence[Volunteers], points: Sequence[Snapped], limit_s: float, skill: int) -> F8:
    """Seconds until each who holds the skill is at each point, the soonest first, at least two rows."""
    each = [
        one.arrivals(there, limit_s)[one.holds[:, skill] > 0] for one, there in zip(volunteers, points, strict=True)
    ]
    never = np.full((2, len(points[0])), np.inf)
    return np.sort(np.concatenate((*each, never)), axis=0)


def test_counts_in_the_town_are_those_of_a_second_engine():
    network = town()
    lonlat = points_of(network, 60, seed=3)
    for one in drawn(network, people=12, places=4, seed=1, delays=(0, 30)):
        points, plain = snap(network, lonlat, mode=one.mode), PlainGraph(network, one.mode)
        seconds = np.array(
            [
                [plain.seconds(one.feet[np.array([who])], points[np.array([at])]) for at in range(len(lonlat))]
                for who in range(len(one.feet))
            ]
        )
        there = seconds + one.delay_s[:, None] <= LIMIT_S
        expected = one.holds.T @ there
        assert expected.max() > 2
        assert counts(one.crew(), points, limit_s=LIMIT_S).tolist() == expected.tolist()


def test_the_first_two_at_the_cells_of_the_town_are_those_of_everyone_taken_alone():
    network = town()
    volunteers = drawn(network, people=8, places=4, seed=7, delays=(0, 20))
    check(volunteers, [raster(network, mode=mode, cell_m=10) for mode in Mode], LIMIT_S)


def test_people_at_one_place_cover_twice_and_alone_once():
    network = town()
    cells = [raster(network, mode=Mode.WALK, cell_m=10)]
    feet = snap(network, np.array([[9.001, 0.0]]), mode=Mode.WALK)
    crew = Crew(weigh(network, Mode.WALK), feet, np.zeros(1), np.array([[2, 1, 0]]))
    first, second = first_two([crew], cells, skills=SKILLS, limit_s=LIMIT_S)
    assert np.array_equal(first[0], first[1])
    assert np.array_equal(second[0], first[0])
    assert (second[1] == NEVER_S).all()
    assert (first[2] == NEVER_S).all()
    assert outline(cells[0], second[1], LIMIT_S).is_empty
    assert outline(cells[0], first[1], LIMIT_S).contains(shapely.Point(9.001, 0.0))


def test_a_delay_is_taken_off_the_way():
    """Along a straight street on the equator: 1.39 m/s for 90 s are 125 m, for 45 s half of it; drawn to a cell."""
    network = draw(((9.0, 0.0), (9.02, 0.0)), (Street(1, 0, 1),))
    cells = raster(network, mode=Mode.WALK, cell_m=10)
    feet = snap(network, np.array([[9.01, 0.0]]), mode=Mode.WALK)
    widths = []
    for delay_s in (0.0, 45.0):
        crew = Crew(weigh(network, Mode.WALK), feet, np.array([delay_s]), np.array([[1]]))
        [first], _ = first_two([crew], [cells], skills=1, limit_s=LIMIT_S)
        west, _, east, _ = outline(cells, first, LIMIT_S).bounds
        widths.append((east - west) * 111_319.5)
    assert widths == pytest.approx([250, 125], abs=12)


def check(volunteers: Sequence[Volunteers], cells: Sequence[Raster], limit_s: float) -> None:
    """At every cell, and by every skill, the first and the second in time are those of all taken alone."""
    flat = [
        Snapped(one.snapped.mode, one.snapped.edge.ravel(), one.snapped.along.ravel(), one.snapped.off_m.ravel())
        for one in cells
    ]
    found = first_two([one.crew() for one in volunteers], cells, skills=SKILLS, limit_s=limit_s)
    for skill in range(SKILLS):
        for place, expected in enumerate(by_skill(volunteers, flat, limit_s, skill)[:2]):
            seconds = found[place, skill].ravel().astype(float)
            within = np.isfinite(expected)
            assert within.any()
            np.testing.assert_allclose(seconds[within], expected[within], atol=1e-3)
            assert (seconds[~within] > limit_s - 1e-3).all()


@pytest.fixture(scope="module")
def chengdu(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> RoadNetwork:
    root = tmp_path_factory.mktemp("cities")
    return import_city(shared_data / "chengdu.osm.pbf", name="chengdu", root=root, layers=(write_network,)).network


def test_on_real_streets_a_point_is_covered_by_as_many_as_brute_force_finds(chengdu: RoadNetwork):
    volunteers = drawn(chengdu, people=24, places=9, seed=15, delays=(0, 120))
    lonlat = points_of(chengdu, 2000, seed=2)
    points = [snap(chengdu, lonlat, mode=mode) for mode in Mode]
    found = sum(counts(one.crew(), there, limit_s=480) for one, there in zip(volunteers, points, strict=True))
    for skill in range(SKILLS):
        expected = np.isfinite(by_skill(volunteers, points, 480, skill)).sum(axis=0)
        assert expected.max() > 10
        assert found[skill].tolist() == expected.tolist()


def test_on_real_streets_the_first_two_at_the_cells_are_those_of_all(chengdu: RoadNetwork):
    volunteers = drawn(chengdu, people=12, places=6, seed=4, delays=(0, 60))
    check(volunteers, [raster(chengdu, mode=mode, cell_m=100) for mode in Mode], 480)


def test_where_houses_are_drawn_people_live_in_them_by_their_floors():
    network = town()
    cells = raster(network, mode=Mode.CAR, cell_m=25)
    high, low = shapely.box(9.0003, 0.0001, 9.0005, 0.0003), shapely.box(9.0023, 0.0001, 9.0025, 0.0003)
    few = Compounds(np.array([high, low], object), ("", ""), (9, 3), 0, {})
    living = population(network, few, cells)
    assert living.rung is Rung.RESIDENTIAL_STREETS  # two houses are no town
    assert living.weight.sum() == pytest.approx(1)
    width = 0.00002
    squares = [
        shapely.box(lon, lat, lon + width, lat + width)
        for lon in np.arange(8.999, 9.0031, 0.00022)
        for lat in np.arange(-0.001, 0.0021, 0.00022)
    ]
    many = Compounds(np.array([high, *squares], object), [""] * (1 + len(squares)), [9] + [0] * len(squares), 0, {})
    living = population(network, many, cells)
    assert living.rung is Rung.BUILDINGS
    tall = (0.0002 / width) ** 2
    assert living.weight.max() == pytest.approx(tall / (tall + len(squares)), rel=0.05)
    assert population(network, NONE, cells).rung is Rung.RESIDENTIAL_STREETS
