"""The names of real cities: read, found by every way of typing them, and two streets as their junction."""

from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from maps.cities import city_from, is_complete, open_city
from maps.errors import BadInput
from maps.gazetteer.entries import FILE_NAME, Entry, Names
from maps.gazetteer.kinds import PlaceKind
from maps.gazetteer.reading import read as read_names
from maps.gazetteer.search import Found, Gazetteer
from maps.gazetteer.spelling import is_chinese, plain
from maps.roads import RoadNetwork
from maps.sources import read
from tests.maps.mistyping import DISTORTIONS
from tests.maps.test_graphs import ALL_TAGS, saved

SEED = 15
ASKED = 300


def quiet(_step: str, _fraction: float | None) -> None:
    pass


def gazetteer_of(file: Path) -> tuple[Names, RoadNetwork, Gazetteer]:
    reading = read(file, progress=quiet)
    assert reading.area is not None
    names = read_names(file, reading.network, reading.area)
    return names, reading.network, Gazetteer(names, reading.network)


@pytest.fixture(scope="module")
def chengdu(shared_data: Path) -> tuple[Names, RoadNetwork, Gazetteer]:
    return gazetteer_of(shared_data / "chengdu.osm.pbf")


@pytest.fixture(scope="module")
def milan(shared_data: Path) -> tuple[Names, RoadNetwork, Gazetteer]:
    return gazetteer_of(shared_data / "milan.osm.pbf")


def chosen(names: Names) -> list[Entry]:
    """300 entries with Chinese names of three characters or more: kind by kind in turn, each kind in the order of ids,
    no name twice."""
    by_kind: dict[PlaceKind, list[Entry]] = defaultdict(list)
    seen: set[str] = set()
    for one in sorted((*names.streets, *names.places), key=lambda one: one.id):
        name = one.names[0]
        if len(name) >= 3 and all(map(is_chinese, name)) and name not in seen:
            seen.add(name)
            by_kind[one.kind].append(one)
    picked: list[Entry] = []
    while len(picked) < ASKED:
        picked += [left.pop(0) for kind in PlaceKind if (left := by_kind.get(kind, []))]
    return picked[:ASKED]


def right(name: str, found: tuple[Found, ...]) -> bool:
    return plain(name) in [plain(one.name) for one in found[:3]]


def test_300_names_of_chengdu_are_found_however_they_are_typed(
    chengdu: tuple[Names, RoadNetwork, Gazetteer], record_property: Callable[[str, object], None]
) -> None:
    names, _, gazetteer = chengdu
    rng = np.random.default_rng(SEED)
    asked: Counter[str] = Counter()
    missed: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for number, one in enumerate(chosen(names)):
        distort = DISTORTIONS[number % len(DISTORTIONS)]
        name = one.names[0]
        typed = distort(name, rng)
        asked[distort.__name__] += 1
        if not right(name, gazetteer.search(typed).results):
            missed[distort.__name__].append((name, typed))
    for distortion, count in asked.items():
        record_property(distortion, f"{count - len(missed[distortion])} of {count}")
    assert sum(asked.values()) == ASKED
    assert sum(map(len, missed.values())) <= 0.05 * ASKED, dict(missed)


Town = tuple[Names, RoadNetwork, Gazetteer]


def first(town: Town, typed: str, **options: Any) -> tuple[str, str]:
    best = town[2].search(typed, **options).results[0]
    return best.kind, best.name


@pytest.mark.parametrize(
    "typed",
    ["人民北路与二环路", "人民北路/二环路交叉口", "人民北路二环路口", "二环路和人民北路路口", "renminbeilu & erhuanlu"],
)
def test_two_streets_of_chengdu_are_their_junction(chengdu: Town, typed: str) -> None:
    """OpenStreetMap's node 2420462563 lies where the two meet: 104.0707 E, 30.6970 N."""
    best = chengdu[2].search(typed).results[0]
    assert best.kind == "junction"
    assert metres((best.lon, best.lat), (104.0707, 30.6970)) < 60


@pytest.mark.parametrize(
    "typed", ["Via Dante angolo via Meravigli", "via meravigli & via dante", "via dante / via meravigli"]
)
def test_two_streets_of_milan_are_their_junction_though_many_towns_have_a_via_dante(milan: Town, typed: str) -> None:
    """Largo Cordusio's end of Via Dante: 9.1851 E, 45.4660 N."""
    best = milan[2].search(typed).results[0]
    assert best.kind == "junction"
    assert metres((best.lon, best.lat), (9.1851, 45.4660)) < 60


