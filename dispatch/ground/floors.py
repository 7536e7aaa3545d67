"""Which floor a spoken address means."""

import re

from maps.addresses import parse

HIGHEST = 150
_ROOM = re.compile(r"(\d{1,3})\d\d\D*")


def floor_of(address: str | None) -> int | None:
    """From 18层, 十八楼 or 1802室 (its last two digits count the doors); None where it says none, or a cellar."""
    if not address:
        return None
    parts = parse(address)
    said = parts.floor if parts.floor and parts.floor.isdecimal() else None
    if said is None and parts.room and (room := _ROOM.fullmatch(parts.room)):
        said = room[1]
    return int(said) if said and 1 <= int(said) <= HIGHEST else None
