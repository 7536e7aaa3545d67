"""`dispatch reach`, `times`, `zones`: questions about time on a city's streets, travel only. No database is touched."""

import csv
import json
import math
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TextIO

import click
import numpy as np
import shapely

from dispatch.config import Config
from dispatch.duty.model import Station
from dispatch.records import sheets
from dispatch.records import stations as records
from dispatch.records.columns import find_table
from dispatch.words import say
from maps.cities import City, open_city
from maps.errors import BadInput
from maps.isochrones import Zone
from maps.isochrones import zones as zones_around
from maps.snapping import F8, Snapped, snap
from maps.speeds import Mode
from maps.travel import times_to, weigh

NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
POINT = re.compile(rf"\s*({NUMBER})\s*,\s*({NUMBER})\s*")
LONGEST_MIN = 240.0

city_option = click.option("--city", "city_name", required=True, help="An imported city.")
mode_option = click.option("--mode", type=click.Choice([str(mode) for mode in Mode]), required=True)


class Minutes(click.ParamType[tuple[float, ...]]):
    """`15` or `5,10,15`: bands, each above 0 and at most four hours, in rising order and once each."""

    name = "minutes"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, ...]:
        try:
            bands = sorted({float(part) for part in value.split(",")})
        except ValueError:
            raise BadInput("minutes_unreadable", text=value) from None
        if not all(0 < band <= LONGEST_MIN for band in bands):
            raise BadInput("minutes_unreadable", text=value)
        return tuple(int(band) if band == int(band) else band for band in bands)


@click.command()
@city_option
@click.option("--from", "origin", required=True, metavar="LON,LAT", help="WGS-84 degrees.")
@click.option("--minutes", type=Minutes(), required=True, metavar="M[,M…]", help="Bands, as in 5,10,15.")
@mode_option
@click.option("--reverse", is_flag=True, help="Whence the place is reached, instead of what is reached from it.")
def reach(city_name: str, origin: str, minutes: Sequence[float], mode: str, reverse: bool) -> None:
    """How far one gets from a place: a GeoJSON feature for each band, travel only."""
    city = _city(city_name)
    place = _snapped(city, np.array([_place(origin, city)]), Mode(mode), [origin])
    bands = _zones(city, place, minutes, reverse=reverse)
    _write((zone, _band(zone, mode) | {"reverse": reverse}) for zone in bands)


@click.command()
@city_option
@click.option("--to", "destination", required=True, metavar="LON,LAT", help="WGS-84 degrees.")
@mode_option
@click.option("--limit-seconds", type=click.FloatRange(0, 6 * 3600, min_open=True), required=True)
def times(city_name: str, destination: str, mode: str, limit_seconds: float) -> None:
    """Seconds from each point to a place. Reads CSV with id,lon,lat (WGS-84) from standard input; writes CSV with
    id,seconds in the same order, empty where it is not within the limit."""
    city = _city(city_name)
    place = _snapped(city, np.array([_place(destination, city)]), Mode(mode), [destination])
    idents, lonlat = _points(sys.stdin)
    points = snap(city.network, lonlat, mode=Mode(mode))
    seconds = times_to(weigh(city.network, Mode(mode)), place, points, limit_seconds=limit_seconds)
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(("id", "seconds"))
    table.writerows((ident, "" if math.isnan(s) else f"{s:.3f}") for ident, s in zip(idents, seconds, strict=True))


@click.command()
@city_option
@click.option("--stations", "file", type=click.Path(path_type=Path), required=True, help="GeoJSON, CSV or Excel.")
@click.option("--minutes", type=Minutes(), default="15", show_default=True, metavar="M[,M…]")
@mode_option
def zones(city_name: str, file: Path, minutes: Sequence[float], mode: str) -> None:
    """The zones of every station: a GeoJSON feature for each station and band, travel only."""
    city = _city(city_name)
    found = _stations(file, city)
    lonlat = np.array([(one.lon, one.lat) for one in found])
    origins = _snapped(city, lonlat, Mode(mode), [f"{one.id} {one.name}" for one in found])
    bands = _zones(city, origins, minutes)
    _write((zone, _station_of(found[zone.origin]) | _band(zone, mode)) for zone in bands)


