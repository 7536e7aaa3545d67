"""What comes in and goes out about the ladder."""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, StringConstraints

from dispatch.clock import stamp
from dispatch.incidents.model import IncidentMode, IncidentType
from dispatch.ladder.model import Answer, Attempt, AttemptState, Channel, Nobody, Told
from dispatch.web.bodies import PLAIN, Body, Ident, Moment
from dispatch.web.out import Out

Said = Annotated[str, StringConstraints(max_length=2000, pattern=PLAIN)]


class ReceiptIn(Body):
    """`key`: pressed on the telephone; `text`: written back; `at`: when it happened there."""

    message: Ident
    result: Literal["delivered", "answered", "no_answer", "phone_off", "wrong_number", "busy", "failed"]
    key: Annotated[str, StringConstraints(max_length=8, pattern=PLAIN)] | None = None
    text: Said | None = None
    at: Moment | None = None


class TabletQuery(Body):
    """Without `station`, the officer's own."""

    station: Ident | None = None


class OutcomeIn(Body):
    outcome: Literal["accept", "decline", "no_answer", "phone_off", "wrong_number"]


class TellIn(Body):
    told: Told


class ReceiptOut(Out):
    message: str
    used: bool
    reason: str | None


class AttemptOut(Out):
    """`begun_at`: when this rung began."""

    id: int
    incident: int | None
    alert: int | None
    volunteer: str | None
    channel: Channel
    state: AttemptState
    begun_at: AwareDatetime
    answer: Answer | None


class AttemptRow(AttemptOut):
    """What the call list or a tablet holds: somebody is to say what came of it."""

    table: Literal["attempts"]


class NobodyOut(Out):
    """`since`: the ladder ended and nobody had accepted; `told`: who has heard it."""

    since: AwareDatetime
    told: list[Told]


class RingingOut(Out):
    attempt: int
    alert: int
    incident: int
    volunteer: str
    name: str | None
    role: str
    type: IncidentType
    level: int
    mode: IncidentMode
    since: AwareDatetime


class TabletOut(Out):
    station: str
    calls: list[RingingOut]


class LeaderContact(Out):
    name: str
    phone: str


class LeaderOut(Out):
    leaders: list[LeaderContact]


def attempt_row(one: Attempt) -> dict[str, Any]:
    return {
        "incident": one.incident,
        "alert": one.alert,
        "volunteer": one.volunteer,
        "channel": one.channel,
        "state": one.state,
        "begun_at": stamp(one.begun_at),
        "answer": one.answer,
    }


def nobody_row(known: Nobody | None) -> dict[str, Any] | None:
    return {"since": stamp(known.at), "told": list(known.told)} if known else None
