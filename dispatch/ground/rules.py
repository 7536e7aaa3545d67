"""What may be drawn. What lies on the map, and what does not, the desk has found out before."""

from collections.abc import Sequence

from dispatch.board import Board
from dispatch.errors import NotFound, Refused
from dispatch.ground.events import EntranceDrawn, EntranceRemoved, GateDrawn, GateRemoved
from dispatch.ground.model import NOTHING, Original, Secrets
from dispatch.log.event import Event
from maps.hours import hours as read_hours
from maps.speeds import Mode

LonLat = tuple[float, float]


def draw_gate(
    board: Board,
    gate: int | None,
    at: LonLat,
    *,
    name: str,
    hours: str,
    modes: Sequence[Mode],
    particulars: Secrets,
    original: Original | None,
) -> list[Event]:
    """A new gate, or that one drawn again. Refuses hours that nobody can read (`hours_unreadable`)."""
    if gate is not None and gate not in board.ground.gates:
        raise NotFound("gate", gate)
    if read_hours(hours) is None:
        raise Refused("hours_unreadable", hours=hours)
    ident = gate if gate is not None else board.ground.last_gate + 1
    allowed = tuple(mode for mode in Mode if mode in modes)
    return [GateDrawn(ident, *at, name, hours, allowed, original, _kept(particulars))]


def remove_gate(board: Board, gate: int) -> list[Event]:
    if gate not in board.ground.gates:
        raise NotFound("gate", gate)
    return [GateRemoved(gate)]


def draw_entrance(
    board: Board, entrance: int | None, at: LonLat, *, name: str, particulars: Secrets, original: Original | None
) -> list[Event]:
    if entrance is not None and entrance not in board.ground.entrances:
        raise NotFound("entrance", entrance)
    ident = entrance if entrance is not None else board.ground.last_entrance + 1
    return [EntranceDrawn(ident, *at, name, original, _kept(particulars))]


def remove_entrance(board: Board, entrance: int) -> list[Event]:
    if entrance not in board.ground.entrances:
        raise NotFound("entrance", entrance)
    return [EntranceRemoved(entrance)]


def _kept(particulars: Secrets) -> Secrets | None:
    return None if particulars == NOTHING else particulars
