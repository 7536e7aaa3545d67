"""What may be recorded and reported of AEDs."""

from collections.abc import Iterable

from dispatch.aeds.events import AedRecorded, AedReported
from dispatch.aeds.model import Aed, AedState
from dispatch.board import Board
from dispatch.errors import NotFound, Refused
from dispatch.incidents.model import Assignment
from dispatch.log.event import Event


def record(board: Board, aeds: Iterable[Aed]) -> list[Event]:
    """One event for each that is new or differs from the board."""
    return [
        AedRecorded(
            one.id,
            one.name,
            one.lon,
            one.lat,
            one.floor,
            one.hours,
            one.pads_until,
            one.battery_until,
            one.state,
            one.original,
            one.particulars,
        )
        for one in aeds
        if board.aeds.known.get(one.id) != one
    ]


def report(board: Board, aed: str, state: AedState, *, acting: str | None = None) -> list[Event]:
    """What is so already is not told again. `acting`: a volunteer; tells of what they fetch (`not_yours`)."""
    known = find(board, aed)
    if acting is not None and fetching(board, aed, acting) is None:
        raise Refused("not_yours", volunteer=acting)
    return [] if known.state is state else [AedReported(aed, state)]


def find(board: Board, aed: str) -> Aed:
    known = board.aeds.known.get(aed)
    if known is None:
        raise NotFound("aed", aed)
    return known


def fetching(board: Board, aed: str, volunteer: str) -> Assignment | None:
    """The open assignment on which that volunteer fetches that AED."""
    alerts = board.incidents.alerts
    going = (one for one in board.incidents.assignments.values() if one.open and one.volunteer == volunteer)
    return next((one for one in going if alerts[one.alert].aed == aed), None)
