"""What the playing gateway was asked and has told, one JSON object a line: a restart reads it and forgets nothing."""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any


class Ledger:
    """Appends whole lines: what is written survives the end of the process, at any moment. One process writes."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._file = file
        self._handle = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        self._cut_off_half_a_line()

    def lines(self) -> Iterator[dict[str, Any]]:
        with self._file.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)

    def write(self, line: Mapping[str, Any]) -> None:
        os.write(self._handle, json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")

    def close(self) -> None:
        os.close(self._handle)

    def _cut_off_half_a_line(self) -> None:
        """A full disk may have left one; nobody was told of it."""
        text = self._file.read_bytes()
        os.ftruncate(self._handle, text.rfind(b"\n") + 1)
