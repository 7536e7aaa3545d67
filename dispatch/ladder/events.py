"""What happens on the ladder. Stands in the story of the incident; a test in that of the volunteer."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from dispatch.ladder.model import Answer, AttemptState, Channel, Told
from dispatch.log.event import Event


@dataclass(frozen=True, slots=True)
class AttemptEvent(Event):
    """`incident` None: a test, a panic, or a notice. `alert` and `volunteer` None: a duty leader is to be reached, or
    whoever answers for a station."""

    attempt: int
    incident: int | None
    alert: int | None
    volunteer: str | None
    channel: Channel

    @property
    def subject(self) -> str:
        if self.incident is not None:
            return f"incident:{self.incident}"
        return f"attempt:{self.attempt}" if self.volunteer is None else f"volunteer:{self.volunteer}"


@dataclass(frozen=True, slots=True)
class AttemptDue(AttemptEvent):
    """The particulars are the name of the duty leader. Because of a `panic`, `volunteer` is whose it is. `notice`: of
    the rosters; to the volunteer, or (None) to the contact of its station."""

    rung: int
    due_at: datetime
    panic: int | None = None
    notice: int | None = field(default=None, kw_only=True)
    particulars: str | None = None


@dataclass(frozen=True, slots=True)
class AttemptDelayed(AttemptEvent):
    """Whoever carries it cannot be reached for now; told once, however often it is tried."""


@dataclass(frozen=True, slots=True)
class AttemptHanded(AttemptEvent):
    tries: int


@dataclass(frozen=True, slots=True)
class AttemptResult(AttemptEvent):
    """`reason` of a failure; `answer` where somebody said yes or no."""

    result: AttemptState
    answer: Answer | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerUnused(AttemptEvent):
    """Somebody answered, and it could not count: `reason` is the refusal's code. The particulars are what they wrote,
    where it was not understood."""

    answer: Answer | None
    reason: str
    particulars: str | None = None


@dataclass(frozen=True, slots=True)
class AlarmTestBegun(Event):
    about: ClassVar[str] = "volunteer"
    volunteer: str


@dataclass(frozen=True, slots=True)
class AlarmTestUnanswered(Event):
    """Its window ended in silence."""

    about: ClassVar[str] = "volunteer"
    volunteer: str


@dataclass(frozen=True, slots=True)
class PanicCallsEnded(Event):
    """The panic has been over for a while: the calls to the duty leaders leave the board."""

    about: ClassVar[str] = "volunteer"
    volunteer: str
    panic: int


@dataclass(frozen=True, slots=True)
class NoticeEnded(Event):
    """Nobody needs it any more: its messages leave the board."""

    about: ClassVar[str] = "notice"
    notice: int


@dataclass(frozen=True, slots=True)
class LadderIncidentEvent(Event):
    about: ClassVar[str] = "incident"
    incident: int


@dataclass(frozen=True, slots=True)
class NobodyComing(LadderIncidentEvent):
    """The ladder has no more rungs, and nobody has accepted."""


@dataclass(frozen=True, slots=True)
class NobodyComingTold(LadderIncidentEvent):
    told: Told = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class LadderEnded(LadderIncidentEvent):
    """The incident has ended for a while: its attempts leave the board."""


EVENTS: tuple[type[Event], ...] = (
    AttemptDue,
    AttemptDelayed,
    AttemptHanded,
    AttemptResult,
    AnswerUnused,
    AlarmTestBegun,
    AlarmTestUnanswered,
    NobodyComing,
    NobodyComingTold,
    LadderEnded,
    PanicCallsEnded,
    NoticeEnded,
)
