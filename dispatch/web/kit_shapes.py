"""Kit as rows of plain JSON."""

from datetime import date, datetime
from typing import Literal

from pydantic import AwareDatetime

from dispatch.board import Board
from dispatch.clock import stamp, stamped
from dispatch.kits.counting import locked_in
from dispatch.kits.model import EXPIRING, Item, Kit, KitState, Movement, MovementKind
from dispatch.web.out import Out
from dispatch.web.rows import Row


class ItemOut(Out):
    item: str
    par: int
    amount: int
    batch: str | None
    expires_on: date | None
    standing: Literal["valid", "expiring", "expired"]


class FaultOut(Out):
    """`code`: expired, lacking, seal_broken, battery_low, expiring or locked_in; `count`: pieces, or percent left."""

    code: str
    item: str | None
    count: int | None
    day: date | None


class KitOut(Out):
    """`state` today, and `faults`, why it is less than ready. `usable`: it counts for whoever has it. `keyholder`: who
    has the key while the station is shut."""

    id: str
    kind: str
    name: str
    station: str | None
    carrier: str | None
    keyholder: str | None
    state: KitState
    usable: bool
    faults: list[FaultOut]
    items: list[ItemOut]
    seal: str | None
    broken: bool
    call_sign: str | None
    battery: int | None
    checked_at: AwareDatetime | None


class KitsOut(Out):
    rows: list[KitOut]


class MovementOut(Out):
    """`amount`: what was added, negative for what went. `undone`: another entry corrects it."""

    number: int
    kind: MovementKind
    item: str
    batch: str | None
    amount: int
    at: AwareDatetime
    by: str
    incident: int | None
    other: str | None
    corrects: int | None
    undone: bool


class KitDetail(KitOut):
    """`movements`: the last ones, newest first."""

    movements: list[MovementOut]


class RestockRow(Out):
    """`order`: par less what is on hand, and what replaces that which expires within 30 days."""

    station: str | None
    carrier: str | None
    kit: str
    name: str
    item: str
    par: int
    on_hand: int
    expiring: int
    expires_on: date | None
    order: int


class RestockOut(Out):
    rows: list[RestockRow]


def kit_row(board: Board, kit: Kit, local: datetime) -> Row:
    """`local`: the centre's own time."""
    day = local.date()
    shut = locked_in(board, kit, None, local)
    faults = [{"code": one.code, "item": one.item, "count": one.count, "day": _iso(one.day)} for one in kit.faults(day)]
    locked = [{"code": "locked_in", "item": None, "count": None, "day": None}] if shut else []
    return {
        "id": kit.id,
        "kind": kit.kind,
        "name": kit.name,
        "station": kit.station,
        "carrier": kit.carrier,
        "keyholder": kit.keyholder,
        "state": kit.state(day),
        "usable": kit.usable(day) and not shut,
        "faults": [*faults, *locked],
        "items": [_item(one, day) for one in kit.items],
        "seal": kit.seal.number,
        "broken": kit.seal.broken,
        "call_sign": kit.radio.call_sign if kit.radio else None,
        "battery": kit.radio.battery if kit.radio else None,
        "checked_at": stamped(kit.checked_at),
    }


def movement_rows(movements: tuple[Movement, ...]) -> list[Row]:
    undone = {one.corrects for one in movements}
    return [
        {
            "number": one.number,
            "kind": one.kind,
            "item": one.item,
            "batch": one.batch,
            "amount": one.amount,
            "at": stamp(one.at),
            "by": one.by,
            "incident": one.incident,
            "other": one.other,
            "corrects": one.corrects,
            "undone": one.number in undone,
        }
        for one in reversed(movements)
    ]


def restock_rows(kit: Kit, day: date) -> list[Row]:
    """What a set lacks, and what has to be replaced within 30 days."""
    rows: list[Row] = []
    for name, par in kit.pars().items():
        held = [one for one in kit.items if one.name == name and one.valid_on(day)]
        on_hand = sum(one.amount for one in held)
        soon = [one for one in held if one.amount and one.expires_on and one.expires_on <= day + EXPIRING]
        expiring = sum(one.amount for one in soon)
        order = max(0, par - (on_hand - expiring))
        if order:
            first = min((one.expires_on for one in soon if one.expires_on), default=None)
            where = {"station": kit.station, "carrier": kit.carrier, "kit": kit.id, "name": kit.name}
            figures = {"par": par, "on_hand": on_hand, "expiring": expiring, "order": order}
            rows.append({**where, "item": name, **figures, "expires_on": _iso(first)})
    return rows


def _item(one: Item, day: date) -> Row:
    soon = one.expires_on is not None and one.expires_on <= day + EXPIRING
    return {
        "item": one.name,
        "par": one.par,
        "amount": one.amount,
        "batch": one.batch,
        "expires_on": _iso(one.expires_on),
        "standing": "expired" if not one.valid_on(day) else "expiring" if soon else "valid",
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
