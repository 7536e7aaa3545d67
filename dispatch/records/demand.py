"""Demand from a file that somebody sent or named: what it may be, and in which reference system its places stand."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from dispatch.links.crs import to_wgs84
from dispatch.records import sheets
from maps.cities import City
from maps.demand import files
from maps.demand.model import Demand
from maps.errors import BadInput
from maps.snapping import F8

SUFFIXES = (".csv", ".txt", ".tsv", ".xlsx", ".geojson", ".json", ".gpkg", ".tif", ".tiff", ".asc")
SHAPES = frozenset({"FeatureCollection", "Feature", "GeometryCollection"}) | frozenset(
    f"{many}{one}" for many in ("", "Multi") for one in ("Point", "LineString", "Polygon")
)
STARTS = {
    ".xlsx": (b"PK",),
    ".gpkg": (b"SQLite format 3\x00",),
    ".tif": (b"II*\x00", b"MM\x00*"),
    ".tiff": (b"II*\x00", b"MM\x00*"),
}


def sent_demand(content: bytes, name: str, city: City, *, crs: str | None) -> Demand:
    """`name`: what the file is called where whoever sent it has it. Raises BadInput by name."""
    suffix = Path(name).suffix.lower()
    _require_kind(content, name, suffix)
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"demand{suffix}"
        file.write_bytes(content)
        try:
            return read_demand(file, city, crs=crs)
        except BadInput as wrong:
            raise BadInput(wrong.code, **{**wrong.params, **_called(wrong, name)}) from wrong
        except (csv.Error, ValueError, ArithmeticError, RecursionError, MemoryError) as problem:
            raise BadInput("demand_unreadable", file=name, reason=type(problem).__name__) from problem


def read_demand(
    file: Path, city: City, *, crs: str | None, total: float | None = None, cell_m: float | None = None
) -> Demand:
    """`crs`: of its places, None as the file says."""
    return files.from_file(
        file, city.network, city.compounds, named=converting, convert=converting(crs) if crs else None,
        total=total, cell_m=cell_m, cells=_workbook(file),
    )  # fmt: skip


def converting(crs: str) -> Callable[[F8], F8]:
    """From a reference system by its name to WGS-84."""

    def convert(points: F8) -> F8:
        return np.array([to_wgs84(crs, float(lon), float(lat)) for lon, lat in points]).reshape(-1, 2)

    return convert


def _workbook(file: Path) -> list[list[str]] | None:
    """The first sheet of Excel's, None where the file is none."""
    if file.suffix.lower() != ".xlsx":
        return None
    rows = [[("" if cell is None else str(cell)) for cell in row] for _, row in sheets.read(file)[0].rows]
    return [row for row in rows if any(row)]


def _require_kind(content: bytes, name: str, suffix: str) -> None:
    """GDAL goes by what a file holds, and some of what it knows fetches other files: no more than these gets there."""
    starts = STARTS.get(suffix)
    if suffix not in SUFFIXES or (starts and not content.startswith(starts)):
        raise BadInput("demand_unknown", file=name, suffixes=" ".join(SUFFIXES))
    if suffix in (".geojson", ".json"):
        try:
            told = json.loads(content.decode("utf-8-sig"))
        except (ValueError, RecursionError) as problem:
            raise BadInput("demand_unreadable", file=name, reason=str(problem)[:200]) from problem
        if not isinstance(told, dict) or told.get("type") not in SHAPES or "stac_version" in told:
            raise BadInput("demand_unreadable", file=name, reason="GeoJSON: FeatureCollection")


def _called(wrong: BadInput, name: str) -> dict[str, str]:
    return {"file": name} if "file" in wrong.params else {}
