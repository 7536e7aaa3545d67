"""Demand that planners bring: files of weighted places, and the kinds of place that the map names."""

from apiflask import APIBlueprint
from flask import Response, request
from pydantic import AwareDatetime

from dispatch.clock import stamp
from dispatch.errors import Refused
from dispatch.links.crs import Crs
from dispatch.planning.brought import Brought
from dispatch.planning.model import Demand
from dispatch.records.demand import sent_demand
from dispatch.web.answers import answer, created
from dispatch.web.auth import allow
from dispatch.web.bodies import Body, Line
from dispatch.web.office import Office, office
from dispatch.web.out import Out
from dispatch.web.planning import PLANNERS, READERS
from dispatch.web.planning_shapes import remark_row
from dispatch.web.problems import language
from dispatch.web.rows import Row
from dispatch.words import say
from maps.demand.model import Demand as Places
from maps.errors import BadInput

blueprint = APIBlueprint("planning_demand", __name__, url_prefix="/api/v1/planning", tag="planning")

FILE_BYTES = 16 * 2**20
SPECIAL = ("school", "community", "hospital", "clinic", "culture", "sport", "worship", "station", "mall", "hotel")
"""Kinds of place at which people gather or are cared for."""


class DemandQuery(Body):
    """`crs`: of the file's places, left out: as the file says. `name`: of the file, where it is sent without a form."""

    crs: Crs | None = None
    name: Line | None = None


class RemarkOut(Out):
    """`names`: the first of the rows that it counts."""

    code: str
    count: int
    names: list[str]
    text: str


class DemandFileOut(Out):
    """`source`: file, or calls where the file is of past calls. `people`: the sum of the weights. `plans`: those that
    are made for it."""

    id: str
    file: str
    crs: str | None
    at: AwareDatetime
    source: str
    weakness: str
    places: int
    people: float
    cell_m: float | None
    remarks: list[RemarkOut]
    plans: list[int]


class KindOut(Out):
    kind: str
    places: int


class DemandFilesOut(Out):
    """The last file first. `kinds`: special places that the map names."""

    files: list[DemandFileOut]
    kinds: list[KindOut]


@blueprint.get("/demand")
@blueprint.output(DemandFilesOut)
@allow(*READERS)
def brought() -> Response:
    here = office()
    kinds, files = here.survey.kinds(), here.survey.files
    return answer(
        {
            "files": [_row(here, files.find(one)) for one in files.known()],
            "kinds": [{"kind": kind, "places": kinds[kind]} for kind in SPECIAL if kinds.get(kind)],
        }
    )


@blueprint.post("/demand")
@blueprint.input(DemandQuery, location="query", arg_name="query")
@blueprint.output(DemandFileOut, status_code=201)
@allow(*PLANNERS)
def bring(query: DemandQuery) -> Response:
    """Takes a CSV, XLSX, GeoJSON, GeoPackage, GeoTIFF or Esri grid: a form's `file`, or the body with `name`. Rows that
    cannot be used are counted and named; the same file again is the one that is there."""
    here, (content, name) = office(), _sent(query)
    files = here.survey.files
    ident = files.ident(content, query.crs)
    if not files.has(ident):
        files.keep(ident, name, query.crs, _read(here, content, name, query.crs), at=here.now())
    return created(_row(here, files.find(ident)), f"/api/v1/planning/demand/{ident}")


@blueprint.get("/demand/<ident>")
@blueprint.output(DemandFileOut)
@allow(*READERS)
def one(ident: str) -> Response:
    here = office()
    return answer(_row(here, here.survey.files.find(ident)))


@blueprint.delete("/demand/<ident>")
@blueprint.output({}, status_code=204)
@allow(*PLANNERS)
def take_away(ident: str) -> Response:
    """Plans that were made for it stay, and say that it is gone."""
    office().survey.files.remove(ident)
    return Response(status=204)


def _sent(query: DemandQuery) -> tuple[bytes, str]:
    """Larger than `FILE_BYTES` it is not even read."""
    request.max_content_length = FILE_BYTES
    if request.mimetype == "multipart/form-data":
        uploaded = request.files.get("file")
        content, name = (uploaded.read(), uploaded.filename) if uploaded else (b"", None)
    else:
        content, name = request.get_data(), query.name
    if not content:
        raise Refused("no_file_sent")
    return content, (name or say("sent_file", language()))[-120:]


def _read(here: Office, content: bytes, name: str, crs: str | None) -> Places:
    """With the reasons in words."""
    try:
        return sent_demand(content, name, here.city, crs=crs)
    except BadInput as wrong:
        if wrong.code == "demand_without_crs":
            raise BadInput("demand_file_without_crs", file=name) from wrong
        if wrong.code != "demand_nothing_left":
            raise
        codes = str(wrong.params["reasons"]).split(", ")
        reasons = say("planning.reason.and", language()).join(
            say(f"planning.reason.{code}", language()) for code in codes
        )
        raise BadInput("demand_file_nothing_left", file=name, rows=wrong.params["rows"], reasons=reasons) from wrong


def _row(here: Office, found: Brought) -> Row:
    demand, plans = found.demand, here.log.board().planning.site_plans
    return {
        "id": found.id,
        "file": found.file,
        "crs": found.crs,
        "at": stamp(found.at),
        "source": demand.source,
        "weakness": say(demand.weakness, language()),
        "places": len(demand),
        "people": round(float(demand.weight.sum()), 1),
        "cell_m": demand.cell_m,
        "remarks": [remark_row(one) for one in demand.remarks],
        "plans": [
            ident
            for ident, plan in sorted(plans.items())
            if plan.question.demand is Demand.FILE and plan.question.file == found.id
        ],
    }
