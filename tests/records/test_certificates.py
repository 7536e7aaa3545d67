from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.people.catalogue import KINDS
from dispatch.people.model import Qualification, Verification
from dispatch.records.certificates import read_certificates, written
from dispatch.records.intake import Row
from dispatch.records.people import COLUMNS
from tests.records.grid import seen, table

MAY = date(2027, 5, 1)
FIRST_AID = Qualification("first_aid", valid_until=MAY)
COUNSELLOR = Qualification("counsellor_2")
UNVERIFIED = Qualification("first_aid", Verification.SUBMITTED)


def row(cell, valid_until=None, issued=None) -> Row:
    found = table(COLUMNS, "编号 姓名 队伍 资质 证书有效期 发证日期", ("V1", "甲", "医疗", cell, valid_until, issued))
    return Row(found, *found.rows[0])


@pytest.mark.parametrize(
    ("cell", "held"),
    [
        ("红十字救护员证(2027-05-01)", (FIRST_AID,)),
        ("红十字救护员证（2027年5月1日）", (FIRST_AID,)),
        ("救护员证 (2027/5/1)；心理咨询师二级", (FIRST_AID, COUNSELLOR)),
        ("first_aid(2027-05-01),二级心理咨询师", (FIRST_AID, COUNSELLOR)),
        ("红十字救护员证(2027-05-01)\n心理咨询师二级", (FIRST_AID, COUNSELLOR)),
        ("心理咨询师二级、、", (COUNSELLOR,)),
        ("Red Cross first aid(2027-05-01)、Counsellor level 2", (FIRST_AID, COUNSELLOR)),
        ("驾驶证(长期有效)", (Qualification("driver"),)),
        ("驾驶证(permanent)", (Qualification("driver"),)),
        ("救护员证(待核验)", (UNVERIFIED,)),
        ("救护员证(2027-05-01,已撤销)", (Qualification("first_aid", Verification.REVOKED, MAY),)),
        (None, ()),
    ],
)
def test_certificates_in_one_cell(cell, held):
    read = row(cell)
    assert (read_certificates(read, ()), read.bad, read.doubts) == (held, [], [])


@pytest.mark.parametrize(
    ("cell", "valid_until", "issued", "held"),
    [
        ("救护员证", "2027-05-01", None, (FIRST_AID,)),
        ("救护员证", datetime(2027, 5, 1), None, (FIRST_AID,)),  # noqa: DTZ001
        ("心理咨询师二级、救护员证", "2027-05-01", None, (COUNSELLOR, FIRST_AID)),
        (
            "救护员证、护士",
            "2027-05-01;2028-01-31",
            None,
            (FIRST_AID, Qualification("nurse", valid_until=date(2028, 1, 31))),
        ),
        ("救护员证", None, "2024-05-02", (FIRST_AID,)),
        ("救护员证(2027-05-01)", "2030-01-01", None, (FIRST_AID,)),
    ],
)
def test_dates_may_stand_in_columns_of_their_own(cell, valid_until, issued, held):
    read = row(cell, valid_until, issued)
    assert (read_certificates(read, ()), read.bad, read.doubts) == (held, [], [])


def test_a_certificate_that_runs_out_without_a_date_is_not_taken_as_verified():
    read = row("救护员证")
    assert read_certificates(read, ()) == (UNVERIFIED,)
    assert seen(read.doubts) == [(2, "资质", "救护员证", "no_validity")]


@pytest.mark.parametrize(
    ("cell", "valid_until", "remark"),
    [
        ("跳伞证", None, (2, "资质", "跳伞证", "unknown_choice")),
        ("救护员证(2027-02-30)", None, (2, "资质", "救护员证(2027-02-30)", "not_a_date")),
        ("护士(2027-05-01)、护士", None, (2, "资质", "护士(2027-05-01)、护士", "certificate_twice")),
        ("救护员证、护士", "2027-05-01", (2, "证书有效期", "2027-05-01", "dates_do_not_match")),
        ("救护员证", "明年", (2, "证书有效期", "明年", "not_a_date")),
    ],
)
def test_what_cannot_be_understood_is_named(cell, valid_until, remark):
    read = row(cell, valid_until)
    read_certificates(read, ())
    assert seen(read.bad) == [remark]


qualifications = st.lists(
    st.tuples(
        st.sampled_from(KINDS), st.sampled_from(Verification), st.none() | st.dates(date(2000, 1, 1), date(2099, 1, 1))
    ),
    max_size=4,
    unique_by=lambda one: one[0],
).map(lambda some: tuple(Qualification(kind.code, state, until) for kind, state, until in some))


@given(qualifications, st.sampled_from(["zh-CN", "en"]))
def test_what_is_written_is_read_back(held: tuple[Qualification, ...], language: str):
    read = row(written(held, language))
    assert (read_certificates(read, ()), read.bad, read.doubts) == (held, [], [])
