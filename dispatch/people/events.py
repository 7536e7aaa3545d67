"""What is decided about people."""

from dataclasses import dataclass
from typing import ClassVar

from dispatch.log.event import Event
from dispatch.people.model import Availability, Membership, Person, Qualification, Team
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
    particulars: Person | None


@dataclass(frozen=True, slots=True)
class AvailabilityChanged(Event):
    about: ClassVar[str] = "volunteer"
    volunteer: str
    availability: Availability


EVENTS: tuple[type[Event], ...] = (VolunteerRecorded, AvailabilityChanged)
