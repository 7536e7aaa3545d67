"""The ladder in force: read again when its file changes, and kept when that is broken."""

import logging
from pathlib import Path

from dispatch.config import ROOT
from dispatch.errors import Refused
from dispatch.ladder.timetable import Timetable, load

NAME = "alarm_ladder.toml"
SHIPPED = ROOT / "data" / NAME

logger = logging.getLogger(__name__)


class LadderBook:
    """The centre's own file in `folder` where there is one, else the shipped one. `trouble`: why the file was refused;
    the timetable is then the one before it."""

    def __init__(self, folder: Path, shipped: Path = SHIPPED) -> None:
        self._own, self._shipped = folder / NAME, shipped
        self._read: tuple[Path, bytes | None] = shipped, shipped.read_bytes()
        self.timetable: Timetable = load(shipped)
        self.trouble: Refused | None = None
        self.look()

    def look(self) -> bool:
        """Whether the file is another than at the last look."""
        file = self._own if self._own.exists() else self._shipped
        found = file, _content(file)
        if found == self._read:
            return False
        self._read = found
        try:
            self.timetable, self.trouble = load(file), None
            logger.info("Alarm ladder read from %s", file)
        except Refused as trouble:
            self.trouble = trouble
            logger.warning("Alarm ladder in %s is broken, the old one stays: %s", file, trouble.params["reason"])
        return True


def _content(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:  # `load` says why
        return None
