"""Follow-ups: what is still owed, to whom, from when on, and who sees to it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from immutables import Map

from dispatch.incidents.model import IncidentType
from dispatch.people.model import Team

KEPT = timedelta(days=30)
"""How long what was said is kept once a follow-up is over: long enough to look back at a month, and no longer."""


class FollowUpKind(StrEnum):
    """`psychological`: about those on the scene. `welfare`: about one volunteer who was there."""

    PSYCHOLOGICAL = "psychological"
    WELFARE = "welfare"


class FollowUpState(StrEnum):
    PLANNED = "planned"
    DUE = "due"
    ASSIGNED = "assigned"
    OVERDUE = "overdue"
    DONE = "done"
    NOT_REACHED = "not_reached"
    DECLINED = "declined"


class Feeling(StrEnum):
    """How somebody who was on scene says they are."""

    GOOD = "good"
    FAIR = "fair"
    HELP = "help"


class Missed(StrEnum):
    """Why a follow-up did not happen. `declined`: they were reached and want none."""

    NO_ANSWER = "no_answer"
    PHONE_OFF = "phone_off"
    WRONG_NUMBER = "wrong_number"
    DECLINED = "declined"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Said:
    """How a volunteer says they are: personal content, sealed in the log."""

    feeling: Feeling
    text: str | None = None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """`volunteer`: whose welfare it is; None: the scene's. `type` and `level` are the incident's, which has left the
    board. `due_at` is `after_hours` after the incident was over for them.

    `holder` was asked at `asked_at`; `taken_at` None: has not said yes. The desk may hold it itself: taken, no holder.
    `raised_at`: the volunteer needs help or has not answered; from then on a counsellor is wanted. `tried`: who was
    asked before. `said` and `note` come back as None once erased.
    """

    id: int
    incident: int
    type: IncidentType
    level: int
    kind: FollowUpKind
    role: str
    team: Team
    qualifications: tuple[str, ...]
    volunteer: str | None
    after_hours: int
    due_at: datetime
    came_due_at: datetime | None = None
    holder: str | None = None
    asked_at: datetime | None = None
    taken_at: datetime | None = None
    taken_by: str | None = None
    raised_at: datetime | None = None
    overdue_at: datetime | None = None
    answered_at: datetime | None = None
    tried: tuple[str, ...] = ()
    ended: FollowUpState | None = None
    ended_at: datetime | None = None
    missed: Missed | None = None
    said: Said | None = None
    note: str | None = None

    @property
    def state(self) -> FollowUpState:
        if self.ended is not None:
            return self.ended
        if self.overdue_at is not None and (self.taken_at is None or self.taken_at < self.overdue_at):
            return FollowUpState.OVERDUE
        if self.holder is not None or self.taken_at is not None:
            return FollowUpState.ASSIGNED
        return FollowUpState.PLANNED if self.came_due_at is None else FollowUpState.DUE

    @property
    def wants_counsellor(self) -> bool:
        """Whether somebody has to ring: for the scene from the start, for a volunteer once it is raised."""
        return self.kind is FollowUpKind.PSYCHOLOGICAL or self.raised_at is not None


@dataclass(frozen=True, slots=True)
class FollowUps:
    """Each is in one of three: not due yet, due and not over, over. They outlive their incident, and leave `KEPT` after
    they are over. `asked`: when each counsellor was last asked. `begun`: by incident, the roles whose follow-up at once
    was planned while it was open."""

    planned: Map[int, FollowUp] = field(default_factory=Map)
    open: Map[int, FollowUp] = field(default_factory=Map)
    over: Map[int, FollowUp] = field(default_factory=Map)
    asked: Map[str, datetime] = field(default_factory=Map)
    begun: Map[int, tuple[str, ...]] = field(default_factory=Map)
    last_follow_up: int = 0

    def find(self, follow_up: int) -> FollowUp | None:
        return self.open.get(follow_up) or self.planned.get(follow_up) or self.over.get(follow_up)
