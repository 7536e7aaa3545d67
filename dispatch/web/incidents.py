"""From the call to the close: parse, ask the desk, answer."""

from apiflask import APIBlueprint
from flask import Response
from pydantic_core import to_jsonable_python

from dispatch.clock import stamp, stamped
from dispatch.incidents.events import CallCorrected, CallTaken, VolunteerAssigned, WaveOpened
from dispatch.log.event import Recorded
from dispatch.people.phones import mask
from dispatch.web.answers import answer, created, incident_detail, incident_of, repeatable, thing, without_table
from dispatch.web.approaching import approach_row
from dispatch.web.asking import CandidatesOut, WaveOut, candidate_row, outlook_rows
from dispatch.web.auth import EVERY_ROLE, acting, allow, me, require_answers_for
from dispatch.web.bodies import (
    AlertsIn,
    AnswerIn,
    CallIn,
    CallParticularsIn,
    CandidatesQuery,
    CloseIn,
    HoldIn,
    NoteIn,
    ProgressIn,
)
from dispatch.web.incident_shapes import AlertOut, AnsweredOut, AssignmentOut, IncidentOut
from dispatch.web.office import office
from dispatch.web.principal import Role
from dispatch.web.rows import Row
from dispatch.web.shapes import ContactOut, TimelineOut

blueprint = APIBlueprint("incidents", __name__, url_prefix="/api/v1", tag="incidents")

DESK = (Role.DISPATCHER,)
ANSWERING = (Role.DISPATCHER, Role.DUTY_OFFICER, Role.VOLUNTEER)


@blueprint.post("/incidents")
@blueprint.input(CallIn, arg_name="body")
@blueprint.output(IncidentOut, status_code=201)
@allow(*DESK)
def take_call(body: CallIn) -> Response:
    recorded = office().incidents.take_call(
        body.call(), merge_into=body.merge_into, by=me().by, request=repeatable(body)
    )
    taken = incident_of(recorded)
    return created(incident_detail(taken, recorded), f"/api/v1/incidents/{taken}")


@blueprint.get("/incidents/<int:incident>")
@blueprint.output(IncidentOut)
@allow(*EVERY_ROLE)
def incident(incident: int) -> Response:
    """Open or closed, with its alerts and assignments, as far as the role may see them."""
    return answer(incident_detail(incident))


@blueprint.put("/incidents/<int:incident>/call")
@blueprint.input(CallParticularsIn, arg_name="body")
@blueprint.output(IncidentOut)
@allow(*DESK)
def correct_call(incident: int, body: CallParticularsIn) -> Response:
    """Replaces place, address, caller and note, whole: everyone is ranked anew from the corrected place."""
    open_now = office().log.board().incidents.incidents.get(incident)
    particulars = body.particulars(known=open_now.particulars if open_now else None)
    recorded = office().incidents.correct_call(incident, particulars, by=me().by, request=repeatable(body))
    return answer(incident_detail(incident, recorded))


@blueprint.post("/incidents/<int:incident>/notes")
@blueprint.input(NoteIn, arg_name="body")
@blueprint.output(TimelineOut, status_code=201)
@allow(*DESK)
def note(incident: int, body: NoteIn) -> Response:
    recorded = office().incidents.note(incident, body.text, by=me().by, request=repeatable(body))
    return created({"events": [_event(one) for one in recorded]}, f"/api/v1/incidents/{incident}/timeline")


@blueprint.get("/incidents/<int:incident>/timeline")
@blueprint.output(TimelineOut)
@allow(Role.DISPATCHER, Role.AUDITOR)
def timeline(incident: int) -> Response:
    """Everything that was decided and reported about it, in order, each with what led to it."""
    return answer({"events": [_event(one) for one in office().incidents.timeline(incident)]})


@blueprint.get("/incidents/<int:incident>/contact")
@blueprint.output(ContactOut)
@allow(*DESK)
def caller(incident: int) -> Response:
    """The caller in full. That it was looked at is written down."""
    state = office().incidents.incident(incident)
    office().accounts.note_look(me().by, f"incident:{incident}", "caller")
    call = state.incidents[incident].particulars
    found = call.caller if call else None
    return answer({"name": found.name if found else None, "phone": found.phone if found else None})


@blueprint.get("/incidents/<int:incident>/candidates")
@blueprint.input(CandidatesQuery, location="query", arg_name="query")
@blueprint.output(CandidatesOut)
@allow(Role.DISPATCHER, Role.AUDITOR)
def candidates(incident: int, query: CandidatesQuery) -> Response:
    """Who could be asked, soonest first, then who was considered and may not, each with the reasons."""
    found = office().incidents.candidates(incident)
    return answer(
        {
            "at": stamp(found.at),
            "needs": incident_detail(incident)["needs"],
            "counts": dict(found.counts),
            "approach": approach_row(office().incidents.approach(incident)),
            "outlook": outlook_rows(office().incidents.outlooks(incident)),
            "people": [candidate_row(one) for one in found.first(query.limit)],
        }
    )


