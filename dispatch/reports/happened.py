"""The rows of a period put together: one episode for each event, whatever number of calls told of it."""

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import groupby, pairwise
from typing import Protocol, TypeVar

from dispatch.incidents.model import IncidentMode
from dispatch.people.model import Team
from dispatch.reports.model import Asking, Case, Opened, Period, Records, Trip, Turn


@dataclass(frozen=True, slots=True)
class Episode:
    """What was done about one event. The clock runs from its earliest report; `askings`, `waves` and `trips` are those
    of all its calls, in order of time; `came`: when somebody of which role came on scene. `station`: where whoever
    arrived first was on duty, else whoever was asked first; None where nobody was. `available`: somebody of a team that
    it needed was on duty and free when it was reported; `on_duty`: anybody at all was on duty."""

    case: Case
    reported_at: datetime
    promised_at: datetime
    occurred_at: datetime | None
    closed_at: datetime | None
    waves: tuple[Opened, ...]
    askings: tuple[Asking, ...]
    trips: tuple[Trip, ...]
    came: tuple[tuple[datetime, str], ...]
    station: str | None
    on_duty: bool
    available: bool

    @property
    def needs(self) -> tuple[tuple[str, Team | None, int], ...]:
        return needs_in(self.case.needs)

    @property
    def first_at(self) -> datetime | None:
        return self.came[0][0] if self.came else None

    def settled(self, now: datetime) -> bool:
        """Whether the promise was kept is known: somebody came, the event is over, or the time is."""
        return bool(self.came) or self.closed_at is not None or self.promised_at <= now


@cache
def needs_in(text: str) -> tuple[tuple[str, Team | None, int], ...]:
    """(role, team, count): a centre has few response plans. Without a team: whoever comes."""
    return tuple((role, Team(team) if team else None, count) for role, team, count in json.loads(text))


@dataclass(frozen=True, slots=True)
class Stint:
    """A stretch of duty; `ended_at` None: it goes on."""

    volunteer: str
    station: str
    began_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Happened:
    """`parts`: how many calls told of an event that another had told of already. `other_modes`: episodes of the period
    that are not counted, by their mode."""

    period: Period
    episodes: tuple[Episode, ...]
    parts: int
    other_modes: Mapping[str, int]
    stints: tuple[Stint, ...]


class OfIncident(Protocol):
    @property
    def incident(self) -> int: ...


R = TypeVar("R", bound=OfIncident)


def happened(records: Records, period: Period, mode: str, teams: Mapping[str, Team]) -> Happened:
    """The period's episodes of one mode: those whose earliest report lies in it. `teams`: of every volunteer."""
    calls: dict[int, list[Case]] = defaultdict(list)
    for case in records.cases:
        calls[case.part_of or case.incident].append(case)
    whole = {main: min(one.reported_at for one in told) for main, told in calls.items()}
    ours = sorted((at, main) for main, at in whole.items() if period.holds(at))
    stints = tuple(_stints(records.turns))
    busying = {one.incident for one in records.cases if one.mode in (mode, IncidentMode.ACTUAL)}
    trips = [one for one in records.trips if one.incident in busying]
    presence = _presence(ours, calls, trips, stints, teams)
    told = _Told(records, {one.incident: main for main, cases in calls.items() for one in cases}, stints)
    episodes = [told.episode(main, calls[main], *presence[main]) for _, main in ours]
    others: dict[str, int] = defaultdict(int)
    for one in episodes:
        if one.case.mode != mode:
            others[one.case.mode] += 1
    chosen = tuple(one for one in episodes if one.case.mode == mode)
    parts = sum(len(calls[one.case.incident]) - 1 for one in chosen)
    return Happened(period, chosen, parts, dict(others), _within(stints, period))


