"""The open thing that a rule is about, or why there is none."""

from dispatch.board import Board
from dispatch.errors import NotFound, Refused
from dispatch.incidents.model import Alert, Assignment, Incident


def find_incident(board: Board, incident: int) -> Incident:
    """The open incident; a closed one is refused as such, an unknown one not found."""
    found = board.incidents.incidents.get(incident)
    if found is None:
        if 0 < incident <= board.incidents.last_incident:
            raise Refused("incident_closed", incident=incident)
        raise NotFound("incident", incident)
    return found


def find_alert(board: Board, alert: int) -> Alert:
    found = board.incidents.alerts.get(alert)
    if found is None:
        raise NotFound("alert", alert)
    return found


def find_assignment(board: Board, assignment: int) -> Assignment:
    found = board.incidents.assignments.get(assignment)
    if found is None:
        raise NotFound("assignment", assignment)
    return found


def require_own(volunteer: str, acting: str | None) -> None:
    if acting is not None and acting != volunteer:
        raise Refused("not_yours")
