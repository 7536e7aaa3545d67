"""What those who go tell besides how far they are: a correction read, care given, the slip for the ambulance."""

from datetime import datetime, timedelta

from dispatch.board import Board
from dispatch.errors import Refused
from dispatch.incidents.events import CareNoted, ClockDoubted, CorrectionRead, IncidentEvent, SlipWritten
from dispatch.incidents.model import Assignment, Progress
from dispatch.incidents.rules.things import find_assignment, require_own
from dispatch.incidents.slip import CareAct, Slip
from dispatch.log.event import Event

AHEAD = timedelta(minutes=2)
"""A phone that was in touch knows the server's time better than that."""
KEPT = timedelta(hours=24)
"""How long an action may have waited for a signal before its time is no longer believed."""
THERE = frozenset(
    {Progress.ON_SCENE, Progress.ENGAGED, Progress.HANDED_OVER, Progress.RETURNING, Progress.LOST_CONTACT}
)


def believed(told_at: datetime | None, floor: datetime | None, at: datetime) -> tuple[datetime | None, bool]:
    """When something happened that a phone tells at `at`: no earlier than `floor`, what it answers to or follows; None:
    now. And whether what the phone says cannot be."""
    if told_at is None:
        return None, False
    if told_at > at + AHEAD or told_at < at - KEPT:
        return None, True
    return min(max(told_at, floor or told_at), at), False


def doubted(events: list[Event], volunteer: str, told_at: datetime | None) -> list[Event]:
    """With the mark that the phone's clock is wrong."""
    first = next((one for one in events if isinstance(one, IncidentEvent)), None)
    if first is None or told_at is None:
        return events
    return [*events, ClockDoubted(incident=first.incident, volunteer=volunteer, told_at=told_at)]


def read_correction(board: Board, assignment_id: int, correction: int, *, acting: str | None) -> list[Event]:
    """Refuses what corrects no place (`no_such_correction`); once more, or an older one, changes nothing."""
    going = _own(board, assignment_id, acting)
    moved = board.incidents.incidents[going.incident].moved_seq or 0
    if correction > moved:
        raise Refused("no_such_correction", assignment=assignment_id, correction=correction)
    if correction <= going.read_seq:
        return []
    read = CorrectionRead(
        incident=going.incident, assignment=going.id, volunteer=going.volunteer, correction=correction
    )
    return [read]


def note_care(board: Board, assignment_id: int, act: CareAct, *, acting: str | None) -> list[Event]:
    """Refuses what is told from elsewhere than the scene (`not_on_scene`)."""
    going = _there(board, assignment_id, acting)
    return [CareNoted(incident=going.incident, assignment=going.id, volunteer=going.volunteer, particulars=act)]


def write_slip(board: Board, assignment_id: int, slip: Slip, *, acting: str | None) -> list[Event]:
    """Also after the task is done, while the incident is open. Refuses with `not_on_scene`."""
    going = _there(board, assignment_id, acting, done=True)
    return [SlipWritten(incident=going.incident, assignment=going.id, volunteer=going.volunteer, particulars=slip)]


def _own(board: Board, assignment_id: int, acting: str | None) -> Assignment:
    going = find_assignment(board, assignment_id)
    require_own(going.volunteer, acting)
    return going


def _there(board: Board, assignment_id: int, acting: str | None, *, done: bool = False) -> Assignment:
    going = _own(board, assignment_id, acting)
    if going.progress not in THERE and not (done and going.progress is Progress.CLEARED):
        raise Refused("not_on_scene", assignment=assignment_id, volunteer=going.volunteer, progress=going.progress)
    return going
