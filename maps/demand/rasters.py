"""Demand from a raster of people, such as WorldPop: each pixel that has any is a place with so many.

An Esri grid (`.asc`) in WGS-84 degrees, or a GeoTIFF of one band that lies north up and names its system by an EPSG
code. Tags and keys: OGC GeoTIFF 1.1; no value: GDAL's own tag.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyproj
from PIL import Image

from maps.demand.model import F8, Source
from maps.demand.rows import Rows
from maps.errors import BadInput
from maps.roads import WGS84

HEAD = ("ncols", "nrows", "xllcorner", "yllcorner", "cellsize")
LARGEST = 50_000_000
SCALE, TIEPOINT, GEOKEYS, NODATA = 33550, 33922, 34735, 42113
GEOGRAPHIC, PROJECTED, RASTER_TYPE, USER_DEFINED = 2048, 3072, 1025, 32767


def read_raster(path: Path) -> Rows:
    """Pixels without people, or without a value, are no rows. Raises BadInput by name."""
    lonlat, people = _grid(path) if path.suffix.lower() == ".asc" else _geotiff(path)
    if not len(people):
        raise BadInput("demand_empty", file=path.name)
    return Rows(Source.FILE, tuple(f"{lon:.5f},{lat:.5f}" for lon, lat in lonlat.tolist()), lonlat, people)


def _grid(path: Path) -> tuple[F8, F8]:
    """Rows from north to south below the head's lines, each a word and a number."""
    try:
        words = path.read_text(encoding="ascii").split()
        head: dict[str, float] = {}
        while words[2 * len(head)][0].isalpha():
            head[words[2 * len(head)].casefold()] = float(words[2 * len(head) + 1])
        columns, rows, west, south, step = (head[name] for name in HEAD)
        body = np.array(words[2 * len(head) :], np.float64).reshape(int(rows), int(columns))
    except (OSError, ValueError, KeyError, IndexError) as problem:
        raise BadInput("demand_unreadable", file=path.name, reason=str(problem)) from problem
    if not (-180 <= west <= 180 and -90 <= south <= 90 and 0 < step < 1):
        raise BadInput("demand_without_crs", file=path.name)
    row, column = np.nonzero(np.isfinite(body) & (body != head.get("nodata_value", -9999.0)) & (body != 0))
    lon, lat = west + (column + 0.5) * step, south + (rows - row - 0.5) * step
    return np.column_stack((lon, lat)), body[row, column]


def _geotiff(path: Path) -> tuple[F8, F8]:
    try:
        with Image.open(path) as image:
            if image.width * image.height > LARGEST:
                raise BadInput("demand_too_large", file=path.name, pixels=image.width * image.height, most=LARGEST)
            tags = dict(image.tag_v2)  # type: ignore[attr-defined]
            band = np.asarray(image, np.float64)
    except (OSError, ValueError, SyntaxError, AttributeError, Image.DecompressionBombError) as problem:
        raise BadInput("demand_unreadable", file=path.name, reason=str(problem)) from problem
    if band.ndim != 2 or SCALE not in tags or TIEPOINT not in tags:
        raise BadInput("demand_unreadable", file=path.name, reason="GeoTIFF: 1 band, ModelPixelScale, ModelTiepoint")
    nothing = _number(tags.get(NODATA))
    row, column = np.nonzero(np.isfinite(band) & (band != 0) & (band != nothing))
    crs, by_corner = _crs(path, tags.get(GEOKEYS, ()))
    right, down = (float(step) for step in tags[SCALE][:2])
    at_column, at_row, _, x, y = (float(value) for value in tags[TIEPOINT][:5])
    half = 0.5 if by_corner else 0.0
    place = np.column_stack((x + (column - at_column + half) * right, y - (row - at_row + half) * down))
    if crs != WGS84:
        lon, lat = pyproj.Transformer.from_crs(crs, WGS84, always_xy=True).transform(*place.T)
        place = np.column_stack((lon, lat))
    return place, band[row, column]


def _number(text: object) -> float:
    try:
        return float(str(text).strip("\x00 "))
    except ValueError:
        return np.nan


def _crs(path: Path, keys: Sequence[int]) -> tuple[str, bool]:
    """The reference system that the GeoKeys name, and whether a tie point is a pixel's corner, not its middle."""
    told = {keys[at]: keys[at + 3] for at in range(4, len(keys) - 3, 4) if keys[at + 1] == 0}
    code = told.get(PROJECTED, told.get(GEOGRAPHIC))
    if code is None or code == USER_DEFINED:
        raise BadInput("demand_without_crs", file=path.name)
    try:
        return pyproj.CRS.from_epsg(code).to_string(), told.get(RASTER_TYPE, 1) == 1
    except pyproj.exceptions.CRSError as problem:
        raise BadInput("demand_without_crs", file=path.name) from problem
