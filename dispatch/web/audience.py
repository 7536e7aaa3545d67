"""Which rows each role sees, and how much of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from dispatch.board import Board
from dispatch.web.principal import Principal, Role
from dispatch.web.rows import Row

BLUR_DEG = 0.005
"""Before somebody accepts, they are told the place to about half a kilometre: enough to decide, too little to visit."""

OPEN_TO_ALL = frozenset({"stations", "closures", "weather"})
INVOLVED = OPEN_TO_ALL | {"incidents", "alerts", "assignments", "volunteers"}
DRAWN = frozenset({"gates", "entrances", "alleys"})
DRILLED = frozenset({"drills"})
MOVING = "positions"
REGISTER = frozenset({"aeds"})
OWED = "follow_ups"
ATTEMPTS = "attempts"
PANICS = "panics"
HELD = "held"
TABLES: Mapping[Role, frozenset[str]] = {
    Role.DISPATCHER: INVOLVED | DRAWN | DRILLED | REGISTER | {ATTEMPTS, HELD, MOVING, OWED, PANICS, "alarms"},
    Role.DUTY_OFFICER: INVOLVED | DRAWN | DRILLED | REGISTER | {HELD, MOVING, OWED, PANICS},
    Role.AUDITOR: INVOLVED | DRAWN | DRILLED | REGISTER | {ATTEMPTS, HELD, MOVING, OWED, PANICS, "alarms"},
    Role.VOLUNTEER: INVOLVED | REGISTER | {OWED, PANICS},
    Role.PLANNER: INVOLVED | DRAWN | DRILLED | REGISTER,
    Role.PARTNER: OPEN_TO_ALL | {"incidents", "assignments"},
    Role.ADMIN: OPEN_TO_ALL | REGISTER,
}
NO_CALLER: Mapping[str, Any] = {"caller": None, "calls": []}
NO_DOOR: Mapping[str, Any] = {"address": None, "tail": None, "note": None, "stand_off": None, "lead": None}
WITHOUT_PEOPLE: Mapping[str, Any] = {"name": None, "phone": None, "ambulance": None, **NO_CALLER, **NO_DOOR}


def seen(rows: Iterable[Row], board: Board, viewer: Principal) -> Iterator[Row]:
    """Changed rows as `viewer` sees them. One that they may not see is sent as gone: they may have seen it before."""
    for row in rows:
        if row["table"] not in TABLES[viewer.role] or _is_somebody_else(row, viewer):
            continue
        shown = row if row.get("gone") else visible(row, board, viewer)
        if shown is not None:
            yield shown
        elif row["table"] != MOVING:
            yield {"table": row["table"], "id": row["id"], "gone": True}


def visible(row: Row, board: Board, viewer: Principal) -> Row | None:
    """What `viewer` may see of a row on the board; None: nothing of it."""
    if row["table"] not in TABLES[viewer.role]:
        return None
    if row["table"] == OWED:
        return follow_up_seen(row, board, viewer)
    if row["table"] == HELD:  # whose station it is decides
        return row if viewer.role is not Role.DUTY_OFFICER or row["station"] == viewer.station else None
    if row["table"] == PANICS:  # at every desk, of whichever station: whoever is nearest helps
        return row if viewer.role is not Role.VOLUNTEER or row["volunteer"] == viewer.volunteer else None
    if row["table"] in REGISTER:  # a volunteer: the one that they are asked to fetch
        return row if viewer.role is not Role.VOLUNTEER or _to_fetch(row, board, viewer) else None
    narrow = NARROWED.get(viewer.role)
    return row if narrow is None or row["table"] in OPEN_TO_ALL | DRAWN | DRILLED else narrow(row, board, viewer)


def _to_fetch(row: Row, board: Board, viewer: Principal) -> bool:
    return any(one.aed == row["id"] and one.volunteer == viewer.volunteer for one in board.incidents.alerts.values())


def follow_up_seen(row: Row, board: Board, viewer: Principal) -> Row | None:
    """A follow-up: whose it is, who was asked to see to it, and the desks; how somebody feels is for these alone."""
    people = [who for who in (row["volunteer"], row["holder"]) if who is not None]
    if viewer.role is Role.VOLUNTEER:
        return row if viewer.volunteer in people else None
    if viewer.role is Role.DUTY_OFFICER:
        return row if any(serves_at(board, who, viewer.station) for who in people) else None
    return row if viewer.role is Role.DISPATCHER else {**row, "feeling": None}


def serves_at(board: Board, volunteer: str, station: str | None) -> bool:
    """Whether the station's duty officer answers for this person: who belongs there, or is on duty there."""
    check_in, record = board.duty.on_duty.get(volunteer), board.people.volunteers.get(volunteer)
    return station is not None and (
        (check_in is not None and check_in.station == station) or (record is not None and record.station == station)
    )


