from datetime import date, datetime

import pytest

from dispatch.errors import Refused
from dispatch.records import cells


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (13800001234.0, "13800001234"),
        (12, "12"),
        (1.5, "1.5"),
        ("  两 \u3000 格\u200b\n", "两 格"),
        ("'=1+1", "=1+1"),
        (datetime(2027, 5, 1), "2027-05-01"),  # noqa: DTZ001 – as Excel gives it
    ],
)
def test_text_is_as_typed_without_what_nobody_sees(value, text):
    assert cells.text(value) == text


@pytest.mark.parametrize("value", [None, "", "  ", "\u200b"])
def test_blank_is_blank(value):
    assert cells.is_blank(value)


@pytest.mark.parametrize("written", ["阿迪力·吐尔逊", "阿迪力•吐尔逊", "阿迪力・吐尔逊", " 阿迪力‧吐尔逊 "])
def test_the_dots_in_names_are_one_dot(written: str):
    assert cells.name(written) == "阿迪力·吐尔逊"


def test_rare_characters_in_names_stay_what_they_are():
    assert cells.name("𠮷﨑") == "𠮷﨑"


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2027-05-01", date(2027, 5, 1)),
        ("2027/5/1", date(2027, 5, 1)),
        ("2027.5.1", date(2027, 5, 1)),
        ("2027年5月1日", date(2027, 5, 1)),
        ("２０２７年５月１日", date(2027, 5, 1)),
        ("20270501", date(2027, 5, 1)),
        ("2027-05-01 00:00:00", date(2027, 5, 1)),
        ("2027年2月", date(2027, 2, 28)),
        ("2028-02", date(2028, 2, 29)),
        (datetime(2027, 5, 1), date(2027, 5, 1)),  # noqa: DTZ001
        (date(2027, 5, 1), date(2027, 5, 1)),
        # Microsoft's own example: DATEVALUE("8/22/2011") is 40777.
        (40777, date(2011, 8, 22)),
        ("40777", date(2011, 8, 22)),
        (40777.0, date(2011, 8, 22)),
    ],
)
def test_a_date_is_understood_however_it_was_written(value, day: date):
    assert cells.day(value) == day


@pytest.mark.parametrize("value", ["2027-02-29", "2027-13-01", "2027", "5/1/2027", "明年", "0", 7, "20271301", True])
def test_an_impossible_date_is_refused(value):
    with pytest.raises(Refused) as caught:
        cells.day(value)
    assert caught.value.code == "not_a_date"


@pytest.mark.parametrize(
    ("value", "number"), [("104.06", 104.06), ("１０４．０６", 104.06), (104, 104.0), ("-1e1", -10.0)]
)
def test_numbers(value, number: float):
    assert cells.number(value) == number


@pytest.mark.parametrize("value", ["104,06", "东经104", "nan", "inf", float("nan")])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(Refused) as caught:
        cells.number(value)
    assert caught.value.code == "not_a_number"


@pytest.mark.parametrize(
    ("value", "ident"), [("V001", "V001"), (12.0, "12"), ("Ｖ０１", "V01"), ("成华-07", "成华-07")]
)
def test_ids(value, ident: str):
    assert cells.ident(value) == ident


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("51010119900101123X", "personal_number"),
        (510101199001011234, "personal_number"),
        (13800001234.0, "personal_number"),
        ("V 1", "not_an_id"),
        ("V/1", "not_an_id"),
        ("V" * 33, "not_an_id"),
    ],
)
def test_an_id_is_never_a_number_that_identifies_a_person_elsewhere(value, code: str):
    with pytest.raises(Refused) as caught:
        cells.ident(value)
    assert (caught.value.code, caught.value.params) == (code, {})


@pytest.mark.parametrize(
    ("value", "said"), [("是", True), ("Yes", True), (1, True), ("否", False), ("０", False), (False, False)]
)
def test_yes_and_no(value, said: bool):
    assert cells.yes(value) is said


def test_a_choice_is_known_by_any_name_and_the_first_of_each_are_offered():
    parse = cells.one_of([("car", ("汽车", "car")), ("ebike", ("电动车", "e-bike"))])
    assert [parse(said) for said in ("汽车", "CAR", "E bike", "ｅbike")] == ["car", "car", "ebike", "ebike"]
    with pytest.raises(Refused) as caught:
        parse("马车")
    assert (caught.value.code, caught.value.params) == ("unknown_choice", {"known": "汽车、电动车"})


@pytest.mark.parametrize("written", [13800001234, 13800001234.0, "13800001234.0", "１３８００００１２３４．０"])
def test_a_phone_that_was_stored_as_a_number_is_a_phone(written):
    assert cells.phone(written) == "13800001234"


def test_a_decimal_is_no_phone():
    with pytest.raises(Refused):
        cells.phone("13800001234.5")
