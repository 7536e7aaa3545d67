"""What of duty the phone shows its owner: where they may check in, where they are, and what became of a check-in."""

from datetime import datetime, timedelta

from pydantic import AwareDatetime

from dispatch.board import Board
from dispatch.clock import stamp, stamped
from dispatch.duty.arriving import Doubt, HeldState
from dispatch.web.out import Out
from dispatch.web.rows import Row

SOON = timedelta(hours=12)
"""How far ahead a planned shift says where somebody will check in."""


class PhoneStation(Out):
    id: str
    name: str


class PhonePresentOut(Out):
    station: str
    name: str
    since: AwareDatetime
    until: AwareDatetime | None
    delay_s: int | None


class PhoneDoubtedOut(Out):
    """Their last check-in that was doubted, within a day. `reason`: what the officer said."""

    station: str
    at: AwareDatetime
    doubts: list[Doubt]
    state: HeldState
    reason: str | None


class PhoneDutyOut(Out):
    """`likely`: where they are planned within twelve hours, else where they belong."""

    stations: list[PhoneStation]
    likely: str | None
    present: PhonePresentOut | None
    doubted: PhoneDoubtedOut | None


def phone_duty(board: Board, volunteer: str, at: datetime) -> Row:
    stations = sorted(board.duty.stations.values(), key=lambda one: one.id)
    return {
        "stations": [{"id": one.id, "name": one.name} for one in stations],
        "likely": _likely(board, volunteer, at),
        "present": _present(board, volunteer),
        "doubted": _doubted(board, volunteer),
    }


def _likely(board: Board, volunteer: str, at: datetime) -> str | None:
    slots = (shift.slot for shift in board.duty.shifts_of(volunteer))
    coming = [one for one in slots if one.ends_at > at and one.starts_at < at + SOON]
    if coming:
        return min(coming, key=lambda one: one.starts_at).station
    record = board.people.volunteers.get(volunteer)
    return record.station if record else None


def _present(board: Board, volunteer: str) -> Row | None:
    one = board.duty.on_duty.get(volunteer)
    if one is None:
        return None
    station = board.duty.stations.get(one.station)
    return {
        "station": one.station,
        "name": station.name if station else one.station,
        "since": stamp(one.at),
        "until": stamped(one.until),
        "delay_s": one.standby.delay_s if one.standby else None,
    }


def _doubted(board: Board, volunteer: str) -> Row | None:
    theirs = [one for one in board.duty.held.values() if one.volunteer == volunteer]
    last = max(theirs, key=lambda one: one.id, default=None)
    if last is None:
        return None
    return {
        "station": last.station,
        "at": stamp(last.at),
        "doubts": list(last.doubts),
        "state": last.state,
        "reason": last.reason,
    }
