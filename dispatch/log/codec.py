"""An event as text and back. Personal content is cut out on the way in and put back on the way out."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from dispatch.errors import Refused
from dispatch.log.chain import Row
from dispatch.log.event import Event, Recorded

Lift = Callable[[dict[str, Any]], dict[str, Any]]
"""Raises an event's object from version v to v + 1."""

PARTICULARS = "particulars"
SPLICE = ',"particulars":'
SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Encoded:
    """`data` is what the event row keeps; `body` is the salt and the JSON of the particulars, kept apart."""

    kind: str
    v: int
    subject: str
    data: str
    body: bytes | None


class Kind:
    """How one class of event is written. Pydantic's adapters are costly to build: each is made at its first use."""

    def __init__(self, event_type: type[Event]) -> None:
        names = [field.name for field in fields(event_type)]
        if PARTICULARS in names[:-1]:
            raise TypeError(f"{event_type.__name__}.particulars must be the last field: decoding splices it in there")
        self.event_type = event_type
        self.has_particulars = PARTICULARS in names

    @cached_property
    def whole(self) -> TypeAdapter[Event]:
        return TypeAdapter(self.event_type)

    @cached_property
    def particulars(self) -> TypeAdapter[Any]:
        return TypeAdapter(get_type_hints(self.event_type)[PARTICULARS])


class Codec:
    """Knows the kinds of event that it is given, by class name, and how to lift old versions of them."""

    def __init__(self, kinds: Sequence[type[Event]], lifts: Mapping[tuple[str, int], Lift] | None = None) -> None:
        self._kinds = {kind.__name__: Kind(kind) for kind in kinds}
        self._lifts = lifts or {}
        if len(self._kinds) != len(kinds):
            raise TypeError("two kinds of event have one name")

    def encode(self, event: Event, *, ref: int, entropy: Callable[[int], bytes]) -> Encoded:
        """`ref`: the seq that the event will have. ValueError for an event that would not come back the same: what
        cannot be read again must never be written, or the log could not be opened any more."""
        name = type(event).__name__
        kind = self._kinds[name]
        try:
            data, body = self._split(kind, event, ref, entropy)
            same = self._parse(kind, event.v, data, body) == event
        except (PydanticSerializationError, ValidationError) as error:
            raise ValueError(f"{event!r} would not come back from the log") from error
        if not same:
            raise ValueError(f"{event!r} would come back from the log as another event")
        return Encoded(name, event.v, event.subject, data, body)

    def decode(self, row: Row, body: bytes | None) -> Recorded:
        """The event of `row`, with its particulars where `body` still has them."""
        kind = self._kinds.get(row.kind)
        if kind is None or row.v > kind.event_type.v:
            raise Refused("unknown_event", seq=row.seq, kind=row.kind, v=row.v)
        event = self._parse(kind, row.v, row.data, body)
        return Recorded(row.seq, row.at, row.happened_at, row.by, row.cause, event)

    def holds(self, row: Row, body: bytes) -> bool:
        """Whether `body` is the very content whose salted hash the event carries."""
        return row.data.endswith(SPLICE + _seal(row.seq, body) + "}")

    def content(self, body: bytes) -> str:
        """The JSON text of the particulars."""
        return body[SALT_BYTES:].decode()

    def _split(self, kind: Kind, event: Event, ref: int, entropy: Callable[[int], bytes]) -> tuple[str, bytes | None]:
        """The text without the particulars, their seal in their place; and they themselves, salted."""
        data = kind.whole.dump_json(event, exclude={PARTICULARS}, warnings="error").decode()
        if not kind.has_particulars:
            return data, None
        content = getattr(event, PARTICULARS)
        body = None
        if content is not None:
            body = entropy(SALT_BYTES) + kind.particulars.dump_json(content, warnings="error")
        return data[:-1] + SPLICE + _seal(ref, body) + "}", body

    def _parse(self, kind: Kind, v: int, data: str, body: bytes | None) -> Event:
        head, seam, _ = data.rpartition(SPLICE)
        if kind.has_particulars and seam:
            data = head + SPLICE + ("null" if body is None else self.content(body)) + "}"
        if v < kind.event_type.v:
            data = json.dumps(self._lifted(kind, v, json.loads(data)))
        return kind.whole.validate_json(data)

    def _lifted(self, kind: Kind, v: int, content: dict[str, Any]) -> dict[str, Any]:
        for version in range(v, kind.event_type.v):
            content = self._lifts[kind.event_type.__name__, version](content)
        return content


def _seal(ref: int, body: bytes | None) -> str:
    if body is None:
        return "null"
    return f'{{"ref":{ref},"hash":"{hashlib.sha256(body).hexdigest()}"}}'
