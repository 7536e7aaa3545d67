"""What an event is, before anyone says what may happen."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Event:
    """Base of everything that a person decided or reported.

    A kind is a frozen dataclass whose name is the kind. Fields named after a thing of the board (`incident`, `alert`,
    `assignment`, `wave`, `volunteer`, `station`, `closure`) hold its id: the push finds from them which rows changed.
    `about` names the field that is the event's subject. A field `particulars` holds personal content: the store keeps
    it apart, sealed, and it comes back as None once erased.
    """

    about: ClassVar[str]
    v: ClassVar[int] = 1

    @property
    def subject(self) -> str:
        return f"{self.about}:{getattr(self, self.about)}"


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event with its place in the log. `at` is when it was written, `happened_at` when an offline phone says it was,
    `cause` the seq that led to it; automatic events have `by = "rule:<name>"`."""

    seq: int
    at: datetime
    happened_at: datetime | None
    by: str
    cause: int | None
    event: Event

    @property
    def when(self) -> datetime:
        return self.happened_at or self.at
