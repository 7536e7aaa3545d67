"""All that a volunteer's phone shows, in one answer: a slow line pays for every question."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict

import numpy as np

from dispatch.board import Board
from dispatch.clock import stamp, stamped
from dispatch.duty.model import Station
from dispatch.ground.approach import Gateway
from dispatch.incidents.model import ANSWERABLE, Alert, Assignment, Incident
from dispatch.incidents.slip import Treatment
from dispatch.links.navigation import navigation
from dispatch.web.answers import without_table
from dispatch.web.audience import visible
from dispatch.web.channels import alarms_leave
from dispatch.web.office import Office, office
from dispatch.web.phone_duty import phone_duty
from dispatch.web.principal import Principal
from dispatch.web.problems import language
from dispatch.web.register import fetch_row
from dispatch.web.rows import Row, Sheet
from dispatch.words import say
from maps.boundaries import Level
from maps.degrees import metres
from maps.snapping import snap
from maps.speeds import Mode

DOOR_WITHIN_M = 40.0
"""An entrance further from the place than that is another building's."""


def phone_state(viewer: Principal, link: int | None = None) -> Row:
    """As of now, as far as this volunteer may see it."""
    here = office()
    board, seq = here.log.view()
    mine = str(viewer.volunteer)
    sheet = here.screens.sheet(board)
    alerts = [one for one in board.incidents.alerts.values() if one.volunteer == mine and one.state in ANSWERABLE]
    trips = [one for one in board.incidents.assignments.values() if one.volunteer == mine and one.open]
    return {
        "seq": seq,
        "at": stamp(here.now()),
        "same": False,
        "timezone": here.city.timezone,
        "alarms_leave": alarms_leave(here.channels()),
        "owner": _owner(board, sheet, mine),
        "desk": _desk(here, board, mine),
        "link": {"alert": link, "state": _became(board, link, mine)} if link is not None else None,
        "asked": [_asked(here, board, sheet, one, viewer) for one in sorted(alerts, key=lambda one: -one.id)],
        "going": [_going(here, board, sheet, one, viewer) for one in sorted(trips, key=lambda one: one.id)],
        "panic": next(_own(board, sheet, "panics", board.safety.panics, viewer), None),
        "shift": phone_duty(board, mine, here.now()),
        "follow_ups": list(_own(board, sheet, "follow_ups", board.followups.open, viewer)),
    }


def _owner(board: Board, sheet: Sheet, mine: str) -> Row | None:
    if mine not in board.people.volunteers:
        return None
    [row] = sheet.rows([("volunteers", mine)])
    station = board.duty.stations.get(row["duty_station"] or "")
    return {"id": mine, "name": row["name"], "duty": row["duty"], "station": station.name if station else None}


def _desk(here: Office, board: Board, mine: str) -> Row | None:
    if here.config.phone:
        return {"phone": here.config.phone, "station": None}
    station = _station(board, mine)
    if station is None or station.particulars is None or not station.particulars.phone:
        return None
    return {"phone": station.particulars.phone, "station": station.name}


def _station(board: Board, mine: str) -> Station | None:
    """Where they are on duty, else where they belong."""
    present, record = board.duty.on_duty.get(mine), board.people.volunteers.get(mine)
    name = present.station if present else record.station if record else None
    return board.duty.stations.get(name) if name else None


def _became(board: Board, alert: int, mine: str) -> str:
    found = board.incidents.alerts.get(alert)
    if found is None:
        return "over" if 0 < alert <= board.incidents.last_alert else "unknown"
    return str(found.state) if found.volunteer == mine else "not_yours"


def _asked(here: Office, board: Board, sheet: Sheet, alert: Alert, viewer: Principal) -> Row:
    return {
        "alert": _row(board, sheet, ("alerts", alert.id), viewer),
        "incident": _row(board, sheet, ("incidents", alert.incident), viewer),
        "where": _where(here, board.incidents.incidents[alert.incident]),
        "fetch": _fetch(here, board, alert),
    }


