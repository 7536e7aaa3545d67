"""The city folder: what an import leaves, what it keeps, and that a failed or killed one leaves nothing."""

import os
import re
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from maps import cities
from maps.cities import city_from, describe, list_cities, name_of, open_city, write_network
from maps.errors import BadInput
from maps.settings import Mobilisation, timezone_at
from maps.sources import area_of
from maps.speeds import Mode
from tests.maps.five_node_town import METRES, OSM, town, write_osm

ROOT = Path(__file__).resolve().parents[2]

# The base map has its own tests and takes its own time.
import_city = partial(cities.import_city, layers=(write_network,))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_osm(tmp_path / "town.osm")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "cities"


def left_over(root: Path) -> list[str]:
    """Everything under the root but the cities' own files and the lock."""
    own = {root / ".importing"}
    for name in list_cities(root):
        city = open_city(name, root=root)
        own |= {root / name, root / name / "city.toml", city.folder, *city.folder.rglob("*")}
    return sorted(str(path.relative_to(root)) for path in set(root.rglob("*")) - own)


def test_an_imported_city_is_the_town_and_opens_again(source: Path, root: Path) -> None:
    city = import_city(source, name="town", root=root, title="小镇", population=1200)
    again = open_city("town", root=root)
    assert (again.name, again.title, again.population) == ("town", "小镇", 1200)
    assert again.checksum == city.checksum == town().checksum()
    assert again.bbox == (8.999, -0.001, 9.003, 0.002)
    assert again.timezone == "Etc/GMT-1"
    assert again.data_date is None
    assert again.fictional is False
    assert again.licence == "ODbL 1.0, © OpenStreetMap contributors"
    assert again.mobilisation == Mobilisation(60, 45, 105, 40)
    assert (again.mobilisation.seconds(), again.mobilisation.seconds(night=True)) == (210, 250)
    np.testing.assert_array_equal(again.network.shape_xy, town().shape_xy)
    assert list_cities(root) == ("town",)
    assert left_over(root) == []


def test_a_description_counts_what_each_mode_can_use(source: Path, root: Path) -> None:
    tells = describe(import_city(source, name="town", root=root))
    assert tells | {"checksum": ""} == {
        "name": "town",
        "title": "town",
        "nodes": 5,
        "edges": 9,
        "km": round(sum(METRES) / 1000, 1),
        "bbox": [8.999, -0.001, 9.003, 0.002],
        "crs": "EPSG:32632",
        "timezone": "Etc/GMT-1",
        "date": None,
        "licence": "ODbL 1.0, © OpenStreetMap contributors",
        "population": None,
        "fictional": False,
        "mobilisation": {"handling_s": 60, "answer_s": 45, "turnout_s": 105, "night_turnout_s": 40},
        "components": {
            "walk": {"nodes": 5, "edges": 9, "km": 2.4, "dropped_nodes": 0, "dropped_edges": 0, "dropped_km": 0},
            "ebike": {"nodes": 5, "edges": 8, "km": 2.1, "dropped_nodes": 0, "dropped_edges": 0, "dropped_km": 0},
            "car": {"nodes": 5, "edges": 7, "km": 1.8, "dropped_nodes": 0, "dropped_edges": 0, "dropped_km": 0},
        },
        "boundaries": {"district": 0, "street": 0, "community": 0},
        "tally": {
            "ways": 8, "no_road": 0, "closed": 0, "private": 0, "broken": 0, "outside": 0, "cut": 0,
            "barriers_walk": 0, "barriers_ebike": 0, "barriers_car": 0,
        },
        "source": "town.osm",
        "checksum": "",
    }  # fmt: skip


def test_a_drop_is_counted(tmp_path: Path, root: Path) -> None:
    without_east_lane = OSM.replace('<tag k="oneway" v="-1"/>', '<tag k="motor_vehicle" v="no"/>')
    city = import_city(write_osm(tmp_path / "town.osm", without_east_lane), name="town", root=root)
    lost = METRES[2] + METRES[3]  # North Lane and Upper Street, from which nobody drives back
    kept = METRES[0] + METRES[1] + METRES[7] + METRES[8]
    assert describe(city)["components"]["car"] == {
        "nodes": 3,
        "edges": 4,
        "km": round(kept / 1000, 1),
        "dropped_nodes": 2,
        "dropped_edges": 2,
        "dropped_km": round(lost / 1000, 1),
    }


@pytest.mark.parametrize(
    ("lon", "lat", "zone"),
    [
        (104.07, 30.67, "Asia/Shanghai"),
        (87.6, 43.8, "Asia/Shanghai"),
        (9.19, 45.46, "Etc/GMT-1"),
        (-122.4, 37.8, "Etc/GMT+8"),
        (0.1, 51.5, "Etc/GMT"),
    ],
)
def test_the_time_zone_is_guessed_by_place(lon: float, lat: float, zone: str) -> None:
    assert timezone_at(lon, lat) == zone


