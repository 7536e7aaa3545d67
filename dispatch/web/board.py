"""The board as a whole, and what changed since."""

from apiflask import APIBlueprint
from flask import Response

from dispatch.clock import stamp
from dispatch.errors import Refused
from dispatch.web.answers import answer
from dispatch.web.audience import visible
from dispatch.web.auth import EVERY_ROLE, allow, me, public
from dispatch.web.bodies import ChangesQuery
from dispatch.web.office import office
from dispatch.web.shapes import BoardOut, ChangesOut, HealthOut

blueprint = APIBlueprint("board", __name__, tag="board")


@blueprint.get("/healthz")
@blueprint.output(HealthOut)
@public
def healthz() -> Response:
    """Whether the server and its database answer."""
    return answer({"status": "ok", "seq": office().log.view()[1], "city": office().city.name})


@blueprint.get("/api/v1/board")
@blueprint.output(BoardOut)
@allow(*EVERY_ROLE)
def board() -> Response:
    """Everything that is true now, as far as the role may see it, with the seq from which changes follow."""
    here, viewer = office(), me()
    now, seq = here.log.view()
    rows = (visible(row, now, viewer) for row in here.screens.sheet(now).all())
    return answer(
        {
            "seq": seq,
            "at": stamp(here.now()),
            "city": _city(),
            "rows": [row for row in rows if row is not None],
        }
    )


@blueprint.get("/api/v1/changes")
@blueprint.input(ChangesQuery, location="query", arg_name="query")
@blueprint.output(ChangesOut)
@allow(*EVERY_ROLE)
def changes(query: ChangesQuery) -> Response:
    """The rows touched since `after`, as of now; `more` where the limit cut them off at `seq`."""
    here = office()
    now, head = here.log.view()
    if query.after > head:
        raise Refused("ahead_of_log", after=query.after, seq=head)
    recorded = here.log.events(after=query.after, upto=head, limit=query.limit)
    seq = recorded[-1].seq if recorded else head
    rows = here.screens.seen(now, here.screens.changed(now, recorded), me())
    return answer({"prev": query.after, "seq": seq, "more": seq < head, "rows": rows})


def _city() -> dict[str, object]:
    city = office().city
    return {
        "name": city.name,
        "title": city.title,
        "bbox": [float(edge) for edge in city.bbox],
        "timezone": city.timezone,
        "fictional": city.fictional,
    }
