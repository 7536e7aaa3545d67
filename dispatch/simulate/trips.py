"""One journey: where somebody is on the way, second by second."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, radians

import numpy as np
from numpy.typing import NDArray

from maps.travel import Route

F8 = NDArray[np.float64]
Point = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Trip:
    """`lonlat` f8[k, 2] in order, `share` f8[k] of the length that lies before each point."""

    lonlat: F8
    share: F8
    begins_at: datetime
    seconds: float

    @property
    def ends_at(self) -> datetime:
        return self.begins_at + timedelta(seconds=self.seconds)

    def where(self, at: datetime) -> Point:
        """At an even pace along the line; at its end after the end."""
        gone = (at - self.begins_at).total_seconds() / self.seconds if self.seconds > 0 else 1.0
        lon, lat = (float(np.interp(gone, self.share, self.lonlat[:, axis])) for axis in (0, 1))
        return round(lon, 7), round(lat, 7)


def trip(route: Route, start: Point, end: Point, *, begins_at: datetime, factor: float = 1.0) -> Trip:
    """Along `route`, with the steps from `start` to the road and from the road to `end`; `factor` times as long."""
    lonlat = np.concatenate([[start], route.lonlat, [end]])
    step = np.diff(lonlat, axis=0) * (cos(radians(start[1])), 1.0)
    run = np.concatenate([[0.0], np.cumsum(np.hypot(*step.T))])
    share = run / run[-1] if run[-1] > 0 else np.linspace(0.0, 1.0, len(run))
    return Trip(lonlat, share, begins_at, route.seconds * factor)
