"""The history of the tables, one for both databases."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from dispatch.errors import Refused

LATEST = "0003"


def revision(connection: Connection) -> str | None:
    """The step of the history that the database stands at; None for one without tables of ours."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def upgrade(connection: Connection, to: str = LATEST) -> None:
    """Brings the tables to step `to` in the caller's transaction. Refused("newer_database") where the tables, or `to`,
    lie beyond what this version knows."""
    found = revision(connection)
    if found == to:
        return
    # Costly to import, and rarely needed.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent))
    try:
        command.upgrade(config, to)
    except CommandError:
        raise Refused("newer_database", found=found or to, latest=LATEST) from None
