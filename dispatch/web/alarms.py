"""What must not wait, acknowledged: whoever does it sees to it, and every console falls silent."""

from apiflask import APIBlueprint
from flask import Response

from dispatch.web.answers import answer, repeatable, thing
from dispatch.web.auth import allow, me
from dispatch.web.incident_shapes import AlarmOut
from dispatch.web.office import office
from dispatch.web.principal import Role

blueprint = APIBlueprint("alarms", __name__, url_prefix="/api/v1", tag="incidents")


@blueprint.post("/alarms/<int:alarm>/acknowledge")
@blueprint.output(AlarmOut)
@allow(Role.DISPATCHER)
def acknowledge(alarm: int) -> Response:
    """Again, it changes nothing: whoever was first sees to it."""
    recorded = office().watch.acknowledge(alarm, by=me().by, request=repeatable())
    return answer(thing(("alarms", alarm), recorded))
