import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest

from dispatch.records.sheets import Sheet, parse, read
from maps.errors import BadInput

TEXT = "编号,姓名\nV1,欧阳·𠮷\n"
ROWS = ((1, ("编号", "姓名")), (2, ("V1", "欧阳·𠮷")))


def write(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_text_file_is_read_in_any_encoding_of_an_office(tmp_path: Path, encoding: str, delimiter: str):
    path = write(tmp_path, "人员.csv", TEXT.replace(",", delimiter).encode(encoding))
    assert read(path) == [Sheet(ROWS)]


def test_quoted_cells_hold_commas_and_line_breaks_and_rows_are_counted_as_excel_does(tmp_path: Path):
    path = write(tmp_path, "a.csv", 'id,资质\r\nV1,"护士,\n驾驶证"\r\n\r\nV2,\r\n')
    assert read(path) == [Sheet(((1, ("id", "资质")), (2, ("V1", "护士,\n驾驶证")), (3, ()), (4, ("V2", ""))))]


def workbook(path: Path) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for row in [["志愿者登记表", None, None], ["编号", "姓名", "队伍"], ["V1", "甲", "医疗"], ["V2", "乙", None]]:
        book.active.append(row)
    book.active.merge_cells("A1:C1")
    book.active.merge_cells("C3:C4")
    book.save(path)
    return book


def test_a_cell_merged_over_rows_holds_for_each_of_them(tmp_path: Path):
    workbook(tmp_path / "a.xlsx")
    [sheet] = read(tmp_path / "a.xlsx")
    assert sheet.rows == (
        (1, ("志愿者登记表", None, None)),
        (2, ("编号", "姓名", "队伍")),
        (3, ("V1", "甲", "医疗")),
        (4, ("V2", "乙", "医疗")),
    )


def test_hidden_sheets_are_not_read_and_the_name_of_the_file_does_not_matter(tmp_path: Path):
    book = workbook(tmp_path / "a.xlsx")
    book.create_sheet("hidden").append(["编号"])
    book["hidden"].sheet_state = "hidden"
    book.save(tmp_path / "a.csv")
    assert len(read(tmp_path / "a.csv")) == 1


def feature(properties: dict | None, geometry: dict | None) -> dict:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def test_geojson_points_are_rows_in_wgs84(tmp_path: Path):
    point = {"type": "Point", "coordinates": [104.1, 30.6, 512.0]}
    line = {"type": "LineString", "coordinates": [[104.1, 30.6], [104.2, 30.6]]}
    properties = {"id": "S1", "tags": ["a", "b"], "more": {"a": 1}}
    collection = {"type": "FeatureCollection", "features": [feature(properties, point), feature(None, line)]}
    assert read(write(tmp_path, "a.geojson", json.dumps(collection))) == [
        Sheet(
            (
                (0, ("id", "tags", "more", "lon", "lat")),
                (1, ("S1", "a、b", '{"a": 1}', 104.1, 30.6)),
                (2, (None, None, None, None, None)),
            ),
            crs="WGS84",
        )
    ]


@pytest.mark.parametrize(
    ("crs", "taken"), [("urn:ogc:def:crs:OGC:1.3:CRS84", True), ("EPSG:4326", True), ("EPSG:3857", False)]
)
def test_geojson_that_declares_another_reference_system_is_refused(tmp_path: Path, crs: str, taken: bool):
    collection = {"type": "FeatureCollection", "features": [], "crs": {"type": "name", "properties": {"name": crs}}}
    path = write(tmp_path, "a.geojson", json.dumps(collection))
    if taken:
        assert read(path)[0].crs == "WGS84"
        return
    with pytest.raises(BadInput) as caught:
        read(path)
    assert caught.value.code == "geojson_crs"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_or_locked_excel"),
        (b"PK\x03\x04 torn", "not_a_workbook"),
        (b"\xff\x00\xff\x81\x20", "unknown_encoding"),
        (b'{"type": "FeatureCollection", "features": [', "not_geojson"),
        (b'{"type": "FeatureCollection"}', "not_geojson"),
        (b'{"features": [1]}', "not_geojson"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, content: bytes, code: str):
    with pytest.raises(BadInput) as caught:
        read(write(tmp_path, "名单", content))
    assert (caught.value.code, caught.value.params) == (code, {"file": "名单"})


def test_a_file_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(BadInput) as caught:
        read(tmp_path / "none.csv")
    assert caught.value.params == {"file": "none.csv", "why": "No such file or directory"}


def workbook_with(change: dict[str, str], extra: dict[str, bytes] | None = None) -> bytes:
    """A small workbook whose first sheet's XML is changed, with further parts."""
    plain, made = io.BytesIO(), io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["编号", "姓名"])
    book.save(plain)
    with zipfile.ZipFile(plain) as parts, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as changed:
        for name in parts.namelist():
            text = parts.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                for old, new in change.items():
                    assert old in text
                    text = text.replace(old, new)
            changed.writestr(name, text)
        for name, content in (extra or {}).items():
            changed.writestr(name, content)
    return made.getvalue()


MERGED = '</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
FAR = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(workbook_with({"</sheetData>": MERGED}), id="all cells merged into one"),
        pytest.param(workbook_with({"</sheetData>": FAR}), id="one cell in the last corner"),
        pytest.param(workbook_with({}, {"xl/media/image.bin": bytes(40 * 2**20)}), id="a part of 40 MiB of noughts"),
    ],
)
def test_a_small_workbook_that_unfolds_into_a_monster_is_refused_unread(content: bytes):
    assert len(content) < 64 * 2**10
    with pytest.raises(BadInput) as refusal:
        parse(content, "a.xlsx")
    assert refusal.value.code == "file_too_large"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (workbook_with({"<sheetData>": "<sheetData"}), "not_a_workbook"),
        (workbook_with({})[:-40], "not_a_workbook"),
        (b"PK\x03\x04", "not_a_workbook"),
        (b'id,name\nV1,"' + b"x" * 200_000, "not_a_table"),
        (b'{"features": ' + b"[" * 200_000, "not_geojson"),
    ],
)
def test_a_broken_file_is_named_whatever_its_parser_stumbles_over(content: bytes, code: str):
    with pytest.raises(BadInput) as refusal:
        parse(content, "a")
    assert refusal.value.code == code
