"""Volunteers, what they are qualified for, and the four standing teams."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from immutables import Map

from maps.speeds import Mode


class Team(StrEnum):
    MEDICAL = "medical"
    SUPPLY = "supply"
    PSYCHOLOGICAL = "psychological"
    LIAISON = "liaison"


class Membership(StrEnum):
    PROBATION = "probation"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    LEFT = "left"


class Availability(StrEnum):
    AVAILABLE = "available"
    DELAYED = "delayed"
    RESTING = "resting"
    UNAVAILABLE = "unavailable"


class Verification(StrEnum):
    """What somebody decided about a certificate; *expiring* and *expired* follow from the date and are never stored."""

    SUBMITTED = "submitted"
    VERIFIED = "verified"
    REVOKED = "revoked"


class Channel(StrEnum):
    """How an alarm can reach somebody."""

    PAGE = "page"
    VOICE = "voice"
    SMS = "sms"


@dataclass(frozen=True, slots=True)
class Qualification:
    """`kind` is a code of the catalogue (first_aid, doctor, counsellor_2, …); `valid_until` None means no expiry."""

    kind: str
    verification: Verification = Verification.VERIFIED
    valid_until: date | None = None

    def valid_on(self, day: date) -> bool:
        """The last day of validity still counts."""
        return self.verification is Verification.VERIFIED and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Person:
    """Who a volunteer is: personal content, sealed in the log. Of the birthday only the year is kept. `badge`:
    what a reader reads off it."""

    name: str
    phone: str | None = None
    birth_year: int | None = None
    badge: str | None = None


@dataclass(frozen=True, slots=True)
class Volunteer:
    """`id` is the volunteer number. `station` is where they belong, not where they are now. `insured_until` (its last
    day) and `consented` (to the risk): None where it is not known. `unanswered`: channels whose last test alarm was not
    answered."""

    id: str
    team: Team
    mode: Mode
    station: str | None = None
    membership: Membership = Membership.ACTIVE
    availability: Availability = Availability.AVAILABLE
    qualifications: tuple[Qualification, ...] = ()
    opted_out: bool = False
    insured_until: date | None = None
    consented: bool | None = None
    unanswered: tuple[Channel, ...] = ()
    particulars: Person | None = None


@dataclass(frozen=True, slots=True)
class People:
    volunteers: Map[str, Volunteer] = field(default_factory=Map)
