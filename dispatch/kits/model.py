"""A set of kit as the centre has it on record, and what it is worth on a day."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from immutables import Map

EXPIRING = timedelta(days=30)
"""So long before its last day something is to be replaced."""
LOW_BATTERY = 30
"""Percent: a radio that has less does not last a shift."""
KEPT = 200
"""Movements of a set that stay on the board; all of them stand in the log."""


class KitState(StrEnum):
    READY = "ready"
    INCOMPLETE = "incomplete"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    IN_USE = "in_use"
    OUT_OF_SERVICE = "out_of_service"
    MISSING = "missing"


REPORTED = frozenset({KitState.READY, KitState.IN_USE, KitState.OUT_OF_SERVICE, KitState.MISSING})
"""What somebody may say of a set; the other states follow from what is in it, and from the day."""
USABLE = frozenset({KitState.READY, KitState.EXPIRING})


class MovementKind(StrEnum):
    RECEIVED = "received"
    USED = "used"
    MOVED = "moved"
    RETURNED = "returned"
    WRITTEN_OFF = "written_off"
    COUNTED = "counted"
    CORRECTED = "corrected"


Batch = tuple[str, str | None]
"""What is counted by itself: the item's name and its batch."""


@dataclass(frozen=True, slots=True)
class Item:
    """`par`: how many of that name a full set holds, whatever the batch. `expires_on`: the last day on which it may be
    used; None: keeps."""

    name: str
    par: int
    amount: int
    batch: str | None = None
    expires_on: date | None = None

    @property
    def key(self) -> Batch:
        return self.name, self.batch

    def valid_on(self, day: date) -> bool:
        """The last day still counts."""
        return self.expires_on is None or day <= self.expires_on


@dataclass(frozen=True, slots=True)
class Seal:
    number: str | None = None
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Radio:
    """`battery`: percent, None where nobody looked."""

    call_sign: str | None = None
    battery: int | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a set is less than ready. `code`: `expired`, `lacking`, `seal_broken`, `battery_low` or `expiring`; `count`:
    how many are lacking, or the percent that are left."""

    code: str
    item: str | None = None
    count: int | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of a set's ledger: `amount` is what was added, negative for what went. `other`: the set that it came
    from or went to. `corrects`: the movement that it undoes."""

    number: int
    kind: MovementKind
    item: str
    batch: str | None
    amount: int
    at: datetime
    by: str
    incident: int | None = None
    other: str | None = None
    corrects: int | None = None


@dataclass(frozen=True, slots=True)
class Kit:
    """It lies at `station`, or `carrier` (a volunteer) has it with them. `keyholder`: the volunteer who can get at it
    while the station is closed. `reported`: what was said of the set as a whole."""

    id: str
    kind: str
    name: str
    station: str | None = None
    carrier: str | None = None
    keyholder: str | None = None
    items: tuple[Item, ...] = ()
    seal: Seal = Seal()
    radio: Radio | None = None
    reported: KitState = KitState.READY
    checked_at: datetime | None = None

    def state(self, day: date) -> KitState:
        """What it is worth on `day`; something that expires that very day is still valid."""
        if self.reported is not KitState.READY:
            return self.reported
        codes = {fault.code for fault in self.faults(day)}
        if "expired" in codes:
            return KitState.EXPIRED
        if codes - {"expiring"}:
            return KitState.INCOMPLETE
        return KitState.EXPIRING if codes else KitState.READY

    def faults(self, day: date) -> tuple[Fault, ...]:
        """From the gravest on."""
        return tuple(self._faults(day))

    def usable(self, day: date) -> bool:
        return self.state(day) in USABLE

    def item(self, key: Batch) -> Item | None:
        return next((one for one in self.items if one.key == key), None)

    def on_hand(self, name: str, day: date) -> int:
        """What may be used of that name on `day`."""
        return sum(one.amount for one in self.items if one.name == name and one.valid_on(day))

    def pars(self) -> dict[str, int]:
        """By the name of the item; of several batches the highest counts."""
        pars: dict[str, int] = {}
        for one in self.items:
            pars[one.name] = max(one.par, pars.get(one.name, 0))
        return pars

    def _faults(self, day: date) -> Iterator[Fault]:
        held = [one for one in self.items if one.amount > 0]
        yield from (Fault("expired", one.name, one.amount, one.expires_on) for one in held if not one.valid_on(day))
        for name, par in self.pars().items():
            if (lacking := par - self.on_hand(name, day)) > 0:
                yield Fault("lacking", name, lacking)
        if self.seal.broken:
            yield Fault("seal_broken")
        if self.radio is not None and self.radio.battery is not None and self.radio.battery < LOW_BATTERY:
            yield Fault("battery_low", count=self.radio.battery)
        soon = day + EXPIRING
        expiring = (one for one in held if one.valid_on(day) and one.expires_on and one.expires_on <= soon)
        yield from (Fault("expiring", one.name, one.amount, one.expires_on) for one in expiring)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line to be written: how many of an item and batch. `expires_on`: of a batch that is new. `incident`: on which
    it was used. `to`: the set into which it is moved."""

    kind: MovementKind
    item: str
    count: int
    batch: str | None = None
    expires_on: date | None = None
    incident: int | None = None
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """What somebody found: amounts of those that they counted, None for what they did not look at."""

    counted: tuple[tuple[str, str | None, int], ...] = ()
    seal: Seal | None = None
    battery: int | None = None


@dataclass(frozen=True, slots=True)
class Kits:
    """`carried`: by volunteer, the sets that they have with them. Ids are written in capitals."""

    known: Map[str, Kit] = field(default_factory=Map)
    carried: Map[str, tuple[str, ...]] = field(default_factory=Map)
    movements: Map[str, tuple[Movement, ...]] = field(default_factory=Map)
    last_movement: int = 0

    def find(self, ident: str) -> Kit | None:
        """However it is written."""
        return self.known.get(ident.upper())

    def at_station(self, station: str) -> list[Kit]:
        return [self.known[one] for one in sorted(self.known) if self.known[one].station == station]
