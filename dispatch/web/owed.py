"""A follow-up as screens see it."""

from typing import Literal

from pydantic import AwareDatetime

from dispatch.clock import stamp, stamped
from dispatch.followups.model import Feeling, FollowUp, FollowUpKind, FollowUpState, Missed
from dispatch.incidents.model import IncidentType
from dispatch.web.out import Out


class FollowUpOut(Out):
    """`volunteer`: whose welfare it is; null: the scene's. `holder`: who was asked to see to it, since `taken_at` does;
    taken without a holder: the desk, `taken_by`. `raised_at`: the volunteer needs help or has not answered. `feeling`:
    what they said, for those who see to it."""

    id: int
    incident: int
    type: IncidentType
    level: int
    kind: FollowUpKind
    role: str
    volunteer: str | None
    after_hours: int
    due_at: AwareDatetime
    state: FollowUpState
    holder: str | None
    taken_at: AwareDatetime | None
    taken_by: str | None
    raised_at: AwareDatetime | None
    ended_at: AwareDatetime | None
    missed: Missed | None
    feeling: Feeling | None


class FollowUpRow(FollowUpOut):
    table: Literal["follow_ups"]


def follow_up_row(one: FollowUp) -> dict[str, object]:
    return {
        "id": one.id,
        "incident": one.incident,
        "type": one.type,
        "level": one.level,
        "kind": one.kind,
        "role": one.role,
        "volunteer": one.volunteer,
        "after_hours": one.after_hours,
        "due_at": stamp(one.due_at),
        "state": one.state,
        "holder": one.holder,
        "taken_at": stamped(one.taken_at),
        "taken_by": one.taken_by,
        "raised_at": stamped(one.raised_at),
        "ended_at": stamped(one.ended_at),
        "missed": one.missed,
        "feeling": one.said.feeling if one.said else None,
    }
