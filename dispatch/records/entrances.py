"""Whether a station's entrance lies on the network: without a street within reach nobody is routed from there."""

from collections.abc import Callable

import numpy as np

from maps.cities import City
from maps.snapping import snap
from maps.speeds import Mode


def reaches(city: City) -> Callable[[float, float], bool]:
    """Of a place in WGS-84, whether a street that may be walked lies within `maps.snapping.REACH_M`."""

    def reached(lon: float, lat: float) -> bool:
        return bool(snap(city.network, np.array([[lon, lat]]), mode=Mode.WALK).found[0])

    return reached
