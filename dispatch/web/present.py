"""Who is on duty now, as the duty officer's page lists them."""

from typing import Literal

from apiflask import APIBlueprint
from flask import Response
from pydantic import AwareDatetime

from dispatch.board import Board
from dispatch.clock import stamp, stamped
from dispatch.duty.model import CheckIn
from dispatch.errors import NotFound, Refused
from dispatch.people.phones import mask
from dispatch.web.answers import answer
from dispatch.web.auth import allow, me
from dispatch.web.bodies import Body, Ident
from dispatch.web.office import office
from dispatch.web.out import Out
from dispatch.web.principal import Role
from dispatch.web.rows import Row

blueprint = APIBlueprint("present", __name__, url_prefix="/api/v1", tag="duty")

READERS = (Role.DISPATCHER, Role.DUTY_OFFICER, Role.AUDITOR)


class StationQuery(Body):
    """Without `station`, all of them; a duty officer's own."""

    station: Ident | None = None


class PresentRow(Out):
    """`committed`: the assignment that they are on. `until` null: nobody planned an end."""

    volunteer: str
    name: str | None
    phone: str | None
    station: str
    duty: Literal["on_duty", "on_call"]
    since: AwareDatetime
    until: AwareDatetime | None
    kit: list[str]
    delay_s: int | None
    committed: int | None


class StationName(Out):
    id: str
    name: str


class PresentOut(Out):
    at: AwareDatetime
    timezone: str
    stations: list[StationName]
    rows: list[PresentRow]


@blueprint.get("/duty/present")
@blueprint.input(StationQuery, location="query", arg_name="query")
@blueprint.output(PresentOut)
@allow(*READERS)
def present(query: StationQuery) -> Response:
    """By station, then number; on site and on standby."""
    here, board = office(), office().log.board()
    wanted = station_asked(query.station)
    found = [one for one in board.duty.on_duty.values() if wanted in {None, one.station}]
    return answer(
        {
            "at": stamp(here.now()),
            "timezone": here.city.timezone,
            "stations": [
                {"id": one.id, "name": one.name}
                for one in sorted(board.duty.stations.values(), key=lambda one: one.id)
                if me().role is not Role.DUTY_OFFICER or one.id == me().station
            ],
            "rows": [_row(board, one) for one in sorted(found, key=lambda one: (one.station, one.volunteer))],
        }
    )


def station_asked(station: str | None) -> str | None:
    """The one that is meant: a duty officer has their own, and no other (`other_station`). None: all."""
    who = me()
    if who.role is Role.DUTY_OFFICER:
        if station not in {None, who.station}:
            raise Refused("other_station", station=station)
        return who.station
    if station is not None and station not in office().log.board().duty.stations:
        raise NotFound("station", station)
    return station


def _row(board: Board, one: CheckIn) -> Row:
    record = board.people.volunteers.get(one.volunteer)
    person = record.particulars if record else None
    going = (each.id for each in board.incidents.assignments.values() if each.open and each.volunteer == one.volunteer)
    return {
        "volunteer": one.volunteer,
        "name": person.name if person else None,
        "phone": mask(person.phone) if person and person.phone else None,
        "station": one.station,
        "duty": one.axis,
        "since": stamp(one.at),
        "until": stamped(one.until),
        "kit": list(one.kit),
        "delay_s": one.standby.delay_s if one.standby else None,
        "committed": next(going, None),
    }
