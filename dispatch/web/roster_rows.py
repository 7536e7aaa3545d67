"""Rows of rosters, in the shapes of `roster_shapes`."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from dispatch.clock import stamp, stamped
from dispatch.duty.model import Shift, ShiftKind
from dispatch.people.model import Team
from dispatch.rosters.grid import named_as
from dispatch.rosters.model import (
    Conflict,
    Day,
    Handover,
    Need,
    Opening,
    Overtime,
    Rule,
    Swap,
    Template,
)
from dispatch.rosters.rest import day_of, is_night
from dispatch.rosters.suggesting import Suggestion
from dispatch.rosters.written import Kept, Written, refusal_of
from dispatch.web.rows import Row
from dispatch.words import say


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
