"""What a period was like, in figures alone: as JSON for the page, as a table for spreadsheets."""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from apiflask import APIBlueprint
from flask import Response
from pydantic import ConfigDict, Field, RootModel

from dispatch.errors import NotFound
from dispatch.incidents.model import IncidentMode
from dispatch.records.writing import write
from dispatch.reports.report import Report
from dispatch.web.answers import answer
from dispatch.web.attached import attached
from dispatch.web.auth import allow, me
from dispatch.web.bodies import Body
from dispatch.web.office import office
from dispatch.web.principal import Role
from dispatch.web.problems import language
from dispatch.web.report_sheet import COLUMNS, lines

blueprint = APIBlueprint("reports", __name__, url_prefix="/api/v1/reports", tag="reports")

READERS = (Role.PLANNER, Role.DISPATCHER, Role.AUDITOR, Role.ADMIN)
FILES = {"report.csv", "report.xlsx"}
Day = Annotated[date, Field(ge=date(1900, 1, 1), lt=date(2200, 1, 1))]


class ReportQuery(Body):
    """`from`, `to`: days of the centre's calendar, both included; left out, the thirty days up to today."""

    model_config = ConfigDict(serialize_by_alias=True)

    first: Annotated[Day | None, Field(alias="from")] = None
    last: Annotated[Day | None, Field(alias="to")] = None
    mode: IncidentMode = IncidentMode.ACTUAL


class SheetQuery(ReportQuery):
    """`language`: of the words in it, where it is not the one that the browser prefers."""

    language: Literal["zh-CN", "en"] | None = None


class ReportOut(RootModel[Report]):
    """Seconds end in `_s`; a share has its hits, its n and Wilson's 95 % interval; null where n is 0."""


@blueprint.get("")
@blueprint.input(ReportQuery, location="query", arg_name="query")
@blueprint.output(ReportOut)
@allow(*READERS)
def report(query: ReportQuery) -> Response:
    """The promise, the steps, the predictions, activation and the load on people; nobody is named."""
    return answer(ReportOut(_told(query)).model_dump(mode="json"))


@blueprint.get("/<name>")
@blueprint.input(SheetQuery, location="query", arg_name="query")
@allow(*READERS)
def sheet(name: str, query: SheetQuery) -> Response:
    """report.xlsx, report.csv: the same figures, one a row."""
    if name not in FILES:
        raise NotFound("report", name)
    told, words = _told(query), query.language or language()
    rows = lines(told, words)
    return attached(
        f"{told.first}_{told.last}{Path(name).suffix}", lambda file: write(file, COLUMNS, rows, language=words)
    )


def _told(query: ReportQuery) -> Report:
    return office().reports.of(query.first, query.last, query.mode, reader=me().by)
