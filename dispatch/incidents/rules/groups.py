"""Several calls about one event: joined into one incident, and parted again.

Nothing moves from one to the other: each keeps its call, alerts and assignments, which count for the whole while it is
joined. So parting gives back exactly what each had. There are no chains: what was part of a part goes to the main one.
"""

from dispatch.board import Board
from dispatch.errors import Refused
from dispatch.incidents.events import IncidentParted, IncidentsMerged
from dispatch.incidents.model import Incident, IncidentMode
from dispatch.incidents.rules.things import find_incident
from dispatch.log.event import Event


def merge(board: Board, incident: int, into: int) -> list[Event]:
    """`into` may be a part itself: then its main incident is meant. Refuses an incident with itself, one that is a part
    already (`merged_into`), and an exercise with a real call (`other_mode`)."""
    part, main = find_incident(board, incident), board.incidents.whole(find_incident(board, into))
    if part.part_of == main.id:
        return []
    require_whole(part)
    if main.id == part.id:
        raise Refused("merged_with_itself", incident=incident)
    moved = [event for one in part.parts for event in (*_parted(part.id, one), *_merged(main.id, one))]
    return [*moved, *joined(board, part.id, part.mode, main.id)]


def joined(board: Board, incident: int, mode: IncidentMode, into: int) -> list[Event]:
    """The call `incident`, which may be of this very transaction, becomes part of `into` or of its main incident."""
    main = board.incidents.whole(find_incident(board, into))
    if main.mode is not mode:
        raise Refused("other_mode", incident=incident, into=main.id)
    return _merged(main.id, incident)


def part(board: Board, incident: int) -> list[Event]:
    found = find_incident(board, incident)
    if found.part_of is None:
        raise Refused("not_merged", incident=incident)
    return _parted(found.part_of, incident)


def require_whole(incident: Incident) -> None:
    """Refuses what is to be done with the main incident instead."""
    if incident.part_of is not None:
        raise Refused("merged_into", incident=incident.id, into=incident.part_of)


def _merged(main: int, part: int) -> list[Event]:
    return [IncidentsMerged(incident=one, main=main, part=part) for one in (part, main)]


def _parted(main: int, part: int) -> list[Event]:
    return [IncidentParted(incident=one, main=main, part=part) for one in (part, main)]
