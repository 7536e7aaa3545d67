"""Every table, once, for both databases; Alembic's history in `dispatch/migrations` makes them."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    text,
)

from dispatch.clock import stamp


class Utc(TypeDecorator[datetime]):
    """An aware moment as the text of `clock.stamp`: the same bytes, sortable, on both databases."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else stamp(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


metadata = MetaData()

events = Table(
    "events",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("at", Utc, nullable=False),
    Column("happened_at", Utc),
    Column("by", Text, nullable=False),
    Column("cause", BigInteger),
    Column("subject", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("v", Integer, nullable=False),
    Column("data", Text, nullable=False),
    Column("hash", String(64), nullable=False),
)

requests = Table(
    "requests",
    metadata,
    Column("by", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("body_hash", String(64), nullable=False),
    Column("first_seq", BigInteger),
    Column("last_seq", BigInteger),
    Column("at", Utc, nullable=False),
)

particulars = Table(
    "particulars",
    metadata,
    Column("ref", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("subject", Text, nullable=False, index=True),
    Column("body", LargeBinary, nullable=False),
)

meta = Table("meta", metadata, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))

snapshots = Table(
    "snapshots",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("fingerprint", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
)

commitments = Table(
    "commitments",
    metadata,
    Column("assignment", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("incident", BigInteger, nullable=False),
    Column("volunteer", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("ended_at", Utc),
)
Index(
    "one_open_assignment",
    commitments.c.volunteer,
    commitments.c.mode,
    unique=True,
    sqlite_where=text("ended_at IS NULL"),
    postgresql_where=text("ended_at IS NULL"),
)

# What reports are counted from; `dispatch.reports.model` says what each column is. A log of years is read by period.
cases = Table(
    "cases",
    metadata,
    Column("incident", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("type", Text, nullable=False),
    Column("level", Integer, nullable=False),
    Column("mode", Text, nullable=False),
    Column("reported_at", Utc, nullable=False, index=True),
    Column("occurred_at", Utc),
    Column("promise_s", Integer, nullable=False),
    Column("needs", Text, nullable=False),
    Column("taken_by", Text, nullable=False),
    Column("part_of", BigInteger),
    Column("closed_at", Utc),
)
waves = Table(
    "waves",
    metadata,
    Column("wave", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("incident", BigInteger, nullable=False, index=True),
    Column("at", Utc, nullable=False),
    Column("by", Text, nullable=False),
    Column("by_plan", Boolean, nullable=False),
    Column("chance", Float),
)
askings = Table(
    "askings",
    metadata,
    Column("alert", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("incident", BigInteger, nullable=False, index=True),
    Column("wave", BigInteger, nullable=False),
    Column("volunteer", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("chance", Float),
    Column("accepted_at", Utc),
    Column("declined_at", Utc),
    Column("expired_at", Utc),
    Column("withdrawn_at", Utc),
)
trips = Table(
    "trips",
    metadata,
    Column("assignment", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("alert", BigInteger, nullable=False),
    Column("incident", BigInteger, nullable=False, index=True),
    Column("volunteer", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("assigned_at", Utc, nullable=False),
    Column("en_route_at", Utc),
    Column("on_scene_at", Utc),
    Column("engaged_at", Utc),
    Column("ended_at", Utc),
    Column("ended", Text),
)
turns = Table(
    "turns",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("volunteer", Text, nullable=False),
    Column("station", Text),
    Column("at", Utc, nullable=False, index=True),
)

# What people gave of their time; `dispatch.hours.model` says what each column is. Duty and responses write it, and the
# decisions about it: whoever decides reads it under the log's lock.
hours = Table(
    "hours",
    metadata,
    Column("entry", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("volunteer", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("station", Text),
    Column("incident", BigInteger),
    Column("assignment", BigInteger, index=True),
    Column("started_at", Utc, nullable=False, index=True),
    Column("until", Utc),
    Column("set_out_at", Utc),
    Column("ended_at", Utc),
    Column("forgotten", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("corrected_at", Utc),
    Column("decided_at", Utc),
    Column("decided_by", Text),
    Column("posted_at", Utc),
    Column("posted_by", Text),
)
hour_lines = Table(
    "hour_lines",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("day", String(10), primary_key=True),
    Column("entry", BigInteger, nullable=False, index=True),
    Column("minutes", Integer, nullable=False),
    Column("within", Integer, nullable=False),
    Column("correction", Boolean, nullable=False),
)

positions = Table(
    "positions",
    metadata,
    Column("volunteer", Text, primary_key=True),
    Column("version", BigInteger, nullable=False, index=True),
    Column("lon", Float, nullable=False),
    Column("lat", Float, nullable=False),
    Column("accuracy_m", Float),
    Column("at", Utc, nullable=False),
    Column("source", Text, nullable=False),
)

# One row that every writer of positions counts up first: it is their lock and the version that they write.
position_clock = Table(
    "position_clock",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", BigInteger, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("login", Text, primary_key=True),
    Column("password_hash", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("station", Text),
    Column("volunteer", Text),
    Column("created_at", Utc, nullable=False),
    Column("disabled_at", Utc),
)

tokens = Table(
    "tokens",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("role", Text, nullable=False),
    Column("station", Text),
    Column("volunteer", Text),
    Column("label", Text, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("expires_at", Utc),
    Column("revoked_at", Utc),
)

looks = Table(
    "looks",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("at", Utc, nullable=False, index=True),
    Column("by", Text, nullable=False),
    Column("subject", Text, nullable=False, index=True),
    Column("what", Text, nullable=False),
)
