"""What planning takes long over, begun by a page and followed at `/api/v1/runs`: where next, a bad day, a trial."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Annotated, Any

from apiflask import APIBlueprint
from flask import Response
from pydantic import Field, StringConstraints

from dispatch.errors import Refused
from dispatch.planning import stress, wherenext
from dispatch.planning.model import Site, sites_of
from dispatch.planning.stress import Stress
from dispatch.planning.wherenext import Goal, WhereNext
from dispatch.simulate.calls import read_calls
from dispatch.simulate.past import past_days
from dispatch.simulate.sites import Period, check, site_trial
from dispatch.simulate.streams import Arrival
from dispatch.web.answers import answer
from dispatch.web.auth import allow, me
from dispatch.web.bodies import Body
from dispatch.web.office import Office, office
from dispatch.web.planning import PLANNERS
from dispatch.web.planning_shapes import LookIn, check_row
from dispatch.web.running import Run
from dispatch.web.runs import RunOut, told

blueprint = APIBlueprint("planning_runs", __name__, url_prefix="/api/v1", tag="planning")

MOST_DAYS = 92
MOST_CALLS = 3000
Day = Annotated[date, Field(strict=False, ge=date(1900, 1, 1), lt=date(2200, 1, 1))]


class WhereIn(LookIn):
    """`goal`: what is to be best. `add`: up to so many more sites. `seconds`: for each number of them."""

    add: Annotated[int, Field(ge=1, le=20)] = 3
    goal: Goal = Goal.PEOPLE
    seconds: Annotated[float, Field(ge=1, le=600)] = 20.0


class CheckIn(Body):
    """The calls of a period of the log, both days included, left out: the thirty days up to yesterday; or `calls`, a
    file's text with the columns at, type, lon, lat."""

    first: Day | None = None
    last: Day | None = None
    calls: Annotated[str, StringConstraints(min_length=1, max_length=200_000)] | None = None
    replications: Annotated[int, Field(ge=1, le=20)] = 3


@blueprint.post("/planning/where-next")
@blueprint.input(WhereIn, arg_name="body")
@blueprint.output(RunOut, status_code=202)
@allow(*PLANNERS)
def where_next(body: WhereIn) -> Response:
    """`found` has a step for each number of added sites, as they are found; a stop keeps those."""
    here, (question, sites) = office(), body.wanted()
    looked = here.survey.look(question, sites)
    task = WhereNext(
        here.city.name,
        here.config.cities_dir,
        looked.cells.demand,
        looked.sites,
        question,
        here.log.board().conditions,
        body.goal,
        _usable(looked.limit_s),
        looked.mobilisation_s,
        body.seconds,
    )

    def work(run: Run) -> Mapping[str, Any] | None:
        steps: dict[int, Any] = {}
        found: dict[str, Any] = {"goal": body.goal, "before": None, "out_of_reach": 0.0, "steps": []}
        run.tell(0, body.add, found)
        for number, one in wherenext.look(task, body.add, dask=here.config.dask, cancelled=run.stopped):
            steps[number] = one["step"]
            ordered = [steps[at] for at in sorted(steps)]
            found = {**found, "before": one["before"], "out_of_reach": one["out_of_reach"], "steps": ordered}
            run.tell(len(steps), body.add, found)
        return None

    return answer(told(here.running.begin("where_next", work, by=me().by)), 202)


@blueprint.post("/planning/stress")
@blueprint.input(LookIn, arg_name="body")
@blueprint.output(RunOut, status_code=202)
@allow(*PLANNERS)
def bad_day(body: LookIn) -> Response:
    """What is left at night, in rain, in a flood and with the worst bridge closed, and the streets that cost most."""
    here, (question, sites) = office(), body.wanted()
    looked = here.survey.look(question, sites)
    conditions, limit_s = here.log.board().conditions, _usable(looked.limit_s)
    task = Stress(
        here.city.name, here.config.cities_dir, looked.cells.demand, looked.sites, question, conditions, limit_s
    )

    def work(run: Run) -> Mapping[str, Any] | None:
        found: dict[str, Any] = {}
        run.tell(0, len(stress.PARTS))
        for done, (_, part) in enumerate(stress.look(task, dask=here.config.dask, cancelled=run.stopped), 1):
            found = {**found, **part}
            run.tell(done, len(stress.PARTS), found)
        return None

    return answer(told(here.running.begin("stress", work, by=me().by)), 202)


@blueprint.post("/site-plans/<int:ident>/check")
@blueprint.input(CheckIn, arg_name="body")
@blueprint.output(RunOut, status_code=202)
@allow(*PLANNERS)
def try_plan(ident: int, body: CheckIn) -> Response:
    """Plays past calls with the stations of today and with the plan's; the figures are kept with the plan."""
    here, by = office(), me().by
    plan, board = here.planning.find(ident), here.log.board()
    arrivals, period = _calls(here, body)
    trial = site_trial(
        here.city.name,
        here.config.cities_dir,
        here.plans,
        arrivals,
        before=_today(here),
        after=plan.standing_sites,
        people=len(board.people.volunteers),
    )
    edition, of = plan.edition, 2 * body.replications

    def work(run: Run) -> Mapping[str, Any] | None:
        run.tell(0, of)
        found = check(
            trial,
            period,
            edition=edition,
            replications=body.replications,
            at=here.now,
            dask=here.config.dask,
            cancelled=run.stopped,
            progress=run.tell,
        )
        here.planning.note_check(ident, found, by=by)
        return check_row(found)

    return answer(told(here.running.begin("check", work, by=by)), 202)


def _calls(here: Office, body: CheckIn) -> tuple[Sequence[Arrival], Period]:
    if body.calls is not None:
        stream = read_calls(body.calls.splitlines(), here.city)
        arrivals, dropped = stream.arrivals, sum(stream.dropped.values())
    else:
        last = body.last or here.centre.day(here.now()) - timedelta(days=1)
        first = body.first or last - timedelta(days=29)
        if first > last:
            raise Refused("period_backwards", first=first, last=last)
        if (last - first).days >= MOST_DAYS:
            raise Refused("period_too_long", days=MOST_DAYS)
        past = past_days(here.log.events(), first, last, here.city)
        arrivals, dropped = past.arrivals, sum(past.dropped.values())
    if len(arrivals) > MOST_CALLS:
        raise Refused("too_many_calls", count=len(arrivals), most=MOST_CALLS)
    if not arrivals:
        raise Refused("no_past_calls")
    days = (here.centre.day(arrivals[0].at), here.centre.day(arrivals[-1].at))
    return arrivals, Period(*(days if body.calls is not None else (first, last)), dropped)


def _today(here: Office) -> list[Site]:
    found = list(sites_of(here.log.board().duty.stations))
    if not found:
        raise Refused("no_site_left")
    return found


def _usable(limit_s: float) -> float:
    """Where mobilisation uses up the minutes nowhere is in time, wherever a site stands."""
    if limit_s <= 0:
        raise Refused("minutes_used_up")
    return limit_s
