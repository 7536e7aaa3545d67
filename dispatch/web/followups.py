"""Follow-ups: who still has to be rung, who takes it, and how those who were there say they are."""

from typing import Annotated

from apiflask import APIBlueprint
from flask import Response
from pydantic import Field

from dispatch.errors import NotFound, Refused
from dispatch.followups.model import Feeling, FollowUp, FollowUpState, Missed, Said
from dispatch.log.event import Recorded
from dispatch.web.answers import answer, repeatable
from dispatch.web.audience import follow_up_seen, serves_at
from dispatch.web.auth import acting, allow, me, require_answers_for
from dispatch.web.bodies import Body, Ident, Moment, Text
from dispatch.web.office import office
from dispatch.web.out import Out
from dispatch.web.owed import FollowUpOut, follow_up_row
from dispatch.web.principal import Role
from dispatch.web.rows import Row

blueprint = APIBlueprint("follow_ups", __name__, url_prefix="/api/v1", tag="follow-ups")

DESK = (Role.DISPATCHER, Role.DUTY_OFFICER)
EVERYBODY = (*DESK, Role.VOLUNTEER)


class FollowUpsQuery(Body):
    """Without `state`, those that are due and not over. `mine`: what I am asked, or see to."""

    mine: bool = False
    state: FollowUpState | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 200


class FollowUpsOut(Out):
    rows: list[FollowUpOut]


class TakeIn(Body):
    """`volunteer` is named by a desk that gives it to a counsellor; without one, the desk sees to it itself."""

    volunteer: Ident | None = None


class DoneIn(Body):
    note: Text | None = None


class NotReachedIn(Body):
    reason: Missed
    note: Text | None = None


class FeelingIn(Body):
    feeling: Feeling
    text: Text | None = None
    happened_at: Moment | None = None


class FollowUpContactOut(Out):
    """Whom to ring, and what was said so far."""

    name: str | None
    phone: str | None
    address: str | None
    text: str | None
    note: str | None


@blueprint.get("/follow-ups")
@blueprint.input(FollowUpsQuery, location="query", arg_name="query")
@blueprint.output(FollowUpsOut)
@allow(*EVERYBODY, Role.AUDITOR)
def follow_ups(query: FollowUpsQuery) -> Response:
    """Those that whoever asks may see, the soonest due first."""
    owed = office().log.board().followups
    maps = (owed.planned, owed.open, owed.over) if query.state else (owed.open,)
    things = [one for part in maps for one in part.values()]
    found = [one for one in things if query.state in {None, one.state} and (not query.mine or _mine(one))]
    shown = (_seen(one) for one in sorted(found, key=lambda one: (one.due_at, one.id)))
    return answer({"rows": [row for row in shown if row is not None][: query.limit]})


@blueprint.get("/follow-ups/<int:follow_up>/contact")
@blueprint.output(FollowUpContactOut)
@allow(*EVERYBODY)
def contact(follow_up: int) -> Response:
    """In full, for the desk and for who has taken it; a caller's not for the duty officer of who was only asked. That
    it was looked at is written down."""
    one = office().followups.follow_up(follow_up)
    if _seen(one) is None or not _may_ring(one):
        raise Refused("not_yours")
    office().accounts.note_look(me().by, f"follow_up:{follow_up}", "contact")
    told = {"text": one.said.text if one.said else None, "note": one.note}
    return answer({**(_person(one.volunteer) if one.volunteer else _caller(one.incident)), **told})


@blueprint.post("/follow-ups/<int:follow_up>/take")
@blueprint.input(TakeIn, arg_name="body")
@blueprint.output(FollowUpOut)
@allow(*EVERYBODY)
def take(follow_up: int, body: TakeIn) -> Response:
    """I see to it, or this counsellor does."""
    _require_served(follow_up)
    recorded = office().followups.take(
        follow_up, acting() or body.volunteer, acting=acting(), by=me().by, request=repeatable(body)
    )
    return _answer(follow_up, recorded)


