"""One station, a few people, desks on a list and a clock that stands still until it is told."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from dispatch.board import Board
from dispatch.duty.desk import DutyDesk
from dispatch.duty.model import Contact, Station
from dispatch.log.event import Event
from dispatch.log.log import Log
from dispatch.log.memory import MemoryStore
from dispatch.opening import board_log, codec
from dispatch.people.desk import PeopleDesk
from dispatch.people.model import Person, Qualification, Team, Volunteer
from maps.speeds import Mode

MIDNIGHT = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
"""Midnight in Chengdu, as Tuesday 24 November begins."""
TODAY = date(2026, 11, 24)

MALL = Station("S1", "东门商场站", "mall", 104.08, 30.66, "东门街1号", Contact("演示·站长", "028-86000001"))
SCHOOL = Station("S2", "西门学校站", "school", 104.05, 30.67)
ZHANG = Volunteer(
    "V1",
    Team.MEDICAL,
    Mode.WALK,
    "S1",
    qualifications=(Qualification("first_aid", valid_until=TODAY),),
    particulars=Person("演示·张", "15400000001"),
)
LI = Volunteer("V2", Team.SUPPLY, Mode.CAR, "S1", particulars=Person("演示·李"))


@dataclass
class Post:
    stations: Sequence[Station] = (MALL, SCHOOL)
    volunteers: Sequence[Volunteer] = (ZHANG, LI)
    at: datetime = MIDNIGHT
    log: Log[Board] = field(default_factory=lambda: board_log(MemoryStore(codec())))

    def __post_init__(self) -> None:
        self.people = PeopleDesk(self.log, self.now)
        self.duty = DutyDesk(self.log, self.now)
        self.duty.record_stations(self.stations, by="admin:wu")
        self.people.record(self.volunteers, by="admin:wu")
        self.begin = self.log.seq

    def now(self) -> datetime:
        return self.at

    def later(self, **time: float) -> datetime:
        self.at += timedelta(**time)
        return self.at

    @property
    def board(self) -> Board:
        return self.log.board()

    def happened(self) -> list[Event]:
        """Everything since the post opened."""
        return [recorded.event for recorded in self.log.events(after=self.begin)]
