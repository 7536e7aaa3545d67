"""A demo's simulated day: whether it plays, and the switch that stops it and lets it go on."""

from apiflask import APIBlueprint
from flask import Response

from dispatch.web.answers import answer
from dispatch.web.auth import EVERY_ROLE, allow, me
from dispatch.web.bodies import Body
from dispatch.web.office import office
from dispatch.web.out import Out
from dispatch.web.principal import Role

blueprint = APIBlueprint("play", __name__, url_prefix="/api/v1", tag="play")


class PlayIn(Body):
    running: bool


class PlayOut(Out):
    running: bool
    offered: bool


@blueprint.get("/play")
@blueprint.output(PlayOut)
@allow(*EVERY_ROLE)
def play() -> Response:
    """Whether the calls, people and answers of this demo are simulated now."""
    return answer(office().play.state)


@blueprint.post("/play")
@blueprint.input(PlayIn, arg_name="body")
@blueprint.output(PlayOut)
@allow(Role.DISPATCHER, Role.ADMIN)
def switch(body: PlayIn) -> Response:
    """Lets it run, or stops it: its incidents are closed and its people count as where they checked in. Refused where
    anybody on the board is real."""
    if body.running:
        office().play.begin()
    else:
        office().play.end(by=me().by)
    return answer(office().play.state)
