"""Incidents, the people asked (alerts), and the people who go (assignments)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from immutables import Map

from dispatch.incidents.concerns import Alarm as Alarm
from dispatch.incidents.concerns import Concern as Concern
from dispatch.incidents.hazards import HEEDLESS, WELL, Hazard, Heed, Noted, StandOff, Wellbeing
from dispatch.incidents.response import FollowUpNeed as FollowUpNeed
from dispatch.incidents.response import Need as Need
from dispatch.incidents.response import Response as Response


class IncidentMode(StrEnum):
    """CAP status: only an actual incident alerts everyone; an exercise or a test stays among those enrolled."""

    ACTUAL = "actual"
    EXERCISE = "exercise"
    TEST = "test"


class IncidentType(StrEnum):
    MEDICAL = "medical"
    FIRE = "fire"
    TRAFFIC = "traffic"
    FLOOD = "flood"
    STORM = "storm"
    EARTHQUAKE = "earthquake"
    EPIDEMIC = "epidemic"
    MISSING_PERSON = "missing_person"
    PSYCHOLOGICAL = "psychological"
    SUPPLY = "supply"
    PUBLIC_ORDER = "public_order"
    OTHER = "other"


class Status(StrEnum):
    """Where an incident stands; up to `on_scene` it follows from its assignments (`model.status`)."""

    RECEIVED = "received"
    VERIFIED = "verified"
    PENDING = "pending"
    DISPATCHED = "dispatched"
    IN_PROGRESS = "in_progress"
    ON_SCENE = "on_scene"
    STABILISED = "stabilised"
    CLOSED = "closed"
    UNFILLED = "unfilled"
    CANCELLED = "cancelled"
    DUPLICATE = "duplicate"
    TRANSFERRED = "transferred"


class AlertState(StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    SEEN = "seen"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class Progress(StrEnum):
    RESERVED = "reserved"
    ASSIGNED = "assigned"
    EN_ROUTE = "en_route"
    ON_SCENE = "on_scene"
    ENGAGED = "engaged"
    HANDED_OVER = "handed_over"
    RETURNING = "returning"
    CLEARED = "cleared"
    STOOD_DOWN = "stood_down"
    WITHDRAWN = "withdrawn"
    NO_SHOW = "no_show"
    LOST_CONTACT = "lost_contact"


class Escalation(StrEnum):
    """What is done when nobody is left to ask, in this order."""

    WIDER = "wider"
    PARTNER = "partner"


AWAITING = frozenset({AlertState.QUEUED, AlertState.SENT, AlertState.DELIVERED, AlertState.SEEN})
"""States of an alert that nobody has answered yet and whose window is open."""
ANSWERABLE = AWAITING | {AlertState.EXPIRED}
"""The end of the window only brings in the next person: a late yes still counts."""
WEEK = timedelta(days=7)
ENDED = frozenset({Progress.CLEARED, Progress.STOOD_DOWN, Progress.WITHDRAWN, Progress.NO_SHOW})
"""An assignment in one of these no longer holds its volunteer."""
SERVED = frozenset({Progress.HANDED_OVER, Progress.RETURNING, Progress.CLEARED})
"""The task was done: the need stays met though the person leaves."""

STANDING = {
    Progress.RESERVED: Status.DISPATCHED,
    Progress.ASSIGNED: Status.DISPATCHED,
    Progress.EN_ROUTE: Status.IN_PROGRESS,
    Progress.ON_SCENE: Status.ON_SCENE,
    Progress.ENGAGED: Status.ON_SCENE,
    Progress.HANDED_OVER: Status.STABILISED,
    Progress.RETURNING: Status.STABILISED,
    Progress.CLEARED: Status.STABILISED,
}
"""What an assignment's progress says about its incident; the others say nothing."""


