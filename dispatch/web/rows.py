"""What screens get: the board as rows of plain JSON, one a thing. A thing no longer on the board is a row `gone`."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from operator import attrgetter
from typing import Any

from dispatch.board import Board
from dispatch.clock import stamp, stamped
from dispatch.incidents.model import Alarm, Ambulance, Caller, CallParticulars, Incident, Incidents, Place
from dispatch.ladder.rungs import shown
from dispatch.people.model import Qualification, Verification
from dispatch.people.phones import mask
from dispatch.web.check_in_shapes import held_row
from dispatch.web.drawn import alley_row, entrance_row, gate_row
from dispatch.web.drill_rows import drill_row
from dispatch.web.ladder_shapes import attempt_row, nobody_row
from dispatch.web.owed import follow_up_row
from dispatch.web.register import aed_row
from dispatch.web.safety_shapes import Night, heed_row, panic_row, wellbeing_row

Row = dict[str, Any]
Key = tuple[str, int | str]

EXPIRING = timedelta(days=30)
"""How long before its last day a certificate is shown as expiring."""

AreasOf = Callable[[float, float], Mapping[str, str]]
"""The names of the district, street and community that a place lies in, by level."""


def never(at: datetime) -> bool:
    """Of a centre that knows no night."""
    return False


def no_areas(lon: float, lat: float) -> Mapping[str, str]:
    """Of a city without boundaries."""
    return {}


@dataclass(frozen=True)
class Sheet:
    """One board written out; what is looked up for every row is found once. `day`: the centre's calendar day."""

    board: Board
    day: date
    areas_of: AreasOf = no_areas
    night: Night = never

    @cached_property
    def committed(self) -> Mapping[str, int]:
        return {one.volunteer: one.id for one in self.board.incidents.assignments.values() if one.open}

    @cached_property
    def present(self) -> Mapping[str, int]:
        return Counter(one.station for one in self.board.duty.on_duty.values() if one.standby is None)

    def all(self) -> Iterator[Row]:
        yield from self.rows((table, ident) for table, things in self._things.items() for ident in things)

    def rows(self, keys: Iterable[Key]) -> Iterator[Row]:
        for table, ident in keys:
            present = ident in self._things[table]
            content = self._written[table](ident) if present else {"gone": True}
            yield {"table": table, "id": ident, **content}

    @cached_property
    def _things(self) -> Mapping[str, Mapping[Any, Any]]:
        board = self.board
        return {
            "incidents": board.incidents.incidents,
            "alerts": board.incidents.alerts,
            "assignments": board.incidents.assignments,
            "alarms": board.incidents.alarms,
            "panics": board.safety.panics,
            "attempts": {one.id: one for one in shown(board)},
            "volunteers": board.people.volunteers,
            "stations": board.duty.stations,
            "closures": board.conditions.closures,
            "held": {one.id: one for one in board.duty.held.values() if one.open},
            "drills": {one.id: one for one in [board.drills.current] if one is not None},
            "follow_ups": board.followups.open,
            "aeds": board.aeds.known,
            "gates": board.ground.gates,
            "entrances": board.ground.entrances,
            "alleys": board.conditions.alleys,
            "weather": {"now": board.conditions.weather},
        }

    @cached_property
    def _written(self) -> Mapping[str, Callable[[Any], Row]]:
        return {
            "incidents": lambda ident: incident_row(self.board.incidents, ident) | self._around(ident),
            "alerts": lambda ident: alert_row(self.board.incidents, ident),
            "assignments": self._assignment,
            "alarms": lambda ident: alarm_row(self.board.incidents, ident),
            "panics": lambda ident: panic_row(self.board.safety.panics[ident]),
            "attempts": lambda ident: attempt_row(self.board.ladder.attempts[ident]),
            "volunteers": self._volunteer,
            "stations": self._station,
            "closures": self._closure,
            "held": self._held,
            "drills": lambda ident: drill_row(self.board.drills.drills[ident]),
            "follow_ups": lambda ident: follow_up_row(self.board.followups.open[ident]),
            "aeds": lambda ident: aed_row(self.board.aeds.known[ident], self.day),
            "gates": lambda ident: gate_row(self.board.ground.gates[ident]),
            "entrances": lambda ident: entrance_row(self.board.ground.entrances[ident]),
            "alleys": lambda ident: alley_row(self.board.conditions.alleys[ident]),
            "weather": lambda _: {"weather": self.board.conditions.weather},
        }

    def _around(self, ident: int) -> Row:
        state, place = self.board.incidents, self.board.incidents.incidents[ident].place
        areas = dict(self.areas_of(place.lon, place.lat)) if place else {}
        nobody = nobody_row(self.board.ladder.nobody.get(ident))
        heeded = heed_row(state, state.incidents[ident], self.board.people)
        return {"areas": areas, "nobody_coming": nobody, **heeded}

    def _assignment(self, ident: int) -> Row:
        state = self.board.incidents
        return assignment_row(state, ident) | wellbeing_row(state, state.assignments[ident], self.night)

    def _volunteer(self, ident: str) -> Row:
        volunteer = self.board.people.volunteers[ident]
        person, check_in = volunteer.particulars, self.board.duty.on_duty.get(ident)
        return {
            "name": person.name if person else None,
            "phone": mask(person.phone) if person and person.phone else None,
            "team": volunteer.team,
            "mode": volunteer.mode,
            "station": volunteer.station,
            "membership": volunteer.membership,
            "availability": volunteer.availability,
            "qualifications": [
                {"kind": one.kind, "valid_until": _day(one.valid_until), "state": standing(one, self.day)}
                for one in volunteer.qualifications
            ],
            "duty": check_in.axis if check_in else "off",
            "duty_delay_s": check_in.delay_s if check_in else None,
            "duty_station": check_in.station if check_in else None,
            "duty_until": stamped(check_in.until) if check_in else None,
            "committed": self.committed.get(ident),
        }

    def _station(self, ident: str) -> Row:
        station, said = self.board.duty.stations[ident], self.board.duty.standings.get(ident)
        return {
            "name": station.name,
            "kind": station.kind,
            "lon": station.lon,
            "lat": station.lat,
            "address": station.address,
            "on_duty": self.present.get(ident, 0),
            "state": said.state if said else None,
            "reason": said.reason if said else None,
            "short": self._short(ident),
        }

    def _short(self, station: str) -> int | None:
        """How many people it lacked when that was told; None: it has enough."""
        short = self.board.readiness.short.get(station)
        return sum(one.wanted - one.found for one in short.lacking) if short else None

    def _held(self, ident: int) -> Row:
        held = self.board.duty.held[ident]
        record = self.board.people.volunteers.get(held.volunteer)
        return held_row(held, record.particulars.name if record and record.particulars else None)

    def _closure(self, ident: int) -> Row:
        closure = self.board.conditions.closures[ident]
        return {
            "reason": closure.reason,
            "until": stamped(closure.until),
            "at": stamp(closure.at),
            "by": closure.by,
            "edges": list(closure.edges),
            "geometry": json.loads(closure.geometry) if closure.geometry else None,
        }