@blueprint.post("/follow-ups/<int:follow_up>/hand-back")
@blueprint.output(FollowUpOut)
@allow(*EVERYBODY)
def hand_back(follow_up: int) -> Response:
    """Another counsellor is asked."""
    _require_served(follow_up)
    recorded = office().followups.hand_back(follow_up, acting=acting(), by=me().by, request=repeatable())
    return _answer(follow_up, recorded)


@blueprint.post("/follow-ups/<int:follow_up>/done")
@blueprint.input(DoneIn, arg_name="body")
@blueprint.output(FollowUpOut)
@allow(*EVERYBODY)
def done(follow_up: int, body: DoneIn) -> Response:
    _require_served(follow_up)
    recorded = office().followups.done(follow_up, body.note, acting=acting(), by=me().by, request=repeatable(body))
    return _answer(follow_up, recorded)


@blueprint.post("/follow-ups/<int:follow_up>/not-reached")
@blueprint.input(NotReachedIn, arg_name="body")
@blueprint.output(FollowUpOut)
@allow(*EVERYBODY)
def not_reached(follow_up: int, body: NotReachedIn) -> Response:
    """Nobody was reached, or they want none: `declined`."""
    _require_served(follow_up)
    recorded = office().followups.not_reached(
        follow_up, body.reason, body.note, acting=acting(), by=me().by, request=repeatable(body)
    )
    return _answer(follow_up, recorded)


@blueprint.post("/follow-ups/<int:follow_up>/answer")
@blueprint.input(FeelingIn, arg_name="body")
@blueprint.output(FollowUpOut)
@allow(*EVERYBODY)
def say_how(follow_up: int, body: FeelingIn) -> Response:
    """How the volunteer is. Desks answer for whom they have on the telephone."""
    asked = office().log.board().followups.find(follow_up)
    if asked is not None and asked.volunteer is not None:
        require_answers_for(asked.volunteer)
    recorded = office().followups.answer(
        follow_up,
        Said(body.feeling, body.text),
        happened_at=body.happened_at,
        acting=acting(),
        by=me().by,
        request=repeatable(body),
    )
    return _answer(follow_up, recorded)


def _answer(follow_up: int, recorded: list[Recorded]) -> Response:
    one = office().followups.follow_up(follow_up, upto=recorded[-1].seq if recorded else None)
    return answer(_seen(one) or {**follow_up_row(one), "feeling": None})


def _seen(one: FollowUp) -> Row | None:
    return follow_up_seen(follow_up_row(one), office().log.board(), me())


def _may_ring(one: FollowUp) -> bool:
    if me().role is Role.VOLUNTEER:
        return acting() == one.holder and one.taken_at is not None
    return me().role is Role.DISPATCHER or one.volunteer is not None or one.taken_at is not None


def _mine(one: FollowUp) -> bool:
    who = me().volunteer
    return who is not None and who in {one.volunteer, one.holder}


def _require_served(follow_up: int) -> None:
    """A duty officer acts for the people of their station."""
    if me().role is not Role.DUTY_OFFICER:
        return
    board = office().log.board()
    one = board.followups.find(follow_up)
    people = {one.volunteer, one.holder, *one.tried} if one else set()
    if one is not None and not any(serves_at(board, who, me().station) for who in people if who is not None):
        raise Refused("not_yours")


def _person(volunteer: str) -> Row:
    known = office().log.board().people.volunteers.get(volunteer)
    person = known.particulars if known else None
    return {"name": person.name if person else None, "phone": person.phone if person else None, "address": None}


def _caller(incident: int) -> Row:
    """Of the incident's own story: it has left the board."""
    found = office().incidents.incident(incident).incidents.get(incident)
    if found is None:
        raise NotFound("incident", incident)
    call = found.particulars
    caller = call.caller if call else None
    return {
        "name": caller.name if caller else None,
        "phone": caller.phone if caller else None,
        "address": call.spoken if call else None,
    }