def test_streets_that_do_not_meet_have_no_junction(chengdu: Town) -> None:
    kinds = {one.kind for one in chengdu[2].search("望福街与北星大道一段").results}
    assert kinds
    assert PlaceKind.JUNCTION not in kinds


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("piazza duomo", "Piazza del Duomo"),
        ("VIA ANTONIO DI RUDINI", "Via Antonio di Rudinì"),
        ("via rudini", "Via Antonio di Rudinì"),
        ("corso porta romna", "Corso di Porta Romana"),
        ("viale zara 100", "Viale Zara 100"),
        ("viale caterina forli", "Viale Caterina da Forlì"),
        ("viale ca granda", "Viale Ca' Granda"),
    ],
)
def test_latin_names_are_found_without_accents_case_and_small_words(milan: Town, typed: str, name: str) -> None:
    assert first(milan, typed)[1] == name


def test_of_streets_of_one_name_the_nearer_goes_first(milan: Town) -> None:
    bollate = (9.1060, 45.5442)
    best = milan[2].search("via dante", near=bollate).results[0]
    assert (best.name, best.within) == ("Via Dante", "Bollate")
    assert metres((best.lon, best.lat), bollate) < 300
    assert milan[2].search("via dante").results[0].within == "Milano"


@pytest.mark.parametrize(
    ("typed", "kind", "name"),
    [
        ("天府广场", "station", "天府广场"),
        ("tfgc", "station", "天府广场"),
        ("天府gc", "station", "天府广场"),
        ("tf广场", "station", "天府广场"),
        ("万科金色乐府3栋2单元1802", "compound", "万科·金色乐府"),
        ("衫板桥南一路163号", "house", "衫板桥南一路163号"),
        ("2nd chengdu peoples hospital", "hospital", "市二医院"),
        ("Dongchenggen Street South", "street", "东城根南街"),
        ("二环路北3段", "street", "二环路北三段"),
        ("上同仁路", "street", "上同仁路"),  # 同 also means "and", and 中同仁路 begins where it ends
    ],
)
def test_names_of_chengdu(chengdu: Town, typed: str, kind: str, name: str) -> None:
    assert first(chengdu, typed) == (kind, name)


def test_what_is_only_beside_a_place_is_less_sure(chengdu: Town) -> None:
    at, beside, near = (
        chengdu[2].search(f"望福街{said}", limit=1).results[0].uncertainty_m for said in ("", "旁边", "附近")
    )
    assert at == beside  # half of the street is more than what beside adds
    school = [
        chengdu[2].search(f"泡桐树小学{said}", limit=1).results[0].uncertainty_m or 0 for said in ("", "旁边", "附近")
    ]
    assert school == [school[0], max(school[0], 60), max(school[0], 200)]
    assert near is not None


def test_every_place_lies_in_the_area_and_once(chengdu: Town) -> None:
    """The extract covers 104.042–104.130 E, 30.653–30.728 N; some of its ways run far outside."""
    names, _, _ = chengdu
    every = [*names.streets, *names.places]
    assert all(104.0415 <= one.lon <= 104.1305 and 30.6525 <= one.lat <= 30.7285 for one in every)
    assert len({one.id for one in every}) == len(every)
    assert sum(one.names[0] == "天府广场" and one.kind is PlaceKind.STATION for one in every) == 1


def test_what_was_saved_opens_the_same(chengdu: Town, tmp_path: Path) -> None:
    names, network, gazetteer = chengdu
    names.save(tmp_path)
    opened = Gazetteer.open(tmp_path, network)
    for typed in ("天府广场", "人民北路与二环路", "衫板桥南一路163号"):
        assert opened.search(typed) == gazetteer.search(typed)


def test_an_import_of_an_older_version_says_what_to_do(chengdu: Town, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="city_without_names"):
        Gazetteer.open(tmp_path, chengdu[1])


@pytest.mark.parametrize(
    "typed",
    ["", " ", "路", "&", "与", "a", "0", "🚑", "'", "x" * 200, "路" * 200, "与路口", "%", "北" * 50 + "路与南路"],
)
def test_whatever_is_typed_breaks_nothing(chengdu: Town, typed: str) -> None:
    assert all(0 < one.score <= 1 for one in chengdu[2].search(typed).results)


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    return float(np.hypot((one[0] - other[0]) * np.cos(np.radians(one[1])), one[1] - other[1]) * 111_195)


