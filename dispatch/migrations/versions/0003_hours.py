"""The hours that people give. The tables are derived: the store fills them from the log when it finds them new."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.String(27)


def upgrade() -> None:
    make_hours()
    make_lines()
    for table, column in (
        ("hours", "volunteer"),
        ("hours", "assignment"),
        ("hours", "started_at"),
        ("hour_lines", "entry"),
    ):
        op.create_index(f"ix_{table}_{column}", table, [column])


def make_hours() -> None:
    op.create_table(
        "hours",
        sa.Column("entry", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("volunteer", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("station", sa.Text),
        sa.Column("incident", sa.BigInteger),
        sa.Column("assignment", sa.BigInteger),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("until", MOMENT),
        sa.Column("set_out_at", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.Column("forgotten", sa.Boolean, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("corrected_at", MOMENT),
        sa.Column("decided_at", MOMENT),
        sa.Column("decided_by", sa.Text),
        sa.Column("posted_at", MOMENT),
        sa.Column("posted_by", sa.Text),
    )


def make_lines() -> None:
    op.create_table(
        "hour_lines",
        sa.Column("seq", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("entry", sa.BigInteger, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("within", sa.Integer, nullable=False),
        sa.Column("correction", sa.Boolean, nullable=False),
    )
