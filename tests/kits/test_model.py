"""What a set is worth on a day: the figures by hand."""

from dataclasses import replace
from datetime import date

import pytest

from dispatch.kits.model import Fault, Kit, KitState, Radio, Seal
from tests.kits.cupboard import GAUZE, KIT, TODAY, with_item


def gauze(until: date | None, amount: int = 10) -> Kit:
    return with_item(KIT, replace(GAUZE, expires_on=until, amount=amount))


@pytest.mark.parametrize(
    ("kit", "state", "faults"),
    [
        (KIT, "ready", ()),
        (gauze(date(2026, 12, 25)), "ready", ()),
        (gauze(date(2026, 12, 24)), "expiring", (Fault("expiring", "敷料", 10, date(2026, 12, 24)),)),
        (gauze(TODAY), "expiring", (Fault("expiring", "敷料", 10, TODAY),)),
        (
            gauze(date(2026, 11, 23)),
            "expired",
            (Fault("expired", "敷料", 10, date(2026, 11, 23)), Fault("lacking", "敷料", 10)),
        ),
        (gauze(date(2026, 11, 23), amount=0), "incomplete", (Fault("lacking", "敷料", 10),)),
        (gauze(None, amount=7), "incomplete", (Fault("lacking", "敷料", 3),)),
        (replace(KIT, seal=Seal("F1", broken=True)), "incomplete", (Fault("seal_broken"),)),
        (replace(KIT, radio=Radio("BG8", 29)), "incomplete", (Fault("battery_low", count=29),)),
        (replace(KIT, radio=Radio("BG8", 30)), "ready", ()),
        (replace(gauze(date(2026, 11, 23)), reported=KitState.IN_USE), "in_use", None),
        (replace(KIT, reported=KitState.MISSING), "missing", None),
    ],
)
def test_the_state_follows_from_what_is_in_it_and_from_the_day(
    kit: Kit, state: str, faults: tuple[Fault, ...] | None
) -> None:
    assert kit.state(TODAY) == state
    assert faults is None or kit.faults(TODAY) == faults
    assert kit.usable(TODAY) is (state in {"ready", "expiring"})


def test_of_several_batches_what_is_valid_counts_towards_the_par() -> None:
    second = replace(GAUZE, amount=4, batch="B2", expires_on=date(2028, 1, 1))
    kit = replace(KIT, items=(replace(GAUZE, amount=6), second))
    assert kit.state(TODAY) is KitState.READY
    assert (kit.on_hand("敷料", date(2027, 5, 1)), kit.on_hand("敷料", date(2027, 5, 2))) == (10, 4)
