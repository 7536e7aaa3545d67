"""Demand from a file: a table, points or areas of GeoJSON, GeoPackage or Shapefile, or a raster of people.

An area's people are shared out over where the map says that people live in it, and evenly where it says nothing.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from maps.compounds import Compounds
from maps.demand.cells import gathered
from maps.demand.living import living, sampled, within
from maps.demand.model import F8, Demand, Remark, Source
from maps.demand.rows import Convert, Rows, placed, scale
from maps.demand.tables import TITLES, Cells, NamedCrs, read_csv, read_table
from maps.errors import BadInput
from maps.roads import WGS84, RoadNetwork

TABLES, SHAPES, RASTERS = (".csv", ".txt", ".tsv"), (".geojson", ".json", ".gpkg", ".shp"), (".tif", ".tiff", ".asc")


def from_file(
    path: Path,
    network: RoadNetwork,
    compounds: Compounds,
    *,
    named: NamedCrs,
    convert: Convert | None = None,
    total: float | None = None,
    cell_m: float | None = None,
    cells: Cells | None = None,
) -> Demand:
    """`cells`: those of a table that somebody else has read, as from a workbook. `convert`: from what the file's
    coordinates are said to be; else as the file says. Raises BadInput by name."""
    suffix = path.suffix.lower()
    if not path.is_file():
        raise BadInput("source_missing", file=str(path))
    if suffix in TABLES or cells is not None:
        rows, assumed = read_table(path.name, cells or read_csv(path), convert=convert, named=named)
    elif suffix in RASTERS:
        from maps.demand.rasters import read_raster

        rows, assumed = read_raster(path), False
    elif suffix in SHAPES:
        table, assumed = _table(path, convert)
        if (shapely.get_dimensions(table.geometry.to_numpy()) == 2).any():
            return _noted(_areas(table, network, compounds, total=total, cell_m=cell_m), assumed)
        rows = _points(table)
    else:
        raise BadInput("demand_unknown", file=path.name, suffixes=" ".join((*TABLES, *SHAPES, *RASTERS)))
    return _noted(placed(network, rows, total=total, cell_m=cell_m), assumed)


def _noted(demand: Demand, assumed: bool) -> Demand:
    return replace(demand, remarks=(*demand.remarks, Remark("demand_crs_assumed", 1))) if assumed else demand


def _table(path: Path, convert: Convert | None) -> tuple[Any, bool]:
    """In WGS-84, and whether that had to be assumed: by its standard GeoJSON is, unless it says otherwise."""
    import geopandas  # type: ignore[import-untyped]  # takes half a second to load, and few commands need it

    try:
        table = geopandas.read_file(path)
    except Exception as problem:  # pyogrio's own kinds, and GDAL's
        raise BadInput("demand_unreadable", file=path.name, reason=str(problem)) from problem
    if not len(table) or "geometry" not in table:
        raise BadInput("demand_empty", file=path.name)
    if convert is not None:
        return table.set_geometry(shapely.transform(shapely.force_2d(table.geometry.to_numpy()), convert)), False
    if table.crs is None:
        raise BadInput("demand_without_crs", file=path.name)
    said = path.suffix.lower() not in (".geojson", ".json") or '"crs"' in path.read_text("utf-8", "replace")[:5000]
    return table.to_crs(WGS84), not said


def _column(table: Any, field: str) -> Any | None:
    known = {str(name).strip().casefold(): name for name in table.columns}
    return next((table[known[title]] for title in TITLES[field] if title in known), None)


def _weights(table: Any) -> F8:
    import pandas

    column = _column(table, "weight")
    if column is None:
        return np.ones(len(table))
    found = np.asarray(pandas.to_numeric(column, errors="coerce"), np.float64)
    return np.where(np.isfinite(found), found, np.nan)


def _names(table: Any) -> tuple[str, ...]:
    column = next((one for field in ("id", "name") if (one := _column(table, field)) is not None), None)
    return tuple(
        f"#{row}" if column is None or column.iloc[row - 1] in (None, "") else str(column.iloc[row - 1])
        for row in range(1, len(table) + 1)
    )


def _points(table: Any) -> Rows:
    """A line or several points stand in their middle."""
    middle = shapely.centroid(table.geometry.to_numpy())
    return Rows(
        Source.FILE,
        _names(table),
        np.column_stack((shapely.get_x(middle), shapely.get_y(middle))),
        _weights(table),
        identified=_column(table, "id") is not None,
    )


def _areas(
    table: Any, network: RoadNetwork, compounds: Compounds, *, total: float | None, cell_m: float | None
) -> Demand:
    """Each area's people where the map says that people live, as cells."""
    shapes = shapely.make_valid(shapely.force_2d(table.geometry.to_numpy()))
    _, homes, lived = living(network, compounds)
    tree, names, weights = (
        shapely.STRtree(np.asarray(shapely.points(homes), np.object_)),
        _names(table),
        _weights(table),
    )
    parts: list[tuple[F8, F8]] = []
    reasons: dict[str, list[str]] = {}
    for name, shape, weight in zip(names, shapes, weights.tolist(), strict=True):
        code, where, share = _shared_out(network, shape, weight, tree, homes, lived)
        if code:
            reasons.setdefault(code, []).append(name)
        if len(where):
            parts.append((where, share * weight))
    if not parts or sum(float(weight.sum()) for _, weight in parts) <= 0:
        raise BadInput("demand_nothing_left", rows=len(names), reasons=", ".join(reasons))
    lonlat, weight = np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])
    if total is not None:
        weight = weight * scale(total, float(weight.sum()))
    remarks = tuple(Remark.on(code, listed) for code, listed in reasons.items())
    return replace(gathered(network, Source.FILE, lonlat, weight, cell_m=cell_m), remarks=remarks)