def incident_row(incidents: Incidents, ident: int) -> Row:
    incident = incidents.incidents[ident]
    call = incident.particulars or CallParticulars()
    return {
        "type": incident.type,
        "level": incident.level,
        "mode": incident.mode,
        "status": incidents.status(incident),
        "reported_at": stamp(incidents.reported_at(incident)),
        "occurred_at": stamped(incident.occurred_at),
        "place": _place(call.place),
        "address": call.address,
        "caller": _caller(call.caller),
        "note": call.note,
        "tail": asdict(call.tail) if call.tail else None,
        "ambulance": _ambulance(incidents.ambulance(incident)),
        "part_of": incident.part_of,
        "calls": [_call(one) for one in sorted(incidents.group(incident), key=attrgetter("reported_at", "id"))],
        "needs": needs_row(incidents, incident),
        "unmet": sum(incidents.unmet(incident).values()),
        "promise_s": incident.response.promise_s,
        "target": incident.response.target,
        "first_on_scene_at": stamped(incidents.first_on_scene_at(incident)),
        "alerts": [alert.id for alert in incidents.alerts_of(incident)],
        "assignments": [assignment.id for assignment in incidents.assignments_of(incident)],
        "taken_by": incident.taken_by,
        "waves": {
            "tended": incident.by_plan and not incident.held,
            "held": incident.held,
            "activates_at": stamped(incident.activates_at),
            "dry_since": stamped(incident.dry_since),
            "escalated": list(incident.escalated),
            "next_step": incident.next_step,
        },
    }


