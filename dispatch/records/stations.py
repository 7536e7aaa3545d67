"""Stations as rows of a table, both ways."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from dispatch.duty.kinds import BY_CODE, KINDS
from dispatch.duty.minimum import Minimum, minimum, written
from dispatch.duty.model import RADIUS_M, Contact, Station
from dispatch.errors import Refused
from dispatch.links.crs import Crs, to_wgs84
from dispatch.people.phones import mask
from dispatch.records import cells
from dispatch.records.columns import Column, Table
from dispatch.records.intake import Intake, Row, phone_or, take_in
from dispatch.records.people import YES_NO
from dispatch.records.sheets import Value
from maps.errors import BadInput
from maps.hours import hours as times
from maps.snapping import REACH_M

Reached = Callable[[float, float], bool]
"""Whether a street lies within reach of a place in WGS-84."""
LEAST_M, MOST_M = 20.0, 2000.0
_BETWEEN = re.compile(r"[、,;/\n]+")

Bounds = tuple[float, float, float, float]
"""West, south, east, north, degrees."""
EARTH: Bounds = (-180.0, -90.0, 180.0, 90.0)

COLUMNS = (
    Column("id", "编号", "Station ID", ("站点编号", "站点号", "站号", "no", "number"), required=True),
    Column("name", "名称", "Name", ("站点名称", "站点", "服务站", "站名"), required=True),
    Column("kind", "类型", "Kind", ("类别", "场所类型", "站点类型", "type")),
    Column("lon", "经度", "Longitude", ("lng", "long", "x", "经"), required=True),
    Column("lat", "纬度", "Latitude", ("y", "纬"), required=True),
    Column("crs", "坐标系", "CRS", ("坐标系统", "坐标类型", "参考系", "datum", "coordinatesystem")),
    Column("address", "地址", "Address", ("详细地址", "站点地址", "位置")),
    Column("contact", "联系人", "Contact", ("负责人", "站长", "联系人姓名")),
    Column("phone", "联系电话", "Phone", ("电话", "手机", "联系方式", "手机号", "tel", "telephone", "mobile")),
    Column("phones", "其他电话", "Further phones", ("备用电话", "值班电话", "otherphones")),
    Column("building_lon", "建筑经度", "Building longitude", ("楼宇经度",)),
    Column("building_lat", "建筑纬度", "Building latitude", ("楼宇纬度",)),
    Column("hours", "开放时间", "Opening hours", ("营业时间", "开放时段", "opening_hours")),
    Column("radius_m", "签到范围", "Check-in radius", ("签到半径", "签到范围米", "radius")),
    Column("minimum", "最低在岗", "Minimum cover", ("最低在岗要求", "最少在岗", "最低配备")),
    Column("shift_required", "须排班", "Shift required", ("必须排班", "签到须排班")),
)

KIND = cells.one_of([(kind.code, (kind.zh, *kind.names)) for kind in KINDS])
CRS = cells.one_of(
    [
        (Crs.WGS84, ("WGS84", "EPSG:4326", "GPS", "OSM", "WGS-84坐标系")),
        (Crs.GCJ02, ("GCJ02", "火星坐标", "火星坐标系", "高德", "高德坐标", "腾讯", "腾讯坐标", "amap", "国测局")),
        (Crs.BD09, ("BD09", "BD09LL", "百度", "百度坐标", "baidu")),
        (Crs.CGCS2000, ("CGCS2000", "EPSG:4490", "国家2000", "2000国家大地坐标系", "天地图")),
    ]
)


def read_stations(
    table: Table,
    known: Mapping[str, Station],
    *,
    crs: str | None = None,
    bounds: Bounds = EARTH,
    reached: Reached | None = None,
) -> Intake[Station]:
    """Stations with their places in WGS-84. `crs` is that of the whole file; a column of its own goes before it.

    `bounds`: outside these a place is refused. A file whose coordinates have no reference system is refused whole. An
    entrance that no street reaches (`reached`; None: not looked at) and hours that cannot be read are doubts.
    """
    made = partial(_station, known=known, crs=crs_of(table, crs), bounds=bounds, reached=reached)
    return take_in(table, made)


def crs_of(table: Table, said: str | None) -> str | None:
    """The reference system of the whole file; None where a column says it of each row."""
    if table.crs is not None and said not in (None, table.crs):
        raise BadInput("geojson_crs", file=said)
    if table.crs is None and said is None and "crs" not in table.place:
        raise BadInput("crs_missing")
    return table.crs or said


def _station(
    row: Row, *, known: Mapping[str, Station], crs: str | None, bounds: Bounds, reached: Reached | None
) -> Station | None:
    ident = row.require("id", cells.ident)
    before = known.get(ident or "")
    name = row.require("name", cells.text)
    kind = row.take("kind", KIND, blank="other", absent=before.kind if before else "other")
    address = row.take("address", cells.text, blank=None, absent=before.address if before else None)
    contact = _contact(row, before.particulars if before else None)
    place = place_in(row, crs, bounds)
    building = _building(row, before, crs, bounds)
    hours = row.take("hours", cells.plain, blank=None, absent=before.hours if before else None)
    radius_m = row.take("radius_m", _radius, blank=RADIUS_M, absent=before.radius_m if before else RADIUS_M)
    least = row.take("minimum", _minimum, blank=(), absent=before.minimum if before else ())
    asked = row.take("shift_required", cells.yes, blank=False, absent=before.shift_required if before else False)
    if ident is None or name is None or place is None:
        return None
    if times(hours) is None:
        row.doubt("hours", "station_hours_unknown")
    if reached is not None and not reached(*place):
        row.doubt("lon", "station_off_network", reach=round(REACH_M))
    return Station(ident, name, kind, *place, address, contact, building, hours, radius_m, least, asked)


def _contact(row: Row, before: Contact | None) -> Contact | None:
    name = row.take("contact", cells.name, blank=None, absent=before.name if before else None)
    known, others = (before.phone, before.phones) if before else (None, ())
    phone = row.take("phone", phone_or(known), blank=None, absent=known)
    phones = row.take("phones", partial(_phones, known=others), blank=(), absent=others)
    return Contact(name or "", phone, phones) if name or phone or phones else None


def _phones(value: Value, *, known: Sequence[str]) -> tuple[str, ...]:
    """Several in one cell; the mask of one that is known stands for it."""
    masked = {mask(one): one for one in known}
    return tuple(
        dict.fromkeys(phone_or(masked.get(part))(part) for part in map(str.strip, _BETWEEN.split(cells.text(value))))
    )


def _radius(value: Value) -> float:
    metres = cells.number(value)
    if not LEAST_M <= metres <= MOST_M:
        raise Refused("not_a_radius", least=round(LEAST_M), most=round(MOST_M))
    return metres


def _minimum(value: Value) -> tuple[Minimum, ...]:
    return minimum(cells.text(value))


def _building(row: Row, before: Station | None, crs: str | None, bounds: Bounds) -> tuple[float, float] | None:
    """Told apart from the entrance where both of its cells are filled."""
    if row.value("building_lon") is None and row.value("building_lat") is None:
        absent = before.building if before else None
        return row.take("building_lon", lambda _: absent, blank=None, absent=absent)
    return place_in(row, crs, bounds, of="building_")


def place_in(row: Row, file_crs: str | None, bounds: Bounds, *, of: str = "") -> tuple[float, float] | None:
    """The WGS-84 lon and lat of a row, or None after refusing what is wrong with it. `of`: how its columns begin."""
    lon, lat = row.require(f"{of}lon", cells.number), row.require(f"{of}lat", cells.number)
    crs = row.require("crs", CRS) if file_crs is None else row.take("crs", CRS, blank=file_crs, absent=file_crs)
    if lon is None or lat is None or crs is None:
        return None
    if not _within(EARTH, lon, lat):
        _refuse(row, f"{of}lon", "not_on_earth", EARTH, lon, lat)
        return None
    place = _as_known(to_wgs84(crs, lon, lat))
    if not _within(bounds, *place):
        _refuse(row, f"{of}lon", "outside_city", bounds, lon, lat)
        return None
    return place


def _refuse(row: Row, field: str, code: str, bounds: Bounds, lon: float, lat: float) -> None:
    """Where the other way round would do, that is what is said."""
    row.refuse(field, "swapped" if _within(bounds, lat, lon) else code, lon=lon, lat=lat)


def _as_known(place: tuple[float, float]) -> tuple[float, float]:
    """To a tenth of a millimetre: as many digits as an export holds, so that importing it changes nothing."""
    return round(place[0], 9), round(place[1], 9)


def _within(bounds: Bounds, lon: float, lat: float) -> bool:
    west, south, east, north = bounds
    return west <= lon <= east and south <= lat <= north


def station_row(station: Station, *, language: str, with_phones: bool) -> Sequence[str | float | None]:
    """The cells of `COLUMNS`."""
    kind = BY_CODE[station.kind]
    contact = station.particulars
    phone = contact.phone if contact else None
    return (
        station.id,
        station.name,
        kind.en if language == "en" else kind.zh,
        station.lon,
        station.lat,
        Crs.WGS84.value,
        station.address,
        contact.name if contact else None,
        phone if phone is None or with_phones else mask(phone),
        "、".join(one if with_phones else mask(one) for one in contact.phones) or None if contact else None,
        *(station.building or (None, None)),
        station.hours,
        station.radius_m,
        written(station.minimum),
        YES_NO[station.shift_required][1 if language == "en" else 0],
    )