def moved(degrees: float) -> str:
    """The town, further east."""
    return re.sub(r'lon="([\d.]+)"', lambda lon: f'lon="{float(lon[1]) + degrees:.4f}"', re.sub("<bounds.*", "", OSM))


def test_what_people_wrote_is_kept_by_the_next_import(source: Path, root: Path) -> None:
    city = import_city(source, name="town", root=root)
    file = root / "town" / "city.toml"
    text = file.read_text(encoding="utf-8")
    for old, new in (
        ('timezone = "Etc/GMT-1"', 'timezone = "Europe/Rome"'),
        ("# population =", "population = 1200"),
        ("# data_date =", "data_date = 2026-01-02"),
        ("turnout_s = 105.0", "turnout_s = 90"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    file.write_text(text, encoding="utf-8")
    changed = write_osm(source, OSM.replace("Main Street", "High Street"))
    again = import_city(changed, name="town", root=root, title='The "Town"\n')
    assert again.title == 'The "Town"\n'
    assert (again.timezone, again.population, again.data_date) == ("Europe/Rome", 1200, date(2026, 1, 2))
    assert again.mobilisation == Mobilisation(60, 45, 90, 40)
    assert again.network.names[again.network.edge_name[0]] == "High Street"
    assert again.folder != city.folder
    assert not city.folder.exists()
    assert city.network.edge_length_m.sum() == pytest.approx(sum(METRES))  # open readers keep the old map
    assert left_over(root) == []


def test_another_place_under_the_same_name_starts_anew(source: Path, tmp_path: Path, root: Path) -> None:
    import_city(source, name="town", root=root, population=1200)
    city = import_city(write_osm(tmp_path / "far.osm", moved(10)), name="town", root=root)
    assert (city.population, city.timezone) == (None, "Etc/GMT-1")
    assert city.bbox[0] == 18.999


def test_an_import_within_a_box_holds_only_that(source: Path, root: Path) -> None:
    city = import_city(source, name="west", root=root, within=area_of("8.99,-0.01,9.0005,0.01"))
    assert city.network.edge_way.tolist() == [1, 5, 8]
    assert city.imported.tally.cut == 2
    assert city.bbox[2] == 9.0005


@pytest.mark.parametrize("name", ["", ".hidden", "a/b", "..", "-x", "a b", "x" * 41, "a\n"])
def test_a_name_that_is_none(source: Path, root: Path, name: str) -> None:
    with pytest.raises(BadInput, match="city_name"):
        import_city(source, name=name, root=root)
    with pytest.raises(BadInput, match="city_unknown"):
        open_city(name, root=root)


def test_names_come_from_files() -> None:
    assert name_of(Path("x/成都.osm.pbf")) == "成都"
    assert name_of(Path("new york (2026).osm.gz")) == "new-york-2026"
    with pytest.raises(BadInput, match="city_name"):
        name_of(Path(".osm"))


def test_an_unknown_city_is_refused_with_the_known_ones(source: Path, root: Path) -> None:
    import_city(source, name="town", root=root)
    with pytest.raises(BadInput) as refusal:
        open_city("city", root=root)
    assert (refusal.value.code, refusal.value.params) == ("city_unknown", {"city": "city", "known": "town"})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title", "= title"),
        ('timezone = "Etc/GMT-1"', 'timezone = "Sichuan"'),
        ("# population =", "population = -3"),
        ("# data_date =", "data_date = 2026"),
        ("handling_s = 60.0", "handling_s = -1"),
        ("[mobilisation]", "[mobilization]"),
        ("handling_s", "handling"),
        ("checksum", "check"),
    ],
)
def test_a_city_file_with_a_slip_is_named(source: Path, root: Path, old: str, new: str) -> None:
    import_city(source, name="town", root=root)
    file = root / "town" / "city.toml"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadInput, match="city_file_unreadable"):
        open_city("town", root=root)
    import_city(source, name="other", root=root)
    assert file.exists()


def test_a_refused_source_leaves_the_old_city_as_it_was(source: Path, root: Path, tmp_path: Path) -> None:
    before = import_city(source, name="town", root=root)
    text = (root / "town" / "city.toml").read_bytes()
    with pytest.raises(BadInput, match="source_damaged"):
        import_city(write_osm(tmp_path / "half.osm", OSM[:900]), name="town", root=root)
    with pytest.raises(BadInput, match="area_without_roads"):
        import_city(source, name="fresh", root=root, within=area_of("1,1,2,2"))
    assert (root / "town" / "city.toml").read_bytes() == text
    assert open_city("town", root=root).folder == before.folder
    assert list_cities(root) == ("town",)
    assert left_over(root) == []


