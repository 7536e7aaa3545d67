"""Everyone on duty as points on the streets, snapped once: what every question about who is near starts from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from heapq import heappop, heappush
from itertools import compress
from operator import is_, is_not
from threading import Lock
from typing import Any

import numpy as np
from immutables import Map
from numpy.typing import NDArray

from dispatch.board import Board
from dispatch.conditions.model import Conditions
from dispatch.duty.model import CheckIn
from dispatch.kits.counting import effective
from dispatch.people.eligibility import Profile, profile
from dispatch.people.placed import Placed, merged, nobody, objects
from dispatch.people.positions import Fix, PositionsKept
from dispatch.people.profiles import Profiles
from maps.snapping import Snapped
from maps.speeds import Mode

Point = tuple[float, float]
Foot = tuple[np.int32, np.float64, np.float64]
Snap = Callable[[NDArray[np.float64], Mode, Conditions], Snapped]

FRESH = timedelta(seconds=120)
ACCURATE_M = 200.0
OFF_THE_MAP: Foot = np.int32(-1), np.float64(0.0), np.float64(0.0)
LIVE = "live"
STATION = "station"
STANDBY = "standby"
NOWHERE = "unknown"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one volunteer is taken to be, by what (`live`, `station`, `standby`, or `unknown`: no point), good until
    when."""

    volunteer: str
    mode: Mode
    point: Point | None
    placed_by: str
    profile: Profile
    until: datetime | None = None


def spot(board: Board, volunteer: str, fix: Fix | None, at: datetime, timezone: tzinfo) -> Spot | None:
    """A fresh and accurate fix made since the check-in, else the station, for who is on standby where they set out
    from; None off duty."""
    check_in, person = board.duty.on_duty.get(volunteer), board.people.volunteers.get(volunteer)
    if check_in is None or person is None:
        return None
    about = profile(person, check_in, kit=effective(board, check_in, at.astimezone(timezone)))
    if fix is not None and _usable(fix, check_in, at):
        return Spot(volunteer, person.mode, (fix.lon, fix.lat), LIVE, about, fix.at + FRESH)
    if check_in.standby is None:
        station = board.duty.stations[check_in.station]
        return Spot(volunteer, person.mode, (station.lon, station.lat), STATION, about)
    start = check_in.standby.start
    if start is None:
        return Spot(volunteer, person.mode, None, NOWHERE, replace(about, placed=False))
    return Spot(volunteer, person.mode, (start.lon, start.lat), STANDBY, about)


def _usable(fix: Fix, check_in: CheckIn, at: datetime) -> bool:
    accurate = fix.accuracy_m is not None and fix.accuracy_m <= ACCURATE_M
    return accurate and check_in.at <= fix.at and at <= fix.at + FRESH


class Seen:
    """A map of the board as it was at the last look. Records are shared from board to board, so what changed is what
    is another object; compared without a Python loop, 20,000 take about 10 ms."""

    def __init__(self) -> None:
        self._map: Map[str, Any] = Map()
        self._records: dict[str, Any] = {}

    def changed(self, now: Map[str, Any]) -> set[str]:
        """Keys that came, went or stand for another record, and remembers `now`."""
        if now is self._map:
            return set()
        before, after = self._records, dict(now.items())
        self._map, self._records = now, after
        anew = compress(after, map(is_not, after.values(), map(before.get, after)))
        return {*anew, *(before.keys() - after.keys())}


