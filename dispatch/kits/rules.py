"""What may be recorded of kit, and what may go in and out of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count

from dispatch.board import Board
from dispatch.errors import NotFound, Refused
from dispatch.kits.events import KitChecked, KitMoved, KitPlaced, KitRecorded, KitReported
from dispatch.kits.model import REPORTED, Batch, Check, Entry, Item, Kit, KitState, MovementKind, Radio
from dispatch.log.event import Event

ADDS = frozenset({MovementKind.RECEIVED, MovementKind.RETURNED})
TAKES = frozenset({MovementKind.USED, MovementKind.WRITTEN_OFF, MovementKind.MOVED})
ENTERED = ADDS | TAKES
"""What somebody enters by itself: a count belongs to a check, a correction names what it undoes."""
MOST = 100_000


def record(board: Board, kits: Iterable[Kit]) -> list[Event]:
    """Of each that is new or differs: its record, and movements for the amounts that are others. The last word on when
    one was checked is a check's alone."""
    numbers = count(board.kits.last_movement + 1)
    return [event for one in kits for event in _recorded(board, replace(one, id=one.id.upper()), numbers)]


def enter(board: Board, kit: str, entries: Sequence[Entry]) -> list[Event]:
    """All of the lines or none. Refuses what is not there to be taken (`not_so_many`)."""
    known, numbers = find(board, kit), count(board.kits.last_movement + 1)
    left = {one.key: one.amount for one in known.items}
    events: list[Event] = []
    for entry in entries:
        if entry.kind not in ENTERED:
            raise Refused("not_entered", kind=entry.kind)
        sign = 1 if entry.kind in ADDS else -1
        key = entry.item, entry.batch
        _change(known, left, key, sign * entry.count)
        if entry.incident is not None and not 1 <= entry.incident <= board.incidents.last_incident:
            raise NotFound("incident", entry.incident)
        events += _lines(board, known, entry, sign, numbers)
    return events


def correct(board: Board, kit: str, movement: int) -> list[Event]:
    """The line is undone by a counter-entry, once; what it moved to or from another set, there too."""
    known, numbers = find(board, kit), count(board.kits.last_movement + 1)
    wrong = next((one for one in board.kits.movements.get(known.id, ()) if one.number == movement), None)
    if wrong is None:
        raise NotFound("movement", movement)
    pair = [(known, wrong)]
    if wrong.other is not None:
        other = find(board, wrong.other)
        there = (one for one in board.kits.movements.get(other.id, ()) if abs(one.number - movement) == 1)
        pair += [(other, one) for one in there if one.other == known.id and one.amount == -wrong.amount]
    events: list[Event] = []
    for one, line in pair:
        undone = {entry.corrects for entry in board.kits.movements.get(one.id, ())}
        if line.number in undone or line.corrects is not None:
            raise Refused("already_corrected", movement=line.number)
        _change(one, {item.key: item.amount for item in one.items}, (line.item, line.batch), -line.amount)
        what = MovementKind.CORRECTED
        told = one.id, next(numbers), what, line.item, line.batch, -line.amount, None, line.incident, line.other
        events.append(KitMoved(*told, line.number))
    return events


def check(board: Board, kit: str, found: Check) -> list[Event]:
    """Movements for what was counted differently, and that it was checked. An item that the set does not have is
    refused (`no_such_item`)."""
    known, numbers = find(board, kit), count(board.kits.last_movement + 1)
    events: list[Event] = []
    for name, batch, amount in found.counted:
        item = known.item((name, batch))
        if item is None:
            raise Refused("no_such_item", kit=known.id, item=name)
        if amount != item.amount:
            events.append(_counted(known.id, item, amount - item.amount, next(numbers)))
    radio = known.radio
    if found.battery is not None:
        radio = replace(radio or Radio(), battery=found.battery)
    return [*events, KitChecked(known.id, found.seal or known.seal, radio)]


def place(board: Board, kit: str, *, station: str | None = None, carrier: str | None = None) -> list[Event]:
    """Where it is so already, nothing is told."""
    known = find(board, kit)
    _require_somewhere(board, known.id, station, carrier)
    if (known.station, known.carrier) == (station, carrier):
        return []
    return [KitPlaced(known.id, station, carrier)]


