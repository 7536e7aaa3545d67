from dataclasses import replace
from datetime import date

import pytest

from dispatch.people.model import Membership, Person, Qualification, Team, Volunteer
from dispatch.records.people import COLUMNS, read_people, volunteer_row
from maps.speeds import Mode
from tests.duty.post import LI, MALL, SCHOOL, ZHANG
from tests.records.grid import seen, table

STATIONS = {"S1": MALL, "S2": SCHOOL}


def read(header: str, *rows, known=None, stations=STATIONS):
    return read_people(table(COLUMNS, header, *rows), known or {}, stations)


def test_a_full_row_becomes_a_volunteer():
    header = "志愿者编号 姓名 手机号 所属队伍 证书 出行方式 所属站点 状态 不接警"
    found = read(
        header, (1.0, "王琳", 13800001234.0, "心理干预队", "心理咨询师二级", "电瓶车", "西门学校站", "预备", "是")
    )
    assert found.things == (
        Volunteer(
            "1",
            Team.PSYCHOLOGICAL,
            Mode.EBIKE,
            "S2",
            Membership.PROBATION,
            qualifications=(Qualification("counsellor_2"),),
            opted_out=True,
            particulars=Person("王琳", "13800001234"),
        ),
    )
    assert (found.read, found.bad, found.doubts, found.ignored) == (1, (), (), ())


def test_english_headers_and_words_do_as_well():
    found = read(
        "ID Name Team Phone Travel_mode Status", ("V1", "Wang Lin", "medical", "028-86001234", "car", "active")
    )
    assert found.things == (Volunteer("V1", Team.MEDICAL, Mode.CAR, particulars=Person("Wang Lin", "028-86001234")),)


def test_a_partial_file_leaves_alone_what_it_does_not_speak_of():
    found = read("编号 姓名 队伍 出行方式", ("V1", "演示·张", "医疗", "汽车"), known={"V1": ZHANG})
    assert found.things == (replace(ZHANG, mode=Mode.CAR),)


def test_a_blank_cell_takes_back_what_stood_there():
    header = "编号 姓名 队伍 电话 出行方式 资质 所属站点"
    found = read(header, ("V1", "演示·张", "医疗", "", None, "", " "), known={"V1": ZHANG})
    assert found.things == (Volunteer("V1", Team.MEDICAL, Mode.WALK, particulars=Person("演示·张")),)


def test_the_mask_of_a_known_number_stands_for_it():
    found = read(
        "编号 姓名 队伍 电话",
        ("V1", "演示·张", "医疗", "154****0001"),
        ("V2", "演示·李", "物资", "154****0001"),
        known={"V1": ZHANG, "V2": LI},
    )
    assert [one.particulars for one in found.things] == [ZHANG.particulars]
    assert seen(found.bad) == [(3, "电话", "154****", "masked_phone")]


def test_bad_rows_come_back_cell_by_cell_and_good_rows_are_taken():
    header = "编号 姓名 电话 队伍 资质 出行方式 所属站点 状态"
    found = read(
        header,
        ("V1", "甲", "13800001234", "医疗", "护士(2027-05-01)", "步行", "S1", "正式"),
        ("V2", None, "1380000123", "后勤", "", "", "", ""),
        ("V3", "丙", "138000012345", "医疗", "跳伞证", "马车", "S7", "冬眠"),
        ("13800001234", "丁", "", "医疗", "", "", "", ""),
        ("V1", "戊", "", "医疗", "", "", "", ""),
        ("V4", "己", "", "医疗", "护士(2027-02-30)", "", "", ""),
        (None, None, None, None, None, None, None, None),
        ("V5", "庚", "", "医疗", "", "", "", ""),
    )
    assert [one.id for one in found.things] == ["V1", "V5"]
    assert found.read == 7
    assert seen(found.bad) == [
        (3, "姓名", "", "blank"),
        (3, "队伍", "后勤", "unknown_choice"),
        (4, "出行方式", "马车", "unknown_choice"),
        (4, "所属站点", "S7", "unknown_station"),
        (4, "状态", "冬眠", "unknown_choice"),
        (4, "资质", "跳伞证", "unknown_choice"),
        (4, "电话", "138****", "not_a_phone"),
        (5, "编号", "138****1234", "personal_number"),
        (6, "编号", "V1", "id_twice"),
        (7, "资质", "护士(2027-02-30)", "not_a_date"),
    ]


