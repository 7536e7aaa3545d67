"""A site plan as papers for a committee: written beside the server, then fetched."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from apiflask import APIBlueprint
from flask import Response

from dispatch.errors import NotFound
from dispatch.papers.commission import Commission
from dispatch.papers.writing import FILES, write
from dispatch.planning.model import sites_of
from dispatch.planning.planned import WEEK_HOURS
from dispatch.planning.survey import staffed
from dispatch.web.answers import answer
from dispatch.web.auth import allow, me
from dispatch.web.bodies import Body
from dispatch.web.office import office
from dispatch.web.planning import READERS
from dispatch.web.problems import language
from dispatch.web.running import Run, State
from dispatch.web.runs import RunOut, told

blueprint = APIBlueprint("papers", __name__, url_prefix="/api/v1", tag="planning")

KEPT = timedelta(days=1)
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "gpkg": "application/geopackage+sqlite3",
    "geojson": "application/geo+json",
}


@blueprint.post("/site-plans/<int:ident>/papers")
@blueprint.input(Body, arg_name="body")
@blueprint.output(RunOut, status_code=202)
@allow(*READERS)
def commission(ident: int, body: Body) -> Response:
    """Two pages as PDF and Word, all figures as XLSX, layers as GeoPackage and GeoJSON; `/runs/ID` tells when they are
    there."""
    order, folder, dask = _order(ident), _folder(), office().config.dask

    def work(run: Run) -> Mapping[str, object]:
        for done, of, files in write(order, dask=dask, cancelled=run.stopped):
            for ending, content in files.items():
                (folder / f"{run.id}.{ending}").write_bytes(content)
            run.tell(done, of)
        return {"plan": ident, "edition": order.plan.edition, "files": list(FILES)}

    return answer(told(office().running.begin("papers", work, by=me().by)), 202)


@blueprint.get("/papers/<run>.<ending>")
@blueprint.doc(responses={200: "One of the files"})
@allow(*READERS)
def paper(run: str, ending: str) -> Response:
    """Of whoever ordered it, for a day."""
    ordered = office().running.find(run, by=me().by)
    file = _folder() / f"{ordered.id}.{ending}"
    if ordered.kind != "papers" or ordered.state is not State.DONE or ending not in FILES or not file.is_file():
        raise NotFound("paper", f"{run}.{ending}")
    found: Mapping[str, object] = ordered.found or {}
    name = f"site-plan-{found['plan']}-{found['edition']}.{ending}"
    sent = Response(file.read_bytes(), mimetype=TYPES[ending])
    sent.headers["Content-Disposition"] = f"attachment; filename={name}"
    return sent


def _order(ident: int) -> Commission:
    here = office()
    plan, now = here.planning.find(ident), here.now()
    cells, board = here.survey.cells(plan.question), here.log.board()
    local = now.astimezone(here.centre.timezone)
    there = staffed(board, plan.question.skill, range(WEEK_HOURS), local)
    return Commission(
        cities=here.config.cities_dir,
        city=here.city.name,
        plan=plan,
        today=sites_of(board.duty.stations),
        demand=cells.demand,
        scaled=cells.scaled,
        conditions=board.conditions,
        staffed=tuple(there[hour] for hour in range(WEEK_HOURS)),
        day_s=here.centre.mobilisation.seconds(night=False),
        night_s=here.centre.mobilisation.seconds(night=True),
        language=language(),
        at=now,
    )


def _folder() -> Path:
    """Where papers lie until they are fetched; those of yesterday go."""
    folder = office().config.data_dir / "papers"
    folder.mkdir(exist_ok=True)
    oldest = (office().now() - KEPT).timestamp()
    for file in folder.iterdir():
        if file.stat().st_mtime < oldest:
            file.unlink(missing_ok=True)
    return folder