@contextmanager
def files_at_most(size: int) -> Iterator[None]:
    """The system refuses to let any file of this process grow beyond `size` bytes, as a full disk would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_leaves_the_old_city_and_nothing_half_written(shared_data: Path, source: Path, root: Path) -> None:
    before = import_city(source, name="town", root=root)
    with files_at_most(50_000), pytest.raises(BadInput, match="disk_refused"):
        import_city(shared_data / "chengdu.osm.pbf", name="town", root=root)
    with files_at_most(50_000), pytest.raises(BadInput, match="disk_refused"):
        import_city(shared_data / "chengdu.osm.pbf", name="fresh", root=root)
    assert open_city("town", root=root).folder == before.folder
    assert list_cities(root) == ("town",)
    assert left_over(root) == []


def test_a_root_that_is_no_folder(source: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match="disk_refused"):
        import_city(source, name="town", root=tmp_path / "file")


DIE_AT = """
import os, signal, sys
from pathlib import Path
from maps.cities import import_city, write_network

def progress(step, fraction):
    if step == sys.argv[3]:
        os.kill(os.getpid(), signal.SIGKILL)

def die(draft):
    progress("written", None)

layers = (write_network, die)
import_city(Path(sys.argv[1]), name="town", root=Path(sys.argv[2]), layers=layers, progress=progress)
"""


@pytest.mark.parametrize("step", ["reading_roads", "joining", "writing", "written"])
@pytest.mark.parametrize("old", [True, False])
def test_killed_in_the_middle_the_old_city_stands_and_the_next_import_sweeps(
    source: Path, root: Path, step: str, old: bool
) -> None:
    before = import_city(source, name="town", root=root) if old else None
    command = [sys.executable, "-c", DIE_AT, str(source), str(root), step]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    if before:
        assert open_city("town", root=root).folder == before.folder
    else:
        assert list_cities(root) == ()
    import_city(source, name="other", root=root)
    assert list_cities(root) == (("other", "town") if old else ("other",))
    assert left_over(root) == []


def test_two_imports_at_once_wait_for_each_other(source: Path, root: Path) -> None:
    inside: list[int] = []
    most: list[int] = []

    def progress(step: str, _: float | None) -> None:
        if step == "reading_roads":
            inside.append(1)
            most.append(len(inside))
        if step == "writing":
            inside.pop()

    def work() -> None:
        import_city(source, name="town", root=root, progress=progress)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 6
    assert left_over(root) == []


def test_a_file_stands_for_its_city_and_is_read_again_only_when_it_changed(source: Path, root: Path) -> None:
    steps: list[str] = []

    def progress(step: str, _: float | None) -> None:
        steps.append(step)

    first = city_from(str(source), root, progress=progress)
    assert first.name == "town"
    assert steps
    steps.clear()
    os.utime(source)
    assert city_from(str(source), root, progress=progress).folder == first.folder
    assert city_from("town", root, progress=progress).folder == first.folder
    assert steps == []
    write_osm(source, OSM.replace("Main Street", "High Street"))
    assert city_from(str(source), root, progress=progress).folder != first.folder
    assert steps


def test_a_city_that_is_neither_name_nor_file(root: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="city_unknown"):
        city_from("nowhere", root)
    with pytest.raises(BadInput, match="source_missing"):
        city_from(str(tmp_path / "nowhere.osm.pbf"), root)


def test_a_file_without_its_import_is_read_again(source: Path, root: Path) -> None:
    """A city whose arrays were lost is mended by naming its file."""
    first = city_from(str(source), root)
    for array in first.folder.iterdir():
        array.unlink()
    with pytest.raises(BadInput, match="network_unreadable"):
        open_city("town", root=root)
    assert city_from(str(source), root).checksum == first.checksum


def test_a_real_city_is_imported_with_every_layer(shared_data: Path, root: Path) -> None:
    steps: list[str] = []
    city = cities.import_city(
        shared_data / "chengdu.osm.pbf",
        name="chengdu",
        root=root,
        progress=lambda step, _: None if step in steps else steps.append(step),
    )
    assert steps == [
        "reading_roads",
        "placing_points",
        "cutting",
        "joining",
        "writing",
        "cells",
        "compounds",
        "tiles",
        "names",
    ]
    again = open_city("chengdu", root=root)
    assert again.timezone == "Asia/Shanghai"
    assert {mode: raster.snapped.mode for mode, raster in again.rasters.items()} == {mode: mode for mode in Mode}
    assert all(raster.cell_m == 25 for raster in again.rasters.values())
    assert (again.folder / "base.pmtiles").read_bytes()[:7] == b"PMTiles"
    assert again.checksum == city.checksum == again.network.checksum()
    assert left_over(root) == []
