"""The ways by which an alarm leaves this machine, and whether any of them is known to work."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from dispatch.ladder.model import Channel as Way
from dispatch.ladder.model import Ladder

LEAVING = (Way.VOICE, Way.SMS)
"""A page that is open proves nothing of one that is closed."""


@dataclass(frozen=True, slots=True)
class Channel:
    """`passed_at`: when somebody last confirmed that a test alarm reached them by it; None: never."""

    name: str
    passed_at: datetime | None = None


def alarms_leave(channels: Iterable[Channel]) -> bool:
    """Until this holds, the console and the phones say in red that nobody is alarmed."""
    return any(channel.passed_at is not None for channel in channels)


def channels_of(ladder: Ladder, *, real: bool) -> tuple[Channel, ...]:
    """Those that a gateway carries (`real`), each with the last test that was answered by it."""
    return tuple(Channel(way, ladder.proven.get(way)) for way in LEAVING) if real else ()
