"""What is covered and where it is not: by counting by hand on cells in a row, and on real streets by brute force."""

import numpy as np
import pytest
import shapely

from maps.boundaries import Boundaries, Level
from maps.covered import by_area, by_minutes, figures, quantile
from maps.demand.model import Demand, Source
from maps.gaps import Cures, Means, gaps
from maps.speeds import Mode
from tests.maps.five_node_town import town

LIMIT_S = 900.0
NEVER = np.inf


def row(*people: float, cell_m: float | None = 100.0) -> Demand:
    """Cells along the equator, a thousandth of a degree apart."""
    count = len(people)
    lonlat = np.column_stack((9 + 0.001 * np.arange(count), np.zeros(count)))
    one = np.ones(count)
    names = tuple(f"c{at}" for at in range(count))
    return Demand(Source.FILE, lonlat, np.array(people, float), one * 0.01, one * 0.2, names, cell_m=cell_m)


def times(*rows: tuple[float, ...]) -> np.ndarray:
    return np.array(rows, np.float32)


TABLE = times((60, 900), (900, 901), (901, 1200), (NEVER, NEVER))


def test_figures_by_hand() -> None:
    """The edge of the limit counts; half of the 100 people are within 900 s, nine in ten are not in the table."""
    found = figures(row(40, 10, 30, 20), TABLE, LIMIT_S, folds=3)
    assert found.folds == (50.0, 40.0, 0.0)
    assert (found.covered, found.uncovered, found.share, found.double_share) == (50.0, 50.0, 0.5, 0.4)
    assert (found.uncovered_cells, found.uncovered_km2, found.uncovered_street_km) == (2, 0.02, 0.4)
    assert (found.mean_s, found.median_s, found.p90_s) == (None, 900.0, None)
    assert by_minutes(row(40, 10, 30, 20), TABLE, (1, 15, 16, 60)) == (0.4, 0.5, 0.8, 0.8)


def test_a_plan_without_sites_or_a_city_without_people_has_figures_too() -> None:
    nobody = figures(row(0, 0), times((1,), (2,)), LIMIT_S)
    assert (nobody.people, nobody.share, nobody.median_s, nobody.mean_s) == (0, 0, None, None)
    bare = figures(row(5, 5), np.empty((2, 0), np.float32), LIMIT_S)
    assert (bare.uncovered, bare.uncovered_cells, bare.median_s) == (10, 2, None)


@pytest.mark.parametrize("seed", range(5))
def test_quantiles_are_those_of_as_many_people_in_a_row(seed: int) -> None:
    rng = np.random.default_rng(seed)
    seconds, people = rng.uniform(0, 100, 9), rng.integers(0, 6, 9)
    crowd = np.sort(np.repeat(seconds, people))
    for share in (0.5, 0.9):
        assert quantile(seconds, people.astype(float), share) == crowd[int(np.ceil(share * len(crowd))) - 1]


def test_each_area_has_its_figures_and_what_is_in_none_is_told() -> None:
    shapes = np.array([shapely.box(8.9995, -1, 9.0005, 1), shapely.box(9.0005, -1, 9.0025, 1)], object)
    areas = Boundaries((Level.STREET, Level.STREET), ("甲", "乙"), shapes)
    found = by_area(row(40, 10, 30, 20), TABLE, LIMIT_S, areas, Level.STREET)
    assert [(name, one.people, one.covered) for name, one in found] == [("乙", 40, 10), (None, 20, 0), ("甲", 40, 40)]


def test_gaps_hang_together_and_say_what_would_close_them() -> None:
    """Cells 1 and 2 are one gap, 4 another, 5 has nobody; a candidate reaches 2 and 4, an e-bike 1 and 2."""
    demand = row(40, 10, 30, 5, 60, 0)
    today = times((60,), (1000,), (1300,), (80,), (NEVER,), (NEVER,))
    offered = times((NEVER, 10), (NEVER, 10), (100, NEVER), (1, 1), (100, NEVER), (1, 1))
    riding = times((9,), (300,), (400,), (9,), (NEVER,), (1,))
    found = gaps(town(), demand, today, LIMIT_S, mode=Mode.WALK, cures=Cures(offered, {Mode.EBIKE: riding}))
    assert [(gap.cells.tolist(), gap.people, gap.nearest_s) for gap in found] == [([4], 60, None), ([1, 2], 40, 1300)]
    assert [(one.means, one.people, one.everywhere, one.site) for one in found[0].remedies] == [(Means.SITE, 60, 90, 0)]
    assert {
        one.means: (one.people, one.everywhere, one.site or one.mode or one.minutes) for one in found[1].remedies
    } == {
        Means.MODE: (40, 40, Mode.EBIKE),
        Means.MINUTES: (40, 40, 22),
        Means.SITE: (30, 90, None),
    }
    assert found[1].lon == pytest.approx(9.00175)
    assert shapely.contains_xy(found[1].outline, 9.001, 0.0)


def test_a_gap_is_no_wider_than_a_site_can_close() -> None:
    """Forty cells in a row, 4.4 km: on foot parts of at most 1.5 km, and together they are all of it."""
    demand = row(*[1.0] * 40, cell_m=100.0)
    found = gaps(town(), demand, np.empty((40, 0), np.float32), LIMIT_S, mode=Mode.WALK)
    assert sorted(cell for gap in found for cell in gap.cells.tolist()) == list(range(40))
    assert max(np.ptp(demand.lonlat[gap.cells, 0]) * 111_320 for gap in found) <= 1500
    assert len(found) == 4


def test_where_everything_is_covered_there_is_no_gap() -> None:
    assert gaps(town(), row(1, 2), times((1,), (900,)), LIMIT_S, mode=Mode.CAR) == ()
