"""Where closures and weather are reported."""

from collections.abc import Callable, Sequence
from datetime import datetime

import shapely

from dispatch.board import Board
from dispatch.conditions import rules
from dispatch.conditions.streets import Streets
from dispatch.errors import Refused
from dispatch.log.contract import Request
from dispatch.log.desk import Desk
from dispatch.log.event import Recorded
from dispatch.log.log import Log
from maps.alleys import JOIN_M, LONGEST_M, metres, touches
from maps.speeds import Mode, Weather


class ConditionsDesk(Desk[Board]):
    def __init__(self, log: Log[Board], now: Callable[[], datetime], streets: Streets) -> None:
        super().__init__(log, now)
        self._streets = streets

    def close_roads(
        self,
        drawn: shapely.Geometry | Sequence[int],
        *,
        reason: str,
        until: datetime | None = None,
        by: str,
        request: Request | None = None,
    ) -> list[Recorded]:
        """`drawn`: a WGS-84 geometry, or the edges themselves; an edge that the city lacks is refused by number."""
        geometry = shapely.to_geojson(drawn) if isinstance(drawn, shapely.Geometry) else None
        edges = self._streets.edges(drawn) if isinstance(drawn, shapely.Geometry) else self._known(drawn)
        return self._do(
            lambda board, at: rules.close_roads(board, edges, reason=reason, until=until, geometry=geometry, at=at),
            by=by,
            request=request,
        )

    def reopen(self, closure: int, *, by: str, request: Request | None = None) -> list[Recorded]:
        return self._do(lambda board, _: rules.reopen(board, closure), by=by, request=request)

    def change_weather(self, weather: Weather, *, by: str, request: Request | None = None) -> list[Recorded]:
        return self._do(lambda board, _: rules.change_weather(board, weather), by=by, request=request)

    def draw_alley(
        self,
        line: Sequence[tuple[float, float]],
        *,
        alley: int | None = None,
        name: str = "",
        modes: Sequence[Mode] = (Mode.WALK,),
        both_ways: bool = True,
        crs: str = "WGS84",
        by: str,
        request: Request | None = None,
    ) -> list[Recorded]:
        """`line` in WGS-84. Refuses one that no road leads to (`alley_unconnected`), or that is too long for a way that
        a map lacks (`unusable_geometry`)."""
        if metres(self._streets.city.network, line) > LONGEST_M:
            raise Refused("unusable_geometry")
        if not touches(self._streets.city.network, line, modes):
            raise Refused("alley_unconnected", metres=JOIN_M)
        recorded = self._do(
            lambda board, _: rules.draw_alley(board, alley, line, name=name, modes=modes, both_ways=both_ways, crs=crs),
            by=by,
            request=request,
        )
        self._streets.make_ready(self._log.board().conditions)
        return recorded

    def remove_alley(self, alley: int, *, by: str, request: Request | None = None) -> list[Recorded]:
        recorded = self._do(lambda board, _: rules.remove_alley(board, alley), by=by, request=request)
        self._streets.make_ready(self._log.board().conditions)
        return recorded

    def next_due(self, board: Board) -> datetime | None:
        return rules.next_due(board)

    def fall_due(self) -> list[Recorded]:
        return self._do(rules.fall_due, by="rule:closure_end")

    def _known(self, edges: Sequence[int]) -> Sequence[int]:
        count = len(self._streets.city.network.edge_from)
        for edge in edges:
            if not 0 <= edge < count:
                raise Refused("no_such_edge", edge=edge)
        return edges
