"""A log of one counter and a few names: enough to test the spine without any room."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from dispatch.log.codec import Codec
from dispatch.log.event import Event, Recorded

START = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)


def minutes(count: float) -> datetime:
    return START + timedelta(minutes=count)


@dataclass(frozen=True, slots=True)
class Counted(Event):
    about: ClassVar[str] = "counter"
    counter: str
    by_how_much: int


@dataclass(frozen=True, slots=True)
class Card:
    name: str
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Named(Event):
    about: ClassVar[str] = "person"
    person: str
    particulars: Card | None


@dataclass(frozen=True, slots=True)
class Tally:
    total: int = 0
    last_counted: int = 0
    names: tuple[tuple[str, str | None], ...] = ()


def fold(tally: Tally, recorded: Recorded) -> Tally:
    match recorded.event:
        case Counted(by_how_much=amount):
            return replace(tally, total=tally.total + amount, last_counted=recorded.seq)
        case Named(person=person, particulars=card):
            return replace(tally, names=(*tally.names, (person, card.name if card else None)))
    raise TypeError(recorded.event)


def codec() -> Codec:
    return Codec([Counted, Named])
