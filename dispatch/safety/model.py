"""A panic: a volunteer needs help, now. It stands until somebody at the desk ends it with a reason."""

from dataclasses import dataclass, field
from datetime import datetime

from immutables import Map


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the phone was, WGS-84, as measured `at`; `original`: (crs, lon, lat) as it was sent."""

    lon: float
    lat: float
    accuracy_m: float | None = None
    at: datetime | None = None
    original: tuple[str, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Cry:
    """Personal content of a panic, sealed in the log. `leader`: the duty leader who is to be told, by name."""

    spot: Spot | None = None
    leader: str | None = None


@dataclass(frozen=True, slots=True)
class Panic:
    """`assignment` and `incident` None: on duty, or on the way home. Answered: silent, since somebody has said what
    they do about it (`answer`); it is over only when somebody has said why (`reason`)."""

    id: int
    volunteer: str
    raised_at: datetime
    raised_by: str
    incident: int | None = None
    assignment: int | None = None
    particulars: Cry | None = None
    answered_at: datetime | None = None
    answered_by: str | None = None
    answer: str | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Safety:
    """Panics that are not over, whatever became of their incidents."""

    panics: Map[int, Panic] = field(default_factory=Map)
    last_panic: int = 0
