"""What keeps people whole: hazards, who leads, checking back, company, getting stuck, and panic."""

from typing import Annotated, Any

from apiflask import APIBlueprint
from flask import Response
from pydantic import Field

from dispatch.errors import NotFound
from dispatch.incidents.hazards import Hazard, StandOff, Trouble
from dispatch.links.crs import Crs, to_wgs84
from dispatch.safety.model import Panic, Spot
from dispatch.web.answers import answer, created, incident_detail, repeatable, thing
from dispatch.web.auth import acting, allow, me, require_answers_for
from dispatch.web.bodies import Body, Line, Location, Moment, Seq, Text
from dispatch.web.incident_shapes import AssignmentOut, IncidentOut
from dispatch.web.office import office
from dispatch.web.principal import Role
from dispatch.web.safety_shapes import PanicOut, panic_row

blueprint = APIBlueprint("safety", __name__, url_prefix="/api/v1", tag="safety")

DESK = (Role.DISPATCHER,)
ANSWERING = (Role.DISPATCHER, Role.DUTY_OFFICER, Role.VOLUNTEER)


class HazardIn(Body):
    hazard: Hazard


class StandOffIn(Body):
    """Where people hold; `location` null: nowhere in particular any more."""

    location: Location | None
    address: Line | None = None

    def point(self) -> StandOff | None:
        if self.location is None:
            return None
        place = self.location.place()
        return StandOff(place.lon, place.lat, self.address, place.original)


class LeadIn(Body):
    """`assignment` null: by rule again, the first who is there."""

    assignment: Seq | None


class SaidIn(Body):
    """`happened_at`: when the phone had no signal and kept it."""

    happened_at: Moment | None = None


class TroubleIn(SaidIn):
    kind: Trouble
    note: Text | None = None


class SpotIn(Body):
    """`at`: when the phone measured it."""

    lon: Annotated[float, Field(ge=-180, le=180)]
    lat: Annotated[float, Field(ge=-90, le=90)]
    crs: Crs
    accuracy_m: Annotated[float, Field(gt=0, le=100_000)] | None = None
    at: Moment | None = None

    def spot(self) -> Spot:
        original = None if self.crs is Crs.WGS84 else (str(self.crs), self.lon, self.lat)
        return Spot(*to_wgs84(self.crs, self.lon, self.lat), self.accuracy_m, self.at, original)


class PanicIn(SaidIn):
    position: SpotIn | None = None

    def spot(self) -> Spot | None:
        return self.position.spot() if self.position else None


class ReasonIn(Body):
    reason: Line


@blueprint.post("/incidents/<int:incident>/hazards")
@blueprint.input(HazardIn, arg_name="body")
@blueprint.output(IncidentOut)
@allow(*DESK)
def note_hazard(incident: int, body: HazardIn) -> Response:
    """People hold off until it is cleared. One that is open already stays as it is."""
    recorded = office().safety.note_hazard(incident, body.hazard, by=me().by, request=repeatable(body))
    return answer(incident_detail(incident, recorded))


@blueprint.delete("/incidents/<int:incident>/hazards/<hazard>")
@blueprint.output(IncidentOut)
@allow(*DESK)
def clear_hazard(incident: int, hazard: str) -> Response:
    """People may go on to the patient once none is left."""
    if hazard not in set(Hazard):
        raise NotFound("hazard", hazard)
    recorded = office().safety.clear_hazard(incident, Hazard(hazard), by=me().by, request=repeatable())
    return answer(incident_detail(incident, recorded))


@blueprint.put("/incidents/<int:incident>/stand-off")
@blueprint.input(StandOffIn, arg_name="body")
@blueprint.output(IncidentOut)
@allow(*DESK)
def set_stand_off(incident: int, body: StandOffIn) -> Response:
    """The point at which people hold while a hazard is open: told to those who have accepted."""
    recorded = office().safety.set_stand_off(incident, body.point(), by=me().by, request=repeatable(body))
    return answer(incident_detail(incident, recorded))


@blueprint.put("/incidents/<int:incident>/lead")
@blueprint.input(LeadIn, arg_name="body")
@blueprint.output(IncidentOut)
@allow(*DESK)
def name_lead(incident: int, body: LeadIn) -> Response:
    recorded = office().safety.name_lead(incident, body.assignment, by=me().by, request=repeatable(body))
    return answer(incident_detail(incident, recorded))


