"""Files as rows of cells: XLSX, CSV in the encodings of Chinese offices, GeoJSON points. The content says which."""

import csv
import io
import json
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from maps.errors import BadInput

Value = str | int | float | date | datetime | time | None

OLD_EXCEL = b"\xd0\xcf\x11\xe0"
ZIP = b"PK"
# GB18030 holds GBK and GB2312; it comes last because it takes almost any bytes.
ENCODINGS = ("utf-8-sig", "gb18030")
MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\b[^>]*?\bref\s*=\s*["']([^"']+)""")
UNPACKED_BYTES = 32 * 2**20
CELLS = 1_000_000
"""Of a sheet, the empty ones within its corners too: a workbook of a few bytes may span 17 thousand million."""
WGS84_NAMES = ("crs84", "4326", "wgs84")


@dataclass(frozen=True, slots=True)
class Sheet:
    """Numbered rows, as a person counts them in the file. `crs`: the reference system that the format itself fixes."""

    rows: tuple[tuple[int, tuple[Value, ...]], ...]
    crs: str | None = None


def read(path: Path) -> list[Sheet]:
    """Every visible sheet of the file. Raises BadInput naming what is wrong with it as a whole."""
    try:
        content = path.read_bytes()
    except OSError as failure:
        raise BadInput("unreadable_file", file=path.name, why=failure.strerror or "") from failure
    return parse(content, path.name)


def parse(content: bytes, name: str) -> list[Sheet]:
    """As `read`, of a file that somebody sent: whatever it holds, it costs no more than a table of `CELLS`."""
    if content.startswith(OLD_EXCEL):
        raise BadInput("old_or_locked_excel", file=name)
    if content.startswith(ZIP):
        return _workbook(content, name)
    text = _decoded(content, name)
    return [_features(text, name) if text.lstrip().startswith("{") else _delimited(text, name)]


def _workbook(content: bytes, name: str) -> list[Sheet]:
    _refuse_bomb(content, name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # extensions of Excel that openpyxl leaves out
        try:
            book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        except Exception as failure:  # whatever its parsers stumble over
            raise BadInput("not_a_workbook", file=name) from failure
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if sum(sheet.max_row * sheet.max_column for sheet in shown) > CELLS:
        raise BadInput("file_too_large", file=name)
    return [Sheet(tuple(_worksheet_rows(sheet))) for sheet in shown]


def _refuse_bomb(content: bytes, name: str) -> None:
    """Before openpyxl unpacks it, and makes a cell of each that is merged."""
    try:
        unpacked, merged = _weight(content)
    except Exception as failure:
        raise BadInput("not_a_workbook", file=name) from failure
    if unpacked > UNPACKED_BYTES or merged > CELLS:
        raise BadInput("file_too_large", file=name)


def _weight(content: bytes) -> tuple[int, int]:
    """Bytes unpacked, and merged cells unless it is those already. No part is longer than it says: zipfile stops."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        unpacked = sum(part.file_size for part in parts.infolist())
        if unpacked > UNPACKED_BYTES:
            return unpacked, 0
        merged = (ref.decode() for part in parts.namelist() for ref in MERGED.findall(parts.read(part)))
        return unpacked, sum(map(_area, merged))


def _area(ref: str) -> int:
    west, north, east, south = range_boundaries(ref)
    return ((east or 2**14) - (west or 1) + 1) * ((south or 2**20) - (north or 1) + 1)


def _worksheet_rows(sheet: Worksheet) -> Iterator[tuple[int, tuple[Value, ...]]]:
    spanned = _spanned(sheet)
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        filled = [spanned.get((number, column), value) for column, value in enumerate(cells, 1)]
        yield number, tuple(filled)


def _spanned(sheet: Worksheet) -> dict[tuple[int, int], Any]:
    """What a cell merged over several rows says in each of them; only in its first column, where its header is."""
    return {
        (row, span.min_col): sheet.cell(span.min_row, span.min_col).value
        for span in sheet.merged_cells.ranges
        for row in range(span.min_row, span.max_row + 1)
    }


def _decoded(content: bytes, name: str) -> str:
    for encoding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadInput("unknown_encoding", file=name)


def _delimited(text: str, name: str) -> Sheet:
    first_lines = "\n".join(text.splitlines()[:20])
    delimiter = max(",\t;", key=first_lines.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return Sheet(tuple((number, tuple(row)) for number, row in enumerate(rows, 1)))
    except csv.Error as failure:  # a quotation mark that is never closed
        raise BadInput("not_a_table", file=name) from failure


def _features(text: str, name: str) -> Sheet:
    """GeoJSON: one row a feature, with its properties and the lon and lat of its point."""
    try:
        collection = json.loads(text)
    except (ValueError, RecursionError) as failure:
        raise BadInput("not_geojson", file=name) from failure
    features = collection.get("features")
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        raise BadInput("not_geojson", file=name)
    _require_wgs84(collection, name)
    header = list(dict.fromkeys(key for feature in features for key in feature.get("properties") or {}))
    rows = [(0, (*header, "lon", "lat"))]
    for number, feature in enumerate(features, 1):
        properties = feature.get("properties") or {}
        rows.append((number, (*(_plain(properties.get(key)) for key in header), *_point(feature))))
    return Sheet(tuple(rows), crs="WGS84")


def _require_wgs84(collection: dict[str, Any], name: str) -> None:
    """RFC 7946 knows WGS-84 alone; older files may still name it."""
    declared = collection.get("crs")
    if declared is not None and not any(known in json.dumps(declared).lower() for known in WGS84_NAMES):
        raise BadInput("geojson_crs", file=name)


def _point(feature: dict[str, Any]) -> tuple[Value, Value]:
    geometry = feature.get("geometry")
    match geometry:
        case {"type": "Point", "coordinates": [lon, lat, *_]}:
            return _plain(lon), _plain(lat)
    return None, None


def _plain(value: Any) -> Value:
    """Lists, as qualifications may be, are joined; other structure is kept as its text."""
    if isinstance(value, list):
        return "、".join(str(part) for part in value)
    return value if isinstance(value, str | int | float | None) else json.dumps(value, ensure_ascii=False)
