"""Posted hours of a month as a file to hand on."""

from datetime import timedelta
from pathlib import Path
from typing import Literal

from apiflask import APIBlueprint
from flask import Response

from dispatch.errors import NotFound
from dispatch.records.hours import COLUMNS, posted_rows
from dispatch.records.writing import write
from dispatch.web.attached import attached
from dispatch.web.auth import allow, me
from dispatch.web.hours import READERS, MonthQuery, name_of, of_month
from dispatch.web.office import office
from dispatch.web.problems import language

blueprint = APIBlueprint("hours_sheet", __name__, url_prefix="/api/v1/hours", tag="hours")

FILES = {"hours.csv", "hours.xlsx"}


class SheetQuery(MonthQuery):
    """`language`: of the words in it, where it is not the one that the browser prefers."""

    language: Literal["zh-CN", "en"] | None = None


@blueprint.get("/<name>")
@blueprint.input(SheetQuery, location="query", arg_name="query")
@allow(*READERS)
def sheet(name: str, query: SheetQuery) -> Response:
    """hours.xlsx, hours.csv: a row for each day, as the record of volunteer service wants it. That names left the house
    is written down."""
    if name not in FILES:
        raise NotFound("hours", name)
    first, found, ledger = of_month(query)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    board, words = office().log.board(), query.language or language()
    office().accounts.note_look(me().by, f"hours:{first:%Y-%m}", "export")
    rows = posted_rows(
        ledger,
        [one.entry.entry for one in found],
        first,
        last,
        names={one.entry.volunteer: name_of(board, one.entry.volunteer) for one in found},
        stations={ident: one.name for ident, one in board.duty.stations.items()},
        language=words,
    )
    return attached(f"hours_{first:%Y-%m}{Path(name).suffix}", lambda file: write(file, COLUMNS, rows, language=words))
