"""Two stations, a few volunteers and a clock, without streets."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dispatch.board import Board
from dispatch.duty.desk import DutyDesk
from dispatch.duty.minimum import Minimum
from dispatch.duty.model import Station
from dispatch.incidents.centre import Centre
from dispatch.kits.desk import KitDesk
from dispatch.log.log import Log
from dispatch.log.memory import MemoryStore
from dispatch.opening import board_log, codec
from dispatch.people.desk import PeopleDesk
from dispatch.people.model import Availability, Person, Qualification, Team, Volunteer
from dispatch.readiness.desk import ReadinessDesk
from dispatch.readiness.events import EVENTS
from dispatch.readiness.model import Standing
from maps.settings import Mobilisation
from maps.speeds import Mode

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
DAY_AND_NIGHT = (Minimum("first_aid", 2, time(8), time(20)), Minimum("medical", 1, time(20), time(8)))


class Post:
    """S1 asks for two first-aiders by day and one of the medical team by night, S2 for nothing that is recorded."""

    def __init__(self) -> None:
        self.at = NOON
        self.log: Log[Board] = board_log(MemoryStore(codec()))
        self.kits, self.duty, self.people = (desk(self.log, self.now) for desk in (KitDesk, DutyDesk, PeopleDesk))
        centre = Centre(SHANGHAI, (104.0, 30.0, 105.0, 31.0), Mobilisation())
        self.desk = ReadinessDesk(self.log, self.now, centre=centre)
        self.duty.record_stations(
            [
                Station("S1", "虚构站1", "mall", 104.06, 30.66, minimum=DAY_AND_NIGHT),
                Station("S2", "虚构站2", "mall", 104.08, 30.66),
            ],
            by="test",
        )

    def now(self) -> datetime:
        return self.at

    @property
    def board(self) -> Board:
        return self.log.board()

    def enrol(self, number: int, *kinds: str, station: str = "S1", **known: object) -> str:
        held = tuple(Qualification(kind) for kind in kinds)
        person = Person(f"演示·{number}", f"154000000{number:02}")
        about = {"qualifications": held, "particulars": person, **known}
        ident = f"V{number}"
        self.people.record([Volunteer(ident, Team.MEDICAL, Mode.WALK, station, **about)], by="test")  # type: ignore[arg-type]
        return ident

    def arrive(self, number: int, *kinds: str, station: str = "S1", **known: object) -> str:
        ident = self.enrol(number, *kinds, station=station, **known)
        self.duty.check_in(ident, station, by="test")
        return ident

    def tire(self, ident: str) -> None:
        self.people.change_availability(ident, Availability.RESTING, by="test")

    def standing(self, station: str = "S1") -> Standing:
        return next(one for one in self.desk.board() if one.station == station)

    def pass_by(self, **span: float) -> list[str]:
        """The clock goes on, and what is due is recorded; the kinds of event and their stations."""
        self.at += timedelta(**span)
        found = self.desk.fall_due()
        return [f"{type(one.event).__name__} {one.event.station}" for one in found if isinstance(one.event, EVENTS)]
