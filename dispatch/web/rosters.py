"""Rosters: the grid of a month, named shifts, needs, and where somebody is still wanted."""

from calendar import monthrange
from datetime import date, datetime

from apiflask import APIBlueprint
from flask import Response

from dispatch.board import Board
from dispatch.duty.model import Shift
from dispatch.errors import NotFound, Refused
from dispatch.people.model import Volunteer
from dispatch.rosters.figures import hours_by
from dispatch.rosters.grid import all_shifts, openings
from dispatch.rosters.model import Cell, Template, Terms
from dispatch.rosters.planned import conflicts_in
from dispatch.rosters.rest import day_of
from dispatch.web.answers import answer, repeatable
from dispatch.web.auth import allow, me
from dispatch.web.office import office
from dispatch.web.principal import Role
from dispatch.web.problems import language
from dispatch.web.roster_bodies import CellsIn, MonthQuery, NeedsIn, OpenQuery, TemplateIn
from dispatch.web.roster_rows import (
    conflict_row,
    day_row,
    needs_row,
    nights_of,
    opening_row,
    shift_row,
    suggestion_row,
    template_row,
    written_row,
)
from dispatch.web.roster_shapes import DoneOut, NeedsOut, OpenOut, RosterOut, TemplateOut, TermsOut, WrittenOut
from dispatch.web.rows import Row

blueprint = APIBlueprint("rosters", __name__, url_prefix="/api/v1/rosters", tag="rosters")

READING = (Role.DISPATCHER, Role.DUTY_OFFICER, Role.PLANNER, Role.AUDITOR)
PLANNING = (Role.DISPATCHER, Role.DUTY_OFFICER)
ROSTERED = (*READING, Role.VOLUNTEER)


@blueprint.get("")
@blueprint.input(MonthQuery, location="query", arg_name="query")
@blueprint.output(RosterOut)
@allow(*READING)
def roster(query: MonthQuery) -> Response:
    """A month of a station, or of all: its days, people with their shifts, what is open, and what goes against a rule.
    People of a station are those who belong there, and whoever has a shift there. Shifts that are over are kept for
    forty days."""
    here = office()
    board, terms, timezone, at = here.log.board(), here.rosters.terms, here.centre.timezone, here.now()
    month = query.month or f"{at.astimezone(timezone):%Y-%m}"
    days = days_of(month)
    station = served(query.station)
    shifts = shifts_in(board, days)
    people = _people(board, station, shifts)
    named = board.rosters.named(terms)
    stations = sorted(board.duty.stations) if station is None else [station]
    found = [one for volunteer in people for one in conflicts_in(board, volunteer, terms, timezone, days)]
    return answer(
        {
            "month": month,
            "station": station,
            "timezone": timezone.key,
            "days": [day_row(terms.calendar.of(day)) for day in days],
            "templates": [template_row(one) for one in named.values()],
            "needs": [needs_of(board, one) for one in stations],
            "people": [_person(board, one, shifts.get(one, []), named, terms, at) for one in people],
            "openings": [opening_row(one) for one in openings(board, terms, timezone, days, stations)],
            "conflicts": [conflict_row(one, timezone, language()) for one in found],
        }
    )


@blueprint.put("/cells")
@blueprint.input(CellsIn, arg_name="body")
@blueprint.output(WrittenOut)
@allow(*PLANNING)
def write_cells(body: CellsIn) -> Response:
    """Plans and drops what differs from the plan; what has begun stays. A cell goes whole or not at all, the others go
    on. A duty officer's cells speak of their own station."""
    here = office()
    cells = [_own(one.cell(_spoken())) for one in body.cells]
    if body.dry_run:
        written = here.rosters.would_write(cells, reason=body.reason)
    else:
        written = here.rosters.write_cells(cells, reason=body.reason, by=me().by, request=repeatable(body))
    return answer(written_row(written, here.centre.timezone, language(), dry_run=body.dry_run))


@blueprint.get("/terms")
@blueprint.output(TermsOut)
@allow(*ROSTERED)
def terms() -> Response:
    """Named shifts, what each station needs, and the rules of rest."""
    here = office()
    board, told = here.log.board(), here.rosters.terms
    rest = told.rest
    return answer(
        {
            "templates": [template_row(one) for one in board.rosters.named(told).values()],
            "needs": [needs_of(board, one) for one in sorted(board.duty.stations)],
            "rest": {
                "rest_h": rest.rest_h,
                "week_h": rest.week_h,
                "nights_in_row": rest.nights_in_row,
                "days_in_row": rest.days_in_row,
            },
        }
    )


@blueprint.put("/templates/<template>")
@blueprint.input(TemplateIn, arg_name="body")
@blueprint.output(TemplateOut)
@allow(Role.DISPATCHER, Role.ADMIN)
def record_template(template: str, body: TemplateIn) -> Response:
    """A named shift, new or changed; what is planned stays as it was."""
    told = body.template(code(template))
    office().rosters.record_template(told, by=me().by, request=repeatable(body))
    return answer(template_row(told))


