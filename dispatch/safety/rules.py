"""Who may call for help, and what it takes to end that."""

from dispatch.board import Board
from dispatch.duty.leader import leader_of
from dispatch.errors import NotFound, Refused
from dispatch.incidents.model import Assignment, IncidentMode
from dispatch.log.event import Event
from dispatch.safety.events import PanicAnswered, PanicEnded, PanicRaised
from dispatch.safety.model import Cry, Panic, Spot


def raise_on(
    board: Board, assignment_id: int, spot: Spot | None, leader: str | None, *, acting: str | None = None
) -> list[Event]:
    """From an assignment, over or not. Refuses another's (`not_yours`)."""
    found = board.incidents.assignments.get(assignment_id)
    if found is None:
        raise NotFound("assignment", assignment_id)
    if acting is not None and acting != found.volunteer:
        raise Refused("not_yours")
    return _raised(board, found.volunteer, found, spot, leader)


def raise_for(board: Board, volunteer: str, spot: Spot | None, leader: str | None) -> list[Event]:
    """Whoever calls is heard: on duty or already off it. What they are on is found, a real call before an exercise."""
    if volunteer not in board.people.volunteers:
        raise NotFound("volunteer", volunteer)
    incidents = board.incidents.incidents
    going = [one for one in board.incidents.assignments.values() if one.open and one.volunteer == volunteer]
    going.sort(key=lambda one: (incidents[one.incident].mode is not IncidentMode.ACTUAL, one.id))
    return _raised(board, volunteer, going[0] if going else None, spot, leader)


def answer(board: Board, panic_id: int, text: str) -> list[Event]:
    """Silences every console; whoever was first sees to it."""
    panic = find(board, panic_id)
    if panic.answered_at is not None:
        return []
    return [PanicAnswered(panic=panic.id, volunteer=panic.volunteer, incident=panic.incident, particulars=text)]


def end(board: Board, panic_id: int, reason: str) -> list[Event]:
    panic = find(board, panic_id)
    return [PanicEnded(panic=panic.id, volunteer=panic.volunteer, incident=panic.incident, particulars=reason)]


def find(board: Board, panic_id: int) -> Panic:
    """Refuses one that is over (`panic_over`)."""
    found = board.safety.panics.get(panic_id)
    if found is None:
        if 0 < panic_id <= board.safety.last_panic:
            raise Refused("panic_over", panic=panic_id)
        raise NotFound("panic", panic_id)
    return found


def _raised(
    board: Board, volunteer: str, going: Assignment | None, spot: Spot | None, leader: str | None
) -> list[Event]:
    """Again, while the first stands, changes nothing: it is heard already."""
    if any(one.volunteer == volunteer for one in board.safety.panics.values()):
        return []
    cry = Cry(spot, leader_of(board, volunteer, leader))
    return [
        PanicRaised(
            panic=board.safety.last_panic + 1,
            volunteer=volunteer,
            incident=going.incident if going else None,
            assignment=going.id if going else None,
            particulars=cry,
        )
    ]
