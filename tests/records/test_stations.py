from dataclasses import replace
from datetime import time

import pytest

from dispatch.duty.minimum import Minimum
from dispatch.duty.model import Contact, Station
from dispatch.links.crs import from_wgs84
from dispatch.records.stations import COLUMNS, read_stations, station_row
from dispatch.words import say
from maps.errors import BadInput
from tests.duty.post import MALL
from tests.records.grid import seen, table

CHENGDU = (103.9, 30.5, 104.2, 30.8)


def test_a_full_row_becomes_a_station():
    header = "编号 名称 类型 经度 纬度 坐标系 地址 联系人 联系电话"
    row = ("S1", "东门商场站", "商场", 104.08, 30.66, "WGS84", "东门街1号", "演示•站长", "(028)86000001")
    assert read_stations(table(COLUMNS, header, row), {}, bounds=CHENGDU).things == (
        replace(MALL, particulars=Contact("演示·站长", "028-86000001")),
    )


@pytest.mark.parametrize(
    ("said", "crs"),
    [("高德", "GCJ02"), ("GCJ-02", "GCJ02"), ("百度", "BD09"), ("天地图", "CGCS2000"), ("EPSG:4326", "WGS84")],
)
def test_coordinates_of_every_chinese_map_end_up_in_the_same_place(said: str, crs: str):
    lon, lat = from_wgs84(crs, 104.08, 30.66)
    rows = ("S1", "甲", lon, lat, said)
    found = read_stations(table(COLUMNS, "编号 名称 经度 纬度 坐标系", rows), {}, bounds=CHENGDU)
    assert found.things == (Station("S1", "甲", "other", 104.08, 30.66),)


def test_a_reference_system_for_the_whole_file_yields_to_the_rows_own():
    gcj = from_wgs84("GCJ02", 104.08, 30.66)
    rows = ("S1", "甲", *gcj, None), ("S2", "乙", 104.08, 30.66, "WGS84")
    found = read_stations(table(COLUMNS, "编号 名称 经度 纬度 坐标系", *rows), {}, crs="GCJ02")
    assert [(one.lon, one.lat) for one in found.things] == [(104.08, 30.66)] * 2


def test_coordinates_without_any_reference_system_are_refused():
    with pytest.raises(BadInput) as caught:
        read_stations(table(COLUMNS, "编号 名称 经度 纬度", ("S1", "甲", 104.08, 30.66)), {})
    assert caught.value.code == "crs_missing"


def test_geojson_is_in_wgs84_and_in_nothing_else():
    points = table(COLUMNS, "id name lon lat", ("S1", "甲", 104.08, 30.66), crs="WGS84")
    assert read_stations(points, {}).things == (Station("S1", "甲", "other", 104.08, 30.66),)
    with pytest.raises(BadInput) as caught:
        read_stations(points, {}, crs="GCJ02")
    assert caught.value.code == "geojson_crs"


def test_bad_places_are_named():
    rows = (
        ("S1", "甲", 30.66, 104.08, "WGS84"),
        ("S2", "乙", 116.4, 39.9, "WGS84"),
        ("S3", "丙", 204.0, 30.66, "WGS84"),
        ("S4", "丁", "东经104度", None, "WGS84"),
        ("S5", "戊", 104.08, 30.66, "北京54"),
        ("S6", "己", 104.08, 30.66, None),
        ("S7", "", 104.08, 30.66, "WGS84"),
    )
    found = read_stations(table(COLUMNS, "编号 名称 经度 纬度 坐标系", *rows), {}, bounds=CHENGDU)
    assert found.things == ()
    assert seen(found.bad) == [
        (2, "经度", "30.66", "swapped"),
        (3, "经度", "116.4", "outside_city"),
        (4, "经度", "204", "not_on_earth"),
        (5, "经度", "东经104度", "not_a_number"),
        (5, "纬度", "", "blank"),
        (6, "坐标系", "北京54", "unknown_choice"),
        (7, "坐标系", "", "blank"),
        (8, "名称", "", "blank"),
    ]


