"""What a station has and lacks, and which stations fell short."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from immutables import Map

NOTHING: Mapping[str, int] = MappingProxyType({})


class Level(StrEnum):
    """`closed`: nobody is wanted there now."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    CLOSED = "closed"


class Why(StrEnum):
    """`short`: too few, also with those on standby at home. `on_standby`: enough with them alone."""

    SHORT = "short"
    ON_STANDBY = "on_standby"
    DEGRADED = "degraded"
    KIT_UNFIT = "kit_unfit"
    NO_COMMS = "no_comms"
    KIT_LAST_DAY = "kit_last_day"
    AWAY = "away"
    NOT_COUNTED = "not_counted"


@dataclass(frozen=True, slots=True)
class Lacking:
    """Of a skill (a qualification's code or a team; `FIRST_AIDER`; None: anybody) `wanted` are, `found` there."""

    skill: str | None
    wanted: int
    found: int


@dataclass(frozen=True, slots=True)
class Reason:
    """In codes, for the catalogue to say. `count`: people on standby, away or not counted. `kit`: a kind, or for its
    last day a set. `gate`: why people who are there are not counted."""

    why: Why
    skill: str | None = None
    wanted: int | None = None
    found: int | None = None
    count: int | None = None
    kit: str | None = None
    gate: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A station at one moment. `on_site`, `standby`: who can be sent from there; `away`: on an assignment.
    `people`: by skill, how many of them. `kit`: by kind, how many sets can be used; `equipped`: who has one with them.
    `comms`: sets with a radio that works. `lacking`: what makes it red."""

    station: str
    level: Level
    reasons: tuple[Reason, ...] = ()
    lacking: tuple[Lacking, ...] = ()
    on_site: int = 0
    standby: int = 0
    away: int = 0
    people: Mapping[str, int] = field(default_factory=lambda: NOTHING)
    kit: Mapping[str, int] = field(default_factory=lambda: NOTHING)
    equipped: int = 0
    comms: int = 0


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Since when a station has had too few, and of whom as it began."""

    station: str
    since: datetime
    lacking: tuple[Lacking, ...]


@dataclass(frozen=True, slots=True)
class Readiness:
    short: Map[str, Shortfall] = field(default_factory=Map)
