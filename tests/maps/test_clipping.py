"""A file that was cut first gives the same city as the whole one."""

from pathlib import Path

import numpy as np
import osmium
import shapely

from maps import compounds
from maps.clipping import clipped
from maps.sources import area_of, read

BOX = "104.08,30.67,104.10,30.69"


def quiet(step: str, fraction: float | None) -> None:
    """Progress that nobody watches."""


def test_a_cut_file_gives_the_same_roads_and_compounds(shared_data: Path):
    source, area = shared_data / "chengdu.osm.pbf", area_of(BOX)
    with clipped(source, area, quiet, large=0) as smaller:
        assert smaller != source
        assert smaller.stat().st_size < source.stat().st_size
        whole, cut = (read(file, origin=source, within=area, progress=quiet) for file in (source, smaller))
        near = [compounds.read(file, area.bounds) for file in (source, smaller)]
    assert cut.network.checksum() == whole.network.checksum()
    assert (cut.facts.file, cut.facts.sha256) == (whole.facts.file, whole.facts.sha256)
    assert len(near[0]) > 50
    shapes = [np.sort(shapely.to_wkb(one.shapes)) for one in near]
    assert shapes[0].tolist() == shapes[1].tolist()
    assert not smaller.exists()


def test_a_small_file_and_a_whole_city_are_read_as_they_are(shared_data: Path):
    source = shared_data / "chengdu.osm.pbf"
    with clipped(source, area_of(BOX), quiet) as file:
        assert file == source
    with clipped(source, None, quiet, large=0) as file:
        assert file == source


def test_a_border_of_a_province_stays_behind(tmp_path: Path):
    """It has a way in the box, and ways far away that would come along."""
    nodes = [(1, 104.0, 30.6), (2, 104.01, 30.6), (3, 110.0, 35.0), (4, 111.0, 35.0)]
    drawn = "".join(f'<node id="{i}" lon="{lon}" lat="{lat}"/>' for i, lon, lat in nodes)
    ways = "".join(
        f'<way id="{way}"><nd ref="{2 * way - 1}"/><nd ref="{2 * way}"/><tag k="highway" v="path"/></way>'
        for way in (1, 2)
    )
    relations = "".join(
        f'<relation id="{level}"><member type="way" ref="1" role=""/>{far}<tag k="admin_level" v="{level}"/></relation>'
        for level, far in ((4, '<member type="way" ref="2" role=""/>'), (8, ""))
    )
    source = tmp_path / "a.osm"
    source.write_text(f'<osm version="0.6">{drawn}{ways}{relations}</osm>', encoding="utf-8")
    with clipped(source, shapely.box(103.9, 30.5, 104.1, 30.7), quiet, large=0) as smaller:
        kept = [(thing.type_str(), thing.id) for thing in osmium.FileProcessor(smaller)]
    assert kept == [("n", 1), ("n", 2), ("w", 1), ("r", 8)]
