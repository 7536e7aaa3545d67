"""Where gates, doors and alleys are drawn. What the map says of them is looked up before the log's lock."""

from collections.abc import Callable, Sequence
from datetime import datetime

from dispatch.board import Board
from dispatch.conditions.streets import Streets
from dispatch.errors import NotFound, Refused
from dispatch.ground import rules
from dispatch.ground.approach import DOOR_REACH_M, DRAWN_REACH_M
from dispatch.ground.model import NOTHING, Original, Secrets
from dispatch.log.contract import Request
from dispatch.log.desk import Desk
from dispatch.log.event import Recorded
from dispatch.log.log import Log
from maps.speeds import Mode

LonLat = tuple[float, float]


class GroundDesk(Desk[Board]):
    def __init__(self, log: Log[Board], now: Callable[[], datetime], streets: Streets) -> None:
        super().__init__(log, now)
        self._streets = streets

    def draw_gate(
        self,
        place: LonLat,
        *,
        gate: int | None = None,
        name: str = "",
        hours: str = "",
        modes: Sequence[Mode] = tuple(Mode),
        particulars: Secrets = NOTHING,
        original: Original | None = None,
        by: str,
        request: Request | None = None,
    ) -> list[Recorded]:
        """Refuses a gate on the border of nothing that may be walled (`gate_without_compound`)."""
        if not self._streets.city.compounds.bordering(*place, reach_m=DRAWN_REACH_M):
            raise Refused("gate_without_compound", metres=DRAWN_REACH_M)
        return self._do(
            lambda board, _: rules.draw_gate(
                board, gate, place, name=name, hours=hours, modes=modes, particulars=particulars, original=original
            ),
            by=by,
            request=request,
        )

    def remove_gate(self, gate: int, *, by: str, request: Request | None = None) -> list[Recorded]:
        return self._do(lambda board, _: rules.remove_gate(board, gate), by=by, request=request)

    def draw_entrance(
        self,
        place: LonLat,
        *,
        entrance: int | None = None,
        name: str = "",
        particulars: Secrets = NOTHING,
        original: Original | None = None,
        by: str,
        request: Request | None = None,
    ) -> list[Recorded]:
        """Refuses a door at no building (`entrance_without_building`)."""
        if self._streets.city.compounds.building_at(*place, reach_m=DOOR_REACH_M) is None:
            raise Refused("entrance_without_building", metres=DOOR_REACH_M)
        return self._do(
            lambda board, _: rules.draw_entrance(
                board, entrance, place, name=name, particulars=particulars, original=original
            ),
            by=by,
            request=request,
        )

    def remove_entrance(self, entrance: int, *, by: str, request: Request | None = None) -> list[Recorded]:
        return self._do(lambda board, _: rules.remove_entrance(board, entrance), by=by, request=request)

    def secrets(self, gate: int) -> Secrets:
        """What opens it, for who has to know: the caller writes down that it was looked at."""
        found = self._log.board().ground.gates.get(gate)
        if found is None:
            raise NotFound("gate", gate)
        return found.particulars or NOTHING
