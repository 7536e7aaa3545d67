"""Hours: what was recorded, who approves it, what is posted; everyone sees their own."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Literal

from apiflask import APIBlueprint
from flask import Response
from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from dispatch.board import Board
from dispatch.clock import stamp, stamped
from dispatch.errors import Refused
from dispatch.hours.account import Told, Total, told, totals
from dispatch.hours.desk import Wish
from dispatch.hours.model import Decider, HoursKind, HoursState, Ledger
from dispatch.log.event import Recorded
from dispatch.web.answers import answer, repeatable
from dispatch.web.auth import acting, allow, me
from dispatch.web.bodies import PLAIN, Body, Ident, Moment, Seq
from dispatch.web.office import office
from dispatch.web.out import Out
from dispatch.web.present import station_asked
from dispatch.web.principal import Role
from dispatch.web.rows import Row

blueprint = APIBlueprint("hours", __name__, url_prefix="/api/v1/hours", tag="hours")

DECIDERS = (Role.DISPATCHER, Role.DUTY_OFFICER)
READERS = (*DECIDERS, Role.AUDITOR, Role.VOLUNTEER)
MOST = 500


def _month(text: str) -> str:
    if not 1900 <= int(text[:4]) < 2200:
        raise ValueError("year out of range")
    return text


Month = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$"), AfterValidator(_month)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=PLAIN)]
Day = Annotated[date, Field(ge=date(1900, 1, 1), lt=date(2200, 1, 1))]


class MonthQuery(Body):
    """`month`: as 2026-11, of the centre's calendar; without one, the present. A duty officer sees their station's, a
    volunteer their own. `station`: of a response, the one where they were on duty, else where they belong."""

    month: Month | None = None
    volunteer: Ident | None = None
    station: Ident | None = None


class HoursQuery(MonthQuery):
    """`limit` shortens the rows, the latest last; the totals are of all."""

    state: HoursState | None = None
    limit: Annotated[int, Field(ge=1, le=5000)] = 1000


class WishIn(Body):
    """`ends_at`: the true end, where it is not the recorded one; needed where nobody checked out."""

    entry: Seq
    ends_at: Moment | None = None

    def wish(self) -> Wish:
        return Wish(self.entry, self.ends_at)


class ApproveIn(Body):
    entries: Annotated[list[WishIn], Field(min_length=1, max_length=MOST)]


class EntriesIn(Body):
    entries: Annotated[list[Seq], Field(min_length=1, max_length=MOST)]


class RejectIn(EntriesIn):
    reason: Reason


class CorrectIn(Body):
    """`minutes`: so many more, or less, on that day."""

    entry: Seq
    day: Day
    minutes: Annotated[int, Field(ge=-1440, le=1440)]
    reason: Reason


class DayOut(Out):
    """`within`: minutes of a response within duty on site, where they are counted."""

    day: date
    minutes: int
    within: int


class HoursRow(Out):
    """`minutes`: of all its days. `waits_for`: the entry that has to be decided first. `overtime`: minutes beyond the
    planned end."""

    entry: int
    volunteer: str
    name: str | None
    kind: HoursKind
    station: str | None
    incident: int | None
    started_at: AwareDatetime
    until: AwareDatetime | None
    ended_at: AwareDatetime | None
    corrected_at: AwareDatetime | None
    forgotten: bool
    state: HoursState
    minutes: int
    within: int
    overtime: int
    days: list[DayOut]
    waits_for: int | None
    decided_at: AwareDatetime | None
    decided_by: str | None
    posted_at: AwareDatetime | None
    posted_by: str | None
    reason: str | None


class TotalOut(Out):
    """Minutes of the month, of all that was not rejected; `undecided` and `posted`: how many of them are."""

    volunteer: str
    name: str | None
    on_site: int
    response: int
    training: int
    standby: int
    within: int
    undecided: int
    posted: int


class HoursOut(Out):
    month: str
    timezone: str
    rows: list[HoursRow]
    totals: list[TotalOut]


class DecidedOut(Out):
    """`unchanged`: those that stood so already."""

    state: Literal["approved", "rejected", "posted", "corrected"]
    changed: list[int]
    unchanged: list[int]


@blueprint.get("")
@blueprint.input(HoursQuery, location="query", arg_name="query")
@blueprint.output(HoursOut)
@allow(*READERS)
def hours(query: HoursQuery) -> Response:
    """A month's entries in the order in which they began, with the totals by person."""
    first, found, ledger = of_month(query)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    board = office().log.board()
    rows = [_row(board, ledger, one) for one in found if query.state in {None, one.entry.state}]
    return answer(
        {
            "month": f"{first:%Y-%m}",
            "timezone": office().city.timezone,
            "rows": rows[-query.limit :],
            "totals": [_total(board, one) for one in totals(found, first, last)],
        }
    )


