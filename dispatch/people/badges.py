"""Whose badge it is: what a reader at the station's desk types, as an NFC or USB reader does."""

import re
import unicodedata

from dispatch.errors import Refused
from dispatch.people.model import People, Volunteer

_BADGE = re.compile(r"[0-9A-Z]{4,32}")
_SPACING = re.compile(r"[\s:-]")


def parse(said: str) -> str:
    """One spelling: letters and digits, capitals. Refuses with `not_a_badge`."""
    plain = _SPACING.sub("", unicodedata.normalize("NFKC", said)).upper()
    if _BADGE.fullmatch(plain) is None:
        raise Refused("not_a_badge")
    return plain


def holder_of(people: People, said: str) -> str:
    """The volunteer whose badge it is; refuses with `unknown_badge`."""
    badge = parse(said)
    for volunteer in people.volunteers.values():
        if badge_of(volunteer) == badge:
            return volunteer.id
    raise Refused("unknown_badge", badge=masked(badge))


def badge_of(volunteer: Volunteer) -> str | None:
    return volunteer.particulars.badge if volunteer.particulars else None


def masked(badge: str) -> str:
    return f"****{badge[-4:]}"
