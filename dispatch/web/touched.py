"""Which rows of the screens an event changed."""

from collections.abc import Callable, Iterable, Iterator

from dispatch.board import Board
from dispatch.duty.events import CheckedIn, CheckedOut
from dispatch.incidents.events import HazardCleared, HazardNoted, IncidentClosed, IncidentEvent, LeadNamed, StandOffSet
from dispatch.incidents.model import Incidents
from dispatch.ladder.events import AttemptEvent
from dispatch.ladder.model import SHOWN
from dispatch.log.event import Event, Recorded
from dispatch.web.rows import Key

TABLE_OF = {
    "incident": "incidents",
    "alert": "alerts",
    "assignment": "assignments",
    "alarm": "alarms",
    "attempt": "attempts",
    "panic": "panics",
    "volunteer": "volunteers",
    "station": "stations",
    "closure": "closures",
    "held": "held",
    "drill": "drills",
    "follow_up": "follow_ups",
    "aed": "aeds",
    "gate": "gates",
    "entrance": "entrances",
    "alley": "alleys",
}
"""By the name of an event's field, the table of the thing whose id it holds."""


def touched(recorded: Iterable[Recorded], board: Board, story: Callable[[int], Iterable[Recorded]]) -> set[Key]:
    """The rows that these events changed, on the board after them.

    An incident that closes takes all its alerts and assignments along: `story` gives all that ever happened to it.
    Who checks in or out is seen by another station from now on, with what they are asked and do.
    """
    keys: set[Key] = set()
    for event in (one.event for one in recorded):
        keys |= _named(event)
        match event:
            case IncidentClosed():
                keys.update(*(_named(one.event) for one in story(event.incident)))
            case HazardNoted() | HazardCleared() | StandOffSet() | LeadNamed():
                keys |= _heeding(board.incidents, event.incident)
            case CheckedIn() | CheckedOut():
                keys |= _theirs(board.incidents, event.volunteer)
    keys |= {("incidents", whole) for whole in _wholes(board.incidents, keys)}
    return keys | _counting(board.incidents, keys)


def _wholes(incidents: Incidents, keys: Iterable[Key]) -> Iterator[int]:
    """What is done for a call that is part of another incident is done for that one."""
    for table, ident in keys:
        part = incidents.incidents.get(int(ident)) if table == "incidents" else None
        if part is not None and part.part_of is not None:
            yield part.part_of


def _counting(incidents: Incidents, keys: set[Key]) -> set[Key]:
    """An alarm about missing people says how many are missing now."""
    counting = [one for one in incidents.alarms.values() if one.missing is not None]
    return {("alarms", one.id) for one in counting if ("incidents", one.incident) in keys}


def _heeding(incidents: Incidents, ident: int) -> set[Key]:
    """What endangers one call of an event is on the rows of all, and hastens everybody's checking back."""
    incident = incidents.incidents.get(ident)
    if incident is None:
        return set()
    whole = incidents.whole(incident)
    calls: set[Key] = {("incidents", one.id) for one in incidents.group(whole)}
    return calls | {("assignments", one.id) for one in incidents.assignments_of(whole)}


def _named(event: Event) -> set[Key]:
    found = {(table, getattr(event, field, None)) for field, table in TABLE_OF.items()}
    if not isinstance(event, IncidentEvent) and event.subject == "weather":
        found.add(("weather", "now"))
    if isinstance(event, AttemptEvent) and event.channel not in SHOWN:
        found.discard(("attempts", event.attempt))  # no screen ever saw it
    return {(table, ident) for table, ident in found if ident is not None}


def _theirs(incidents: Incidents, volunteer: str) -> set[Key]:
    alerts: set[Key] = {("alerts", one.id) for one in incidents.alerts.values() if one.volunteer == volunteer}
    assignments = {("assignments", one.id) for one in incidents.assignments.values() if one.volunteer == volunteer}
    return alerts | assignments
