"""Who is on duty where, and where they are."""

from apiflask import APIBlueprint
from flask import Response

from dispatch.clock import stamp, stamped
from dispatch.duty.events import CheckedIn
from dispatch.duty.fold import as_checked_in
from dispatch.duty.model import CheckIn
from dispatch.errors import NotFound, Refused
from dispatch.people.positions import Fix
from dispatch.web.answers import answer, repeatable
from dispatch.web.audience import visible
from dispatch.web.auth import EVERY_ROLE, allow, me, require_answers_for
from dispatch.web.bodies import DutyIn, PositionIn
from dispatch.web.office import office
from dispatch.web.principal import Role
from dispatch.web.rows import Row
from dispatch.web.shapes import ContactOut, DutyOut, PositionsOut

blueprint = APIBlueprint("duty", __name__, url_prefix="/api/v1", tag="duty")

AT_STATION = (Role.DISPATCHER, Role.DUTY_OFFICER, Role.VOLUNTEER)


@blueprint.post("/duty/check-in")
@blueprint.input(DutyIn, arg_name="body")
@blueprint.output(DutyOut)
@allow(*AT_STATION)
def check_in(body: DutyIn) -> Response:
    """Oneself, or somebody else by their number. Again at the same station it corrects kit, end and standby."""
    volunteer = _whose(body)
    recorded = office().duty.check_in(
        volunteer,
        body.station,
        by=me().by,
        kit=tuple(body.kit),
        until=body.until,
        standby=body.standby.standby() if body.standby else None,
        request=repeatable(body),
    )
    if body.position is not None:
        _place(volunteer, body.position)
    for one in recorded:
        if isinstance(one.event, CheckedIn):
            return answer(_on_duty(as_checked_in(one.event, one.at)))
    present = office().log.board().duty.on_duty.get(volunteer)
    return answer(_on_duty(present) if present else _off_duty(volunteer, body.station))


@blueprint.post("/duty/check-out")
@blueprint.input(DutyIn, arg_name="body")
@blueprint.output(DutyOut)
@allow(*AT_STATION)
def check_out(body: DutyIn) -> Response:
    """Ends the duty and, for whoever is on no assignment, the sharing of their position."""
    volunteer = _whose(body)
    recorded = office().duty.check_out(volunteer, body.station, by=me().by, request=repeatable(body))
    return answer(_off_duty(volunteer, body.station, stamp(recorded[0].at)))


@blueprint.get("/positions")
@blueprint.output(PositionsOut)
@allow(*EVERY_ROLE)
def positions() -> Response:
    """The last fix of everyone who sends one, as far as the role may see it; the push sends what comes after."""
    board = office().log.board()
    rows, _ = office().screens.moved(0)
    return answer({"rows": [row for row in rows if visible(row, board, me()) is not None]})


@blueprint.put("/positions")
@blueprint.input(PositionIn, arg_name="body")
@blueprint.output({}, status_code=204)
@allow(Role.VOLUNTEER)
def put_position(body: PositionIn) -> Response:
    """One's own, while on duty or on an assignment; at other times nobody's business, and refused."""
    volunteer, board = str(me().volunteer), office().log.board()
    going = any(one.open and one.volunteer == volunteer for one in board.incidents.assignments.values())
    if not going and volunteer not in board.duty.on_duty:
        raise Refused("not_on_duty", volunteer=volunteer)
    _place(volunteer, body)
    return Response(status=204)


@blueprint.get("/volunteers/<volunteer>/contact")
@blueprint.output(ContactOut)
@allow(Role.DISPATCHER, Role.DUTY_OFFICER)
def contact(volunteer: str) -> Response:
    """The full number, to call it. That it was looked at is written down."""
    record = office().log.board().people.volunteers.get(volunteer)
    if record is None:
        raise NotFound("volunteer", volunteer)
    require_answers_for(volunteer)
    office().accounts.note_look(me().by, f"volunteer:{volunteer}", "contact")
    person = record.particulars
    return answer({"name": person.name if person else None, "phone": person.phone if person else None})


def _whose(body: DutyIn) -> str:
    who = me()
    if who.role is Role.DUTY_OFFICER and body.station != who.station:
        raise Refused("other_station", station=body.station)
    volunteer = body.volunteer or who.volunteer
    if volunteer is None:
        raise Refused("volunteer_needed", role=who.role)
    if who.role is Role.VOLUNTEER and volunteer != who.volunteer:
        raise Refused("not_yours")
    return volunteer


def _place(volunteer: str, body: PositionIn) -> None:
    lon, lat = body.wgs84()
    office().positions.put(Fix(volunteer, lon, lat, body.accuracy_m, body.at))


def _off_duty(volunteer: str, station: str, ended: str | None = None) -> Row:
    return {
        "volunteer": volunteer,
        "station": station,
        "duty": "off",
        "at": ended,
        "until": None,
        "kit": [],
        "delay_s": None,
    }


def _on_duty(present: CheckIn) -> Row:
    return {
        "volunteer": present.volunteer,
        "station": present.station,
        "duty": present.axis,
        "at": stamp(present.at),
        "until": stamped(present.until),
        "kit": list(present.kit),
        "delay_s": present.delay_s,
    }
