"""A small centre on a list: the grid town, two stations, fictional people on duty, and a clock that the test moves."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from dispatch.board import Board
from dispatch.conditions.desk import ConditionsDesk
from dispatch.conditions.streets import Streets
from dispatch.duty.desk import DutyDesk
from dispatch.incidents import plans
from dispatch.incidents.centre import Centre
from dispatch.incidents.desk import IncidentDesk
from dispatch.incidents.model import Call, CallParticulars, IncidentType, Place
from dispatch.incidents.planbook import SHIPPED
from dispatch.incidents.topup import TopUp
from dispatch.log.event import Recorded
from dispatch.log.log import Log
from dispatch.log.memory import MemoryStore
from dispatch.opening import board_log, codec
from dispatch.people.demo import fictional_roster
from dispatch.people.desk import PeopleDesk
from dispatch.people.positions import MemoryPositions
from dispatch.people.whereabouts import Whereabouts
from dispatch.simulate.play import Play
from dispatch.simulate.stage import Stage
from maps.cities import City
from tests.web.grid import STATIONS, corner

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
"""Noon in Chengdu."""
HUMAN = "dispatcher:li"


class Theatre:
    """`salt`: what the hashes of particulars are salted with, so that two theatres keep the same log to the byte."""

    def __init__(self, city: City, *, people: int = 48, seed: int = 15) -> None:
        self.at = NOON
        self.city = city
        salt = count()
        self.store = MemoryStore(codec(), entropy=lambda size: next(salt).to_bytes(size, "big"))
        self.log: Log[Board] = board_log(self.store)
        self.streets = Streets(city)
        self.positions = MemoryPositions(self.now)
        self.centre = Centre(ZoneInfo(city.timezone), city.bbox, city.mobilisation)
        self.incidents = IncidentDesk(
            self.log,
            self.now,
            centre=self.centre,
            plans=plans.load(SHIPPED),
            streets=self.streets,
            whereabouts=Whereabouts(self.positions, self.streets.snap, self.now, self.centre.timezone),
        )
        self.top_up = TopUp(self.log, self.now, centre=self.centre, reaches=self.incidents.reaches)
        self.conditions = ConditionsDesk(self.log, self.now, self.streets)
        self.people = PeopleDesk(self.log, self.now)
        duty = DutyDesk(self.log, self.now)
        duty.record_stations(STATIONS, by="test")
        roster = fictional_roster(STATIONS, seed=1, day=date(2026, 11, 24), people=people)
        self.people.record(roster, by="test")
        for one in roster:
            duty.check_in(one.id, str(one.station), by="test")
        self.stage = Stage(self.log, self.incidents, self.positions, self.streets, self.now)
        self.play = Play(self.stage, demo=True, seed=seed)
        self.began = self.log.seq

    def now(self) -> datetime:
        return self.at

    @property
    def board(self) -> Board:
        return self.log.board()

    def run(self, seconds: float, watch: Callable[[], object] = lambda: None) -> None:
        """Second by second, as the server's thread does; what falls due is done first."""
        for _ in range(int(seconds)):
            self.at += timedelta(seconds=1)
            self.incidents.fall_due()
            self.top_up.fall_due()
            self.play.tick()
            watch()

    def until(self, wanted: Callable[[], object], *, seconds: int = 3600) -> None:
        for _ in range(seconds):
            if wanted():
                return
            self.run(1)
        raise AssertionError(f"not within {seconds} s")

    def happened(self) -> list[Recorded]:
        """Everything since the curtain rose."""
        return self.log.events(after=self.began)

    def take_call(self, column: float = 3, row: float = 3) -> int:
        """Somebody real takes one."""
        lon, lat = corner(column, row)
        call = Call(IncidentType.MEDICAL, 3, particulars=CallParticulars(Place(lon, lat)))
        self.incidents.take_call(call, by=HUMAN)
        return self.board.incidents.last_incident
