"""A second lock on the door: the database itself refuses two open assignments of one volunteer."""

from sqlalchemy import Connection, insert, update

from dispatch import tables
from dispatch.incidents.events import ProgressReported, VolunteerAssigned
from dispatch.incidents.model import ENDED
from dispatch.log.event import Recorded


def project(connection: Connection, recorded: Recorded) -> None:
    """Keeps `commitments` in the transaction of the event; its partial unique index stands behind the rule."""
    match recorded.event:
        case VolunteerAssigned() as event:
            connection.execute(
                insert(tables.commitments).values(
                    assignment=event.assignment, incident=event.incident, volunteer=event.volunteer, mode=event.mode
                )
            )
        case ProgressReported() as event if event.progress in ENDED:
            ended = update(tables.commitments).where(tables.commitments.c.assignment == event.assignment)
            connection.execute(ended.values(ended_at=recorded.at))
