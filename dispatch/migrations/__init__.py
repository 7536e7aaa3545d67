"""The history of the tables, one for both databases."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from dispatch.errors import Refused

LATEST = "0001"


def revision(connection: Connection) -> str | None:
    """The step of the history that the database stands at; None for one without tables of ours."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def upgrade(connection: Connection) -> None:
    """Brings the tables to `LATEST` in the caller's transaction. Refused("newer_database") where they lie beyond it."""
    found = revision(connection)
    if found == LATEST:
        return
    # Costly to import, and rarely needed.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent))
    try:
        command.upgrade(config, LATEST)
    except CommandError:
        raise Refused("newer_database", revision=found, latest=LATEST) from None
