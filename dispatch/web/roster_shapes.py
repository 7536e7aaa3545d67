"""Rosters as they come in and go out."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, StringConstraints, model_validator

from dispatch.clock import stamp, stamped
from dispatch.duty.model import Shift, ShiftKind
from dispatch.people.model import Team
from dispatch.rosters.grid import named_as
from dispatch.rosters.model import (
    Cell,
    Conflict,
    Day,
    DayKind,
    Handover,
    Need,
    Opening,
    Overtime,
    Rule,
    Swap,
    Template,
    Turn,
)
from dispatch.rosters.rest import day_of, is_night
from dispatch.rosters.suggesting import Suggestion
from dispatch.rosters.terms import Code, Hour, Mark
from dispatch.rosters.written import Kept, Written, refusal_of
from dispatch.web.bodies import Body, Ident, Line, Moment, Seq, Text
from dispatch.web.out import Out
from dispatch.web.rows import Row
from dispatch.words import say

RosterDay = Annotated[date, Field(strict=False, ge=date(1970, 1, 1), lt=date(2200, 1, 1))]
Month = Annotated[str, StringConstraints(pattern=r"^(19[7-9]\d|20\d\d|21\d\d)-(0[1-9]|1[0-2])$")]


class MonthQuery(Body):
    """`month` left out: this one. Without `station`, all of them."""

    month: Month | None = None
    station: Ident | None = None


class OpenQuery(Body):
    """`days` from today on. `suggest`: how many people are named for each."""

    station: Ident | None = None
    days: Annotated[int, Field(ge=1, le=62)] = 3
    suggest: Annotated[int, Field(ge=0, le=20)] = 5


class TurnIn(Body):
    template: Code
    station: Ident

    def turn(self) -> Turn:
        return Turn(self.template, self.station)


class CellIn(Body):
    """What one person has on one day; no turns: 休, nothing. `at`: only what is planned at these stations is meant;
    left out: all of it."""

    volunteer: Ident
    day: RosterDay
    turns: Annotated[tuple[TurnIn, ...], Field(max_length=4, strict=False)] = ()
    at: Annotated[list[Ident], Field(min_length=1, max_length=40)] | None = None

    def cell(self, at: tuple[str, ...] | None) -> Cell:
        stations = at or (tuple(self.at) if self.at else None)
        return Cell(self.volunteer, self.day, tuple(one.turn() for one in self.turns), stations)


class CellsIn(Body):
    """`reason`: why rules of rest are passed over; without one, a cell against them is not taken over."""

    cells: Annotated[list[CellIn], Field(min_length=1, max_length=1500)]
    reason: Text | None = None
    dry_run: bool = False


class TemplateIn(Body):
    """`ends` at or before `begins`: the next day. `delay_minutes` of home standby alone."""

    mark: Mark
    name: Line
    begins: Annotated[Hour, Field(strict=False)]
    ends: Annotated[Hour, Field(strict=False)]
    kind: ShiftKind = ShiftKind.ON_SITE
    delay_minutes: Annotated[int, Field(ge=0, le=240)] | None = None
    also: Annotated[tuple[Mark, ...], Field(max_length=10, strict=False)] = ()

    def template(self, ident: str) -> Template:
        delay_s = None if self.delay_minutes is None else self.delay_minutes * 60
        return Template(ident, self.mark, self.name, self.begins, self.ends, self.kind, delay_s, tuple(self.also))


class NeedIn(Body):
    template: Code
    skill: Code
    count: Annotated[int, Field(ge=1, le=50)]
    on: DayKind | None = None

    def need(self) -> Need:
        return Need(self.template, self.skill, self.count, self.on)


class NeedsIn(Body):
    """All that the station needs. `closed`: named shifts in which nobody can be on site there."""

    needs: Annotated[list[NeedIn], Field(max_length=100)]
    closed: Annotated[tuple[Code, ...], Field(max_length=20, strict=False)] = ()


class SignUpIn(Body):
    station: Ident
    day: RosterDay
    template: Code
    volunteer: Ident | None = None


class ReasonIn(Body):
    reason: Text


class PerhapsReasonIn(Body):
    reason: Text | None = None


class OfferIn(Body):
    """`to` left out: whoever takes it."""

    to: Ident | None = None


class TakeSwapIn(Body):
    """`in_return`: the shift that whoever takes it gives for it."""

    volunteer: Ident | None = None
    in_return: Seq | None = None


class AcceptIn(Body):
    """Who answers for it from now on: a volunteer by number, or a duty leader by name."""

    successor: Ident | None = None
    name: Line | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> "AcceptIn":
        if self.successor is not None and self.name is not None:
            raise ValueError("a volunteer or a name, not both")
        return self


class HomeIn(Body):
    happened_at: Moment | None = None


class DayOut(Out):
    day: date
    kind: DayKind
    name: str | None
    known: bool


class TemplateOut(Out):
    id: str
    mark: str
    name: str
    begins: str
    ends: str
    kind: ShiftKind
    delay_s: int | None
    also: list[str]
    night: bool


class NeedOut(Out):
    template: str
    skill: str
    count: int
    on: DayKind | None


class NeedsOut(Out):
    station: str
    needs: list[NeedOut]
    closed: list[str]


class ConflictOut(Out):
    """`reason`: in words. `shift` null: it is not planned."""

    rule: Rule
    hard: bool
    volunteer: str
    station: str
    day: date
    shift: int | None
    other_station: str | None
    other_day: date | None
    found: float | None
    allowed: float | None
    passed_over: bool
    reason: str


class ShiftOut(Out):
    shift: int
    volunteer: str
    station: str
    day: date
    template: str | None
    kind: ShiftKind
    starts_at: datetime
    ends_at: datetime
    delay_s: int | None
    state: Literal["planned", "confirmed", "begun", "over"]
    passed_over: list[Rule]


class PersonOut(Out):
    """`hours`: of shifts on site that month; `standby_hours` apart; `holiday_hours`: of both, on days of a holiday,
    each hour by the day it falls on."""

    volunteer: str
    name: str | None
    team: str
    skills: list[str]
    station: str | None
    membership: str
    hours: float
    standby_hours: float
    holiday_hours: float
    nights: int
    shifts: list[ShiftOut]


class OpeningOut(Out):
    station: str
    day: date
    template: str
    skill: str
    missing: int
    count: int
    kind: ShiftKind
    starts_at: datetime
    ends_at: datetime


class SuggestionOut(Out):
    volunteer: str
    name: str | None
    station: str | None
    skill: str
    rested_h: float | None
    way_s: float | None
    load_h: float
    against: list[ConflictOut]
    reasons: list[str]


class OpenSlotOut(OpeningOut):
    suggestions: list[SuggestionOut]


class OpenOut(Out):
    rows: list[OpenSlotOut]


class RosterOut(Out):
    month: str
    station: str | None
    timezone: str
    days: list[DayOut]
    templates: list[TemplateOut]
    needs: list[NeedsOut]
    people: list[PersonOut]
    openings: list[OpeningOut]
    conflicts: list[ConflictOut]


class TermsOut(Out):
    templates: list[TemplateOut]
    needs: list[NeedsOut]
    rest: dict[str, float | None]


class KeptOut(Out):
    """A cell that was not taken over, and why."""

    volunteer: str
    day: date
    reason: str
    conflicts: list[ConflictOut]


class WrittenOut(Out):
    """`refused`: cells not taken over; `warned`: rules of rest that were passed over."""

    dry_run: bool
    planned: int
    dropped: int
    unchanged: int
    refused: list[KeptOut]
    warned: list[ConflictOut]


class SwapOut(Out):
    id: int
    state: str
    shift: ShiftOut | None
    volunteer: str
    station: str
    to: str | None
    taker: str | None
    in_return: ShiftOut | None
    offered_at: datetime
    taken_at: datetime | None


class SwapsOut(Out):
    rows: list[SwapOut]


class MineOut(Out):
    """`open`: shifts that I could take as things stand; `swaps`: offered to me or to anybody, and my own."""

    shifts: list[ShiftOut]
    open: list[OpeningOut]
    swaps: list[SwapOut]
    handovers: list["HandoverOut"]
    overtime: list["OvertimeOut"]


class HandoverOut(Out):
    """`volunteer`'s assignment, or (null) the incident that the duty leader `outgoing` answered for."""

    id: int
    incident: int
    assignment: int | None
    volunteer: str | None
    name: str | None
    outgoing: str | None
    station: str | None
    shift: int | None
    offered_at: datetime