class _Told:
    """Looks up what belongs to an episode."""

    def __init__(self, records: Records, main_of: Mapping[int, int], stints: Iterable[Stint]) -> None:
        self._askings = _by_episode(records.askings, main_of)
        self._trips = _by_episode(records.trips, main_of)
        self._waves = _by_episode(records.waves, main_of)
        self._stints: dict[str, list[Stint]] = defaultdict(list)
        for stint in stints:
            self._stints[stint.volunteer].append(stint)

    def episode(self, main: int, calls: list[Case], on_duty: bool, available: bool) -> Episode:
        case = next(one for one in calls if one.incident == main)
        askings = tuple(sorted(self._askings[main], key=lambda one: (one.at, one.alert)))
        trips = tuple(sorted(self._trips[main], key=lambda one: (one.assigned_at, one.assignment)))
        reported_at = min(one.reported_at for one in calls)
        return Episode(
            case=case,
            reported_at=reported_at,
            promised_at=reported_at + timedelta(seconds=case.promise_s),
            occurred_at=min((one.occurred_at for one in calls if one.occurred_at is not None), default=None),
            closed_at=case.closed_at,
            waves=tuple(sorted(self._waves[main], key=lambda one: one.wave)),
            askings=askings,
            trips=trips,
            came=tuple(sorted((one.on_scene_at, one.role) for one in trips if one.on_scene_at is not None)),
            station=self._station(askings, trips),
            on_duty=on_duty,
            available=available,
        )

    def _station(self, askings: tuple[Asking, ...], trips: tuple[Trip, ...]) -> str | None:
        came = min(((one.on_scene_at, one.alert) for one in trips if one.on_scene_at), default=None)
        first = next((one for one in askings if came is None or one.alert == came[1]), None)
        if first is None:
            return None
        stints = self._stints[first.volunteer]
        place = bisect_right(stints, first.at, key=lambda one: one.began_at) - 1
        return stints[place].station if place >= 0 else None


def _by_episode(rows: Iterable[R], main_of: Mapping[int, int]) -> dict[int, list[R]]:
    found: dict[int, list[R]] = defaultdict(list)
    for row in rows:
        if row.incident in main_of:
            found[main_of[row.incident]].append(row)
    return found


def _stints(turns: Iterable[Turn]) -> Iterator[Stint]:
    """Of each person in order. Checking in again at the same station changes nothing."""
    ordered = sorted(turns, key=lambda one: (one.volunteer, one.at, one.seq))
    for volunteer, theirs in groupby(ordered, key=lambda one: one.volunteer):
        heads = [next(same) for _, same in groupby(theirs, key=lambda one: one.station)]
        for turn, after in pairwise([*heads, None]):
            if turn is not None and turn.station is not None:
                yield Stint(volunteer, turn.station, turn.at, after.at if after else None)


def _within(stints: Iterable[Stint], period: Period) -> tuple[Stint, ...]:
    starts_at, ends_at = period.starts_at, period.ends_at
    return tuple(one for one in stints if one.began_at < ends_at and (one.ended_at is None or one.ended_at > starts_at))


def _presence(
    reports: Iterable[tuple[datetime, int]],
    calls: Mapping[int, list[Case]],
    trips: Iterable[Trip],
    stints: Iterable[Stint],
    teams: Mapping[str, Team],
) -> dict[int, tuple[bool, bool]]:
    """Main incident → (anybody on duty, somebody of a team that it needs on duty and free), as it was reported.

    One pass through time. Whatever begins or ends at the moment of the report has begun or ended.
    """
    steps: list[tuple[datetime, int, str, int]] = []
    for stint in stints:
        steps.append((stint.began_at, 0, stint.volunteer, 1))
        if stint.ended_at is not None:
            steps.append((stint.ended_at, 0, stint.volunteer, -1))
    for trip in trips:
        steps.append((trip.assigned_at, 1, trip.volunteer, 1))
        if trip.ended_at is not None:
            steps.append((trip.ended_at, 1, trip.volunteer, -1))
    steps += [(at, 2, "", main) for at, main in reports]
    counts: tuple[dict[str, int], dict[str, int]] = {}, {}
    found: dict[int, tuple[bool, bool]] = {}
    for _, what, volunteer, change in sorted(steps):
        if what == 2:
            found[change] = _seen(calls[change], *counts, teams)
            continue
        counts[what][volunteer] = counts[what].get(volunteer, 0) + change
        if counts[what][volunteer] == 0:
            del counts[what][volunteer]
    return found


def _seen(
    calls: list[Case], on_duty: Mapping[str, int], busy: Mapping[str, int], teams: Mapping[str, Team]
) -> tuple[bool, bool]:
    needed = {team for one in calls for _, team, _ in needs_in(one.needs) if team is not None}
    free = any(teams.get(one) in needed for one in on_duty if one not in busy)
    return bool(on_duty), free
