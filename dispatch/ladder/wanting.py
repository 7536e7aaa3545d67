"""Whether somebody is still to be reached, and since when an incident has nobody: read off the board."""

from collections.abc import Mapping
from datetime import datetime

from dispatch.board import Board
from dispatch.incidents.model import AWAITING, Alert, AlertState, Incident
from dispatch.ladder.model import Attempt, Channel, Told


def wanted(incident: Incident, alert: Alert, unmet: Mapping[str, int]) -> bool:
    """Whether a yes may still be of use: the window may be over, the need may not. `incident`: the main one."""
    short = unmet.get(alert.role, 0) > 0
    if alert.state is AlertState.EXPIRED:
        return short
    return alert.state in AWAITING and (short or incident.by_plan)


def still_wanted(board: Board, attempt: Attempt) -> bool:
    """Whether it is still worth bringing."""
    incidents = board.incidents
    if attempt.panic is not None:
        return unheard(board, attempt.panic)
    if attempt.notice is not None:
        return notice_wanted(board, attempt.notice)
    if attempt.incident is None:
        test = board.ladder.tests.get(str(attempt.volunteer))
        return test is not None and test.running and attempt.id in test.attempts
    incident = incidents.incidents.get(attempt.incident)
    if incident is None:
        return False
    whole = incidents.whole(incident)
    if attempt.channel is Channel.LEADER:
        return alone_since(board, whole) is not None
    alert = incidents.alerts.get(attempt.alert or 0)
    return alert is not None and wanted(whole, alert, incidents.unmet(whole))


def notice_wanted(board: Board, notice: int) -> bool:
    """A reminder, while they still have that shift."""
    found = board.rosters.notices.get(notice)
    if found is None or found.volunteer is None:
        return found is not None
    return any(one.id == found.shift for one in board.duty.shifts_of(found.volunteer))


def unheard(board: Board, panic: int) -> bool:
    """Whether nobody at the desk has said yet what they do about it."""
    found = board.safety.panics.get(panic)
    return found is not None and found.answered_at is None


def alone_since(board: Board, incident: Incident) -> datetime | None:
    """Since when somebody was looked for and nobody has accepted, or the last who had is gone; None: it is not so."""
    incidents = board.incidents
    if incident.part_of is not None or not any(incidents.unmet(incident).values()):
        return None
    went = incidents.assignments_of(incident)
    if any(one.fills_need for one in went):
        return None
    asked = [one.alerted_at for one in incidents.alerts_of(incident)]
    begun = min(asked, default=incident.dry_since)
    if begun is None:
        return None
    return max([begun, *(one.times[-1][1] for one in went)])


def nobody_coming_since(board: Board, incident: Incident) -> datetime | None:
    """When the ladder ended with nobody, as long as that is so and not everyone who must hear it has; else None."""
    known, since = board.ladder.nobody.get(incident.id), alone_since(board, incident)
    if known is None or since is None or known.at < since or set(known.told) == set(Told):
        return None
    return known.at


def station_of(board: Board, volunteer: str) -> str | None:
    """Whose tablet rings for them: where they are on duty, else where they belong."""
    check_in, record = board.duty.on_duty.get(volunteer), board.people.volunteers.get(volunteer)
    return check_in.station if check_in else record.station if record else None


def phone_of(board: Board, volunteer: str) -> str | None:
    record = board.people.volunteers.get(volunteer)
    return record.particulars.phone if record and record.particulars else None
