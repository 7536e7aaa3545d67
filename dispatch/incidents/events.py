"""What happens to incidents, alerts and assignments."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from dispatch.incidents.hazards import Hazard, StandOff, Trouble
from dispatch.incidents.model import (
    AlertState,
    CallParticulars,
    Concern,
    Escalation,
    IncidentMode,
    IncidentType,
    Progress,
    Response,
)
from dispatch.incidents.slip import CareAct, Slip
from dispatch.log.event import Event


@dataclass(frozen=True, slots=True)
class IncidentEvent(Event):
    about: ClassVar[str] = "incident"
    incident: int


@dataclass(frozen=True, slots=True)
class CallTaken(IncidentEvent):
    type: IncidentType
    level: int
    mode: IncidentMode
    occurred_at: datetime | None
    response: Response
    particulars: CallParticulars | None


@dataclass(frozen=True, slots=True)
class CallCorrected(IncidentEvent):
    """The particulars as they are known now, whole: a corrected place, address, caller or note."""

    particulars: CallParticulars | None


@dataclass(frozen=True, slots=True)
class AmbulanceReported(IncidentEvent):
    """Whether 120 is notified, since `told_at` (None: since now); the particulars are its number for the case."""

    notified: bool
    told_at: datetime | None
    particulars: str | None


@dataclass(frozen=True, slots=True)
class IncidentsMerged(IncidentEvent):
    """`part` tells of the same event as `main`. Recorded twice, once in the story of each: `incident` is either."""

    main: int
    part: int


@dataclass(frozen=True, slots=True)
class IncidentParted(IncidentEvent):
    """`part` stands for itself again. Recorded twice, like the merging."""

    main: int
    part: int


@dataclass(frozen=True, slots=True)
class WaveOpened(IncidentEvent):
    """`chance`: that every role is filled within the promise, as foreseen; `by_plan` False: hand-picked."""

    wave: int
    by_plan: bool
    chance: float | None


@dataclass(frozen=True, slots=True)
class PoolRanDry(IncidentEvent):
    """For these roles nobody is left who may be asked, and the chance is still below the target."""

    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WavesHeld(IncidentEvent):
    """The desk stops the plan from asking anybody by itself, or lets it go on."""

    held: bool


@dataclass(frozen=True, slots=True)
class Escalated(IncidentEvent):
    """`limit_s`: beyond which nobody is considered from now on. `partner`: who is told that nobody is coming."""

    step: Escalation
    limit_s: int
    partner: str | None


@dataclass(frozen=True, slots=True)
class VolunteerAlerted(IncidentEvent):
    wave: int
    alert: int
    volunteer: str
    role: str
    expires_at: datetime
    eta_s: float | None
    chance: float | None
    way_s: float | None = None
    acceptance: float | None = None
    aed: str | None = None


@dataclass(frozen=True, slots=True)
class AlertReached(IncidentEvent):
    """How far it got on its way to the person: sent, delivered, seen."""

    alert: int
    volunteer: str
    state: AlertState


@dataclass(frozen=True, slots=True)
class AlertAccepted(IncidentEvent):
    alert: int
    volunteer: str
    delay_s: int | None


@dataclass(frozen=True, slots=True)
class AlertDeclined(IncidentEvent):
    alert: int
    volunteer: str


@dataclass(frozen=True, slots=True)
class AlertExpired(IncidentEvent):
    alert: int
    volunteer: str


@dataclass(frozen=True, slots=True)
class AlertWithdrawn(IncidentEvent):
    alert: int
    volunteer: str


@dataclass(frozen=True, slots=True)
class VolunteerAssigned(IncidentEvent):
    """`mode` of the incident: nobody has two open assignments of one mode."""

    assignment: int
    alert: int
    volunteer: str
    role: str
    mode: IncidentMode


@dataclass(frozen=True, slots=True)
class ProgressReported(IncidentEvent):
    assignment: int
    volunteer: str
    progress: Progress


@dataclass(frozen=True, slots=True)
class CorrectionRead(IncidentEvent):
    """Whoever is on the way has seen that the place is another; `correction`: the seq of the event that said so."""

    assignment: int
    volunteer: str
    correction: int


@dataclass(frozen=True, slots=True)
class CareNoted(IncidentEvent):
    """Something was done for the patient, or seen of them, at this moment: sealed, since it is about their health."""

    assignment: int
    volunteer: str
    particulars: CareAct | None


@dataclass(frozen=True, slots=True)
class SlipWritten(IncidentEvent):
    """What was handed over to the ambulance; a later slip of the same assignment replaces it."""

    assignment: int
    volunteer: str
    particulars: Slip | None


@dataclass(frozen=True, slots=True)
class ClockDoubted(IncidentEvent):
    """What came with this event is said to have happened at `told_at`, which cannot be: it counts from its arrival."""

    volunteer: str
    told_at: datetime


@dataclass(frozen=True, slots=True)
class HazardNoted(IncidentEvent):
    """People hold off until it is cleared."""

    hazard: Hazard


@dataclass(frozen=True, slots=True)
class HazardCleared(IncidentEvent):
    hazard: Hazard


@dataclass(frozen=True, slots=True)
class StandOffSet(IncidentEvent):
    """Where people hold while a hazard is open; None: nowhere in particular any more."""

    particulars: StandOff | None


@dataclass(frozen=True, slots=True)
class LeadNamed(IncidentEvent):
    """Whom the desk makes the lead; None: by rule again, the first who is there."""

    assignment: int | None
    volunteer: str | None


@dataclass(frozen=True, slots=True)
class CheckedBack(IncidentEvent):
    """Somebody on scene says that they are well."""

    assignment: int
    volunteer: str


@dataclass(frozen=True, slots=True)
class CompanionWanted(IncidentEvent):
    """One person more is wanted, for the company of whoever is on this assignment."""

    assignment: int
    volunteer: str


@dataclass(frozen=True, slots=True)
class TroubleReported(IncidentEvent):
    assignment: int
    volunteer: str
    trouble: Trouble
    particulars: str | None


@dataclass(frozen=True, slots=True)
class AlarmEvent(IncidentEvent):
    """`assignment` and `volunteer` None: about the incident as a whole."""

    alarm: int
    concern: Concern
    assignment: int | None
    volunteer: str | None


@dataclass(frozen=True, slots=True)
class AlarmRaised(AlarmEvent):
    missing: int | None


@dataclass(frozen=True, slots=True)
class AlarmAcknowledged(AlarmEvent):
    """Somebody sees to it: it is silent on every console."""


@dataclass(frozen=True, slots=True)
class AlarmEscalated(AlarmEvent):
    """Nobody has seen to it: every console is loud, and the duty leader, whose name is sealed, is to be told."""

    particulars: str | None


@dataclass(frozen=True, slots=True)
class AlarmEnded(AlarmEvent):
    """What it was about is so no longer."""


@dataclass(frozen=True, slots=True)
class NoteAdded(IncidentEvent):
    """Free text may name people: it is sealed."""

    particulars: str | None


@dataclass(frozen=True, slots=True)
class IncidentClosed(IncidentEvent):
    disposition: str


EVENTS: tuple[type[Event], ...] = (
    CallTaken,
    CallCorrected,
    AmbulanceReported,
    IncidentsMerged,
    IncidentParted,
    WaveOpened,
    PoolRanDry,
    WavesHeld,
    Escalated,
    VolunteerAlerted,
    AlertReached,
    AlertAccepted,
    AlertDeclined,
    AlertExpired,
    AlertWithdrawn,
    VolunteerAssigned,
    ProgressReported,
    CorrectionRead,
    CareNoted,
    SlipWritten,
    ClockDoubted,
    HazardNoted,
    HazardCleared,
    StandOffSet,
    LeadNamed,
    CheckedBack,
    CompanionWanted,
    TroubleReported,
    AlarmRaised,
    AlarmAcknowledged,
    AlarmEscalated,
    AlarmEnded,
    NoteAdded,
    IncidentClosed,
)
