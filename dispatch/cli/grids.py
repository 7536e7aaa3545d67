"""`dispatch data … roster`: the grid of people × dates from and to files."""

import json
from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from dispatch.cli.records import (
    BY,
    data,
    database,
    dry_run_flag,
    export,
    file_argument,
    import_,
    opened,
    template,
    told,
)
from dispatch.clock import now
from dispatch.log.store import SqlStore
from dispatch.records import rosters, sheets
from dispatch.records.intake import Remark
from dispatch.records.roster_sheet import example, grid_of, write_grid
from dispatch.rosters.desk import RosterDesk
from dispatch.rosters.terms import RosterBook
from dispatch.rosters.written import Written
from dispatch.words import say

__all__ = ["data"]

BEIJING = "Asia/Shanghai"
"""Of a database that no city has claimed yet."""


class MonthType(click.ParamType):  # type: ignore[type-arg]
    name = "YYYY-MM"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        try:
            found = date.fromisoformat(f"{value}-01")
        except ValueError:
            self.fail(f"{value!r} is not a month, as 2026-12", param, ctx)
        return found.year, found.month


month_option = click.option("--month", type=MonthType(), help="Of the grid; where headers say only the day.")
station_option = click.option("--station", help="Only the people and shifts of this station.")


@import_.command("roster")
@file_argument
@month_option
@click.option("--override", metavar="REASON", help="Why rules of rest are passed over; without it, none is.")
@dry_run_flag
@database
def import_roster(
    file: Path, month: tuple[int, int] | None, override: str | None, dry_run: bool, database_url: str | None
) -> None:
    """A grid: number, name, station, then a column a date; cells 白, 夜, 休, 备, 白/夜, 白@S03. Only what differs from
    the plan changes, and nothing that has begun."""
    with opened(database_url) as (config, store, log):
        book = RosterBook(config.data_dir)
        timezone = timezone_of(store)
        desk = RosterDesk(log, now, timezone, lambda: book.terms)
        board = log.board()
        grid = rosters.read_grid(sheets.read(file), board, board.rosters.named(book.terms), month=month)
        if dry_run:
            written = desk.would_write(grid.cells, reason=override)
        else:
            written = desk.write_cells(grid.cells, reason=override, by=BY)
        _answer(grid, written, timezone, config.language)


@export.command("roster")
@file_argument
@month_option
@station_option
@database
def export_roster(file: Path, month: tuple[int, int] | None, station: str | None, database_url: str | None) -> None:
    """The grid of a month, this one unless another is named; shifts that are over are kept for forty days."""
    with opened(database_url) as (config, store, log):
        board, terms, timezone = log.board(), RosterBook(config.data_dir).terms, timezone_of(store)
        days, named = _days(month, timezone), board.rosters.named(terms)
        rows = grid_of(board, named, days, timezone, station=station)
        write_grid(file, rows, days, named, terms.calendar, language=config.language)
        click.echo(json.dumps({"file": str(file), "rows": len(rows)}, ensure_ascii=False))


@template.command("roster")
@file_argument
@month_option
@station_option
@database
def template_roster(file: Path, month: tuple[int, int] | None, station: str | None, database_url: str | None) -> None:
    """An empty grid of a month with everybody on record, and lists to choose from."""
    with opened(database_url) as (config, store, log):
        board, terms = log.board(), RosterBook(config.data_dir).terms
        days, named = _days(month, timezone_of(store)), board.rosters.named(terms)
        people = [one for one in board.people.volunteers.values() if station in {None, one.station}]
        write_grid(file, example(days, named, people), days, named, terms.calendar, language=config.language)


def timezone_of(store: SqlStore) -> ZoneInfo:
    """The centre's, by whose clock a shift begins."""
    return ZoneInfo(store.fact("timezone") or BEIJING)


def _days(month: tuple[int, int] | None, timezone: ZoneInfo) -> list[date]:
    today = now().astimezone(timezone).date()
    year, number = month or (today.year, today.month)
    return [date(year, number, day) for day in range(1, monthrange(year, number)[1] + 1)]


def _answer(grid: rosters.Grid, written: Written, timezone: ZoneInfo, language: str) -> None:
    """As JSON on stdout; exit 2 where a cell could not be taken over."""
    bad, doubts = rosters.came_of(grid, written, timezone)
    summary = {
        "read": grid.read,
        "cells": len(grid.cells),
        "planned": written.planned,
        "dropped": written.dropped,
        "unchanged": written.unchanged,
        "bad": _told([*grid.bad, *bad], language),
        "doubts": _told(doubts, language),
        "ignored_columns": grid.ignored,
    }
    click.echo(json.dumps(summary, ensure_ascii=False, indent=2))
    if grid.bad or bad:
        refused = len(grid.bad) + len(bad)
        click.echo(say("cells_refused", language, good=len(grid.cells) - len(bad), refused=refused), err=True)
        click.get_current_context().exit(2)


def _told(remarks: Iterable[Remark], language: str) -> Sequence[dict[str, object]]:
    return [told(one, language) for one in remarks]
