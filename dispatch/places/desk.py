"""Where places are pinned and local address lists come in."""

from collections.abc import Callable, Sequence
from datetime import datetime

from dispatch.board import Board
from dispatch.errors import Refused
from dispatch.log.contract import Request
from dispatch.log.desk import Desk
from dispatch.log.event import Recorded
from dispatch.log.log import Log
from dispatch.places import rules
from dispatch.places.model import Listed, Spot
from maps.gazetteer.kinds import PlaceKind

Bounds = tuple[float, float, float, float]
"""West, south, east, north, degrees."""


class PlacesDesk(Desk[Board]):
    def __init__(self, log: Log[Board], now: Callable[[], datetime], bounds: Bounds) -> None:
        super().__init__(log, now)
        self._bounds = bounds

    def pin(self, spot: Spot, kind: PlaceKind, *, by: str, request: Request | None = None) -> list[Recorded]:
        """Refuses a place outside of the city: most often coordinates of another reference system."""
        west, south, east, north = self._bounds
        if not (west <= spot.lon <= east and south <= spot.lat <= north):
            raise Refused("outside_city", lon=spot.lon, lat=spot.lat)
        return self._do(lambda board, _: rules.pin(board, spot, kind), by=by, request=request)

    def unpin(self, pin: int, *, by: str, request: Request | None = None) -> list[Recorded]:
        return self._do(lambda board, _: rules.unpin(board, pin), by=by, request=request)

    def list_addresses(self, addresses: Sequence[Listed], *, by: str, request: Request | None = None) -> list[Recorded]:
        return self._do(lambda board, _: rules.list_addresses(board, addresses), by=by, request=request)
