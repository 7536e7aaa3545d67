"""Access for programs and for the first administrator."""

from datetime import timedelta

import click

from dispatch.board import Board
from dispatch.cli.log import config_for, database_url
from dispatch.clock import now
from dispatch.errors import NotFound
from dispatch.opening import board_log, open_store
from dispatch.web.accounts import Accounts
from dispatch.web.principal import Role


@click.group()
def token() -> None:
    """Bearer tokens."""


@token.command()
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--station", help="The station of a duty officer.")
@click.option("--volunteer", help="The number of the volunteer whose token it is.")
@click.option("--days", type=click.IntRange(1, 3650), help="How long it is valid; without it, until it is revoked.")
@click.option("--label", help="What the log calls whoever uses it.")
@database_url
def create(
    role: str, station: str | None, volunteer: str | None, days: int | None, label: str | None, database_url: str
) -> None:
    """Print one new token, the only time that it is shown: the database keeps its hash."""
    store = open_store(config_for(database_url))
    try:
        _expect(board_log(store).board(), station, volunteer)
        lasts = timedelta(days=days) if days else None
        made = Accounts(store.engine, now).issue(
            Role(role), station=station, volunteer=volunteer, lasts=lasts, label=label
        )
    finally:
        store.close()
    click.echo(made)


def _expect(board: Board, station: str | None, volunteer: str | None) -> None:
    """A slip of the finger makes no token for nobody."""
    if station is not None and station not in board.duty.stations:
        raise NotFound("station", station)
    if volunteer is not None and volunteer not in board.people.volunteers:
        raise NotFound("volunteer", volunteer)
