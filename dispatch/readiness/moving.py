"""Move-up: which station can spare whom for one that fell short, and what the circle gains and loses by it.

Shares of where people live, by exact times to the cells in which somebody does: for the skill that is lacking, those
who hold it are counted at each cell; a move takes its person away at one station and puts them at another.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dispatch.board import Board
from dispatch.conditions.streets import Streets
from dispatch.duty.model import CheckIn, Station
from dispatch.incidents.centre import Centre
from dispatch.incidents.model import IncidentMode, Need
from dispatch.people.eligibility import Demands, Profile, committed, gate, profile
from dispatch.people.model import Team, Volunteer
from dispatch.people.placed import Placed
from dispatch.readiness.judging import ANYBODY, FIRST_AIDER, FIRST_AIDERS, TEAMS, asked_of, holds
from dispatch.readiness.model import Lacking
from dispatch.rosters.suggesting import WayS
from maps.snapping import Snapped
from maps.speeds import Mode
from maps.travel import Links, gather, link, search_to, searches_from, times_to

F8 = NDArray[np.float64]
Within = NDArray[np.bool_]
PROMISE_S = 15 * 60
FAR_S = 60 * 60
"""Whoever would be on the way for longer is not moved up."""


@dataclass(frozen=True, slots=True)
class MoveUp:
    """`volunteer` from station `source`: `way_s` until they are there. `gains`, `loses`: shares of people who would
    have somebody within the promise then and have nobody now, and the other way round."""

    volunteer: str
    source: str
    mode: Mode
    way_s: float
    gains: float
    loses: float

    @property
    def net(self) -> float:
        return self.gains - self.loses


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells where people live: `weight` f8[n] sums to 1; `links` by mode, n cells each."""

    weight: F8
    links: Mapping[Mode, Links]


class MoveUps:
    """Worked out when somebody asks. Cost on Chengdu, 240 on duty at 20 stations: see `tests/benchmarks`."""

    def __init__(self, streets: Streets, centre: Centre, living: Callable[[], F8]) -> None:
        """`living` f8[R, C]: as `maps.population` has it; asked once."""
        self._streets = streets
        self._centre = centre
        self._living = lru_cache(maxsize=1)(living)

    def best(
        self,
        board: Board,
        placed: Sequence[Placed],
        station: Station,
        lacking: Lacking,
        at: datetime,
        *,
        limit: int = 5,
    ) -> list[MoveUp]:
        """The moves that leave no other station short, the greatest net gain first, then the shortest way."""
        need, local = need_of(lacking.skill), at.astimezone(self._centre.timezone)
        spare = list(spares(board, station, need, lacking.skill, local))
        if not spare:
            return []
        work = _Work(self._streets, self._centre, board, at, self._cells(board, at), placed)
        count = work.counted(need)
        moves = [move for one in spare if (move := work.move(one, station, count)) is not None]
        return sorted(moves, key=lambda one: (-round(one.net, 4), one.way_s, one.volunteer))[:limit]

    def ways(self, board: Board, station: Station, at: datetime) -> WayS:
        """How long each volunteer needs from where they belong, None where that is unknown or beyond `FAR_S`."""
        night, by_mode = self._centre.night(at), dict[Mode, dict[str, float]]()

        def seconds(mode: Mode) -> dict[str, float]:
            stations = list(board.duty.stations.values())
            lonlat = np.array([(one.lon, one.lat) for one in stations])
            weights = self._streets.weights(mode, board.conditions, night=night)
            feet = self._streets.snap(lonlat, mode, board.conditions)
            place = self._streets.snap(np.array([[station.lon, station.lat]]), mode, board.conditions)
            found = times_to(weights, place, feet, limit_seconds=FAR_S)
            return {one.id: float(way) for one, way in zip(stations, found, strict=True) if not np.isnan(way)}

        def way_s(volunteer: Volunteer) -> float | None:
            if volunteer.mode not in by_mode:
                by_mode[volunteer.mode] = seconds(volunteer.mode)
            return by_mode[volunteer.mode].get(volunteer.station or "")

        return way_s

    def _cells(self, board: Board, at: datetime) -> Cells:
        living, night = self._living().ravel(), self._centre.night(at)
        lived = np.flatnonzero(living > 0)
        links: dict[Mode, Links] = {}
        for mode in Mode:
            cells = self._streets.raster(mode, board.conditions).snapped
            flat = Snapped(mode, cells.edge.ravel()[lived], cells.along.ravel()[lived], cells.off_m.ravel()[lived])
            links[mode] = link(self._streets.weights(mode, board.conditions, night=night), flat, towards=False)
        return Cells(living[lived], links)


def need_of(skill: str | None) -> Need:
    if skill is None:
        return ANYBODY
    if skill in TEAMS:
        return Need("readiness", Team(skill), 1)
    return Need("readiness", None, 1, FIRST_AIDERS if skill == FIRST_AIDER else (skill,))