def _shared_out(
    network: RoadNetwork, shape: Any, weight: float, tree: shapely.STRtree, homes: F8, lived: F8
) -> tuple[str, F8, F8]:
    """A remark, or "", the places of an area and their shares of its people, which come to 1 if all of it is in the
    city: of an area that reaches beyond, the part outside counts by its surface."""
    nowhere = np.empty((0, 2)), np.empty(0)
    if shape is None or shapely.is_empty(shape):
        return "demand_place_unreadable", *nowhere
    if not np.isfinite(weight):
        return "demand_weight_missing", *nowhere
    if weight < 0:
        return "demand_weight_negative", *nowhere
    low, high = network.shape_lonlat.min(axis=0), network.shape_lonlat.max(axis=0)
    inside = shapely.intersection(shape, shapely.box(*low, *high))
    if shapely.is_empty(inside):
        return "demand_outside", *nowhere
    in_city = min(1.0, float(shapely.area(inside) / shapely.area(shape))) if shapely.area(shape) else 1.0
    code = "" if in_city > 0.999 else "demand_partly_outside"
    own = np.sort(tree.query(inside, predicate="intersects"))
    if len(own) and lived[own].sum() > 0:
        return code, homes[own], lived[own] / lived[own].sum() * in_city
    even = sampled(inside)
    even = even[within(network, even)]
    return "demand_area_without_homes", even, np.full(len(even), in_city / max(len(even), 1))


def of_places(
    network: RoadNetwork,
    places: Sequence[Any],
    kinds: Sequence[str],
    *,
    total: float | None = None,
    cell_m: float | None = None,
) -> Demand:
    """Places of some kinds that the map names, each counting one: schools, homes for the old."""
    own = [one for one in places if str(one.kind) in kinds]
    if not own:
        raise BadInput("demand_no_places", kinds=", ".join(kinds))
    lonlat = np.array([(one.lon, one.lat) for one in own])
    rows = Rows(Source.SITES, tuple(one.names[0] for one in own), lonlat, np.ones(len(own)))
    return placed(network, rows, total=total, cell_m=cell_m)
