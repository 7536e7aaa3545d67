"""Readiness as rows of plain JSON."""

from pydantic import AwareDatetime

from dispatch.board import Board
from dispatch.clock import stamped
from dispatch.readiness.model import Level, Standing, Why
from dispatch.web.out import Out
from dispatch.web.rows import Row
from maps.speeds import Mode


class ReasonOut(Out):
    """`skill`: a qualification, a team, `first_aider`, or null for anybody. `count`: people on standby (of
    `on_standby`), away, or not counted because of `gate`. `kit`: a kind; for the last day a set."""

    why: Why
    skill: str | None
    wanted: int | None
    found: int | None
    count: int | None
    kit: str | None
    gate: str | None


class StandingOut(Out):
    """Who is counted can be sent now. `people`: by qualification and team; `kit`: by kind, sets that can be used;
    `equipped`: people with kit of their own; `comms`: working radio sets. `short_since`: told a minute after it began;
    null: not short, or not for a minute yet."""

    station: str
    name: str
    level: Level
    reasons: list[ReasonOut]
    on_site: int
    standby: int
    away: int
    people: dict[str, int]
    kit: dict[str, int]
    equipped: int
    comms: int
    short_since: AwareDatetime | None


class ReadinessOut(Out):
    at: AwareDatetime
    rows: list[StandingOut]


class SomebodyOut(Out):
    """`station`: where they belong."""

    volunteer: str
    name: str | None
    phone: str | None
    station: str | None


class ComeOut(SomebodyOut):
    """`standby`: on standby for another station. `rested_h`: to the nearest other shift; `load_h`: hours within two
    weeks; `against`: rules of rest that it would go against."""

    standby: bool
    way_s: int | None
    rested_h: float | None
    load_h: float
    against: list[str]


class MoveOut(SomebodyOut):
    """From `source`. `gains`, `loses`: shares of people who would have somebody within 15 minutes and have nobody now,
    and the other way round."""

    source: str
    source_name: str
    mode: Mode
    way_s: int
    gains: float
    loses: float


class LackingOut(Out):
    skill: str | None
    wanted: int
    found: int
    fill: list[ComeOut]
    moves: list[MoveOut]


class AdviceOut(Out):
    station: str
    at: AwareDatetime
    rows: list[LackingOut]


def standing_row(board: Board, one: Standing) -> Row:
    short = board.readiness.short.get(one.station)
    return {
        "station": one.station,
        "name": board.duty.stations[one.station].name,
        "level": one.level,
        "reasons": [
            {
                "why": reason.why,
                "skill": reason.skill,
                "wanted": reason.wanted,
                "found": reason.found,
                "count": reason.count,
                "kit": reason.kit,
                "gate": reason.gate,
            }
            for reason in one.reasons
        ],
        "on_site": one.on_site,
        "standby": one.standby,
        "away": one.away,
        "people": dict(one.people),
        "kit": dict(one.kit),
        "equipped": one.equipped,
        "comms": one.comms,
        "short_since": stamped(short.since) if short else None,
    }