def _is_somebody_else(row: Row, viewer: Principal) -> bool:
    """A volunteer never saw another's row, so they need not even hear that it changed."""
    return viewer.role is Role.VOLUNTEER and row["table"] == "volunteers" and row["id"] != viewer.volunteer


def _for_planner(row: Row, board: Board, viewer: Principal) -> Row:
    return {**row, **{name: blank for name, blank in WITHOUT_PEOPLE.items() if name in row}}


def _for_duty_officer(row: Row, board: Board, viewer: Principal) -> Row | None:
    if row["table"] == "incidents":
        return _for_the_station(row, board, viewer)
    volunteer = row["id"] if row["table"] == "volunteers" else row["volunteer"]
    return row if serves_at(board, volunteer, viewer.station) else None


def _for_the_station(row: Row, board: Board, viewer: Principal) -> Row:
    """Address, note and exact place only of incidents that people of the station are asked for or go to."""
    asked = [one.volunteer for one in map(board.incidents.alerts.get, row["alerts"]) if one]
    if any(serves_at(board, volunteer, viewer.station) for volunteer in asked):
        return {**row, **NO_CALLER}
    return {**row, **NO_CALLER, **_from_afar(row)}


def _for_volunteer(row: Row, board: Board, viewer: Principal) -> Row | None:
    if row["table"] == "incidents":
        return _asked_for(row, board, viewer)
    volunteer = row["id"] if row["table"] == "volunteers" else row["volunteer"]
    return row if volunteer == viewer.volunteer else None


def _asked_for(row: Row, board: Board, viewer: Principal) -> Row | None:
    """The incident in full while they are on it; before and after, what it is and roughly where; others not at all."""
    state = board.incidents
    going = [one for one in map(state.assignments.get, row["assignments"]) if one and one.volunteer == viewer.volunteer]
    asked = [one for one in map(state.alerts.get, row["alerts"]) if one and one.volunteer == viewer.volunteer]
    if not asked and not going:
        return None
    mine = {"alerts": [one.id for one in asked], "assignments": [one.id for one in going], **NO_CALLER}
    if any(one.open for one in going):
        return {**row, **mine}
    return {**row, **mine, **_from_afar(row)}


def _for_partner(row: Row, board: Board, viewer: Principal) -> Row | None:
    incident = board.incidents.incidents.get(row["id"] if row["table"] == "incidents" else row["incident"])
    if incident is None or incident.taken_by != viewer.by:
        return None
    return {**row, "calls": [], "lead": None} if row["table"] == "incidents" else row


def _from_afar(row: Row) -> Row:
    """What it is and roughly where, and whether 120 comes: not the door, nor the case's number there."""
    ambulance = row["ambulance"] and {**row["ambulance"], "number": None}
    return {**NO_DOOR, "ambulance": ambulance, "place": _blurred(row["place"]), "areas": _rough(row["areas"])}


def _rough(areas: dict[str, str]) -> dict[str, str]:
    """A community may be smaller than what is blurred."""
    return {level: name for level, name in areas.items() if level != "community"}


def _blurred(place: dict[str, Any] | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {
        **place,
        "lon": round(round(place["lon"] / BLUR_DEG) * BLUR_DEG, 4),
        "lat": round(round(place["lat"] / BLUR_DEG) * BLUR_DEG, 4),
        "uncertainty_m": max(place["uncertainty_m"] or 0, 500),
    }


NARROWED: Mapping[Role, Callable[[Row, Board, Principal], Row | None]] = {
    Role.PLANNER: _for_planner,
    Role.DUTY_OFFICER: _for_duty_officer,
    Role.VOLUNTEER: _for_volunteer,
    Role.PARTNER: _for_partner,
}
"""What a role sees less than everything of; those not named see whole rows of their tables."""
