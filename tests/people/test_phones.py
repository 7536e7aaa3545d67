import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.errors import Refused
from dispatch.people.phones import mask, parse, parse_own, redact

SPELLINGS = {
    "13800001234": [
        "13800001234", "138 0000 1234", "138-0000-1234", "+86 138 0000 1234", "0086-13800001234", "8613800001234",
        "１３８００００１２３４", "(+86)13800001234", " 13800001234 ",
    ],
    "028-86001234": ["028-86001234", "(028)86001234", "02886001234", "028 8600 1234", "+86 28 8600 1234",
        "028—86001234"],
    "028-86001234-803": ["028-86001234-803", "028-86001234转803", "028-86001234 ext.803", "02886001234x803"],
    "0838-2200001": ["0838-2200001", "08382200001", "(0838) 2200001"],
    "010-62345678": ["010-62345678", "+86 10 6234 5678"],
    "4001234567": ["400-123-4567", "4001234567"],
    "95598": ["95598"],
    "96110": ["96110"],
    "120": ["120"],
    "12345": ["12345", "１２３４５"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("spelling", "number"), [(said, number) for number, all_ in SPELLINGS.items() for said in all_]
)
def test_a_number_has_one_spelling(spelling: str, number: str):
    assert parse(spelling) == number


@pytest.mark.parametrize(
    "text",
    [
        "", "无", "86001234", "12800001234", "1380000123", "138000012345", "1.38E+10", "13800001234/13900001234",
        "+86 120", "010-12345678", "+1 202 555 0100", "028-8600123456", "138****1234",
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused_without_repeating_it(text: str):
    with pytest.raises(Refused) as caught:
        parse(text)
    assert (caught.value.code, caught.value.params) == ("not_a_phone", {})


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13800001234", "138****1234"),
        ("028-86001234", "028-****1234"),
        ("0838-2200001-803", "0838-****0001"),
        ("4001234567", "4001234567"),
        ("120", "120"),
        ("12345", "12345"),
        ("86001234", "****1234"),
        ("+1 202 555 0100", "****0100"),
        ("王 5550", "****50"),
        ("无", "****"),
    ],
)
def test_masks_keep_what_tells_two_people_apart(number: str, shown: str):
    assert mask(number) == shown


@pytest.mark.parametrize("number", ["110", "119", "120", "122", "12345", "95598", "4001234567"])
def test_a_public_service_is_nobodys_own_number(number: str):
    with pytest.raises(Refused) as caught:
        parse_own(number)
    assert caught.value.code == "not_a_persons_phone"
    assert parse_own("02886001234") == "028-86001234"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("打13800001234找他", "打138****1234找他"),
        ("+86 138-0000-1234", "+86****1234"),
        ("座机028-86001234", "座机028****1234"),
        ("身份证51010119900101123X", "身份证510****123X"),
        ("2027-05-01, 104.0860455, S01", "2027-05-01, 104.0860455, S01"),
    ],
)
def test_private_numbers_in_free_text_are_masked(text: str, shown: str):
    assert redact(text) == shown


@given(st.integers(10**9 * 13, 10**9 * 20 - 1).map(str), st.lists(st.integers(0, 11), max_size=4))
def test_a_mobile_number_is_itself_however_it_is_spaced(number: str, breaks: list[int]):
    spaced = number
    for place in sorted(breaks, reverse=True):
        spaced = spaced[:place] + " " + spaced[place:]
    assert parse(spaced) == number
    assert redact(number) == mask(number)
