"""What alarms are about, and an alarm."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Concern(StrEnum):
    """What an alarm is about (`alarms.py` says when)."""

    UNDISPATCHED = "undispatched"
    UNANSWERED = "unanswered"
    NOT_MOVING = "not_moving"
    LOST_CONTACT = "lost_contact"
    LATE = "late"
    NO_CHECK_BACK = "no_check_back"
    IN_DANGER = "in_danger"
    NO_COMPANION = "no_companion"
    CANT_FIND = "cant_find"
    CANT_GET_IN = "cant_get_in"
    TROUBLE = "trouble"
    NOBODY_COMING = "nobody_coming"


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that must not wait until somebody notices it: on the board while it is so, silent once acknowledged.
    About one assignment, or (None) about an incident that is `missing` people. `escalated_at`: nobody saw to it, and
    the duty `leader` is to be told."""

    id: int
    incident: int
    concern: Concern
    assignment: int | None
    volunteer: str | None
    missing: int | None
    raised_at: datetime
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    escalated_at: datetime | None = None
    leader: str | None = None
