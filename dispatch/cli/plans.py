"""`dispatch data check-plans`: whether a file of response plans can be used, and what it says."""

import json
from collections.abc import Sequence
from pathlib import Path

import click

from dispatch.cli.records import data, database, opened
from dispatch.clock import now
from dispatch.config import Config
from dispatch.incidents.model import FollowUpNeed, Need
from dispatch.incidents.planbook import NAME, SHIPPED
from dispatch.incidents.plans import Plans, load, schema, unfillable
from dispatch.words import say


@data.command("check-plans")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--schema", "as_schema", is_flag=True, help="Print the JSON Schema of such files instead.")
@database
def check_plans(file: Path | None, as_schema: bool, database_url: str | None) -> None:
    """Print response plans as a table, or what is wrong with them (exit 2). Without FILE: those in force.

    Roles that nobody in the database of the city could fill are named on stderr.
    """
    if as_schema:
        click.echo(json.dumps(schema(), ensure_ascii=False, indent=2))
        return
    config = Config.from_env()
    own = config.data_dir / NAME
    plans = load(file or (own if own.exists() else SHIPPED))
    for line in _table(plans):
        click.echo(line)
    if database_url or config.embedded.exists():
        _name_unfillable(plans, database_url)


def _table(plans: Plans) -> list[str]:
    rows: list[tuple[str, ...]] = [("type", "level", "role", "team", "count", "target", "kit", "qualifications")]
    for (kind, level), response in plans.items():
        rows += [(str(kind), str(level), *_cells(need, response.target)) for need in response.needs]
    owed: list[tuple[str, ...]] = [("type", "level", "follow-up", "team", "after_hours", "qualifications")]
    for (kind, level), response in plans.items():
        owed += [(str(kind), str(level), *_owed(need)) for need in response.follow_ups]
    return [*_aligned(rows), *(["", *_aligned(owed)] if len(owed) > 1 else [])]


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _owed(need: FollowUpNeed) -> tuple[str, ...]:
    return need.role, need.team, " ".join(map(str, need.after_hours)), " | ".join(need.qualifications)


def _cells(need: Need, target: float) -> tuple[str, ...]:
    wanted = " | ".join(need.qualifications) or "-"
    return need.role, need.team or "any", str(need.count), f"{need.target or target:g}", need.kit or "-", wanted


def _name_unfillable(plans: Plans, database_url: str | None) -> None:
    with opened(database_url) as (config, _, log):
        volunteers = log.board().people.volunteers
        for one in unfillable(plans, volunteers.values(), now().date()) if volunteers else ():
            click.echo(say("plan_unfillable", config.language, **one._asdict()), err=True)
