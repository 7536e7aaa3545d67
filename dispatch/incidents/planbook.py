"""The response plans in force: read again when their file changes, and kept when that is broken."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dispatch.config import ROOT
from dispatch.errors import Refused
from dispatch.incidents.model import IncidentType, Response
from dispatch.incidents.plans import Plans, load

NAME = "response_plans.toml"
SHIPPED = ROOT / "data" / NAME

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Edition:
    """One reading. `content` None: nobody could read the file. `trouble`: why it was refused; the plans are then those
    of the reading before."""

    file: Path
    content: bytes | None
    plans: Plans
    trouble: Refused | None = None


class PlanBook(Mapping[tuple[IncidentType, int], Response]):
    """The city's own file in `folder` where there is one, else the shipped one. A server that starts with a broken file
    of its own works by the shipped plans, and says so."""

    def __init__(self, folder: Path, shipped: Path = SHIPPED) -> None:
        self._own, self._shipped = folder / NAME, shipped
        self.edition = Edition(shipped, shipped.read_bytes(), load(shipped))
        self.look()

    def look(self) -> bool:
        """Whether the file is another than at the last look. What was read counts for the calls that come after."""
        file = self._own if self._own.exists() else self._shipped
        content = _content(file)
        if (file, content) == (self.edition.file, self.edition.content):
            return False
        try:
            self.edition = Edition(file, content, load(file))
            logger.info("Response plans read from %s", file)
        except Refused as trouble:
            self.edition = Edition(file, content, self.edition.plans, trouble)
            logger.warning("Response plans in %s are broken, the old ones stay: %s", file, trouble.params["reason"])
        return True

    def __getitem__(self, which: tuple[IncidentType, int]) -> Response:
        return self.edition.plans[which]

    def __iter__(self) -> Iterator[tuple[IncidentType, int]]:
        return iter(self.edition.plans)

    def __len__(self) -> int:
        return len(self.edition.plans)


def _content(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:  # `load` says why
        return None
