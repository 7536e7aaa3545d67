"""When a road may be closed, and when it opens again by itself."""

from collections.abc import Sequence
from datetime import datetime

from dispatch.board import Board
from dispatch.conditions.events import AlleyDrawn, AlleyRemoved, RoadClosed, RoadReopened, WeatherChanged
from dispatch.errors import NotFound, Refused
from dispatch.log.event import Event
from maps.speeds import Mode, Weather


def close_roads(
    board: Board,
    edges: Sequence[int],
    *,
    reason: str,
    until: datetime | None,
    geometry: str | None,
    at: datetime,
) -> list[Event]:
    """Refuses a closure that touches no road (`no_road_there`) or is over before it begins (`until_in_past`)."""
    if not edges:
        raise Refused("no_road_there")
    if until is not None and until <= at:
        raise Refused("until_in_past", until=until.isoformat())
    closure = board.conditions.last_closure + 1
    return [RoadClosed(closure=closure, edges=tuple(sorted(set(edges))), reason=reason, until=until, geometry=geometry)]


def reopen(board: Board, closure: int) -> list[Event]:
    if closure not in board.conditions.closures:
        raise NotFound("closure", closure)
    return [RoadReopened(closure=closure)]


def change_weather(board: Board, weather: Weather) -> list[Event]:
    return [] if board.conditions.weather is weather else [WeatherChanged(weather=weather)]


def draw_alley(
    board: Board,
    alley: int | None,
    line: Sequence[tuple[float, float]],
    *,
    name: str,
    modes: Sequence[Mode],
    both_ways: bool,
    crs: str,
) -> list[Event]:
    """A new one, or that one drawn again."""
    if alley is not None and alley not in board.conditions.alleys:
        raise NotFound("alley", alley)
    ident = alley if alley is not None else board.conditions.last_alley + 1
    allowed = tuple(mode for mode in Mode if mode in modes)
    return [AlleyDrawn(ident, tuple(line), name, allowed, both_ways, crs)]


def remove_alley(board: Board, alley: int) -> list[Event]:
    if alley not in board.conditions.alleys:
        raise NotFound("alley", alley)
    return [AlleyRemoved(alley)]


def next_due(board: Board) -> datetime | None:
    return min((c.until for c in board.conditions.closures.values() if c.until is not None), default=None)


def fall_due(board: Board, at: datetime) -> list[Event]:
    """Closures whose end has come."""
    return [
        RoadReopened(closure=c.id)
        for c in sorted(board.conditions.closures.values(), key=lambda c: c.id)
        if c.until is not None and c.until <= at
    ]
