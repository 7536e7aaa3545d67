"""What one event says of one row: the same for the tables of the database and for a log that was never in one."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dispatch.duty.events import CheckedIn, CheckedOut
from dispatch.incidents.events import (
    AlertAccepted,
    AlertDeclined,
    AlertExpired,
    AlertWithdrawn,
    CallTaken,
    IncidentClosed,
    IncidentParted,
    IncidentsMerged,
    ProgressReported,
    VolunteerAlerted,
    VolunteerAssigned,
    WaveOpened,
)
from dispatch.incidents.model import ENDED, Progress
from dispatch.log.event import Event, Recorded
from dispatch.reports.model import ROWS, Records

STEPS = {Progress.EN_ROUTE: "en_route_at", Progress.ON_SCENE: "on_scene_at", Progress.ENGAGED: "engaged_at"}


@dataclass(frozen=True, slots=True)
class Change:
    """`new`: the row `key` begins with these values. Otherwise they replace what was known, or, `once`, only fill what
    was not known yet: a step that is reported again happened when it was first reported."""

    key: int
    values: Mapping[str, Any]
    new: bool = False
    once: bool = False


Teller = Callable[[Recorded, Any], Change | None]


def table_of(event: Event) -> str | None:
    """Whose row the event speaks of; None where it says nothing that is counted."""
    known = TELLERS.get(type(event))
    return known[0] if known else None


def told(recorded: Recorded) -> Change | None:
    """None where nothing that is counted changes."""
    known = TELLERS.get(type(recorded.event))
    return known[1](recorded, recorded.event) if known else None


def records(log: Iterable[Recorded]) -> Records:
    """All rows of a whole log."""
    found: dict[str, dict[int, dict[str, Any]]] = {table: {} for table in ROWS}
    for recorded in log:
        table, change = table_of(recorded.event), told(recorded)
        if table is not None and change is not None:
            _note(found[table], change)
    return Records(**{table: tuple(ROWS[table](**row) for row in rows.values()) for table, rows in found.items()})


def _note(rows: dict[int, dict[str, Any]], change: Change) -> None:
    if change.new:
        rows[change.key] = dict(change.values)
        return
    row = rows[change.key]
    known = {name for name, value in row.items() if value is not None} if change.once else set()
    row.update({name: value for name, value in change.values.items() if name not in known})


def _call(recorded: Recorded, event: CallTaken) -> Change:
    needs = json.dumps([[need.role, need.team, need.count] for need in event.response.needs])
    row = {
        "incident": event.incident,
        "type": str(event.type),
        "level": event.level,
        "mode": str(event.mode),
        "reported_at": recorded.when,
        "occurred_at": event.occurred_at,
        "promise_s": event.response.promise_s,
        "needs": needs,
        "taken_by": recorded.by,
    }
    return Change(event.incident, row, new=True)


def _wave(recorded: Recorded, event: WaveOpened) -> Change:
    row = {
        "wave": event.wave,
        "incident": event.incident,
        "at": recorded.at,
        "by": recorded.by,
        "by_plan": event.by_plan,
        "chance": event.chance,
    }
    return Change(event.wave, row, new=True)


def _asking(recorded: Recorded, event: VolunteerAlerted) -> Change:
    row = {
        "alert": event.alert,
        "incident": event.incident,
        "wave": event.wave,
        "volunteer": event.volunteer,
        "role": event.role,
        "at": recorded.at,
        "chance": event.chance,
    }
    return Change(event.alert, row, new=True)


def _trip(recorded: Recorded, event: VolunteerAssigned) -> Change:
    row = {
        "assignment": event.assignment,
        "alert": event.alert,
        "incident": event.incident,
        "volunteer": event.volunteer,
        "role": event.role,
        "assigned_at": recorded.when,
    }
    return Change(event.assignment, row, new=True)


def _progress(recorded: Recorded, event: ProgressReported) -> Change | None:
    if event.progress in ENDED:
        return Change(event.assignment, {"ended_at": recorded.when, "ended": str(event.progress)})
    step = STEPS.get(event.progress)
    return Change(event.assignment, {step: recorded.when}, once=True) if step else None


def _answer(column: str) -> Callable[[Recorded, Any], Change]:
    return lambda recorded, event: Change(event.alert, {column: recorded.when})


def _turn(recorded: Recorded, event: CheckedIn | CheckedOut) -> Change:
    station = event.station if isinstance(event, CheckedIn) else None
    row = {"seq": recorded.seq, "volunteer": event.volunteer, "station": station, "at": recorded.when}
    return Change(recorded.seq, row, new=True)


TELLERS: Mapping[type[Event], tuple[str, Teller]] = {
    CallTaken: ("cases", _call),
    IncidentsMerged: ("cases", lambda _, event: Change(event.part, {"part_of": event.main})),
    IncidentParted: ("cases", lambda _, event: Change(event.part, {"part_of": None})),
    IncidentClosed: ("cases", lambda recorded, event: Change(event.incident, {"closed_at": recorded.when})),
    WaveOpened: ("waves", _wave),
    VolunteerAlerted: ("askings", _asking),
    AlertAccepted: ("askings", _answer("accepted_at")),
    AlertDeclined: ("askings", _answer("declined_at")),
    AlertExpired: ("askings", _answer("expired_at")),
    AlertWithdrawn: ("askings", _answer("withdrawn_at")),
    VolunteerAssigned: ("trips", _trip),
    ProgressReported: ("trips", _progress),
    CheckedIn: ("turns", _turn),
    CheckedOut: ("turns", _turn),
}
