"""What is told of kit."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from dispatch.kits.model import Item, KitState, MovementKind, Radio, Seal
from dispatch.log.event import Event


@dataclass(frozen=True, slots=True)
class KitEvent(Event):
    about: ClassVar[str] = "kit"
    kit: str


@dataclass(frozen=True, slots=True)
class KitRecorded(KitEvent):
    """The whole record, new or corrected. The amounts of a new one open its ledger; later ones change by movements."""

    kind: str
    name: str
    station: str | None
    carrier: str | None
    keyholder: str | None
    items: tuple[Item, ...]
    seal: Seal
    radio: Radio | None
    reported: KitState


@dataclass(frozen=True, slots=True)
class KitMoved(KitEvent):
    """One line of the ledger. It is never changed: what was wrong is undone by another that `corrects` it."""

    movement: int
    what: MovementKind
    item: str
    batch: str | None
    amount: int
    expires_on: date | None
    incident: int | None
    other: str | None
    corrects: int | None


@dataclass(frozen=True, slots=True)
class KitPlaced(KitEvent):
    """The whole set lies at a station from now on, or a volunteer has it with them."""

    station: str | None
    carrier: str | None


@dataclass(frozen=True, slots=True)
class KitReported(KitEvent):
    """Somebody took it (`incident`: for which call), brought it back, or found it gone or unfit."""

    state: KitState
    incident: int | None


@dataclass(frozen=True, slots=True)
class KitChecked(KitEvent):
    """Somebody went through it; what they counted differently stands in movements."""

    seal: Seal
    radio: Radio | None


EVENTS: tuple[type[Event], ...] = (KitRecorded, KitMoved, KitPlaced, KitReported, KitChecked)
