"""Long work over HTTP: how far it is, what it found, and an end to it."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response
from pydantic import AwareDatetime

from dispatch.clock import stamp
from dispatch.web.answers import answer
from dispatch.web.auth import EVERY_ROLE, allow, me
from dispatch.web.office import office
from dispatch.web.out import Out
from dispatch.web.problems import language
from dispatch.web.running import Run, State
from dispatch.words import say

blueprint = APIBlueprint("runs", __name__, url_prefix="/api/v1/runs", tag="runs")


class RunOut(Out):
    """`found`: what is known so far, in the shape of its kind. `problem`: why it failed, in the reader's language."""

    id: str
    kind: str
    state: State
    done: int
    of: int
    begun_at: AwareDatetime
    found: dict[str, Any] | None
    code: str | None
    problem: str | None


@blueprint.get("/<run>")
@blueprint.output(RunOut)
@allow(*EVERY_ROLE)
def one(run: str) -> Response:
    """Of whoever began it; nobody else's is found."""
    return answer(told(office().running.find(run, by=me().by)))


@blueprint.delete("/<run>")
@blueprint.output(RunOut)
@allow(*EVERY_ROLE)
def stop(run: str) -> Response:
    """What was found until then stays. One that is over stays as it is."""
    return answer(told(office().running.stop(run, by=me().by)))


def told(run: Run) -> dict[str, Any]:
    code, params = run.problem or (None, {})
    return {
        "id": run.id,
        "kind": run.kind,
        "state": run.state,
        "done": run.done,
        "of": run.of,
        "begun_at": stamp(run.begun_at),
        "found": run.found,
        "code": code,
        "problem": say(code, language(), **params) if code else None,
    }