def report(board: Board, kit: str, state: KitState, *, incident: int | None = None) -> list[Event]:
    """What is so already is not told again; what follows from the items is nobody's to say (`state_follows`)."""
    known = find(board, kit)
    if state not in REPORTED:
        raise Refused("state_follows", state=state)
    if incident is not None and not 1 <= incident <= board.incidents.last_incident:
        raise NotFound("incident", incident)
    return [] if known.reported is state else [KitReported(known.id, state, incident)]


def find(board: Board, kit: str) -> Kit:
    known = board.kits.find(kit)
    if known is None:
        raise NotFound("kit", kit)
    return known


def _recorded(board: Board, wanted: Kit, numbers: Iterator[int]) -> list[Event]:
    _require_somewhere(board, wanted.id, wanted.station, wanted.carrier)
    _require_sound(board, wanted)
    before = board.kits.known.get(wanted.id)
    if before is None:
        return [_record_of(wanted)]
    amounts = {one.key: one.amount for one in before.items}
    keys = {one.key for one in wanted.items}
    gone = [one for one in before.items if one.key not in keys and one.amount]
    items = tuple(replace(one, amount=amounts.get(one.key, 0)) for one in wanted.items)
    booked = replace(wanted, items=items, checked_at=before.checked_at)
    told: list[Event] = [_record_of(booked)] if booked != before else []
    changed = [(one, one.amount - amounts.get(one.key, 0)) for one in wanted.items]
    return [
        *(_counted(wanted.id, one, -one.amount, next(numbers)) for one in gone),
        *told,
        *(_counted(wanted.id, one, more, next(numbers)) for one, more in changed if more),
    ]


def _record_of(kit: Kit) -> KitRecorded:
    where = kit.station, kit.carrier, kit.keyholder
    return KitRecorded(kit.id, kit.kind, kit.name, *where, kit.items, kit.seal, kit.radio, kit.reported)


def _counted(kit: str, item: Item, more: int, number: int) -> KitMoved:
    told = item.name, item.batch, more, item.expires_on
    return KitMoved(kit, number, MovementKind.COUNTED, *told, None, None, None)


def _lines(board: Board, known: Kit, entry: Entry, sign: int, numbers: Iterator[int]) -> Iterator[KitMoved]:
    """A move has two sides: what leaves one set comes into the other."""
    held = known.item((entry.item, entry.batch))
    until = entry.expires_on or (held.expires_on if held else None)
    what = entry.kind, entry.item, entry.batch
    other = None
    if entry.kind is MovementKind.MOVED:
        other = find(board, entry.to or "").id
        if other == known.id:
            raise Refused("same_kit", kit=known.id)
    yield KitMoved(known.id, next(numbers), *what, sign * entry.count, until, entry.incident, other, None)
    if other is not None:
        yield KitMoved(other, next(numbers), *what, entry.count, until, entry.incident, known.id, None)


def _change(kit: Kit, left: dict[Batch, int], key: Batch, more: int) -> None:
    """In `left`; refuses what would take more than there is."""
    now = left.get(key, 0) + more
    if now < 0:
        raise Refused("not_so_many", kit=kit.id, item=key[0], left=left.get(key, 0))
    if now > MOST:
        raise Refused("too_many_items", kit=kit.id, item=key[0])
    left[key] = now


def _require_somewhere(board: Board, kit: str, station: str | None, carrier: str | None) -> None:
    if (station is None) == (carrier is None):
        raise Refused("kit_somewhere", kit=kit)
    if station is not None and station not in board.duty.stations:
        raise NotFound("station", station)
    if carrier is not None and carrier not in board.people.volunteers:
        raise NotFound("volunteer", carrier)


def _require_sound(board: Board, kit: Kit) -> None:
    if kit.keyholder is not None and kit.keyholder not in board.people.volunteers:
        raise NotFound("volunteer", kit.keyholder)
    if kit.reported not in REPORTED:
        raise Refused("state_follows", state=kit.reported)
    keys = [one.key for one in kit.items]
    twice = next((one for one in keys if keys.count(one) > 1), None)
    if twice is not None:
        raise Refused("item_twice", kit=kit.id, item=twice[0])
