"""Everything that a station's tablet shows, as of one moment: enough to go on with while there is no signal."""

import hmac
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache

from pypinyin import Style, lazy_pinyin, pinyin

from dispatch.board import Board
from dispatch.clock import stamp, stamped
from dispatch.duty.model import CheckIn, Slot
from dispatch.people.badges import badge_of, parse
from dispatch.people.model import Membership
from dispatch.web.ladder import ringing
from dispatch.web.office import office
from dispatch.web.rows import Row

MEMBERS = frozenset({Membership.ACTIVE, Membership.PROBATION})
AHEAD = timedelta(hours=24)
"""How far the list of those who are expected looks."""
KEY_DIGITS = 12
KINDS = ("first_aid", "aed", "radio")
"""What may be ticked at a station of which no set is on record."""


def tablet_state(station: str) -> Row:
    """`station` is on record. Names are shown: whoever stands there knows their colleagues; no phone, no address."""
    here = office()
    board, seq = here.log.view()
    at, found = here.now(), board.duty.stations[station]
    return {
        "seq": seq,
        "at": stamp(at),
        "same": False,
        "timezone": here.city.timezone,
        "station": {"id": station, "name": found.name, "address": found.address},
        "here": [_here(board, one) for one in _present(board, station)],
        "expected": [_expected(board, one) for one in _coming(board, station, at)],
        "held": list(_held(board, station)),
        "handover": _handover(board, station),
        "people": _findable(board, sorted(_belonging(board, station, at)), here.reception.secret(board, station)),
        "kits": list(_kits(board, station, here.centre.day(at))),
        "calls": list(ringing(board, station)),
    }


def _person(board: Board, volunteer: str) -> Row:
    record = board.people.volunteers.get(volunteer)
    name = record.particulars.name if record and record.particulars else None
    return {
        "volunteer": volunteer,
        "name": name,
        "initials": list(_initials(name)) if name else [],
        "team": record.team if record else "",
    }


@lru_cache(maxsize=4096)
def _initials(name: str) -> tuple[str, ...]:
    """Of the pinyin, by every reading of the surname: 曾 is Zeng, and in other words ceng. Latin letters and digits are
    kept."""
    firsts = pinyin(name[:1], style=Style.FIRST_LETTER, heteronym=True)
    rest = "".join(lazy_pinyin(name[1:], style=Style.FIRST_LETTER))
    read = (f"{first}{rest}" for first in (firsts[0] if firsts else [""]))
    return tuple(dict.fromkeys("".join(one for one in letters if one.isalnum()).lower() for letters in read))


def _findable(board: Board, volunteers: Sequence[str], secret: bytes | None) -> list[Row]:
    return [{**_person(board, one), "badge_key": _badge_key(board, one, secret)} for one in volunteers]


def _badge_key(board: Board, volunteer: str, secret: bytes | None) -> str | None:
    record = board.people.volunteers.get(volunteer)
    badge = badge_of(record) if record else None
    if badge is None or secret is None:
        return None
    return hmac.digest(secret, parse(badge).encode(), "sha256").hex()[:KEY_DIGITS]


def _present(board: Board, station: str) -> list[CheckIn]:
    """On site first, then the longest."""
    present = [one for one in board.duty.on_duty.values() if one.station == station]
    return sorted(present, key=lambda one: (one.standby is not None, one.at, one.volunteer))


def _here(board: Board, one: CheckIn) -> Row:
    going = any(each.open and each.volunteer == one.volunteer for each in board.incidents.assignments.values())
    return {
        **_person(board, one.volunteer),
        "since": stamp(one.at),
        "until": stamped(one.until),
        "kit": list(one.kit),
        "delay_s": one.standby.delay_s if one.standby else None,
        "radio": one.brought.radio,
        "going": going,
    }


def _planned(board: Board, station: str, at: datetime) -> Iterator[Slot]:
    for shifts in board.duty.shifts.values():
        for shift in shifts:
            slot = shift.slot
            if slot.station == station and slot.starts_at < at + AHEAD and slot.ends_at > at:
                yield slot


def _coming(board: Board, station: str, at: datetime) -> list[Slot]:
    """Of whoever is not here yet."""
    coming = [one for one in _planned(board, station, at) if one.volunteer not in board.duty.on_duty]
    return sorted(coming, key=lambda one: (one.starts_at, one.volunteer))


def _expected(board: Board, slot: Slot) -> Row:
    return {
        **_person(board, slot.volunteer),
        "starts_at": stamp(slot.starts_at),
        "ends_at": stamp(slot.ends_at),
    }


def _held(board: Board, station: str) -> Iterator[Row]:
    for one in sorted(board.duty.held.values(), key=lambda one: -one.id):
        if one.station == station:
            yield {
                **_person(board, one.volunteer),
                "held": one.id,
                "at": stamp(one.at),
                "decided_at": stamped(one.decided_at),
                "doubts": list(one.doubts),
                "state": one.state,
            }


def _handover(board: Board, station: str) -> Row | None:
    noted = board.duty.handovers.get(station)
    if noted is None:
        return None
    name = _person(board, noted.volunteer)["name"]
    return {"volunteer": noted.volunteer, "name": name, "at": stamp(noted.at), "note": noted.note}


def _belonging(board: Board, station: str, at: datetime) -> set[str]:
    """Members who belong here, are planned here, or are here."""
    members = {one.id for one in board.people.volunteers.values() if one.membership in MEMBERS}
    home = {one.id for one in board.people.volunteers.values() if one.station == station}
    planned = {one.volunteer for one in _planned(board, station, at)}
    present = {one.volunteer for one in _present(board, station)}
    return (home | planned) & members | present


def _kits(board: Board, station: str, day: date) -> Iterator[Row]:
    """The sets that lie here and may be used on `day`."""
    here = [one for one in board.kits.known.values() if one.station == station]
    for one in sorted(here, key=lambda one: one.id):
        if one.usable(day):
            yield {"id": one.id, "name": one.name, "kind": one.kind}
    for kind in () if here else KINDS:
        yield {"id": kind, "name": None, "kind": kind}
