"""Drills: who is enrolled, what is played to them and when, and a clock that can run faster or stand still."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from immutables import Map

from dispatch.incidents.model import IncidentType, Need, Place


class DrillKind(StrEnum):
    FLOOD = "flood"
    MASS_CASUALTY = "mass_casualty"
    EPIDEMIC = "epidemic"
    EARTHQUAKE = "earthquake"
    FIRE = "fire"
    OTHER = "other"


class InjectKind(StrEnum):
    """A closure and the weather of a drill are only announced: real times must not change by them."""

    CALL = "call"
    CLOSURE = "closure"
    WEATHER = "weather"
    MESSAGE = "message"


class GoalKind(StrEnum):
    """What a drill is measured by (`aftermath.py` says how)."""

    ALL_ALERTED = "all_alerted"
    FIRST_ON_SCENE = "first_on_scene"
    NEEDS_MET = "needs_met"
    PARTICIPATIONS = "participations"


class DrillState(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Goal:
    """Of the calls at least `share` within `within_s`; or `at_least` so many."""

    kind: GoalKind
    within_s: float | None = None
    share: float | None = None
    at_least: int | None = None


@dataclass(frozen=True, slots=True)
class Inject:
    """What comes `after_s` seconds of the drill. `needs`: who is wanted instead of the response plan's; empty: as it
    says."""

    after_s: float
    kind: InjectKind
    text: str
    type: IncidentType | None = None
    level: int | None = None
    place: Place | None = None
    address: str | None = None
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True)
class Script:
    """The texts and places of a drill, sealed in the log: they may speak of real places and people."""

    name: str
    injects: tuple[Inject, ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario file that was read for one city and its people. `asks_after_s`: when the plan asks by itself, None:
    the desk does. `keep_per_station`: fewer than so many left at a station is a gap worth showing."""

    kind: DrillKind
    lasts_s: float
    goals: tuple[Goal, ...]
    enrolled: tuple[str, ...]
    asks_after_s: int | None
    keep_per_station: int
    script: Script


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `begins_at` on, when the drill was `elapsed_s` old, its clock runs at `speed`; 0: it stands."""

    begins_at: datetime
    elapsed_s: float
    speed: float


@dataclass(frozen=True, slots=True)
class Lesson:
    at: datetime
    by: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Drill:
    """`played` of its injects, in order; `simulated`: its people are, and keep to the drill's clock. `stopped_calls`:
    the incidents that the pause stopped from asking. `started_seq`, `ended_seq`: where its story lies in the log."""

    id: int
    kind: DrillKind
    lasts_s: float
    goals: tuple[Goal, ...]
    enrolled: tuple[str, ...]
    asks_after_s: int | None
    keep_per_station: int
    simulated: bool
    seed: int
    speed: float
    state: DrillState
    started_at: datetime
    started_by: str
    started_seq: int
    clock: tuple[Stretch, ...]
    played: int = 0
    incidents: tuple[int, ...] = ()
    stopped_calls: tuple[int, ...] = ()
    ended_at: datetime | None = None
    ended_seq: int | None = None
    lessons: tuple[Lesson, ...] = ()
    particulars: Script | None = None

    @property
    def injects(self) -> tuple[Inject, ...]:
        return self.particulars.injects if self.particulars else ()

    @property
    def next_inject(self) -> Inject | None:
        return self.injects[self.played] if self.played < len(self.injects) else None

    def elapsed_s(self, at: datetime) -> float:
        """Seconds of the drill that have gone by then."""
        now = next((one for one in reversed(self.clock) if one.begins_at <= at), self.clock[0])
        return now.elapsed_s + max(0.0, (at - now.begins_at).total_seconds()) * now.speed

    def moment(self, elapsed_s: float) -> datetime | None:
        """When the drill will be so old, or was; None while its clock stands before that."""
        for one in reversed(self.clock):
            if one.elapsed_s <= elapsed_s or one is self.clock[0]:
                if one.speed == 0:
                    return one.begins_at if one.elapsed_s >= elapsed_s else None
                return one.begins_at + timedelta(seconds=(elapsed_s - one.elapsed_s) / one.speed)
        return None


@dataclass(frozen=True, slots=True)
class Drills:
    drills: Map[int, Drill] = field(default_factory=Map)
    last_drill: int = 0

    @property
    def current(self) -> Drill | None:
        """The one that is going on, paused or not: there is at most one, the last."""
        last = self.drills.get(self.last_drill)
        return last if last is not None and last.state is not DrillState.ENDED else None

    @property
    def enrolled(self) -> frozenset[str]:
        """Those whom an exercise may alert now: nobody while there is no drill."""
        return frozenset(self.current.enrolled) if self.current else frozenset()
