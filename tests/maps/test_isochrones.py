"""Zones on the hand-drawn town by hand, and on real Chengdu against exact times."""

import json
from pathlib import Path

import numpy as np
import pytest
import shapely

from maps.cities import import_city, write_network
from maps.errors import BadInput
from maps.isochrones import Raster, cell_size, raster, zones
from maps.roads import RoadNetwork
from maps.snapping import Snapped, snap
from maps.speeds import Conditions, Mode
from maps.travel import times_from, weigh
from tests.maps.five_node_town import ALL, EAST_M, ONE_WAY, Street, draw, town

WALK_M_S = 5 / 3.6
PER_DEGREE = EAST_M * 1000
FAR_EAST = (9.02, 0.0)
CELL_M = 25
BANDS = (5, 10, 15)


def straight(access: int = ALL) -> RoadNetwork:
    """One street, 2.2 km due east along the equator."""
    return draw(((9.0, 0.0), FAR_EAST), (Street(1, 0, 1, access=access),))


def from_(network: RoadNetwork, lon: float, mode: Mode = Mode.WALK) -> Snapped:
    return snap(network, np.array([[lon, 0.0]]), mode=mode)


def reach_m(zone: shapely.Geometry) -> tuple[float, float]:
    """How far a zone goes to the west and to the east of 9.01, in metres."""
    west, _, east, _ = zone.bounds
    return (9.01 - west) * PER_DEGREE, (east - 9.01) * PER_DEGREE


def test_along_a_straight_street_one_gets_as_far_as_one_walks_within_two_cells():
    network = straight()
    cells = raster(network, mode=Mode.WALK, cell_m=CELL_M)
    for zone in zones(weigh(network, Mode.WALK), cells, from_(network, 9.01), minutes=(2, 5, 10)):
        assert reach_m(zone.polygon) == pytest.approx((zone.minutes * 60 * WALK_M_S,) * 2, abs=2 * CELL_M)
        # beside the street time goes on at the walker's pace: a diamond, as wide as it is long
        _, south, _, north = zone.polygon.bounds
        assert (north - south) * PER_DEGREE <= 2 * zone.minutes * 60 * WALK_M_S + 20


def test_bands_are_nested_valid_and_in_the_order_asked_for():
    network = town()
    origins = snap(network, np.array([[9.0, 0.0], [9.003, 0.002]]), mode=Mode.WALK)
    found = zones(weigh(network, Mode.WALK), raster(network, mode=Mode.WALK), origins, minutes=(3, 1, 2))
    assert [(zone.origin, zone.minutes) for zone in found] == [(o, m) for o in (0, 1) for m in (3, 1, 2)]
    assert all(zone.polygon.is_valid and zone.polygon.geom_type == "MultiPolygon" for zone in found)
    for widest, narrowest, middle in (found[:3], found[3:]):
        assert widest.polygon.covers(middle.polygon)
        assert middle.polygon.covers(narrowest.polygon)
        assert not narrowest.polygon.is_empty


def test_mobilisation_comes_off_the_minutes():
    network = straight()
    weights, cells = weigh(network, Mode.WALK), raster(network, mode=Mode.WALK, cell_m=CELL_M)
    spent = zones(weights, cells, from_(network, 9.01), minutes=(3, 8), mobilisation_s=210)
    assert spent[0].polygon.is_empty
    assert reach_m(spent[1].polygon)[0] == pytest.approx((8 * 60 - 210) * WALK_M_S, abs=2 * CELL_M)


def test_an_origin_without_a_street_has_no_zone():
    network = straight()
    [zone] = zones(weigh(network, Mode.WALK), raster(network, mode=Mode.WALK), from_(network, 9.5), minutes=(15,))
    assert zone.polygon.is_empty


def test_a_one_way_street_is_left_downstream_and_reached_from_upstream():
    """Two parallel streets and their ends, so that cars can go round: eastward on the equator, back by the north."""
    places = ((9.0, 0.0), (9.02, 0.0), (9.02, 0.005), (9.0, 0.005))
    ring = tuple(Street(way, way - 1, way % 4, access=ONE_WAY) for way in (1, 2, 3, 4))
    network = draw(places, ring)
    weights, cells = weigh(network, Mode.CAR), raster(network, mode=Mode.CAR, cell_m=CELL_M)
    middle = from_(network, 9.01, Mode.CAR)
    [onward] = zones(weights, cells, middle, minutes=(2,))
    [inward] = zones(weights, cells, middle, minutes=(2,), reverse=True)
    downstream, upstream = shapely.Point(9.015, 0), shapely.Point(9.005, 0)
    assert [onward.polygon.contains(place) for place in (downstream, upstream)] == [True, False]
    assert [inward.polygon.contains(place) for place in (downstream, upstream)] == [False, True]


