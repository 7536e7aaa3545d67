"""A voice and SMS provider behind HTTP.

    POST {url}/v1/messages        {"id", "channel": "voice" | "sms", "to", "text", "language", "keys", "callback"} → 202
    GET  {url}/v1/messages/{id}   {"id", "state", "key", "text", "at"}: what it knows, for receipts that were lost

4xx: refused for good, `{"reason"}`. All else, and no answer in time: the same message again, under the same id, which
is the `Idempotency-Key` too. Numbers are written +8613800001234, an extension as `;ext=803` (RFC 3966), short ones
as they are.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

import urllib3
from urllib3.exceptions import HTTPError, LocationParseError
from urllib3.util import parse_url

from dispatch.errors import Refused
from dispatch.ladder.model import AttemptState
from dispatch.ladder.senders import Message, Unreachable, as_json
from dispatch.people.phones import LANDLINE, MOBILE

CONNECT_S = 2.0
READ_S = 4.0
CONNECTIONS = 128
"""As many are kept open; more are made when more threads ask at once."""
ANSWER_BYTES = 16 * 1024
ANSWER_PIECES = 16
"""A gateway that answers byte by byte must not hold a thread for hours."""
TEXT_LETTERS = 2000
REASON_LETTERS = 200
LATER = frozenset({408, 425, 429})
"""Refusals that say of themselves that they do not hold for good."""


PAGE: Mapping[str, Any] = {}
"""What a proxy between us and the gateway says in its place, with 200 as often as not."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the gateway knows of a message; `key` and `text` as somebody answered."""

    state: AttemptState
    key: str | None
    text: str | None
    at: datetime | None


class HttpGateway:
    """A Sender. Redirects are not followed: they would carry secret and telephone number elsewhere."""

    def __init__(self, url: str, secret: str, *, connect_s: float = CONNECT_S, read_s: float = READ_S) -> None:
        """Refuses `bad_gateway_url` and `bad_gateway_secret`: a secret that is no header would be quoted in errors."""
        self._messages = f"{_base(url)}/v1/messages"
        if not (secret.isascii() and secret.isprintable() and secret.strip() == secret != ""):
            raise Refused("bad_gateway_secret")
        self._secret = secret
        self._pool = urllib3.PoolManager(
            maxsize=CONNECTIONS, retries=False, timeout=urllib3.Timeout(connect=connect_s, read=read_s)
        )

    def send(self, message: Message) -> None:
        """Takes as long as one connection and one answer may. Raises as every Sender does: Refused is
        `message_refused`, with `status` and the gateway's own `reason`."""
        body = as_json(message)
        told = {"id": body.pop("message"), **body, "to": international(message.to)}
        status, answer = self._ask("POST", self._messages, told, {"Idempotency-Key": message.id})
        if 400 <= status < 500 and status not in LATER:
            raise Refused("message_refused", status=status, reason=self._reason(answer))
        if not 200 <= status < 300:
            raise Unreachable(f"HTTP {status}")
        if answer is PAGE:
            raise Unreachable("a page for people")

    def known(self, message_id: str) -> Known | None:
        """None where the gateway never took it. Raises Unreachable."""
        status, answer = self._ask("GET", f"{self._messages}/{quote(message_id, safe='')}")
        if status == 404:
            return None
        if status != 200:
            raise Unreachable(f"HTTP {status}")
        return _known(answer)

    def _ask(
        self, method: str, url: str, told: Mapping[str, Any] | None = None, more: Mapping[str, str] | None = None
    ) -> tuple[int, Mapping[str, Any]]:
        """Status and what the body says, {} where that is no JSON object."""
        headers = {"Authorization": f"Bearer {self._secret}", "Content-Type": "application/json", **(more or {})}
        body = None if told is None else json.dumps(told, ensure_ascii=False).encode()
        try:
            answer = self._pool.request(method, url, body=body, headers=headers, redirect=False, preload_content=False)
            try:
                text = b"".join(_pieces(answer))
            finally:
                answer.close()  # what is left over is not worth waiting for
        except (HTTPError, OSError) as error:
            raise Unreachable(type(error).__name__) from None  # the error's own words may quote what was sent
        return answer.status, _object(text)

    def _reason(self, answer: Mapping[str, Any]) -> str:
        return str(answer.get("reason", "")).replace(self._secret, "***")[:REASON_LETTERS]


def international(phone: str) -> str:
    """One of our spellings as the world writes it; what is none of them stays as it is."""
    if MOBILE.fullmatch(phone):
        return f"+86{phone}"
    if found := LANDLINE.fullmatch(phone):
        area, local, extension = found.groups()
        return f"+86{area.removeprefix('0')}{local}" + (f";ext={extension}" if extension else "")
    return phone


def _base(url: str) -> str:
    """Without the last slash. A name and password in it would stand in every log."""
    try:
        parts = parse_url(url)
    except LocationParseError:
        raise Refused("bad_gateway_url") from None
    if parts.scheme not in {"http", "https"} or not parts.host or parts.auth or parts.query or parts.fragment:
        raise Refused("bad_gateway_url")
    return url.rstrip("/")


def _pieces(answer: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
    left = ANSWER_BYTES
    for _ in range(ANSWER_PIECES):
        piece = answer.read1(left)
        yield piece
        left -= len(piece)
        if not piece or left <= 0:
            return


def _object(text: bytes) -> Mapping[str, Any]:
    if text.lstrip().startswith(b"<"):
        return PAGE
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _known(answer: Mapping[str, Any]) -> Known:
    try:
        state = AttemptState.HANDED if answer["state"] == "accepted" else AttemptState(answer["state"])
        at = _moment(answer.get("at"))
    except (KeyError, TypeError, ValueError):
        raise Unreachable("an answer that says nothing") from None
    key, text = (None if answer.get(name) is None else str(answer[name]) for name in ("key", "text"))
    return Known(state, key and _letters(key), text and _letters(text), at)


def _moment(told: str | None) -> datetime | None:
    """A time without its zone is none: what it belongs to counts as of now. ValueError for what is no time."""
    at = datetime.fromisoformat(told) if told else None
    return at if at is not None and at.tzinfo is not None and 1900 <= at.year < 2200 else None


def _letters(text: str) -> str:
    """As much as can be written down."""
    return text[:TEXT_LETTERS].encode(errors="replace").decode()