@blueprint.post("/assignments/<int:assignment>/check-back")
@blueprint.input(SaidIn, arg_name="body")
@blueprint.output(AssignmentOut)
@allow(*ANSWERING)
def check_back(assignment: int, body: SaidIn) -> Response:
    """Whoever is on scene is well. Dispatchers and duty officers say it for whom they have on the telephone."""
    _require_ours(assignment)
    recorded = office().safety.check_back(assignment, **_said(body))
    return answer(thing(("assignments", assignment), recorded))


@blueprint.post("/assignments/<int:assignment>/companion")
@blueprint.input(SaidIn, arg_name="body")
@blueprint.output(AssignmentOut)
@allow(*ANSWERING)
def want_companion(assignment: int, body: SaidIn) -> Response:
    """One person more is asked by the plan, to keep them company. Again, it changes nothing."""
    _require_ours(assignment)
    recorded = office().safety.want_companion(assignment, **_said(body))
    return answer(thing(("assignments", assignment), recorded))


@blueprint.post("/assignments/<int:assignment>/trouble")
@blueprint.input(TroubleIn, arg_name="body")
@blueprint.output(AssignmentOut)
@allow(*ANSWERING)
def report_trouble(assignment: int, body: TroubleIn) -> Response:
    """Can't find it, can't get in: the desk hears of it until they get on."""
    _require_ours(assignment)
    recorded = office().safety.report_trouble(assignment, body.kind, body.note, **_said(body))
    return answer(thing(("assignments", assignment), recorded))


@blueprint.post("/assignments/<int:assignment>/panic")
@blueprint.input(PanicIn, arg_name="body")
@blueprint.output(PanicOut, status_code=201)
@allow(*ANSWERING)
def panic_on(assignment: int, body: PanicIn) -> Response:
    """Every console at once. While one of theirs stands, it is the answer."""
    _require_ours(assignment)
    recorded = office().panics.raise_on(assignment, body.spot(), **_said(body))
    going = office().log.board().incidents.assignments.get(assignment)
    return _heard(office().panics.panic(recorded, of=going.volunteer if going else None))


@blueprint.post("/panic")
@blueprint.input(PanicIn, arg_name="body")
@blueprint.output(PanicOut, status_code=201)
@allow(Role.VOLUNTEER)
def panic(body: PanicIn) -> Response:
    """The same from wherever a volunteer is, on an assignment or not."""
    mine = str(me().volunteer)
    recorded = office().panics.raise_for(
        mine, body.spot(), happened_at=body.happened_at, by=me().by, request=repeatable(body)
    )
    return _heard(office().panics.panic(recorded, of=mine))


@blueprint.post("/panics/<int:panic>/answer")
@blueprint.input(ReasonIn, arg_name="body")
@blueprint.output(PanicOut)
@allow(*DESK)
def answer_panic(panic: int, body: ReasonIn) -> Response:
    """What is done about it: silences every console, and stays in sight of all."""
    recorded = office().panics.answer(panic, body.reason, by=me().by, request=repeatable(body))
    return answer(_panic(office().panics.panic(recorded, ident=panic)))


@blueprint.post("/panics/<int:panic>/end")
@blueprint.input(ReasonIn, arg_name="body")
@blueprint.output(PanicOut)
@allow(*DESK)
def end_panic(panic: int, body: ReasonIn) -> Response:
    """Only somebody at the desk ends it, and says why."""
    recorded = office().panics.end(panic, body.reason, by=me().by, request=repeatable(body))
    return answer(_panic(office().panics.panic(recorded, ident=panic)))


def _require_ours(assignment: int) -> None:
    going = office().log.board().incidents.assignments.get(assignment)
    if going is not None:
        require_answers_for(going.volunteer)


def _said(body: SaidIn) -> dict[str, Any]:
    return {
        "happened_at": body.happened_at,
        "acting": acting(),
        "by": me().by,
        "request": repeatable(body),
    }


def _heard(panic: Panic) -> Response:
    return created(_panic(panic), "/api/v1/board")


def _panic(panic: Panic) -> dict[str, object]:
    return {"id": panic.id, **panic_row(panic)}
