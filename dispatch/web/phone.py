"""What the volunteer's phone page asks and tells: everything in one answer, and what is done at the scene."""

from collections.abc import Sequence

from apiflask import APIBlueprint
from flask import Response

from dispatch.clock import stamp
from dispatch.errors import NotFound, Refused
from dispatch.incidents.events import ClockDoubted
from dispatch.incidents.model import Assignment, Incidents
from dispatch.incidents.slip import Slip
from dispatch.log.event import Recorded
from dispatch.web.answers import answer, repeatable
from dispatch.web.auth import acting, allow, me, require_answers_for
from dispatch.web.office import office
from dispatch.web.phone_shapes import (
    CareIn,
    CorrectionIn,
    PhoneOut,
    PhoneQuery,
    SecretsOut,
    SlipIn,
    SlipQuery,
    ToldOut,
)
from dispatch.web.phone_state import phone_state
from dispatch.web.principal import Role
from dispatch.web.problems import language
from dispatch.web.shapes import ContactOut
from dispatch.web.slip_sheet import slip_text

blueprint = APIBlueprint("phone", __name__, url_prefix="/api/v1", tag="phone")

TELLING = (Role.VOLUNTEER, Role.DUTY_OFFICER, Role.DISPATCHER)


@blueprint.get("/phone")
@blueprint.input(PhoneQuery, location="query", arg_name="query")
@blueprint.output(PhoneOut)
@allow(Role.VOLUNTEER)
def phone(query: PhoneQuery) -> Response:
    """What the volunteer is asked and does, whole; where nothing happened since `after`, only that."""
    seq = office().log.view()[1]
    if query.after == seq and query.alert is None:
        return answer({"seq": seq, "at": stamp(office().now()), "same": True})
    return answer(phone_state(me(), query.alert))


@blueprint.get("/assignments/<int:assignment>/caller")
@blueprint.output(ContactOut)
@allow(Role.VOLUNTEER)
def caller(assignment: int) -> Response:
    """To ring back, while on the way or there. That it was looked at is written down."""
    going = _own_open(assignment)
    office().accounts.note_look(me().by, f"incident:{going.incident}", "caller")
    call = office().log.board().incidents.incidents[going.incident].particulars
    found = call.caller if call else None
    return answer({"name": found.name if found else None, "phone": found.phone if found else None})


@blueprint.get("/assignments/<int:assignment>/gates")
@blueprint.output(SecretsOut)
@allow(Role.VOLUNTEER)
def gates(assignment: int) -> Response:
    """What opens the gates of the place. That it was looked at is written down, gate by gate."""
    going = _own_open(assignment)
    approach, drawn = office().incidents.approach(going.incident), office().log.board().ground.gates
    known = [drawn.get(gate.id) for gate in (approach.gates if approach else ()) if gate.id is not None]
    told = [(gate.id, gate.particulars) for gate in known if gate and gate.particulars]
    for gate, _ in told:
        office().accounts.note_look(me().by, f"gate:{gate}", "code and phone")
    return answer(
        {"gates": [{"gate": gate, "code": one.code, "phone": one.phone, "note": one.note} for gate, one in told]}
    )


@blueprint.post("/assignments/<int:assignment>/correction")
@blueprint.input(CorrectionIn, arg_name="body")
@blueprint.output(ToldOut)
@allow(*TELLING)
def read_correction(assignment: int, body: CorrectionIn) -> Response:
    """The corrected place was read by whoever is on the way."""
    _require_ours(assignment)
    recorded = office().scene.read_correction(
        assignment,
        body.correction,
        happened_at=body.happened_at,
        acting=acting(),
        by=me().by,
        request=repeatable(body),
    )
    return answer(_told(recorded))


@blueprint.post("/assignments/<int:assignment>/care")
@blueprint.input(CareIn, arg_name="body")
@blueprint.output(ToldOut)
@allow(*TELLING)
def note_care(assignment: int, body: CareIn) -> Response:
    """One act at the patient's side, at its own time."""
    _require_ours(assignment)
    recorded = office().scene.note_care(
        assignment, body.act, happened_at=body.happened_at, acting=acting(), by=me().by, request=repeatable(body)
    )
    return answer(_told(recorded))


@blueprint.post("/assignments/<int:assignment>/slip")
@blueprint.input(SlipIn, arg_name="body")
@blueprint.output(ToldOut)
@allow(*TELLING)
def write_slip(assignment: int, body: SlipIn) -> Response:
    """What the ambulance's crew was told; again, it replaces the one before."""
    _require_ours(assignment)
    slip = Slip(body.state, body.cpr, body.shocks, body.vehicle, body.note)
    recorded = office().scene.write_slip(
        assignment, slip, happened_at=body.happened_at, acting=acting(), by=me().by, request=repeatable(body)
    )
    return answer(_told(recorded))


@blueprint.get("/incidents/<int:incident>/slips/<int:assignment>")
@blueprint.input(SlipQuery, location="query", arg_name="query")
@blueprint.output({}, content_type="text/plain")
@allow(Role.DISPATCHER, Role.AUDITOR, Role.VOLUNTEER)
def slip(incident: int, assignment: int, query: SlipQuery) -> Response:
    """To print, or to show to the ambulance's crew. Once their part is over the place is no longer the volunteer's
    business (`task_over`)."""
    if me().role is Role.VOLUNTEER:
        _own_open(assignment)
    told = office().incidents.incident(incident)
    going = _found(told, assignment)
    text = slip_text(
        told.incidents[going.incident],
        going,
        office().scene.treatment(going.incident, assignment),
        office().centre.timezone,
        query.language or language(),
    )
    return Response(text, mimetype="text/plain")


def _found(incidents: Incidents, assignment: int) -> Assignment:
    if assignment not in incidents.assignments:
        raise NotFound("assignment", assignment)
    return incidents.assignments[assignment]


def _require_ours(assignment: int) -> None:
    going = office().log.board().incidents.assignments.get(assignment)
    if going is not None:
        require_answers_for(going.volunteer)


def _own_open(assignment: int) -> Assignment:
    going = _found(office().log.board().incidents, assignment)
    require_answers_for(going.volunteer)
    if not going.open:
        raise Refused("task_over", assignment=assignment)
    return going


def _told(recorded: Sequence[Recorded]) -> dict[str, object]:
    first = next(iter(recorded), None)
    return {
        "seq": first.seq if first else None,
        "at": stamp(first.when) if first else None,
        "doubted": any(isinstance(one.event, ClockDoubted) for one in recorded),
    }