@blueprint.delete("/templates/<template>")
@blueprint.output(DoneOut)
@allow(Role.DISPATCHER, Role.ADMIN)
def retire_template(template: str) -> Response:
    """Not used any more."""
    recorded = office().rosters.retire_template(template, by=me().by, request=repeatable())
    return answer({"recorded": len(recorded)})


@blueprint.put("/needs/<station>")
@blueprint.input(NeedsIn, arg_name="body")
@blueprint.output(NeedsOut)
@allow(*PLANNING)
def record_needs(station: str, body: NeedsIn) -> Response:
    """All that the station needs, instead of what it needed before."""
    served(station)
    needs = [one.need() for one in body.needs]
    office().rosters.record_needs(station, needs, body.closed, by=me().by, request=repeatable(body))
    return answer(needs_row(station, needs, body.closed))


@blueprint.get("/open")
@blueprint.input(OpenQuery, location="query", arg_name="query")
@blueprint.output(OpenOut)
@allow(*READING)
def open_slots(query: OpenQuery) -> Response:
    """Where somebody is still wanted in the days ahead, the soonest first, and who could: qualified, rested, near and
    least loaded, each with the reasons."""
    here = office()
    station = served(query.station)
    found = here.rosters.open_slots([station] if station else None, days=query.days, suggest=query.suggest)
    rows = []
    for opening, suggestions in found:
        told = [suggestion_row(one, name_of(one.volunteer), here.centre.timezone, language()) for one in suggestions]
        rows.append({**opening_row(opening), "suggestions": told})
    return answer({"rows": rows})


def served(station: str | None) -> str | None:
    """The station that is asked for, where whoever asks may see it; a duty officer's own, when they name none."""
    who = me()
    if who.role is Role.DUTY_OFFICER:
        if station not in {None, who.station}:
            raise Refused("other_station", station=station)
        station = who.station
    if station is not None and station not in office().log.board().duty.stations:
        raise NotFound("station", station)
    return station


def code(template: str) -> str:
    """What may name a shift."""
    if not template.isascii() or not template.replace("_", "a").isalnum() or len(template) > 24:
        raise Refused("not_an_id")
    return template


def days_of(month: str) -> list[date]:
    year, number = int(month[:4]), int(month[5:])
    return [date(year, number, day) for day in range(1, monthrange(year, number)[1] + 1)]


def shifts_in(board: Board, days: list[date]) -> dict[str, list[Shift]]:
    """By volunteer, those that begin on these days."""
    found: dict[str, list[Shift]] = {}
    timezone = office().centre.timezone
    first, last = days[0], days[-1]
    for shift in all_shifts(board):
        if first <= day_of(shift.slot, timezone) <= last:
            found.setdefault(shift.slot.volunteer, []).append(shift)
    return found


def needs_of(board: Board, station: str) -> Row:
    return needs_row(station, board.rosters.needs.get(station, ()), board.rosters.closed.get(station, ()))


def name_of(volunteer: str) -> str | None:
    """Not for planners, who plan without people."""
    known = office().log.board().people.volunteers.get(volunteer)
    if me().role is Role.PLANNER or known is None or known.particulars is None:
        return None
    return known.particulars.name


def _spoken() -> tuple[str, ...] | None:
    who = me()
    return (who.station,) if who.role is Role.DUTY_OFFICER and who.station is not None else None


def _own(cell: Cell) -> Cell:
    """Refuses a turn at a station that a duty officer does not answer for."""
    spoken = _spoken()
    for turn in cell.turns:
        if spoken is not None and turn.station not in spoken:
            raise Refused("other_station", station=turn.station)
    return cell


def _people(board: Board, station: str | None, shifts: dict[str, list[Shift]]) -> list[str]:
    people = board.people.volunteers
    return sorted(
        volunteer
        for volunteer, known in people.items()
        if station is None
        or known.station == station
        or any(one.slot.station == station for one in shifts.get(volunteer, ()))
    )


def _person(
    board: Board, volunteer: str, shifts: list[Shift], named: dict[str, Template], terms: Terms, at: datetime
) -> Row:
    known, timezone = board.people.volunteers[volunteer], office().centre.timezone
    passed = board.rosters.passed_over
    shifts = sorted(shifts, key=lambda one: one.slot.starts_at)
    told = hours_by((one.slot for one in shifts), terms.calendar, timezone)
    return {
        "volunteer": volunteer,
        "name": name_of(volunteer),
        "team": known.team,
        "skills": _skills(known, at.astimezone(timezone).date()),
        "station": known.station,
        "membership": known.membership,
        "hours": told.on_site,
        "standby_hours": told.standby,
        "holiday_hours": told.holiday,
        "nights": nights_of(shifts, timezone),
        "shifts": [shift_row(one, named, timezone, at, passed.get(one.id, ())) for one in shifts],
    }


def _skills(known: Volunteer, day: date) -> list[str]:
    return sorted({one.kind for one in known.qualifications if one.valid_on(day)})
