"""The town of five junctions with people who walk, AEDs, and a call from C at noon."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from dispatch.aeds.desk import AedDesk
from dispatch.aeds.model import Aed
from dispatch.board import Board
from dispatch.conditions.streets import Streets
from dispatch.duty.desk import DutyDesk
from dispatch.duty.model import Station
from dispatch.incidents.candidate import Candidate
from dispatch.incidents.centre import Centre
from dispatch.incidents.desk import IncidentDesk
from dispatch.incidents.model import Call, CallParticulars, IncidentType, Need, Place, Response
from dispatch.log.log import Log
from dispatch.log.memory import MemoryStore
from dispatch.opening import board_log, codec
from dispatch.people.desk import PeopleDesk
from dispatch.people.model import Person, Team, Volunteer
from dispatch.people.positions import MemoryPositions
from dispatch.people.whereabouts import Whereabouts
from maps.cities import City, import_city, write_cells, write_network
from maps.settings import Mobilisation
from maps.speeds import Mode
from tests.maps.five_node_town import EAST_M, METRES, NORTH_M, PLACES, write_osm

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
"""Noon in Chengdu, a Tuesday."""
WALK_S = 3.6 / 5
PICK_UP_S = 60
TO_C_S = 3 * EAST_M * WALK_S
"""From A."""
PAST_E_S = (EAST_M + METRES[6] + 2 * NORTH_M) * WALK_S + PICK_UP_S
"""From A by Main Street and the path to E, and down East Lane to C."""
PAST_D_S = (EAST_M + 4 * NORTH_M + 2 * EAST_M) * WALK_S + PICK_UP_S
"""From A by Main Street and North Lane to D, and back or round to C."""
KIT = Need("kit", Team.SUPPLY, 1, kit="aed")


def town(folder: Path) -> City:
    return import_city(write_osm(folder / "town.osm"), name="town", root=folder, layers=(write_network, write_cells))


def aed(ident: str, junction: int, hours: str | None = "24/7", **known: object) -> Aed:
    return Aed(ident, f"虚构点{ident}", *PLACES[junction], hours=hours, **known)  # type: ignore[arg-type]


class Scene:
    """V1, V2… of the supply team stand at stations; every call is from C."""

    def __init__(self, city: City) -> None:
        self.at, streets = NOON, Streets(city)
        self.log: Log[Board] = board_log(MemoryStore(codec()))
        self.aeds, self.people, self.duty = (desk(self.log, self.now) for desk in (AedDesk, PeopleDesk, DutyDesk))
        self.desk = IncidentDesk(
            self.log,
            self.now,
            centre=Centre(ZoneInfo("Asia/Shanghai"), city.bbox, Mobilisation()),
            plans={(IncidentType.MEDICAL, 1): Response((KIT,), target=0.8)},  # type: ignore[arg-type]
            streets=streets,
            whereabouts=Whereabouts(MemoryPositions(self.now), streets.snap, self.now, ZoneInfo("Asia/Shanghai")),
        )

    def now(self) -> datetime:
        return self.at

    def arrive(self, ident: str, junction: int, *kit: str) -> None:
        self.duty.record_stations([Station(f"S{junction}", "虚构站", "community", *PLACES[junction])], by="test")
        person = Volunteer(ident, Team.SUPPLY, Mode.WALK, f"S{junction}", particulars=Person("演示·甲", "15400000001"))
        self.people.record([person], by="test")
        self.duty.check_in(ident, f"S{junction}", kit=kit, by="test")

    def call(self) -> int:
        told = CallParticulars(place=Place(*PLACES[2]))
        self.desk.take_call(Call(IncidentType.MEDICAL, 1, particulars=told), by="dispatcher:li")
        return self.log.board().incidents.last_incident

    def candidates(self) -> dict[str, Candidate]:
        return {one.volunteer: one for one in self.desk.candidates(self.call()).first(50)}
