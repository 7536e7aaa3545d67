"""Stations, people and AEDs from files that an administrator sends, as on the command line; and files to fill in."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from apiflask import APIBlueprint
from flask import Response, request

from dispatch.errors import NotFound, Refused
from dispatch.log.contract import Request
from dispatch.log.event import Event, Recorded
from dispatch.records import aeds, people, stations, templates
from dispatch.records.columns import Column, Table, find_table
from dispatch.records.entrances import reaches
from dispatch.records.intake import Intake, Remark
from dispatch.records.sheets import parse
from dispatch.web.answers import answer, repeatable
from dispatch.web.attached import attached
from dispatch.web.auth import allow, me
from dispatch.web.bodies import RecordsQuery, StationsQuery, TemplateQuery
from dispatch.web.office import office
from dispatch.web.principal import Role
from dispatch.web.problems import language
from dispatch.web.rows import Row
from dispatch.web.setup_shapes import ImportedOut
from dispatch.words import say

T = TypeVar("T")

blueprint = APIBlueprint("records", __name__, url_prefix="/api/v1/records", tag="records")

FILE_BYTES = 4 * 2**20
TOLD = 300
TEMPLATES = {f"{what}{suffix}": what for what in templates.COLUMNS for suffix in (".xlsx", ".csv")}


@blueprint.post("/stations")
@blueprint.input(StationsQuery, location="query", arg_name="query")
@blueprint.output(ImportedOut)
@allow(Role.ADMIN)
def import_stations(query: StationsQuery) -> Response:
    """Takes in the good rows of an XLSX, CSV or GeoJSON file, all together; the others come back with the reasons."""
    here, content = office(), sent_file()
    known = here.log.board().duty.stations
    table = table_in(content, stations.COLUMNS)
    reached = reaches(here.city)
    intake = stations.read_stations(table, known, crs=query.crs, bounds=here.city.bbox, reached=reached)
    return taken(intake, query, content, here.duty.would_record, here.duty.record_stations)


@blueprint.post("/people")
@blueprint.input(RecordsQuery, location="query", arg_name="query")
@blueprint.output(ImportedOut)
@allow(Role.ADMIN)
def import_people(query: RecordsQuery) -> Response:
    """As stations, which come first. Columns that the file lacks keep what is on record."""
    here, content = office(), sent_file()
    board = here.log.board()
    intake = people.read_people(table_in(content, people.COLUMNS), board.people.volunteers, board.duty.stations)
    return taken(intake, query, content, here.people.would_record, here.people.record)


@blueprint.post("/aed")
@blueprint.input(StationsQuery, location="query", arg_name="query")
@blueprint.output(ImportedOut)
@allow(Role.ADMIN)
def import_aeds(query: StationsQuery) -> Response:
    """As stations. Those without readable hours come in with a doubt, and are never counted as open."""
    here, content = office(), sent_file()
    known = here.log.board().aeds.known
    intake = aeds.read_aeds(table_in(content, aeds.COLUMNS), known, crs=query.crs, bounds=here.city.bbox)
    return taken(intake, query, content, here.aeds.would_record, here.aeds.record)


@blueprint.get("/templates/<name>")
@blueprint.input(TemplateQuery, location="query", arg_name="query")
@allow(Role.ADMIN)
def template(name: str, query: TemplateQuery) -> Response:
    """stations.xlsx, people.csv and so on: a table to fill in, in the reader's language."""
    if name not in TEMPLATES:
        raise NotFound("template", name)
    return attached(name, lambda file: templates.write(file, TEMPLATES[name], language=query.language or language()))


def sent_file() -> bytes:
    """The body as it is, or a form's `file`; larger than `FILE_BYTES` it is not even read."""
    request.max_content_length = FILE_BYTES
    if request.mimetype == "multipart/form-data":
        uploaded = request.files.get("file")
        content = uploaded.read() if uploaded else b""
    else:
        content = request.get_data()
    if not content:
        raise Refused("no_file_sent")
    return content


def table_in(content: bytes, columns: Sequence[Column]) -> Table:
    return find_table(parse(content, say("sent_file", language())), columns, language())


def taken(
    intake: Intake[T],
    query: RecordsQuery,
    content: bytes,
    preview: Callable[[Sequence[T]], Sequence[Event]],
    record: Callable[..., Sequence[Recorded]],
) -> Response:
    """Fictional people have logins that anybody can read: where they are, nobody real is recorded."""
    bad = [told(one) for one in intake.bad[:TOLD]]
    if query.dry_run:
        return answer(_report(intake, bad, len(preview(intake.things)), dry_run=True))
    if office().config.demo:
        raise Refused("records_in_demo")
    if not intake.things:
        raise Refused("no_good_rows", errors=bad)
    again: Request | None = repeatable(query, file=content)
    recorded = record(intake.things, by=me().by, request=again)
    return answer(_report(intake, bad, len(recorded), dry_run=False))


def told(remark: Remark) -> Row:
    reason = say(remark.code, language(), **remark.params)
    return {"row": remark.row, "column": remark.column, "value": remark.value, "code": remark.code, "reason": reason}


def _report(intake: Intake[Any], bad: list[Row], recorded: int, *, dry_run: bool) -> Row:
    return {
        "dry_run": dry_run,
        "read": intake.read,
        "good": len(intake.things),
        "refused": intake.read - len(intake.things),
        "recorded": recorded,
        "bad": bad,
        "doubts": [told(one) for one in intake.doubts[:TOLD]],
        "ignored_columns": list(intake.ignored),
    }
