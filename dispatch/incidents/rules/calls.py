"""What may be decided about a call: taken, corrected, added to."""

from datetime import datetime

from dispatch.board import Board
from dispatch.errors import Refused
from dispatch.incidents.centre import Centre
from dispatch.incidents.events import CallCorrected, CallTaken, NoteAdded
from dispatch.incidents.model import Call, CallParticulars
from dispatch.incidents.plans import Plans
from dispatch.incidents.rules.things import find_incident
from dispatch.log.event import Event


def take_call(board: Board, call: Call, plans: Plans, centre: Centre, at: datetime) -> list[Event]:
    """Refuses a place far outside the city (`outside_city`) and an occurrence that is still to come."""
    if call.occurred_at is not None and call.occurred_at > at:
        raise Refused("occurs_in_future", occurred_at=call.occurred_at.isoformat())
    _require_inside(call.particulars, centre)
    return [
        CallTaken(
            incident=board.incidents.last_incident + 1,
            type=call.type,
            level=call.level,
            mode=call.mode,
            occurred_at=call.occurred_at,
            response=plans[call.type, call.level],
            particulars=call.particulars,
        )
    ]


def correct_call(board: Board, incident: int, particulars: CallParticulars, centre: Centre) -> list[Event]:
    """What is known now replaces what was known: everyone is ranked anew from the corrected place."""
    if find_incident(board, incident).particulars == particulars:
        return []
    _require_inside(particulars, centre)
    return [CallCorrected(incident=incident, particulars=particulars)]


def note(board: Board, incident: int, text: str) -> list[Event]:
    find_incident(board, incident)
    return [NoteAdded(incident=incident, particulars=text)]


def _require_inside(particulars: CallParticulars | None, centre: Centre) -> None:
    place = particulars.place if particulars else None
    if place is not None and not centre.contains(place.lon, place.lat):
        raise Refused("outside_city", lon=place.lon, lat=place.lat)
