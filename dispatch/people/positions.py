"""Where people on duty are now. Positions are no events: one row a person, overwritten, and gone after the duty."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import takewhile
from threading import Lock
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, bindparam

from dispatch import tables
from dispatch.duty.events import CheckedOut
from dispatch.incidents.events import ProgressReported
from dispatch.incidents.model import ENDED
from dispatch.log.event import Recorded
from dispatch.tables import Utc

KEPT = timedelta(hours=1)
"""Movement is sensitive: a fix older than this is deleted whoever it belongs to."""


@dataclass(frozen=True, slots=True)
class Fix:
    """One reported position, WGS-84. `version` grows with every write of anybody's."""

    volunteer: str
    lon: float
    lat: float
    accuracy_m: float | None
    at: datetime
    source: str = "live"
    version: int = 0


class PositionsKept(Protocol):
    """What `Positions` and `MemoryPositions` both do."""

    def put(self, fix: Fix) -> None:
        """Keeps the volunteer's newest fix; one that was overtaken on the way is passed over. A phone whose clock runs
        ahead is dated now."""
        ...

    def drop(self, volunteer: str) -> None: ...

    def expire(self) -> None:
        """Deletes what is older than `KEPT`."""
        ...

    def since(self, version: int) -> list[Fix]:
        """Those written after `version`, oldest first. Deletions do not show: a fix older than the check-in is void."""
        ...


# Counting up the one row locks it until the commit, on both databases, so versions become visible in their order and a
# reader that asks for `> version` misses none. A plain sequence would hand out numbers that commit out of order.
COUNT_UP = sa.text(
    "INSERT INTO position_clock (id, version) VALUES (1, 1)"
    " ON CONFLICT (id) DO UPDATE SET version = position_clock.version + 1 RETURNING version"
)
OVERWRITE = sa.text(
    "INSERT INTO positions (volunteer, version, lon, lat, accuracy_m, at, source)"
    " VALUES (:volunteer, :version, :lon, :lat, :accuracy_m, :at, :source)"
    " ON CONFLICT (volunteer) DO UPDATE SET version = excluded.version, lon = excluded.lon, lat = excluded.lat,"
    " accuracy_m = excluded.accuracy_m, at = excluded.at, source = excluded.source WHERE excluded.at >= positions.at"
).bindparams(bindparam("at", type_=Utc))


class Positions:
    """The `positions` table, which every server of the centre reads and writes."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    def put(self, fix: Fix) -> None:
        with self._engine.begin() as connection:
            version = connection.execute(COUNT_UP).scalar_one()
            connection.execute(
                OVERWRITE,
                {
                    "volunteer": fix.volunteer,
                    "version": version,
                    "lon": fix.lon,
                    "lat": fix.lat,
                    "accuracy_m": fix.accuracy_m,
                    "at": min(fix.at, self._now()),
                    "source": fix.source,
                },
            )

    def drop(self, volunteer: str) -> None:
        with self._engine.begin() as connection:
            _delete(connection, volunteer)

    def expire(self) -> None:
        with self._engine.begin() as connection:
            connection.execute(sa.delete(tables.positions).where(tables.positions.c.at < self._now() - KEPT))

    def last(self, volunteer: str) -> Fix | None:
        """Where one of them was last, as long as that is kept."""
        theirs = sa.select(tables.positions).where(tables.positions.c.volunteer == volunteer)
        with self._engine.connect() as connection:
            row = connection.execute(theirs).mappings().one_or_none()
        return Fix(**row) if row else None

    def since(self, version: int) -> list[Fix]:
        newer = sa.select(tables.positions).where(tables.positions.c.version > version)
        with self._engine.connect() as connection:
            rows = connection.execute(newer.order_by(tables.positions.c.version)).mappings()
            return [Fix(**row) for row in rows]


class MemoryPositions:
    """The same on a dictionary: for simulation and for tests."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._lock = Lock()
        self._fixes: dict[str, Fix] = {}
        self._version = 0

    def put(self, fix: Fix) -> None:
        at = min(fix.at, self._now())
        with self._lock:
            self._version += 1
            known = self._fixes.get(fix.volunteer)
            if known is None or at >= known.at:
                self._fixes.pop(fix.volunteer, None)  # the dictionary's order is that of the versions
                self._fixes[fix.volunteer] = replace(fix, at=at, version=self._version)

    def drop(self, volunteer: str) -> None:
        with self._lock:
            self._fixes.pop(volunteer, None)

    def expire(self) -> None:
        oldest = self._now() - KEPT
        with self._lock:
            self._fixes = {volunteer: fix for volunteer, fix in self._fixes.items() if fix.at >= oldest}

    def since(self, version: int) -> list[Fix]:
        with self._lock:
            newest_first = takewhile(lambda fix: fix.version > version, reversed(self._fixes.values()))
            return list(newest_first)[::-1]


def forget(connection: Connection, recorded: Recorded) -> None:
    """A projection: deletes the position of who checks out without being on an assignment, and of whose assignment
    ends, in the transaction that says so. Somebody still on duty is placed again by their next fix."""
    match recorded.event:
        case CheckedOut(volunteer=volunteer):
            going = tables.commitments.c.volunteer == volunteer, tables.commitments.c.ended_at.is_(None)
            if connection.execute(sa.select(tables.commitments.c.assignment).where(*going)).first() is None:
                _delete(connection, volunteer)
        case ProgressReported(volunteer=volunteer, progress=progress) if progress in ENDED:
            _delete(connection, volunteer)
        case _:
            pass


def _delete(connection: Connection, volunteer: str) -> None:
    connection.execute(sa.delete(tables.positions).where(tables.positions.c.volunteer == volunteer))
