"""The only place where the room of kit changes."""

from dataclasses import replace

from immutables import Map

from dispatch.kits.events import KitChecked, KitMoved, KitPlaced, KitRecorded, KitReported
from dispatch.kits.model import KEPT, Item, Kit, Kits, Movement
from dispatch.log.event import Recorded


def fold(kits: Kits, recorded: Recorded) -> Kits:
    """`kits` after `recorded`."""
    match recorded.event:
        case KitRecorded() as told:
            known = kits.known.get(told.kit)
            return _known(kits, _recorded(told, known, recorded))
        case KitMoved() as told:
            return _moved(kits, told, recorded)
        case KitPlaced() as told:
            return _known(kits, replace(kits.known[told.kit], station=told.station, carrier=told.carrier))
        case KitReported() as told:
            return _known(kits, replace(kits.known[told.kit], reported=told.state))
        case KitChecked() as told:
            checked = replace(kits.known[told.kit], seal=told.seal, radio=told.radio, checked_at=recorded.when)
            return _known(kits, checked)
    return kits


def _recorded(told: KitRecorded, known: Kit | None, recorded: Recorded) -> Kit:
    checked_at = known.checked_at if known else recorded.when
    about = (told.kind, told.name, told.station, told.carrier, told.keyholder, told.items, told.seal, told.radio)
    return Kit(told.kit, *about, told.reported, checked_at)


def _known(kits: Kits, kit: Kit) -> Kits:
    before = kits.known.get(kit.id)
    carried = kits.carried
    if before is not None and before.carrier is not None:
        carried = _without(carried, before.carrier, kit.id)
    if kit.carrier is not None:
        carried = carried.set(kit.carrier, tuple(sorted({*carried.get(kit.carrier, ()), kit.id})))
    return replace(kits, known=kits.known.set(kit.id, kit), carried=carried)


def _without(carried: Map[str, tuple[str, ...]], volunteer: str, ident: str) -> Map[str, tuple[str, ...]]:
    left = tuple(one for one in carried.get(volunteer, ()) if one != ident)
    return carried.set(volunteer, left) if left else carried.delete(volunteer)


def _moved(kits: Kits, told: KitMoved, recorded: Recorded) -> Kits:
    kit = kits.known[told.kit]
    line = Movement(
        told.movement,
        told.what,
        told.item,
        told.batch,
        told.amount,
        recorded.when,
        recorded.by,
        told.incident,
        told.other,
        told.corrects,
    )
    lines = (*kits.movements.get(kit.id, ()), line)[-KEPT:]
    changed = replace(kit, items=_with(kit, told))
    return replace(_known(kits, changed), movements=kits.movements.set(kit.id, lines), last_movement=told.movement)


def _with(kit: Kit, told: KitMoved) -> tuple[Item, ...]:
    key = told.item, told.batch
    if kit.item(key) is None:
        par = kit.pars().get(told.item, 0)
        return (*kit.items, Item(told.item, par, told.amount, told.batch, told.expires_on))
    return tuple(replace(one, amount=one.amount + told.amount) if one.key == key else one for one in kit.items)
