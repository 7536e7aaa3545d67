"""Stations: the whole record, whether they are open, the codes that their tablets show, and what the last one left."""

import base64

from apiflask import APIBlueprint
from flask import Response

from dispatch.board import Board
from dispatch.clock import stamped
from dispatch.duty.codes import DIGITS, STEP_S
from dispatch.duty.model import Station
from dispatch.duty.standing import standing_of
from dispatch.errors import NotFound, Refused
from dispatch.people.phones import mask
from dispatch.records.entrances import reaches
from dispatch.web.answers import answer, repeatable
from dispatch.web.auth import allow, me
from dispatch.web.check_in_shapes import (
    HandoverOut,
    PairIn,
    PairingOut,
    StateIn,
    StateOut,
    StationContactOut,
    StationOut,
)
from dispatch.web.office import office
from dispatch.web.principal import Role
from dispatch.web.rows import Row

blueprint = APIBlueprint("stations", __name__, url_prefix="/api/v1", tag="duty")

OFFICERS = (Role.DISPATCHER, Role.DUTY_OFFICER)
READERS = (*OFFICERS, Role.PLANNER, Role.AUDITOR, Role.ADMIN)


@blueprint.get("/stations/<station>")
@blueprint.output(StationOut)
@allow(*READERS)
def station(station: str) -> Response:
    """The record, with whether it is open now. Planners see neither the contact nor its phones."""
    board = office().log.board()
    found = _found(board, station)
    planner = me().role is Role.PLANNER
    contact = None if planner else found.particulars
    return answer(
        {
            **_state(board, found),
            "name": found.name,
            "kind": found.kind,
            "lon": found.lon,
            "lat": found.lat,
            "building": list(found.building) if found.building else None,
            "address": found.address,
            "contact": contact.name or None if contact else None,
            "phones": [] if planner else [mask(one) for one in _phones(found)],
            "hours": found.hours,
            "radius_m": found.radius_m,
            "minimum": [
                {"skill": one.skill, "count": one.count, "start": f"{one.start:%H:%M}", "end": f"{one.end:%H:%M}"}
                for one in found.minimum
            ],
            "shift_required": found.shift_required,
            "on_network": reaches(office().city)(found.lon, found.lat),
            "paired": station in board.duty.pairings,
        }
    )


@blueprint.get("/stations/<station>/contact")
@blueprint.output(StationContactOut)
@allow(*OFFICERS)
def contact(station: str) -> Response:
    """The full numbers. That they were looked at is written down."""
    found = _own(station)
    office().accounts.note_look(me().by, f"station:{station}", "contact")
    name = found.particulars.name or None if found.particulars else None
    return answer({"name": name, "phones": _phones(found)})


@blueprint.put("/stations/<station>/state")
@blueprint.input(StateIn, arg_name="body")
@blueprint.output(StateOut)
@allow(*OFFICERS)
def put_state(station: str, body: StateIn) -> Response:
    """Open, degraded or closed, until it is said anew; null leaves it to the hours."""
    found = _own(station)
    office().reception.set_state(station, body.state, body.reason, by=me().by, request=repeatable(body))
    return answer(_state(office().log.board(), found))


@blueprint.get("/stations/<station>/pairing")
@blueprint.output(PairingOut)
@allow(*OFFICERS)
def pairing(station: str) -> Response:
    """For a further tablet of a station that shows codes already. That it was looked at is written down."""
    _own(station)
    return answer(_pairing(station))


@blueprint.post("/stations/<station>/pairing")
@blueprint.input(PairIn, arg_name="body")
@blueprint.output(PairingOut)
@allow(*OFFICERS)
def pair(station: str, body: PairIn) -> Response:
    """From now on the station's tablet shows codes, and whoever shows neither a code nor a place waits for the officer.
    Repeated, it gives the same."""
    _own(station)
    office().reception.pair(station, anew=body.anew, by=me().by, request=repeatable(body))
    return answer(_pairing(station))


@blueprint.get("/stations/<station>/handover")
@blueprint.output(HandoverOut)
@allow(*OFFICERS, Role.VOLUNTEER)
def handover(station: str) -> Response:
    """For the desk, and for whoever is on duty there now."""
    board = office().log.board()
    if me().role is Role.VOLUNTEER:
        present = board.duty.on_duty.get(str(me().volunteer))
        if present is None or present.station != station:
            raise Refused("not_yours")
        _found(board, station)
    else:
        _own(station)
    left = board.duty.handovers.get(station)
    record = board.people.volunteers.get(left.volunteer) if left else None
    return answer(
        {
            "station": station,
            "volunteer": left.volunteer if left else None,
            "name": record.particulars.name if record and record.particulars else None,
            "at": stamped(left.at) if left else None,
            "note": left.note if left else None,
        }
    )


def _found(board: Board, station: str) -> Station:
    found = board.duty.stations.get(station)
    if found is None:
        raise NotFound("station", station)
    return found


def _own(station: str) -> Station:
    """Duty officers act for their own station."""
    if me().role is Role.DUTY_OFFICER and station != me().station:
        raise Refused("other_station", station=station)
    return _found(office().log.board(), station)


def _phones(station: Station) -> list[str]:
    known = station.particulars
    return [one for one in (known.phone, *known.phones) if one] if known else []


def _state(board: Board, station: Station) -> Row:
    local = office().now().astimezone(office().centre.timezone)
    standing = standing_of(board.duty.standings.get(station.id), station.hours, local)
    return {
        "station": station.id,
        "state": standing.state,
        "reason": standing.reason,
        "since": stamped(standing.since),
        "by_hours": standing.by_hours,
    }


def _pairing(station: str) -> Row:
    board = office().log.board()
    secret = office().reception.secret(board, station)
    if secret is None:
        raise NotFound("pairing", station)
    office().accounts.note_look(me().by, f"station:{station}", "pairing")
    return {
        "station": station,
        "pairing": board.duty.pairings[station],
        "secret": base64.b32encode(secret).decode().rstrip("="),
        "step_s": STEP_S,
        "digits": DIGITS,
    }
