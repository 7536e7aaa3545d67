"""Check-in and check-out, and what of it waits for the station's officer."""

from apiflask import APIBlueprint
from flask import Response

from dispatch.board import Board
from dispatch.clock import stamp, stamped
from dispatch.duty.arriving import Brought, Held
from dispatch.duty.checks import Here, Shown
from dispatch.duty.events import CheckedIn, CheckInHeld
from dispatch.duty.fold import as_checked_in
from dispatch.duty.model import CheckIn
from dispatch.duty.receiving import Arrival
from dispatch.errors import NotFound, Refused
from dispatch.people.badges import holder_of
from dispatch.people.positions import Fix
from dispatch.web.answers import answer, repeatable
from dispatch.web.auth import allow, me
from dispatch.web.bodies import DutyIn, PositionIn
from dispatch.web.check_in_shapes import DecideIn, HeldListOut, HeldOut, HeldQuery, held_row
from dispatch.web.office import office
from dispatch.web.principal import Role
from dispatch.web.problems import language
from dispatch.web.rows import Row
from dispatch.web.shapes import DutyOut
from dispatch.words import say

blueprint = APIBlueprint("check_in", __name__, url_prefix="/api/v1", tag="duty")

DESK = (Role.DISPATCHER, Role.DUTY_OFFICER)
AT_STATION = (*DESK, Role.VOLUNTEER)
GRACE_MIN = 15
"""Around the planned start nobody is early or late."""


@blueprint.post("/duty/check-in")
@blueprint.input(DutyIn, arg_name="body")
@blueprint.output(DutyOut)
@allow(*AT_STATION)
def check_in(body: DutyIn) -> Response:
    """Oneself, or somebody else by their number or badge. Again at the same station it corrects kit, end and standby.
    What is doubted is answered with 202: `duty` off, `held` the number under which the station's officer sees it, and
    `doubts` why. The desk's own word for a person it names needs no proof."""
    volunteer = _who_comes(body)
    recorded = office().reception.check_in(
        Arrival(
            volunteer,
            body.station,
            tuple(body.kit),
            body.until,
            body.standby.standby() if body.standby else None,
            Brought(body.radio, tuple(body.kit_check)),
            body.note,
        ),
        _shown(body),
        happened_at=body.happened_at,
        by=me().by,
        request=repeatable(body),
    )
    for one in recorded:
        if isinstance(one.event, CheckInHeld):
            return answer(_waiting(one.event), 202)
    if body.position is not None:
        place(volunteer, body.position)
    for one in recorded:
        if isinstance(one.event, CheckedIn):
            return answer(_on_duty(as_checked_in(one.event, one.when)))
    present = office().log.board().duty.on_duty.get(volunteer)
    return answer(_on_duty(present) if present else _off_duty(volunteer, body.station))


@blueprint.post("/duty/check-out")
@blueprint.input(DutyIn, arg_name="body")
@blueprint.output(DutyOut)
@allow(*AT_STATION)
def check_out(body: DutyIn) -> Response:
    """Ends the duty and, for whoever is on no assignment, the sharing of their position."""
    volunteer = _who_comes(body)
    recorded = office().reception.check_out(
        volunteer,
        body.station,
        note=body.note,
        happened_at=body.happened_at,
        by=me().by,
        request=repeatable(body),
    )
    return answer(_off_duty(volunteer, body.station, stamp(recorded[0].when)))


@blueprint.get("/duty/mine")
@blueprint.output(DutyOut)
@allow(Role.VOLUNTEER)
def mine() -> Response:
    """Whether I am on duty, and what became of my check-in that was doubted last."""
    board, volunteer = office().log.board(), str(me().volunteer)
    present = board.duty.on_duty.get(volunteer)
    if present is not None:
        return answer(_on_duty(present))
    theirs = [one for one in board.duty.held.values() if one.volunteer == volunteer]
    last = max(theirs, key=lambda one: one.id, default=None)
    record = board.people.volunteers.get(volunteer)
    if last is None:
        return answer(_off_duty(volunteer, (record and record.station) or ""))
    return answer({**_off_duty(volunteer, last.station), **_doubts(last)})


@blueprint.get("/duty/held")
@blueprint.input(HeldQuery, location="query", arg_name="query")
@blueprint.output(HeldListOut)
@allow(*DESK, Role.AUDITOR)
def held(query: HeldQuery) -> Response:
    """Those that wait, the oldest first."""
    if me().role is Role.DUTY_OFFICER and query.station not in {None, me().station}:
        raise Refused("other_station", station=query.station)
    station, board = query.station or me().station, office().log.board()
    found = [one for one in board.duty.held.values() if one.open or query.decided]
    rows = [held_out(board, one) for one in sorted(found, key=lambda one: one.id) if station in {None, one.station}]
    return answer({"rows": rows})


