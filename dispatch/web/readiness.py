"""Whether each station is ready now, and for one that fell short: who could come, and who could be moved up."""

from collections.abc import Callable
from datetime import datetime

from apiflask import APIBlueprint
from flask import Response

from dispatch.board import Board
from dispatch.clock import stamp
from dispatch.errors import NotFound
from dispatch.people.model import Volunteer
from dispatch.people.phones import mask
from dispatch.readiness.filling import fill
from dispatch.readiness.model import Lacking, Standing
from dispatch.readiness.moving import MoveUp
from dispatch.rosters.suggesting import Suggestion
from dispatch.web.answers import answer
from dispatch.web.auth import allow, me
from dispatch.web.office import office
from dispatch.web.principal import Role
from dispatch.web.readiness_shapes import AdviceOut, ReadinessOut, standing_row
from dispatch.web.rows import Row

blueprint = APIBlueprint("readiness", __name__, url_prefix="/api/v1/readiness", tag="readiness")

READING = (Role.DISPATCHER, Role.DUTY_OFFICER, Role.PLANNER, Role.AUDITOR, Role.ADMIN)


@blueprint.get("")
@blueprint.output(ReadinessOut)
@allow(*READING)
def readiness() -> Response:
    """Every station, the worst first."""
    board = office().log.board()
    rows = [standing_row(board, one) for one in office().readiness.board()]
    return answer({"at": stamp(office().now()), "rows": rows})


@blueprint.get("/<station>/advice")
@blueprint.output(AdviceOut)
@allow(Role.DISPATCHER, Role.DUTY_OFFICER)
def advice(station: str) -> Response:
    """Of each skill that is lacking: who could come, and the moves from other stations that gain most. Names but the
    first sign and phones are masked for duty officers; that it was looked at is written down."""
    board, at = office().log.board(), office().now()
    if station not in board.duty.stations:
        raise NotFound("station", station)
    office().accounts.note_look(me().by, f"station:{station}", "readiness advice")
    found = next(one for one in office().readiness.board() if one.station == station)
    rows = [_advice(board, found, one, at) for one in found.lacking]
    return answer({"station": station, "at": stamp(at), "rows": rows})


def _advice(board: Board, found: Standing, lacking: Lacking, at: datetime) -> Row:
    here = office()
    station = board.duty.stations[found.station]
    way_s = here.move_ups.ways(board, station, at)
    terms, timezone = here.roster_book.terms, here.centre.timezone
    come = fill(board, station.id, lacking, terms, timezone, at, way_s)
    moves = here.move_ups.best(board, here.whereabouts.placed(board), station, lacking, at)
    return {
        "skill": lacking.skill,
        "wanted": lacking.wanted,
        "found": lacking.found,
        "fill": [_come(board, one) for one in come],
        "moves": [_move(board, one) for one in moves],
    }


def _come(board: Board, one: Suggestion) -> Row:
    present = board.duty.on_duty.get(one.volunteer)
    return {
        **_who(board.people.volunteers[one.volunteer]),
        "standby": present is not None,
        "way_s": None if one.way_s is None else round(one.way_s),
        "rested_h": one.rested_h,
        "load_h": one.load_h,
        "against": sorted({str(conflict.rule) for conflict in one.soft}),
    }


def _move(board: Board, one: MoveUp) -> Row:
    return {
        **_who(board.people.volunteers[one.volunteer]),
        "source": one.source,
        "source_name": board.duty.stations[one.source].name,
        "mode": one.mode,
        "way_s": round(one.way_s),
        "gains": one.gains,
        "loses": one.loses,
    }


def _who(volunteer: Volunteer) -> Row:
    person = volunteer.particulars
    shown: Callable[[str], str] = _veiled if me().role is Role.DUTY_OFFICER else str
    return {
        "volunteer": volunteer.id,
        "name": shown(person.name) if person else None,
        "phone": mask(person.phone) if person and person.phone else None,
        "station": volunteer.station,
    }


def _veiled(name: str) -> str:
    return name[:1] + "*" * (len(name) - 1)
