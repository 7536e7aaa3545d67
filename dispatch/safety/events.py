"""What happens to a panic. It is told in the story of its incident, or without one of its volunteer."""

from dataclasses import dataclass

from dispatch.log.event import Event
from dispatch.safety.model import Cry


@dataclass(frozen=True, slots=True)
class PanicEvent(Event):
    """`incident` None: the volunteer is on none."""

    panic: int
    volunteer: str
    incident: int | None

    @property
    def subject(self) -> str:
        return f"volunteer:{self.volunteer}" if self.incident is None else f"incident:{self.incident}"


@dataclass(frozen=True, slots=True)
class PanicRaised(PanicEvent):
    assignment: int | None
    particulars: Cry | None


@dataclass(frozen=True, slots=True)
class PanicAnswered(PanicEvent):
    """What somebody at the desk does about it."""

    particulars: str | None


@dataclass(frozen=True, slots=True)
class PanicEnded(PanicEvent):
    """Why it is over."""

    particulars: str | None


EVENTS: tuple[type[Event], ...] = (PanicRaised, PanicAnswered, PanicEnded)
