"""What may be decided about people."""

from collections.abc import Iterable
from dataclasses import replace

from dispatch.board import Board
from dispatch.errors import NotFound
from dispatch.log.event import Event
from dispatch.people.events import AvailabilityChanged, ContactTested, VolunteerRecorded
from dispatch.people.model import Availability, Channel, Volunteer


def record(board: Board, volunteers: Iterable[Volunteer]) -> list[Event]:
    """One event for each volunteer who is new or differs from the board; so the same file twice changes nothing.

    `availability` is the volunteer's own to change, `unanswered` follows from test alarms: both are left alone here.
    Raises NotFound for an unknown station.
    """
    return [_recorded(board, volunteer) for volunteer in volunteers if not _is_known(board, volunteer)]


def change_availability(board: Board, volunteer: str, availability: Availability) -> list[Event]:
    known = _find(board, volunteer)
    return [] if known.availability is availability else [AvailabilityChanged(volunteer, availability)]


def report_contact(board: Board, volunteer: str, channel: Channel, *, answered: bool) -> list[Event]:
    """Only what changes is recorded."""
    known = _find(board, volunteer)
    return [] if answered is (channel not in known.unanswered) else [ContactTested(volunteer, channel, answered)]


def _find(board: Board, volunteer: str) -> Volunteer:
    known = board.people.volunteers.get(volunteer)
    if known is None:
        raise NotFound("volunteer", volunteer)
    return known


def _is_known(board: Board, volunteer: Volunteer) -> bool:
    known = board.people.volunteers.get(volunteer.id)
    return known is not None and known == replace(
        volunteer, availability=known.availability, unanswered=known.unanswered
    )


def _recorded(board: Board, volunteer: Volunteer) -> VolunteerRecorded:
    if volunteer.station is not None and volunteer.station not in board.duty.stations:
        raise NotFound("station", volunteer.station)
    return VolunteerRecorded(
        volunteer=volunteer.id,
        team=volunteer.team,
        mode=volunteer.mode,
        station=volunteer.station,
        membership=volunteer.membership,
        qualifications=volunteer.qualifications,
        opted_out=volunteer.opted_out,
        insured_until=volunteer.insured_until,
        consented=volunteer.consented,
        particulars=volunteer.particulars,
    )
