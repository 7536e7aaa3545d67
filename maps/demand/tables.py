"""Demand from a table: CSV with places and weights, or past calls (at, type, lon, lat)."""

import csv
import io
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from maps.demand.model import F8, Source
from maps.demand.rows import Convert, Rows
from maps.errors import BadInput

ENCODINGS = ("utf-8-sig", "gb18030")
DELIMITERS = ",;\t"
TITLES: Mapping[str, Sequence[str]] = {
    "lon": ("lon", "经度", "lng", "long", "longitude", "x"),
    "lat": ("lat", "纬度", "latitude", "y"),
    "weight": ("weight", "权重", "people", "population", "pop", "人口", "人数", "count", "demand", "数量"),
    "id": ("id", "编号", "cell", "no"),
    "name": ("name", "名称", "address", "地址"),
    "at": ("at", "time", "时间"),
    "crs": ("crs", "坐标系"),
}
OURS = ("lon", "lat")
"""Columns of these names are WGS-84, as in every file that the command line reads; those of other names must say."""

Cells = Sequence[Sequence[str]]
NamedCrs = Callable[[str], Convert]
"""The conversion from a reference system that a file names; raises where there is none of that name."""


def read_csv(path: Path) -> Cells:
    """The rows that are not empty, the titles first. Raises BadInput for what is wrong with the file as a whole."""
    text = _text(path)
    first = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    return [row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if any(cell.strip() for cell in row)]


def read_table(file: str, cells: Cells, *, convert: Convert | None, named: NamedCrs) -> tuple[Rows, bool]:
    """And whether its system had to be assumed. `file`: what it is called where it is refused."""
    if not cells:
        raise BadInput("demand_empty", file=file)
    titles, body = [title.strip().casefold() for title in cells[0]], cells[1:]
    at = {
        field: next((titles.index(title) for title in known if title in titles), None)
        for field, known in TITLES.items()
    }
    if at["lon"] is None or at["lat"] is None:
        raise BadInput("demand_columns", file=file, columns=", ".join(titles))
    if not body:
        raise BadInput("demand_empty", file=file)
    lonlat = np.array([[_number(_at(row, at["lon"])), _number(_at(row, at["lat"]))] for row in body])
    assumed = convert is None and at["crs"] is None
    if assumed and (titles[at["lon"]], titles[at["lat"]]) != OURS:
        raise BadInput("demand_without_crs", file=file)
    if at["crs"] is not None:
        lonlat = _each_its_own(file, body, at["crs"], lonlat, convert, named)
    elif convert is not None:
        lonlat = _converted(lonlat, convert)
    column = at["weight"]
    weight = np.ones(len(body)) if column is None else np.array([_number(_at(row, column)) for row in body])
    source = Source.CALLS if at["at"] is not None and column is None else Source.FILE
    return Rows(source, _names(body, at), lonlat, weight, identified=at["id"] is not None), assumed


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise BadInput("demand_unreadable", file=path.name, reason=problem.strerror or str(problem)) from problem
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadInput("demand_unreadable", file=path.name, reason="UTF-8, GB18030")


def _at(row: Sequence[str], column: int | None) -> str:
    return row[column].strip() if column is not None and column < len(row) else ""


def _number(text: str) -> float:
    """NaN for what is no number, and for infinity."""
    try:
        value = float(text)
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan


def _names(body: Sequence[Sequence[str]], at: Mapping[str, int | None]) -> tuple[str, ...]:
    """The id, else the name, else the line."""
    return tuple(_at(row, at["id"]) or _at(row, at["name"]) or f"#{number}" for number, row in enumerate(body, start=2))


def _converted(lonlat: F8, convert: Convert) -> F8:
    whole = np.isfinite(lonlat).all(axis=1)
    found = lonlat.copy()
    found[whole] = convert(lonlat[whole])
    return found


def _each_its_own(
    file: str, body: Sequence[Sequence[str]], column: int, lonlat: F8, convert: Convert | None, named: NamedCrs
) -> F8:
    told = np.array([_at(row, column) for row in body])
    found = lonlat.copy()
    for crs in np.unique(told).tolist():
        how = named(crs) if crs else convert
        if how is None:
            raise BadInput("demand_without_crs", file=file)
        found[told == crs] = _converted(lonlat[told == crs], how)
    return found
