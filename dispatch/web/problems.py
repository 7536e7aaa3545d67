"""Every error as problem+json (RFC 9457): a code for programs, a sentence in the reader's language for people."""

import json
import logging
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from apiflask import APIFlask
from flask import Response, request
from flask_limiter import RateLimitExceeded
from pydantic import ValidationError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, Unauthorized
from werkzeug.routing import RequestRedirect

from dispatch.errors import NotFound, Refused
from dispatch.words import LANGUAGES, catalogue, say
from maps.errors import BadInput

logger = logging.getLogger(__name__)

CONFLICT, UNPROCESSABLE, SERVER_ERROR = 409, 422, 500
STATUS: Mapping[str, int] = {
    "wrong_login": 401,
    "wrong_signature": 401,
    "receipts_off": 401,
    "wrong_role": 403,
    "wrong_setup_code": 403,
    "records_in_demo": 403,
    "not_yours": 403,
    "cross_site": 403,
    "not_found": 404,
    "other_station": 403,
    "database_unreachable": 503,
}
INPUT_CODES = frozenset(
    {
        "ambulance_in_future",
        "ends_before_it_starts",
        "alley_unconnected",
        "entrance_without_building",
        "gate_without_compound",
        "hours_unreadable",
        "item_twice",
        "kit_somewhere",
        "key_reused",
        "no_road_there",
        "no_such_edge",
        "minimum_skill",
        "minimum_unreadable",
        "not_a_badge",
        "not_an_id",
        "not_a_phone",
        "personal_number",
        "reason_needed",
        "same_kit",
        "state_follows",
        "unknown_badge",
        "no_good_rows",
        "nobody_named",
        "occurs_in_future",
        "period_backwards",
        "period_too_long",
        "pin_names_a_home",
        "outside_city",
        "no_file_sent",
        "station_needed",
        "unknown_crs",
        "need_twice",
        "need_while_closed",
        "successor_needed",
        "swap_with_oneself",
        "template_delay",
        "unknown_skill",
        "until_in_past",
        "unusable_geometry",
        "unusable_key",
        "volunteer_needed",
    }
)
"""Refusals of what was sent, whatever the board says; the others are conflicts with what is true now."""

MALFORMED = frozenset({"json_invalid"})
NOTHING: Mapping[str, Any] = MappingProxyType({})


def language() -> str:
    """The reader's: Chinese unless their Accept-Language prefers English."""
    asked = request.accept_languages.best_match(["zh-CN", "zh", "en"], default="zh-CN")
    return "en" if asked == "en" else LANGUAGES[0]


def problem(
    status: int, code: str, params: Mapping[str, object] = NOTHING, headers: Mapping[str, str] = NOTHING
) -> Response:
    """`params` stand beside the standard members, so that a program need not read the sentence."""
    body = {
        **params,
        "type": f"/problems/{code}",
        "title": say(code, language(), **params),
        "status": status,
        "code": code,
    }
    answer = Response(json.dumps(body, ensure_ascii=False, default=str), status, mimetype="application/problem+json")
    answer.headers.update(headers)
    return answer


def answer_problems(app: APIFlask) -> None:
    """Takes over every way in which a request can fail."""
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(BadInput, _bad_input)
    app.register_error_handler(ValidationError, _invalid)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(RateLimitExceeded, _too_many)
    app.register_error_handler(OperationalError, _away)
    app.register_error_handler(Exception, _broken)


def status_of(refusal: Refused) -> int:
    if isinstance(refusal, NotFound):
        return STATUS["not_found"]
    if refusal.code in INPUT_CODES:
        return UNPROCESSABLE
    return STATUS.get(refusal.code, CONFLICT)


def _refused(refusal: Refused) -> Response:
    return problem(status_of(refusal), refusal.code, refusal.params)


def _bad_input(refusal: BadInput) -> Response:
    return problem(UNPROCESSABLE, refusal.code, refusal.params)


def _invalid(error: ValidationError) -> Response:
    found = error.errors(include_url=False, include_input=False)
    if found[0]["type"] in MALFORMED:
        return problem(400, "malformed_json")
    return problem(UNPROCESSABLE, "invalid", {"errors": [_wrong(one) for one in found]})


def _wrong(one: Any) -> dict[str, object]:
    """Pydantic's own sentences are English alone: its `type` is the code, and the words are ours."""
    code = f"wrong.{one['type']}"
    reason = say(code if code in catalogue(language()) else "wrong.other", language(), **one.get("ctx", {}))
    named = [part for part in one["loc"] if isinstance(part, str)]
    msg = say("wrong_field", language(), field=named[-1], reason=reason) if named else reason
    return {"loc": list(one["loc"]), "type": one["type"], "msg": msg}


def _http(error: HTTPException) -> Response:
    if isinstance(error, RequestRedirect):
        return Response(status=error.code, headers={"Location": error.new_url})
    status = error.code or SERVER_ERROR
    headers = {}
    if isinstance(error, Unauthorized):
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        headers["Allow"] = ", ".join(error.valid_methods)
    return problem(status, f"http_{status}", {}, headers)


def _too_many(error: RateLimitExceeded) -> Response:
    seconds = error.limit.limit.get_expiry()
    return problem(429, "http_429", {"retry_after_s": seconds}, {"Retry-After": str(seconds)})


def _away(_: OperationalError) -> Response:
    """The database does not answer, or has not for too long."""
    logger.exception("%s %s found no database", request.method, request.path)
    return problem(503, "http_503", headers={"Retry-After": "5"})


def _broken(_: Exception) -> Response:
    logger.exception("%s %s failed", request.method, request.path)
    return problem(SERVER_ERROR, "http_500")
