"""What a set of sites is worth, asked again at every move of one of them; and what would close what is missing."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from threading import Lock

import numpy as np
import shapely

from dispatch.board import Board
from dispatch.conditions.model import Conditions
from dispatch.conditions.streets import Streets
from dispatch.errors import Refused
from dispatch.incidents.centre import Centre
from dispatch.incidents.events import CallCorrected, CallTaken
from dispatch.incidents.model import IncidentMode, Place
from dispatch.log.event import Recorded
from dispatch.log.log import Log
from dispatch.people.model import Volunteer
from dispatch.planning.brought import DemandFiles
from dispatch.planning.cells import Cells, call_cells, file_cells, named_places, people_cells, place_cells
from dispatch.planning.gauge import FARTHEST_S, Gauge, Measured, under
from dispatch.planning.likely import likely_sites
from dispatch.planning.model import Count, Demand, Fate, Question, Site
from dispatch.planning.planned import next_time
from maps.boundaries import Level
from maps.candidates import Place as Likely
from maps.coverage import Crew, first_two, outline
from maps.covered import F4, I8, Figures, by_area, by_minutes, covers, figures
from maps.demand.living import within
from maps.errors import BadInput
from maps.gaps import Cures, Gap, gaps
from maps.matrices import times_matrix
from maps.speeds import Mode

CURVE_MINUTES = tuple(range(31))
LIKELY_SITES = 120
"""So many places are tried against gaps while somebody waits; "where next?" takes its time over more."""


@dataclass(frozen=True, eq=False)
class Looked:
    """`times` f4[cells, sites that count]; `cover` i8[n]: how many reach each cell in time. `curve`: the share covered
    within 0 … 30 minutes. `unstaffed`: sites where nobody is planned for the question's hour."""

    cells: Cells
    sites: tuple[Site, ...]
    times: F4
    limit_s: float
    mobilisation_s: float
    figures: Figures
    cover: I8
    curve: tuple[float, ...]
    areas: tuple[tuple[Level, str | None, Figures], ...]
    off_road: tuple[str, ...]
    unstaffed: tuple[str, ...]


