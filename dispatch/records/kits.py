"""Kit as rows of a table, one row an item, both ways. What is said of a set as a whole stands in its first row."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dispatch.errors import Refused
from dispatch.kits import kinds
from dispatch.kits.model import REPORTED, Item, Kit, KitState, Radio, Seal
from dispatch.records import cells
from dispatch.records.columns import Column, Table
from dispatch.records.intake import EXAMPLE, Intake, Remark, Row
from dispatch.records.people import YES_NO
from dispatch.records.sheets import Value
from dispatch.words import LANGUAGES, say

COLUMNS = (
    Column(
        "id", "编号", "Kit ID", ("装备编号", "套装编号", "箱号", "包号", "序号", "no", "number", "kit"), required=True
    ),
    Column("kind", "类别", "Kind", ("装备类别", "种类", "类型", "type"), required=True),
    Column("name", "名称", "Name", ("装备名称", "套装名称", "包名称")),
    Column("station", "站点", "Station", ("站点编号", "存放站点", "所在站点", "服务站")),
    Column("carrier", "随身携带人", "Carried by", ("携带人", "保管志愿者", "志愿者")),
    Column("keyholder", "持钥匙人", "Key holder", ("钥匙", "钥匙保管人")),
    Column("item", "物品", "Item", ("物品名称", "品名", "耗材", "内容")),
    Column("par", "标准数量", "Par level", ("标准量", "定额", "应有数量")),
    Column("amount", "现有数量", "Amount", ("数量", "实有数量", "现存", "quantity", "qty")),
    Column("batch", "批号", "Batch", ("批次", "生产批号", "lot")),
    Column("expires_on", "有效期至", "Expires on", ("有效期", "到期日", "失效日期", "expiry", "expires")),
    Column("seal", "封签号", "Seal number", ("铅封号", "封条号", "封签")),
    Column("broken", "封签已拆", "Seal broken", ("封签破损", "封条破损")),
    Column("call_sign", "呼号", "Call sign", ("电台呼号", "callsign")),
    Column("battery", "电量", "Battery %", ("电池电量", "电量%")),
    Column("state", "状态", "State", ("装备状态", "status")),
)
MOST = 100_000
ALSO: Mapping[KitState, tuple[str, ...]] = {
    KitState.READY: ("正常", "良好", "ok", *(str(one) for one in KitState if one not in REPORTED)),
    KitState.IN_USE: ("已取走", "借出"),
    KitState.OUT_OF_SERVICE: ("故障", "维修", "损坏"),
    KitState.MISSING: ("丢失", "找不到"),
}
KIND = cells.one_of([(kind.code, (kind.zh, kind.en, kind.code, *kind.also)) for kind in kinds.KINDS])
STATE = cells.one_of(
    [
        (state, (*(say(f"kit_state.{state}", language) for language in LANGUAGES), state.value, *ALSO[state]))
        for state in KitState
        if state in REPORTED
    ]
    + [
        (KitState.READY, tuple(say(f"kit_state.{state}", language) for language in LANGUAGES))
        for state in KitState
        if state not in REPORTED
    ]
)


@dataclass(frozen=True, slots=True)
class Places:
    """Whom and what a file may name."""

    stations: Collection[str]
    volunteers: Collection[str]


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the set that it is of, as far as it tells, and its item."""

    row: Row
    kit: Kit
    item: Item | None


def read_kits(table: Table, known: Mapping[str, Kit], places: Places) -> Intake[Kit]:
    """Sets with all of their items: rows of one number make one set, a bad row keeps the whole set out. What a later
    row leaves blank it takes from the first; what the file has no column for stays as it is on record."""
    read = 0
    bad: list[Remark] = []
    doubts: list[Remark] = []
    lines: dict[str, list[Line]] = {}
    spoilt: set[str] = set()
    for number, values in table.filled_rows():
        row = Row(table, number, values)
        if cells.plain(row.value("id") or "").lower().startswith(EXAMPLE):
            continue
        read += 1
        ident = (row.require("id", cells.ident) or "").upper()
        theirs = lines.setdefault(ident, [])
        line = _line(row, ident, known.get(ident), theirs, places)
        bad += row.bad
        doubts += row.doubts
        theirs.append(line)
        if row.bad:
            spoilt.add(ident)
    good = tuple(_whole(known.get(one), rows) for one, rows in lines.items() if one not in spoilt)
    return Intake(read, good, tuple(bad), tuple(doubts), table.ignored)


def _line(row: Row, ident: str, before: Kit | None, above: Sequence[Line], places: Places) -> Line:
    head = above[0].kit if above else before
    kind = row.take("kind", KIND, blank=head.kind if head else None, absent=head.kind if head else None)
    if kind is None and row.value("kind") is None:
        row.refuse("kind", "blank")
    name = row.take("name", cells.text, blank=head.name if head else None, absent=head.name if head else None)
    station, carrier = _place(row, head, bool(above), places)
    keyholder = _keyholder(row, head, bool(above), places)
    seal, radio = _seal(row, head, bool(above)), _radio(row, head, bool(above))
    state = row.take("state", STATE, blank=above[0].kit.reported if above else KitState.READY, absent=_reported(head))
    title = name or (kinds.BY_CODE[kind].zh if kind else ident)
    kit = Kit(ident, kind or "", title, station, carrier, keyholder, (), seal, radio, state)
    return Line(row, kit, _item(row, before, above))


