"""When it is told that a station fell short or recovered."""

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo

from dispatch.board import Board
from dispatch.log.event import Event
from dispatch.readiness.events import StationFellShort, StationRecovered
from dispatch.readiness.judging import lacking_of

STEADY = timedelta(minutes=1)
"""So long it has to last: at a change of shift one checks out before the next checks in."""


def due(board: Board, since: Mapping[str, datetime], at: datetime, timezone: tzinfo, *, proof: bool) -> list[Event]:
    """`since`: by station, from when on it has been other than what was told of it last."""
    lacking = lacking_of(board, at.astimezone(timezone), proof=proof)
    steady = sorted(station for station, begun in since.items() if begun + STEADY <= at)
    short = board.readiness.short
    return [
        StationFellShort(one, lacking[one]) if one in lacking else StationRecovered(one)
        for one in steady
        if (one in lacking) != (one in short) and one in board.duty.stations
    ]
