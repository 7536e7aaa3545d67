"""What may be decided about a call: taken, corrected, added to."""

from datetime import datetime

from dispatch.board import Board
from dispatch.errors import Refused
from dispatch.incidents.centre import Centre
from dispatch.incidents.companions import response_to
from dispatch.incidents.events import AmbulanceReported, CallCorrected, CallTaken, NoteAdded
from dispatch.incidents.model import Ambulance, Call, CallParticulars
from dispatch.incidents.plans import Plans
from dispatch.incidents.rules.groups import joined
from dispatch.incidents.rules.things import find_incident
from dispatch.log.event import Event


def take_call(
    board: Board, call: Call, plans: Plans, centre: Centre, at: datetime, *, merge_into: int | None = None
) -> list[Event]:
    """Refuses a place far outside the city (`outside_city`) and an occurrence that is still to come. `merge_into`: the
    incident that tells of the same event."""
    if call.occurred_at is not None and call.occurred_at > at:
        raise Refused("occurs_in_future", occurred_at=call.occurred_at.isoformat())
    require_inside(call.particulars, centre)
    incident = board.incidents.last_incident + 1
    taken = CallTaken(
        incident=incident,
        type=call.type,
        level=call.level,
        mode=call.mode,
        occurred_at=call.occurred_at,
        response=response_to(call, plans, centre, at),
        particulars=call.particulars,
    )
    told = [_ambulance(incident, call.ambulance, at)] if call.ambulance else []
    return [taken, *told, *(joined(board, incident, call.mode, merge_into) if merge_into is not None else [])]


def correct_call(board: Board, incident: int, particulars: CallParticulars, centre: Centre) -> list[Event]:
    """What is known now replaces what was known: everyone is ranked anew from the corrected place."""
    if find_incident(board, incident).particulars == particulars:
        return []
    require_inside(particulars, centre)
    return [CallCorrected(incident=incident, particulars=particulars)]


def report_ambulance(board: Board, incident: int, ambulance: Ambulance, at: datetime) -> list[Event]:
    """120 is notified now, or since `ambulance.at`, or is not after all."""
    find_incident(board, incident)
    return [_ambulance(incident, ambulance, at)]


def note(board: Board, incident: int, text: str) -> list[Event]:
    find_incident(board, incident)
    return [NoteAdded(incident=incident, particulars=text)]


def _ambulance(incident: int, told: Ambulance, at: datetime) -> AmbulanceReported:
    if told.at is not None and told.at > at:
        raise Refused("ambulance_in_future", at=told.at.isoformat())
    return AmbulanceReported(incident=incident, notified=told.notified, told_at=told.at, particulars=told.number)


def require_inside(particulars: CallParticulars | None, centre: Centre) -> None:
    place = particulars.place if particulars else None
    if place is not None and not centre.contains(place.lon, place.lat):
        raise Refused("outside_city", lon=place.lon, lat=place.lat)