@blueprint.post("/incidents/<int:incident>/alerts")
@blueprint.input(AlertsIn, arg_name="body")
@blueprint.output(WaveOut, status_code=201)
@allow(*DESK)
def alert(incident: int, body: AlertsIn) -> Response:
    """One wave, to those named or whom the response plan picks."""
    recorded = office().incidents.alert(incident, body.volunteers, by=me().by, request=repeatable(body))
    opened = next(one.event for one in recorded if isinstance(one.event, WaveOpened))
    rows = incident_detail(incident, recorded)["rows"]
    alerts = [without_table(row) for row in rows if row["table"] == "alerts" and row["wave"] == opened.wave]
    wave = {"id": opened.wave, "incident": incident, "by_plan": opened.by_plan, "chance": opened.chance}
    return created({**wave, "alerts": alerts}, f"/api/v1/incidents/{incident}")


@blueprint.post("/incidents/<int:incident>/hold")
@blueprint.input(HoldIn, arg_name="body")
@blueprint.output(IncidentOut)
@allow(*DESK)
def hold(incident: int, body: HoldIn) -> Response:
    """Stops the plan from asking anybody by itself, the countdown to it too; or lets it go on."""
    recorded = office().incidents.hold(incident, held=body.held, by=me().by, request=repeatable(body))
    return answer(incident_detail(incident, recorded))


@blueprint.post("/incidents/<int:incident>/escalate")
@blueprint.output(IncidentOut)
@allow(*DESK)
def escalate(incident: int) -> Response:
    """When nobody is left to ask: looks further away, then tells the partner that nobody is coming."""
    recorded = office().incidents.escalate(incident, by=me().by, request=repeatable())
    return answer(incident_detail(incident, recorded))


@blueprint.post("/alerts/<int:alert>/answer")
@blueprint.input(AnswerIn, arg_name="body")
@blueprint.output(AnsweredOut)
@allow(*ANSWERING)
def answer_alert(alert: int, body: AnswerIn) -> Response:
    """Yes or no. Dispatchers and duty officers answer for whom they have on the telephone."""
    asked = office().log.board().incidents.alerts.get(alert)
    if asked is not None:
        require_answers_for(asked.volunteer)
    recorded = office().incidents.answer(
        alert,
        accept=body.answer == "accept",
        delay_s=body.delay_s,
        note=body.note,
        happened_at=body.happened_at,
        acting=acting(),
        by=me().by,
        request=repeatable(body),
    )
    assigned = next((one.event.assignment for one in recorded if isinstance(one.event, VolunteerAssigned)), None)
    return answer({**thing(("alerts", alert), recorded), "assignment": assigned})


@blueprint.post("/alerts/<int:alert>/withdraw")
@blueprint.output(AlertOut)
@allow(*DESK)
def withdraw(alert: int) -> Response:
    """Takes back an alert that nobody has answered."""
    recorded = office().incidents.withdraw(alert, by=me().by, request=repeatable())
    return answer(thing(("alerts", alert), recorded))


@blueprint.post("/assignments/<int:assignment>/progress")
@blueprint.input(ProgressIn, arg_name="body")
@blueprint.output(AssignmentOut)
@allow(*ANSWERING)
def report(assignment: int, body: ProgressIn) -> Response:
    """On my way, on scene, done. The same progress again changes nothing."""
    going = office().log.board().incidents.assignments.get(assignment)
    if going is not None:
        require_answers_for(going.volunteer)
    recorded = office().incidents.report(
        assignment,
        body.progress,
        happened_at=body.happened_at,
        acting=acting(),
        by=me().by,
        request=repeatable(body),
    )
    return answer(thing(("assignments", assignment), recorded))


@blueprint.post("/incidents/<int:incident>/close")
@blueprint.input(CloseIn, arg_name="body")
@blueprint.output(IncidentOut)
@allow(*DESK)
def close(incident: int, body: CloseIn) -> Response:
    """Ends all that is still open about it."""
    recorded = office().incidents.close(incident, body.disposition, body.note, by=me().by, request=repeatable(body))
    return answer(incident_detail(incident, recorded))


def _event(recorded: Recorded) -> Row:
    fields: Row = to_jsonable_python(recorded.event)
    if isinstance(recorded.event, CallTaken | CallCorrected) and (fields["particulars"] or {}).get("caller"):
        caller = fields["particulars"]["caller"]
        caller["phone"] = mask(caller["phone"]) if caller["phone"] else None
    return {
        "seq": recorded.seq,
        "at": stamp(recorded.at),
        "happened_at": stamped(recorded.happened_at),
        "by": recorded.by,
        "cause": recorded.cause,
        "kind": type(recorded.event).__name__,
        **fields,
    }
