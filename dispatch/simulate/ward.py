"""A centre in memory: a real city's streets, the real desks on a list, and a clock of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import blake2b
from itertools import count
from zoneinfo import ZoneInfo

import numpy as np
from immutables import Map

from dispatch.board import Board
from dispatch.conditions.streets import Streets
from dispatch.duty.desk import DutyDesk
from dispatch.duty.model import Station
from dispatch.folds import fold
from dispatch.incidents.acceptance import evidence_of
from dispatch.incidents.centre import Centre
from dispatch.incidents.desk import IncidentDesk
from dispatch.incidents.hazards import CARELESS
from dispatch.incidents.model import Answers, Incident, Place, Response
from dispatch.incidents.plans import Plans
from dispatch.incidents.topup import TopUp
from dispatch.incidents.ways import Reaches
from dispatch.log.log import Log
from dispatch.log.memory import MemoryStore
from dispatch.opening import codec
from dispatch.people.desk import PeopleDesk
from dispatch.people.model import Volunteer
from dispatch.people.positions import MemoryPositions
from dispatch.people.whereabouts import Whereabouts
from maps.cities import City

ROSTER = "simulated:roster"
EVERYONE = 1_000


@dataclass(frozen=True, slots=True)
class Crew:
    """Stations and people. `watches`: how many take turns in a day at each station and in each team, in the order of
    their numbers; 1: everybody is on duty all the time."""

    stations: Sequence[Station]
    people: Sequence[Volunteer]
    watches: int = 3

    def on_watch(self, number: int) -> list[Volunteer]:
        turns: dict[tuple[str | None, str], count[int]] = {}
        return [
            one
            for one in sorted(self.people, key=lambda one: one.id)
            if next(turns.setdefault((one.station, one.team), count())) % self.watches == number
        ]


class Desk(IncidentDesk):
    """Nobody moves but between watches, so times to a scene are found once and kept until somebody does."""

    @cached_property
    def _found(self) -> dict[int, tuple[tuple[object, ...], Reaches]]:
        return {}

    def reaches(self, board: Board, incident: Incident, at: datetime) -> Reaches:
        asked = incident.place, self._whereabouts.placed(board), self.centre.night(at), board.conditions
        known = self._found.get(incident.id)
        if known is None or known[0] != asked:
            known = asked, super().reaches(board, incident, at)
            self._found[incident.id] = known
        return known[1]

    def forget(self, incident: int) -> None:
        self._found.pop(incident, None)


class Ward:
    """`wanted`: what the calls need, where the desk's `plans` say otherwise. `seed` salts the log's hashes, so that the
    same run keeps the same log to the byte."""

    def __init__(
        self,
        city: City,
        crew: Crew,
        plans: Plans,
        answers: Map[str, Answers],
        *,
        begins_at: datetime,
        seed: int,
        wanted: Plans | None = None,
    ) -> None:
        self.at = begins_at
        self._wanted = plans if wanted is None else wanted
        self.timezone = ZoneInfo(city.timezone)
        self.centre = Centre(self.timezone, city.bbox, city.mobilisation)
        self.streets = Streets(city)
        self.store = MemoryStore(codec(), entropy=_salt(seed))
        self.log = Log(self.store, fold, self._furnished(crew, answers))
        whereabouts = Whereabouts(MemoryPositions(self.now), self.streets.snap, self.now, self.timezone)
        self.incidents = Desk(
            self.log, self.now, centre=self.centre, plans=plans, streets=self.streets, whereabouts=whereabouts
        )
        self.top_up = TopUp(self.log, self.now, centre=self.centre, reaches=self.incidents.reaches)
        self._crew = crew
        self._stations = [station.id for station in crew.stations]
        self._station_xy = city.network.project(np.array([(one.lon, one.lat) for one in crew.stations]))
        self._duty = DutyDesk(self.log, self.now)

    def now(self) -> datetime:
        return self.at

    @property
    def board(self) -> Board:
        return self.log.board()

    def change_watch(self) -> datetime | None:
        """The watch of now is on duty from here on; when the next begins, None where there is but one."""
        hours = 24 / self._crew.watches
        local = self.at.astimezone(self.timezone)
        number = int((local.hour + local.minute / 60) / hours)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        ends_at = midnight + timedelta(hours=hours * (number + 1)) if self._crew.watches > 1 else None
        self.relieve()
        for one in self._crew.on_watch(number):
            self._duty.check_in(one.id, str(one.station), until=ends_at, by=ROSTER)
        return ends_at

    def relieve(self) -> None:
        """Those whose duty is over go, in the order of their numbers, unless they are on an assignment."""
        board = self.board
        going = {one.volunteer for one in board.incidents.assignments.values() if one.open}
        over = [one for one in board.duty.on_duty.values() if one.until is not None and one.until <= self.at]
        for one in sorted(over, key=lambda one: one.volunteer):
            if one.volunteer not in going:
                self._duty.check_out(one.volunteer, one.station, by=ROSTER)

    def metres_to(self, place: Place) -> dict[str, float]:
        """As the crow flies, from each station."""
        [here] = self.streets.city.network.project(np.array([[place.lon, place.lat]]))
        return dict(zip(self._stations, np.hypot(*(self._station_xy - here).T).tolist(), strict=True))

    def wanted(self, incident: Incident) -> dict[str, int]:
        """By role, how many the call needs."""
        return {need.role: need.count for need in self._wanted[incident.type, incident.level].needs}

    def station_near(self, place: Place) -> str:
        metres = self.metres_to(place)
        return min(metres, key=lambda station: (metres[station], station))

    def _furnished(self, crew: Crew, answers: Map[str, Answers]) -> Board:
        """The board before the first call: what is on record was recorded before this log begins."""
        log = Log(MemoryStore(codec()), fold, Board())
        DutyDesk(log, self.now).record_stations(crew.stations, by=ROSTER)
        PeopleDesk(log, self.now).record(crew.people, by=ROSTER)
        board = log.board()
        incidents = replace(board.incidents, answers=answers, evidence=evidence_of(answers.values()))
        return replace(board, incidents=incidents)


def _salt(seed: int) -> Callable[[int], bytes]:
    numbers = count()
    return lambda size: blake2b(f"{seed}|{next(numbers)}".encode(), digest_size=size).digest()


def plans_for(plans: Plans, target: float | None, *, begins_s: int, weekly_alerts: int | None = None) -> Plans:
    """With a target, that of every need, and the plan asks by itself after `begins_s`. Without, nobody is asked by
    plan, and nobody who says yes is sent back: it is the first to arrive that counts. `weekly_alerts` in place of the
    plan's own."""

    def played(response: Response) -> Response:
        response = replace(response, care=CARELESS)  # a companion at night would be no part of any policy
        capped = response if weekly_alerts is None else replace(response, weekly_alerts=weekly_alerts)
        if target is None:
            needs = tuple(replace(need, count=EVERYONE) for need in response.needs)
            return replace(capped, needs=needs, activate_after_s=None)
        needs = tuple(replace(need, target=target) for need in response.needs)
        return replace(capped, target=target, needs=needs, activate_after_s=begins_s)

    return {kind: played(response) for kind, response in plans.items()}
