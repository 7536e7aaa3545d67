"""Where those on duty are, and how they are reached."""

from apiflask import APIBlueprint
from flask import Response

from dispatch.errors import NotFound, Refused
from dispatch.web.answers import answer
from dispatch.web.audience import visible
from dispatch.web.auth import EVERY_ROLE, allow, me, require_answers_for
from dispatch.web.bodies import PositionIn
from dispatch.web.check_in import place
from dispatch.web.office import office
from dispatch.web.principal import Role
from dispatch.web.shapes import ContactOut, PositionsOut

blueprint = APIBlueprint("duty", __name__, url_prefix="/api/v1", tag="duty")


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
    place(volunteer, body)
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