def _fetch(here: Office, board: Board, alert: Alert) -> Row | None:
    """The AED on their way; who keeps it is told apart, once they have accepted."""
    aed, record = board.aeds.known.get(alert.aed or ""), board.people.volunteers.get(alert.volunteer)
    if aed is None:
        return None
    return fetch_row(aed, here.now().astimezone(here.centre.timezone), record.mode if record else Mode.WALK)


def _where(here: Office, incident: Incident) -> list[str]:
    """As much as it takes to decide: no house, no number. Where no boundaries are known, the street."""
    place = incident.place
    if place is None:
        return []
    areas = here.city.boundaries.of(place.lon, place.lat)
    named = [areas[level] for level in Level if level in areas]
    if Level.COMMUNITY in areas:
        return named
    network = here.city.network
    edge = int(snap(network, np.array([[place.lon, place.lat]]), mode=Mode.WALK).edge[0])
    street = network.names[int(network.edge_name[edge])] if edge >= 0 else ""
    return [*named, *([street] if street else [])]


def _going(here: Office, board: Board, sheet: Sheet, going: Assignment, viewer: Principal) -> Row:
    incident = board.incidents.incidents[going.incident]
    place, call = incident.place, incident.particulars
    record = board.people.volunteers.get(going.volunteer)
    mode = record.mode if record else Mode.WALK
    treated = here.scene.treatment(going.incident, going.id)
    approach = here.incidents.approach(going.incident)
    return {
        "assignment": _row(board, sheet, ("assignments", going.id), viewer),
        "incident": _row(board, sheet, ("incidents", going.incident), viewer),
        "links": navigation(place.lon, place.lat, mode, say("scene.here", language())) if place else {},
        "compound": approach.compound if approach else None,
        "fetch": _fetch(here, board, board.incidents.alerts[going.alert]),
        "gates": [_gate(board, one) for one in approach.gates] if approach else [],
        "doors": list(_doors(board, incident)),
        "caller": bool(call and call.caller and call.caller.phone),
        "correction": incident.moved_seq if (incident.moved_seq or 0) > going.read_seq else None,
        "care": [{"act": act, "at": stamp(at)} for act, at in treated.acts],
        "slip": _slip(treated),
    }


def _gate(board: Board, gate: Gateway) -> Row:
    drawn = board.ground.gates.get(gate.id) if gate.id is not None else None
    return {
        "id": gate.id,
        "name": gate.name,
        "open": gate.open,
        "until": stamped(gate.until),
        "code": drawn.code if drawn else False,
        "guard": drawn.guard if drawn else False,
    }


def _doors(board: Board, incident: Incident) -> Iterator[Row]:
    """The drawn entrances beside the place, the nearest first."""
    place = incident.place
    if place is None:
        return
    from_here = [(metres((place.lon, place.lat), (one.lon, one.lat)), one) for one in board.ground.entrances.values()]
    for far, one in sorted(from_here, key=lambda pair: (pair[0], pair[1].id)):
        if far <= DOOR_WITHIN_M:
            yield {"name": one.name, "note": one.particulars.note if one.particulars else None}


def _slip(treated: Treatment) -> Row | None:
    if treated.slip is None or treated.written_at is None:
        return None
    return {**asdict(treated.slip), "at": stamp(treated.written_at)}


def _own(board: Board, sheet: Sheet, table: str, ids: Iterable[int], viewer: Principal) -> Iterator[Row]:
    for row in sheet.rows((table, ident) for ident in sorted(ids)):
        shown = visible(row, board, viewer)
        if shown is not None:
            yield without_table(shown)


def _row(board: Board, sheet: Sheet, key: tuple[str, int], viewer: Principal) -> Row:
    [row] = sheet.rows([key])
    return without_table(visible(row, board, viewer) or {})
