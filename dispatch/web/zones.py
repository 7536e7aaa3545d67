"""What is within reach, as GeoJSON: of each station, and of those on duty now. Worked out when asked for."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from threading import Lock

import numpy as np
import shapely
from shapely.geometry import mapping

from dispatch.board import Board
from dispatch.conditions.model import Conditions
from dispatch.conditions.streets import Streets
from dispatch.incidents.centre import Centre
from dispatch.log.log import Log
from dispatch.people.whereabouts import Whereabouts
from dispatch.web.rows import Row, compact
from maps.speeds import Mode

Places = tuple[tuple[str, float, float], ...]


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
        self._stations = lru_cache(maxsize=32)(self._around)

    def stations(self, mode: Mode, bands: tuple[int, ...], *, response: bool) -> str:
        """A feature for each station and band; a band that mobilisation uses up has no geometry."""
        board, night = self._log.board(), self._centre.night(self._now())
        places = tuple((one.id, one.lon, one.lat) for one in sorted(board.duty.stations.values(), key=lambda s: s.id))
        with self._turn:
            return self._stations(mode, bands, response, board.conditions, night, places)

    def _around(
        self, mode: Mode, bands: tuple[int, ...], response: bool, conditions: Conditions, night: bool, places: Places
    ) -> str:
        from maps import isochrones

        mobilisation_s = self._centre.mobilisation.seconds(night=night) if response else 0.0
        lonlat = np.array([place[1:] for place in places], np.float64).reshape(-1, 2)
        found = isochrones.zones(
            self._streets.weights(mode, conditions, night=night),
            self._streets.city.rasters[mode],
            self._streets.snap(lonlat, mode, conditions),
            minutes=bands,
            mobilisation_s=mobilisation_s,
        )
        about = {"mode": mode, "count": "response" if response else "travel", "mobilisation_s": mobilisation_s}
        return _collection(
            (zone.polygon, {"station": places[zone.origin][0], "minutes": zone.minutes, **about}) for zone in found
        )

    def circle(self, skill: str | None, minutes: int) -> str:
        raise NotImplementedError(skill, minutes)


def _collection(shapes: Iterable[tuple[shapely.Geometry, Row]]) -> str:
    features = [
        {
            "type": "Feature",
            "geometry": None if shape.is_empty else mapping(shapely.set_precision(shape, 1e-6)),
            "properties": properties,
        }
        for shape, properties in shapes
    ]
    return compact({"type": "FeatureCollection", "features": features})
