"""The rungs on which people help: page, tablet, call list, and saying aloud that nobody is coming."""

from collections.abc import Iterator

from apiflask import APIBlueprint
from flask import Response

from dispatch.board import Board
from dispatch.clock import stamp
from dispatch.errors import NotFound, Refused
from dispatch.ladder.model import Answer, AttemptState, Channel
from dispatch.ladder.rungs import shown
from dispatch.ladder.wanting import station_of
from dispatch.web.answers import answer, incident_detail, repeatable, thing
from dispatch.web.auth import acting, allow, me
from dispatch.web.incident_shapes import AlertOut, IncidentOut
from dispatch.web.ladder_shapes import AttemptOut, LeaderOut, OutcomeIn, TabletOut, TabletQuery, TellIn, attempt_row
from dispatch.web.office import office
from dispatch.web.principal import Role
from dispatch.web.rows import Row

blueprint = APIBlueprint("ladder", __name__, url_prefix="/api/v1", tag="ladder")


@blueprint.post("/alerts/<int:alert>/seen")
@blueprint.output(AlertOut)
@allow(Role.VOLUNTEER)
def seen(alert: int) -> Response:
    """One's own page shows it. Again, it changes nothing."""
    recorded = office().ladder.seen(alert, acting=acting(), by=me().by)
    return answer(thing(("alerts", alert), recorded))


@blueprint.post("/ladder/test/seen")
@blueprint.output({}, status_code=204)
@allow(Role.VOLUNTEER)
def test_seen() -> Response:
    """The test alarm of one's own check-in reached one's own page."""
    office().ladder.test_seen(str(me().volunteer), by=me().by)
    return Response(status=204)


@blueprint.get("/ladder/tablet")
@blueprint.input(TabletQuery, location="query", arg_name="query")
@blueprint.output(TabletOut)
@allow(Role.DUTY_OFFICER, Role.DISPATCHER)
def tablet(query: TabletQuery) -> Response:
    """For whom the station's tablet rings, until they or the officer have answered."""
    who, board = me(), office().log.board()
    station = query.station or who.station
    if who.role is Role.DUTY_OFFICER and station != who.station:
        raise Refused("other_station", station=station)
    if station not in board.duty.stations:
        raise NotFound("station", station)
    return answer({"station": station, "calls": list(ringing(board, str(station)))})


@blueprint.post("/ladder/attempts/<int:attempt>/outcome")
@blueprint.input(OutcomeIn, arg_name="body")
@blueprint.output(AttemptOut)
@allow(Role.DISPATCHER, Role.DUTY_OFFICER)
def outcome(attempt: int, body: OutcomeIn) -> Response:
    """What somebody said on the telephone or to the officer, or why they could not be reached."""
    here, who = office(), me()
    found = here.log.board().ladder.attempts.get(attempt)
    if who.role is Role.DUTY_OFFICER:
        board = here.log.board()
        theirs = found is not None and found.channel is Channel.TABLET and found.volunteer is not None
        if not theirs or station_of(board, str(found and found.volunteer)) != who.station:
            raise Refused("not_yours")
    said = Answer(body.outcome) if body.outcome in ("accept", "decline") else AttemptState(body.outcome)
    here.ladder.heard(attempt, said, by=who.by, request=repeatable(body))
    now = here.log.board().ladder.attempts[attempt]
    return answer({"id": attempt, **attempt_row(now)})


@blueprint.post("/incidents/<int:incident>/nobody-coming")
@blueprint.input(TellIn, arg_name="body")
@blueprint.output(IncidentOut)
@allow(Role.DISPATCHER)
def tell(incident: int, body: TellIn) -> Response:
    """It was said aloud to 120 (`partner`) or the caller that nobody is coming."""
    recorded = office().ladder.tell(incident, body.told, by=me().by, request=repeatable(body))
    return answer(incident_detail(incident, recorded))


@blueprint.get("/ladder/leader")
@blueprint.output(LeaderOut)
@allow(Role.DISPATCHER)
def leader() -> Response:
    """Who of the duty leaders is on duty now. That the number was looked at is written down."""
    here = office()
    local = here.now().astimezone(here.centre.timezone)
    here.accounts.note_look(me().by, "ladder:leader", "contact")
    found = here.ladder.timetable.leaders_at(local)
    return answer({"leaders": [{"name": one.name, "phone": one.phone} for one in found]})


def ringing(board: Board, station: str) -> Iterator[Row]:
    """The rows for whom this station's tablet rings."""
    for one in shown(board):
        if one.channel is not Channel.TABLET or station_of(board, str(one.volunteer)) != station:
            continue
        alert = board.incidents.alerts[one.alert or 0]
        incident = board.incidents.incidents[alert.incident]
        record = board.people.volunteers.get(alert.volunteer)
        yield {
            "attempt": one.id,
            "alert": alert.id,
            "incident": incident.id,
            "volunteer": alert.volunteer,
            "name": record.particulars.name if record and record.particulars else None,
            "role": alert.role,
            "type": incident.type,
            "level": incident.level,
            "mode": incident.mode,
            "since": stamp(one.begun_at),
        }
