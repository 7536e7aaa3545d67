"""Premises as rows of a table: where a station stands or could stand, what it costs a year, how many it can serve."""

from functools import partial

from dispatch.records import cells
from dispatch.records.columns import Column, Table
from dispatch.records.intake import Intake, Row, take_in
from dispatch.records.stations import COLUMNS as STATION_COLUMNS
from dispatch.records.stations import crs_of, place_in
from maps.candidates import Place

BOUNDLESS = (-180.0, -90.0, 180.0, 90.0)
COLUMNS = (
    Column("id", "编号", "ID", next(one.also for one in STATION_COLUMNS if one.field == "id")),
    *(Column(one.field, one.zh, one.en, one.also) for one in STATION_COLUMNS if one.field in ("name", "kind", "crs")),
    *(one for one in STATION_COLUMNS if one.field in ("lon", "lat")),
    Column("cost", "年费用", "Cost", ("费用", "成本", "万元", "costs")),
    Column("capacity", "容量", "Capacity", ("服务人数",)),
)


def read_premises(table: Table, *, crs: str | None = None) -> Intake[Place]:
    """`crs`: of the whole file; a column of its own goes before it. A row without an id is called by its number."""
    return take_in(table, partial(_premise, crs=crs_of(table, crs)))


def _premise(row: Row, crs: str | None) -> Place | None:
    ident = row.take("id", cells.ident, blank=f"#{row.number}", absent=f"#{row.number}")
    name = row.take("name", cells.text, blank="", absent="")
    kind = row.take("kind", cells.text, blank="premises", absent="premises")
    cost = row.take("cost", cells.number, blank=None, absent=None)
    capacity = row.take("capacity", cells.number, blank=None, absent=None)
    for field, value in (("cost", cost), ("capacity", capacity)):
        if value is not None and value < 0:
            row.refuse(field, "below_zero")
    place = place_in(row, crs, BOUNDLESS)
    return None if place is None else Place(ident, name, kind, *place, cost, capacity)
