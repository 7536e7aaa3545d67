"""Local address lists as rows of a table: compounds, buildings, gates and house numbers that the map lacks."""

from functools import partial

from dispatch.places.model import Listed
from dispatch.records import cells
from dispatch.records.columns import Column, Table
from dispatch.records.intake import Intake, Row, take_in
from dispatch.records.stations import EARTH, Bounds, crs_of, place_in
from dispatch.words import LANGUAGES, say
from maps.addresses import parse
from maps.gazetteer.kinds import PlaceKind

COLUMNS = (
    Column("id", "编号", "Address ID", ("地址编号", "地址编码", "标准地址编码", "no", "number")),
    Column("name", "名称", "Name", ("地址名称", "楼栋", "楼栋名称", "小区名称", "门牌", "地名"), required=True),
    Column("within", "所属", "Within", ("小区", "所属小区", "街道", "道路", "社区", "所属社区", "地址", "address")),
    Column("kind", "类型", "Kind", ("类别", "地址类型", "type")),
    Column("lon", "经度", "Longitude", ("lng", "long", "x", "经"), required=True),
    Column("lat", "纬度", "Latitude", ("y", "纬"), required=True),
    Column("crs", "坐标系", "CRS", ("坐标系统", "坐标类型", "参考系", "datum", "coordinatesystem")),
)
ALSO = {
    PlaceKind.COMPOUND: ("院落", "住宅区", "楼盘"),
    PlaceKind.BUILDING: ("楼栋", "栋", "大厦", "写字楼"),
    PlaceKind.HOUSE: ("门牌号", "号"),
    PlaceKind.ENTRANCE: ("大门", "出入口", "入口", "门"),
    PlaceKind.COMMUNITY: ("社区", "居委会"),
    PlaceKind.STREET: ("道路", "街巷", "路"),
}
KIND = cells.one_of(
    [
        (kind, (*(say(f"place_kind.{kind}", language) for language in LANGUAGES), kind.value, *ALSO.get(kind, ())))
        for kind in PlaceKind
    ]
)


def read_addresses(table: Table, *, crs: str | None = None, bounds: Bounds = EARTH) -> Intake[Listed]:
    """Addresses with their places in WGS-84; without an id, the same name in the same place is the same address. Rows
    that name a unit, a floor or a room are refused: a list of buildings is no list of homes."""
    seen: dict[str, int] = {}
    return take_in(table, partial(_address, crs=crs_of(table, crs), bounds=bounds, seen=seen))


def _address(row: Row, *, crs: str | None, bounds: Bounds, seen: dict[str, int]) -> Listed | None:
    name = row.require("name", cells.text)
    within = row.take("within", cells.text, blank=None, absent=None)
    kind = row.take("kind", KIND, blank=PlaceKind.OTHER, absent=PlaceKind.OTHER)
    place = place_in(row, crs, bounds)
    if name is None or place is None:
        return None
    if parse(name).inside:
        row.refuse("name", "pin_names_a_home")
    ident = row.take("id", cells.text, blank=None, absent=None) or "/".join(part for part in (within, name) if part)
    if ident in seen:
        row.refuse("name", "id_twice", row=seen[ident])
    seen.setdefault(ident, row.number)
    return Listed(ident, name, kind, *place, within)


def address_row(one: Listed, *, language: str) -> tuple[str | float | None, ...]:
    """The cells of `COLUMNS`."""
    return one.id, one.name, one.within, say(f"place_kind.{one.kind}", language), one.lon, one.lat, "WGS84"
