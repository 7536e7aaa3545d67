"""How far somebody may report to be, and how everything ends."""

from collections.abc import Mapping

from dispatch.board import Board
from dispatch.errors import Refused
from dispatch.incidents.events import AlertWithdrawn, IncidentClosed, NoteAdded, ProgressReported
from dispatch.incidents.model import AWAITING, Assignment, Progress
from dispatch.incidents.rules.groups import require_whole
from dispatch.incidents.rules.things import find_assignment, find_incident, require_own
from dispatch.log.event import Event

NEXT: Mapping[Progress, frozenset[Progress]] = {
    Progress.RESERVED: frozenset({Progress.ASSIGNED, Progress.STOOD_DOWN, Progress.WITHDRAWN}),
    Progress.ASSIGNED: frozenset(
        {
            Progress.EN_ROUTE,
            Progress.ON_SCENE,
            Progress.STOOD_DOWN,
            Progress.WITHDRAWN,
            Progress.NO_SHOW,
            Progress.LOST_CONTACT,
        }
    ),
    Progress.EN_ROUTE: frozenset(
        {Progress.ON_SCENE, Progress.STOOD_DOWN, Progress.WITHDRAWN, Progress.NO_SHOW, Progress.LOST_CONTACT}
    ),
    Progress.ON_SCENE: frozenset(
        {
            Progress.ENGAGED,
            Progress.HANDED_OVER,
            Progress.RETURNING,
            Progress.CLEARED,
            Progress.STOOD_DOWN,
            Progress.WITHDRAWN,
            Progress.LOST_CONTACT,
        }
    ),
    Progress.ENGAGED: frozenset(
        {Progress.HANDED_OVER, Progress.RETURNING, Progress.CLEARED, Progress.WITHDRAWN, Progress.LOST_CONTACT}
    ),
    Progress.HANDED_OVER: frozenset({Progress.RETURNING, Progress.CLEARED, Progress.LOST_CONTACT}),
    Progress.RETURNING: frozenset({Progress.CLEARED, Progress.LOST_CONTACT}),
    Progress.LOST_CONTACT: frozenset(
        {
            Progress.EN_ROUTE,
            Progress.ON_SCENE,
            Progress.ENGAGED,
            Progress.HANDED_OVER,
            Progress.RETURNING,
            Progress.CLEARED,
            Progress.NO_SHOW,
            Progress.WITHDRAWN,
        }
    ),
}
"""What may follow what; a progress that is not a key ends the assignment."""
DUPLICATE = "duplicate"
"""The disposition of a call that told of another incident's event."""


def report(board: Board, assignment_id: int, progress: Progress, *, acting: str | None = None) -> list[Event]:
    """Refuses what may not follow (`not_next`); the same progress again changes nothing."""
    assignment = find_assignment(board, assignment_id)
    require_own(assignment.volunteer, acting)
    if assignment.progress is progress:
        return []
    if progress not in NEXT.get(assignment.progress, frozenset()):
        raise Refused(
            "not_next",
            assignment=assignment_id,
            volunteer=assignment.volunteer,
            progress=assignment.progress,
            wanted=progress,
        )
    return [_progressed(assignment, progress)]


def close(board: Board, incident_id: int, disposition: str, text: str | None) -> list[Event]:
    """Ends everything that is open: those on site or beyond are cleared, the others stood down, alerts withdrawn. Its
    parts close with it, as duplicates; a part alone does not (`merged_into`)."""
    incident = find_incident(board, incident_id)
    require_whole(incident)
    notes = [NoteAdded(incident=incident_id, particulars=text)] if text else []
    withdrawn = [
        AlertWithdrawn(incident=one.incident, alert=one.id, volunteer=one.volunteer)
        for one in board.incidents.alerts_of(incident)
        if one.state in AWAITING
    ]
    ended = [ending(one) for one in board.incidents.assignments_of(incident) if one.open]
    parts = [IncidentClosed(incident=one, disposition=DUPLICATE) for one in incident.parts]
    return [*notes, *withdrawn, *ended, *parts, IncidentClosed(incident=incident_id, disposition=disposition)]


def ending(assignment: Assignment) -> ProgressReported:
    """The end that is true of somebody whose task is over: cleared when they had arrived, stood down when not."""
    arrived = Progress.CLEARED in NEXT[assignment.progress] and assignment.progress is not Progress.LOST_CONTACT
    if arrived:
        return _progressed(assignment, Progress.CLEARED)
    lost = assignment.progress is Progress.LOST_CONTACT
    return _progressed(assignment, Progress.WITHDRAWN if lost else Progress.STOOD_DOWN)


def _progressed(assignment: Assignment, progress: Progress) -> ProgressReported:
    return ProgressReported(
        incident=assignment.incident,
        assignment=assignment.id,
        volunteer=assignment.volunteer,
        progress=progress,
    )
