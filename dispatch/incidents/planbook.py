"""The response plans in force."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from dispatch.config import ROOT
from dispatch.handwritten import Followed
from dispatch.incidents.model import IncidentType, Response
from dispatch.incidents.plans import Plans, load

NAME = "response_plans.toml"
SHIPPED = ROOT / "data" / NAME


class PlanBook(Followed[Plans], Mapping[tuple[IncidentType, int], Response]):
    def __init__(self, folder: Path, shipped: Path = SHIPPED) -> None:
        super().__init__(folder, shipped, load)

    def __getitem__(self, which: tuple[IncidentType, int]) -> Response:
        return self.edition.says[which]

    def __iter__(self) -> Iterator[tuple[IncidentType, int]]:
        return iter(self.edition.says)

    def __len__(self) -> int:
        return len(self.edition.says)
