import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from dispatch.errors import Refused
from dispatch.links.crs import Crs, from_wgs84, to_wgs84

GEOD = Geod(ellps="WGS84")


def metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    return GEOD.inv(*a, *b)[2]


@pytest.mark.parametrize(
    ("wgs84", "gcj02"),
    [
        # Pairs published with the open implementations of the transform (eviltransform, coordtransform).
        ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
        ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
        ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
        ((116.404, 39.915), (116.41024449916938, 39.91640428150164)),
    ],
    ids=["Shanghai", "Shenzhen", "Beijing", "Tiananmen"],
)
def test_published_pairs(wgs84: tuple[float, float], gcj02: tuple[float, float]) -> None:
    assert metres(from_wgs84("GCJ02", *wgs84), gcj02) < 0.001
    assert metres(to_wgs84("GCJ02", *gcj02), wgs84) < 0.001


def test_baidu_shifts_gcj02_once_more() -> None:
    """Pair published with coordtransform: GCJ-02 (116.404, 39.915) is BD-09 (116.41036949371029, 39.92133699351022)."""
    tiananmen = to_wgs84("GCJ02", 116.404, 39.915)
    assert metres(from_wgs84("BD09", *tiananmen), (116.41036949371029, 39.92133699351022)) < 0.001


def test_chengdu_read_in_the_wrong_system_is_hundreds_of_metres_off() -> None:
    tianfu_square = (104.0657, 30.6574)
    assert 360 < metres(from_wgs84("GCJ02", *tianfu_square), tianfu_square) < 620
    assert from_wgs84("CGCS2000", *tianfu_square) == to_wgs84("CGCS2000", *tianfu_square) == tianfu_square


@given(st.sampled_from(Crs), st.floats(98, 122), st.floats(24, 40))
def test_there_and_back_is_a_millimetre(crs: Crs, lon: float, lat: float) -> None:
    assert metres(to_wgs84(crs, *from_wgs84(crs, lon, lat)), (lon, lat)) < 0.001


@pytest.mark.parametrize("crs", Crs)
@pytest.mark.parametrize(
    "place",
    [
        (114.1694, 22.3193), (114.1135, 22.5285), (114.03, 22.45), (113.5439, 22.1987), (113.5510, 22.2120),
        (113.5610, 22.1160), (121.5645, 25.0340), (118.3171, 24.4321), (119.9400, 26.1600), (9.19, 45.4642),
        (106.9057, 47.8864), (105.8342, 21.0278), (126.9780, 37.5665), (85.3240, 27.7172), (139.69, 35.68),
    ],
    ids=["Kowloon", "Lo Wu", "Yuen Long", "Macao", "Gongbei gate, south", "Coloane", "Taipei", "Kinmen", "Nangan",
         "Milan", "Ulaanbaatar", "Hanoi", "Seoul", "Kathmandu", "Tokyo"],
)  # fmt: skip
def test_no_shift_beyond_the_mainland(crs: Crs, place: tuple[float, float]) -> None:
    assert from_wgs84(crs, *place) == place
    assert to_wgs84(crs, *place) == place


@pytest.mark.parametrize(
    "place",
    [
        (114.1180, 22.5380), (114.0579, 22.5431), (113.5500, 22.2230), (113.5250, 22.1300), (118.0894, 24.4798),
        (124.3940, 40.1290), (117.4400, 49.5900), (127.4900, 50.2400), (130.9900, 44.4000), (97.8500, 24.0100),
        (106.7600, 22.0900), (103.9600, 22.5300), (107.9700, 21.5500), (80.4100, 44.2100), (75.9900, 39.4700),
        (91.1100, 29.6500), (110.3500, 20.0200), (109.5100, 18.2500), (122.2000, 30.0000), (87.6200, 43.8200),
        (111.9600, 43.6500), (85.9700, 28.0000),
    ],
    ids=["Luohu", "Futian", "Zhuhai", "Hengqin", "Xiamen", "Dandong", "Manzhouli", "Heihe", "Suifenhe", "Ruili",
         "Pingxiang", "Hekou", "Dongxing", "Horgos", "Kashgar", "Lhasa", "Haikou", "Sanya", "Zhoushan", "Urumqi",
         "Erenhot", "Zhangmu"],
)  # fmt: skip
def test_cities_at_the_edge_of_the_mainland_are_shifted(place: tuple[float, float]) -> None:
    assert 30 < metres(from_wgs84("GCJ02", *place), place) < 1000


def test_an_unknown_system_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        to_wgs84("EPSG:4326", 104.0, 30.6)
    assert (refusal.value.code, refusal.value.params) == ("unknown_crs", {"crs": "EPSG:4326"})
