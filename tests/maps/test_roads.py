"""The network of the hand-drawn town: what it measures, how it is kept, and which edges a drawing means."""

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
import shapely

from maps.errors import BadInput
from maps.roads import RoadNetwork, assemble, cut_off, edges_within, main_nodes, utm_zone
from maps.speeds import Mode
from tests.maps.five_node_town import ALL, FOOT, METRES, PLACES, STREETS, A, B, C, D, E, Street, draw, town

MAIN_AB, MAIN_BC, NORTH, UPPER, EAST, STEPS, PATH, BACK, CRESCENT = range(9)


def test_a_closure_takes_out_what_it_closes_and_the_pocket_that_it_cuts_off() -> None:
    """With Main Street's second half (1), the footway (6) and Back Lane (7) closed, C and E hang on Upper Street; with
    that closed too, they are a pocket: East Lane is lost with it."""
    network = town()
    assert cut_off(network, Mode.WALK, {1, 6, 7}).tolist() == [1, 6, 7]
    assert cut_off(network, Mode.WALK, {1, 3, 6, 7}).tolist() == [1, 3, 4, 6, 7]


def test_lengths_follow_the_ellipsoid() -> None:
    assert town().edge_length_m == pytest.approx(METRES, abs=1e-5)


def test_projected_coordinates_keep_shapes_but_for_the_scale_of_utm() -> None:
    network = town()
    assert network.crs == "EPSG:32632"
    assert shapely.length(network.lines) == pytest.approx(0.9996 * np.array(METRES), rel=1e-6)
    assert network.project(network.node_lonlat) == pytest.approx(network.node_xy)
    assert network.unproject(network.node_xy) == pytest.approx(np.array(PLACES), abs=1e-9)


@pytest.mark.parametrize(
    ("lon", "lat", "zone"),
    [(104.07, 30.67, 32648), (9.19, 45.46, 32632), (-122.4, 37.8, 32610), (151.2, -33.9, 32756), (179.9, 1, 32660)],
)
def test_utm_zones_of_known_cities(lon: float, lat: float, zone: int) -> None:
    assert utm_zone(np.array([[lon - 0.05, lat], [lon + 0.05, lat]])) == f"EPSG:{zone}"


def test_everyone_is_in_the_main_component_of_what_they_may_use() -> None:
    on_foot, wheels = Mode.WALK.main_bit, Mode.EBIKE.main_bit | Mode.CAR.main_bit
    everyone = on_foot | wheels
    expected = [everyone] * 9
    expected[STEPS] = on_foot
    expected[PATH] = on_foot | Mode.EBIKE.main_bit
    assert town().edge_main.tolist() == expected


def test_without_east_lane_nobody_drives_back_from_the_north() -> None:
    network = draw(PLACES, (*STREETS[:EAST], *STREETS[EAST + 1 :]))
    inside = main_nodes(network.edge_from, network.edge_to, network.edge_access, network.node_count, Mode.CAR)
    assert np.flatnonzero(inside).tolist() == [A, B, C]
    by_car = network.edge_main & Mode.CAR.main_bit != 0
    assert by_car.tolist() == [True, True, False, False, False, False, True, True]


def test_a_mode_that_may_go_nowhere_has_no_main_component() -> None:
    network = draw(PLACES[:2], (Street(1, A, B, access=FOOT),))
    assert network.edge_main.tolist() == [Mode.WALK.main_bit]


def test_an_edge_without_extent_still_has_a_length() -> None:
    network = draw((PLACES[A], PLACES[A]), (Street(1, 0, 1),))
    assert network.edge_length_m.tolist() == [0.001]


def test_saved_and_opened_it_is_the_same_network(tmp_path: Path) -> None:
    network = town()
    network.save(tmp_path)
    opened = RoadNetwork.open(tmp_path)
    for field in fields(RoadNetwork):
        before, after = getattr(network, field.name), getattr(opened, field.name)
        if isinstance(before, np.ndarray):
            assert isinstance(after, np.memmap), field.name
            assert not after.flags.writeable
            assert after.dtype == before.dtype
            np.testing.assert_array_equal(after, before, err_msg=field.name)
        else:
            assert after == before
    assert opened.checksum() == network.checksum()


def test_the_checksum_hears_every_word_but_not_the_last_bit() -> None:
    network = town()
    nudged = replace(network, shape_lonlat=network.shape_lonlat + 1e-12, shape_xy=network.shape_xy + 1e-6)
    access = network.edge_access.copy()
    access[NORTH] = ALL
    assert nudged.checksum() == network.checksum()
    assert replace(network, edge_access=access).checksum() != network.checksum()
    assert replace(network, shape_lonlat=network.shape_lonlat + 1e-7).checksum() != network.checksum()


