"""How far people have it to a station from the one where they belong, by road and in their own way."""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from immutables import Map

from dispatch.board import Board
from dispatch.conditions.model import Conditions
from dispatch.conditions.streets import Streets
from dispatch.duty.model import Station
from dispatch.people.model import Volunteer
from dispatch.rosters.suggesting import WayS
from maps.speeds import Mode
from maps.travel import times_to

LIMIT_S = 2 * 3600.0
"""Farther than this is not near for anybody."""


class StationWays:
    """One reverse search a station and mode, kept until stations or roads are others."""

    def __init__(self, streets: Streets) -> None:
        self._streets = streets
        self._times = lru_cache(maxsize=128)(self._search)

    def to(self, board: Board, station: str) -> WayS:
        """Seconds from where somebody belongs; None: nowhere, or not within two hours."""

        def way_s(volunteer: Volunteer) -> float | None:
            if volunteer.station is None or volunteer.station not in board.duty.stations:
                return None
            return self._times(board.duty.stations, board.conditions, station, volunteer.mode).get(volunteer.station)

        return way_s

    def _search(
        self, stations: Map[str, Station], conditions: Conditions, station: str, mode: Mode
    ) -> Mapping[str, float]:
        known = sorted(stations.values(), key=lambda one: one.id)
        snapped = self._streets.snap(np.array([(one.lon, one.lat) for one in known]), mode, conditions)
        there = stations[station]
        target = self._streets.snap(np.array([(there.lon, there.lat)]), mode, conditions)
        weights = self._streets.weights(mode, conditions)
        seconds = times_to(weights, target, snapped, limit_seconds=LIMIT_S)
        return {one.id: float(s) for one, s in zip(known, seconds, strict=True) if np.isfinite(s)}