def needs_row(incidents: Incidents, incident: Incident) -> list[Row]:
    unmet = incidents.unmet(incident)
    return [
        {
            "role": need.role,
            "team": need.team,
            "count": need.count,
            "qualifications": list(need.qualifications),
            "unmet": unmet[need.role],
        }
        for need in incident.response.needs
    ]


def alert_row(incidents: Incidents, ident: int) -> Row:
    alert = incidents.alerts[ident]
    return {
        "incident": alert.incident,
        "wave": alert.wave,
        "volunteer": alert.volunteer,
        "role": alert.role,
        "state": alert.state,
        "alerted_at": stamp(alert.alerted_at),
        "expires_at": stamp(alert.expires_at),
        "answered_at": stamped(alert.answered_at),
        "delay_s": alert.delay_s,
        "eta_s": alert.eta_s,
        "chance": alert.chance,
        "aed": alert.aed,
    }


def assignment_row(incidents: Incidents, ident: int) -> Row:
    assignment = incidents.assignments[ident]
    return {
        "incident": assignment.incident,
        "alert": assignment.alert,
        "volunteer": assignment.volunteer,
        "role": assignment.role,
        "progress": assignment.progress,
        "open": assignment.open,
        "times": {progress: stamp(at) for progress, at in assignment.times},
    }


def alarm_row(incidents: Incidents, ident: int) -> Row:
    alarm = incidents.alarms[ident]
    return {
        "incident": alarm.incident,
        "concern": alarm.concern,
        "assignment": alarm.assignment,
        "volunteer": alarm.volunteer,
        "missing": _missing(incidents, alarm),
        "raised_at": stamp(alarm.raised_at),
        "acknowledged_at": stamped(alarm.acknowledged_at),
        "acknowledged_by": alarm.acknowledged_by,
        "escalated_at": stamped(alarm.escalated_at),
        "leader": alarm.leader,
    }


def _missing(incidents: Incidents, alarm: Alarm) -> int | None:
    """How many are wanted now, not when it was raised: since then somebody may have said yes, or dropped out."""
    if alarm.missing is None:
        return None
    return sum(incidents.unmet(incidents.incidents[alarm.incident]).values())


def standing(qualification: Qualification, day: date) -> str:
    """What the certificate is worth on `day`: as decided, unless its date says more."""
    last = qualification.valid_until
    if qualification.verification is not Verification.VERIFIED or last is None:
        return qualification.verification
    if last < day:
        return "expired"
    return "expiring" if last <= day + EXPIRING else qualification.verification


def compact(body: Mapping[str, Any]) -> str:
    """ValueError for a number that JSON has not: an unreachable place is null, never Infinity."""
    return json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _place(place: Place | None) -> Row | None:
    if place is None:
        return None
    return {"lon": place.lon, "lat": place.lat, "crs": "WGS84", "uncertainty_m": place.uncertainty_m}


def _call(incident: Incident) -> Row:
    told = incident.particulars or CallParticulars()
    return {
        "incident": incident.id,
        "reported_at": stamp(incident.reported_at),
        "address": told.address,
        "caller": _caller(told.caller),
        "note": told.note,
    }


def _ambulance(told: Ambulance | None) -> Row | None:
    return {"notified": told.notified, "at": stamped(told.at), "number": told.number} if told else None


def _caller(caller: Caller | None) -> Row | None:
    if caller is None:
        return None
    return {"name": caller.name, "phone": mask(caller.phone) if caller.phone else None}