def _stations(file: Path, city: City) -> tuple[Station, ...]:
    """All of them, or the first row that is wrong by name."""
    language = Config.from_env().language
    table = find_table(sheets.read(file), records.COLUMNS, language)
    intake = records.read_stations(table, {}, bounds=city.bbox)
    for remark in intake.bad:
        reason = say(remark.code, language, **remark.params)
        raise BadInput("row_unreadable", file=file.name, row=remark.row, reason=reason)
    if not intake.things:
        raise BadInput("no_stations", file=file.name)
    return intake.things


def _station_of(station: Station) -> dict[str, Any]:
    return {"station": station.id, "name": station.name}


def _band(zone: Zone, mode: str) -> dict[str, Any]:
    return {"minutes": zone.minutes, "mode": mode, "count": "travel"}


def _city(name: str) -> City:
    return open_city(name, root=Config.from_env().cities_dir)


def _place(text: str, city: City) -> tuple[float, float]:
    """The `LON,LAT` of an option, in the city's box."""
    match = POINT.fullmatch(text)
    if match is None:
        raise BadInput("place_unreadable", text=text)
    lon, lat = float(match[1]), float(match[2])
    _require_on_earth(text, lon, lat)
    west, south, east, north = city.bbox
    if not (west <= lon <= east and south <= lat <= north):
        raise BadInput("place_outside_city", text=text, city=city.name, bbox=", ".join(f"{x:.4f}" for x in city.bbox))
    return lon, lat


def _points(table: TextIO) -> tuple[list[str], F8]:
    """The ids and WGS-84 places of a CSV with the columns id, lon, lat; the first row that is wrong is named."""
    reader = csv.DictReader(table)
    columns = [column.strip().lstrip("\ufeff").lower() for column in reader.fieldnames or ()]
    if missing := {"id", "lon", "lat"} - set(columns):
        raise BadInput("columns_missing", columns=", ".join(sorted(missing)))
    reader.fieldnames = columns
    idents, places = [], []
    for row in reader:
        try:
            lon, lat = float(row["lon"]), float(row["lat"])
        except (TypeError, ValueError):
            raise BadInput("point_unreadable", line=reader.line_num, lon=row["lon"], lat=row["lat"]) from None
        _require_on_earth(f"{row['id']}: {row['lon']},{row['lat']}", lon, lat)
        idents.append(row["id"])
        places.append((lon, lat))
    return idents, np.array(places, np.float64).reshape(-1, 2)


def _require_on_earth(text: str, lon: float, lat: float) -> None:
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise BadInput("place_off_earth", text=text)


def _snapped(city: City, lonlat: F8, mode: Mode, names: Sequence[str]) -> Snapped:
    """Refuses by name the first place that has no street of this mode within reach."""
    points = snap(city.network, lonlat, mode=mode)
    for name, found in zip(names, points.found, strict=True):
        if not found:
            raise BadInput("no_street_near", place=name, mode=mode)
    return points


def _zones(city: City, origins: Snapped, minutes: Sequence[float], *, reverse: bool = False) -> list[Zone]:
    mode = origins.mode
    return zones_around(weigh(city.network, mode), city.rasters[mode], origins, minutes=minutes, reverse=reverse)


def _write(zones: Iterable[tuple[Zone, dict[str, Any]]]) -> None:
    features = [
        {"type": "Feature", "properties": about, "geometry": shapely.geometry.mapping(zone.polygon)}
        for zone, about in zones
    ]
    json.dump({"type": "FeatureCollection", "features": features}, sys.stdout, ensure_ascii=False)
    sys.stdout.write("\n")
