"""Boundaries from the files that offices hand out. The two squares and their halves are drawn by hand."""

import json
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pytest
import shapely

from maps import boundaries
from maps.boundaries import Level, keep, open_boundaries, read
from maps.errors import BadInput

WEST, EAST = shapely.box(104.0, 30.6, 104.1, 30.7), shapely.box(104.1, 30.6, 104.2, 30.7)


def same(points: np.ndarray) -> np.ndarray:
    return points


def geojson(path: Path, *rows: tuple[dict[str, Any], shapely.Geometry]) -> Path:
    features = [
        {"type": "Feature", "properties": told, "geometry": json.loads(shapely.to_geojson(shape))}
        for told, shape in rows
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    path.write_text(text, encoding="utf-8")
    return path


def test_levels_are_told_by_columns(tmp_path: Path):
    """A table of communities names their street and district too."""
    row = {"区县": "虚构区", "街道": "甲街道", "社区": "一号社区"}
    found = read(geojson(tmp_path / "a.geojson", (row, WEST)), convert=same)
    assert (found.levels, found.names) == ((Level.COMMUNITY,), ("一号社区",))
    street = read(tmp_path / "a.geojson", level=Level.STREET, convert=same)
    assert (street.levels, street.names) == ((Level.STREET,), ("甲街道",))


@pytest.mark.parametrize(
    ("name", "level"),
    [("虚构区", Level.DISTRICT), ("虚构县", Level.DISTRICT), ("甲街道", Level.STREET), ("乙镇", Level.STREET),
     ("一号社区", Level.COMMUNITY), ("二号村", Level.COMMUNITY)],
)  # fmt: skip
def test_or_by_how_the_name_ends(tmp_path: Path, name: str, level: Level):
    assert read(geojson(tmp_path / "a.geojson", ({"名称": name}, WEST)), convert=same).levels == (level,)


@pytest.mark.parametrize("suffix", ["gpkg", "shp"])
def test_files_that_say_their_system_need_no_more(tmp_path: Path, suffix: str):
    table = geopandas.GeoDataFrame({"name": ["甲街道", "乙街道"]}, geometry=[WEST, EAST], crs="EPSG:4326")
    path = tmp_path / f"streets.{suffix}"
    table.to_crs("EPSG:32648").to_file(path, encoding="utf-8")
    found = read(path)
    assert found.of(104.05, 30.65) == {"street": "甲街道"}
    assert shapely.hausdorff_distance(found.shapes[0], WEST) < 1e-4


def test_coordinates_are_turned_as_told(tmp_path: Path):
    path = geojson(tmp_path / "a.geojson", ({"name": "甲街道"}, WEST))
    found = read(path, convert=lambda points: points + np.array([0.1, 0.0]))
    assert found.of(104.15, 30.65) == {"street": "甲街道"}
    assert found.of(104.05, 30.65) == {}


@pytest.mark.parametrize(
    ("row", "convert", "code"),
    [
        (({"name": "甲街道"}, WEST), None, "boundaries_without_crs"),
        (({"name": "甲"}, WEST), same, "boundary_level_unknown"),
        (({"编号": "7"}, WEST), same, "boundary_without_name"),
        (({"name": "甲街道"}, shapely.Point(104, 30)), same, "boundaries_empty"),
        (({"name": "甲街道"}, shapely.box(400000, 3300000, 410000, 3310000)), same, "boundaries_off_earth"),
    ],
)
def test_what_cannot_be_told_is_refused(tmp_path: Path, row: Any, convert: Any, code: str):
    with pytest.raises(BadInput, match=code):
        read(geojson(tmp_path / "a.geojson", row), convert=convert)


def test_a_shapefile_without_its_projection_is_refused(tmp_path: Path):
    path = tmp_path / "streets.shp"
    geopandas.GeoDataFrame({"name": ["甲街道"]}, geometry=[WEST], crs="EPSG:4326").to_file(path)
    path.with_suffix(".prj").unlink()
    with pytest.raises(BadInput, match="boundaries_without_crs"):
        read(path)


def test_each_level_takes_the_place_of_its_own(tmp_path: Path):
    """And the map's own stand in where none was imported."""
    home, folder = tmp_path / "city", tmp_path / "city" / "import-1"
    folder.mkdir(parents=True)
    of_map = geojson(
        folder / boundaries.OF_THE_MAP,
        ({"level": "district", "name": "图上区"}, WEST),
        ({"level": "street", "name": "图上街道"}, WEST),
    )
    assert of_map.exists()
    first = read(geojson(tmp_path / "a.geojson", ({"name": "甲街道"}, WEST), ({"name": "乙街道"}, EAST)), convert=same)
    assert keep(home, first) == {Level.STREET: 2}
    assert open_boundaries(home, folder).of(104.05, 30.65) == {"district": "图上区", "street": "甲街道"}
    keep(home, read(geojson(tmp_path / "b.geojson", ({"name": "丙街道"}, WEST)), convert=same))
    again = open_boundaries(home, folder)
    assert (again.of(104.05, 30.65), again.of(104.15, 30.65)) == ({"district": "图上区", "street": "丙街道"}, {})
    assert again.count(Level.STREET) == 1


def test_those_of_the_map(tmp_path: Path):
    """An area of level 8 as OpenStreetMap draws it; one of level 4 is a province's."""
    corners = [(104.0, 30.6), (104.1, 30.6), (104.1, 30.7), (104.0, 30.7)]
    nodes = "".join(f'<node id="{i}" lon="{lon}" lat="{lat}"/>' for i, (lon, lat) in enumerate(corners, 1))
    ring = "".join(f'<nd ref="{i}"/>' for i in (1, 2, 3, 4, 1))

    def area(ident: int, level: int, name: str) -> str:
        tags = {"type": "boundary", "boundary": "administrative", "admin_level": level, "name": name}
        told = "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
        return f'<relation id="{ident}"><member type="way" ref="1" role="outer"/>{told}</relation>'

    path = tmp_path / "a.osm"
    text = f'<osm version="0.6">{nodes}<way id="1">{ring}</way>{area(1, 8, "甲街道")}{area(2, 4, "某省")}</osm>'
    path.write_text(text, encoding="utf-8")
    found = boundaries.of_the_map(path, (104.0, 30.6, 104.2, 30.7))
    assert (found.levels, found.names) == ((Level.STREET,), ("甲街道",))
    assert len(boundaries.of_the_map(path, (105.0, 30.6, 105.2, 30.7))) == 0
