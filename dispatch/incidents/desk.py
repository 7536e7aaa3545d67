"""Where calls are taken, people alerted, and their answers and progress heard."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Unpack

from dispatch.board import Board
from dispatch.conditions.streets import Streets
from dispatch.errors import NotFound
from dispatch.ground.approach import Approach, Approaches
from dispatch.incidents import rules
from dispatch.incidents.candidate import Candidates
from dispatch.incidents.centre import Centre
from dispatch.incidents.choose import candidates
from dispatch.incidents.companions import response_to
from dispatch.incidents.duplicates import Duplicate, duplicates
from dispatch.incidents.events import IncidentsMerged
from dispatch.incidents.fetching import fetching, still_to_fetch
from dispatch.incidents.fold import history
from dispatch.incidents.model import Ambulance, Call, CallParticulars, Incident, Incidents, Progress
from dispatch.incidents.plans import Plans
from dispatch.incidents.reach import reaches, route
from dispatch.incidents.telling import TellingDesk, Told
from dispatch.incidents.vague import is_vague
from dispatch.incidents.waves import Outlook, outlooks
from dispatch.incidents.ways import NOBODY, Reaches
from dispatch.log.contract import Request
from dispatch.log.event import Event, Recorded
from dispatch.log.log import Log
from dispatch.people.whereabouts import Whereabouts
from maps.travel import Route

Owed = Callable[[Board, int, str, datetime], list[Event]]
"""What is still owed when an incident closes with a disposition."""


def nothing_owed(board: Board, incident: int, disposition: str, at: datetime) -> list[Event]:
    """In a simulation."""
    return []


@dataclass(frozen=True, slots=True)
class Preview:
    """`incident` as it would be, on no board; `chance`: that those whom the plan would ask now fill every role in
    time."""

    incident: Incident
    candidates: Candidates
    chance: float | None
    duplicates: Sequence[Duplicate]


class IncidentDesk(TellingDesk):
    def __init__(
        self,
        log: Log[Board],
        now: Callable[[], datetime],
        *,
        centre: Centre,
        plans: Plans,
        streets: Streets,
        whereabouts: Whereabouts,
        owed: Owed = nothing_owed,
    ) -> None:
        """`owed`: what is recorded along with a closing, so that no server can lose it in between."""
        super().__init__(log, now)
        self._owed = owed
        self.centre = centre
        self._plans = plans
        self._streets = streets
        self._whereabouts = whereabouts
        self._approaches = Approaches(streets)

    def take_call(
        self, call: Call, *, merge_into: int | None = None, by: str, request: Request | None = None
    ) -> list[Recorded]:
        """`merge_into`: the incident that tells of the same event; nobody is asked for the call by itself."""
        return self._do(
            lambda board, at: rules.take_call(board, call, self._plans, self.centre, at, merge_into=merge_into),
            by=by,
            request=request,
        )

    def preview(self, call: Call) -> Preview:
        """What would follow if this call were taken now: no lock, no write."""
        board, at = self._log.board(), self._now()
        rules.require_inside(call.particulars, self.centre)
        incident = Incident(
            id=0,
            type=call.type,
            level=call.level,
            mode=call.mode,
            reported_at=at,
            response=response_to(call, self._plans, self.centre, at),
            taken_by="",
            particulars=call.particulars,
        )
        found = candidates(board, incident, self.reaches(board, incident, at), self.centre, at)
        chance = rules.chance_together(board, incident, found.picked, self.centre, at) if found.picked else None
        return Preview(incident, found, chance, duplicates(board, call, at))

    def merge(self, incident: int, into: int, *, by: str, request: Request | None = None) -> list[Recorded]:
        return self._do(lambda board, _: rules.merge(board, incident, into), by=by, request=request)

    def part(self, incident: int, *, by: str, request: Request | None = None) -> list[Recorded]:
        return self._do(lambda board, _: rules.part(board, incident), by=by, request=request)

    def report_ambulance(
        self, incident: int, ambulance: Ambulance, *, by: str, request: Request | None = None
    ) -> list[Recorded]:
        return self._do(
            lambda board, at: rules.report_ambulance(board, incident, ambulance, at), by=by, request=request
        )

    def correct_call(
        self, incident: int, particulars: CallParticulars, *, by: str, request: Request | None = None
    ) -> list[Recorded]:
        return self._do(
            lambda board, _: rules.correct_call(board, incident, particulars, self.centre), by=by, request=request
        )

    def note(self, incident: int, text: str, *, by: str, request: Request | None = None) -> list[Recorded]:
        return self._do(lambda board, _: rules.note(board, incident, text), by=by, request=request)

    def candidates(self, incident_id: int) -> Candidates:
        """Everyone considered, ranked: no lock, no write."""
        board = self._log.board()
        incident = rules.find_incident(board, incident_id)
        rules.require_whole(incident)
        at = self._now()
        return candidates(board, incident, self.reaches(board, incident, at), self.centre, at)

    def approach(self, incident_id: int) -> Approach | None:
        """How its place is entered now; None where nothing is known of a wall, a door or a floor."""
        board = self._log.board()
        return self._approach(board, rules.find_incident(board, incident_id), self._now())

    def outlooks(self, incident_id: int) -> list[Outlook]:
        """Role by role, what may be expected of those who were asked and who accepted."""
        board = self._log.board()
        return list(outlooks(board, rules.find_incident(board, incident_id), self.centre, self._now()).values())

    def hold(self, incident: int, *, held: bool, by: str, request: Request | None = None) -> list[Recorded]:
        return self._do(lambda board, _: rules.hold(board, incident, held=held), by=by, request=request)

    def escalate(self, incident: int, *, by: str, request: Request | None = None) -> list[Recorded]:
        return self._do(lambda board, _: rules.escalate(board, incident), by=by, request=request)

    def alert(
        self, incident_id: int, volunteers: Sequence[str] | None = None, *, by: str, request: Request | None = None
    ) -> list[Recorded]:
        """One wave, to those named or whom the plan picks; times are found first, the rule decides under the lock."""
        board = self._log.board()
        incident = board.incidents.incidents.get(incident_id)
        found = self.reaches(board, incident, self._now()) if incident else NOBODY
        return self._do(
            lambda board, at: rules.alert(board, incident_id, volunteers, found, self.centre, at),
            by=by,
            request=request,
        )

    def answer(
        self,
        alert: int,
        *,
        accept: bool,
        delay_s: int | None = None,
        note: str | None = None,
        acting: str | None = None,
        **told: Unpack[Told],
    ) -> list[Recorded]:
        asked = self._log.board().incidents.alerts.get(alert)

        def decide(board: Board, at: datetime) -> list[Event]:
            events = rules.answer(board, alert, self.centre, at, accept=accept, delay_s=delay_s, acting=acting)
            return events + (rules.note(board, board.incidents.alerts[alert].incident, note) if note else [])

        return self._tell(
            decide,
            since=asked.alerted_at if asked else None,
            acting=acting,
            **told,
        )

    def withdraw(self, alert: int, *, by: str, request: Request | None = None) -> list[Recorded]:
        return self._do(lambda board, _: rules.withdraw(board, alert), by=by, request=request)

    def report(
        self,
        assignment: int,
        progress: Progress,
        *,
        acting: str | None = None,
        **told: Unpack[Told],
    ) -> list[Recorded]:
        return self._tell(
            lambda board, _: rules.report(board, assignment, progress, acting=acting),
            since=self._reached_at(assignment),
            acting=acting,
            **told,
        )

    def close(
        self, incident: int, disposition: str, note: str | None = None, *, by: str, request: Request | None = None
    ) -> list[Recorded]:
        def decide(board: Board, at: datetime) -> list[Event]:
            return [*rules.close(board, incident, disposition, note), *self._owed(board, incident, disposition, at)]

        return self._do(decide, by=by, request=request)

    def next_due(self, board: Board) -> datetime | None:
        return rules.next_due(board)

    def fall_due(self) -> list[Recorded]:
        """Any server may call it: the rule decides again under the lock, a second one finds nothing to do."""
        return self._do(rules.fall_due, by="rule:answer_window")

    def incident(self, incident: int, *, upto: int | None = None) -> Incidents:
        """That one incident with all that belongs to it and its parts, open or closed, as of now or of `upto`."""
        return history(self._events(incident, upto=upto))

    def timeline(self, incident: int) -> list[Recorded]:
        return self._events(incident)

    def route(self, assignment_id: int) -> Route | None:
        """The way from where the volunteer is now to the scene; None when either is not known or there is no way."""
        board = self._log.board()
        assignment = rules.find_assignment(board, assignment_id)
        incident = board.incidents.incidents[assignment.incident]
        place = incident.place or board.incidents.whole(incident).place
        at = self._now()
        return route(
            self._streets,
            self._whereabouts.placed(board),
            assignment.volunteer,
            place,
            board.conditions,
            night=self.centre.night(at),
            approach=self._approach(board, incident, at) if place == incident.place else None,
            past=still_to_fetch(board, assignment, self.centre.day(at)),
        )

    def _events(self, incident: int, *, upto: int | None = None) -> list[Recorded]:
        """Its story, with those of the calls that were ever part of it."""
        events = self._log.events(subject=f"incident:{incident}", upto=upto)
        if not events:
            raise NotFound("incident", incident)
        merged = (one.event for one in events if isinstance(one.event, IncidentsMerged))
        parts = {event.part for event in merged if event.main == incident}
        stories = [self._log.events(subject=f"incident:{one}", upto=upto) for one in sorted(parts)]
        return sorted((one for story in (events, *stories) for one in story), key=attrgetter("seq"))

    def reaches(self, board: Board, incident: Incident, at: datetime) -> Reaches:
        """How everyone who is placed gets to its scene."""
        return reaches(
            self._streets,
            self._whereabouts.placed(board),
            incident.place,
            board.conditions,
            limit_s=incident.response.limit_s,
            night=self.centre.night(at),
            approach=self._approach(board, incident, at),
            fetch=fetching(board, incident, self.centre, at),
        )

    def _approach(self, board: Board, incident: Incident, at: datetime) -> Approach | None:
        place, call = incident.place, incident.particulars
        if place is None or is_vague(place):
            return None
        local, night = at.astimezone(self.centre.timezone), self.centre.night(at)
        address = call.spoken if call else None
        return self._approaches.to((place.lon, place.lat), address, board.ground, board.conditions, local, night=night)
