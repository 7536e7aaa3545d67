"""Who leads at the scene, and when each of those there is to check back: derived, so that it is always true of now."""

from collections.abc import Callable
from datetime import datetime, timedelta

from dispatch.incidents.model import Assignment, Incident, Incidents, Progress

AT_WORK = frozenset({Progress.ON_SCENE, Progress.ENGAGED, Progress.HANDED_OVER})
"""Where something can happen to somebody unseen: until they are on their way back."""
LEAD = "lead"


def lead_of(incidents: Incidents, incident: Incident) -> Assignment | None:
    """Whom the desk named while they are on it; else of those who are there whoever was sent to lead, else whoever was
    there first. Nobody before anybody is there."""
    whole = incidents.whole(incident)
    going = [one for one in incidents.assignments_of(whole) if one.open]
    named = next((one for one in going if one.id == whole.heed.lead), None)
    there = [(one.role != LEAD, at, one.id) for one in going if (at := arrived_at(one)) is not None]
    first = min(there, default=None)
    return named or (incidents.assignments[first[2]] if first else None)


def arrived_at(assignment: Assignment) -> datetime | None:
    """None: not there yet, or gone from there."""
    if assignment.progress not in AT_WORK:
        return None
    return next((at for progress, at in assignment.times if progress in AT_WORK), None)


def check_back_at(incidents: Incidents, assignment: Assignment, night: Callable[[datetime], bool]) -> datetime | None:
    """When they are next to say that they are well; None: they need not. Whatever they report says so, too."""
    incident = incidents.whole(incidents.incidents[assignment.incident])
    care = incident.response.care
    if assignment.progress not in AT_WORK:
        return None
    since = max(assignment.times[-1][1], assignment.wellbeing.checked_back_at or assignment.times[-1][1])
    soon = night(since) or bool(incidents.hazards(incident))
    every_s = care.check_back_soon_s if soon and care.check_back_soon_s is not None else care.check_back_s
    return None if every_s is None else since + timedelta(seconds=every_s)