@blueprint.post("/duty/held/<int:held>/confirm")
@blueprint.input(DecideIn, arg_name="body")
@blueprint.output(HeldOut)
@allow(*DESK)
def confirm(held: int, body: DecideIn) -> Response:
    """They are on duty since they came; where they were until then they are checked out."""
    _require_own(held)
    office().reception.confirm(held, by=me().by, request=repeatable(body))
    return answer(_decided(held))


@blueprint.post("/duty/held/<int:held>/reject")
@blueprint.input(DecideIn, arg_name="body")
@blueprint.output(HeldOut)
@allow(*DESK)
def reject(held: int, body: DecideIn) -> Response:
    _require_own(held)
    office().reception.reject(held, body.reason, by=me().by, request=repeatable(body))
    return answer(_decided(held))


def place(volunteer: str, body: PositionIn) -> None:
    lon, lat = body.wgs84()
    office().positions.put(Fix(volunteer, lon, lat, body.accuracy_m, body.at))


def held_out(board: Board, held: Held) -> Row:
    record = board.people.volunteers.get(held.volunteer)
    name = record.particulars.name if record and record.particulars else None
    return {**held_row(held, name), "words": _said(held.doubts), "reason": held.reason}


def _who_comes(body: DutyIn) -> str:
    """At a desk a badge, or a code without anybody's number, says who it is."""
    who = me()
    if who.role is Role.DUTY_OFFICER and body.station != who.station:
        raise Refused("other_station", station=body.station)
    badge = _badge(body)
    if badge is not None:
        volunteer = holder_of(office().log.board().people, badge)
        if body.volunteer not in {None, volunteer}:
            raise Refused("badge_of_another", volunteer=body.volunteer)
        return volunteer
    named = body.volunteer or who.volunteer
    if named is None:
        raise Refused("volunteer_needed", role=who.role)
    if who.role is Role.VOLUNTEER and named != who.volunteer:
        raise Refused("not_yours")
    return named


def _badge(body: DutyIn) -> str | None:
    if me().role is Role.VOLUNTEER:
        if body.badge is not None:
            raise Refused("badge_at_desk")
        return None
    return body.badge or (body.code if body.volunteer is None else None)


def _shown(body: DutyIn) -> Shown:
    here = None
    if body.position is not None:
        here = Here(*body.position.wgs84(), body.position.accuracy_m, body.position.at)
    if me().role is Role.VOLUNTEER:
        return Shown(body.code, here=here)
    if _badge(body) is not None:
        return Shown(badge=True, here=here)
    return Shown(body.code, here=here, vouched=body.code is None and here is None)


def _require_own(held: int) -> None:
    found = office().log.board().duty.held.get(held)
    if found is None:
        raise NotFound("held", held)
    if me().role is Role.DUTY_OFFICER and found.station != me().station:
        raise Refused("other_station", station=found.station)


def _decided(held: int) -> Row:
    board = office().log.board()
    return held_out(board, board.duty.held[held])


def _said(codes: object) -> list[Row]:
    return [{"code": code, "text": say(f"doubt.{code}", language())} for code in codes]  # type: ignore[attr-defined]


def _off_duty(volunteer: str, station: str, ended: str | None = None) -> Row:
    return {
        "volunteer": volunteer,
        "station": station,
        "duty": "off",
        "at": ended,
        "until": None,
        "kit": [],
        "delay_s": None,
        "proof": None,
        "minutes_off": None,
        "held": None,
        "held_state": None,
        "doubts": [],
        "message": None,
    }


def _waiting(event: CheckInHeld) -> Row:
    words = _said(event.doubts)
    return {
        **_off_duty(event.volunteer, event.station),
        "proof": event.proof.by,
        "minutes_off": event.proof.minutes_off,
        "held": event.held,
        "held_state": "open",
        "doubts": words,
        "message": _message("open", words, None),
    }


def _doubts(held: Held) -> Row:
    words = _said(held.doubts)
    return {
        "proof": held.proof.by,
        "minutes_off": held.proof.minutes_off,
        "held": held.id,
        "held_state": held.state,
        "doubts": words,
        "message": _message(held.state, words, held.reason),
    }


def _message(state: str, doubts: list[Row], reason: str | None) -> str:
    comma = say("held_comma", language())
    said = comma.join(str(one["text"]) for one in doubts)
    return say(f"held_told.{state}", language(), doubts=said, reason=reason or said)


def _on_duty(present: CheckIn) -> Row:
    proof = present.proof
    off = proof.minutes_off if proof else None
    return {
        **_off_duty(present.volunteer, present.station, stamp(present.at)),
        "duty": present.axis,
        "until": stamped(present.until),
        "kit": list(present.kit),
        "delay_s": present.delay_s,
        "proof": proof.by if proof else None,
        "minutes_off": off,
        "message": _punctual(off),
    }


def _punctual(off: int | None) -> str | None:
    if off is None or abs(off) <= GRACE_MIN:
        return None
    return say("checked_in_late" if off > 0 else "checked_in_early", language(), minutes=abs(off))