@pytest.mark.parametrize("damage", ["missing", "cut", "no words"])
def test_a_damaged_folder_is_named(tmp_path: Path, damage: str) -> None:
    town().save(tmp_path)
    if damage == "missing":
        (tmp_path / "edge_to.npy").unlink()
    elif damage == "cut":
        whole = (tmp_path / "shape_xy.npy").read_bytes()
        (tmp_path / "shape_xy.npy").write_bytes(whole[: len(whole) // 2])
    else:
        (tmp_path / "network.json").write_text("{")
    with pytest.raises(BadInput) as refusal:
        RoadNetwork.open(tmp_path)
    assert refusal.value.code == "network_unreadable"
    assert refusal.value.params["folder"] == tmp_path.name


@pytest.mark.parametrize(
    ("drawn", "edges"),
    [
        # points: the nearest within 15 m; where several roads meet, all of them
        ("POINT (9.0005 0.00005)", [MAIN_AB]),
        ("POINT (9.002 -0.00045)", [BACK]),
        ("POINT (9.001 0.000001)", [MAIN_AB, MAIN_BC, NORTH, PATH, BACK]),
        ("POINT (9.002 0.0003)", []),
        # lines: what they run along, not what they cross or end at
        ("LINESTRING (9.0011 0.00002, 9.0029 0.00002)", [MAIN_BC]),
        ("LINESTRING (9.0002 0, 9.0008 0)", [MAIN_AB]),
        ("LINESTRING (9.0005 0.00005, 9.002 -0.00005)", [MAIN_AB, MAIN_BC]),
        ("LINESTRING (9.002 -0.001, 9.002 0.0005)", []),
        ("LINESTRING (9.001 0.0019, 9.001 0.0001)", [NORTH]),
        ("LINESTRING (9.0029 0.00005, 9.001 0.00005, 9.001 0.0019)", [MAIN_BC, NORTH]),
        ("MULTIPOINT (9.0005 0, 9.002 0)", [MAIN_AB, MAIN_BC]),
        # areas: what they touch
        ("POLYGON ((9.0022 -0.001, 9.004 -0.001, 9.004 0.001, 9.0022 0.001, 9.0022 -0.001))", [MAIN_BC, EAST, BACK]),
        ("POLYGON ((9.0014 0.0004, 9.0029 0.0004, 9.0029 0.0005, 9.0014 0.0005, 9.0014 0.0004))", []),
        ("GEOMETRYCOLLECTION EMPTY", []),
    ],
)
def test_which_edges_a_drawing_means(drawn: str, edges: list[int]) -> None:
    assert edges_within(town(), shapely.from_wkt(drawn)).tolist() == edges


def test_a_closed_lane_leaves_its_parallel_open() -> None:
    places = ((9.0, 0.0), (9.01, 0.0))
    lanes = draw(places, (Street(1, 0, 1), Street(2, 0, 1, via=((9.0, 0.0004), (9.01, 0.0004)))))
    assert edges_within(lanes, shapely.LineString([(9.001, 0), (9.009, 0)])).tolist() == [0]


def test_names_are_kept_once() -> None:
    network = town()
    assert [network.names[name] for name in network.edge_name] == [
        "Main Street", "Main Street", "North Lane", "Upper Street", "East Lane", "", "", "Back Lane", "Crescent",
    ]  # fmt: skip
    assert len(network.names) == 7


def test_a_given_reference_system_is_kept() -> None:
    network = draw(PLACES, STREETS, crs="EPSG:3857")
    assert network.crs == "EPSG:3857"
    assert network.node_xy[[B, D, E]] == pytest.approx(
        np.array([[1001986.736, 0.0], [1001986.736, 222.639], [1002209.375, 222.639]]), abs=0.01
    )


def test_assembling_takes_plain_lists() -> None:
    network = assemble(
        node_osm=[7, 8], node_lonlat=[(0.0, 0.0), (0.001, 0.0)], edge_from=[0], edge_to=[1], edge_class=[0],
        edge_access=[ALL], edge_maxspeed_kmh=[np.nan], edge_way=[5], edge_name=[0], names=("",),
        shape_start=[0, 2], shape_lonlat=[(0.0, 0.0), (0.001, 0.0)],
    )  # fmt: skip
    assert network.edge_length_m == pytest.approx([METRES[MAIN_AB]])