def test_two_stations_of_one_name_are_told_apart_by_their_ids():
    twin = replace(MALL, id="S9")
    stations = {**STATIONS, "S9": twin}
    found = read("编号 姓名 队伍 站点", ("V1", "甲", "医疗", MALL.name), ("V2", "乙", "医疗", "S9"), stations=stations)
    assert [(one.id, one.station) for one in found.things] == [("V2", "S9")]
    assert seen(found.bad) == [(2, "站点", "东门商场站", "station_name_twice")]


def test_the_worked_example_of_a_template_is_passed_over():
    found = read("编号 姓名 队伍", ("示例001", "甲", "医疗"), ("Example 1", "Lin", "medical"), ("V1", "甲", "医疗"))
    assert (found.read, [one.id for one in found.things]) == (1, ["V1"])


def test_a_doubt_about_a_certificate_does_not_stop_its_row():
    found = read("编号 姓名 队伍 资质", ("V1", "甲", "医疗", "救护员证"), ("V2", "乙", "无", "救护员证"))
    assert [one.id for one in found.things] == ["V1"]
    assert seen(found.doubts) == [(2, "资质", "救护员证", "no_validity")]


@pytest.mark.parametrize("value", [46143, "46143", "2026-05-01"])
def test_dates_that_excel_turned_into_numbers_are_dates(value):
    found = read("编号 姓名 队伍 资质 有效期", ("V1", "甲", "医疗", "救护员证", value))
    assert found.things[0].qualifications == (Qualification("first_aid", valid_until=date(2026, 5, 1)),)


def test_a_volunteer_cannot_be_rung_at_a_public_service():
    found = read("编号 姓名 手机 队伍", ("V1", "王琳", "12345", "医疗救护"), ("V2", "赵明", "13800001234", "医疗救护"))
    assert [(remark.row, remark.code) for remark in found.bad] == [(2, "not_a_persons_phone")]
    assert [volunteer.id for volunteer in found.things] == ["V2"]


def test_insurance_consent_and_year_of_birth_are_read_and_of_a_birthday_only_the_year():
    header = "编号 姓名 队伍 保险有效期 风险告知 出生年份"
    found = read(
        header,
        ("V1", "演示·甲", "医疗", "2027-05-01", "是", 1990.0),
        ("V2", "演示·乙", "医疗", "2027年5月", "否", "1991-03-04"),
        ("V3", "演示·丙", "医疗", "", "", None),
        ("V4", "演示·丁", "医疗", "去年", "也许", "很久以前"),
    )
    assert [(one.insured_until, one.consented, one.particulars.birth_year) for one in found.things] == [
        (date(2027, 5, 1), True, 1990),
        (date(2027, 5, 31), False, 1991),
        (None, None, None),
    ]
    assert seen(found.bad) == [
        (5, "保险有效期", "去年", "not_a_date"),
        (5, "风险告知", "也许", "not_yes_or_no"),
        (5, "出生年份", "很久以****", "not_a_date"),
    ]


def test_a_file_that_says_nothing_of_them_leaves_them_alone():
    known = replace(
        ZHANG, insured_until=date(2027, 5, 1), consented=True, particulars=Person("演示·张", birth_year=1990)
    )
    [found] = read("编号 姓名 队伍", ("V1", "演示·张", "医疗"), known={"V1": known}).things
    assert found == known


def test_a_badge_is_one_persons_and_shown_by_its_end():
    header = "编号 姓名 队伍 工卡号"
    rows = (("V1", "甲", "医疗", "04:a2-2b 9c"), ("V2", "乙", "医疗", "04A22B9C"), ("V3", "丙", "医疗", "卡"))
    found = read(header, *rows)
    assert [one.particulars.badge for one in found.things if one.particulars] == ["04A22B9C"]
    assert seen(found.bad) == [(3, "工卡号", "04A****", "badge_taken"), (4, "工卡号", "卡****", "not_a_badge")]
    known = {one.id: one for one in found.things}
    titles = " ".join(column.zh for column in COLUMNS)
    assert volunteer_row(known["V1"], language="zh-CN", with_phones=False)[-1] == "****2B9C"
    again = volunteer_row(known["V1"], language="zh-CN", with_phones=False)
    assert read_people(table(COLUMNS, titles, again), known, {}).things == tuple(known.values())
