"""Rosters as they go out."""

from datetime import date, datetime
from typing import Literal

from dispatch.duty.model import ShiftKind
from dispatch.rosters.model import DayKind, Rule
from dispatch.web.out import Out


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
