"""Demand from files of every kind, with rubbish in them: what counts, and what is named."""

import json
from collections.abc import Callable
from pathlib import Path

import geopandas  # type: ignore[import-untyped]
import numpy as np
import pytest
import shapely
from PIL import Image, TiffImagePlugin

from maps.compounds import NONE
from maps.demand.cells import of_the_map
from maps.demand.files import from_file
from maps.demand.model import Demand, Source
from maps.errors import BadInput
from maps.snapping import F8
from tests.maps.five_node_town import town

HOUSE = [9.0005, 0.0005]


def shifted(crs: str) -> Callable[[F8], F8]:
    """A system whose places lie a thousandth of a degree too far east."""
    assert crs == "EAST"
    return lambda lonlat: lonlat - [0.001, 0.0]


def read(file: Path, **options: object) -> Demand:
    return from_file(file, town(), NONE, named=shifted, **options)  # type: ignore[arg-type]


def told(demand: Demand) -> dict[str, tuple[str, ...]]:
    return {one.code: one.names for one in demand.remarks}


def test_every_bad_row_of_a_table_is_named_and_the_others_count(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(
        "id,lon,lat,weight\na,9.0,0,10\nb,9.001,0,-3\nc,9.001,0,\nd,19,0,5\ne,x,0,5\na,9.003,0,7\nf,9.003,0,0\n"
        "g,9.003,0.002,nan\ni,9.003,0,1e300\nh,9.003,0.002,2.5\n"
    )
    demand = read(file)
    assert list(zip(demand.names, demand.weight.tolist(), strict=True)) == [("a", 10.0), ("f", 0.0), ("h", 2.5)]
    assert told(demand) == {
        "demand_crs_assumed": (),
        "demand_duplicate": ("a",),
        "demand_outside": ("d",),
        "demand_place_unreadable": ("e",),
        "demand_weight_huge": ("i",),
        "demand_weight_missing": ("c", "g"),
        "demand_weight_negative": ("b",),
        "demand_weight_zero": ("f",),
    }
    assert read(file, total=500).weight.tolist() == pytest.approx([400, 0, 100])


def test_calls_from_one_place_add_up(tmp_path: Path) -> None:
    file = tmp_path / "calls.csv"
    file.write_text("at,type,lon,lat\n" + "2026-01-01 10:00:00,EMS: FALL,9.001,0\n" * 3 + "2026-01-02,Fire,9.003,0\n")
    demand = read(file)
    assert (demand.source, demand.weight.tolist()) == (Source.CALLS, [3.0, 1.0])
    assert demand.weakness == "demand_from_calls"


def test_a_table_says_what_its_coordinates_are(tmp_path: Path) -> None:
    file = tmp_path / "人口.csv"
    file.write_text("名称,经度,纬度,人口,坐标系\n甲,9.001,0,5,EAST\n", encoding="gb18030")
    demand = read(file)
    assert (demand.names, demand.remarks) == (("甲",), ())
    np.testing.assert_allclose(demand.lonlat, [[9.0, 0.0]])
    file.write_text("名称,经度,纬度,人口\n甲,9.001,0,5\n")
    with pytest.raises(BadInput, match="demand_without_crs"):
        read(file)
    np.testing.assert_allclose(read(file, convert=shifted("EAST")).lonlat, [[9.0, 0.0]])


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg"])
def test_points_of_a_map_program_come_in_with_their_system(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"people{suffix}"
    points = [shapely.Point(9.0, 0.0), shapely.Point(9.003, 0.002)]
    table = geopandas.GeoDataFrame({"id": ["a", "b"], "people": [4, 6]}, geometry=points, crs="EPSG:4326")
    table.to_crs("EPSG:3857" if suffix == ".gpkg" else "EPSG:4326").to_file(file)
    demand = read(file)
    assert (demand.names, demand.weight.tolist()) == (("a", "b"), [4.0, 6.0])
    np.testing.assert_allclose(demand.lonlat, [[9.0, 0.0], [9.003, 0.002]], atol=1e-9)


def test_people_of_an_area_live_on_its_residential_streets(tmp_path: Path) -> None:
    """West of 9.002 and beyond the town's edge in the west: what is outside is taken off by surface."""
    file = tmp_path / "areas.geojson"
    ring = shapely.box(8.9985, -0.0005, 9.002, 0.0005)
    far = shapely.box(10, 10, 11, 11)
    features = [
        {"type": "Feature", "properties": {"name": name, "people": people}, "geometry": shapely.geometry.mapping(shape)}
        for name, people, shape in (("west", 700, ring), ("far", 50, far), ("owed", -1, ring))
    ]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    demand = read(file, cell_m=50)
    assert told(demand) == {
        "demand_partly_outside": ("west",),
        "demand_outside": ("far",),
        "demand_weight_negative": ("owed",),
        "demand_crs_assumed": (),
    }
    assert demand.weight.sum() == pytest.approx(700 * 3.0 / 3.5, rel=1e-3)
    assert (demand.lonlat[:, 0] <= 9.002).all()


def test_a_grid_of_people_is_read_pixel_by_pixel(tmp_path: Path) -> None:
    file = tmp_path / "people.asc"
    head = "ncols 3\nnrows 2\nxllcorner 8.9995\nyllcorner -.0005\ncellsize .001\nNODATA_value -9\n"
    file.write_text(head + "1 0 2\n-9 5 -1\n")
    demand = read(file)
    assert demand.weight.tolist() == [1.0, 2.0, 5.0]
    np.testing.assert_allclose(demand.lonlat, [[9.0, 0.001], [9.002, 0.001], [9.001, 0.0]])
    assert [(one.code, one.count) for one in demand.remarks] == [("demand_weight_negative", 1)]


def geotiff(
    file: Path, band: list[list[float]], *, epsg: int | None, scale: float, corner: tuple[float, float]
) -> None:
    """As GDAL writes it, by hand: 32-bit floats, deflated, a tie point at the upper left corner."""
    keys = (1, 1, 0, 2, 1025, 0, 1, 1, 2048 if epsg == 4326 else 3072, 0, 1, epsg or 32767)
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    for tag, kind, value in (
        (33550, 12, (scale, scale, 0.0)),
        (33922, 12, (0.0, 0.0, 0.0, *corner, 0.0)),
        (34735, 3, keys),
        (42113, 2, "-9"),
    ):
        tags.tagtype[tag], tags[tag] = kind, value
    Image.fromarray(np.array(band, np.float32)).save(file, tiffinfo=tags, compression="tiff_adobe_deflate")


def test_a_geotiff_of_people_is_read_where_it_lies(tmp_path: Path) -> None:
    file = tmp_path / "people.tif"
    band = [[1.0, 0.0, 2.5], [-9.0, 5.0, np.nan]]
    geotiff(file, band, epsg=4326, scale=0.001, corner=(8.9995, 0.0015))
    demand = read(file)
    assert demand.weight.tolist() == [1.0, 2.5, 5.0]
    np.testing.assert_allclose(demand.lonlat, [[9.0, 0.001], [9.002, 0.001], [9.001, 0.0]], atol=1e-9)
    geotiff(file, band, epsg=3857, scale=111.31949, corner=(8.9995 * 111319.4908, 0.0015 * 111319.4908))
    np.testing.assert_allclose(read(file).lonlat, demand.lonlat, atol=1e-6)
    geotiff(file, band, epsg=None, scale=0.001, corner=(8.9995, 0.0015))
    with pytest.raises(BadInput, match="demand_without_crs"):
        read(file)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", "id,weight\n1,2\n", "demand_columns"),
        ("a.csv", "lon,lat\n", "demand_empty"),
        ("a.csv", "lon,lat,weight\n9,0,-1\n", "demand_nothing_left"),
        ("a.csv", "lon,lat,weight\n9,0,0\n", "demand_nothing_left"),
        ("a.geojson", "{", "demand_unreadable"),
        ("a.asc", "hello", "demand_unreadable"),
        ("a.tif", "II*", "demand_unreadable"),
        ("a.pdf", "%PDF", "demand_unknown"),
    ],
)
def test_a_file_that_says_nothing_is_refused_by_name(tmp_path: Path, name: str, content: str, code: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(BadInput, match=code):
        read(tmp_path / name)


@pytest.mark.parametrize("total", [0.0, -5.0, float("nan"), float("inf")])
def test_a_total_is_a_number_of_people(total: float) -> None:
    with pytest.raises(BadInput, match="demand_total"):
        of_the_map(town(), NONE, total=total)
