"""Where the map says that people live: each rung where those above it do not stand for the city."""

from dataclasses import replace

import numpy as np
import pytest
import shapely

from maps.compounds import NONE, Compounds
from maps.demand.cells import of_the_map
from maps.demand.living import living
from maps.demand.model import Source
from tests.maps.five_node_town import PLACES, STREETS, draw, town


def outlines(*listed: tuple[float, float, int, str], compounds: int = 0) -> Compounds:
    """Squares of a ten-thousandth of a degree about places, the compounds first."""
    shapes = np.empty(len(listed), object)
    shapes[:] = [shapely.box(lon - 5e-5, lat - 5e-5, lon + 5e-5, lat + 5e-5) for lon, lat, _, _ in listed]
    return Compounds(
        shapes, [""] * len(listed), [levels for _, _, levels, _ in listed], compounds, {}, [use for *_, use in listed]
    )


def test_floors_count_where_houses_are_drawn_and_nobody_lives_in_an_office() -> None:
    houses = outlines(
        (9.0002, 0.0015, 0, "industrial"),
        (9.0001, 0.0001, 6, "apartments"),
        (9.0021, 0.0011, 2, "yes"),
        (9.0011, 0.0011, 9, "office"),
        (9.0002, 0.0015, 4, "yes"),
        compounds=1,
    )
    source, lonlat, weight = living(town(), houses)
    assert source is Source.BUILDINGS
    np.testing.assert_allclose(lonlat, [[9.0001, 0.0001], [9.0021, 0.0011]])
    assert weight[0] / weight[1] == pytest.approx(3)


def test_land_for_housing_comes_next_then_streets() -> None:
    homes = [(9.0002, 0.0005, 0, "residential"), (9.0012, 0.0019, 0, "residential")]
    land = outlines(*homes, (9.0021, 0.0011, 0, "retail"), compounds=3)
    source, lonlat, _ = living(town(), land)
    assert (source, len(lonlat)) == (Source.RESIDENTIAL_LAND, 2)
    assert living(town(), NONE)[0] is Source.RESIDENTIAL_STREETS
    through = draw(PLACES, tuple(replace(street, highway="tertiary") for street in STREETS))
    assert living(through, NONE)[0] is Source.STREETS


def test_cells_hold_everybody_and_stand_where_the_people_are() -> None:
    demand = of_the_map(town(), NONE, total=1000, cell_m=50)
    assert demand.weight.sum() == pytest.approx(1000)
    assert demand.street_km.sum() <= 2.1
    assert of_the_map(town(), NONE).remarks[0].code == "demand_unscaled"
    one = of_the_map(town(), NONE, total=1000, cell_m=2000)
    assert len(one) <= 4
    _, lonlat, weight = living(town(), NONE)
    np.testing.assert_allclose(
        np.average(one.lonlat, axis=0, weights=one.weight), np.average(lonlat, axis=0, weights=weight)
    )
