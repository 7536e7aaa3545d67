"""What is done when nobody is left to ask: look further away, then tell the partner that nobody is coming."""

from dispatch.board import Board
from dispatch.errors import Refused
from dispatch.incidents.events import Escalated
from dispatch.incidents.model import Escalation, IncidentMode, IncidentType
from dispatch.incidents.rules.groups import require_whole
from dispatch.incidents.rules.things import find_incident
from dispatch.log.event import Event

WIDER_BY = 2
"""Twice the time: about four times the area, and four times the people."""
PARTNERS = {
    IncidentType.FIRE: "119",
    IncidentType.FLOOD: "119",
    IncidentType.STORM: "119",
    IncidentType.EARTHQUAKE: "119",
    IncidentType.TRAFFIC: "122",
    IncidentType.MISSING_PERSON: "110",
    IncidentType.PUBLIC_ORDER: "110",
    IncidentType.SUPPLY: "12345",
}
"""Who answers for what volunteers cannot: 120 for everything else."""


def escalate(board: Board, incident_id: int) -> list[Event]:
    """Takes the next step. Refuses when there is none (`escalated_fully`), and to tell a partner of what
    is not real (`exercise_tells_no_partner`)."""
    incident = find_incident(board, incident_id)
    require_whole(incident)
    step = incident.next_step
    if step is None:
        raise Refused("escalated_fully", incident=incident_id)
    wider = step is Escalation.WIDER
    if not wider and incident.mode is not IncidentMode.ACTUAL:
        raise Refused("exercise_tells_no_partner", incident=incident_id)
    limit = incident.response.limit_s * (WIDER_BY if wider else 1)
    partner = None if wider else PARTNERS.get(incident.type, "120")
    return [Escalated(incident=incident_id, step=step, limit_s=limit, partner=partner)]