class Survey:
    """`files`: demand that planners brought."""

    def __init__(
        self, log: Log[Board], streets: Streets, centre: Centre, now: Callable[[], datetime], files: DemandFiles
    ) -> None:
        self.files = files
        self._log = log
        self._streets = streets
        self._centre = centre
        self._now = now
        self._gauge = Gauge(streets)
        self._turn = Lock()
        self._living = lru_cache(maxsize=4)(lambda people: people_cells(streets.city, people))
        self._called = lru_cache(maxsize=1)(self._called_anew)
        self._tried = lru_cache(maxsize=3)(self._tried_anew)
        self._brought = lru_cache(maxsize=4)(
            lambda file, people: file_cells(streets.city, files.find(file).demand, people)
        )
        self._named = lru_cache(maxsize=4)(lambda kinds: place_cells(streets.city, self._places(), kinds))
        self._places = lru_cache(maxsize=1)(lambda: named_places(streets.city))

    def cells(self, question: Question) -> Cells:
        """Refuses where calls are asked for and there are none (`no_calls_yet`); BadInput for a file that is gone and
        for kinds of which the map has no place."""
        with self._turn:  # who comes second while cells are made waits for the same
            match question.demand:
                case Demand.CALLS:
                    return self._called(self._log.head().seq)
                case Demand.FILE:
                    if question.file is None:
                        raise BadInput("demand_file_unnamed")
                    self.files.find(question.file)  # what was taken away is not served from memory
                    return self._brought(question.file, question.people)
                case Demand.PLACES:
                    if not question.kinds:
                        raise BadInput("demand_kinds_unnamed")
                    return self._named(question.kinds)
            return self._living(question.people or self._streets.city.population)

    def kinds(self) -> Mapping[str, int]:
        """How many places of each kind the map names."""
        with self._turn:
            return Counter(str(one.kind) for one in self._places())

    def look(self, question: Question, sites: Sequence[Site]) -> Looked:
        """Cost on Milan when one site is new: 20 to 40 ms."""
        cells, board = self.cells(question), self._log.board()
        wanted = [one for one in sites if one.fate is not Fate.DROPPED]
        there = self._there(board, question)
        unstaffed = tuple(one.id for one in wanted if there is not None and not _counts(one, there))
        counted = tuple(one for one in wanted if one.id not in unstaffed)
        measured = self._gauge.measure(counted, question, board.conditions, cells)
        limit_s, mobilisation_s = self.limit_s(question), self.mobilisation_s(question)
        times, demand = measured.seconds.T, cells.demand
        boundaries = cells.city.boundaries
        return Looked(
            cells,
            counted,
            times,
            limit_s,
            mobilisation_s,
            figures(demand, times, limit_s),
            covers(times, limit_s),
            by_minutes(demand, times, [minutes - mobilisation_s / 60 for minutes in CURVE_MINUTES]),
            tuple(
                (level, name, own)
                for level in Level
                if boundaries.count(level) > 1
                for name, own in by_area(demand, times, limit_s, boundaries, level)
            ),
            measured.off_road,
            unstaffed,
        )

    def _there(self, board: Board, question: Question) -> frozenset[str] | None:
        """Where somebody is planned for the question's hour; None: no hour is asked."""
        if question.hour is None:
            return None
        local = self._now().astimezone(self._centre.timezone)
        return staffed(board, question.skill, [question.hour], local)[question.hour]

    def gaps(self, question: Question, sites: Sequence[Site]) -> tuple[Looked, tuple[Gap, ...], tuple[Likely, ...]]:
        """The gaps, most people first, and the places that their remedies name. Cost on Milan: 1 s for a new mode or
        weather, then .1 s."""
        looked, conditions = self.look(question, sites), under(question, self._log.board().conditions)
        likely, times = self._tried(question.mode, conditions, question.night, looked.cells)
        others = {
            mode: self._gauge.measure(looked.sites, replace(question, mode=mode), conditions, looked.cells).seconds.T
            for mode in Mode
            if mode is not question.mode
        }
        cures = Cures(times, others)
        demand, network = looked.cells.demand, self._streets.city.network
        return looked, gaps(network, demand, looked.times, looked.limit_s, mode=question.mode, cures=cures), likely

    def measure(self, question: Question, sites: Sequence[Site]) -> tuple[Cells, Measured]:
        """How long it takes from each of these, whatever their fate, to each cell."""
        cells = self.cells(question)
        return cells, self._gauge.measure(sites, question, self._log.board().conditions, cells)

    def circle(self, question: Question, sites: Sequence[Site]) -> shapely.MultiPolygon:
        """Where somebody from one of the sites would be in time, WGS-84. Cost on Milan: .1 s."""
        wanted, limit_s = [one for one in sites if one.fate is not Fate.DROPPED], self.limit_s(question)
        if not wanted or limit_s <= 0:
            return shapely.MultiPolygon()
        conditions = under(question, self._log.board().conditions)
        lonlat = np.array([(one.lon, one.lat) for one in wanted])
        feet = self._streets.snap(lonlat, question.mode, conditions)
        feet = feet[np.flatnonzero(feet.found)]
        weights = self._streets.weights(question.mode, conditions, night=question.night)
        crew = Crew(weights, feet, np.zeros(len(feet)), np.ones((len(feet), 1), np.int64))
        cells = self._streets.raster(question.mode, conditions)
        field_s = first_two([crew], [cells], skills=1, limit_s=limit_s)
        return outline(cells, field_s[0, 0], limit_s)

    def mobilisation_s(self, question: Question) -> float:
        if question.count is Count.TRAVEL:
            return 0.0
        return self._centre.mobilisation.seconds(night=question.night)

    def limit_s(self, question: Question) -> float:
        """Of travel; below 0 where the minutes are used up before anybody moves, and nobody is in time."""
        return 60.0 * question.minutes - self.mobilisation_s(question)

    def _tried_anew(
        self, mode: Mode, conditions: Conditions, night: bool, cells: Cells
    ) -> tuple[tuple[Likely, ...], F4]:
        likely = likely_sites(self._streets.city, mode, most=LIKELY_SITES)
        lonlat = np.array([(one.lon, one.lat) for one in likely]).reshape(-1, 2)
        feet = self._streets.snap(lonlat, mode, conditions)
        spots = self._streets.snap(cells.demand.lonlat, mode, conditions)
        weights = self._streets.weights(mode, conditions, night=night)
        return likely, times_matrix(weights, feet, spots, FARTHEST_S)

    def _called_anew(self, head: int) -> Cells:
        """Of all real calls up to then, each where its place was known to be in the end."""
        places = list(_places(self._log.events(upto=head)).values())
        known = np.array([(one.lon, one.lat) for one in places if one is not None]).reshape(-1, 2)
        inside = within(self._streets.city.network, known)
        if not inside.any():
            raise Refused("no_calls_yet")
        return call_cells(self._streets.city, known[inside])


def staffed(board: Board, skill: str | None, hours: Sequence[int], local: datetime) -> Mapping[int, frozenset[str]]:
    """The stations at which somebody is planned for each of some hours of the week, as they come next. Cost: each shift
    is looked at once."""
    coming = sorted((next_time(hour, local), hour) for hour in hours)
    moments = [at for at, _ in coming]
    there: dict[int, set[str]] = {hour: set() for hour in hours}
    for shifts in board.duty.shifts.values():
        for slot in (shift.slot for shift in shifts):
            if _holds(board.people.volunteers.get(slot.volunteer), skill):
                under_way = coming[bisect_left(moments, slot.starts_at) : bisect_left(moments, slot.ends_at)]
                for _, hour in under_way:
                    there[hour].add(slot.station)
    return {hour: frozenset(stations) for hour, stations in there.items()}


def _holds(volunteer: Volunteer | None, skill: str | None) -> bool:
    if volunteer is None or skill is None:
        return volunteer is not None
    return skill == volunteer.team or any(one.kind == skill for one in volunteer.qualifications)


def _counts(site: Site, there: frozenset[str]) -> bool:
    return site.fate is Fate.ADDED or site.id in there


def _places(log: Iterable[Recorded]) -> dict[int, Place | None]:
    places: dict[int, Place | None] = {}
    for one in log:
        match one.event:
            case CallTaken() as event if event.mode is IncidentMode.ACTUAL:
                places[event.incident] = event.particulars.place if event.particulars else None
            case CallCorrected() as event if event.incident in places:
                places[event.incident] = event.particulars.place if event.particulars else None
    return places
