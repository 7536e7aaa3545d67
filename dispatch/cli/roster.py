"""`dispatch roster`: a month filled by the solver."""

import json
import os
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import click

from dispatch.cli.grids import timezone_of
from dispatch.cli.records import BY, database, opened
from dispatch.clock import now
from dispatch.config import Config
from dispatch.errors import Refused
from dispatch.records import sheets
from dispatch.rosters.desk import RosterDesk
from dispatch.rosters.filling.asked import REACH_MINUTES, Leave, ask, cells_of
from dispatch.rosters.filling.fill import Told, fill
from dispatch.rosters.filling.proposal import told
from dispatch.rosters.filling.reasons import REASONS, freed, gaps
from dispatch.rosters.terms import RosterBook
from dispatch.words import say
from maps.errors import BadInput

LONGEST_LEAVE = 366


@click.group()
def roster() -> None:
    """Duty rosters."""


@roster.command("fill")
@click.option("--month", required=True, metavar="2026-12", help="What has not begun of it is filled.")
@click.option("--station", help="Only this one's shifts, by its id.")
@click.option(
    "--seconds", type=click.FloatRange(1, 3600), default=60.0, show_default=True, help="Of solving, with the reasons."
)
@click.option(
    "--leave",
    "leave_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Table of volunteer number, first and last day away.",
)
@click.option(
    "--reach-minutes",
    type=click.FloatRange(0, 240),
    default=REACH_MINUTES,
    show_default=True,
    help="How far people may be asked to come to another station.",
)
@click.option("--workers", type=click.IntRange(1, 64), default=lambda: os.cpu_count() or 1, help="Processes.")
@click.option("--dry-run", is_flag=True, help="Say what would be planned, and plan nothing.")
@database
def fill_(
    month: str,
    station: str | None,
    seconds: float,
    leave_file: Path | None,
    reach_minutes: float,
    workers: int,
    dry_run: bool,
    database_url: str | None,
) -> None:
    """Plan who serves when, so that as little as possible stays open, near home and evenly.

    Prints what is planned, what it costs, what no plan can be below, and why somebody is missing, as JSON; exit 1 where
    somebody is."""
    _require_month(month)
    with opened(database_url) as (config, store, log):
        timezone = timezone_of(store)
        book = RosterBook(config.data_dir)
        desk = RosterDesk(log, now, timezone, lambda: book.terms)
        board = log.board()
        leave = read_leave(leave_file) if leave_file else {}
        asked = ask(
            board, desk.terms, timezone, month, now(), station=station, leave=leave, reach_minutes=reach_minutes
        )
        begun = monotonic()
        filled = fill(asked.question, seconds=seconds * (1 - REASONS), workers=workers, heard=_hear)
        cells = cells_of(board, desk.terms, timezone, asked.question, filled.turns)
        why = freed(asked.question, filled, ends=begun + seconds)
        took = monotonic() - begun
        said = told(asked.question, filled, cells, gaps(asked.question, filled), why)
        written = desk.would_write(cells) if dry_run or not cells else desk.write_cells(cells, by=BY)
    planned = {"month": month, "seconds": round(took, 1), "planned": written.planned, "refused": len(written.kept)}
    click.echo(json.dumps({**planned, **said}, ensure_ascii=False, indent=1))
    for line in words(said):
        click.echo(line, err=True)
    if said["missing"]:
        click.get_current_context().exit(1)


def words(said: dict[str, Any]) -> list[str]:
    """What is not filled, and why, a line each."""
    language = Config.from_env().language
    lines = []
    for one in said["gaps"]:
        kept = [say(f"fill_kept.{rule}", language, n=n) for rule, n in one["kept"].items()]
        lines.append(say("fill_gap", language, **{**one, "kept": " · ".join(kept) or "—"}))
    return lines + [say(f"fill_freed.{one['rule']}", language, **one) for one in said["freed"]]


def read_leave(path: Path) -> Leave:
    """By volunteer, the days on which they are not there. Refuses a row that is not a number and two days."""
    found: defaultdict[str, set[date]] = defaultdict(set)
    rows = [row for sheet in sheets.read(path)[:1] for row in sheet.rows]
    for number, cells in rows:
        try:
            volunteer, first, last = str(cells[0]).strip(), _day(cells[1]), _day(cells[2])
        except (IndexError, ValueError):
            if number == rows[0][0]:
                continue  # the headings
            raise BadInput("leave_row", file=path.name, row=number) from None
        if not 0 <= (last - first).days < LONGEST_LEAVE:
            raise BadInput("leave_row", file=path.name, row=number)
        found[volunteer] |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
    return found


def _day(cell: object) -> date:
    """Of a sheet a date or a moment, of a text 2026-12-24."""
    return date.fromisoformat(str(cell).strip()[:10])


def _require_month(month: str) -> None:
    try:
        date.fromisoformat(f"{month}-01")
    except ValueError:
        raise Refused("roster_month", month=month) from None


def _hear(now_: Told) -> None:
    click.echo(
        f"{now_.done}/{now_.of}" + (f" {now_.cost:g} ≥ {now_.bound:g}" if now_.cost is not None else ""), err=True
    )
