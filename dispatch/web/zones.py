"""What is within reach, as GeoJSON: of each station, and of those on duty now. Worked out when asked for."""

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import lru_cache
from threading import Lock

import numpy as np
import shapely

from dispatch.board import Board
from dispatch.conditions.model import Conditions
from dispatch.conditions.streets import Streets
from dispatch.errors import Refused
from dispatch.incidents.centre import Centre
from dispatch.incidents.model import IncidentMode
from dispatch.log.log import Log
from dispatch.people.catalogue import BY_CODE
from dispatch.people.eligibility import WILLING, committed
from dispatch.people.model import Membership, Team, Volunteer
from dispatch.people.placed import Placed
from dispatch.people.whereabouts import Whereabouts
from dispatch.web.rows import Row, compact
from maps import isochrones
from maps.snapping import Snapped
from maps.speeds import Mode

Places = tuple[tuple[str, float, float], ...]
Feet = tuple[tuple[int, float, float], ...]

GRAIN_DEG = 1e-6


class Zones:
    """Keeps the last answers by everything that they depend on. One is worked out at a time: after a closure every
    console asks for the same, and the first answer is everyone's."""

    def __init__(
        self,
        log: Log[Board],
        streets: Streets,
        whereabouts: Whereabouts,
        centre: Centre,
        now: Callable[[], datetime],
    ) -> None:
        self._log = log
        self._streets = streets
        self._whereabouts = whereabouts
        self._centre = centre
        self._now = now
        self._turn = Lock()
        self._around_kept = lru_cache(maxsize=32)(self._around)
        self._reach_kept = lru_cache(maxsize=64)(self._reach)

    def stations(self, mode: Mode, bands: tuple[int, ...], *, response: bool) -> str:
        """A feature for each station and band; a band that mobilisation uses up has no geometry.

        `response`: the bands count from the call, so what passes before anybody moves is taken off them.
        """
        board, night = self._log.board(), self._centre.night(self._now())
        places = tuple((one.id, one.lon, one.lat) for _, one in sorted(board.duty.stations.items()))
        with self._turn:
            return self._around_kept(mode, bands, response, board.conditions, night, places)

    def circle(self, skill: str | None, minutes: int) -> str:
        """One feature: where one of those on duty, free and qualified would be, each from their place and in their
        mode, within so many minutes of the call."""
        board, at = self._log.board(), self._now()
        night, able = self._centre.night(at), free(board, skill, self._centre.day(at))
        groups = [(one.mode, _feet(one, able)) for one in self._whereabouts.placed(board)]
        with self._turn:
            reached = [self._reach_kept(mode, feet, minutes, board.conditions, night) for mode, feet in groups if feet]
        mobilisation_s = self._centre.mobilisation.seconds(night=night)
        about = {"skill": skill, "minutes": minutes, "people": len(able), "mobilisation_s": mobilisation_s}
        return _collection([(shapely.union_all(reached), about)])

    def _around(
        self, mode: Mode, bands: tuple[int, ...], response: bool, conditions: Conditions, night: bool, places: Places
    ) -> str:
        mobilisation_s = self._centre.mobilisation.seconds(night=night) if response else 0.0
        lonlat = np.array([place[1:] for place in places], np.float64).reshape(-1, 2)
        found = isochrones.zones(
            self._streets.weights(mode, conditions, night=night),
            self._streets.raster(mode, conditions),
            self._streets.snap(lonlat, mode, conditions),
            minutes=bands,
            mobilisation_s=mobilisation_s,
        )
        about = {"mode": mode, "count": "response" if response else "travel", "mobilisation_s": mobilisation_s}
        return _collection(
            (zone.polygon, {"station": places[zone.origin][0], "minutes": zone.minutes, **about}) for zone in found
        )

    def _reach(self, mode: Mode, feet: Feet, minutes: int, conditions: Conditions, night: bool) -> shapely.Geometry:
        """What is within reach of any of these snapped points, given as `edge, along, off_m`: one search for all."""
        edge, along, off_m = zip(*feet, strict=True)
        [reached] = isochrones.circle(
            self._streets.weights(mode, conditions, night=night),
            self._streets.raster(mode, conditions),
            Snapped(mode, np.array(edge, np.int32), np.array(along, np.float64), np.array(off_m, np.float64)),
            minutes=(minutes,),
            mobilisation_s=self._centre.mobilisation.seconds(night=night),
        )
        return reached


def free(board: Board, skill: str | None, day: date) -> frozenset[str]:
    """Who is on duty and ready at once, on no assignment, willing, and holds `skill` on that day: a qualification or a
    team, None any.

    Refuses what is neither (`unknown_skill`).
    """
    if skill is not None and skill not in BY_CODE and skill not in set(Team):
        raise Refused("unknown_skill", skill=skill)
    busy = committed(board, IncidentMode.ACTUAL)
    ready = (one.volunteer for one in board.duty.on_duty.values() if one.delay_s == 0)
    present = (board.people.volunteers[volunteer] for volunteer in ready if volunteer not in busy)
    return frozenset(one.id for one in present if _willing(one) and (skill is None or _holds(one, skill, day)))


def _willing(volunteer: Volunteer) -> bool:
    able = volunteer.membership is Membership.ACTIVE and not volunteer.opted_out
    return able and volunteer.availability in WILLING


def _holds(volunteer: Volunteer, skill: str, day: date) -> bool:
    return volunteer.team == skill or any(one.kind == skill and one.valid_on(day) for one in volunteer.qualifications)


def _feet(placed: Placed, able: frozenset[str]) -> Feet:
    """The distinct places of those, on the streets."""
    snapped = placed.snapped
    rows = zip(placed.volunteers, snapped.edge, snapped.along, snapped.off_m, strict=True)
    return tuple(sorted({(int(e), float(a), float(m)) for one, e, a, m in rows if one in able and e >= 0}))


def _collection(shapes: Iterable[tuple[shapely.Geometry, Row]]) -> str:
    features = [
        {"type": "Feature", "geometry": _outline(shape), "properties": properties} for shape, properties in shapes
    ]
    return compact({"type": "FeatureCollection", "features": features})


def _outline(shape: shapely.Geometry) -> Row | None:
    """GeoJSON to a decimetre, None for an empty shape."""
    if shapely.is_empty(shape):
        return None
    outline: Row = json.loads(shapely.to_geojson(shapely.set_precision(shape, GRAIN_DEG, mode="pointwise")))
    return outline