def test_swapped_coordinates_are_seen_within_the_earths_bounds_too():
    near_the_equator = table(COLUMNS, "编号 名称 经度 纬度 坐标系", ("S1", "甲", 22.5, 113.5, "WGS84"))
    assert seen(read_stations(near_the_equator, {}).bad) == [(2, "经度", "22.5", "swapped")]


def test_a_partial_file_leaves_alone_what_it_does_not_speak_of():
    moved = table(COLUMNS, "编号 名称 经度 纬度 坐标系", ("S1", "东门商场站", 104.081, 30.66, "WGS84"))
    assert read_stations(moved, {"S1": MALL}).things == (replace(MALL, lon=104.081),)


def test_the_rest_of_the_record_is_read_and_comes_back_from_its_own_export():
    header = "编号 名称 经度 纬度 坐标系 其他电话 建筑经度 建筑纬度 开放时间 签到范围 最低在岗 须排班"
    row = (
        *("S1", "东门商场站", 104.08, 30.66, "WGS84", "028-86000002、15400000003", 104.0801, 30.6601, "08:00－20:00"),
        *(80, "红十字救护员证×2 08:00-20:00；医疗救护×1 20:00-08:00", "是"),
    )
    found = read_stations(table(COLUMNS, header, row), {}, bounds=CHENGDU)
    station = Station(
        "S1",
        "东门商场站",
        "other",
        104.08,
        30.66,
        particulars=Contact("", None, ("028-86000002", "15400000003")),
        building=(104.0801, 30.6601),
        hours="08:00-20:00",
        radius_m=80.0,
        minimum=(Minimum("first_aid", 2, time(8), time(20)), Minimum("medical", 1, time(20), time(8))),
        shift_required=True,
    )
    assert (found.bad, found.doubts, found.things) == ((), (), (station,))
    titles = " ".join(column.zh for column in COLUMNS)
    for with_phones in (True, False):
        again = station_row(station, language="zh-CN", with_phones=with_phones)
        assert read_stations(table(COLUMNS, titles, again), {"S1": station}).things == (station,)
    assert read_stations(table(COLUMNS, "编号 名称 经度 纬度 坐标系", row[:5]), {"S1": station}).things == (station,)


def test_bad_cells_of_the_rest_are_named():
    header = "编号 名称 经度 纬度 坐标系 建筑经度 建筑纬度 签到范围 最低在岗 须排班"
    place = (104.08, 30.66, "WGS84")
    rows = (
        ("S1", "甲", *place, 104.0801, None, 5, "两个人", "也许"),
        ("S2", "乙", *place, 30.66, 104.08, None, "巫师×1", None),
        ("S3", "丙", *place, None, None, "远", None, None),
    )
    found = read_stations(table(COLUMNS, header, *rows), {}, bounds=CHENGDU)
    assert seen(found.bad) == [
        (2, "建筑纬度", "", "blank"),
        (2, "签到范围", "5", "not_a_radius"),
        (2, "最低在岗", "两个人", "minimum_unreadable"),
        (2, "须排班", "也许", "not_yes_or_no"),
        (3, "建筑经度", "30.66", "swapped"),
        (3, "最低在岗", "巫师×1", "minimum_skill"),
        (4, "签到范围", "远", "not_a_number"),
    ]


def test_an_entrance_that_no_street_reaches_and_hours_that_cannot_be_read_are_doubts():
    row = ("S1", "甲", 104.08, 30.66, "WGS84", "看天气")
    found = read_stations(
        table(COLUMNS, "编号 名称 经度 纬度 坐标系 开放时间", row), {}, bounds=CHENGDU, reached=lambda lon, lat: False
    )
    assert found.bad == ()
    assert seen(found.doubts) == [
        (2, "开放时间", "看天气", "station_hours_unknown"),
        (2, "经度", "104.08", "station_off_network"),
    ]
    assert say("station_off_network", "en", **found.doubts[1].params) == (
        "No street lies within 500 m of the entrance: the station is not on the network"
    )
