"""What is planned, falls due, is taken and said of follow-ups.

That one exists belongs to its incident's story. What somebody says in it is its own: other eyes, and a shorter life.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from dispatch.followups.model import FollowUpKind, Missed, Said
from dispatch.incidents.model import IncidentType
from dispatch.log.event import Event
from dispatch.people.model import Team


@dataclass(frozen=True, slots=True)
class FollowUpEvent(Event):
    about: ClassVar[str] = "incident"
    incident: int
    follow_up: int


@dataclass(frozen=True, slots=True)
class FollowUpPlanned(FollowUpEvent):
    """`volunteer`: whose welfare it is; None: the scene's."""

    type: IncidentType
    level: int
    task: FollowUpKind
    role: str
    team: Team
    qualifications: tuple[str, ...]
    volunteer: str | None
    after_hours: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class FollowUpDue(FollowUpEvent):
    """Its time has come: a volunteer is asked how they are, or somebody is looked for who rings."""


@dataclass(frozen=True, slots=True)
class FollowUpRaised(FollowUpEvent):
    """The volunteer needs help, or has not answered: somebody has to ring."""


@dataclass(frozen=True, slots=True)
class FollowUpAsked(FollowUpEvent):
    """This counsellor is to see to it; whoever was asked before is not any more."""

    volunteer: str


@dataclass(frozen=True, slots=True)
class FollowUpTaken(FollowUpEvent):
    """`volunteer` None: the desk sees to it itself."""

    volunteer: str | None


@dataclass(frozen=True, slots=True)
class FollowUpHandedBack(FollowUpEvent):
    volunteer: str | None


@dataclass(frozen=True, slots=True)
class FollowUpOverdue(FollowUpEvent):
    """A day after it was due it is not over, and nobody has taken it."""


@dataclass(frozen=True, slots=True)
class FollowUpExpired(FollowUpEvent):
    """Over for long enough: what was said is erased."""


@dataclass(frozen=True, slots=True)
class SpokenEvent(FollowUpEvent):
    about: ClassVar[str] = "follow_up"


@dataclass(frozen=True, slots=True)
class FollowUpAnswered(SpokenEvent):
    volunteer: str
    particulars: Said | None


@dataclass(frozen=True, slots=True)
class FollowUpDone(SpokenEvent):
    particulars: str | None


@dataclass(frozen=True, slots=True)
class FollowUpMissed(SpokenEvent):
    reason: Missed
    particulars: str | None


EVENTS: tuple[type[Event], ...] = (
    FollowUpPlanned,
    FollowUpDue,
    FollowUpRaised,
    FollowUpAsked,
    FollowUpTaken,
    FollowUpHandedBack,
    FollowUpOverdue,
    FollowUpExpired,
    FollowUpAnswered,
    FollowUpDone,
    FollowUpMissed,
)
