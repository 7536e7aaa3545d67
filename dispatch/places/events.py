"""What is decided about places."""

from dataclasses import dataclass
from typing import ClassVar

from dispatch.log.event import Event
from dispatch.places.model import Listed, Spot
from maps.gazetteer.kinds import PlaceKind


@dataclass(frozen=True, slots=True)
class PlacePinned(Event):
    about: ClassVar[str] = "pin"
    pin: int
    kind: PlaceKind
    particulars: Spot | None


@dataclass(frozen=True, slots=True)
class PlaceUnpinned(Event):
    about: ClassVar[str] = "pin"
    pin: int


@dataclass(frozen=True, slots=True)
class AddressesListed(Event):
    """New or corrected addresses, some hundreds at a time. They name buildings, not persons."""

    addresses: tuple[Listed, ...]

    @property
    def subject(self) -> str:
        return "addresses"


EVENTS: tuple[type[Event], ...] = (PlacePinned, PlaceUnpinned, AddressesListed)
