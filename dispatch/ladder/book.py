"""The ladder in force."""

from pathlib import Path

from dispatch.config import ROOT
from dispatch.handwritten import Followed
from dispatch.ladder.timetable import Timetable, load

NAME = "alarm_ladder.toml"
SHIPPED = ROOT / "data" / NAME


class LadderBook(Followed[Timetable]):
    def __init__(self, folder: Path, shipped: Path = SHIPPED) -> None:
        super().__init__(folder, shipped, load)

    @property
    def timetable(self) -> Timetable:
        return self.edition.says
