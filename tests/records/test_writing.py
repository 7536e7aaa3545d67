"""What was written reads back as the same, and Excel does nothing with it that nobody asked for."""

import csv
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from dispatch.people.model import Membership, Person, Qualification, Team, Verification, Volunteer
from dispatch.records import people, stations, templates
from dispatch.records.columns import find_table
from dispatch.records.sheets import read
from dispatch.records.writing import write
from maps.errors import BadInput
from maps.speeds import Mode
from tests.duty.post import LI, MALL, SCHOOL, ZHANG

STATIONS = {"S1": MALL, "S2": SCHOOL, "S3": replace(SCHOOL, id="S3", name="=1+1", address="+86 路", particulars=None)}
CERTIFICATES = (
    Qualification("first_aid", valid_until=date(2027, 5, 1)),
    Qualification("nurse", Verification.SUBMITTED),
    Qualification("driver"),
    Qualification("counsellor_2", Verification.REVOKED),
)
PEOPLE = {
    "V1": ZHANG,
    "V2": LI,
    "V3": Volunteer(
        "V3", Team.LIAISON, Mode.EBIKE, "S2", Membership.SUSPENDED, qualifications=CERTIFICATES, opted_out=True,
        particulars=Person("-阿·𠮷", "028-86001234-803"),
    ),
}  # fmt: skip
LANGUAGES = pytest.mark.parametrize("language", ["zh-CN", "en"])


def write_people(path: Path, language: str, *, with_phones: bool) -> None:
    rows = [people.volunteer_row(one, language=language, with_phones=with_phones) for one in PEOPLE.values()]
    write(path, people.COLUMNS, rows, language=language)


def write_stations(path: Path, language: str) -> None:
    rows = [stations.station_row(one, language=language, with_phones=True) for one in STATIONS.values()]
    write(path, stations.COLUMNS, rows, language=language)


@LANGUAGES
@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_people_come_back_as_they_left(tmp_path: Path, name: str, language: str):
    write_people(tmp_path / name, language, with_phones=True)
    found = people.read_people(find_table(read(tmp_path / name), people.COLUMNS, language), {}, STATIONS)
    assert (found.things, found.bad, found.doubts, found.ignored) == (tuple(PEOPLE.values()), (), (), ())


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_without_phones_only_their_masks_leave_and_coming_back_they_change_nothing(tmp_path: Path, name: str):
    write_people(tmp_path / name, "zh-CN", with_phones=False)
    table = find_table(read(tmp_path / name), people.COLUMNS, "zh-CN")
    assert [cells[table.place["phone"]] or None for _, cells in table.rows] == ["154****0001", None, "028-****1234"]
    assert people.read_people(table, PEOPLE, STATIONS).things == tuple(PEOPLE.values())


@LANGUAGES
@pytest.mark.parametrize("name", ["a.xlsx", "a.csv", "a.geojson"])
def test_stations_come_back_as_they_left(tmp_path: Path, name: str, language: str):
    write_stations(tmp_path / name, language)
    found = stations.read_stations(find_table(read(tmp_path / name), stations.COLUMNS, language), {})
    assert (found.things, found.bad, found.ignored) == (tuple(STATIONS.values()), (), ())


def test_no_text_becomes_a_formula(tmp_path: Path):
    write_stations(tmp_path / "a.xlsx", "zh-CN")
    cells = {cell.value: cell.data_type for row in openpyxl.load_workbook(tmp_path / "a.xlsx").active for cell in row}
    assert (cells["=1+1"], cells["+86 路"]) == ("s", "s")
    write_stations(tmp_path / "a.csv", "zh-CN")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[3][1] == "'=1+1"


def test_csv_carries_the_mark_by_which_excel_sees_its_encoding(tmp_path: Path):
    write_stations(tmp_path / "a.csv", "zh-CN")
    assert (tmp_path / "a.csv").read_bytes()[:3] == b"\xef\xbb\xbf"


def test_geojson_holds_a_point_and_no_reference_system(tmp_path: Path):
    write_stations(tmp_path / "a.geojson", "zh-CN")
    collection = json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))
    assert collection["features"][1] == {
        "type": "Feature",
        "properties": {
            "id": "S2",
            "name": "西门学校站",
            "kind": "学校",
            "address": None,
            "contact": None,
            "phone": None,
            "phones": None,
            "building_lon": None,
            "building_lat": None,
            "hours": None,
            "radius_m": 150.0,
            "minimum": None,
            "shift_required": "否",
        },
        "geometry": {"type": "Point", "coordinates": [104.05, 30.67]},
    }


@pytest.mark.parametrize(("name", "columns"), [("a.xls", stations.COLUMNS), ("a.geojson", people.COLUMNS)])
def test_other_formats_are_refused(tmp_path: Path, name: str, columns):
    with pytest.raises(BadInput) as caught:
        write(tmp_path / name, columns, [], language="zh-CN")
    assert caught.value.code == "unknown_format"


@LANGUAGES
@pytest.mark.parametrize("what", ["people", "stations"])
@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_a_template_holds_only_its_example_which_is_a_good_row(tmp_path: Path, what: str, language: str, suffix: str):
    path = tmp_path / f"a.{suffix}"
    templates.write(path, what, language=language)
    table = find_table(read(path), templates.COLUMNS[what], language)
    taken = [replace_id(table)]
    if what == "people":
        found = people.read_people(taken[0], {}, {"S01": MALL})
    else:
        found = stations.read_stations(taken[0], {})
    assert (found.read, len(found.things), found.bad, found.doubts) == (1, 1, (), ())


def replace_id(table):
    """The table with the mark taken off its example."""
    [(number, cells)] = table.rows
    return replace(table, rows=((number, ("X1", *cells[1:])),))


def test_a_template_offers_lists_and_explains_every_column(tmp_path: Path):
    templates.write(tmp_path / "a.xlsx", "people", language="zh-CN")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    lists = {str(one.sqref): one.formula1 for one in book["Sheet"].data_validations.dataValidation}
    assert lists == {
        "D2:D5000": '"医疗救护,物资转运,心理干预,信息联络"',
        "E2:E5000": lists["E2:E5000"],
        "H2:H5000": '"步行,电动车,汽车"',
        "J2:J5000": '"正式,预备,暂停,退出"',
        "K2:K5000": '"是,否"',
        "M2:M5000": '"是,否"',
    }
    explained = [(title, note) for title, note, _ in book["说明"].iter_rows(values_only=True)]
    assert [title for title, _ in explained][:4] == ["编号*", "姓名*", "电话", "队伍*"]
    assert not any(note.startswith("column_") for _, note in explained)


def test_columns_of_phones_and_ids_are_text_so_that_excel_leaves_them_alone(tmp_path: Path):
    templates.write(tmp_path / "a.xlsx", "people", language="zh-CN")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert [sheet.column_dimensions[letter].number_format for letter in "ABC"] == ["@", "@", "@"]
