"""How many qualified people the stations of a plan need by the hour, and which extra shift or recruit would help most.

q = acceptance · shows · P(handling + R + U + τ ≤ T), by the chances that waves are sent by; the engine is
`maps.siting.staffing`. Hours in which the same people are planned are one situation, solved once, in processes of their
own (`dispatch.jobs`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import numpy as np

from dispatch.board import Board
from dispatch.incidents.acceptance import spread
from dispatch.incidents.centre import Centre
from dispatch.incidents.chance import Habits, in_time, travels_in_time
from dispatch.incidents.plans import Plans
from dispatch.jobs import side_by_side
from dispatch.planning.cells import Cells
from dispatch.planning.gauge import Measured
from dispatch.planning.model import Count, Question, Site
from dispatch.planning.planned import WEEK_HOURS, Home, Present, next_time, present
from maps.covered import F4
from maps.siting.question import F8, I8
from maps.siting.staffing import Roster, reached, staff

AT_ONCE = 2
Measure = Callable[[Question, Sequence[Site]], tuple[Cells, Measured]]


@dataclass(frozen=True, slots=True)
class Wish:
    """`skills`: qualifications or teams, None anybody. `target`: the chance that each cell is to have; None: what the
    response plans ask for. `busy`: the share of time that a person is on a call; `shows`: how often somebody planned
    comes. `most`: people at one station. `seconds`: of solving for each situation."""

    skills: tuple[str | None, ...] = (None,)
    target: float | None = None
    busy: float = 0.0
    shows: float = 1.0
    most: int = 20
    hours: tuple[int, ...] = tuple(range(WEEK_HOURS))
    seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class Situation:
    """Hours in which it is the same for one skill: day or night, so many planned at each site and so many at each home
    of that time of day (`Times.homes`)."""

    skill: str | None
    night: bool
    on_site: tuple[int, ...]
    at_home: tuple[int, ...]
    hours: tuple[int, ...]
    elsewhere: int


@dataclass(frozen=True, eq=False)
class Times:
    """By day or by night: seconds f4[n, m + h] from the m sites and the h homes, and what passes before anybody sets
    out. `off_road`: sites from which nobody gets anywhere."""

    seconds: F4
    homes: tuple[Home, ...]
    habits: Habits
    off_road: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Staffing:
    """`run(k)` solves situation k. `left_s`: from when people are asked (`Count.RESPONSE`), or of travel alone."""

    people: F8  # [n]
    sites: int
    times: Mapping[bool, Times]
    situations: tuple[Situation, ...]
    targets: Mapping[str | None, float]
    acceptance: float
    left_s: float
    count: Count
    wish: Wish
    kept: dict[bool, F8] = field(default_factory=dict, repr=False)

    def run(self, number: int) -> "Outcome":
        situation = self.situations[number]
        roster = self.roster(situation)
        found = staff(roster, seconds=self.wish.seconds)
        on_duty = roster.on_duty
        assert on_duty is not None
        got = reached(roster, on_duty)
        short = (got < roster.target * (1 - 1e-12)) & (self.people > 0)
        return Outcome(
            found.status,
            None if found.numbers is None else tuple(found.numbers[: self.sites].tolist()),
            found.bound,
            float(self.people[~short].sum()),
            float(got @ self.people),
            found.beyond,
            found.price,
        )

    def roster(self, situation: Situation) -> Roster:
        on_duty = np.array([*situation.on_site, *situation.at_home], np.int64)
        most = on_duty.copy()
        most[: self.sites] = np.maximum(self.wish.most, on_duty[: self.sites])
        target = self.targets[situation.skill]
        return Roster(self.chance(situation.night), self.people, target, self.wish.busy, on_duty, most)

    def chance(self, night: bool) -> F8:
        """q [n, m + h], kept."""
        if night not in self.kept:
            times = self.times[night]
            delays = np.array([0] * self.sites + [one.delay_s for one in times.homes], float)
            self.kept[night] = self.comes(times.seconds, delays, night)
        return self.kept[night]

    def comes(self, seconds: F4, delays: F8, night: bool) -> F8:
        """[n, k] the chance that one person is there in time from so far away, ready so late."""
        habits = self.times[night].habits
        found = np.zeros(seconds.shape)
        for column in range(seconds.shape[1]):  # one after the other: each needs twelve floats a cell
            travel_s = seconds[:, column].astype(np.float64)
            left_s = np.full(len(travel_s), self.left_s - delays[column])
            if self.count is Count.TRAVEL:
                found[:, column] = travels_in_time(travel_s, left_s, np.zeros(len(travel_s)), habits)
            else:
                found[:, column] = in_time(travel_s, left_s, habits)
            found[~np.isfinite(travel_s), column] = 0.0
        return found * (self.acceptance * self.wish.shows)


@dataclass(frozen=True, eq=False)
class Outcome:
    """`needed` at each site, those planned among them; None: not found in time. `sure`: people whose chance comes to
    the target as it is planned; `expected`: how many are reached in time, were each to call. `beyond`: cells that
    cannot have the target with `most` at every site. `price` [n]: as in `maps.siting.staffing.Staffed`."""

    status: str
    needed: tuple[int, ...] | None
    bound: float | None
    sure: float
    expected: float
    beyond: I8
    price: F8


def target_of(plans: Plans, skill: str | None) -> float:
    """The highest chance for which a response plan wants somebody with the skill; where none does, that of the plans
    as a whole."""
    asked = [
        need.target if need.target is not None else response.target
        for response in plans.values()
        for need in response.needs
        if skill is None or skill == need.team or skill in need.qualifications
    ]
    return max(asked or [response.target for response in plans.values()])


def staffing(
    board: Board, plans: Plans, centre: Centre, measure: Measure, question: Question, sites: Sequence[Site],
    wish: Wish, now: datetime,
) -> tuple[Staffing, Cells]:  # fmt: skip
    """The question, from the board as it is at `now`. Cost for twenty new sites on a busy machine:
    2 s on Chengdu, 7 s on Milan."""
    local = now.astimezone(centre.timezone)
    hours = {hour: next_time(hour, local) for hour in wish.hours}
    nights = {hour: centre.night(at) for hour, at in hours.items()}
    there = {(skill, hour): present(board, sites, skill, at) for skill in wish.skills for hour, at in hours.items()}
    times, cells = {}, None
    for night in sorted(set(nights.values())):
        homes = sorted(
            {home for (_, hour), one in there.items() if nights[hour] == night for home in one.homes},
            key=lambda one: (one.lon, one.lat, one.delay_s),
        )
        at = next(hours[hour] for hour in wish.hours if nights[hour] == night)
        starts = [*sites, *(Site(f"home {row}", "", one.lon, one.lat) for row, one in enumerate(homes))]
        cells, measured = measure(replace(question, night=night, hour=None), starts)
        known = {site.id for site in sites}
        off_road = tuple(one for one in measured.off_road if one in known)
        times[night] = Times(measured.seconds.T, tuple(homes), centre.habits(at), off_road)
    assert cells is not None
    handling_s = 0.0 if question.count is Count.TRAVEL else centre.mobilisation.handling_s
    task = Staffing(
        cells.demand.weight,
        len(sites),
        times,
        _alike(there, nights, times),
        {skill: target_of(plans, skill) if wish.target is None else wish.target for skill in wish.skills},
        spread(board.incidents.evidence)[0],
        60.0 * question.minutes - handling_s,
        question.count,
        wish,
    )
    return task, cells


def _alike(
    there: Mapping[tuple[str | None, int], Present], nights: Mapping[int, bool], times: Mapping[bool, Times]
) -> tuple[Situation, ...]:
    """Hours in which nothing differs, by skill, joined."""
    found: dict[tuple[Any, ...], list[int]] = {}
    for (skill, hour), one in there.items():
        at_home = tuple(one.homes.count(home) for home in times[nights[hour]].homes)
        found.setdefault((skill, nights[hour], one.on_site, at_home, one.elsewhere), []).append(hour)
    return tuple(
        Situation(skill, night, on_site, at_home, tuple(hours), elsewhere)
        for (skill, night, on_site, at_home, elsewhere), hours in found.items()
    )


def look(task: Staffing, *, dask: str, cancelled: Callable[[], bool]) -> Iterator[tuple[int, Outcome]]:
    """Each situation as it is solved, in whatever order. Raises `Cancelled`."""
    numbers: Iterable[int] = range(len(task.situations))
    yield from side_by_side(task.run, list(numbers), max_workers=AT_ONCE, dask=dask, cancelled=cancelled)