def spares(
    board: Board, short: Station, need: Need, skill: str | None, local: datetime
) -> Iterator[tuple[CheckIn, Station]]:
    """One of each mode at each other station where enough would be left for its own minimum."""
    busy, demands, people = committed(board, IncidentMode.ACTUAL), Demands(local.date()), board.people.volunteers
    by_station: dict[str, list[CheckIn]] = defaultdict(list)
    for one in board.duty.on_duty.values():
        if one.station != short.id and one.volunteer not in busy and not gate(_profile(board, one), ANYBODY, demands):
            by_station[one.station].append(one)
    for ident, able in sorted(by_station.items()):
        station, met = board.duty.stations[ident], set[Mode]()
        for one in sorted(able, key=lambda one: (len(people[one.volunteer].qualifications), one.volunteer)):
            fits = one.standby is None and not gate(_profile(board, one), need, demands)
            mode = people[one.volunteer].mode
            if fits and mode not in met and _enough_without(board, station, able, one, local):
                met.add(mode)
                yield one, station


def _enough_without(board: Board, station: Station, able: Sequence[CheckIn], gone: CheckIn, local: datetime) -> bool:
    left = [_profile(board, one) for one in able if one is not gone]
    asked = asked_of(station, local.time())
    return all(sum(holds(one, part.skill, local.date()) for one in left) >= part.count for part in asked)


def _profile(board: Board, one: CheckIn) -> Profile:
    return profile(board.people.volunteers[one.volunteer], one)


class _Work:
    """One question: which cells are reached from where, each place searched once."""

    def __init__(
        self, streets: Streets, centre: Centre, board: Board, at: datetime, cells: Cells, placed: Sequence[Placed]
    ) -> None:
        self._streets, self._board, self._cells, self._placed = streets, board, cells, placed
        self._night = centre.night(at)
        self._demands = Demands(centre.day(at))
        self._limit_s = PROMISE_S - centre.mobilisation.seconds(night=self._night)
        self._from_stations: dict[tuple[str, Mode], Within] = {}

    def counted(self, need: Need) -> NDArray[np.int64]:
        """How many who meet the need reach each cell within the promise, as things are."""
        found = np.zeros(len(self._cells.weight), np.int64)
        busy = committed(self._board, IncidentMode.ACTUAL)
        for crew in self._placed:
            passed = crew.profiles.verdicts((need,), self._demands).first[crew.alike] < 0
            passed &= crew.snapped.found
            passed[[row for row in map(crew.row, busy) if row is not None]] = False
            delay_s = crew.profiles.delays_s(crew.alike)
            spots = np.column_stack((crew.snapped.edge, crew.snapped.along, crew.snapped.off_m, delay_s))[passed]
            places, people = np.unique(spots, axis=0, return_counts=True)
            feet = Snapped(crew.mode, places[:, 0].astype(np.int32), places[:, 1], places[:, 2])
            for within, many in zip(self._reached(crew.mode, feet, places[:, 3]), people, strict=True):
                found += many * within
        return found

    def move(self, spare: tuple[CheckIn, Station], to: Station, count: NDArray[np.int64]) -> MoveUp | None:
        check_in, source = spare
        mode = self._board.people.volunteers[check_in.volunteer].mode
        way_s = self.way_s(source, to, mode)
        if way_s is None:
            return None
        before, then = count > 0, count - self._here(check_in.volunteer, mode) + self._from(to, mode) > 0
        weight = self._cells.weight
        gains, loses = float(weight[then & ~before].sum()), float(weight[before & ~then].sum())
        return MoveUp(check_in.volunteer, source.id, mode, way_s, round(gains, 4), round(loses, 4))

    def way_s(self, source: Station, to: Station, mode: Mode) -> float | None:
        """From station to station, None beyond `FAR_S`."""
        weights = self._streets.weights(mode, self._board.conditions, night=self._night)
        search = search_to(weights, self._foot(to, mode), limit_seconds=FAR_S)
        [seconds] = gather(search, link(weights, self._foot(source, mode), towards=True))
        return None if np.isnan(seconds) else float(seconds)

    def _here(self, volunteer: str, mode: Mode) -> Within:
        """From where they are counted now: a fresh fix may have them away from the station."""
        for crew in self._placed:
            row = crew.row(volunteer) if crew.mode is mode else None
            if row is not None:
                [known] = self._reached(mode, crew.snapped[np.array([row])], np.zeros(1))
                return known
        return np.zeros(len(self._cells.weight), np.bool_)

    def _from(self, station: Station, mode: Mode) -> Within:
        known = self._from_stations.get((station.id, mode))
        if known is None:
            [known] = self._reached(mode, self._foot(station, mode), np.zeros(1))
            self._from_stations[station.id, mode] = known
        return known

    def _foot(self, station: Station, mode: Mode) -> Snapped:
        return self._streets.snap(np.array([[station.lon, station.lat]]), mode, self._board.conditions)

    def _reached(self, mode: Mode, feet: Snapped, delay_s: F8) -> Iterator[Within]:
        weights = self._streets.weights(mode, self._board.conditions, night=self._night)
        for search, delay in zip(searches_from(weights, feet, limit_seconds=self._limit_s), delay_s, strict=True):
            yield gather(search, self._cells.links[mode]) <= self._limit_s - delay