@dataclass(frozen=True, slots=True)
class Place:
    """WGS-84. `uncertainty_m` None means exact; `original` keeps (crs, lon, lat) as the caller's system gave it."""

    lon: float
    lat: float
    uncertainty_m: float | None = None
    original: tuple[str, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    name: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Tail:
    """The end of an address, which no map knows: 栋, 单元, 层, 室."""

    building: str | None = None
    unit: str | None = None
    floor: str | None = None
    room: str | None = None


@dataclass(frozen=True, slots=True)
class CallParticulars:
    """Personal content of a call, sealed in the log; `place` None means not known yet."""

    place: Place | None = None
    address: str | None = None
    caller: Caller | None = None
    note: str | None = None
    tail: Tail | None = None

    @property
    def spoken(self) -> str | None:
        """The address with its tail, as it is said."""
        tail = self.tail or Tail()
        parts = ((tail.building, "栋"), (tail.unit, "单元"), (tail.floor, "层"), (tail.room, "室"))
        return (self.address or "") + "".join(f"{part}{word}" for part, word in parts if part) or None


@dataclass(frozen=True, slots=True)
class Ambulance:
    """What the caller said about 120: whether it is notified, since when, and under which number."""

    notified: bool
    at: datetime | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """What the dispatcher heard. `occurred_at` None: not known."""

    type: IncidentType
    level: int
    mode: IncidentMode = IncidentMode.ACTUAL
    occurred_at: datetime | None = None
    particulars: CallParticulars | None = None
    ambulance: Ambulance | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    """`reported_at` starts the promise's clock; `occurred_at` None means unknown. Several calls about one event are one
    incident (the main one) with `parts`; each part keeps its own call, alerts and assignments, and `part_of`.

    `by_plan`: the plan asks the next people until the desk picks by hand; `held`: the desk has stopped that.
    `dry_since`: nobody is left to ask. `moved_seq`: of the event that last corrected where it is.
    """

    id: int
    type: IncidentType
    level: int
    mode: IncidentMode
    reported_at: datetime
    response: Response
    taken_by: str
    by_plan: bool = False
    held: bool = False
    dry_since: datetime | None = None
    escalated: tuple[Escalation, ...] = ()
    occurred_at: datetime | None = None
    closed_at: datetime | None = None
    disposition: str | None = None
    alerts: tuple[int, ...] = ()
    assignments: tuple[int, ...] = ()
    particulars: CallParticulars | None = None
    ambulance: Ambulance | None = None
    part_of: int | None = None
    parts: tuple[int, ...] = ()
    moved_seq: int | None = None
    heed: Heed = HEEDLESS

    @property
    def place(self) -> Place | None:
        return self.particulars.place if self.particulars else None

    @property
    def activates_at(self) -> datetime | None:
        """When the plan asks the first people by itself, unless the desk does so before, or stops it."""
        after = self.response.activate_after_s
        if after is None or self.alerts or self.by_plan or self.held or self.part_of is not None:
            return None
        return self.reported_at + timedelta(seconds=after)

    @property
    def next_step(self) -> Escalation | None:
        """What may be done when nobody is left to ask; None: all of it has been."""
        return next((step for step in Escalation if step not in self.escalated), None)


@dataclass(frozen=True, slots=True)
class Alert:
    """One person asked, in one wave, for one role. `eta_s`, `chance`, `way_s` (travel and access, seconds) and
    `acceptance` (the chance of a yes) are what was foreseen when asked; None where the time was not known. `aed`: which
    one they would fetch on their way."""

    id: int
    incident: int
    wave: int
    volunteer: str
    role: str
    state: AlertState
    alerted_at: datetime
    expires_at: datetime
    eta_s: float | None
    chance: float | None
    answered_at: datetime | None = None
    delay_s: int | None = None
    way_s: float | None = None
    acceptance: float | None = None
    aed: str | None = None

    def is_short_of(self, state: AlertState) -> bool:
        """Whether it has still to get so far on its way to the person."""
        way = list(AlertState)
        return self.state in AWAITING and way.index(self.state) < way.index(state)


@dataclass(frozen=True, slots=True)
class Answers:
    """How one volunteer has answered so far: `asked` counts the alerts that were answered, and those that ran out as
    far as they had time to be. `lately`: when they were alerted in the week up to the last alert."""

    asked: float = 0.0
    accepted: int = 0
    lately: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Assignment:
    """A volunteer on an incident. `times` holds when each progress was reached, in order; `read_seq` up to where in the
    log they know the place."""

    id: int
    incident: int
    alert: int
    volunteer: str
    role: str
    progress: Progress
    times: tuple[tuple[Progress, datetime], ...]
    read_seq: int = 0
    wellbeing: Wellbeing = WELL

    @property
    def open(self) -> bool:
        return self.progress not in ENDED

    @property
    def fills_need(self) -> bool:
        return self.progress in SERVED or (self.open and self.progress is not Progress.LOST_CONTACT)


@dataclass(frozen=True, slots=True)
class Incidents:
    """Incidents that are not closed, with their alerts and assignments; the last id given out of each. `evidence`: how
    people differ in saying yes, as in `acceptance`."""

    incidents: Map[int, Incident] = field(default_factory=Map)
    alerts: Map[int, Alert] = field(default_factory=Map)
    assignments: Map[int, Assignment] = field(default_factory=Map)
    answers: Map[str, Answers] = field(default_factory=Map)
    evidence: tuple[float, ...] = ()
    alarms: Map[int, Alarm] = field(default_factory=Map)
    last_incident: int = 0
    last_wave: int = 0
    last_alert: int = 0
    last_assignment: int = 0
    last_alarm: int = 0

    def whole(self, incident: Incident) -> Incident:
        """The main incident of the event that this one is about: most often itself, as in its own story."""
        return incident if incident.part_of is None else self.incidents.get(incident.part_of, incident)

    def group(self, incident: Incident) -> list[Incident]:
        """The incident and its parts; a part stands for itself."""
        return [incident, *(self.incidents[part] for part in incident.parts if part in self.incidents)]

    def unmet(self, incident: Incident) -> dict[str, int]:
        """By role, how many are still wanted: computed, so that a drop-out shows at once. A part wants nobody of its
        own."""
        if incident.part_of is not None:
            return {need.role: 0 for need in incident.response.needs}
        held = [a.role for a in self.assignments_of(incident) if a.fills_need]
        return {need.role: max(0, need.count - held.count(need.role)) for need in incident.response.needs}

    def status(self, incident: Incident) -> Status:
        """Where the incident stands, by the assignment that got furthest."""
        if incident.closed_at is not None:
            return Status.CLOSED
        if incident.part_of is not None:
            return Status.DUPLICATE
        reached = {STANDING[a.progress] for a in self.assignments_of(incident) if a.progress in STANDING}
        return max(reached, key=list(Status).index, default=Status.PENDING)

    def first_on_scene_at(self, incident: Incident) -> datetime | None:
        arrivals = [t for a in self.assignments_of(incident) for p, t in a.times if p is Progress.ON_SCENE]
        return min(arrivals, default=None)

    def hazards(self, incident: Incident) -> list[Noted]:
        """Those that are open, each kind once, as it was first noted: what endangers one call of an event does all."""
        found: dict[Hazard, Noted] = {}
        for one in sorted(_noted(self.group(self.whole(incident))), key=lambda one: one.at):
            found.setdefault(one.hazard, one)
        return list(found.values())

    def stand_off(self, incident: Incident) -> StandOff | None:
        return self.whole(incident).heed.stand_off

    def reported_at(self, incident: Incident) -> datetime:
        """When the event was first reported: the clock runs from the earliest of its calls."""
        return min(one.reported_at for one in self.group(incident))

    def ambulance(self, incident: Incident) -> Ambulance | None:
        """What is known about 120: one caller who notified it is enough."""
        told = [one.ambulance for one in self.group(incident) if one.ambulance is not None]
        return next((one for one in told if one.notified), told[0] if told else None)

    def alerts_of(self, incident: Incident) -> list[Alert]:
        """Those of its parts, too."""
        return [self.alerts[alert] for one in self.group(incident) for alert in one.alerts]

    def assignments_of(self, incident: Incident) -> list[Assignment]:
        """Those of its parts, too."""
        return [self.assignments[assignment] for one in self.group(incident) for assignment in one.assignments]


def _noted(incidents: Iterable[Incident]) -> Iterator[Noted]:
    for one in incidents:
        yield from one.heed.hazards