class HandoversOut(Out):
    rows: list[HandoverOut]


class OvertimeOut(Out):
    shift: int
    volunteer: str
    station: str
    ends_at: datetime
    assignment: int
    cleared_at: datetime | None
    state: Literal["going", "riding_home"]


class OvertimesOut(Out):
    rows: list[OvertimeOut]


class DoneOut(Out):
    """`recorded`: how many events; none where it was so already."""

    recorded: int


def day_row(one: Day) -> Row:
    return {"day": one.day.isoformat(), "kind": one.kind, "name": one.name, "known": one.known}


def template_row(one: Template) -> Row:
    return {
        "id": one.id,
        "mark": one.mark,
        "name": one.name,
        "begins": _hour(one.begins),
        "ends": _hour(one.ends),
        "kind": one.kind,
        "delay_s": one.delay_s,
        "also": list(one.also),
        "night": one.night,
    }


def needs_row(station: str, needs: Sequence[Need], closed: Sequence[str]) -> Row:
    told = [{"template": one.template, "skill": one.skill, "count": one.count, "on": one.on} for one in needs]
    return {"station": station, "needs": told, "closed": list(closed)}


def conflict_row(one: Conflict, timezone: ZoneInfo, language: str) -> Row:
    refusal = refusal_of(one, timezone)
    return {
        "rule": one.rule,
        "hard": one.rule.hard,
        "volunteer": one.slot.volunteer,
        "station": one.slot.station,
        "day": day_of(one.slot, timezone).isoformat(),
        "shift": one.shift,
        "other_station": one.other.station if one.other else None,
        "other_day": day_of(one.other, timezone).isoformat() if one.other else None,
        "found": one.found,
        "allowed": one.allowed,
        "passed_over": one.passed_over,
        "reason": say(refusal.code, language, **refusal.params),
    }


