"""A small centre on a quiet night, folded from events: what the tests of incidents start from."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from dispatch.board import Board
from dispatch.duty.events import CheckedIn, StationRecorded
from dispatch.folds import fold
from dispatch.incidents.centre import Centre
from dispatch.incidents.model import Call, CallParticulars, IncidentType, Need, Place, Response
from dispatch.incidents.ways import Reaches, Way
from dispatch.log.event import Event, Recorded
from dispatch.people.eligibility import profile
from dispatch.people.events import VolunteerRecorded
from dispatch.people.model import Membership, Qualification, Team
from dispatch.people.placed import Placed, objects
from dispatch.people.profiles import Profiles
from maps.settings import Mobilisation
from maps.snapping import Snapped
from maps.speeds import Mode

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
"""Noon in Chengdu."""
CENTRE = Centre(ZoneInfo("Asia/Shanghai"), (104.0, 30.6, 104.2, 30.8), Mobilisation())
SQUARE = Place(104.06, 30.66)
PATIENT = Need("patient", Team.MEDICAL, 1, ("first_aid", "doctor"))
GUIDE = Need("guide", Team.LIAISON, 1)


def response(*needs: Need, target: float = 0.8, **settings: int) -> Response:
    return Response(needs, target=target, **settings)


def plans(*needs: Need, **settings: float) -> dict[tuple[IncidentType, int], Response]:
    return {(kind, level): response(*needs, **settings) for kind in IncidentType for level in (1, 2, 3, 4)}


@dataclass
class Night:
    """A board that plays events one after the other."""

    board: Board = field(default_factory=Board)
    at: datetime = NOON
    seq: int = 0

    def play(self, events: list[Event], by: str = "dispatcher:li") -> list[Event]:
        for event in events:
            self.seq += 1
            self.board = fold(self.board, Recorded(self.seq, self.at, None, by, None, event))
        return events

    def later(self, seconds: float) -> datetime:
        self.at += timedelta(seconds=seconds)
        return self.at

    def person(
        self,
        ident: str,
        *kinds: str,
        team: Team = Team.MEDICAL,
        until: date | None = None,
        on_duty: bool = True,
        membership: Membership = Membership.ACTIVE,
    ) -> None:
        certificates = tuple(Qualification(kind, valid_until=until) for kind in kinds)
        self.play([VolunteerRecorded(ident, team, Mode.WALK, "S01", membership, certificates, False, None)])
        if on_duty:
            self.play([CheckedIn(ident, "S01", None, ())])


def night() -> Night:
    """One station, and three people of the medical team who hold a first-aid certificate: M1, M2, M3."""
    began = Night()
    began.play([StationRecorded("S01", "虚构站01", "community", 104.06, 30.66, None, None)])
    for ident in ("M1", "M2", "M3"):
        began.person(ident, "first_aid")
    return began


def call(place: Place | None = SQUARE, **settings: object) -> Call:
    return Call(IncidentType.MEDICAL, 2, particulars=CallParticulars(place=place), **settings)  # type: ignore[arg-type]


def walks(board: Board, *, spread: tuple[float, ...] = (), **seconds: float | None) -> Reaches:
    """How long each walks from their station to the scene; `spread`: to each piece of a vague one."""
    profiles, on_duty, people = Profiles(), board.duty.on_duty, board.people.volunteers
    here = sorted(set(seconds) & set(on_duty))
    count = len(here)
    placed = Placed(
        Mode.WALK,
        objects(here),
        Snapped(Mode.WALK, np.zeros(count, np.int32), np.zeros(count), np.zeros(count)),
        objects(["station"] * count),
        np.array([profiles.number(profile(people[one], on_duty[one])) for one in here], np.int32),
        profiles,
    )
    travel_s = np.array([np.nan if seconds[one] is None else seconds[one] for one in here], np.float64)
    return Reaches.of([placed], [Way(travel_s, np.zeros(count), np.array([spread] * count) if spread else None)])
