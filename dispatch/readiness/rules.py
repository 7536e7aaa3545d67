"""When it is told that a station fell short or recovered."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import count

from dispatch.board import Board
from dispatch.log.event import Event
from dispatch.readiness.events import StationFellShort, StationRecovered
from dispatch.readiness.judging import lacking_of
from dispatch.readiness.model import Lacking
from dispatch.rosters.events import NoticeDue
from dispatch.rosters.model import NoticeKind

STEADY = timedelta(minutes=1)
"""So long it has to last: at a change of shift one checks out before the next checks in."""
WORTH_TELLING = timedelta(hours=1)
"""After this nobody need be rung about it any more."""


def due(board: Board, since: Mapping[str, datetime], at: datetime, timezone: tzinfo, *, proof: bool) -> list[Event]:
    """`since`: by station, from when on it has been other than what was told of it last."""
    local = at.astimezone(timezone)
    lacking = lacking_of(board, local, proof=proof)
    steady = sorted(station for station, begun in since.items() if begun + STEADY <= at)
    short = board.readiness.short
    other = [one for one in steady if (one in lacking) != (one in short) and one in board.duty.stations]
    numbers = count(board.rosters.last_notice + 1)
    return [event for one in other for event in _told(one, lacking.get(one), local, numbers)]


def _told(station: str, lacking: tuple[Lacking, ...] | None, local: datetime, numbers: Iterator[int]) -> list[Event]:
    """That it fell short is told to whoever answers for it, by the alarm channels, too."""
    if lacking is None:
        return [StationRecovered(station)]
    return [StationFellShort(station, lacking), _notice(station, lacking, local, next(numbers))]


def _notice(station: str, lacking: Sequence[Lacking], local: datetime, number: int) -> NoticeDue:
    at, missing = local.astimezone(UTC), sum(one.wanted - one.found for one in lacking)
    told = station, local.date(), None, 0
    return NoticeDue(number, NoticeKind.SHORT, *told, at + WORTH_TELLING, at, missing=missing, begins=f"{local:%H:%M}")
