"""What a simulation plays on: the real desks and streets, of a running office or of a city in memory."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import ParamSpec

from dispatch.board import Board
from dispatch.conditions.streets import Streets
from dispatch.errors import Refused
from dispatch.incidents.desk import IncidentDesk
from dispatch.log.event import Recorded
from dispatch.log.log import Log
from dispatch.people.positions import PositionsKept

logger = logging.getLogger(__name__)

P = ParamSpec("P")

BY = "simulated:"
DISPATCHER = f"{BY}dispatcher"
VOLUNTEER = f"{BY}volunteer"


@dataclass(frozen=True)
class Stage:
    log: Log[Board]
    incidents: IncidentDesk
    positions: PositionsKept
    streets: Streets
    now: Callable[[], datetime]

    @property
    def board(self) -> Board:
        return self.log.board()

    def night(self, at: datetime) -> bool:
        return self.incidents.centre.night(at)


def attempt(act: Callable[P, list[Recorded]], *args: P.args, **kwargs: P.kwargs) -> list[Recorded]:
    """What was recorded; nothing where a rule says no, as it does to whom somebody real was quicker than."""
    try:
        return act(*args, **kwargs)
    except Refused as refusal:
        logger.debug("Refused in the simulation: %s", refusal)
        return []
