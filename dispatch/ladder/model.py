"""The rungs of the ladder, and the attempts to reach somebody by them."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from immutables import Map


class Channel(StrEnum):
    """How somebody may be reached; the first three speak to the volunteer, the last three to people who know them."""

    PAGE = "page"
    VOICE = "voice"
    SMS = "sms"
    TABLET = "tablet"
    CALL_LIST = "call_list"
    LEADER = "leader"


class AttemptState(StrEnum):
    DUE = "due"
    HANDED = "handed"
    DELIVERED = "delivered"
    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    PHONE_OFF = "phone_off"
    WRONG_NUMBER = "wrong_number"
    BUSY = "busy"
    FAILED = "failed"


class Answer(StrEnum):
    ACCEPT = "accept"
    DECLINE = "decline"


class Told(StrEnum):
    """Who has to hear that nobody is coming."""

    PARTNER = "partner"
    CALLER = "caller"


CARRIED = frozenset({Channel.VOICE, Channel.SMS, Channel.LEADER})
"""Leave this machine by a sender; the others are shown by our own pages as soon as they are due."""
SHOWN = frozenset({Channel.TABLET, Channel.CALL_LIST})
"""Where somebody else says what came of it."""

REACHES = {
    AttemptState.DUE: 0,
    AttemptState.HANDED: 1,
    AttemptState.DELIVERED: 2,
    AttemptState.NO_ANSWER: 3,
    AttemptState.PHONE_OFF: 3,
    AttemptState.WRONG_NUMBER: 3,
    AttemptState.BUSY: 3,
    AttemptState.FAILED: 3,
    AttemptState.ANSWERED: 4,
}
"""An attempt only goes up: whatever comes late or twice changes nothing, but an answer always counts."""
OPEN = frozenset({AttemptState.DUE, AttemptState.HANDED, AttemptState.DELIVERED})
"""What came of it is not known for good yet."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to reach `volunteer` for `alert`; a duty leader (`leader`, their name) for `incident`, or because of the
    volunteer's `panic`; somebody about a `notice` of the rosters; or, without any of these, a test. `rung`: its place
    on the ladder, begun at `begun_at`. `tries`: how often it was handed over until it was taken. `unused`: why the
    answer that it brought could not count."""

    id: int
    channel: Channel
    rung: int
    state: AttemptState
    due_at: datetime
    begun_at: datetime
    incident: int | None = None
    alert: int | None = None
    volunteer: str | None = None
    leader: str | None = None
    panic: int | None = None
    notice: int | None = None
    handed_at: datetime | None = None
    result_at: datetime | None = None
    tries: int = 0
    delayed: bool = False
    answer: Answer | None = None
    reason: str | None = None
    unused: str | None = None

    @property
    def open(self) -> bool:
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class AlarmTest:
    """The last test alarm of one volunteer; `ended_at`: its window ended in silence."""

    began_at: datetime
    attempts: tuple[int, ...] = ()
    answered_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def running(self) -> bool:
        return self.answered_at is None and self.ended_at is None


@dataclass(frozen=True, slots=True)
class Nobody:
    """Since when it is so that nobody is coming and somebody must say it; `told`: who has heard it."""

    at: datetime
    told: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class Ladder:
    """The attempts for incidents that are open or ended lately, and the last test of each person. `waiting`: ids of
    those that a sender has yet to take; `shown`: those that a tablet or the call list holds. `proven`: when a channel
    last brought the answer to a test."""

    attempts: Map[int, Attempt] = field(default_factory=Map)
    of_alert: Map[int, tuple[int, ...]] = field(default_factory=Map)
    of_incident: Map[int, tuple[int, ...]] = field(default_factory=Map)
    of_panic: Map[int, tuple[int, ...]] = field(default_factory=Map)
    of_notice: Map[int, tuple[int, ...]] = field(default_factory=Map)
    waiting: Map[int, None] = field(default_factory=Map)
    shown: Map[int, None] = field(default_factory=Map)
    tests: Map[str, AlarmTest] = field(default_factory=Map)
    nobody: Map[int, Nobody] = field(default_factory=Map)
    proven: Map[Channel, datetime] = field(default_factory=Map)
    last_attempt: int = 0

    def for_alert(self, alert: int) -> list[Attempt]:
        return [self.attempts[one] for one in self.of_alert.get(alert, ())]

    def for_incident(self, incident: int) -> list[Attempt]:
        """With those of its alerts."""
        return [self.attempts[one] for one in self.of_incident.get(incident, ())]

    def for_panic(self, panic: int) -> list[Attempt]:
        return [self.attempts[one] for one in self.of_panic.get(panic, ())]
