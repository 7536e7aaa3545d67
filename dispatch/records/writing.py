"""Tables out: XLSX and CSV as Excel opens them, GeoJSON for stations; and templates to fill in."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path

import openpyxl
from openpyxl.cell import Cell as XlsxCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from dispatch.records.columns import Column
from maps.errors import BadInput

Cell = str | float | None
FORMULA = ("=", "+", "-", "@", "'")
"""A text that begins so would be calculated, or lose its apostrophe, when Excel opens a CSV."""
TEMPLATE_ROWS = 5000


def write(path: Path, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], *, language: str) -> None:
    """Rows of `columns`' cells in the format that the file's name asks for."""
    titles = [column.title(language) for column in columns]
    match path.suffix.lower():
        case ".xlsx":
            book, sheet = _workbook(columns, titles)
            for row in rows:
                append(sheet, row)
            book.save(path)
        case ".csv":
            _write_csv(path, chain([titles], rows))
        case ".geojson" if {"lon", "lat"} <= {column.field for column in columns}:
            _write_geojson(path, columns, rows)
        case other:
            raise BadInput("unknown_format", suffix=other or path.name)


def write_template(
    path: Path,
    columns: Sequence[Column],
    example: Sequence[Cell],
    choices: Mapping[str, Sequence[str]],
    explained: Mapping[str, str],
    *,
    language: str,
) -> None:
    """A table to fill in, with one worked example that an import passes over. In XLSX also lists to choose from, and a
    second sheet that explains each column."""
    if path.suffix.lower() != ".xlsx":
        write(path, columns, [example], language=language)
        return
    titles = [column.title(language) + ("*" if column.required else "") for column in columns]
    book, sheet = _workbook(columns, titles)
    append(sheet, example)
    for position, column in enumerate(columns, 1):
        if column.field in choices:
            _offer(sheet, position, choices[column.field])
    notes = book.create_sheet("Notes" if language == "en" else "说明")
    for title, column in zip(titles, columns, strict=True):
        append(notes, (title, explained[column.field], "、".join(choices.get(column.field, ()))))
    for letter, width in (("A", 16), ("B", 80), ("C", 60)):
        notes.column_dimensions[letter].width = width
    book.save(path)


def _workbook(columns: Sequence[Column], titles: Sequence[str]) -> tuple[openpyxl.Workbook, Worksheet]:
    """Columns are formatted as text, so that Excel neither rounds phone numbers nor turns ids into dates."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    append(sheet, titles)
    for position, column in enumerate(columns, 1):
        sheet.cell(1, position).font = Font(bold=True)
        dimension = sheet.column_dimensions[get_column_letter(position)]
        dimension.width = 18
        dimension.number_format = "General" if column.field in ("lon", "lat") else "@"
    sheet.freeze_panes = "A2"
    return book, sheet


def append(sheet: Worksheet, row: Sequence[Cell]) -> None:
    """As it stands: no text becomes a formula."""
    sheet.append([_literal(sheet, value) for value in row])


def _literal(sheet: Worksheet, value: Cell) -> XlsxCell:
    """Text is set as text: openpyxl would take a leading `=` for a formula."""
    cell = XlsxCell(sheet, row=1, column=1, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
    return cell


def _offer(sheet: Worksheet, position: int, choices: Sequence[str]) -> None:
    """A drop-down; Excel takes at most 255 characters, beyond which the second sheet's list must do."""
    listed = f'"{",".join(choices)}"'
    if len(listed) > 255:
        return
    letter = get_column_letter(position)
    validation = DataValidation(type="list", formula1=listed, allow_blank=True, showErrorMessage=False)
    validation.add(f"{letter}2:{letter}{TEMPLATE_ROWS}")
    sheet.add_data_validation(validation)


def _write_csv(path: Path, rows: Iterable[Sequence[Cell]]) -> None:
    """UTF-8 with the byte order mark that Excel needs to see it."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_harmless(cell) for cell in row] for row in rows)
    path.write_text(text.getvalue(), encoding="utf-8-sig", newline="")


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _write_geojson(path: Path, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> None:
    features = []
    for row in rows:
        cells = {column.field: cell for column, cell in zip(columns, row, strict=True)}
        point = {"type": "Point", "coordinates": [cells.pop("lon"), cells.pop("lat")]}
        cells.pop("crs", None)
        features.append({"type": "Feature", "properties": cells, "geometry": point})
    collection = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(collection, ensure_ascii=False, indent=1), encoding="utf-8")
