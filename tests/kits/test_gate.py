"""A set stands for its kind while it is worth something, for the gates in front of an incident and for the circle."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from dispatch.duty.model import Standby
from dispatch.kits.counting import UNFIT, effective
from dispatch.kits.desk import KitDesk
from dispatch.kits.model import Entry, Item, Kit, KitState, MovementKind
from maps.cities import City
from tests.aeds.town import NOON, Scene, town
from tests.kits.cupboard import GAUZE, KIT, TODAY, Cupboard, with_item
from tests.maps.five_node_town import A

AED = Kit("AED-07", "aed", "除颤器", f"S{A}", items=(Item("电极片", 2, 2, "P1", TODAY),))


def counted(cupboard: Cupboard, volunteer: str = "V1") -> tuple[str, ...]:
    board = cupboard.board
    return effective(board, board.duty.on_duty[volunteer], cupboard.at + timedelta(hours=8))


def test_without_a_register_what_was_named_is_what_counts() -> None:
    bare = Cupboard()
    bare.duty.check_in("V1", "S1", kit=("aed-07", "radio"), by="test")
    assert counted(bare) == ("aed-07", "radio")


def test_a_set_stands_for_its_kind_and_plain_kinds_for_themselves(cupboard: Cupboard) -> None:
    cupboard.duty.check_in("V1", "S1", kit=("k1", "aed-07"), by="test")
    cupboard.duty.check_in("V2", "S1", by="test")
    assert (counted(cupboard), counted(cupboard, "V2")) == (("aed-07", "first_aid"), ())
    cupboard.kits.record([with_item(KIT, replace(GAUZE, expires_on=TODAY))], by="test")
    assert counted(cupboard) == ("aed-07", "first_aid")
    cupboard.at += timedelta(hours=12)
    assert counted(cupboard) == (UNFIT, "aed-07")


@pytest.mark.parametrize("state", [KitState.IN_USE, KitState.OUT_OF_SERVICE, KitState.MISSING])
def test_what_is_used_or_gone_during_the_duty_counts_no_more(cupboard: Cupboard, state: KitState) -> None:
    cupboard.duty.check_in("V1", "S1", kit=("K1",), by="test")
    cupboard.kits.report("K1", state, by="test")
    assert counted(cupboard) == (UNFIT,)
    cupboard.kits.report("K1", KitState.READY, by="test")
    cupboard.kits.enter("K1", [Entry(MovementKind.USED, "绷带", 1)], by="test")
    assert counted(cupboard) == (UNFIT,)


def test_what_somebody_carries_counts_for_them_alone(cupboard: Cupboard) -> None:
    cupboard.kits.place("K1", carrier="V1", by="test")
    cupboard.duty.check_in("V1", "S2", by="test")
    cupboard.duty.check_in("V2", "S2", kit=("K1",), by="test")
    assert (counted(cupboard), counted(cupboard, "V2")) == (("first_aid",), (UNFIT,))


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return town(tmp_path_factory.mktemp("town"))


@pytest.fixture
def scene(city: City) -> Scene:
    """V1 carries the set AED-07, which expires today, V2 names a kind as before."""
    scene = Scene(city)
    scene.arrive("V1", A, "aed-07")
    scene.arrive("V2", A, "aed")
    KitDesk(scene.log, scene.now).record([AED], by="test")
    return scene


def reasons(scene: Scene) -> dict[str, tuple[str, ...]]:
    return {one.volunteer: one.reasons for one in scene.candidates().values()}


def test_whoever_has_a_set_that_expires_today_is_asked_today_and_not_tomorrow(scene: Scene) -> None:
    """Both as travel times were found, and as the board has it when somebody is picked."""
    assert reasons(scene) == {"V1": (), "V2": ()}
    scene.at = NOON + timedelta(hours=12)
    assert reasons(scene) == {"V1": ("no_kit",), "V2": ()}
    KitDesk(scene.log, scene.now).record(
        [replace(AED, items=(replace(AED.items[0], expires_on=date(2026, 11, 25)),))], by="test"
    )
    assert reasons(scene) == {"V1": (), "V2": ()}


def test_a_set_that_is_used_is_missed_at_once_and_nobody_passes_for_having_none(scene: Scene) -> None:
    """Also where nobody else has kit on record."""
    scene.duty.check_out("V2", f"S{A}", by="test")
    KitDesk(scene.log, scene.now).report("AED-07", KitState.IN_USE, by="test")
    assert reasons(scene) == {"V1": ("no_kit",)}
    KitDesk(scene.log, scene.now).report("AED-07", KitState.READY, by="test")
    assert reasons(scene) == {"V1": ()}


def test_what_is_locked_in_a_closed_station_counts_while_whoever_has_the_key_is_on_duty_there(
    cupboard: Cupboard,
) -> None:
    """Noon to 21:00 it is open, at midnight it is not."""
    [first, second] = (cupboard.board.duty.stations[one] for one in ("S1", "S2"))
    cupboard.duty.record_stations([replace(first, hours="09:00-21:00"), second], by="test")
    cupboard.kits.record([replace(KIT, keyholder="V2")], by="test")
    cupboard.duty.check_in("V1", "S1", kit=("K1",), standby=Standby(300), by="test")
    assert counted(cupboard) == ("first_aid",)
    cupboard.at += timedelta(hours=11)
    assert counted(cupboard) == (UNFIT,)
    cupboard.duty.check_in("V2", "S2", standby=Standby(300), by="test")
    assert counted(cupboard) == (UNFIT,)
    cupboard.duty.check_out("V2", "S2", by="test")
    cupboard.duty.check_in("V2", "S1", kit=("K1",), standby=Standby(300), by="test")
    assert (counted(cupboard), counted(cupboard, "V2")) == (("first_aid",), ("first_aid",))
