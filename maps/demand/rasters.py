"""Demand from a raster of people, such as WorldPop: each pixel that has any is a place with so many.

An Esri grid (`.asc`) in WGS-84 degrees is read as it is; GeoTIFF through rasterio, which is an optional extra.
"""

from pathlib import Path

import numpy as np

from maps.demand.model import F8, Source
from maps.demand.rows import Rows
from maps.errors import BadInput
from maps.roads import WGS84

HEAD = ("ncols", "nrows", "xllcorner", "yllcorner", "cellsize")
LARGEST = 50_000_000


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
        import rasterio  # type: ignore[import-not-found,unused-ignore]
        from rasterio.warp import transform  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        raise BadInput("demand_needs_rasterio", file=path.name) from None
    try:
        with rasterio.open(path) as source:
            if source.width * source.height > LARGEST:
                raise BadInput("demand_too_large", file=path.name, pixels=source.width * source.height, most=LARGEST)
            if source.crs is None:
                raise BadInput("demand_without_crs", file=path.name)
            band = source.read(1, masked=True)
            row, column = np.nonzero(~np.ma.getmaskarray(band) & np.isfinite(band.filled(0)) & (band.filled(0) != 0))
            x, y = source.xy(row, column)
            lon, lat = transform(source.crs, WGS84, x, y)
            return np.column_stack((lon, lat)), np.asarray(band.filled(0)[row, column], np.float64)
    except rasterio.errors.RasterioError as problem:
        raise BadInput("demand_unreadable", file=path.name, reason=str(problem)) from problem
