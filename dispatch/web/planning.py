"""Where stations should stand: what a set of sites is worth, where next, and the plans that are kept."""

from dataclasses import asdict
from zoneinfo import ZoneInfo

from apiflask import APIBlueprint
from flask import Response

from dispatch.clock import stamp
from dispatch.people.catalogue import BY_CODE
from dispatch.people.model import Team
from dispatch.planning.model import SitePlan, sites_of
from dispatch.web.answers import answer, created, repeatable
from dispatch.web.auth import allow, me
from dispatch.web.bodies import Body
from dispatch.web.geojson import FeaturesOut
from dispatch.web.office import office
from dispatch.web.planning_shapes import (
    CellsOut,
    GapsOut,
    LookIn,
    LookOut,
    QuestionIn,
    RenameIn,
    SaveIn,
    SitePlanIn,
    SitePlanOut,
    SitePlansOut,
    TodayOut,
    gap_row,
    look_row,
    outline_text,
    plan_row,
    remark_row,
)
from dispatch.web.principal import Role
from dispatch.web.rows import compact
from dispatch.web.zones import collection
from maps.covered import STANDARDS

blueprint = APIBlueprint("planning", __name__, url_prefix="/api/v1", tag="planning")

READERS = (Role.PLANNER, Role.DISPATCHER, Role.AUDITOR, Role.ADMIN)
PLANNERS = (Role.PLANNER, Role.DISPATCHER)
MOST_GAPS = 40


@blueprint.get("/planning/today")
@blueprint.output(TodayOut)
@allow(*READERS)
def today() -> Response:
    """What a plan begins with: the stations as they are."""
    here = office()
    return answer(
        {
            "sites": [asdict(one) for one in sites_of(here.log.board().duty.stations)],
            "bbox": here.city.bbox,
            "city": here.city.name,
            "title": here.city.title,
            "fictional": here.city.fictional,
            "people": here.city.population,
            "standards": [asdict(one) for one in STANDARDS],
            "skills": [*map(str, Team), *BY_CODE],
            "timezone": str(ZoneInfo(here.city.timezone)),
            "at": stamp(here.now()),
        }
    )


@blueprint.post("/planning/cells")
@blueprint.input(QuestionIn, arg_name="body")
@blueprint.output(CellsOut)
@allow(*READERS)
def cells(body: QuestionIn) -> Response:
    """Who is to be reached, cell by cell, where that comes from and how far it is to be trusted."""
    found = office().survey.cells(body.question())
    demand = found.demand
    return answer(
        {
            "source": demand.source,
            "weakness": demand.weakness,
            "scaled": found.scaled,
            "cell_m": demand.cell_m,
            "lon": demand.lonlat[:, 0].round(6).tolist(),
            "lat": demand.lonlat[:, 1].round(6).tolist(),
            "weight": demand.weight.round(3).tolist(),
            "remarks": [remark_row(one) for one in demand.remarks],
        }
    )


@blueprint.post("/planning/coverage")
@blueprint.input(LookIn, arg_name="body")
@blueprint.output(LookOut)
@allow(*READERS)
def coverage(body: LookIn) -> Response:
    """What these sites are worth. Nothing is written."""
    question, sites = body.wanted()
    return answer(look_row(office().survey.look(question, sites), sites))


@blueprint.post("/planning/gaps")
@blueprint.input(LookIn, arg_name="body")
@blueprint.output(GapsOut)
@allow(*READERS)
def gaps(body: LookIn) -> Response:
    """Where nobody is in time, and what would close it. The first one for a mode or weather takes a second."""
    looked, found, likely = office().survey.gaps(*body.wanted())
    told = found[:MOST_GAPS]
    rows = compact({"gaps": [gap_row(one, looked, likely) for one in told], "more": len(found) - len(told)})
    drawn = ",".join(outline_text(one, number) for number, one in enumerate(told))
    text = f'{rows[:-1]},"outlines":{{"type":"FeatureCollection","features":[{drawn}]}}}}'
    return Response(text, mimetype="application/json")


@blueprint.post("/planning/circle")
@blueprint.input(LookIn, arg_name="body")
@blueprint.output(FeaturesOut, content_type="application/geo+json")
@allow(*READERS)
def circle(body: LookIn) -> Response:
    """The nominal circle: where the sites would be in time with somebody at each. For the eye; cells are counted."""
    return Response(collection([(office().survey.circle(*body.wanted()), {})]), mimetype="application/geo+json")


@blueprint.get("/site-plans")
@blueprint.output(SitePlansOut)
@allow(*READERS)
def plans() -> Response:
    """All that were saved, the last first."""
    known = office().log.board().planning.site_plans
    return answer({"plans": [plan_row(known[one]) for one in sorted(known, reverse=True)]})


@blueprint.post("/site-plans")
@blueprint.input(SitePlanIn, arg_name="body")
@blueprint.output(SitePlanOut, status_code=201)
@allow(*PLANNERS)
def draw_up(body: SitePlanIn) -> Response:
    question, sites = body.wanted()
    [recorded] = office().planning.draw_up(body.name, question, sites, body.notes, by=me().by, request=repeatable(body))
    ident: int = recorded.event.site_plan  # type: ignore[attr-defined]
    return created(plan_row(_plan(ident)), f"/api/v1/site-plans/{ident}")


@blueprint.get("/site-plans/<int:ident>")
@blueprint.output(SitePlanOut)
@allow(*READERS)
def plan(ident: int) -> Response:
    return answer(plan_row(_plan(ident)))


@blueprint.put("/site-plans/<int:ident>")
@blueprint.input(SaveIn, arg_name="body")
@blueprint.output(SitePlanOut)
@allow(*PLANNERS)
def save(ident: int, body: SaveIn) -> Response:
    """The whole plan; refused where somebody has saved it since that edition."""
    question, sites = body.wanted()
    office().planning.save(
        ident, body.edition, body.name, question, sites, body.notes, by=me().by, request=repeatable(body)
    )
    return answer(plan_row(_plan(ident)))


@blueprint.patch("/site-plans/<int:ident>")
@blueprint.input(RenameIn, arg_name="body")
@blueprint.output(SitePlanOut)
@allow(*PLANNERS)
def rename(ident: int, body: RenameIn) -> Response:
    office().planning.rename(ident, body.name, by=me().by, request=repeatable(body))
    return answer(plan_row(_plan(ident)))


@blueprint.post("/site-plans/<int:ident>/propose")
@blueprint.input(Body, arg_name="body")
@blueprint.output(SitePlanOut)
@allow(*PLANNERS)
def propose(ident: int, body: Body) -> Response:
    """Before a committee: refused until this edition was tried in the simulator."""
    office().planning.propose(ident, by=me().by, request=repeatable(body))
    return answer(plan_row(_plan(ident)))


@blueprint.post("/site-plans/<int:ident>/withdraw")
@blueprint.input(Body, arg_name="body")
@blueprint.output(SitePlanOut)
@allow(*PLANNERS)
def withdraw(ident: int, body: Body) -> Response:
    office().planning.withdraw(ident, by=me().by, request=repeatable(body))
    return answer(plan_row(_plan(ident)))


def _plan(ident: int) -> SitePlan:
    return office().planning.find(ident)
