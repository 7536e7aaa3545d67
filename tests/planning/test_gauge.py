"""One site moved is one search more, and the times are those of a search of its own."""

from pathlib import Path

import numpy as np
import pytest

from dispatch.conditions.model import Conditions
from dispatch.conditions.streets import Streets
from dispatch.planning.cells import people_cells
from dispatch.planning.gauge import FARTHEST_S, Gauge
from dispatch.planning.model import Question, Site
from maps.cities import City, open_city
from maps.speeds import Mode, Weather
from maps.travel import times_from
from tests.web.grid import corner, import_grid


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    root: Path = import_grid(tmp_path_factory.mktemp("grid"))
    return open_city("grid", root=root)


@pytest.mark.parametrize("question", [Question(mode=Mode.WALK), Question(mode=Mode.EBIKE, weather=Weather.HEAVY_RAIN)])
def test_times_are_those_of_a_search_from_each_site_alone(city: City, question: Question):
    streets, cells, calm = Streets(city), people_cells(city, None), Conditions()
    sites = [Site("S1", "", *corner(1, 1)), Site("S2", "", *corner(5.3, 6))]
    gauge = Gauge(streets)
    gauge.measure(sites[:1], question, calm, cells)
    found = gauge.measure([sites[1], sites[0]], question, calm, cells)
    weather = Conditions(weather=question.weather)
    weights = streets.weights(question.mode, weather)
    spots = streets.snap(cells.demand.lonlat, question.mode)
    for row, site in zip(found.seconds, reversed(sites), strict=True):
        feet = streets.snap(np.array([[site.lon, site.lat]]), question.mode)
        alone = times_from(weights, feet, spots, limit_seconds=FARTHEST_S)
        assert row == pytest.approx(np.nan_to_num(alone, nan=np.inf), abs=1e-3)
    assert found.off_road == ()