@blueprint.post("/approve")
@blueprint.input(ApproveIn, arg_name="body")
@blueprint.output(DecidedOut)
@allow(*DECIDERS)
def approve(body: ApproveIn) -> Response:
    """All of them, or none. Nobody approves their own."""
    wishes = [one.wish() for one in body.entries]
    recorded = office().hours.approve(wishes, decider(), by=me().by, request=repeatable(body))
    return _decided("approved", [one.entry for one in wishes], recorded)


@blueprint.post("/reject")
@blueprint.input(RejectIn, arg_name="body")
@blueprint.output(DecidedOut)
@allow(*DECIDERS)
def reject(body: RejectIn) -> Response:
    """All of them, or none; whose they are reads the reason."""
    recorded = office().hours.reject(body.entries, body.reason, decider(), by=me().by, request=repeatable(body))
    return _decided("rejected", body.entries, recorded)


@blueprint.post("/post")
@blueprint.input(EntriesIn, arg_name="body")
@blueprint.output(DecidedOut)
@allow(*DECIDERS)
def post(body: EntriesIn) -> Response:
    """For good: afterwards there are only counter-entries."""
    recorded = office().hours.post(body.entries, decider(), by=me().by, request=repeatable(body))
    return _decided("posted", body.entries, recorded)


@blueprint.post("/correct")
@blueprint.input(CorrectIn, arg_name="body")
@blueprint.output(DecidedOut)
@allow(*DECIDERS)
def correct(body: CorrectIn) -> Response:
    """A counter-entry to hours that were posted."""
    recorded = office().hours.correct(
        body.entry, body.day, body.minutes, body.reason, decider(), by=me().by, request=repeatable(body)
    )
    return _decided("corrected", [body.entry], recorded)


def of_month(query: MonthQuery) -> tuple[date, list[Told], Ledger]:
    """The month's first day and its entries, as far as whoever asks may see them."""
    here = office()
    if me().role is Role.VOLUNTEER and query.volunteer not in {None, acting()}:
        raise Refused("not_yours")
    volunteer = acting() or query.volunteer
    station = query.station if acting() else station_asked(query.station)
    now = here.now()
    first = date.fromisoformat(f"{query.month}-01") if query.month else here.centre.day(now).replace(day=1)
    idents, ledger = here.hours.month(first, volunteer=volunteer)
    wanted = [ident for ident in idents if station in {None, ledger.station_of(ledger.entries[ident])}]
    return first, list(told(wanted, ledger, here.centre.timezone, now=now)), ledger


def decider() -> Decider:
    who = me()
    return Decider(who.volunteer, who.station if who.role is Role.DUTY_OFFICER else None)


def name_of(board: Board, volunteer: str) -> str | None:
    """None once erased."""
    record = board.people.volunteers.get(volunteer)
    return record.particulars.name if record and record.particulars else None


def _decided(state: str, asked: Sequence[int], recorded: Sequence[Recorded]) -> Response:
    changed = [int(one.event.entry) for one in recorded]  # type: ignore[attr-defined]
    unchanged = [entry for entry in dict.fromkeys(asked) if entry not in changed]
    return answer({"state": state, "changed": changed, "unchanged": unchanged})


def _row(board: Board, ledger: Ledger, one: Told) -> Row:
    entry = one.entry
    moments: dict[str, datetime | None] = {
        name: getattr(entry, name) for name in ("until", "ended_at", "corrected_at", "decided_at", "posted_at")
    }
    return {
        "entry": entry.entry,
        "volunteer": entry.volunteer,
        "name": name_of(board, entry.volunteer),
        "kind": entry.kind,
        "station": ledger.station_of(entry),
        "incident": entry.incident,
        "started_at": stamp(entry.started_at),
        **{name: stamped(moment) for name, moment in moments.items()},
        "forgotten": entry.forgotten,
        "state": entry.state,
        "minutes": one.minutes,
        "within": one.within,
        "overtime": one.overtime,
        "days": [{"day": day.day.isoformat(), "minutes": day.minutes, "within": day.within} for day in one.days],
        "waits_for": one.waits_for,
        "decided_by": entry.decided_by,
        "posted_by": entry.posted_by,
        "reason": board.hours.reasons.get(entry.entry),
    }


def _total(board: Board, one: Total) -> Row:
    minutes = {name: getattr(one, name) for name in Total.__dataclass_fields__ if name != "volunteer"}
    return {"volunteer": one.volunteer, "name": name_of(board, one.volunteer), **minutes}
