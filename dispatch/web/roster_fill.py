"""A month filled by the solver: begun, heard of as a run, and accepted whole by an officer."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from time import monotonic
from typing import Annotated, Any

from apiflask import APIBlueprint
from flask import Response
from pydantic import Field, model_validator

from dispatch.errors import NotFound
from dispatch.rosters.filling.asked import REACH_MINUTES, Leave, ask, cells_of
from dispatch.rosters.filling.fill import Told, fill
from dispatch.rosters.filling.proposal import told as proposal
from dispatch.rosters.filling.reasons import REASONS, freed, gaps
from dispatch.rosters.model import Cell, Turn
from dispatch.web.answers import answer, repeatable
from dispatch.web.auth import allow, me
from dispatch.web.bodies import Body, Ident, Text
from dispatch.web.office import office
from dispatch.web.problems import language
from dispatch.web.roster_bodies import Month, RosterDay
from dispatch.web.roster_rows import written_row
from dispatch.web.roster_shapes import WrittenOut
from dispatch.web.rosters import PLANNING, served
from dispatch.web.running import Run, State
from dispatch.web.runs import RunOut
from dispatch.web.runs import told as run_row

blueprint = APIBlueprint("roster_fill", __name__, url_prefix="/api/v1/rosters/fill", tag="rosters")

KIND = "roster"
WORKERS = 2


class AwayIn(Body):
    """Somebody is not there from the `first` to the `last` of these days."""

    volunteer: Ident
    first: RosterDay
    last: RosterDay

    @model_validator(mode="after")
    def _in_order(self) -> "AwayIn":
        if not timedelta(0) <= self.last - self.first <= timedelta(days=366):
            raise ValueError("the first day away, then the last, at most a year later")
        return self


class FillIn(Body):
    """`station` left out: all of them. `seconds` of solving, with the reasons."""

    month: Month
    station: Ident | None = None
    seconds: Annotated[float, Field(ge=1, le=600)] = 60.0
    reach_minutes: Annotated[float, Field(ge=0, le=240)] = REACH_MINUTES
    leave: Annotated[list[AwayIn], Field(max_length=2000, default_factory=list)]

    def away(self) -> Leave:
        found: defaultdict[str, set[date]] = defaultdict(set)
        for one in self.leave:
            span = range((one.last - one.first).days + 1)
            found[one.volunteer] |= {one.first + timedelta(days=n) for n in span}
        return found


class AcceptFillIn(Body):
    """`reason`: why rules of rest are passed over, where the plan has changed since."""

    reason: Text | None = None


@blueprint.post("")
@blueprint.input(FillIn, arg_name="body")
@blueprint.output(RunOut, status_code=202)
@allow(*PLANNING)
def begin(body: FillIn) -> Response:
    """Works in processes of its own; `GET /runs/<id>` says how far it is, `DELETE` ends it. Nothing is planned yet."""
    here, station = office(), served(body.station)
    board, terms, timezone = here.log.board(), here.rosters.terms, here.centre.timezone
    asked = ask(
        board,
        terms,
        timezone,
        body.month,
        here.now(),
        station=station,
        leave=body.away(),
        reach_minutes=body.reach_minutes,
    )

    def work(run: Run) -> Mapping[str, Any]:
        def heard(told: Told) -> None:
            so_far = None if told.cost is None else {"cost": told.cost, "bound": told.bound}
            run.tell(told.done, told.of + 1, so_far)

        question, ends = asked.question, monotonic() + body.seconds
        filled = fill(
            question, seconds=body.seconds * (1 - REASONS), workers=WORKERS, heard=heard, cancelled=run.stopped
        )
        why = () if run.stopped() else freed(question, filled, ends=ends)
        cells = cells_of(board, terms, timezone, question, filled.turns)
        found = proposal(question, filled, cells, gaps(question, filled), why)
        run.tell(run.of, run.of, found)
        return {"month": body.month, "station": station, **found}

    return answer(run_row(here.running.begin(KIND, work, by=me().by)), 202)


@blueprint.post("/<run>/accept")
@blueprint.input(AcceptFillIn, arg_name="body")
@blueprint.output(WrittenOut)
@allow(*PLANNING)
def accept(run: str, body: AcceptFillIn) -> Response:
    """All of what was proposed, in one transaction; cells that the plan of meanwhile forbids stay as they are, and are
    named."""
    here = office()
    found = here.running.find(run, by=me().by)
    if found.kind != KIND or found.state is not State.DONE or found.found is None:
        raise NotFound("proposal", run)
    cells = [_cell(one) for one in found.found["turns"]]
    written = here.rosters.write_cells(cells, reason=body.reason, by=me().by, request=repeatable(body))
    return answer(written_row(written, here.centre.timezone, language(), dry_run=False))


def _cell(told: Mapping[str, Any]) -> Cell:
    turns = tuple(Turn(one["template"], one["station"]) for one in told["turns"])
    return Cell(told["volunteer"], date.fromisoformat(told["day"]), turns, tuple(told["at"]))
