"""What every route speaks to: the desks and what they stand on, joined once by `create_app`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from dispatch.board import Board
from dispatch.conditions.desk import ConditionsDesk
from dispatch.config import Config
from dispatch.duty.desk import DutyDesk
from dispatch.incidents.centre import Centre
from dispatch.incidents.desk import IncidentDesk
from dispatch.log.log import Log
from dispatch.people.desk import PeopleDesk
from dispatch.people.positions import Positions
from dispatch.places.desk import PlacesDesk
from dispatch.places.finding import Finder
from dispatch.web.accounts import Accounts
from dispatch.web.demo import Login
from dispatch.web.screens import Screens
from dispatch.web.zones import Zones
from maps.cities import City


@dataclass(frozen=True)
class Office:
    config: Config
    city: City
    centre: Centre
    log: Log[Board]
    incidents: IncidentDesk
    people: PeopleDesk
    duty: DutyDesk
    conditions: ConditionsDesk
    places: PlacesDesk
    finder: Finder
    zones: Zones
    positions: Positions
    accounts: Accounts
    screens: Screens
    demo_logins: tuple[Login, ...]
    now: Callable[[], datetime]

    def next_due(self, board: Board) -> datetime | None:
        due = (self.incidents.next_due(board), self.conditions.next_due(board))
        return min((at for at in due if at is not None), default=None)

    def fall_due(self) -> None:
        self.incidents.fall_due()
        self.conditions.fall_due()


def office() -> Office:
    """The one of the running app."""
    found: Office = current_app.extensions["office"]
    return found
