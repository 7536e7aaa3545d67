"""Who is asked, and let be, without anybody at the desk lifting a finger."""

from collections.abc import Mapping
from datetime import datetime

from dispatch.board import Board
from dispatch.incidents.candidate import Candidates
from dispatch.incidents.centre import Centre
from dispatch.incidents.choose import candidates
from dispatch.incidents.events import AlertWithdrawn, PoolRanDry, WavesHeld
from dispatch.incidents.model import AWAITING, Incident
from dispatch.incidents.rules.alerts import wave
from dispatch.incidents.rules.groups import require_whole
from dispatch.incidents.rules.things import find_incident
from dispatch.incidents.waves import Outlook, outlooks
from dispatch.incidents.ways import Reaches
from dispatch.log.event import Event


def tended_from(incident: Incident) -> datetime | None:
    """Since when, or from when on, the plan asks by itself; None: the desk has it in hand.

    It does from the first wave by plan until the desk picks by hand or stops it; without any wave where the plan says
    so (`activate_after_s`).
    """
    if incident.by_plan and not incident.held and incident.part_of is None:
        return incident.reported_at
    return incident.activates_at


def hold(board: Board, incident_id: int, *, held: bool) -> list[Event]:
    """Stops the plan from asking anybody by itself, or lets it go on."""
    incident = find_incident(board, incident_id)
    require_whole(incident)
    return [] if incident.held is held else [WavesHeld(incident=incident_id, held=held)]


def needs_tending(board: Board, incident: Incident, centre: Centre, at: datetime) -> bool:
    """Whether `top_up` has to look at all: cheap, on the board alone."""
    found = outlooks(board, incident, centre, at)
    return bool(_short(found) or _surplus(board, incident, found))


def top_up(board: Board, incident_id: int, reaches: Reaches, centre: Centre, at: datetime) -> list[Event]:
    """Asks the next best while the chance that is left is below the target, says once that nobody is left, and lets be
    whoever has not answered when those who accepted are enough alone."""
    incident = board.incidents.incidents.get(incident_id)
    begins = tended_from(incident) if incident else None
    if incident is None or begins is None or begins > at:
        return []
    found = outlooks(board, incident, centre, at)
    spare = _surplus(board, incident, found)
    if incident.place is None or not _short(found):
        return spare
    considered = candidates(board, incident, reaches, centre, at)
    if considered.picked:
        return [*spare, *wave(board, incident, considered.picked, centre, at, by_plan=True)]
    dry = _dry(found, considered)
    if dry and incident.dry_since is None:
        return [*spare, PoolRanDry(incident=incident.id, roles=dry)]
    return spare


def _short(found: Mapping[str, Outlook]) -> list[str]:
    return [role for role, its in found.items() if its.chance < its.target]


def _surplus(board: Board, incident: Incident, found: Mapping[str, Outlook]) -> list[Event]:
    return [
        AlertWithdrawn(incident=one.incident, alert=one.id, volunteer=one.volunteer)
        for one in board.incidents.alerts_of(incident)
        if one.state in AWAITING and one.role in found and found[one.role].enough_coming
    ]


def _dry(found: Mapping[str, Outlook], considered: Candidates) -> tuple[str, ...]:
    return tuple(role for role in _short(found) if role not in considered.roles)
