"""A log of one counter and a few names: enough to test the spine without any room."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from dispatch.errors import Refused
from dispatch.log.codec import Codec
from dispatch.log.contract import Store
from dispatch.log.desk import Desk
from dispatch.log.event import Event, Recorded
from dispatch.log.log import Log

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


def tally_log(store: Store, **settings: Any) -> Log[Tally]:
    return Log(store, fold, Tally(), **settings)


class Counter(Desk[Tally]):
    """`at` stands still unless the test moves it."""

    def __init__(self, log: Log[Tally], at: datetime = START) -> None:
        super().__init__(log, lambda: self.at)
        self.at = at

    def count(self, amount: int = 1, **how: Any) -> list[Recorded]:
        return self._do(lambda tally, at: [Counted("beds", amount)], by="dispatcher:li", **how)

    def count_up_to(self, limit: int, **how: Any) -> list[Recorded]:
        """One more, until `limit`: what it decides hangs on the board."""
        return self._do(lambda tally, at: up_to(tally, limit), by="dispatcher:li", **how)

    def name(self, person: str, card: Card, **how: Any) -> list[Recorded]:
        return self._do(lambda tally, at: [Named(person, card)], by="dispatcher:li", **how)


def up_to(tally: Tally, limit: int) -> list[Event]:
    if tally.total >= limit:
        raise Refused("full", limit=limit)
    return [Counted("beds", 1)]
