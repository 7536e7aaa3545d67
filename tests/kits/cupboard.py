"""A station with two volunteers and a set or two, by a clock that stands at noon of a day in Chengdu."""

from dataclasses import replace
from datetime import UTC, date, datetime

from dispatch.board import Board
from dispatch.duty.desk import DutyDesk
from dispatch.duty.model import Station
from dispatch.kits.desk import KitDesk
from dispatch.kits.model import Item, Kit, Seal
from dispatch.log.log import Log
from dispatch.log.memory import MemoryStore
from dispatch.opening import board_log, codec
from dispatch.people.desk import PeopleDesk
from dispatch.people.model import Person, Team, Volunteer
from maps.speeds import Mode

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
GAUZE = Item("敷料", 10, 10, "B1", date(2027, 5, 1))
BANDAGE = Item("绷带", 4, 4)
KIT = Kit("K1", "first_aid", "急救包1", "S1", items=(GAUZE, BANDAGE), seal=Seal("F1"), checked_at=NOON)


class Cupboard:
    def __init__(self) -> None:
        self.at = NOON
        self.log: Log[Board] = board_log(MemoryStore(codec()))
        self.kits, self.duty, self.people = (desk(self.log, self.now) for desk in (KitDesk, DutyDesk, PeopleDesk))
        self.duty.record_stations([Station(f"S{n}", f"虚构站{n}", "mall", 104.06, 30.66) for n in (1, 2)], by="test")
        self.people.record([_somebody(n) for n in (1, 2)], by="test")

    def now(self) -> datetime:
        return self.at

    @property
    def board(self) -> Board:
        return self.log.board()

    def known(self, ident: str = "K1") -> Kit:
        return self.board.kits.known[ident]

    def amounts(self, ident: str = "K1") -> dict[str, int]:
        return {one.name: one.amount for one in self.known(ident).items}


def with_item(kit: Kit, item: Item) -> Kit:
    """The set with that item instead of the one of its name."""
    return replace(kit, items=tuple(item if one.name == item.name else one for one in kit.items))


def _somebody(number: int) -> Volunteer:
    person = Person("演示·甲", f"1540000000{number}")
    return Volunteer(f"V{number}", Team.SUPPLY, Mode.WALK, "S1", particulars=person)
