"""What is decided about people."""

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from dispatch.log.event import Event
from dispatch.people.model import Availability, Channel, Membership, Person, Qualification, Team
from maps.speeds import Mode


@dataclass(frozen=True, slots=True)
class VolunteerRecorded(Event):
    """The whole record of a volunteer, new or corrected."""

    about: ClassVar[str] = "volunteer"
    volunteer: str
    team: Team
    mode: Mode
    station: str | None
    membership: Membership
    qualifications: tuple[Qualification, ...]
    opted_out: bool
    insured_until: date | None = field(default=None, kw_only=True)
    consented: bool | None = field(default=None, kw_only=True)
    particulars: Person | None


@dataclass(frozen=True, slots=True)
class AvailabilityChanged(Event):
    about: ClassVar[str] = "volunteer"
    volunteer: str
    availability: Availability


@dataclass(frozen=True, slots=True)
class ContactTested(Event):
    """A test alarm on one channel, and whether it was answered."""

    about: ClassVar[str] = "volunteer"
    volunteer: str
    channel: Channel
    answered: bool


EVENTS: tuple[type[Event], ...] = (VolunteerRecorded, AvailabilityChanged, ContactTested)
