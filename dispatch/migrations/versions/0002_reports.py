"""What reports are counted from. The tables are derived: the store fills them from the log when it finds them new."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.String(27)


def upgrade() -> None:
    make_cases()
    make_asked()
    make_trips()
    make_turns()
    for table, column in (
        ("cases", "reported_at"),
        ("waves", "incident"),
        ("askings", "incident"),
        ("trips", "incident"),
        ("turns", "at"),
    ):
        op.create_index(f"ix_{table}_{column}", table, [column])


def make_cases() -> None:
    op.create_table(
        "cases",
        sa.Column("incident", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("mode", sa.Text, nullable=False),
        sa.Column("reported_at", MOMENT, nullable=False),
        sa.Column("occurred_at", MOMENT),
        sa.Column("promise_s", sa.Integer, nullable=False),
        sa.Column("needs", sa.Text, nullable=False),
        sa.Column("taken_by", sa.Text, nullable=False),
        sa.Column("part_of", sa.BigInteger),
        sa.Column("closed_at", MOMENT),
    )


def make_asked() -> None:
    op.create_table(
        "waves",
        sa.Column("wave", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("incident", sa.BigInteger, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("by_plan", sa.Boolean, nullable=False),
        sa.Column("chance", sa.Float),
    )
    op.create_table(
        "askings",
        sa.Column("alert", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("incident", sa.BigInteger, nullable=False),
        sa.Column("wave", sa.BigInteger, nullable=False),
        sa.Column("volunteer", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("chance", sa.Float),
        sa.Column("accepted_at", MOMENT),
        sa.Column("declined_at", MOMENT),
        sa.Column("expired_at", MOMENT),
        sa.Column("withdrawn_at", MOMENT),
    )


def make_trips() -> None:
    op.create_table(
        "trips",
        sa.Column("assignment", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("alert", sa.BigInteger, nullable=False),
        sa.Column("incident", sa.BigInteger, nullable=False),
        sa.Column("volunteer", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("assigned_at", MOMENT, nullable=False),
        sa.Column("en_route_at", MOMENT),
        sa.Column("on_scene_at", MOMENT),
        sa.Column("engaged_at", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.Column("ended", sa.Text),
    )


def make_turns() -> None:
    op.create_table(
        "turns",
        sa.Column("seq", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("volunteer", sa.Text, nullable=False),
        sa.Column("station", sa.Text),
        sa.Column("at", MOMENT, nullable=False),
    )
