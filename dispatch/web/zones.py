"""What is within reach of each station, as GeoJSON. Worked out when asked for."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from threading import Lock

import numpy as np
import shapely

from dispatch.board import Board
from dispatch.conditions.model import Conditions
from dispatch.conditions.streets import Streets
from dispatch.incidents.centre import Centre
from dispatch.log.log import Log
from dispatch.web.rows import Row, compact
from maps import isochrones
from maps.speeds import Mode

Places = tuple[tuple[str, float, float], ...]

GRAIN_DEG = 1e-6


class Zones:
    """Keeps the last answers by everything that they depend on. One is worked out at a time: after a closure every
    console asks for the same, and the first answer is everyone's."""

    def __init__(
        self,
        log: Log[Board],
        streets: Streets,
        centre: Centre,
        now: Callable[[], datetime],
    ) -> None:
        self._log = log
        self._streets = streets
        self._centre = centre
        self._now = now
        self._turn = Lock()
        self._around_kept = lru_cache(maxsize=32)(self._around)

    def stations(self, mode: Mode, bands: tuple[int, ...], *, response: bool) -> str:
        """A feature for each station and band; a band that mobilisation uses up has no geometry.

        `response`: the bands count from the call, so what passes before anybody moves is taken off them.
        """
        board, night = self._log.board(), self._centre.night(self._now())
        places = tuple((one.id, one.lon, one.lat) for _, one in sorted(board.duty.stations.items()))
        with self._turn:
            return self._around_kept(mode, bands, response, board.conditions, night, places)

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
        return collection(
            (zone.polygon, {"station": places[zone.origin][0], "minutes": zone.minutes, **about}) for zone in found
        )


def collection(shapes: Iterable[tuple[shapely.Geometry, Row]]) -> str:
    """GeoJSON, a feature each; shapes have long lines, and are never taken apart in Python."""
    features = [
        f'{{"type":"Feature","geometry":{_outline(shape)},"properties":{compact(about)}}}' for shape, about in shapes
    ]
    return f'{{"type":"FeatureCollection","features":[{",".join(features)}]}}'


def _outline(shape: shapely.Geometry) -> str:
    """GeoJSON to a decimetre, null for an empty shape."""
    if shapely.is_empty(shape):
        return "null"
    return str(shapely.to_geojson(shapely.set_precision(shape, GRAIN_DEG, mode="pointwise")))
