"""The grid of a month to and from files, at the desk."""

from typing import Literal

from apiflask import APIBlueprint
from flask import Response

from dispatch.records.roster_sheet import grid_of, write_grid
from dispatch.records.rosters import came_of, read_grid
from dispatch.records.sheets import parse
from dispatch.web.answers import answer, repeatable
from dispatch.web.attached import TYPES, attached
from dispatch.web.auth import allow, me
from dispatch.web.bodies import Text
from dispatch.web.office import office
from dispatch.web.out import Out
from dispatch.web.principal import Role
from dispatch.web.problems import language
from dispatch.web.records import sent_file
from dispatch.web.roster_bodies import MonthQuery
from dispatch.web.rosters import PLANNING, days_of, served
from dispatch.words import say

blueprint = APIBlueprint("roster_files", __name__, url_prefix="/api/v1/rosters", tag="rosters")

TOLD = 300


class GridQuery(MonthQuery):
    """`language`: of the words in it, where it is not the one that the browser prefers."""

    language: Literal["zh-CN", "en"] | None = None


class GridFileQuery(MonthQuery):
    """`reason`: why rules of rest are passed over."""

    reason: Text | None = None


class GridTakenOut(Out):
    """`refused`: rows and cells that were not taken over, in words."""

    planned: int
    dropped: int
    unchanged: int
    refused: list[str]


@blueprint.get("/roster.xlsx")
@blueprint.input(GridQuery, location="query", arg_name="query")
@blueprint.output({}, content_type=TYPES[".xlsx"])
@allow(*PLANNING, Role.AUDITOR)
def export(query: GridQuery) -> Response:
    """People by dates, as `import` reads it again. That names left the house is written down."""
    here, station = office(), served(query.station)
    board, terms, timezone = here.log.board(), here.rosters.terms, here.centre.timezone
    month = query.month or f"{here.now().astimezone(timezone):%Y-%m}"
    days, named = days_of(month), board.rosters.named(terms)
    here.accounts.note_look(me().by, f"roster:{month}", "export")
    rows = grid_of(board, named, days, timezone, station=station)
    words = query.language or language()
    return attached(
        f"roster_{month}.xlsx", lambda file: write_grid(file, rows, days, named, terms.calendar, language=words)
    )


@blueprint.post("/import")
@blueprint.input(GridFileQuery, location="query", arg_name="query")
@blueprint.output(GridTakenOut)
@allow(Role.DISPATCHER)
def take(query: GridFileQuery) -> Response:
    """Takes over what differs from the plan, in one transaction; the other cells come back with their reasons."""
    here, content = office(), sent_file()
    board, timezone = here.log.board(), here.centre.timezone
    month = (int(query.month[:4]), int(query.month[5:])) if query.month else None
    named = board.rosters.named(here.rosters.terms)
    grid = read_grid(parse(content, say("sent_file", language())), board, named, month=month)
    again = repeatable(query, file=content)
    written = here.rosters.write_cells(grid.cells, reason=query.reason, by=me().by, request=again)
    bad, _ = came_of(grid, written, timezone)
    refused = [say(one.code, language(), **one.params) for one in (*grid.bad, *bad)][:TOLD]
    return answer(
        {
            "planned": written.planned,
            "dropped": written.dropped,
            "unchanged": written.unchanged,
            "refused": refused,
        }
    )
