"""AEDs as rows of a table, both ways."""

from collections.abc import Mapping, Sequence
from functools import partial

from dispatch.aeds.model import Aed, AedState, Custodian, Original
from dispatch.aeds.opening import opening
from dispatch.links.crs import Crs
from dispatch.people.phones import mask
from dispatch.records import cells
from dispatch.records.columns import Column, Table
from dispatch.records.intake import Intake, Row, phone_or, take_in
from dispatch.records.stations import CRS, EARTH, Bounds, crs_of, place_in
from dispatch.words import LANGUAGES, say

COLUMNS = (
    Column("id", "编号", "AED ID", ("AED编号", "设备编号", "序号", "no", "number", "ref"), required=True),
    Column(
        "name", "名称", "Name", ("安装点", "安装位置", "放置地点", "投放点", "点位名称", "地点", "place"), required=True
    ),
    Column("lon", "经度", "Longitude", ("lng", "long", "x", "经"), required=True),
    Column("lat", "纬度", "Latitude", ("y", "纬"), required=True),
    Column("crs", "坐标系", "CRS", ("坐标系统", "坐标类型", "参考系", "datum", "coordinatesystem")),
    Column("floor", "楼层", "Floor", ("所在楼层", "层", "level")),
    Column("hours", "开放时间", "Opening hours", ("可取用时间", "营业时间", "开放时段", "使用时间", "opening_hours")),
    Column("custodian", "保管人", "Custodian", ("责任人", "管理人", "联系人", "负责人", "contact")),
    Column("phone", "保管人电话", "Phone", ("电话", "联系电话", "手机", "联系方式", "tel", "telephone", "mobile")),
    Column("pads_until", "电极片有效期", "Pads until", ("电极有效期", "电极片到期日", "电极片", "padsexpiry")),
    Column("battery_until", "电池有效期", "Battery until", ("电池到期日", "电池", "batteryexpiry")),
    Column("state", "状态", "State", ("设备状态", "status")),
    Column("access", "取用说明", "Access", ("取用方式", "备注", "说明", "note")),
)
ALSO: Mapping[AedState, tuple[str, ...]] = {
    AedState.READY: ("正常", "良好", "可用", "ok"),
    AedState.INCOMPLETE: ("缺件",),
    AedState.EXPIRED: ("过期",),
    AedState.IN_USE: ("已取走", "借出"),
    AedState.OUT_OF_SERVICE: ("故障", "维修", "损坏"),
    AedState.MISSING: ("丢失", "找不到"),
}
STATE = cells.one_of(
    [
        (state, (*(say(f"aed_state.{state}", language) for language in LANGUAGES), state.value, *ALSO[state]))
        for state in AedState
    ]
)


def read_aeds(table: Table, known: Mapping[str, Aed], *, crs: str | None = None, bounds: Bounds = EARTH) -> Intake[Aed]:
    """AEDs with their places in WGS-84 and as given. Hours that are lacking or cannot be read are doubts: the row comes
    in and is never counted as open. Columns that the file lacks keep what is on record."""
    return take_in(table, partial(_aed, known=known, crs=crs_of(table, crs), bounds=bounds))


def _aed(row: Row, *, known: Mapping[str, Aed], crs: str | None, bounds: Bounds) -> Aed | None:
    ident = row.require("id", cells.ident)
    before = known.get(ident or "")
    name = row.require("name", cells.text)
    floor = row.take("floor", cells.text, blank=None, absent=before.floor if before else None)
    hours = row.take("hours", cells.text, blank=None, absent=before.hours if before else None)
    pads = row.take("pads_until", cells.day, blank=None, absent=before.pads_until if before else None)
    battery = row.take("battery_until", cells.day, blank=None, absent=before.battery_until if before else None)
    state = row.take("state", STATE, blank=AedState.READY, absent=before.state if before else AedState.READY)
    custodian = _custodian(row, before.particulars if before else None)
    place = place_in(row, crs, bounds)
    if opening(hours) is None:
        row.doubt("hours", "aed_hours_unknown")
    if ident is None or name is None or place is None:
        return None
    original = _original(row, crs, before, place)
    return Aed(ident, name, *place, floor, hours, pads, battery, state, original, custodian)


def _custodian(row: Row, before: Custodian | None) -> Custodian | None:
    name = row.take("custodian", cells.name, blank=None, absent=before.name if before else None)
    known = before.phone if before else None
    phone = row.take("phone", phone_or(known), blank=None, absent=known)
    access = row.take("access", cells.text, blank=None, absent=before.access if before else None)
    return Custodian(name, phone, access) if name or phone or access else None


def _original(row: Row, crs: str | None, before: Aed | None, place: tuple[float, float]) -> Original | None:
    """As given; an export in WGS-84 that comes back unchanged loses nothing."""
    said = row.take("crs", CRS, blank=crs, absent=crs)
    if before is not None and (before.lon, before.lat) == place:
        return before.original
    if said is None or said == Crs.WGS84:
        return None
    return str(said), cells.number(row.value("lon")), cells.number(row.value("lat"))


def aed_row(aed: Aed, *, language: str, with_phones: bool) -> Sequence[str | float | None]:
    """The cells of `COLUMNS`."""
    keeper = aed.particulars or Custodian()
    return (
        aed.id,
        aed.name,
        aed.lon,
        aed.lat,
        Crs.WGS84.value,
        aed.floor,
        aed.hours,
        keeper.name,
        keeper.phone if keeper.phone is None or with_phones else mask(keeper.phone),
        aed.pads_until.isoformat() if aed.pads_until else None,
        aed.battery_until.isoformat() if aed.battery_until else None,
        say(f"aed_state.{aed.state}", language),
        keeper.access,
    )