def test_a_closed_road_takes_its_far_side_out_of_the_zone():
    network = draw(((9.0, 0.0), (9.01, 0.0), FAR_EAST), (Street(1, 0, 1), Street(2, 1, 2)))
    cells, start = raster(network, mode=Mode.WALK, cell_m=CELL_M), from_(network, 9.005)
    areas = [
        zones(weigh(network, Mode.WALK, Conditions(closed=closed)), cells, start, minutes=(15,))[0].polygon.area
        for closed in (frozenset(), frozenset({1}))
    ]
    assert areas[1] < 0.75 * areas[0]


def test_a_raster_comes_back_as_it_was_saved(tmp_path: Path):
    cells = raster(town(), mode=Mode.EBIKE)
    cells.save(tmp_path)
    again = Raster.open(tmp_path, Mode.EBIKE)
    assert (again.cell_m, again.snapped.mode) == (cells.cell_m, Mode.EBIKE)
    for name in ("lon", "lat", "piece"):
        assert np.array_equal(getattr(again, name), getattr(cells, name))
    for name in ("edge", "along", "off_m"):
        assert np.array_equal(getattr(again.snapped, name), getattr(cells.snapped, name))


@pytest.mark.parametrize("content", [None, b"", b"rubbish", b"PK\x03\x04 cut off"])
def test_a_damaged_raster_is_refused_by_name(tmp_path: Path, content: bytes | None):
    if content is not None:
        (tmp_path / "raster-walk.npz").write_bytes(content)
    with pytest.raises(BadInput, match="raster_unreadable"):
        Raster.open(tmp_path, Mode.WALK)


@pytest.mark.parametrize(("area_km2", "metres"), [(1, 25), (120, 25), (121, 50), (600, 50), (2500, 100)])
def test_cells_are_as_fine_as_the_city_allows(area_km2: float, metres: float):
    assert cell_size(area_km2) == metres


@pytest.fixture(scope="module")
def chengdu(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> RoadNetwork:
    root = tmp_path_factory.mktemp("cities")
    return import_city(shared_data / "chengdu.osm.pbf", name="chengdu", root=root, layers=(write_network,)).network


@pytest.fixture(scope="module")
def stations(shared_data: Path) -> np.ndarray:
    """Six of the twenty, spread."""
    features = json.loads((shared_data / "chengdu-stations.geojson").read_text(encoding="utf-8"))["features"]
    return np.array([feature["geometry"]["coordinates"] for feature in features[::4]])


@pytest.mark.parametrize(("mode", "pooled"), [(Mode.WALK, 0.97), (Mode.EBIKE, 0.97), (Mode.CAR, 0.95)])
def test_polygons_agree_with_exact_times_beside_the_streets(chengdu, stations, mode: Mode, pooled: float):
    """Intersection over union on random points within 50 m of a road: pooled, and .93 for the worst origin."""
    rng = np.random.default_rng(15)
    low, high = chengdu.shape_lonlat.min(axis=0), chengdu.shape_lonlat.max(axis=0)
    lonlat = rng.uniform(low, high, (60_000, 2))
    points = snap(chengdu, lonlat, mode=mode)
    near = points.found & (points.off_m <= 50)
    lonlat, points = lonlat[near], points[near]
    weights, origins = weigh(chengdu, mode), snap(chengdu, stations, mode=mode)
    both, either = np.zeros(len(origins)), np.zeros(len(origins))
    for zone in zones(weights, raster(chengdu, mode=mode), origins, minutes=BANDS):
        exact = times_from(weights, origins[zone.origin], points, limit_seconds=900) <= zone.minutes * 60
        drawn = shapely.contains_xy(zone.polygon, lonlat[:, 0], lonlat[:, 1])
        both[zone.origin] += (exact & drawn).sum()
        either[zone.origin] += (exact | drawn).sum()
    assert both.sum() / either.sum() >= pooled
    assert (both / either).min() >= 0.93
