"""What happens to drills. What happens in them is told by the incidents."""

from dataclasses import dataclass
from typing import ClassVar

from dispatch.drills.model import DrillKind, Goal, Script
from dispatch.log.event import Event


@dataclass(frozen=True, slots=True)
class DrillEvent(Event):
    about: ClassVar[str] = "drill"
    drill: int


@dataclass(frozen=True, slots=True)
class DrillStarted(DrillEvent):
    scenario_kind: DrillKind
    lasts_s: float
    goals: tuple[Goal, ...]
    enrolled: tuple[str, ...]
    asks_after_s: int | None
    keep_per_station: int
    speed: float
    simulated: bool
    seed: int
    particulars: Script | None


@dataclass(frozen=True, slots=True)
class InjectPlayed(DrillEvent):
    """The inject of this number, from 0; a call became `incident`."""

    number: int
    incident: int | None


@dataclass(frozen=True, slots=True)
class DrillPaused(DrillEvent):
    """`stopped_calls`: incidents that were asked about by plan, and are not until it goes on."""

    stopped_calls: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DrillResumed(DrillEvent):
    speed: float


@dataclass(frozen=True, slots=True)
class DrillEnded(DrillEvent):
    """`early`: somebody stopped it before its time was over."""

    early: bool


@dataclass(frozen=True, slots=True)
class PreEmpted(DrillEvent):
    """A real call took somebody out of it: they accepted `incident`, and `assignment` of the drill ended with that."""

    volunteer: str
    assignment: int
    incident: int


@dataclass(frozen=True, slots=True)
class LessonNoted(DrillEvent):
    particulars: str | None


EVENTS: tuple[type[Event], ...] = (
    DrillStarted,
    InjectPlayed,
    DrillPaused,
    DrillResumed,
    PreEmpted,
    DrillEnded,
    LessonNoted,
)