class Whereabouts:
    """Keeps `Placed` for each mode and redoes only who moved. With 20,000 on duty twenty new fixes cost 2 ms, a
    check-in 20, no change nothing. Any number of threads may ask; what they get never changes under them."""

    def __init__(self, positions: PositionsKept, snap: Snap, now: Callable[[], datetime], timezone: tzinfo) -> None:
        self._positions = positions
        self._snap = snap
        self._now = now
        self._timezone = timezone
        self._profiles = Profiles()
        self._lock = Lock()
        self._version = 0
        self._fixes: dict[str, Fix] = {}
        self._on_duty, self._people, self._stations = Seen(), Seen(), Seen()
        self._roads: tuple[object, object] = (frozenset(), Map())
        self._equipped: tuple[object, ...] = ()
        self._spots: dict[str, Spot] = {}
        self._fresh_until: list[tuple[datetime, str]] = []
        self._at_stations: dict[Mode, dict[Point, Foot]] = {mode: {} for mode in Mode}
        self._placed: dict[Mode, Placed] = {}

    def placed(self, board: Board) -> tuple[Placed, ...]:
        """Everyone on duty by `board`, one `Placed` a mode that has somebody."""
        with self._lock:
            at = self._now()
            moved = self._reported() | self._changed(board) | self._stale(at) | self._reequipped(board, at)
            if moved:
                self._replace(board, moved, at)
            return tuple(placed for placed in self._placed.values() if len(placed.volunteers))

    def _reported(self) -> set[str]:
        fixes = self._positions.since(self._version)
        for fix in fixes:
            self._fixes[fix.volunteer] = fix
            self._version = fix.version
        return {fix.volunteer for fix in fixes}

    def _changed(self, board: Board) -> set[str]:
        """Whose check-in, record or station is another than at the last look."""
        moved = self._on_duty.changed(board.duty.on_duty) | self._people.changed(board.people.volunteers)
        shifted = self._stations.changed(board.duty.stations)
        if shifted:
            moved |= {one.volunteer for one in board.duty.on_duty.values() if one.station in shifted}
        if self._roads != (board.conditions.closed, board.conditions.alleys):
            moved |= self._displaced(board.conditions)
        return moved

    def _reequipped(self, board: Board, at: datetime) -> set[str]:
        """Whose kit counts otherwise than at the last look: a set changed, its last day is over, a station shut."""
        if not board.kits.known:
            return set()
        minute = at.replace(second=0, microsecond=0)
        seen = (board.kits.known, board.duty.on_duty, board.duty.stations, board.duty.standings, minute)
        if all(map(is_, seen[:-1], self._equipped)) and self._equipped[-1:] == (minute,):
            return set()
        self._equipped, local = seen, at.astimezone(self._timezone)
        equipped = (one for one in board.duty.on_duty.values() if one.kit or one.volunteer in board.kits.carried)
        return {
            one.volunteer
            for one in equipped
            if one.volunteer in self._spots and self._spots[one.volunteer].profile.kit != effective(board, one, local)
        }

    def _displaced(self, conditions: Conditions) -> set[str]:
        """When a road closes or opens, or an alley comes or goes, everyone is snapped anew: a closed street is left by
        the next one."""
        self._roads = (conditions.closed, conditions.alleys)
        self._at_stations = {mode: {} for mode in Mode}
        return set(self._spots)

    def _stale(self, at: datetime) -> set[str]:
        stale = set()
        while self._fresh_until and self._fresh_until[0][0] < at:
            until, volunteer = heappop(self._fresh_until)
            if volunteer in self._spots and self._spots[volunteer].until == until:
                stale.add(volunteer)
        return stale

    def _replace(self, board: Board, moved: set[str], at: datetime) -> None:
        spots = [spot(board, volunteer, self._fixes.get(volunteer), at, self._timezone) for volunteer in sorted(moved)]
        by_mode: dict[Mode, list[Spot]] = {self._spots[one].mode: [] for one in moved & self._spots.keys()}
        for volunteer in moved:
            self._spots.pop(volunteer, None)
        for found in spots:
            if found is not None:
                self._spots[found.volunteer] = found
                if found.until is not None:
                    heappush(self._fresh_until, (found.until, found.volunteer))
                by_mode.setdefault(found.mode, []).append(found)
        for mode, new in by_mode.items():
            known = self._placed.get(mode, nobody(mode, self._profiles))
            self._placed[mode] = merged(known, moved, self._as_placed(mode, new, board.conditions))

    def _as_placed(self, mode: Mode, spots: Sequence[Spot], conditions: Conditions) -> Placed:
        return Placed(
            mode,
            objects([one.volunteer for one in spots]),
            self._snapped(mode, spots, conditions),
            objects([one.placed_by for one in spots]),
            np.array([self._profiles.number(one.profile) for one in spots], np.int32),
            self._profiles,
        )

    def _snapped(self, mode: Mode, spots: Sequence[Spot], conditions: Conditions) -> Snapped:
        """Each distinct point is snapped once, a station's once for good."""
        points = list(dict.fromkeys(one.point for one in spots if one.point is not None))
        known = self._at_stations[mode]
        unknown = [point for point in points if point not in known]
        snapped = self._snap(np.array(unknown, np.float64).reshape(-1, 2), mode, conditions)
        feet = known | dict(zip(unknown, zip(snapped.edge, snapped.along, snapped.off_m, strict=True), strict=True))
        for one in spots:
            if one.placed_by == STATION and one.point is not None:
                known[one.point] = feet[one.point]
        rows = [OFF_THE_MAP if one.point is None else feet[one.point] for one in spots]
        edge, along, off_m = zip(*rows, strict=True) if rows else ((), (), ())
        return Snapped(mode, np.array(edge, np.int32), np.array(along, np.float64), np.array(off_m, np.float64))
