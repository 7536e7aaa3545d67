"""Who asks, and in which role."""

from dataclasses import dataclass
from enum import StrEnum

from dispatch.errors import Refused


class Role(StrEnum):
    DISPATCHER = "dispatcher"
    DUTY_OFFICER = "duty_officer"
    VOLUNTEER = "volunteer"
    PLANNER = "planner"
    PARTNER = "partner"
    AUDITOR = "auditor"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Principal:
    """`by` is what the log writes down: `dispatcher:LOGIN` or `token:LABEL`. A duty officer has a `station`; a
    volunteer is one `volunteer`."""

    by: str
    role: Role
    station: str | None = None
    volunteer: str | None = None


def require_place(role: Role, station: str | None, volunteer: str | None) -> None:
    """Refuses a duty officer without a station and a volunteer without a number: they could see nothing."""
    if role is Role.DUTY_OFFICER and station is None:
        raise Refused("station_needed", role=role)
    if role is Role.VOLUNTEER and volunteer is None:
        raise Refused("volunteer_needed", role=role)