def shift_row(
    one: Shift, named: Mapping[str, Template], timezone: ZoneInfo, at: datetime, passed_over: Sequence[Rule] = ()
) -> Row:
    slot = one.slot
    return {
        "shift": one.id,
        "volunteer": slot.volunteer,
        "station": slot.station,
        "day": day_of(slot, timezone).isoformat(),
        "template": named_as(slot, named, timezone),
        "kind": slot.kind,
        "starts_at": stamp(slot.starts_at),
        "ends_at": stamp(slot.ends_at),
        "delay_s": slot.delay_s,
        "state": _state(one, at),
        "passed_over": list(passed_over),
    }


def _state(one: Shift, at: datetime) -> str:
    if one.slot.ends_at <= at:
        return "over"
    if one.slot.starts_at <= at:
        return "begun"
    return "planned" if one.confirmed_at is None else "confirmed"


def opening_row(one: Opening) -> Row:
    return {
        "station": one.station,
        "day": one.day.isoformat(),
        "template": one.template,
        "skill": one.skill,
        "missing": one.missing,
        "count": one.count,
        "kind": one.kind,
        "starts_at": stamp(one.starts_at),
        "ends_at": stamp(one.ends_at),
    }


def suggestion_row(one: Suggestion, name: str | None, timezone: ZoneInfo, language: str) -> Row:
    return {
        "volunteer": one.volunteer,
        "name": name,
        "station": one.station,
        "skill": one.skill,
        "rested_h": None if one.rested_h is None else round(one.rested_h, 1),
        "way_s": None if one.way_s is None else round(one.way_s),
        "load_h": one.load_h,
        "against": [conflict_row(conflict, timezone, language) for conflict in one.soft],
        "reasons": _reasons(one, language),
    }


def _reasons(one: Suggestion, language: str) -> list[str]:
    if one.skill in set(Team):
        told = [say("suggest.team", language, team=one.skill)]
    else:
        told = [say("suggest.qualified", language, qualification=one.skill)]
    if one.rested_h is None:
        told.append(say("suggest.free", language))
    else:
        told.append(say("suggest.rested", language, hours=round(one.rested_h)))
    if one.way_s is not None:
        told.append(say("suggest.near", language, minutes=round(one.way_s / 60)))
    told.append(say("suggest.load", language, hours=round(one.load_h)))
    return told


def kept_row(one: Kept, timezone: ZoneInfo, language: str) -> Row:
    conflicts = [conflict_row(conflict, timezone, language) for conflict in one.conflicts]
    reason = say(one.refusal.code, language, **one.refusal.params) if one.refusal else conflicts[0]["reason"]
    return {
        "volunteer": one.cell.volunteer,
        "day": one.cell.day.isoformat(),
        "reason": reason,
        "conflicts": conflicts,
    }


def written_row(one: Written, timezone: ZoneInfo, language: str, *, dry_run: bool) -> Row:
    return {
        "dry_run": dry_run,
        "planned": one.planned,
        "dropped": one.dropped,
        "unchanged": one.unchanged,
        "refused": [kept_row(kept, timezone, language) for kept in one.kept],
        "warned": [conflict_row(conflict, timezone, language) for conflict in one.warned],
    }


def swap_row(one: Swap, shift: Row | None, in_return: Row | None) -> Row:
    return {
        "id": one.id,
        "state": one.state,
        "shift": shift,
        "volunteer": one.volunteer,
        "station": one.station,
        "to": one.to,
        "taker": one.taker,
        "in_return": in_return,
        "offered_at": stamp(one.offered_at),
        "taken_at": stamped(one.taken_at),
    }


def handover_row(one: Handover, name: str | None) -> Row:
    return {
        "id": one.id,
        "incident": one.incident,
        "assignment": one.assignment,
        "volunteer": one.volunteer,
        "name": name,
        "outgoing": one.outgoing,
        "station": one.station,
        "shift": one.shift,
        "offered_at": stamp(one.offered_at),
    }


def overtime_row(one: Overtime) -> Row:
    return {
        "shift": one.shift,
        "volunteer": one.volunteer,
        "station": one.station,
        "ends_at": stamp(one.ends_at),
        "assignment": one.assignment,
        "cleared_at": stamped(one.cleared_at),
        "state": "going" if one.cleared_at is None else "riding_home",
    }


def nights_of(shifts: Sequence[Shift], timezone: ZoneInfo) -> int:
    return sum(one.slot.kind is ShiftKind.ON_SITE and is_night(one.slot, timezone) for one in shifts)


def _hour(of_day: time) -> str:
    return of_day.strftime("%H:%M")
