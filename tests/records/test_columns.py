import pytest

from dispatch.records.columns import Column, find_table
from dispatch.records.sheets import Sheet
from maps.errors import BadInput

COLUMNS = (
    Column("id", "编号", "ID", ("志愿者编号",), required=True),
    Column("name", "姓名", "Name", required=True),
    Column("phone", "电话", "Phone", ("手机",)),
)


def sheet(*rows: tuple[object, ...]) -> Sheet:
    return Sheet(tuple(enumerate(rows, 1)))


@pytest.mark.parametrize(
    "header",
    [
        ("编号", "姓名", "电话"),
        ("ID", "Name", "Phone"),
        ("志愿者编号*", "姓 名(必填)", "手机"),
        ("id", "NAME", "ＰＨＯＮＥ"),
    ],
)
def test_a_header_is_known_under_many_names(header: tuple[str, ...]):
    table = find_table([sheet(header, ("V1", "甲", "120"))], COLUMNS, "zh-CN")
    assert (table.place, table.ignored, table.rows) == (
        {"id": 0, "name": 1, "phone": 2},
        (),
        ((2, ("V1", "甲", "120")),),
    )


def test_titles_may_stand_above_the_header_and_strange_columns_beside_it():
    table = find_table([sheet(("登记表",), (), (None, "姓名", "备注", "编号"), (1, "甲", "", "V1"))], COLUMNS, "zh-CN")
    assert (table.place, table.titles, table.ignored) == (
        {"name": 1, "id": 3},
        {"name": "姓名", "id": "编号"},
        ("备注",),
    )
    assert table.rows == ((4, (1, "甲", "", "V1")),)


def test_the_sheet_with_the_required_columns_is_taken():
    table = find_table([sheet(("说明",)), sheet(("编号", "姓名"), ("V1", "甲"))], COLUMNS, "zh-CN")
    assert table.rows == ((2, ("V1", "甲")),)


@pytest.mark.parametrize(("language", "named"), [("zh-CN", "编号、姓名"), ("en", "ID、Name")])
def test_missing_columns_are_named_in_the_readers_language(language: str, named: str):
    with pytest.raises(BadInput) as caught:
        find_table([sheet(("电话",), ("120",))], COLUMNS, language)
    assert (caught.value.code, caught.value.params) == ("missing_columns", {"columns": named})


@pytest.mark.parametrize("sheets", [[sheet()], [sheet((), ())]])
def test_an_empty_sheet_lacks_everything(sheets: list[Sheet]):
    with pytest.raises(BadInput) as caught:
        find_table(sheets, COLUMNS, "zh-CN")
    assert caught.value.code == "missing_columns"


def test_two_columns_for_one_thing_are_refused():
    with pytest.raises(BadInput) as caught:
        find_table([sheet(("编号", "姓名", "手机", "电话"))], COLUMNS, "zh-CN")
    assert (caught.value.code, caught.value.params) == ("column_twice", {"first": "手机", "second": "电话"})


def test_rows_without_anything_in_them_are_left_out():
    table = find_table([sheet(("编号", "姓名"), (None, ""), ("V1", "甲"), ())], COLUMNS, "zh-CN")
    assert list(table.filled_rows()) == [(3, ("V1", "甲"))]
