"""What carries a message out of this machine, and the sender that writes it to a file.

Every message has one stable id, however often it is handed over: whoever carries it further does so once for an id.
"""

import fcntl
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO, Protocol

from dispatch.ladder.model import Channel


@dataclass(frozen=True, slots=True)
class Message:
    """`to`: a telephone number, or whom a tablet or page belongs to. `keys`: what each key of a telephone means
    (`{"1": "accept", "2": "decline"}`). `callback`: where the receipt is to be sent; None: as the gateway is set up."""

    id: str
    channel: Channel
    to: str
    text: str
    language: str = "zh-CN"
    keys: Mapping[str, str] = field(default_factory=dict)
    callback: str | None = None


class Unreachable(Exception):
    """Nobody knows whether it was taken: the same message is handed over again, under the same id."""


class Sender(Protocol):
    def send(self, message: Message) -> None:
        """Hands it over. Raises Unreachable where it is to be tried again, `dispatch.errors.Refused` where that would
        change nothing. Called from several threads at once."""
        ...


class FileSender:
    """Appends one JSON text a line to a file that its owner alone may read: what a centre without a gateway has to
    show. A message that is in it already, by whichever server, is not written again."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._turn = Lock()
        self._known: set[str] = set()
        self._read = 0

    def send(self, message: Message) -> None:
        line = json.dumps(as_json(message), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        self._file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        with self._turn, os.fdopen(handle, "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            self._learn(file)
            if message.id not in self._known:
                file.write(line)

    def _learn(self, file: BinaryIO) -> None:
        """What was written since the last look, here or by another server."""
        file.seek(self._read)
        for line in file:
            self._known.add(json.loads(line)["message"])
        self._read = file.tell()


def as_json(message: Message) -> dict[str, Any]:
    """Its fields, `id` as `message`: the name under which the receipt speaks of it."""
    return {
        "message": message.id,
        "channel": message.channel,
        "to": message.to,
        "text": message.text,
        "language": message.language,
        "keys": dict(message.keys),
        "callback": message.callback,
    }
