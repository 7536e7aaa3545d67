"""What goes in and out stands in a ledger that is only ever added to."""

from dataclasses import replace
from datetime import date

import pytest

from dispatch.errors import Refused
from dispatch.kits.model import Check, Entry, Item, KitState, MovementKind, Seal
from tests.kits.cupboard import GAUZE, KIT, Cupboard, with_item

USED, RECEIVED, MOVED = MovementKind.USED, MovementKind.RECEIVED, MovementKind.MOVED


def lines(cupboard: Cupboard, ident: str = "K1") -> list[tuple[object, ...]]:
    found = cupboard.board.kits.movements.get(ident, ())
    return [(one.number, one.kind.value, one.item, one.amount, one.other, one.corrects) for one in found]


def test_amounts_are_what_the_ledger_adds_up_to(cupboard: Cupboard) -> None:
    cupboard.kits.enter("k1", [Entry(USED, "敷料", 3, "B1"), Entry(USED, "绷带", 1)], by="test")
    cupboard.kits.enter("K1", [Entry(RECEIVED, "敷料", 5, "B2", date(2028, 1, 1))], by="test")
    cupboard.kits.check("K1", Check((("绷带", None, 2),), Seal("F2")), by="test")
    assert lines(cupboard) == [
        (1, "used", "敷料", -3, None, None),
        (2, "used", "绷带", -1, None, None),
        (3, "received", "敷料", 5, None, None),
        (4, "counted", "绷带", -1, None, None),
    ]
    assert [(one.name, one.batch, one.amount) for one in cupboard.known().items] == [
        ("敷料", "B1", 7),
        ("绷带", None, 2),
        ("敷料", "B2", 5),
    ]
    assert (cupboard.known().seal, cupboard.known().item(("敷料", "B2"))) == (
        Seal("F2"),
        Item("敷料", 10, 5, "B2", date(2028, 1, 1)),
    )
    assert cupboard.log.rebuilt() == cupboard.board


def test_a_move_has_two_sides_and_a_correction_undoes_both_once(cupboard: Cupboard) -> None:
    cupboard.kits.record([replace(KIT, id="K2", station="S2")], by="test")
    cupboard.kits.enter("K1", [Entry(MOVED, "敷料", 4, "B1", to="K2")], by="test")
    assert (lines(cupboard), lines(cupboard, "K2")) == (
        [(1, "moved", "敷料", -4, "K2", None)],
        [(2, "moved", "敷料", 4, "K1", None)],
    )
    cupboard.kits.correct("K2", 2, by="test")
    assert (lines(cupboard)[1:], lines(cupboard, "K2")[1:]) == (
        [(4, "corrected", "敷料", 4, "K2", 1)],
        [(3, "corrected", "敷料", -4, "K1", 2)],
    )
    assert (cupboard.amounts(), cupboard.amounts("K2")) == ({"敷料": 10, "绷带": 4}, {"敷料": 10, "绷带": 4})
    for kit, number in (("K1", 1), ("K2", 2), ("K1", 4)):
        with pytest.raises(Refused, match="already_corrected"):
            cupboard.kits.correct(kit, number, by="test")


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ([Entry(USED, "敷料", 6, "B1"), Entry(USED, "敷料", 5, "B1")], "not_so_many"),
        ([Entry(USED, "敷料", 1)], "not_so_many"),
        ([Entry(MOVED, "敷料", 1, "B1", to="K1")], "same_kit"),
        ([Entry(MOVED, "敷料", 1, "B1", to="K9")], "not_found"),
        ([Entry(USED, "敷料", 1, "B1", incident=7)], "not_found"),
        ([Entry(MovementKind.COUNTED, "敷料", 1, "B1")], "not_entered"),
        ([Entry(RECEIVED, "敷料", 100_000, "B1")], "too_many_items"),
    ],
)
def test_what_cannot_be_leaves_no_line(cupboard: Cupboard, entries: list[Entry], code: str) -> None:
    with pytest.raises(Refused, match=code):
        cupboard.kits.enter("K1", entries, by="test")
    assert (lines(cupboard), cupboard.known()) == ([], KIT)


def test_a_record_that_says_other_amounts_is_booked_as_counted(cupboard: Cupboard) -> None:
    tape = Item("胶带", 2, 2)
    wanted = replace(with_item(KIT, replace(GAUZE, amount=8)), items=(replace(GAUZE, amount=8), tape), name="急救包甲")
    cupboard.kits.record([wanted], by="test")
    assert lines(cupboard) == [
        (1, "counted", "绷带", -4, None, None),
        (2, "counted", "敷料", -2, None, None),
        (3, "counted", "胶带", 2, None, None),
    ]
    assert cupboard.known() == wanted
    assert cupboard.kits.would_record([wanted]) == []


def test_it_lies_somewhere_or_somebody_has_it(cupboard: Cupboard) -> None:
    cupboard.kits.place("K1", carrier="V1", by="test")
    assert (cupboard.known().station, dict(cupboard.board.kits.carried)) == (None, {"V1": ("K1",)})
    cupboard.kits.place("K1", station="S2", by="test")
    assert (cupboard.known().station, dict(cupboard.board.kits.carried)) == ("S2", {})
    for where, code in (({}, "kit_somewhere"), ({"station": "S9"}, "not_found"), ({"carrier": "V9"}, "not_found")):
        with pytest.raises(Refused, match=code):
            cupboard.kits.place("K1", by="test", **where)
    with pytest.raises(Refused, match="state_follows"):
        cupboard.kits.report("K1", KitState.EXPIRED, by="test")
