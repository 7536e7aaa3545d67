"""What goes out: JSON, and for a write the answer as of its own events, so that a repeated one reads the same."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from flask import Response, request

from dispatch.board import Board
from dispatch.clock import stamped
from dispatch.errors import NotFound, Refused
from dispatch.log.contract import Request
from dispatch.log.event import Recorded
from dispatch.web.audience import visible
from dispatch.web.auth import me
from dispatch.web.bodies import Body
from dispatch.web.office import office
from dispatch.web.rows import Key, Row, compact

KEY_LENGTH = 200


def answer(body: Mapping[str, Any], status: int = 200, *, mimetype: str = "application/json") -> Response:
    return Response(compact(body), status, mimetype=mimetype)


def created(body: Mapping[str, Any], location: str) -> Response:
    """`location`: where the new thing is found, or what it is part of."""
    made = answer(body, 201)
    made.headers["Location"] = location
    return made


def repeatable(body: Body | None = None, *, file: bytes = b"") -> Request | None:
    """What the Idempotency-Key header makes of this write; the same key for another path or body is refused later."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not 1 <= len(key) <= KEY_LENGTH or not key.isascii() or not key.isprintable():
        raise Refused("unusable_key", length=KEY_LENGTH)
    sent = f"{request.method} {request.path}\n{body.model_dump_json() if body else ''}"
    return Request(key, sha256(sent.encode() + file).hexdigest())


def incident_of(recorded: Sequence[Recorded]) -> int:
    """The incident that a batch is about."""
    ident: int = recorded[0].event.incident  # type: ignore[attr-defined]
    return ident


def incident_detail(incident: int, recorded: Sequence[Recorded] = ()) -> Row:
    """The incident right after these events, or as it is now, as far as whoever asks may see it."""
    board = _board_of(incident, recorded)
    found = board.incidents.incidents[incident]
    keys: list[Key] = [("incidents", incident), *(("alerts", one.id) for one in board.incidents.alerts_of(found))]
    keys += [("assignments", one.id) for one in board.incidents.assignments_of(found)]
    shown = [visible(row, board, me()) for row in office().screens.sheet(board).rows(keys)]
    if shown[0] is None:
        raise NotFound("incident", incident)
    return {
        **without_table(shown[0]),
        "closed_at": stamped(found.closed_at),
        "disposition": found.disposition,
        "rows": [row for row in shown[1:] if row is not None],
    }


def thing(key: Key, recorded: Sequence[Recorded]) -> Row:
    """An alert or assignment right after these events; where there are none, as it is on the board."""
    board = _board_of(incident_of(recorded), recorded) if recorded else office().log.board()
    row = next(office().screens.sheet(board).rows([key]))
    if row.get("gone"):
        raise NotFound(key[0].removesuffix("s"), key[1])
    return without_table(row)


def without_table(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "table"}


def _board_of(incident: int, recorded: Sequence[Recorded]) -> Board:
    """The board with that incident in it, open or closed, as of the last of these events."""
    board, seq = office().log.view()
    if recorded and recorded[-1].seq == seq and incident in board.incidents.incidents:
        return board  # nothing happened since: no need to tell its story again
    state = office().incidents.incident(incident, upto=recorded[-1].seq if recorded else None)
    return replace(board, incidents=state)