def _reported(head: Kit | None) -> KitState:
    return head.reported if head else KitState.READY


def _place(row: Row, head: Kit | None, later: bool, places: Places) -> tuple[str | None, str | None]:
    """Either a station or whoever carries it."""
    before = (head.station, head.carrier) if head else (None, None)
    given = row.value("station") is not None or row.value("carrier") is not None
    told = {"station", "carrier"} & row.fields
    if not given and (later or not told):
        station, carrier = before
    else:
        station = row.take("station", _one_of(places.stations, "station"), blank=None, absent=None)
        carrier = row.take("carrier", _one_of(places.volunteers, "volunteer"), blank=None, absent=None)
    if not row.bad and (station is None) == (carrier is None):
        row.refuse("station", "kit_somewhere", kit=cells.plain(row.value("id") or ""))
    if later and not row.bad and (station, carrier) != before:
        row.refuse("station", "kit_in_two_places")
    return station, carrier


def _keyholder(row: Row, head: Kit | None, later: bool, places: Places) -> str | None:
    before = head.keyholder if head else None
    parse = _one_of(places.volunteers, "volunteer")
    return row.take("keyholder", parse, blank=before if later else None, absent=before)


def _seal(row: Row, head: Kit | None, later: bool) -> Seal:
    before = head.seal if head else Seal()
    number = row.take("seal", cells.plain, blank=before.number if later else None, absent=before.number)
    return Seal(number, row.take("broken", cells.yes, blank=before.broken if later else False, absent=before.broken))


def _radio(row: Row, head: Kit | None, later: bool) -> Radio | None:
    before = (head.radio if head else None) or Radio()
    sign = row.take("call_sign", cells.plain, blank=before.call_sign if later else None, absent=before.call_sign)
    battery = row.take("battery", _percent, blank=before.battery if later else None, absent=before.battery)
    return Radio(sign, battery) if sign is not None or battery is not None else None


def _item(row: Row, before: Kit | None, above: Sequence[Line]) -> Item | None:
    name = row.take("item", cells.text, blank=None, absent=None)
    if name is None:
        return None
    batch = row.take("batch", cells.plain, blank=None, absent=None)
    known = before.item((name, batch)) if before else None
    par = row.take("par", _count, blank=0, absent=known.par if known else 0)
    amount = row.take("amount", _count, blank=None, absent=known.amount if known else par)
    until = row.take("expires_on", cells.day, blank=None, absent=known.expires_on if known else None)
    if any(one.item is not None and one.item.key == (name, batch) for one in above):
        row.refuse("item", "item_twice", item=name)
    if amount is None and row.value("amount") is None:
        row.doubt("amount", "amount_unknown")
    return Item(name, par, amount or 0, batch, until)


def _whole(before: Kit | None, lines: Sequence[Line]) -> Kit:
    """A file without items leaves those on record."""
    head, items = lines[0].kit, tuple(line.item for line in lines if line.item is not None)
    if not lines[0].row.fields & {"item"} and before is not None:
        items = before.items
    checked = before.checked_at if before else None
    where = head.station, head.carrier, head.keyholder
    return Kit(head.id, head.kind, head.name, *where, items, head.seal, head.radio, head.reported, checked)


def _one_of(known: Collection[str], kind: str) -> Callable[[Value], str]:
    def parse(value: Value) -> str:
        ident = cells.ident(value)
        if ident not in known:
            raise Refused(f"unknown_{kind}", **{kind: ident})
        return ident

    return parse


def _count(value: Value) -> int:
    figure = cells.number(value)
    if not figure.is_integer() or not 0 <= figure <= MOST:
        raise Refused("not_a_count")
    return int(figure)


def _percent(value: Value) -> int:
    text = cells.plain(value)
    figure = cells.number(text.removesuffix("%"))
    if isinstance(value, float) and 0 < value < 1:
        figure = figure * 100  # Excel keeps 80 % as 0.8
    if not 0 <= figure <= 100:
        raise Refused("not_a_percentage")
    return round(figure)


def kit_rows(kit: Kit, *, language: str) -> Iterator[Sequence[str | float | None]]:
    """The cells of `COLUMNS`: one row an item, at least one."""
    kind = kinds.BY_CODE.get(kit.kind)
    named = (kind.en if language == "en" else kind.zh) if kind else kit.kind
    head = kit.id, named, kit.name, kit.station, kit.carrier, kit.keyholder
    radio = kit.radio or Radio()
    broken = YES_NO[kit.seal.broken][language == "en"]
    tail = kit.seal.number, broken, radio.call_sign, radio.battery, say(f"kit_state.{kit.reported}", language)
    for one in kit.items or (None,):
        yield (*head, *_item_cells(one), *tail)


def _item_cells(item: Item | None) -> tuple[str | float | None, ...]:
    if item is None:
        return (None,) * 5
    until = item.expires_on.isoformat() if item.expires_on else None
    return item.name, item.par, item.amount, item.batch, until