TOWN = """<osm version="0.6">
<node id="1" lat="0" lon="9.000"/><node id="2" lat="0" lon="9.002"/><node id="3" lat="0" lon="9.004"/>
<node id="4" lat="0.002" lon="9.002"/><node id="5" lat="0.02" lon="9.000"/><node id="6" lat="0.02" lon="9.002"/>
<node id="7" lat="0.001" lon="9.0021"/>
<node id="11" lat="0.0005" lon="9.001"/><node id="12" lat="0.0005" lon="9.0015"/>
<node id="13" lat="0.001" lon="9.0015"/><node id="14" lat="0.001" lon="9.001"/>
<node id="21" lat="0.0007" lon="9.0012"><tag k="shop" v="bakery"/><tag k="name" v="Bread; Loaf"/></node>
<node id="22" lat="0.0001" lon="9.003"><tag k="addr:housenumber" v="5,7"/><tag k="addr:street" v="Main Street"/></node>
<node id="23" lat="0.001" lon="9.0001"><tag k="place" v="neighbourhood"/><tag k="name" v="Old Town"/></node>
<node id="24" lat="1" lon="9"><tag k="shop" v="bakery"/><tag k="name" v="Elsewhere"/></node>
<node id="25" lat="0.0005" lon="9.0012"><tag k="barrier" v="gate"/><tag k="name" v="演示花园东门"/></node>
<node id="26" lat="0.0006" lon="9.0012"><tag k="building" v="yes"/><tag k="name" v="演示花园"/></node>
<way id="101"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="residential"/><tag k="name" v="Main Street"/>
<tag k="alt_name" v="High Street"/></way>
<way id="102"><nd ref="2"/><nd ref="7"/><nd ref="4"/><tag k="highway" v="residential"/>
<tag k="name" v="North Lane"/></way>
<way id="103"><nd ref="5"/><nd ref="6"/><tag k="highway" v="residential"/><tag k="name" v="Main Street"/></way>
<way id="104"><nd ref="4"/><nd ref="6"/><tag k="highway" v="residential"/></way>
<way id="105"><nd ref="11"/><nd ref="12"/><nd ref="13"/><nd ref="14"/><nd ref="11"/>
<tag k="landuse" v="residential"/><tag k="name" v="Garden Court"/></way>
</osm>"""


@pytest.fixture
def town(tmp_path: Path) -> Town:
    file = tmp_path / "town.osm"
    file.write_text(TOWN, encoding="utf-8")
    reading = read(file, progress=quiet)
    names = read_names(file, reading.network, shapely.box(8.99, -0.01, 9.01, 0.03))
    return names, reading.network, Gazetteer(names, reading.network)


def test_a_town_drawn_by_hand_is_read_as_drawn(town: Town) -> None:
    """Two streets of one name, 2 km apart, stay two; both sides of a degree's thousandth are 111.3 and 110.6 m."""
    names, _, _ = town
    assert [(one.id, one.names, one.within, one.extent_m) for one in names.streets] == [
        ("street/101", ("Main Street", "High Street"), "Old Town", pytest.approx(222.6, abs=0.5)),
        ("street/102", ("North Lane",), "Old Town", pytest.approx(111.1, abs=0.5)),
        ("street/103", ("Main Street", "High Street"), None, pytest.approx(111.3, abs=0.5)),
    ]
    assert {(one.id, one.kind, one.names, one.within) for one in names.places} == {
        ("node/21", "shop", ("Bread", "Loaf"), "Garden Court"),
        ("node/25", "entrance", ("演示花园东门",), "Garden Court"),
        ("node/26", "building", ("演示花园",), "Garden Court"),
        ("node/23", "place", ("Old Town",), "Main Street"),
        ("way/105", "compound", ("Garden Court",), "Main Street"),
    }
    assert [(one.street, one.number) for one in names.houses] == [("Main Street", "5"), ("Main Street", "7")]


def test_the_town_is_searched(town: Town) -> None:
    search = town[2].search
    assert [(one.kind, one.name, one.lon, one.lat) for one in search("Main Street 7").results[:1]] == [
        ("house", "Main Street 7", 9.003, 0.0001)
    ]
    [corner] = [one for one in search("North Lane and Main Street").results if one.kind is PlaceKind.JUNCTION]
    assert (corner.lon, corner.lat, corner.uncertainty_m) == (pytest.approx(9.002), pytest.approx(0.0, abs=1e-6), None)
    assert [one.id for one in search("high street", near=(9.001, 0.021)).results[:2]] == ["street/103", "street/101"]
    assert search("Elsewhere").results == ()
    assert [one.name for one in search("演示花园东门").results[:2]] == ["演示花园东门", "演示花园"]
    assert [one.name for one in search("演示花园3栋").results[:1]] == ["演示花园"]


def test_a_city_of_an_older_version_is_imported_again_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "town.osm"
    file.write_text(TOWN, encoding="utf-8")
    root = tmp_path / "cities"
    old = city_from(str(file), root)
    assert is_complete("town", root)
    (old.folder / FILE_NAME).unlink()
    assert not is_complete("town", root)
    with pytest.raises(BadInput, match="city_without_names"):
        _ = open_city("town", root=root).gazetteer
    new = city_from(str(file), root)
    assert new.folder != old.folder
    assert new.gazetteer.search("north lane").results[0].name == "North Lane"
    assert not is_complete("nowhere", root)


def test_a_graph_of_osmnx_gives_its_streets(tmp_path: Path) -> None:
    city = city_from(str(saved(tmp_path, simplify=True, **ALL_TAGS)), tmp_path / "cities")
    assert [(one.kind, one.name) for one in city.gazetteer.search("main street").results[:1]] == [
        ("street", "Main Street")
    ]
    [corner] = [one for one in city.gazetteer.search("North Lane / Main Street").results if one.kind == "junction"]
    assert (corner.lon, corner.lat) == (pytest.approx(9.001), pytest.approx(0.0, abs=1e-6))
