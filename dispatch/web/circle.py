"""The live circle: where those who could be sent now would be in time, each from their place and in their mode."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from threading import Lock

import numpy as np
import shapely
from numpy.typing import NDArray

from dispatch.board import Board
from dispatch.conditions.model import Conditions
from dispatch.conditions.streets import Streets
from dispatch.errors import Refused
from dispatch.incidents.centre import Centre
from dispatch.incidents.model import IncidentMode, IncidentType, Need, Response
from dispatch.log.log import Log
from dispatch.people.catalogue import BY_CODE
from dispatch.people.eligibility import Demands, committed
from dispatch.people.model import Team
from dispatch.people.placed import Placed
from dispatch.people.positions import MemoryPositions
from dispatch.people.profiles import NONE
from dispatch.people.whereabouts import Whereabouts
from dispatch.web.zones import collection
from maps.coverage import Crew, first_two, outline
from maps.population import Population, population
from maps.snapping import Snapped
from maps.speeds import Mode

Group = tuple[float, float, float, float, tuple[int, ...]]
"""Edge, along, off_m, delay_s, and how many there hold each skill."""
FIGURES_KEPT = 512
Groups = tuple[tuple[Mode, tuple[Group, ...]], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """`skills`: each a qualification or a team, None whichever. `team`: of that team besides, `kit`: with one of that
    kind on them. `covers`: by at least so many people at once."""

    skills: tuple[str | None, ...]
    team: Team | None = None
    kit: str | None = None
    covers: tuple[int, ...] = (1,)
    minutes: int = 15

    def needs(self) -> tuple[Need, ...]:
        """Refuses what is neither a qualification nor a team (`unknown_skill`)."""
        return tuple(self._need(skill) for skill in self.skills)

    def _need(self, skill: str | None) -> Need:
        if skill is None or skill in BY_CODE:
            return Need("circle", self.team, 1, (skill,) if skill else (), kit=self.kit)
        if skill not in set(Team):
            raise Refused("unknown_skill", skill=skill)
        return Need("circle", Team(skill), 1, kit=self.kit)


@dataclass(frozen=True, eq=False)
class Covered:
    """By one skill and cover: the shape, and the shares of the area with streets and of where people live."""

    shape: shapely.Geometry
    area_share: float
    area_km2: float
    people_share: float


@dataclass(frozen=True, slots=True)
class Figures:
    """How many hold the skill and could be sent, the share of where people live by each cover asked for, and the share
    of the area by the first of them."""

    people: int
    people_shares: tuple[float, ...]
    area_share: float


class LiveCircle:
    """Keeps the last answers by everything that they depend on. One is worked out at a time: after a check-in every
    console asks for the same, and the first answer is everyone's."""

    def __init__(
        self,
        log: Log[Board],
        streets: Streets,
        whereabouts: Whereabouts,
        centre: Centre,
        plans: Mapping[tuple[IncidentType, int], Response],
        now: Callable[[], datetime],
    ) -> None:
        self._log = log
        self._streets = streets
        self._whereabouts = whereabouts
        self._centre = centre
        self._plans = plans
        self._now = now
        self._turn = Lock()
        self._living = lru_cache(maxsize=1)(self._living_anew)
        self._covered_kept = lru_cache(maxsize=32)(self._covered)
        self._drawn_kept = lru_cache(maxsize=32)(self._drawn)
        self._figures_kept: dict[tuple[Question, Groups, Conditions, bool], Figures] = {}

    def features(self, question: Question) -> str:
        """GeoJSON: for each skill and cover, where so many of those who hold it would be in time. Who is counted is on
        duty and passes every gate before an actual incident; what passes before they move is taken off the minutes,
        their own delay, too."""
        board, at = self._log.board(), self._now()
        return self._features(question, board, self._whereabouts.placed(board), at)

    def features_at(self, question: Question, board: Board, at: datetime) -> str:
        """The same by the board of another moment: everyone where they checked in, or set out from."""
        return self._features(question, board, self._placed_at(board, at), at)

    def figures_at(self, question: Question, board: Board, at: datetime) -> tuple[Callable[[], Figures], bool]:
        """How many people and how much they cover by the board of another moment, for the first skill asked about:
        worked out when it is called; and whether that is kept from before."""
        groups = self._groups(self._placed_at(board, at), board, question, at)
        key = (question, groups, board.conditions, self._centre.night(at))
        return partial(self._figures, *key), key in self._figures_kept

    def _features(self, question: Question, board: Board, placed: tuple[Placed, ...], at: datetime) -> str:
        groups = self._groups(placed, board, question, at)
        with self._turn:
            return self._drawn_kept(question, groups, board.conditions, self._centre.night(at))

    def _placed_at(self, board: Board, at: datetime) -> tuple[Placed, ...]:
        nobody_moves = MemoryPositions(lambda: at)
        return Whereabouts(nobody_moves, self._streets.snap, lambda: at, self._centre.timezone).placed(board)

    def _groups(self, placed: tuple[Placed, ...], board: Board, question: Question, at: datetime) -> Groups:
        needs = question.needs()
        demands = Demands(
            self._centre.day(at),
            proof=any(plan.proof for plan in self._plans.values()),
            kit_known=any(one.profiles.kit_known(one.alike) for one in placed),
        )
        busy = committed(board, IncidentMode.ACTUAL)
        return tuple((one.mode, alike) for one in placed if (alike := _alike(one, busy, needs, demands)))

    def _drawn(self, question: Question, groups: Groups, conditions: Conditions, night: bool) -> str:
        limit_s = 60.0 * question.minutes - self._centre.mobilisation.seconds(night=night)
        covered = self._covered_kept(groups, len(question.skills), question.covers, limit_s, conditions, night)
        about = {
            "team": question.team,
            "minutes": question.minutes,
            "mobilisation_s": self._centre.mobilisation.seconds(night=night),
            "people_by": self._living().rung,
        }
        people = [sum(group[4][skill] for _, alike in groups for group in alike) for skill in range(len(covered))]
        return collection(
            (
                one.shape,
                {"skill": skill, "cover": cover, "people": people[place], **about}
                | {"area_share": one.area_share, "area_km2": one.area_km2, "people_share": one.people_share},
            )
            for place, skill in enumerate(question.skills)
            for cover, one in zip(question.covers, covered[place], strict=True)
        )

    def _figures(self, question: Question, groups: Groups, conditions: Conditions, night: bool) -> Figures:
        key = (question, groups, conditions, night)
        with self._turn:
            if key not in self._figures_kept:
                self._figures_kept[key] = self._figured(*key)
                if len(self._figures_kept) > FIGURES_KEPT:
                    del self._figures_kept[next(iter(self._figures_kept))]
            return self._figures_kept[key]

    def _figured(self, question: Question, groups: Groups, conditions: Conditions, night: bool) -> Figures:
        limit_s = 60.0 * question.minutes - self._centre.mobilisation.seconds(night=night)
        covered = self._covered(groups, len(question.skills), question.covers, limit_s, conditions, night)
        people = sum(group[4][0] for _, alike in groups for group in alike)
        return Figures(people, tuple(one.people_share for one in covered[0]), covered[0][0].area_share)

    def _covered(
        self, groups: Groups, skills: int, covers: tuple[int, ...], limit_s: float, conditions: Conditions, night: bool
    ) -> list[list[Covered]]:
        """[skill][cover]."""
        crews = [self._crew(mode, alike, conditions, night) for mode, alike in groups]
        rasters = [self._streets.raster(mode, conditions) for mode, _ in groups]
        cells, living = self._streets.raster(Mode.WALK, conditions), self._living().weight
        field_s = first_two(crews, rasters, skills=skills, limit_s=limit_s) if crews and limit_s > 0 else None
        streets = cells.snapped.found

        def of(skill: int, cover: int) -> Covered:
            if field_s is None:
                return Covered(shapely.MultiPolygon(), 0.0, 0.0, 0.0)
            within = field_s[cover - 1, skill] <= limit_s
            area = int(np.count_nonzero(within & streets))
            return Covered(
                outline(cells, field_s[cover - 1, skill], limit_s),
                round(area / max(int(np.count_nonzero(streets)), 1), 4),
                round(area * cells.cell_m**2 / 1e6, 3),
                round(float(living[within].sum()), 4),
            )

        return [[of(skill, cover) for cover in covers] for skill in range(skills)]

    def _crew(self, mode: Mode, alike: tuple[Group, ...], conditions: Conditions, night: bool) -> Crew:
        edge, along, off_m, delay_s, people = zip(*alike, strict=True)
        feet = Snapped(mode, np.array(edge, np.int32), np.array(along, np.float64), np.array(off_m, np.float64))
        weights = self._streets.weights(mode, conditions, night=night)
        return Crew(weights, feet, np.array(delay_s, np.float64), np.array(people, np.int64))

    def living(self) -> NDArray[np.float64]:
        """[R, C] the share of people who live in each cell."""
        return self._living().weight

    def _living_anew(self) -> Population:
        city = self._streets.city
        return population(city.network, city.compounds, city.rasters[Mode.CAR])


def _alike(placed: Placed, busy: Mapping[str, int], needs: tuple[Need, ...], demands: Demands) -> tuple[Group, ...]:
    """Those of one mode whom a need lets pass, by place and delay."""
    snapped, free = placed.snapped, placed.snapped.found.copy()
    free[[row for row in map(placed.row, busy) if row is not None]] = False
    passed = [placed.profiles.verdicts((need,), demands).first[placed.alike] == NONE for need in needs]
    holds = np.column_stack(passed) & free[:, None]
    some = holds.any(axis=1)
    delay_s = placed.profiles.delays_s(placed.alike)
    stands = np.column_stack((snapped.edge, snapped.along, snapped.off_m, delay_s))[some]
    places, group = np.unique(stands, axis=0, return_inverse=True)
    people = np.zeros((len(places), len(needs)), np.int64)
    np.add.at(people, group.ravel(), holds[some])
    rows = zip(places.tolist(), people.tolist(), strict=True)
    return tuple((edge, along, off_m, delay, tuple(held)) for (edge, along, off_m, delay), held in rows)
