"""The tablet that lies at a station: its whole state in one answer."""

from apiflask import APIBlueprint
from flask import Response

from dispatch.clock import stamp
from dispatch.errors import NotFound, Refused
from dispatch.web.answers import answer
from dispatch.web.auth import allow, me
from dispatch.web.office import office
from dispatch.web.principal import Role
from dispatch.web.tablet_shapes import StationTabletOut, StationTabletQuery
from dispatch.web.tablet_state import tablet_state

blueprint = APIBlueprint("tablet", __name__, url_prefix="/api/v1", tag="duty")

AT_TABLET = (Role.DUTY_OFFICER, Role.DISPATCHER)


@blueprint.get("/stations/<station>/tablet")
@blueprint.input(StationTabletQuery, location="query", arg_name="query")
@blueprint.output(StationTabletOut)
@allow(*AT_TABLET)
def station_tablet(station: str, query: StationTabletQuery) -> Response:
    """Who is here, who is expected, what the last one left to be known, and for whom it rings; where nothing happened
    since `after`, only that."""
    if me().role is Role.DUTY_OFFICER and station != me().station:
        raise Refused("other_station", station=station)
    board, seq = office().log.view()
    if station not in board.duty.stations:
        raise NotFound("station", station)
    if query.after == seq:
        return answer({"seq": seq, "at": stamp(office().now()), "same": True})
    return answer(tablet_state(station))
