"""A table that leaves as a file."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Response

TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv; charset=utf-8",
}


def attached(name: str, write: Callable[[Path], object]) -> Response:
    """What `write` writes, to be saved under that name, whose ending says the format. Its words are in the language
    that the reader prefers."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / name
        write(file)
        sent = Response(file.read_bytes(), content_type=TYPES[file.suffix])
    sent.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    sent.vary.add("Accept-Language")
    return sent
