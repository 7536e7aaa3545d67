"""A plan as layers for a GIS: its sites, the cells with who reaches them, and the gaps. WGS-84."""

import json
import tempfile
from pathlib import Path
from typing import Any

import geopandas as gpd  # type: ignore[import-untyped]
import numpy as np
import shapely

from dispatch.papers.commission import Commission
from dispatch.papers.findings import Findings

WGS84 = "EPSG:4326"


def layers(commission: Commission, findings: Findings) -> dict[str, Any]:
    """By name, a GeoDataFrame each. `sites_today`, `sites_plan`: how many reach a cell in time."""
    demand, sites = commission.demand, commission.plan.sites
    lived_in = np.flatnonzero(demand.weight > 0)
    return {
        "sites": gpd.GeoDataFrame(
            {
                "id": [one.id for one in sites],
                "name": [one.name for one in sites],
                "fate": [str(one.fate) for one in sites],
                "cost_wan_a_year": np.array([np.nan if one.cost is None else one.cost for one in sites], np.float64),
            },
            geometry=shapely.points(np.array([(one.lon, one.lat) for one in sites]).reshape(-1, 2)),
            crs=WGS84,
        ),
        "cells": gpd.GeoDataFrame(
            {
                "people": demand.weight[lived_in],
                "sites_today": findings.cover_today[lived_in],
                "sites_plan": findings.cover_plan[lived_in],
            },
            geometry=shapely.points(demand.lonlat[lived_in]),
            crs=WGS84,
        ),
        "gaps": gpd.GeoDataFrame(
            {
                "street": list(findings.streets),
                "people": [gap.people for gap in findings.gaps],
                "km2": [gap.km2 for gap in findings.gaps],
            },
            geometry=[gap.outline for gap in findings.gaps],
            crs=WGS84,
        ),
    }


def to_geopackage(commission: Commission, findings: Findings) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "plan.gpkg"
        for name, layer in layers(commission, findings).items():
            layer.to_file(file, layer=name, driver="GPKG")
        return file.read_bytes()


def to_geojson(commission: Commission, findings: Findings) -> bytes:
    """One collection; `layer` says which a feature belongs to."""
    features = [
        {**feature, "properties": {"layer": name, **feature["properties"]}}
        for name, layer in layers(commission, findings).items()
        for feature in json.loads(layer.to_json(to_wgs84=True, drop_id=True))["features"]
    ]
    about = {"plan": commission.plan.id, "edition": commission.plan.edition, "name": commission.plan.name}
    collection = {"type": "FeatureCollection", **about, "features": features}
    return json.dumps(collection, ensure_ascii=False).encode()
